import Federation
import Policy
import Vocabulary

extension Desk {
    /// How every force stands with this node, by what it last answered; nothing is asked for it.
    package func nation(for requester: Requester) async throws -> Disclosure<[NationStanding]> {
        try await disclose(.readNation, asked: "how every force stands", for: requester) { _ in
            let heard = await questions.heard
            let alarms = try await exchange.alarms(limit: 200)
            let standings = namedForces.map { force in
                NationStanding(
                    force: force,
                    isConnected: neighbours?.connected.contains(force) ?? false,
                    state: heard[force]?.state,
                    heardAt: heard[force]?.at,
                    alarms: alarms.count { $0.force == force }
                )
            }
            return Retrieved(content: standings, released: [])
        }
    }

    /// Answers between this node and others that are not settled, and where two nodes contradict one another.
    package func unsettled(for requester: Requester) async throws -> Disclosure<Unsettled> {
        try await disclose(.readUnsettled, asked: "answers that are not settled", for: requester) { _ in
            let answers = try await unsettledAnswers(), alarms = try await exchange.alarms(limit: 200)
            return Retrieved(content: Unsettled(answers: answers, alarms: alarms), released: [])
        }
    }
}

/// What of the exchanges with other forces somebody has to look at.
package struct Unsettled: Hashable, Sendable {
    package var answers: [UnsettledAnswer]
    /// The newest first.
    package var alarms: [ExchangeAlarm]
}

/// How a force stands with this node.
package struct NationStanding: Hashable, Sendable {
    package var force: ForceCode
    package var isConnected: Bool
    /// What it said when it was last asked; `nil` when it was not asked since the node started.
    package var state: AnswerState?
    package var heardAt: Timestamp?
    /// How often it and this node have contradicted one another.
    package var alarms = 0
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
