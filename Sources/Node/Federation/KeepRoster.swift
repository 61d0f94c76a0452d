import ServiceLifecycle
import Vocabulary

/// Takes up versions of the roster that are put into the node's folder, without a restart.
package struct KeepRoster: Service {
    /// Seconds between two looks.
    package static let everySeconds = 15

    let node: FederationNode
    let roster: RosterKeeper

    package init(node: FederationNode, roster: RosterKeeper) {
        self.node = node
        self.roster = roster
    }

    /// Looks at once, then every ``everySeconds``, until the service stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                tick()
                try? await Task.sleep(for: .seconds(Self.everySeconds))
            }
        }
    }

    /// One look: a version that cannot be accepted is an alarm, and what was accepted stays.
    package func tick() {
        do {
            guard let version = try roster.look(at: node.clock()) else { return }
            node.log(FederationEvent(kind: .rosterChanged, reason: "\(version)"))
        } catch {
            node.log(FederationEvent(kind: .alarm, reason: FederationEvent.reason(error)))
        }
    }
}
