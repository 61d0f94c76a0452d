import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// Publishes what the log has gathered twice a second, has it cosigned, and says aloud what goes wrong.
///
/// A log that has stopped stays stopped: nothing is disclosed then, and `/health` says why, so that the node goes on
/// answering rather than ending without a word.
struct KeepPublishing: Service {
    let building: Building
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var said: Set<String> = []
            while !Task.isCancelled {
                do {
                    try await building.ledger.publish()
                    try await building.cosigning.cosign()
                } catch {
                    // What it was is in the health below.
                    logger.debug(
                        "publishing failed",
                        metadata: ["error": "\((error as? Fault)?.code.description ?? "\(type(of: error))")"]
                    )
                }
                let health = await LogHealth.of(building)
                let faults = [health.stopped].compactMap(\.self) + health.alarms
                for fault in faults where said.insert("\(fault.code) \(fault.message)").inserted {
                    logger.critical("ALARM \(fault.code): \(fault.message)", metadata: ["help": "\(fault.help ?? "")"])
                }
                said.formIntersection(faults.map { "\($0.code) \($0.message)" })
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}
