import Linkage
import Policy
import Vocabulary

extension Desk {
    /// How long, in milliseconds, a question that somebody has before their eyes is not put to anybody else.
    static let reviewClaim: Int64 = 10 * 60 * 1000

    /// What waits for a person's judgement, in the order in which it is asked.
    ///
    /// It says which records, and nothing of what they say. To somebody who judges blind it does not say what the
    /// software thinks either.
    ///
    /// - `limit`: the most questions to list, 0 to 500.
    package func reviewQueue(
        _ filter: ReviewFilter = ReviewFilter(),
        limit: Int,
        blind: Bool,
        for requester: Requester
    ) async throws -> Disclosure<ReviewQueue> {
        try await disclose(.readReviews, asked: "review queue", for: requester) { _ in
            let (items, forces) = try await reviews.questions()
            let chosen = items.filter { filter.lets($0, forces) }
            var byForce: [ForceCode: Int] = [:]
            for item in items {
                let a = forces[item.pair.a.number], b = forces[item.pair.b.number]
                if let a { byForce[a, default: 0] += 1 }
                if let b, b != a { byForce[b, default: 0] += 1 }
            }
            let lines = chosen.prefix(min(max(limit, 0), 500)).map { item in
                ReviewQueue.Line(
                    pair: item.pair,
                    kind: item.kind,
                    a: forces[item.pair.a.number],
                    b: forces[item.pair.b.number],
                    records: item.left + item.right,
                    opinion: blind ? nil : ReviewQueue.Opinion(cause: item.cause, probability: item.probability)
                )
            }
            let queue = ReviewQueue(
                total: items.count,
                left: chosen.count,
                pairs: items.count { $0.kind == .pair },
                clusters: items.count { $0.kind == .cluster },
                byForce: byForce,
                next: lines,
                mine: try await judgedToday(by: requester.officer).reversed(),
                judged: try await joins.judgements().standing().count
            )
            let details = ["blind": blind ? "yes" : "no", "left": String(items.count), "listed": String(lines.count)]
            return Retrieved(content: queue, released: [], details: details)
        }
    }

    /// The next question of the queue that the officer may see, side by side; `nil` when nothing is left.
    ///
    /// Somebody who stopped with a question open is asked it again; what somebody else has open is left to them.
    package func nextForReview(
        _ filter: ReviewFilter = ReviewFilter(),
        blind: Bool,
        for requester: Requester
    ) async throws -> Disclosure<PairForReview?> {
        let found = try await disclose(.readReviews, asked: "next for review", for: requester) { gate in
            let (items, forces) = try await reviews.questions()
            let chosen = items.filter { filter.lets($0, forces) }
            var withheld: [Withheld] = []
            for item in try await inTurn(chosen, for: requester.officer) {
                var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
                guard
                    let shown = try await comparison(of: item.pair, blind: blind, requester.officer, by: &assembler)
                else {
                    withheld += assembler.withheld
                    continue
                }
                var content = shown
                content.remaining = chosen.count
                return Retrieved(
                    content: content as PairForReview?,
                    released: assembler.released,
                    withheld: assembler.withheld,
                    details: ["blind": blind ? "yes" : "no", "pair": "\(item.pair)"]
                )
            }
            return Retrieved(content: nil, released: [], withheld: withheld)
        }
        if let pair = found.content?.pair {
            try await keepShowing(of: pair, blind: blind, found.entry, found.at, requester)
        }
        return found
    }

    /// Two nominals side by side, wherever they stand in the queue.
    ///
    /// - Throws: ``Fault`` `review.no_such_pair` when one of the two is not held or may not be shown.
    package func pairForReview(
        _ pair: RecordPair,
        blind: Bool,
        for requester: Requester
    ) async throws -> Disclosure<PairForReview> {
        let found = try await disclose(.readReviews, asked: "review \(pair)", for: requester) { gate in
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            guard let shown = try await comparison(of: pair, blind: blind, requester.officer, by: &assembler) else {
                throw NothingToShow(fault: Self.noSuchPair(pair), withheld: assembler.withheld)
            }
            var content = shown
            content.remaining = try await reviews.questions().items.count
            return Retrieved(
                content: content,
                released: assembler.released,
                withheld: assembler.withheld,
                details: ["blind": blind ? "yes" : "no", "pair": "\(pair)"]
            )
        }
        try await keepShowing(of: pair, blind: blind, found.entry, found.at, requester)
        return found
    }

