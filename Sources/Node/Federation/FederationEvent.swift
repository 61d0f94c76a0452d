import Logging
import Vocabulary

/// Something that happened between nodes, for the node's own log: which force, what, and the stable name of the reason.
///
/// It holds nothing of any question, answer or key, because it has no place for one.
package struct FederationEvent: Sendable, Hashable {
    /// What happened.
    package enum Kind: String, Sendable, Hashable {
        /// A connection ended before it was shown who is at the other end.
        case handshakeFailed = "handshake-failed"
        /// A node was refused: nothing of what it sent was acted on.
        case refused
        /// A question got no answer that can be relied on.
        case unanswered
        /// The other end is not who it should be, or its answer is not signed as it should be: somebody must look.
        case alarm
        case renewed
        case renewalFailed = "renewal-failed"
        /// The list of revoked certificates has not been heard for a minute.
        case revocationsStale = "revocations-stale"
        case revocationsChanged = "revocations-changed"
        /// A new version of the roster was accepted.
        case rosterChanged = "roster-changed"
    }

    package var kind: Kind
    package var force: ForceCode?
    /// The stable name of a fault, or of the kind of an error of the network.
    package var reason: String
}

/// Where events between nodes are written.
package typealias FederationLog = @Sendable (FederationEvent) -> Void

extension FederationEvent {
    /// Writes events as lines of the program's log.
    package static let programLog: FederationLog = { event in
        let level: Logger.Level =
            switch event.kind {
            case .alarm: .critical
            case .renewalFailed, .revocationsStale: .error
            case .handshakeFailed, .refused, .unanswered: .warning
            case .renewed, .revocationsChanged, .rosterChanged: .notice
            }
        Logger(label: "reeve.federation").log(
            level: level,
            event.kind == .alarm ? "ALARM federation" : "federation",
            metadata: [
                "event": "\(event.kind.rawValue)", "force": "\(event.force?.description ?? "-")",
                "reason": "\(SecurityEvent.plain(event.reason))",
            ]
        )
    }

    /// The stable name of what went wrong.
    static func reason(_ error: any Error) -> String {
        (error as? Fault)?.code.description ?? "\(type(of: error))"
    }
}
