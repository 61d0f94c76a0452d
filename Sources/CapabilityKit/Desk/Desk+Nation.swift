import Federation
import Policy
import Vocabulary

extension Desk {
    /// How every force stands with this node, by what it last answered; nothing is asked for it.
    package func nation(for requester: Requester) async throws -> Disclosure<[NationStanding]> {
        try await disclose(.readNation, asked: "how every force stands", for: requester) { _ in
            let heard = await questions.heard
            let standings = roster.forces(on: today).filter { $0.category == "territorial" }.map { force in
                NationStanding(
                    force: force.code,
                    isConnected: neighbours?.connected.contains(force.code) ?? false,
                    state: heard[force.code]?.state,
                    heardAt: heard[force.code]?.at
                )
            }
            return Retrieved(content: standings, released: [])
        }
    }

    /// Answers between this node and others that are not settled.
    package func unsettled(for requester: Requester) async throws -> Disclosure<[UnsettledAnswer]> {
        try await disclose(.readUnsettled, asked: "answers that are not settled", for: requester) { _ in
            Retrieved(content: try await unsettledAnswers(), released: [])
        }
    }
}

/// How a force stands with this node.
package struct NationStanding: Hashable, Sendable {
    package var force: ForceCode
    package var isConnected: Bool
    /// What it said when it was last asked; `nil` when it was not asked since the node started.
    package var state: AnswerState?
    package var heardAt: Timestamp?
}

extension Permission {
    /// See how every force stands.
    package static let readNation = Permission("nation.status", "See which forces answer, and in which way")
    /// See which answers are not settled between two forces.
    package static let readUnsettled = Permission(
        "nation.unsettled",
        "See which answers are not settled between two logs"
    )
}
