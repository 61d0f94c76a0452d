import Ledger
import Policy
import Vocabulary

extension Desk {
    /// What the node itself can count of a use since its approval began, from the room's own records; without a name.
    ///
    /// Of judging pairs: how long each was in view, whether the person decided otherwise than the software, and, where the
    /// person had not seen what the software thought, the four outcomes. Judgements that were taken back do not count.
    ///
    /// - Returns: `nil` where the node cannot count. O(judgements).
    package func counted(of use: String) async throws -> UseMeasures? {
        guard let approval = await uses.register.approvals[use],
            approval.capability == Self.capability(of: Permission.judgeRecords.description)
        else { return nil }
        let all = try await joins.judgements()
        let undone = Set(all.compactMap(\.undoes))
        var measures = UseMeasures()
        var (both, wrongly, missed, neither) = (0, 0, 0, 0)
        for judgement in all where judgement.madeAt.date >= approval.from && !undone.contains(judgement.entry) {
            guard let verdict = judgement.verdict, let probability = judgement.probability else { continue }
            let says = probability >= 0.5
            let isOverride = verdict == .unsure || (verdict == .same) != says
            if let seconds = judgement.seconds {
                measures.involvement.judgements.append(
                    .init(shown: 2, seconds: seconds, changed: isOverride ? 1 : 0, isOverride: isOverride)
                )
            }
            guard judgement.isBlind == true, verdict != .unsure else { continue }
            switch (says, verdict == .same) {
            case (true, true): both += 1
            case (true, false): wrongly += 1
            case (false, true): missed += 1
            case (false, false): neither += 1
            }
        }
        if both + wrongly + missed + neither > 0 {
            measures.groups["pairs judged blind"] = try OutcomeCounts(
                truePositives: both,
                falsePositives: wrongly,
                falseNegatives: missed,
                trueNegatives: neither
            )
        }
        return measures
    }

    /// Suspends what the node's own counts show to have crossed what was agreed, and refers it back.
    ///
    /// Called where something was counted; a use without thresholds costs nothing.
    func weigh(_ capability: String) async throws {
        let force = uses.book.force
        for approval in await uses.register.approvals(of: capability)
        where approval.suspensions[force] == nil && approval.thresholds.contains(where: { !$0.isVolume }) {
            guard let measures = try await counted(of: approval.use) else { continue }
            var tried = approval
            guard tried.measured(measures, at: force, on: today) != nil else { continue }
            try await suspend(.measured(use: approval.use, measures: measures), use: approval.use)
        }
    }

    /// Writes into the log, on the node's own account, what suspends a use.
    func suspend(_ effect: UseAct.Effect, use: String) async throws {
        await uses.begin()
        do {
            try await write(
                UseAct(effect: effect),
                action: "\(UseBook.register).suspend",
                asked: "suspend \(use)",
                rules: [],
                for: Requester(
                    officer: Officer(
                        number: "system",
                        name: "The node itself",
                        force: uses.book.force,
                        roles: ["system"]
                    ),
                    authority: Authority(purpose: "audit.lawfulness", reference: use)
                ),
                kind: .system
            )
        } catch {
            await uses.end()
            throw error
        }
        await uses.end()
    }
}