    static func noSuchPair(_ pair: RecordPair) -> Fault {
        Fault(.noSuchPair, "the records `\(pair)` cannot be shown side by side", help: "take the next of the queue")
    }

    /// Judgements of one officer since midnight UTC, oldest first.
    func judgedToday(by officer: Officer) async throws -> [PairJudgement] {
        let day: Int64 = 86_400_000
        let midnight = clock().milliseconds / day * day
        return try await joins.judgements(by: officer.number, of: officer.force, since: midnight)
    }

    /// First what the officer has open, then the rest, without what others have open.
    private func inTurn(_ items: [ReviewItem], for officer: Officer) async throws -> [ReviewItem] {
        let now = clock().milliseconds
        var claimed: [RecordPair: Showing] = [:]
        for showing in try await joins.showings(since: now - Self.reviewClaim) { claimed[showing.pair] = showing }
        func isMine(_ showing: Showing) -> Bool { showing.officer == officer.number && showing.force == officer.force }
        let open = claimed.values.filter(isMine).max { ($0.at.milliseconds, $0.entry) < ($1.at.milliseconds, $1.entry) }
        let free = items.filter { claimed[$0.pair].map(isMine) ?? true }
        guard let open, let place = free.firstIndex(where: { $0.pair == open.pair }) else { return free }
        return [free[place]] + free[..<place] + free[(place + 1)...]
    }

    /// The two sides with all that may be shown of them; `nil` when one of the two may not be shown.
    private func comparison(
        of pair: RecordPair,
        blind: Bool,
        _ officer: Officer,
        by assembler: inout PictureAssembler
    ) async throws -> PairForReview? {
        let persons = try await joins.persons(of: [pair.a, pair.b])
        let wanted = Array(Set(persons.values)).sorted { $0.number < $1.number }
        let members = try await assembler.members(of: wanted, saying: Gathering.kinds)
        let byHandle = Dictionary(
            members.values.flatMap(\.self).map { ($0.nominal.handle, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        guard let a = byHandle[pair.a], let b = byHandle[pair.b] else { return nil }

        let handles = byHandle.keys.sorted()
        let edges = try await joins.edges(among: handles)
        // Joined or not, the page looks alike: one person falls into the two parts that its links make of it.
        let parts = ReviewPlan.sides(of: pair, members: handles.map(\.number), edges: edges)
        func companions(of nominal: RecordHandle, part: [Int64]) -> [PersonPicture.Member] {
            guard wanted.count > 1, let person = persons[nominal] else {
                return part.compactMap { byHandle[RecordHandle(number: $0)] }
            }
            return (members[person] ?? []).filter { $0.nominal.handle != nominal }
        }
        let earlier = try await joins.judgements(touching: handles)
        let standing = earlier.standing()
        var evidence: PairForReview.Evidence?
        if !blind {
            let linker = Linker(model: try await model())
            evidence = PairForReview.Evidence(
                explanation: linker.explain(PersonSketch(of: a), PersonSketch(of: b)),
                edge: edges.first { RecordPair($0.a, $0.b) == pair },
                isJoined: wanted.count == 1,
                cause: try await reviews.questions().items.first { $0.pair == pair }?.cause
            )
        }
        let today = try await judgedToday(by: officer)
        let undone = Set(today.compactMap(\.undoes))
        let mine = today.filter { $0.verdict != nil && !undone.contains($0.entry) }
        return PairForReview(
            pair: pair,
            left: PairForReview.Side(member: a, companions: companions(of: pair.a, part: parts.left)),
            right: PairForReview.Side(member: b, companions: companions(of: pair.b, part: parts.right)),
            evidence: evidence,
            earlier: earlier.reversed(),
            names: byHandle.mapValues(\.nominal.record.id),
            remaining: 0,
            judgedToday: mine.count,
            last: mine.last,
            standing: standing[pair]
        )
    }

    private func keepShowing(
        of pair: RecordPair,
        blind: Bool,
        _ entry: UInt64,
        _ at: Timestamp,
        _ requester: Requester
    ) async throws {
        let officer = requester.officer
        try await joins.keep(
            Showing(entry: entry, pair: pair, officer: officer.number, force: officer.force, at: at, isBlind: blind)
        )
    }
}

extension Permission {
    /// See the queue and records side by side.
    package static let readReviews = Permission("review.read", "See which records wait to be judged, side by side")
}

extension Fault.Code {
    /// Two records cannot be shown side by side.
    package static let noSuchPair = Self("review.no_such_pair", status: 404)
}
