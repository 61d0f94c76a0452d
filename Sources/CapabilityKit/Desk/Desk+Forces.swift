import Federation
import Vocabulary

/// Which forces are owed a word, and by whom they are reached: by the roster as it is today.
extension Desk {
    /// Why no other force is connected, where no signed roster is in force; `nil` while one is, or none is needed.
    package var rosterProblem: String? {
        if case .missing(let reason) = neighbours?.roster { reason } else { nil }
    }

    /// Every force that is named with its state whenever all are asked, in the order of codes: territorial forces, others
    /// that have a node, those that follow a force that has ended, and whoever is connected though the roster has ended it.
    var namedForces: [ForceCode] {
        let day = today, roster = roster
        let followers = Set(roster.forces.filter { ($0.validTo ?? "9999") < day.description }.flatMap(\.successors))
        let inBeing = roster.forces(on: day).filter {
            $0.category == "territorial" || $0.node != nil || followers.contains($0.code)
        }
        return Set(inBeing.map(\.code)).union(neighbours?.connected ?? []).sorted()
    }

    /// Why a force is not asked; `nil` where it is connected and in being.
    func reasonNotAsked(_ force: ForceCode) -> AnswerState? {
        guard neighbours?.connected.contains(force) == true else {
            return .notAsked(
                reason: rosterProblem == nil
                    ? "no node of this force is connected" : "no signed roster is in force at this node"
            )
        }
        let isInBeing = roster.forces(on: today).contains { $0.code == force || $0.alsoKnownAs.contains(force) }
        return isInBeing ? nil : .notAsked(reason: "it is not on the roster today")
    }

    /// Who is told now what is owed to a force: the force itself, or all that have followed it.
    func successors(of force: ForceCode) -> [ForceCode] {
        (try? roster.answering(for: force, on: today).map(\.code)) ?? [force]
    }

    /// Tells a force, or those that have followed it, what became of its answer.
    func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        guard let neighbours else { throw Self.noNeighbours }
        for force in successors(of: force) {
            if force == neighbours.force {
                try await settled(settlement)
            } else {
                try await neighbours.peers.settle(settlement, with: force)
            }
        }
    }
}
