/// How often each pattern of levels occurs among a set of pairs, and by which rules those pairs were found.
struct PatternCounts {
    private(set) var patterns: [PairPattern] = []
    private(set) var totals: [Double] = []
    private var byRule: [Double] = []
    /// Open addressing over a power of two: a pattern's place plus one, or 0 where the slot is free.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)
    private let rules: Int

    /// Counts for pairs of so many rules, at most 64.
    init(rules: Int = 0) { self.rules = rules }

    /// A weight that any number of can be added without rounding, so that the order of the pairs shows in no sum.
    static func exact(_ weight: Double) -> Double { (weight * 65_536).rounded() / 65_536 }

    /// Counts one pair `weight` times; bit `r` of the mask says that rule `r` found it.
    ///
    /// - Returns: the place of its pattern.
    @discardableResult
    mutating func add(_ pattern: PairPattern, mask: UInt64 = 0, weight: Double = 1) -> Int {
        let place = place(of: pattern)
        if place == patterns.count {
            patterns.append(pattern)
            totals.append(0)
            byRule.append(contentsOf: repeatElement(0, count: rules))
            if patterns.count * 2 > slots.count { grow() }
        }
        let weight = Self.exact(weight)
        totals[place] += weight
        var rest = mask
        while rest != 0 {
            byRule[place * rules + rest.trailingZeroBitCount] += weight
            rest &= rest &- 1
        }
        return place
    }

    /// The place of a pattern, which for a new one is the next.
    private mutating func place(of pattern: PairPattern) -> Int {
        var slot = Int(truncatingIfNeeded: ByteDictionary.stir(pattern.bits)) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if patterns[place] == pattern { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(patterns.count + 1)
        return patterns.count
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (place, pattern) in patterns.enumerated() {
            var slot = Int(truncatingIfNeeded: ByteDictionary.stir(pattern.bits)) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(place + 1)
        }
    }

    /// The same counts with the patterns in an order of their own.
    func inOrder() -> PatternCounts {
        var counts = PatternCounts(rules: rules)
        for place in patterns.indices.sorted(by: { patterns[$0].bits < patterns[$1].bits }) {
            counts.patterns.append(patterns[place])
            counts.totals.append(totals[place])
            counts.byRule.append(contentsOf: byRule[place * rules..<(place + 1) * rules])
        }
        counts.slots = [UInt32](repeating: 0, count: slots.count / 2)
        counts.grow()
        return counts
    }

    /// By pattern: how many of its pairs a rule found.
    func counts(of rule: Int) -> [Double] { patterns.indices.map { byRule[$0 * rules + rule] } }
}
