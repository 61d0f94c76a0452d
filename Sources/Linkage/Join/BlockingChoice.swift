/// Chooses blocking rules from the data: those that reach the most matches for the work they cost.
///
/// A sample of each rule's blocks is paired, so that no rule is paired in full before it is known what it brings. The
/// sample follows from what the records say and not from their order. Each pair of it stands for as many as its rules'
/// shares make it (Horvitz and Thompson), and the same pairs teach the weights.
struct BlockingChoice {
    /// A pair of the sample.
    struct Pair {
        var a: UInt32
        var b: UInt32
        /// The rules that have it, as bits by place in the catalogue.
        var rules: UInt64
        /// How many pairs it stands for.
        var weight: Double
    }

    let rules: [BlockingRule]
    private(set) var pairs: [Pair] = []
    /// By rule: about how many pairs its blocks hold, over-large ones divided.
    private(set) var costs: [Double]
    private let records: Int

    /// About how many records the blocks of one rule are sampled from, and the most pairs it gives.
    private static let recordsMin = 1 << 14
    private static let pairsMax = 6_000

    init(_ keys: BlockingKeys, rules: [BlockingRule], contents: [UInt64]) {
        // A pair's rules are bits of one word.
        self.rules = Array(rules.prefix(64))
        records = contents.count
        costs = [Double](repeating: 0, count: self.rules.count)
        var share = 1.0
        var mask: UInt64 = 0
        while Double(records) * share >= 2 * Double(Self.recordsMin) {
            share /= 2
            mask = mask << 1 | 1
        }
        var shares = costs
        let firsts = BlockingRule.Part.allCases.filter { part in self.rules.contains { $0.parts.first == part } }
        let samples = keys.samples(of: firsts, mask: mask)
        for place in self.rules.indices {
            guard let first = self.rules[place].parts.first,
                let records = firsts.firstIndex(of: first).map({ samples[$0] })
            else { continue }
            var keyed = keys.find(self.rules[place], among: records, mask: mask)
            RadixSort.sort(&keyed, fromBit: 32)
            let blocks = Self.blocks(of: keyed)
            costs[place] = blocks.cost / share
            let kept = min(1, Double(Self.pairsMax) / max(Double(blocks.pairs), 1))
            shares[place] = share * kept
            add(keyed, kept: kept, contents)
        }
        weigh(keys, shares)
    }

    private static func blocks(of keyed: [UInt64]) -> (pairs: Int, cost: Double) {
        var pairs = 0
        var cost = 0.0
        Blocking.eachBlock(of: keyed) { block in
            if block.count <= Blocking.blockMax {
                pairs += block.count * (block.count - 1) / 2
            } else {
                cost += Double(block.count * Blocking.piece)
            }
        }
        return (pairs, cost + Double(pairs))
    }

    private mutating func add(_ keyed: [UInt64], kept: Double, _ contents: [UInt64]) {
        let limit = kept >= 1 ? UInt64.max : UInt64(kept * 0x1p63) << 1
        Blocking.eachBlock(of: keyed) { block in
            guard block.count <= Blocking.blockMax else { return }
            for i in block {
                for j in (i + 1)..<max(block.upperBound, i + 1) {
                    let a = UInt32(truncatingIfNeeded: keyed[i])
                    let b = UInt32(truncatingIfNeeded: keyed[j])
                    let dice = ByteDictionary.stir(contents[Int(a)] &+ contents[Int(b)])
                    if a != b, dice <= limit { pairs.append(Pair(a: min(a, b), b: max(a, b), rules: 0, weight: 0)) }
                }
            }
        }
    }

    /// Finds the rules of each pair.
    ///
    /// A pair met by several rules is in the sample as often, each time with its part of
    /// the weight.
    private mutating func weigh(_ keys: BlockingKeys, _ shares: [Double]) {
        let bits = rules.map(BlockingKeys.bits)
        for index in pairs.indices {
            var expected = 0.0
            let shared = keys.partsShared(Int(pairs[index].a), Int(pairs[index].b))
            for place in rules.indices where bits[place] & shared == bits[place] {
                pairs[index].rules |= 1 << UInt64(place)
                expected += shares[place]
            }
            pairs[index].weight = expected > 0 ? PatternCounts.exact(1 / expected) : 0
        }
    }

    // MARK: - Choosing

    /// What one rule's keys cost for each record, in pairs.
    private static let recordCost = 0.5
    /// A rule must bring at least this part of the matches that its part of the budget would bring on average.
    private static let valueMin = 0.02

    /// The rules to use, in the order in which they were chosen: each brings the most matches not yet reached for its
    /// cost, until the budget of pairs is spent or the rest bring next to nothing.
    ///
    /// `matches` says of each pair of the sample how probably it is one person.
    func chosen(matches: [Double], pairsMax: Double) -> [BlockingRule] {
        var left: [UInt64: Double] = [:]
        for (index, pair) in pairs.enumerated() {
            left[pair.rules, default: 0] += PatternCounts.exact(pair.weight * matches[index])
        }
        let total = left.values.reduce(0, +)
        var spent = 0.0
        var chosen: [Int] = []
        while chosen.count < Blocking.rulesMax {
            var best: (place: Int, gain: Double, value: Double)?
            for place in rules.indices where !chosen.contains(place) {
                let bit: UInt64 = 1 << UInt64(place)
                let gain = left.reduce(0) { $1.key & bit != 0 ? $0 + $1.value : $0 }
                let cost = costs[place] + Self.recordCost * Double(records)
                let value = gain / cost
                guard value >= Self.valueMin * total / pairsMax, spent + costs[place] <= pairsMax || chosen.isEmpty
                else { continue }
                if value > best?.value ?? 0 { best = (place, gain, value) }
            }
            guard let best else { break }
            chosen.append(best.place)
            spent += costs[best.place]
            left = left.filter { $0.key & (1 << UInt64(best.place)) == 0 }
        }
        return chosen.isEmpty ? Array(rules.prefix(Blocking.rulesMax)) : chosen.map { rules[$0] }
    }
}
