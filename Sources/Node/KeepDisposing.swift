import Capabilities
import CapabilityKit
import ServiceLifecycle
import Vocabulary

/// Looks once an hour for reads of plates and answers about them that are over their time, and destroys them.
struct KeepDisposing: Service {
    let desk: Desk
    let force: ForceCode

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // What cannot be destroyed now is still due in an hour; a log that has stopped says so itself.
                _ = try? await Anpr.dispose(desk, of: force)
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
