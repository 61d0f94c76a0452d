import Foundation
import Vocabulary

/// Weighs pairs of records by a Splink model, as Splink does.
///
/// A pair's weight is the prior's log2 odds and, for each comparison, log2(m/u) of its level with the adjustment for
/// how common the value is; all in bits.
package struct SplinkScorer: Sendable {
    /// What one comparison says of a pair.
    package struct Part: Hashable, Sendable {
        /// The comparison's place in the model.
        package var comparison: Int
        /// The level's place in the comparison, or `nil` when the pair satisfies none.
        package var level: Int?
        package var bits: Double
        /// The adjustment for the value's share, already in no other number.
        package var shareBits: Double
    }

    struct Level: Sendable {
        /// `nil` for `ELSE`.
        var node: Int32?
        var bits: Double
        var share: Share?
    }

    /// Adjustment by a value's share: the base less the greater share's log2, times the weight.
    struct Share: Sendable {
        var column: Int32
        var baseBits: Double
        var shareMin: Double
        var weight: Double
    }

    let program: SplinkProgram
    /// The levels of all comparisons, end to end; those of comparison `c` are `levels[starts[c]..<starts[c + 1]]`.
    private let levels: [Level]
    private let starts: [Int]
    let priorBits: Double

    init(program: SplinkProgram, comparisons: [[Level]], priorBits: Double) {
        self.program = program
        self.levels = Array(comparisons.joined())
        var starts = [0]
        for comparison in comparisons { starts.append((starts.last ?? 0) + comparison.count) }
        self.starts = starts
        self.priorBits = priorBits
    }

    /// Splink's least m or u.
    private static let probabilityMin = 1e-300

    /// The weight of a pair by its rows, left then right; NaN when it satisfies no level of a comparison.
    func bits(_ l: Int, _ r: Int, _ scratch: inout SplinkProgram.Scratch) -> Double {
        var total = priorBits
        for comparison in 0..<(starts.count - 1) {
            let place = level(comparison, l, r, &scratch)
            if place < 0 { return .nan }
            total += levels[place].bits
            if levels[place].share != nil { total += shareBits(place, l, r) }
        }
        return total
    }

    /// The parts of a pair's weight, in the order of the comparisons.
    func parts(_ l: Int, _ r: Int, _ scratch: inout SplinkProgram.Scratch) -> [Part] {
        (0..<(starts.count - 1)).map { comparison in
            let place = level(comparison, l, r, &scratch)
            if place < 0 { return Part(comparison: comparison, level: nil, bits: .nan, shareBits: 0) }
            return Part(
                comparison: comparison,
                level: place - starts[comparison],
                bits: levels[place].bits,
                shareBits: shareBits(place, l, r)
            )
        }
    }

    /// The place of the pair's level among all, or -1.
    @inline(__always)
    private func level(_ comparison: Int, _ l: Int, _ r: Int, _ scratch: inout SplinkProgram.Scratch) -> Int {
        for place in starts[comparison]..<starts[comparison + 1] {
            guard let node = levels[place].node else { return place }
            if program.truth(node, l, r, &scratch) == 1 { return place }
        }
        return -1
    }

    private func shareBits(_ place: Int, _ l: Int, _ r: Int) -> Double {
        levels[place].share.map { bits($0, l, r) } ?? 0
    }

    private func bits(_ share: Share, _ l: Int, _ r: Int) -> Double {
        let x = program.number(share.column, l)
        let y = program.number(share.column, r)
        let isMissing = (SplinkProgram.isMissing(x), SplinkProgram.isMissing(y))
        let greater: Double
        switch isMissing {
        case (true, true): return 0
        case (true, false): greater = y
        case (false, true): greater = x
        case (false, false): greater = max(x, y)
        }
        return share.weight * (share.baseBits - log2(max(greater, share.shareMin)))
    }

    /// The probability that a weight in bits stands for.
    package static func probability(_ bits: Double) -> Double {
        bits >= 0 ? 1 / (1 + exp2(-bits)) : exp2(bits) / (1 + exp2(bits))
    }

    /// The weight in bits of a probability above 0 and below 1.
    package static func bits(probability: Double) -> Double { log2(probability / (1 - probability)) }

    // MARK: - Weights of levels

    /// log2(m/u) of each level; Splink's starting values stand in for what was not learnt.
    static func bits(of comparison: SplinkComparison) throws(Fault) -> [Double] {
        try probabilities(of: comparison).map { pair in
            pair.map { log2(max($0.m, probabilityMin) / max($0.u, probabilityMin)) } ?? 0
        }
    }

    /// m and u of each level, `nil` for those of missing values.
    static func probabilities(of comparison: SplinkComparison) throws(Fault) -> [(m: Double, u: Double)?] {
        let count = comparison.levels.count { !$0.isNull }
        guard count >= 2 else {
            throw SplinkFault.model("comparison `\(comparison.name)` has fewer than two levels of values")
        }
        var value = count
        return comparison.levels.map { level in
            if level.isNull { return nil }
            value -= 1
            let start = start(value, of: count)
            return (level.m ?? start.m, level.u ?? start.u)
        }
    }

    /// Splink's m and u of a level before training, by its rank from 0, the least alike.
    private static func start(_ value: Int, of count: Int) -> (m: Double, u: Double) {
        let isTop = value == count - 1
        let m = isTop ? 0.95 : (1 - 0.95) / Double(count - 1)
        let bits =
            isTop ? 10 : count == 2 ? -5 : -5 + Double(value) * (8 / Double(count - 2))
        return (m, m / exp2(bits))
    }
}
