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
        var report = JoinReport()
        report.records = columns.count
        let estimates = model.origin == .shipped && columns.count >= model.recordsMin
        var used = model
        if estimates { NameShares.count(columns, into: &used) }
        let shares = NameShares.logarithms(columns.names, used)
        let comparer = PairComparer(columns: columns, givenShares: shares.given, surnameShares: shares.surname)

        progress(JoinProgress(stage: .blocking, done: 0, total: columns.count))
        let blocking = Blocking(columns)
        report.pairsScored = blocking.pairs.count
        report.oversized = blocking.oversized

        var outcomes: [PairComparer.Outcome] = []
        outcomes.reserveCapacity(blocking.pairs.count)
        for (index, pair) in blocking.pairs.enumerated() {
            if index % 65_536 == 0 {
                progress(JoinProgress(stage: .comparing, done: index, total: blocking.pairs.count))
            }
            outcomes.append(comparer.compare(Blocking.first(pair), Blocking.second(pair)))
        }

        if estimates {
            progress(JoinProgress(stage: .estimating, done: 0, total: 1))
            used = estimate(used, comparer, blocking, outcomes, &report)
        }
        report.origin = used.origin
        report.weights =
            switch (used.origin, estimates) {
            case (.estimated, true): "learnt from these \(columns.count) records"
            case (.estimated, false): "learnt earlier and used as they were"
            case (.shipped, _): "shipped, because \(columns.count) records are too few to learn from"
            }

        progress(JoinProgress(stage: .clustering, done: 0, total: columns.count))
        let table = WeightTable(used)
        let scored = score(blocking.pairs, outcomes, table, used)
        var clustering = Clustering(comparer: comparer, table: table, model: used)
        clustering.follow(judgements)
        clustering.join(scored)
        report.joinsRefused = clustering.joinsRefused
        report.contradictions = clustering.contradictions
        let edges = scored.map {
            Edge(
                a: columns.handles[$0.a],
                b: columns.handles[$0.b],
                bits: $0.bits,
                probability: Binary.probability($0.bits)
            )
        }
        return Joining(clusters: clustering.clusters(), edges: edges, model: used, report: report)
    }

    /// The pairs at or above the review threshold, strongest first.
    private func score(
        _ pairs: [UInt64],
        _ outcomes: [PairComparer.Outcome],
        _ table: WeightTable,
        _ model: LinkageModel
    ) -> [ScoredPair] {
        let threshold = Binary.bits(model.reviewProbability)
        var scored: [ScoredPair] = []
        for (index, pair) in pairs.enumerated() {
            let bits = table.totalBits(outcomes[index])
            guard bits >= threshold else { continue }
            scored.append(ScoredPair(a: Blocking.first(pair), b: Blocking.second(pair), bits: bits))
        }
        scored.sort { $0.bits != $1.bits ? $0.bits > $1.bits : ($0.a, $0.b) < ($1.a, $1.b) }
        return scored
    }

    private func estimate(
        _ start: LinkageModel,
        _ comparer: PairComparer,
        _ blocking: Blocking,
        _ outcomes: [PairComparer.Outcome],
        _ report: inout JoinReport
    ) -> LinkageModel {
        var blocked = PatternCounts()
        for (index, outcome) in outcomes.enumerated() { blocked.add(outcome.pattern, mask: blocking.masks[index]) }
        var random = PatternCounts()
        var dice = SeededGenerator(seed: start.seed)
        let count = comparer.columns.count
        for _ in 0..<min(max(count * 10, 100_000), 1_000_000) {
            let a = dice.number(below: count)
            let b = dice.number(below: count)
            if a != b { random.add(comparer.compare(a, b).pattern) }
        }
        let estimation = Estimation(start, blocked: blocked, random: random, records: count)
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
