import CapabilityKit
import ServiceLifecycle

/// Looks once a minute for emergencies and authorities that were not justified, confirmed or answered in time.
struct KeepEscalating: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // What cannot be written now is still overdue in a minute; a log that has stopped says so itself.
                try? await desk.escalate()
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }
}
