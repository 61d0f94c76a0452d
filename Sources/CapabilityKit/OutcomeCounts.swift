import Vocabulary

/// A part of a whole, kept as two whole numbers and rounded only where it is written.
package struct ExactRatio: Hashable, Sendable, Codable {
    package var numerator: Int
    package var denominator: Int

    /// `nil` where there is nothing to divide by: "no cases" is no rate of nought.
    package init?(_ numerator: Int, of denominator: Int) {
        guard denominator > 0, numerator >= 0 else { return nil }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// In hundredths, rounded half up to so many places: `0.48 %`.
    ///
    /// What is not nought is never written as nought: places are added until a digit shows.
    package func percent(places: Int = 2) -> String {
        var (places, unit) = (places, (0..<places).reduce(UInt128(1)) { unit, _ in unit * 10 })
        while true {
            let (top, bottom) = (UInt128(numerator) * unit * 100, UInt128(denominator))
            let rounded = (2 * top + bottom) / (2 * bottom)
            if rounded == 0, numerator > 0, places < 12 {
                (places, unit) = (places + 1, unit * 10)
                continue
            }
            let rest = String(rounded % unit)
            let digits = places == 0 ? "" : "." + String(repeating: "0", count: places - rest.count) + rest
            return "\(rounded / unit)\(digits) %"
        }
    }

    /// Compares as fractions, without rounding.
    package static func isLess(_ a: Self, than b: Self) -> Bool {
        a.numerator.multipliedFullWidth(by: b.denominator) < b.numerator.multipliedFullWidth(by: a.denominator)
    }
}

/// What a tool said against what was so: four counts, from which everything else is computed.
///
/// Ratios are never taken from elsewhere: published ones have been found not to fit together.
package struct OutcomeCounts: Hashable, Sendable, Codable {
    /// It said yes, and it was so.
    package var truePositives: Int
    /// It said yes, and it was not so.
    package var falsePositives: Int
    /// It said no, and it was so.
    package var falseNegatives: Int
    /// It said no, and it was not so.
    package var trueNegatives: Int

    /// The four counts.
    ///
    /// - Throws: ``Fault`` `outcome.counts` for a count below nought or beyond 2⁴⁰.
    package init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) throws {
        let all = [truePositives, falsePositives, falseNegatives, trueNegatives]
        guard all.allSatisfy({ (0...1 << 40).contains($0) }) else {
            throw Fault(.outcomeCounts, "a count is below nought or too large", help: "count cases, not rates")
        }
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.trueNegatives = trueNegatives
    }

    /// Every case.
    package var all: Int { truePositives + falsePositives + falseNegatives + trueNegatives }
    /// Cases in which it said yes.
    package var flagged: Int { truePositives + falsePositives }
    /// Cases in which it was so.
    package var actual: Int { truePositives + falseNegatives }

    /// One ratio in words: of what.
    package struct Named: Hashable, Sendable {
        package var name: String
        /// What the denominator counts.
        package var of: String
        package var ratio: ExactRatio?
    }

    /// Every ratio, the base rate first; false alarms twice, because one denominator alone misleads.
    package var ratios: [Named] {
        [
            Named(name: "base rate", of: "all cases", ratio: ExactRatio(actual, of: all)),
            Named(name: "flagged", of: "all cases", ratio: ExactRatio(flagged, of: all)),
            Named(name: "false alarms", of: "all cases", ratio: ExactRatio(falsePositives, of: all)),
            Named(name: "false alarms", of: "cases flagged", ratio: ExactRatio(falsePositives, of: flagged)),
            Named(
                name: "false alarms",
                of: "cases where it was not so",
                ratio: ExactRatio(falsePositives, of: falsePositives + trueNegatives)
            ),
            Named(name: "right when flagged", of: "cases flagged", ratio: ExactRatio(truePositives, of: flagged)),
            Named(name: "found", of: "cases where it was so", ratio: ExactRatio(truePositives, of: actual)),
            Named(name: "missed", of: "cases where it was so", ratio: ExactRatio(falseNegatives, of: actual)),
            Named(
                name: "missed",
                of: "cases not flagged",
                ratio: ExactRatio(falseNegatives, of: falseNegatives + trueNegatives)
            ),
            Named(name: "right", of: "all cases", ratio: ExactRatio(truePositives + trueNegatives, of: all)),
            Named(
                name: "right by always saying no",
                of: "all cases",
                ratio: ExactRatio(falsePositives + trueNegatives, of: all)
            ),
        ]
    }
}

extension Fault.Code {
    /// Counts of outcomes are no counts.
    package static let outcomeCounts = Self("outcome.counts", status: 400)
}
