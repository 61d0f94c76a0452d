import Federation
import Foundation
import Ledger
import Vocabulary

extension Desk {
    /// Closes a question: what did not come is written down as not shown.
    func close(_ log: Asking, unanswered: [ForceCode]) async throws {
        if !unanswered.isEmpty {
            let names = unanswered.map(\.description).joined(separator: " ")
            let entry = try await append(log, .consultation, ["not shown": names])
            try await exchange.take(.notShown, of: log.question.disclosure, from: unanswered, entry: entry)
        }
        try await exchange.close(log.question.disclosure)
    }

    /// Closes what the node was asking when it stopped: an answer without an entry of its own was never shown.
    func closeAbandoned() async throws {
        for open in try await exchange.open() {
            let question = open.question
            let log = Asking(
                question: question,
                requester: Requester(officer: question.officer, authority: question.authority),
                rules: [],
                details: ["closed": "after a restart"]
            )
            try await close(log, unanswered: open.missing)
        }
    }

    /// Tells forces what became of their answers, as far as they can be reached; the rest are told later.
    package func tellOutcomes() async {
        guard let neighbours, let untold = try? await exchange.untold(by: neighbours.force, limit: 2000) else { return }
        let told = await withTaskGroup(of: (String, ForceCode)?.self) { group in
            for (settlement, force, _) in untold {
                group.addTask {
                    do {
                        if force == neighbours.force {
                            try await settled(settlement)
                        } else {
                            try await neighbours.peers.settle(settlement, with: force)
                        }
                        return (settlement.disclosure, force)
                    } catch {
                        return nil
                    }
                }
            }
            var told: [String: [ForceCode]] = [:]
            for await one in group { if let one { told[one.0, default: []].append(one.1) } }
            return told
        }
        for (disclosure, forces) in told { try? await exchange.told(disclosure, forces) }
    }

    /// Takes down what became of an answer of this node; said twice, it counts once.
    ///
    /// `settlement`: as it came; the caller has proved that it was sent by ``Settlement/asker``.
    package func settled(_ settlement: Settlement) async throws {
        guard let neighbours else { throw Self.noNeighbours }
        try await settlingTurns.take("\(settlement.asker) \(settlement.disclosure)") {
            try await settleOnce(settlement, neighbours)
        }
    }

    private func settleOnce(_ settlement: Settlement, _ neighbours: Neighbours) async throws {
        let known = try await exchange.outcome(of: settlement.disclosure, to: settlement.asker)
        guard known != settlement.outcome.rawValue else { return }
        // What was said once stands: another outcome later is written down, refused, and changes nothing.
        let contradicts = known.map { !$0.isEmpty } ?? false
        let entry = LedgerEntryBody(
            operation: .system,
            disclosure: settlement.disclosure,
            at: clock(),
            requester: node(of: neighbours.force, reference: "disclosure \(settlement.disclosure)"),
            action: contradicts ? "exchange.contradiction" : "exchange.settle",
            asked: "what became of an answer",
            rules: [],
            rulesVersion: rulebook.version,
            details: [
                "asker": settlement.asker.description, "outcome": settlement.outcome.rawValue,
                "their entry": String(settlement.entry),
            ]
        )
        let receipt = try await ledger.append(kind: .system, body: entry.encoded())
        guard !contradicts else {
            throw Fault(
                .settledOtherwise,
                "what became of disclosure `\(settlement.disclosure)` was said before, and otherwise",
                help: "compare both logs; entry \(receipt.index) here records what was said now"
            )
        }
        try await exchange.settle(settlement, entry: receipt.index, at: clock())
    }

    /// Answers of which this node or the other does not know what became of them, half a minute after they were given.
    package func unsettledAnswers() async throws -> [UnsettledAnswer] {
        guard let neighbours else { return [] }
        let before = clock().milliseconds - 30_000
        let own = try await exchange.untold(by: neighbours.force, limit: 500).map { one in
            UnsettledAnswer(
                force: one.force,
                disclosure: one.settlement.disclosure,
                isOwnQuestion: true,
                at: Timestamp.uk(milliseconds: one.at),
                entry: one.settlement.entry
            )
        }
        return own.filter { $0.at.milliseconds < before }
            + (try await exchange.unsettled(before: before, limit: 500))
    }
}

extension Fault.Code {
    /// A force says of one answer first one thing and then another.
    package static let settledOtherwise = Self("federation.settled_otherwise", status: 409)
}
