import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// Whether a node can answer questions now, and if not, what is missing.
package struct NodeReadiness: Sendable {
    /// What is missing, each in a line; nothing when it is ready.
    package var missing: [String] = []

    package var isReady: Bool { missing.isEmpty }
    /// For those outside the machine: the word alone.
    var state: String { isReady ? "ready\n" : "not ready\n" }
    var text: String { state + missing.map { $0 + "\n" }.joined() }

    /// A clock this much behind the newest entry of the log is wrong.
    static let clockBehindMax: Int64 = 120_000

    /// Looks at the log, the store, the clock, the index and the certificate.
    package static func of(_ building: Building) async -> NodeReadiness {
        var readiness = NodeReadiness()
        if let stopped = await building.ledger.stopped {
            readiness.missing.append("log: \(stopped.message)")
        } else if !FileManager.default.isWritableFile(atPath: building.folder.ledger) {
            readiness.missing.append("log: its folder cannot be written")
        }
        let now = building.clock().milliseconds
        do {
            let figures = try await building.desk.figures()
            if figures.indexPeople == nil { readiness.missing.append("index: it is being made") }
            if let last = figures.lastEntryAt, now + clockBehindMax < last.milliseconds {
                readiness.missing.append("clock: it is behind the newest entry of the log, of \(last.rfc3339UTC)")
            }
        } catch {
            readiness.missing.append("store: \((error as? Fault)?.code.description ?? "it does not answer")")
        }
        if let ends = building.federation?.node.identity.certificate.peer.validUntil, ends.milliseconds <= now {
            readiness.missing.append("certificate: it ended at \(ends.rfc3339UTC)")
        }
        return readiness
    }
}
