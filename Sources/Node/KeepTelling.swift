import CapabilityKit
import ServiceLifecycle
import Vocabulary

/// Tells other forces what became of their answers, what is handed on to them, and what is recalled of ours, until each of
/// them knows, however long its node is down; and clears, every hour, what was said between them and is kept no longer.
struct KeepTelling: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var cleared: Int64?
            while !Task.isCancelled {
                await desk.tellTransfers()
                await desk.tellOutcomes()
                await desk.tellRecalls()
                let now = desk.clock().milliseconds
                if cleared.map({ now - $0 >= 3_600_000 }) ?? true {
                    cleared = now
                    _ = try? await desk.clearExchanges()
                }
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }
}
