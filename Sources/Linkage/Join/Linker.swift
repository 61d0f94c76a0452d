/// Finds the nominals that are one person.
///
/// Pure and deterministic: the same sketches and model give the same joining in whatever order they come.
package struct Linker: Sendable {
    package let model: LinkageModel

    /// A linker that weighs by this model; give the model of a ``Joining`` to explain that joining.
    package init(model: LinkageModel = .standard) { self.model = model }

    /// Joins the sketches: standardise, block, compare, weigh, cluster.
    ///
    /// A shipped model is estimated anew from the sketches when there are at least ``LinkageModel/recordsMin`` of them;
    /// an estimated model is used as it is, so that adding records does not shift old decisions.
    /// - Parameters:
    ///   - sketches: one for each nominal, in any order.
    ///   - judgements: what people decided; of two about one pair the later counts, and `different` outweighs
    ///     whatever `same` would imply.
    ///   - progress: called now and then, on the caller's thread.
    /// - Returns: the clusters, the pairs worth a look, the model used and a report.
    package func join(
        _ sketches: [PersonSketch],
        judgements: [Judgement] = [],
        progress: (JoinProgress) -> Void = { _ in }
    ) -> Joining {
        let columns = PersonColumns(sketches) {
            progress(JoinProgress(stage: .standardising, done: $0, total: sketches.count))
        }
        return join(columns, judgements: judgements, progress: progress)
    }

    /// Joins people who are already in columns: the way for files of millions.
    ///
    /// Neither the order of rules nor of records changes the outcome; pairs are compared as they are met and only
    /// those worth a look are kept. A model that is estimated learns from the labels as well.
    package func join(
        _ columns: PersonColumns,
        judgements: [Judgement] = [],
        labels: [LabelledPair] = [],
        progress: (JoinProgress) -> Void = { _ in }
    ) -> Joining {
        var work = prepare(columns, labels, progress)
        let blocking = Blocking(
            work.keys,
            rules: work.model.blocking ?? BlockingRule.forFew,
            contents: work.contents,
            pairsMax: work.pairsMax
        )
        let scorer = PairScorer(comparer: work.comparer, model: work.model)
        let scored = scorer.score(blocking, work.contents) { done, total in
            progress(JoinProgress(stage: .comparing, done: done, total: total))
        }
        work.report(blocking)
        return finish(work, scorer, scored, judgements, progress)
    }

    /// The same with the blocks and the pairs shared among so many threads, for files of millions.
    ///
    /// The joining is the same for every number of threads, and the one that ``join(_:judgements:labels:progress:)``
    /// gives.
    package func join(
        _ columns: PersonColumns,
        judgements: [Judgement] = [],
        labels: [LabelledPair] = [],
        threads: Int,
        progress: (JoinProgress) -> Void = { _ in }
    ) async -> Joining {
        guard threads > 1 else { return join(columns, judgements: judgements, labels: labels, progress: progress) }
        var work = prepare(columns, labels, progress)
        let blocking = await Blocking(
            work.keys,
            rules: work.model.blocking ?? BlockingRule.forFew,
            contents: work.contents,
            pairsMax: work.pairsMax,
            threads: threads
        )
        progress(JoinProgress(stage: .comparing, done: 0, total: blocking.pairsAtMost))
        let scorer = PairScorer(comparer: work.comparer, model: work.model)
        let scored = await scorer.score(blocking, work.contents, threads: threads)
        work.report(blocking)
        return finish(work, scorer, scored, judgements, progress)
    }

    /// What is known of a joining before its pairs are looked for.
    private struct Work {
        let comparer: PairComparer
        let keys: BlockingKeys
        let contents: [UInt64]
        let pairsMax: Int
        /// The model to weigh by.
        var model: LinkageModel
        var report = JoinReport()

        mutating func report(_ blocking: Blocking) {
            report.oversized = blocking.oversized
            report.rules = zip(blocking.rules, blocking.blocks).map { RulePairs(rule: $0.title, pairs: $1.pairs) }
        }
    }

    /// Makes the records ready to compare, and learns the weights where they are to be learnt.
    private func prepare(
        _ columns: PersonColumns,
        _ labels: [LabelledPair],
        _ progress: (JoinProgress) -> Void
    ) -> Work {
        let estimates = model.origin == .shipped && columns.count >= model.recordsMin
        var used = model
        if estimates { NameShares.count(columns, into: &used) }
        let comparer = PairComparer(columns: columns, model: used)
        let keys = BlockingKeys(comparer)
        var work = Work(
            comparer: comparer,
            keys: keys,
            contents: keys.contents(),
            pairsMax: max(Self.pairsMin, columns.count * Self.pairsPerRecord),
            model: used
        )
        work.report.records = columns.count
        if estimates {
            progress(JoinProgress(stage: .estimating, done: 0, total: 1))
            let rules = model.blocking ?? BlockingRule.standard
            let choice = BlockingChoice(keys, rules: rules, contents: work.contents)
            work.model = estimate(used, comparer, choice, work.contents, work.pairsMax, labels, &work.report)
        }
        work.report.origin = work.model.origin
        work.report.weights =
            switch (work.model.origin, estimates) {
            case (.estimated, true): "learnt from these \(columns.count) records"
            case (.estimated, false): "learnt earlier and used as they were"
            case (.shipped, _):
                "shipped, because "
                    + (work.report.estimate?.refusal ?? "\(columns.count) records are too few to learn from")
            }
        progress(JoinProgress(stage: .blocking, done: 0, total: columns.count))
        return work
    }

    /// Puts the records into groups by their pairs, and says what was done.
    private func finish(
        _ work: Work,
        _ scorer: PairScorer,
        _ scored: PairScorer.Scored,
        _ judgements: [Judgement],
        _ progress: (JoinProgress) -> Void
    ) -> Joining {
        let columns = work.comparer.columns
        var report = work.report
        report.pairsScored = scored.compared
        progress(JoinProgress(stage: .clustering, done: 0, total: columns.count))
        var clustering = Clustering(comparer: work.comparer, table: scorer.table, model: work.model)
        clustering.follow(judgements)
        clustering.join(scored.pairs)
        report.joinsRefused = clustering.joinsRefused
        report.contradictions = clustering.contradictions
        let edges = scored.pairs.map {
            Edge(
                a: columns.handles[Int($0.a)],
                b: columns.handles[Int($0.b)],
                bits: $0.bits,
                probability: Binary.probability($0.bits)
            )
        }
        return Joining(clusters: clustering.clusters(), edges: edges, model: work.model, report: report)
    }

    /// About how many pairs are compared at most: enough to reach nearly every true pair of files tried, few enough
    /// for a million records in two seconds.
    private static let pairsPerRecord = 5
    private static let pairsMin = 4_000_000
    /// How many random pairs the estimate looks at, and how many records they are of.
    private static let randomMax = 400_000
    private static let randomRecords = 1 << 15

    /// Learns the weights and chooses the blocking rules, both from the same sample of pairs.
    private func estimate(
        _ start: LinkageModel,
        _ comparer: PairComparer,
        _ choice: BlockingChoice,
        _ contents: [UInt64],
        _ pairsMax: Int,
        _ labels: [LabelledPair],
        _ report: inout JoinReport
    ) -> LinkageModel {
        // The pairs stand for all that the rules reach, but count as no more than were looked at.
        let reached = choice.pairs.reduce(0) { $0 + $1.weight }
        let share = reached > 0 ? Double(choice.pairs.count) / reached : 1
        var blocked = PatternCounts(rules: choice.rules.count)
        let places = choice.pairs.map { pair in
            let pattern = comparer.compare(Int(pair.a), Int(pair.b)).pattern
            return blocked.add(pattern, mask: pair.rules, weight: pair.weight * share)
        }
        let count = Double(contents.count)
        var estimation = Estimation(
            start,
            blocked: blocked.inOrder(),
            rules: choice.rules,
            random: random(comparer, contents, seed: start.seed).inOrder(),
            allPairs: count * (count - 1) / 2 * share
        )
        estimation.follow(labels, comparer)
        report.rounds = estimation.report.rounds
        report.converged = estimation.report.converged
        report.estimate = estimation.report
        var model = estimation.model
        guard estimation.report.refusal == nil else { return model }
        let posterior = Posterior(model)
        let matches = blocked.patterns.map { posterior.shares($0).match }
        model.blocking = choice.chosen(matches: places.map { matches[$0] }, pairsMax: Double(pairsMax))
        return model
    }

    /// The patterns of random pairs among records that their content chooses, in the order of that content: the order
    /// of the records themselves does not show.
    private func random(_ comparer: PairComparer, _ contents: [UInt64], seed: UInt64) -> PatternCounts {
        let share = Double(Self.randomRecords) / Double(contents.count)
        let limit = share >= 1 ? UInt64.max : UInt64(share * 0x1p63) << 1
        let records = contents.indices.filter { contents[$0] <= limit }.sorted {
            contents[$0] != contents[$1] ? contents[$0] < contents[$1] : $0 < $1
        }
        var counts = PatternCounts()
        var dice = SeededGenerator(seed: seed)
        guard records.count > 1 else { return counts }
        // Side by side, the rows of these records stay in the cache; what they speak of is fetched ahead.
        let rows = records.map { comparer.rows[$0] }
        let pairs = (0..<min(max(contents.count * 10, 100_000), Self.randomMax)).map { _ in
            (dice.number(below: records.count), dice.number(below: records.count))
        }
        for (place, (a, b)) in pairs.enumerated() {
            let next = pairs[min(place + 8, pairs.count - 1)]
            comparer.fetch(rows[next.0])
            comparer.fetch(rows[next.1])
            if a == b { continue }
            let isSeveral = rows[a].isSeveral || rows[b].isSeveral
            let outcome =
                isSeveral
                ? comparer.compareLists(records[a], records[b]) : comparer.compareSingle(rows[a], rows[b])
            counts.add(outcome.pattern)
        }
        return counts
    }
}

/// A pair by its places in the columns, a < b, with its weight.
struct ScoredPair {
    var a: UInt32
    var b: UInt32
    var bits: Double
}
