import PageKit

/// What the page that explains a joining shows: permitted and recorded already.
package struct WhyView: Sendable {
    package var name: String
    package var personAddress: Address
    /// The joining in one plain sentence.
    package var sentence: String
    package var joined: Confidence
    package var pairs: [Pair]
    /// Facts on which the joined records disagree.
    package var conflicts: [FactLine.Conflict]
    package var stamp: LedgerStamp

    /// Creates the view.
    package init(
        name: String,
        personAddress: Address,
        sentence: String,
        joined: Confidence,
        pairs: [Pair],
        conflicts: [FactLine.Conflict] = [],
        stamp: LedgerStamp
    ) {
        self.name = name
        self.personAddress = personAddress
        self.sentence = sentence
        self.joined = joined
        self.pairs = pairs
        self.conflicts = conflicts
        self.stamp = stamp
    }

    /// Two records, and how far each comparison of them moves the odds.
    package struct Pair: Sendable {
        package var left: SourceLine
        package var right: SourceLine
        /// The pair in one plain sentence.
        package var sentence: String
        package var waterfall: Waterfall
        /// Whether it is the weakest of the ties that hold the records together.
        package var isWeakest: Bool
        /// What speaks against it: `dates of birth differ`.
        package var doubts: [String]
        /// Who held it to be one person, when that was a person and not software.
        package var judgedBy: String?
        /// Where it is judged, for those who may.
        package var judgeAddress: Address?

        /// Creates a pair.
        package init(
            left: SourceLine,
            right: SourceLine,
            sentence: String,
            waterfall: Waterfall,
            isWeakest: Bool = false,
            doubts: [String] = [],
            judgedBy: String? = nil,
            judgeAddress: Address? = nil
        ) {
            self.left = left
            self.right = right
            self.sentence = sentence
            self.waterfall = waterfall
            self.isWeakest = isWeakest
            self.doubts = doubts
            self.judgedBy = judgedBy
            self.judgeAddress = judgeAddress
        }
    }
}
