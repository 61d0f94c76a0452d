import CapabilityKit
import ServiceLifecycle
import Vocabulary

/// Takes up versions of the roster that are put into the node's folder, without a restart.
package struct KeepRoster: Service {
    /// Seconds between two looks.
    package static let everySeconds = 15

    let node: FederationNode
    let roster: RosterKeeper
    let desk: Desk

    package init(node: FederationNode, roster: RosterKeeper, desk: Desk) {
        self.node = node
        self.roster = roster
        self.desk = desk
    }

    /// Looks at once, then every ``everySeconds``, until the service stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var noted: Int?
            while !Task.isCancelled {
                tick()
                noted = await note(unless: noted)
                try? await Task.sleep(for: .seconds(Self.everySeconds))
            }
        }
    }

    /// Writes into the node's own log by which version it goes, at each start and at each change.
    ///
    /// - Returns: the version that is written there, or the earlier one where it could not be: it is tried again.
    package func note(unless noted: Int?) async -> Int? {
        guard let current = roster.current(at: node.clock()), current.version != noted else { return noted }
        let officer = Officer(number: "system", name: "The node itself", force: node.force, roles: ["system"])
        let authority = Authority(purpose: "audit.lawfulness", reference: "roster")
        do {
            try await desk.noteRoster(
                version: current.version,
                digest: "\(current.digest)",
                for: Requester(officer: officer, authority: authority)
            )
            return current.version
        } catch {
            return noted
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
