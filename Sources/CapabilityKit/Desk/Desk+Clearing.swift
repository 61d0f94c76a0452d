import Federation
import Ledger
import Vocabulary

extension Desk {
    /// Clears what was said between forces and is kept beside the log no longer, by the rule that counts today.
    ///
    /// What was cleared is logged as a count; ids, digests and numbers of entries stay, and both logs have the rest.
    ///
    /// - Returns: how many answers, questions and requests were cleared.
    @discardableResult
    package func clearExchanges() async throws -> Int {
        guard let neighbours, let rule = neighbours.rules.kept.first(where: { $0.isEffective(on: today) }) else {
            return 0
        }
        let now = clock(), day: Int64 = 86_400_000
        func before(_ days: Int) -> Int64 { now.milliseconds - Int64(max(days, 1)) * day }
        let requests = before(rule.requestDays)
        let answers = try await exchange.clearAnswers(before: before(rule.unsettledDays))
        let asked = try await exchange.clearQuestions(before: before(rule.questionDays), waitingBefore: requests)
        let decided = try await exchange.clearRequests(before: requests)
        let cleared = answers + asked + decided
        guard cleared > 0 else { return 0 }
        let body = LedgerEntryBody(
            operation: .system,
            disclosure: newDisclosureID(),
            at: now,
            requester: node(of: neighbours.force, reference: "retention"),
            action: "exchange.clear",
            asked: "what was said between forces and is kept no longer",
            rules: [],
            rulesVersion: rulebook.version,
            details: [
                "answers": "\(answers)", "questions": "\(asked)", "requests": "\(decided)", "rule": rule.source,
            ]
        )
        _ = try await ledger.append(kind: .system, body: body.encoded())
        return cleared
    }
}
