import CapabilityKit
import Linkage

extension Review {
    /// Answers `GET /review/next`.
    @Sendable static func nextPage(_ visit: Visit) async throws -> Page {
        let work = try Work(visit.query)
        let found = try await visit.desk.nextForReview(work.filter, blind: isBlind(visit), for: visit.requester)
        let stamp = LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        guard let content = found.content else {
            return donePage(work, withheld: found.withheld.reduce(0) { $0 + $1.count }, stamp: stamp)
        }
        return pairPage(view(content, work, stamp, visit))
    }

    /// Answers `GET /review/pair/{pair}`.
    @Sendable static func onePage(_ visit: Visit) async throws -> Page {
        let pair = try pair(of: visit.pathValue("pair"))
        let found = try await visit.desk.pairForReview(pair, blind: isBlind(visit), for: visit.requester)
        let stamp = LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        let work = Work(single: pair)
        return pairPage(view(found.content, work, stamp, visit))
    }

    /// Takes the answer of a question and leads to the next.
    @Sendable static func judgeForm(_ visit: Visit) async throws -> FormOutcome {
        let work = try Work(visit.form)
        let pair = try pair(of: visit.form["pair"] ?? "")
        guard let verdict = visit.form["verdict"].flatMap(PairVerdict.init),
            let showing = UInt64(visit.form["showing"] ?? "")
        else {
            throw Fault(
                .valueOutOfRange,
                "the answer cannot be read",
                help: "go back and press one of the three buttons"
            )
        }
        let reason = visit.form["reason"] ?? ""
        _ = try await visit.desk.judge(pair, verdict, reason: reason, showing: showing, for: visit.requester)
        return FormOutcome(next: work.next)
    }

    /// Takes back the officer's last judgement and shows that pair again.
    @Sendable static func undoForm(_ visit: Visit) async throws -> FormOutcome {
        let undone = try await visit.desk.withdrawJudgement(for: visit.requester)
        guard let pair = undone?.judgement.pair else { return FormOutcome(next: try Work(visit.form).next) }
        return FormOutcome(next: Address("review", "pair", pair.description))
    }

    /// Shows or hides what the software thinks, for the rest of the session.
    @Sendable static func blindForm(_ visit: Visit) async throws -> FormOutcome {
        let work = try Work(visit.form)
        let back: Address =
            switch visit.form["back"] {
            case "queue": work.queue
            case let text?: RecordPair(text).map { Address("review", "pair", $0.description) } ?? work.next
            case nil: work.next
            }
        return FormOutcome(next: back, choices: ["review.blind": visit.form["blind"] == "off" ? "off" : "on"])
    }

    static func pair(of text: String) throws -> RecordPair {
        guard let pair = RecordPair(text) else {
            throw Fault(.noSuchPair, "`\(text)` does not name two records", help: "take the next of the queue")
        }
        return pair
    }

    private static func view(_ found: PairForReview, _ work: Work, _ stamp: LedgerStamp, _ visit: Visit) -> PairView {
        pairView(
            found,
            work,
            stamp,
            for: visit.requester.officer,
            roster: visit.desk.roster,
            token: visit.formToken
        )
    }

    /// Everything of the page, from one disclosure.
    static func pairView(
        _ found: PairForReview,
        _ work: Work,
        _ stamp: LedgerStamp,
        for officer: Officer,
        roster: Roster,
        token: String
    ) -> PairView {
        func lines(_ side: PairForReview.Side) -> [SourceLine] {
            side.all.map { SourceLine(of: $0.nominal, roster: roster) }
        }
        func name(_ side: PairForReview.Side) -> String { side.member.nominal.record.personName ?? "Name not held" }
        let members = (found.left.all + found.right.all).map(\.nominal)
        let isCluster = members.count > 2
        let standing = found.standing
        let isOthers = standing.map { $0.officer != officer.number || $0.force != officer.force } ?? false
        return PairView(
            pair: found.pair,
            isCluster: isCluster,
            left: lines(found.left),
            right: lines(found.right),
            leftName: name(found.left),
            rightName: name(found.right),
            fields: Comparison(roster: roster).fields(found.left, found.right),
            dissent: isCluster ? conflicts(members, roster: roster) : [],
            opinion: found.evidence.map(opinion),
            earlier: earlier(found, roster: roster),
            needsReason: isOthers,
            remaining: found.remaining,
            judgedToday: found.judgedToday,
            last: found.last.map {
                PairView.LastLine(
                    words: words(for: $0.verdict),
                    time: Phrase.time($0.madeAt),
                    entry: $0.entry
                )
            },
            work: work,
            token: token,
            stamp: stamp
        )
    }

    private static func opinion(_ evidence: PairForReview.Evidence) -> PairView.Opinion {
        let probability = evidence.edge?.probability ?? evidence.explanation.probability
        let cause: String? =
            switch evidence.cause {
            case .uncertain: "It stands in the queue because it is doubtful."
            case .weak: "It stands in the queue because these records hang together by this one weak link."
            case .refused: "It stands in the queue because others of the group speak against it."
            case .contradicted: "It stands in the queue because judgements contradict each other."
            case .sample: "It was drawn by lot, to measure how often the software is right."
            case nil: nil
            }
        let held = evidence.isJoined ? "They are held as one person now." : "They are held as two people now."
        let far = abs(evidence.explanation.probability - probability) > 0.02
        return PairView.Opinion(
            words: [evidence.explanation.sentence, held, cause].compactMap(\.self).joined(separator: " "),
            confidence: Confidence(probability: probability),
            waterfall: Waterfall(evidence.explanation, showsWords: true),
            caution: far && evidence.edge?.madeBy == .software
                ? "The joining also weighed facts that you may not see, or that have changed since." : nil
        )
    }

    private static func earlier(_ found: PairForReview, roster: Roster) -> [PairView.EarlierLine] {
        let undone = Set(found.earlier.compactMap(\.undoes))
        return found.earlier.filter { $0.verdict != nil }.map { judgement in
            let isThis = judgement.pair == found.pair
            let names = [judgement.pair.a, judgement.pair.b].map { handle in
                found.names[handle].map {
                    "\(roster[$0.source.force]?.abbreviation ?? "") \($0.source.systemTitle) \($0.key)"
                }
                    ?? "a record elsewhere"
            }
            let how: String? =
                switch (judgement.isBlind, judgement.seconds) {
                case (true, let seconds?): "blind, after \(Phrase.count(seconds, "second"))"
                case (false, let seconds?): "with the score in view, after \(Phrase.count(seconds, "second"))"
                default: nil
                }
            let force = judgement.force.map { roster[$0]?.abbreviation ?? $0.description }
            return PairView.EarlierLine(
                words: words(for: judgement.verdict) + (isThis ? "" : ": \(Phrase.list(names))"),
                isThisPair: isThis,
                who: ["officer \(judgement.officer)", force].compactMap(\.self).joined(separator: ", "),
                when: "\(Phrase.shortDay(judgement.madeAt)) \(Phrase.time(judgement.madeAt))",
                how: how,
                reason: judgement.reason,
                isTakenBack: undone.contains(judgement.entry)
            )
        }
    }
}
