import Foundation
import Vocabulary

/// Runs a Splink model over records: its rules, its weights, its clusters.
///
/// ```swift
/// let linker = try SplinkLinker(SplinkModel(json: data), records)
/// let found = try linker.predict(bitsMin: 0)
/// ```
///
/// The model is checked whole before any pair is weighed: a condition that is not understood is a `Fault` that names
/// the comparison, the level and the part. Pure and deterministic.
package struct SplinkLinker: Sendable {
    package let model: SplinkModel
    package let scorer: SplinkScorer
    let blocking: SplinkBlocking

    /// How far a model may go.
    package struct Limits: Hashable, Sendable {
        /// Pairs that all rules together may offer.
        package var pairsMax = 2_000_000_000
        /// Pairs that a rule without an equality, which compares everyone with everyone, may offer.
        package var pairsWithoutKeyMax = 50_000_000

        /// The limits meant for one machine.
        package init() {}
    }

    /// Checks the model against the records and works out what depends on one record.
    ///
    /// - Throws: `Fault` when a condition is not understood, a column is missing or not of the kind the model asks,
    ///   or the rules would compare more pairs than the limits allow.
    package init(_ model: SplinkModel, _ records: SplinkRecords, limits: Limits = Limits()) throws(Fault) {
        self.model = model
        let source = SplinkSource(model)
        var binder = SplinkBinder(records)
        // The first pass gathers how columns are used, the second checks the conditions by it.
        _ = try source.check(&binder)
        try binder.settle()
        let checked = try source.check(&binder)
        var compiler = SplinkCompiler(binder)
        var comparisons: [[SplinkScorer.Level]] = []
        for (comparison, conditions) in zip(model.comparisons, checked.levels) {
            let place = "comparison `\(comparison.name)`"
            comparisons.append(
                try SplinkFault.at(place) { () throws(Fault) in
                    try Self.levels(comparison, conditions, &compiler, binder, model.shareColumnPrefix)
                }
            )
        }
        var plan = try SplinkBlocking.Plan(model, checked.rules, &compiler, binder)
        let program = compiler.finished()
        self.scorer = SplinkScorer(
            program: program,
            comparisons: comparisons,
            priorBits: SplinkScorer.bits(probability: model.probabilityTwoRandomRecordsMatch)
        )
        self.blocking = try SplinkBlocking(&plan, program, limits)
    }

    private static func levels(
        _ comparison: SplinkComparison,
        _ conditions: [SplinkTerm?],
        _ compiler: inout SplinkCompiler,
        _ binder: SplinkBinder,
        _ prefix: String
    ) throws(Fault) -> [SplinkScorer.Level] {
        let bits = try SplinkScorer.bits(of: comparison)
        let probabilities = try SplinkScorer.probabilities(of: comparison)
        var found: [SplinkScorer.Level] = []
        for (place, level) in comparison.levels.enumerated() {
            let node: Int32?
            if let condition = conditions[place] { node = try compiler.truth(condition) } else { node = nil }
            var share: SplinkScorer.Share?
            if let adjustment = level.shareAdjustment, !level.isNull, !level.isElse, adjustment.weight != 0 {
                let base = try SplinkSource.baseOfShares(level, comparison, probabilities, place)
                share = SplinkScorer.Share(
                    column: try compiler.shares(adjustment.column, prefix: prefix, binder),
                    baseBits: log2(base),
                    shareMin: adjustment.shareMin,
                    weight: adjustment.weight
                )
            }
            found.append(SplinkScorer.Level(node: node, bits: bits[place], share: share))
        }
        return found
    }

    // MARK: - Predicting

    /// A pair with its weight, by the rows of the records.
    package struct Pair: Hashable, Sendable {
        package var left: UInt32
        package var right: UInt32
        /// The rule that first offered it, from 0.
        package var rule: UInt16
        package var bits: Double
        /// The probability that the two are one person.
        package var probability: Double { SplinkScorer.probability(bits) }
    }

    /// What a run found.
    package struct Prediction: Sendable {
        /// At or above the threshold, in order of the rules and rows.
        package var pairs: [Pair] = []
        /// Pairs weighed, by rule.
        package var pairsWeighed: [Int] = []
    }

    /// Weighs every pair that the rules offer, each once.
    ///
    /// - Parameters:
    ///   - bitsMin: the least weight to return; `nil` returns every pair, with a weight of NaN where it satisfies no
    ///     level of some comparison.
    ///   - part: which part of the work to do, from 0, so that several threads can share it.
    ///   - parts: how many parts there are; the parts' pairs together are those of one run.
    /// - Returns: the pairs, and how many each rule offered.
    /// - Throws: `Fault` where the database would end with an error.
    package func predict(bitsMin: Double? = nil, part: Int = 0, of parts: Int = 1) throws(Fault) -> Prediction {
        var found = Prediction(pairs: [], pairsWeighed: Array(repeating: 0, count: max(1, model.blockingRules.count)))
        var scratch = SplinkProgram.Scratch(scorer.program)
        blocking.forEachPair(scorer.program, part, parts, &scratch) { left, right, rule, scratch in
            found.pairsWeighed[rule] += 1
            let bits = scorer.bits(left, right, &scratch)
            if let bitsMin, !(bits >= bitsMin) { return }
            found.pairs.append(Pair(left: UInt32(left), right: UInt32(right), rule: UInt16(rule), bits: bits))
        }
        try scratch.check(scorer.program)
        return found
    }

    /// What each comparison says of a pair of rows, the first on the left.
    package func parts(_ left: Int, _ right: Int) throws(Fault) -> [SplinkScorer.Part] {
        var scratch = SplinkProgram.Scratch(scorer.program)
        let parts = scorer.parts(left, right, &scratch)
        try scratch.check(scorer.program)
        return parts
    }

    /// The records that are one person: for each row the row that stands for its cluster.
    ///
    /// Connected components over the pairs at or above a weight; the record of the least id stands for a cluster, as
    /// in Splink.
    package func clusters(_ pairs: [Pair], bitsMin: Double) -> [UInt32] {
        var parents = Array(0..<UInt32(scorer.program.rows))
        func root(_ row: UInt32) -> UInt32 {
            var row = row
            while parents[Int(row)] != row {
                parents[Int(row)] = parents[Int(parents[Int(row)])]
                row = parents[Int(row)]
            }
            return row
        }
        for pair in pairs where pair.bits >= bitsMin {
            let a = root(pair.left)
            let b = root(pair.right)
            if a == b { continue }
            if blocking.ranks[Int(a)] <= blocking.ranks[Int(b)] {
                parents[Int(b)] = a
            } else {
                parents[Int(a)] = b
            }
        }
        return (0..<UInt32(scorer.program.rows)).map(root)
    }
}
