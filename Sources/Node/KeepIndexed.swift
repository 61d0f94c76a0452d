import CapabilityKit
import ServiceLifecycle

/// Keeps the tables of who saw what close behind the log, so that no question about it has to catch up first.
struct KeepIndexed: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                // A fault here is met again, and told, by whoever asks next.
                try? await desk.keepIndexed()
            }
        }
    }
}
