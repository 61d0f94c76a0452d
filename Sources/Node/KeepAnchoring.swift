import CapabilityKit
import Logging
import ServiceLifecycle
import Vocabulary

/// Puts the last line of each day of the log of security into the ledger, where witnesses see it: looks every ten
/// minutes.
struct KeepAnchoring: Service {
    let desk: Desk
    let security: SecurityLog
    let force: ForceCode

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Self.anchor(security, in: desk, of: force)
                } catch let fault as Fault where fault.code == .securityLogBroken {
                    Logger(label: "reeve.security").critical("ALARM \(fault.code): \(fault.message)")
                } catch {
                    // What cannot be written now is still to be done in ten minutes; what has stopped says so itself.
                }
                try? await Task.sleep(for: .seconds(600))
            }
        }
    }

    /// Puts every day that is over and not there yet into the ledger.
    static func anchor(_ security: SecurityLog, in desk: Desk, of force: ForceCode) async throws {
        let node = Officer(number: "system", name: "The node itself", force: force, roles: ["system"])
        let authority = Authority(purpose: "audit.security", reference: "security log")
        let requester = Requester(officer: node, authority: authority)
        for day in try security.unanchored() {
            try await desk.noteSecurityLog(day: day.name, lines: day.lines, head: day.head, for: requester)
            try security.anchored(day)
        }
    }
}
