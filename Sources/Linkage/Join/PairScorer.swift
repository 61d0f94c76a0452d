/// Weighs the pairs that blocking found and keeps those worth a look.
struct PairScorer {
    let comparer: PairComparer
    let table: WeightTable
    private let threshold: Double
    /// The most that the fields compared last can add.
    private let restMost: Double

    init(comparer: PairComparer, model: LinkageModel) {
        self.comparer = comparer
        table = WeightTable(model)
        threshold = Binary.bits(model.reviewProbability)
        restMost = Self.rest.reduce(0) { [table] in $0 + table.most($1) }
    }

    private static let rest: [ComparisonField] = [.address] + ComparisonField.others
    private static let telling: [ComparisonField] = ComparisonField.allCases.filter { !rest.contains($0) }

    /// The pairs at or above the review threshold, strongest first, and how many were compared.
    ///
    /// Most pairs are strangers: what says most and costs least is compared first, and the rest only when the pair
    /// could still reach the threshold.
    func score(_ blocking: Blocking, progress: (Int, Int) -> Void) -> (pairs: [ScoredPair], compared: Int) {
        var scored: [ScoredPair] = []
        var compared = 0
        var met = 0
        let total = blocking.pairsAtMost
        table.match.withUnsafeBufferPointer { match in
            for rule in blocking.rules.indices {
                progress(met, total)
                met += blocking.rules[rule].pairs
                blocking.eachPair(of: rule) { a, b in
                    guard blocking.firstRule(a, b) == rule else { return }
                    compared += 1
                    let bits = weigh(a, b, match)
                    if bits >= threshold { scored.append(ScoredPair(a: min(a, b), b: max(a, b), bits: bits)) }
                }
            }
        }
        scored.sort { $0.bits != $1.bits ? $0.bits > $1.bits : ($0.a, $0.b) < ($1.a, $1.b) }
        // Records with several values can share two blocks of one rule; the pair weighs the same both times.
        var once: [ScoredPair] = []
        once.reserveCapacity(scored.count)
        for pair in scored where once.last.map({ $0.a != pair.a || $0.b != pair.b }) ?? true { once.append(pair) }
        return (once, compared)
    }

    @inline(__always)
    private func weigh(_ a: Int, _ b: Int, _ match: UnsafeBufferPointer<Double>) -> Double {
        guard comparer.rows.isSingle(a), comparer.rows.isSingle(b) else {
            return table.totalBits(comparer.compareLists(a, b), atLeast: threshold)
        }
        var outcome = comparer.compareTelling(a, b)
        var most = table.priorBits + restMost + table.givenRarity(outcome) + table.surnameRarity(outcome)
        var pattern = outcome.pattern.bits
        var place = 0
        while pattern != 0 {
            most += match[place + Int(pattern & 15)]
            pattern >>= 4
            place += 16
        }
        guard most >= threshold else { return -.infinity }
        comparer.compareRest(a, b, into: &outcome)
        return table.totalBits(outcome, atLeast: threshold)
    }
}

extension Blocking {
    /// Calls the body with each pair of each block of a rule, also with those that an earlier rule has.
    @inline(__always)
    func eachPair(of rule: Int, _ body: (Int, Int) -> Void) {
        let blocks = rules[rule]
        blocks.members.withUnsafeBufferPointer { members in
            for block in 0..<blocks.starts.count - 1 {
                let end = Int(blocks.starts[block + 1])
                for i in Int(blocks.starts[block])..<end {
                    for j in (i + 1)..<max(end, i + 1) { body(Int(members[i]), Int(members[j])) }
                }
            }
        }
    }
}
