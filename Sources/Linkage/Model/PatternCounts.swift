/// How often each pattern of levels occurs among a set of pairs, and by which rules those pairs were found.
struct PatternCounts {
    private(set) var patterns: [PairPattern] = []
    private(set) var totals: [UInt32] = []
    private var byRule: [UInt32] = []
    private var places: [UInt64: Int] = [:]

    /// Counts one pair; bit `r` of the mask says that rule `r` found it.
    mutating func add(_ pattern: PairPattern, mask: UInt16 = 0) {
        let place: Int
        if let known = places[pattern.bits] {
            place = known
        } else {
            place = patterns.count
            places[pattern.bits] = place
            patterns.append(pattern)
            totals.append(0)
            byRule.append(contentsOf: repeatElement(0, count: 16))
        }
        totals[place] += 1
        var rest = mask
        while rest != 0 {
            byRule[place * 16 + rest.trailingZeroBitCount] += 1
            rest &= rest &- 1
        }
    }

    /// By pattern: how many of its pairs a rule found.
    func counts(of rule: BlockingRule) -> [Double] {
        patterns.indices.map { Double(byRule[$0 * 16 + rule.rawValue]) }
    }
}
