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
    /// those worth a look are kept.
    package func join(
        _ columns: PersonColumns,
        judgements: [Judgement] = [],
        progress: (JoinProgress) -> Void = { _ in }
    ) -> Joining {
        var report = JoinReport()
        report.records = columns.count
        let estimates = model.origin == .shipped && columns.count >= model.recordsMin
        var used = model
        if estimates { NameShares.count(columns, into: &used) }
        let comparer = PairComparer(columns: columns, shares: NameShares.logarithms(columns, used))

        progress(JoinProgress(stage: .blocking, done: 0, total: columns.count))
        let pairsMax = max(Self.pairsMin, columns.count * Self.pairsPerRecord)
        let blocking = Blocking(columns, pairsMax: pairsMax)
        report.oversized = blocking.oversized

        if estimates {
            progress(JoinProgress(stage: .estimating, done: 0, total: 1))
            used = estimate(used, comparer, blocking, &report)
        }
        report.origin = used.origin
        report.weights =
            switch (used.origin, estimates) {
            case (.estimated, true): "learnt from these \(columns.count) records"
            case (.estimated, false): "learnt earlier and used as they were"
            case (.shipped, _): "shipped, because \(columns.count) records are too few to learn from"
            }

        let scorer = PairScorer(comparer: comparer, model: used)
        let scored = scorer.score(blocking) { done, total in
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
                a: columns.handles[$0.a],
                b: columns.handles[$0.b],
                bits: $0.bits,
                probability: Binary.probability($0.bits)
            )
        }
        return Joining(clusters: clustering.clusters(), edges: edges, model: used, report: report)
    }

    /// About how many pairs are compared at most: enough to reach nearly every true pair of files tried, few enough
    /// for a million records in two seconds.
    private static let pairsPerRecord = 16
    private static let pairsMin = 4_000_000
    /// How many blocked pairs the estimate looks at, and how many random ones.
    private static let sampleMax = 300_000
    private static let randomMax = 400_000

    private func estimate(
        _ start: LinkageModel,
        _ comparer: PairComparer,
        _ blocking: Blocking,
        _ report: inout JoinReport
    ) -> LinkageModel {
        var blocked = PatternCounts()
        // Chosen by content of the pair's places, so that the sample is the same in every run.
        let share = min(1, Double(Self.sampleMax) / Double(max(blocking.pairsAtMost, 1)))
        let limit = share >= 1 ? UInt64.max : UInt64(share * 0x1p63) << 1
        for rule in blocking.rules.indices {
            blocking.eachPair(of: rule) { a, b in
                let dice = ByteDictionary.stir(UInt64(a) << 32 | UInt64(b) ^ start.seed)
                guard dice <= limit else { return }
                let mask = blocking.rulesMask(a, b)
                guard mask.trailingZeroBitCount == rule else { return }
                blocked.add(comparer.compare(a, b).pattern, mask: UInt16(truncatingIfNeeded: mask))
            }
        }
        var random = PatternCounts()
        var dice = SeededGenerator(seed: start.seed)
        let count = comparer.columns.count
        for _ in 0..<min(max(count * 10, 100_000), Self.randomMax) {
            let a = dice.number(below: count)
            let b = dice.number(below: count)
            if a != b { random.add(comparer.compare(a, b).pattern) }
        }
        let allPairs = Double(count) * Double(count - 1) / 2 * share
        let estimation = Estimation(start, blocked: blocked, random: random, allPairs: allPairs)
        report.rounds = estimation.rounds
        report.converged = estimation.converged
        return estimation.model
    }
}

/// A pair by its places in the columns, a < b, with its weight.
struct ScoredPair {
    var a: Int
    var b: Int
    var bits: Double
}
