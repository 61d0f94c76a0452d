import Ledger
import Linkage
import Policy
import Store
import Vocabulary

extension Desk {
    /// The longest reason, in UTF-8 bytes.
    package static let reasonMax = 500

    /// Judges whether two nominals are one person: at once, for everybody, above whatever software thinks.
    ///
    /// It is combination (DPA 2018 s.62(1)(e)): logged before it takes effect. The judgement is added to those there are;
    /// none is overwritten, and the latest of a pair counts. The nominals it touches are then joined afresh by the same
    /// rule as in a joining of all.
    ///
    /// Nobody judges what they have not seen: a judgement answers one showing of the pair, and each showing is answered
    /// once. Given again (a form that was sent twice), the same answer changes nothing and is returned as it was.
    ///
    /// - `reason`: in the officer's own words, at most ``reasonMax`` bytes; it may be empty unless the judgement goes
    ///   against what somebody else judged.
    /// - `showing`: the ledger entry of the disclosure in which the officer was shown the pair.
    ///
    /// - Throws: ``Fault`` `review.not_shown`, `review.reason_needed`, `review.reason_long`, `review.no_such_pair`.
    package func judge(
        _ pair: RecordPair,
        _ verdict: PairVerdict,
        reason: String = "",
        showing: UInt64,
        for requester: Requester
    ) async throws -> Judged {
        let asked = "judge \(pair) \(verdict.rawValue)"
        let rules = try await permit(.judgeRecords, asked: asked, for: requester)
        guard reason.utf8.count <= Self.reasonMax else {
            throw Fault(.reasonLong, "the reason is longer than \(Self.reasonMax) bytes", help: "shorten it")
        }
        let officer = requester.officer
        let known = try await joins.showing(showing)
        guard let shown = known, shown.pair == pair, shown.officer == officer.number, shown.force == officer.force
        else {
            throw try await notShown(asked, rules, requester)
        }
        let history = try await joins.judgements(touching: [pair.a, pair.b])
        if let before = history.first(where: { $0.showing == showing }) {
            let persons = try await joins.persons(of: [pair.a, pair.b])
            return Judged(judgement: before, effect: .unchanged, persons: [pair.a, pair.b].compactMap { persons[$0] })
        }
        let nominals = try await judgeable(pair, asked, rules, requester)
        let standing = history.standing()[pair]
        let overrules =
            standing.map { $0.verdict != verdict && ($0.officer != officer.number || $0.force != officer.force) }
        if overrules == true, reason.allSatisfy(\.isWhitespace) {
            throw Fault(
                .reasonNeeded,
                "somebody else judged these records otherwise",
                help: "say in a few words why you judge against it"
            )
        }
        let showings = try await joins.showings(of: pair, to: officer.number, of: officer.force)
        let edge = try await joins.edges(among: [pair.a, pair.b]).first { $0.bits != 0 }
        let at = clock()
        let judgement = PairJudgement(
            pair: pair,
            verdict: verdict,
            officer: officer.number,
            force: officer.force,
            madeAt: at,
            reason: reason,
            isBlind: showings.allSatisfy(\.isBlind),
            seconds: Int(max(0, at.milliseconds - shown.at.milliseconds) / 1000),
            probability: edge?.probability,
            entry: 0,
            showing: showing
        )
        let judged = try await record(judgement, nominals, asked: asked, rules: rules, for: requester)
        try await weigh(Self.capability(of: Permission.judgeRecords.description))
        return judged
    }

    /// Takes back the officer's last judgement that still stands, by a new one beside it; `nil` when there is none.
    ///
    /// What counted before it counts again, and the records are joined afresh. Logged as combination, like the judgement.
    package func withdrawJudgement(for requester: Requester) async throws -> Judged? {
        let asked = "take back the last judgement"
        let rules = try await permit(.judgeRecords, asked: asked, for: requester)
        let officer = requester.officer
        let own = try await joins.judgements(by: officer.number, of: officer.force, since: 0)
        let undone = Set(own.compactMap(\.undoes))
        guard let last = own.last(where: { $0.verdict != nil && !undone.contains($0.entry) }) else { return nil }
        let judgement = PairJudgement(
            pair: last.pair,
            verdict: nil,
            officer: officer.number,
            force: officer.force,
            madeAt: clock(),
            reason: "",
            entry: 0,
            undoes: last.entry
        )
        let nominals = try await shelf.current([last.pair.a, last.pair.b])
        return try await record(judgement, nominals, asked: asked, rules: rules, for: requester)
    }

