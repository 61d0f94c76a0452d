import CapabilityKit
import ServiceLifecycle

/// Tells other forces what became of their answers, and what is recalled of ours, until each of them knows, however long
/// its node is down.
struct KeepTelling: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await desk.tellOutcomes()
                await desk.tellRecalls()
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }
}
