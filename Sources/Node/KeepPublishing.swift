import Ledger
import Logging
import ServiceLifecycle

/// Publishes what the log has gathered, once a second, so that a quiet log's tiles and checkpoint are never far behind.
struct KeepPublishing: Service {
    let ledger: LedgerWriter

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                try await ledger.publish()
            }
        }
    }
}