    /// Logs a judgement, and only then stores it and lets it take effect, both in one transaction.
    private func record(
        _ judgement: PairJudgement,
        _ nominals: [StoredRecord],
        asked: String,
        rules: [String],
        for requester: Requester
    ) async throws -> Judged {
        let weights = try await model()
        var details = ["verdict": judgement.verdict?.rawValue ?? "withdrawn", "pair": "\(judgement.pair)"]
        for (name, nominal) in zip(["a", "b"], nominals) { details[name] = "\(nominal.record.id)@\(nominal.version)" }
        if !judgement.reason.isEmpty { details["reason"] = judgement.reason }
        details["blind"] = judgement.isBlind.map { $0 ? "yes" : "no" }
        details["seconds"] = judgement.seconds.map(String.init)
        details["probability"] = judgement.probability.map { "\($0)" }
        details["showing"] = judgement.showing.map(String.init)
        details["undoes"] = judgement.undoes.map(String.init)
        let entry = LedgerEntryBody(
            operation: .combination,
            disclosure: newDisclosureID(),
            at: judgement.madeAt,
            requester: requester,
            action: Permission.judgeRecords.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: details
        )
        let receipt = try await ledger.append(kind: .combination, body: entry.encoded())
        var logged = judgement
        logged.entry = receipt.index
        let stored = logged
        let (made, reforming) = try await joins.database.write { session in
            let made = try JoinShelf.add(stored, in: session)
            let seeds = [stored.pair.a.number, stored.pair.b.number]
            let number = Int64(stored.entry)
            let reforming = try JoinShelf.reform(around: seeds, model: weights, joining: number, in: session)
            try ChangeJournal.note(reforming.moved, in: session)
            return (made, reforming)
        }
        await reviews.refresh(reforming)
        let ends = [judgement.pair.a.number, judgement.pair.b.number]
        return Judged(
            judgement: made,
            effect: Self.effect(of: made, reforming),
            persons: ends.map { PersonID(number: reforming.after[$0] ?? $0) }
        )
    }

    private static func effect(of judgement: PairJudgement, _ reforming: Reforming) -> Judged.Effect {
        let before = reforming.wasTogether(judgement.pair), after = reforming.isTogether(judgement.pair)
        switch (judgement.verdict, before, after) {
        case (.same, _, false): return .contradicted
        case (_, false, true): return .joined
        case (_, true, false): return .parted
        default: return .unchanged
        }
    }

    /// The two nominals, if the officer may judge both of them.
    private func judgeable(
        _ pair: RecordPair,
        _ asked: String,
        _ rules: [String],
        _ requester: Requester
    ) async throws -> [StoredRecord] {
        let gate = RecordGate(
            rulebook: rulebook,
            requester: requester,
            action: .judgeRecords,
            day: today,
            standing: try await standing(of: requester)
        )
        let held = try await shelf.current([pair.a, pair.b]).filter { $0.record.id.kind == .person }
        let passed = gate.pass(held)
        guard passed.released.count == 2 else {
            let reason = passed.withheld.first?.reason ?? "no such records are held"
            _ = try await refuse(
                Permission.judgeRecords.description,
                asked: asked,
                reason: reason,
                policies: rules,
                for: requester
            )
            throw Self.noSuchPair(pair)
        }
        return passed.released
    }

    private func notShown(_ asked: String, _ rules: [String], _ requester: Requester) async throws -> Fault {
        let reason = "these records were not shown to you side by side"
        let entry = try await refuse(
            Permission.judgeRecords.description,
            asked: asked,
            reason: reason,
            policies: rules,
            for: requester
        )
        return Fault(.notShown, reason, help: "open them in the queue; the refusal is entry \(entry) in the log")
    }
}

extension Permission {
    /// Judge whether records are of one person.
    package static let judgeRecords = Permission("review.judge", "Judge whether two records are of one person")
}

extension Fault.Code {
    /// A judgement on what its maker was not shown.
    package static let notShown = Self("review.not_shown", status: 403)
    /// A judgement against somebody else's without a reason.
    package static let reasonNeeded = Self("review.reason_needed", status: 422)
    /// A reason over its bound.
    package static let reasonLong = Self("review.reason_long", status: 400)
}
