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
        var report = JoinReport()
        report.records = columns.count
        let estimates = model.origin == .shipped && columns.count >= model.recordsMin
        var used = model
        if estimates { NameShares.count(columns, into: &used) }
        let comparer = PairComparer(columns: columns, model: used)

        let keys = BlockingKeys(comparer)
        let contents = keys.contents()
        let pairsMax = max(Self.pairsMin, columns.count * Self.pairsPerRecord)
        if estimates {
            progress(JoinProgress(stage: .estimating, done: 0, total: 1))
            let choice = BlockingChoice(keys, rules: model.blocking ?? BlockingRule.standard, contents: contents)
            used = estimate(used, comparer, choice, contents, pairsMax, labels, &report)
        }
        progress(JoinProgress(stage: .blocking, done: 0, total: columns.count))
        let blocking = Blocking(
            keys,
            rules: used.blocking ?? BlockingRule.forFew,
            contents: contents,
            pairsMax: pairsMax
        )
        report.oversized = blocking.oversized
        report.rules = zip(blocking.rules, blocking.blocks).map { RulePairs(rule: $0.title, pairs: $1.pairs) }
        report.origin = used.origin
        report.weights =
            switch (used.origin, estimates) {
            case (.estimated, true): "learnt from these \(columns.count) records"
            case (.estimated, false): "learnt earlier and used as they were"
            case (.shipped, _):
                "shipped, because "
                    + (report.estimate?.refusal ?? "\(columns.count) records are too few to learn from")
            }

        let scorer = PairScorer(comparer: comparer, model: used)
        let scored = scorer.score(blocking, contents) { done, total in
            progress(JoinProgress(stage: .comparing, done: done, total: total))
        }
        report.pairsScored = scored.compared

        progress(JoinProgress(stage: .clustering, done: 0, total: columns.count))
        var clustering = Clustering(comparer: comparer, table: scorer.table, model: used)
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
        return Joining(clusters: clustering.clusters(), edges: edges, model: used, report: report)
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
        for _ in 0..<min(max(contents.count * 10, 100_000), Self.randomMax) {
            let a = records[dice.number(below: records.count)]
            let b = records[dice.number(below: records.count)]
            if a != b { counts.add(comparer.compare(a, b).pattern) }
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
