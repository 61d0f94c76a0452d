/// Weighs the pairs that blocking found and keeps those worth a look.
struct PairScorer: Sendable {
    let comparer: PairComparer
    let table: WeightTable
    private let threshold: Double
    /// The most that each field can add, in the places of ``ComparisonField``.
    private let most: [Double]
    /// The most that names can add which differ.
    private let givenUnequal: Double
    private let sameGiven: Double
    private let surnameUnequal: Double

    /// Sums in another order may differ in the last place; a pair so near the threshold is weighed in full.
    private static let slack = 1e-6

    init(comparer: PairComparer, model: LinkageModel) {
        self.comparer = comparer
        table = WeightTable(model)
        threshold = Binary.bits(model.reviewProbability)
        most = ComparisonField.allCases.map { [table] in table.most($0) }
        sameGiven = table.match[Int(Level.Given.same)]
        givenUnequal = table.most(.given, from: Level.Given.same + 1)
        surnameUnequal = table.most(.surname, from: Level.Surname.same + 1)
    }

    /// The pairs at or above the review threshold, strongest first, and how many were compared.
    ///
    /// Most pairs are strangers: what says most and costs least is compared first, and the rest only when the pair
    /// could still reach the threshold.
    func score(
        _ blocking: Blocking,
        _ contents: [UInt64],
        progress: (Int, Int) -> Void
    ) -> Scored {
        var scored = Scored()
        var met = 0
        let total = blocking.pairsAtMost
        for rule in blocking.rules.indices {
            progress(met, total)
            met += blocking.blocks[rule].pairs
            score(Blocking.Part(rule: rule, blocks: 0..<blocking.blocks[rule].starts.count - 1), blocking, &scored)
        }
        scored.pairs = Self.ordered(scored.pairs, contents)
        return scored
    }

    /// The same on several threads, of which each takes some of the blocks.
    func score(_ blocking: Blocking, _ contents: [UInt64], threads: Int) async -> Scored {
        let parts = blocking.parts(pairs: Self.partPairs)
        let found = await WorkShare.map(WorkShare.shares(of: parts.count, threads: threads)) { share in
            var scored = Scored()
            for part in share.indices { score(parts[part], blocking, &scored) }
            return scored
        }
        var scored = Scored()
        scored.pairs.reserveCapacity(found.reduce(0) { $0 + $1.pairs.count })
        for one in found {
            scored.pairs += one.pairs
            scored.compared += one.compared
        }
        scored.pairs = Self.ordered(scored.pairs, contents)
        return scored
    }

    /// Pairs of one part of the blocks: few enough that threads end together.
    private static let partPairs = 1 << 14

    /// Pairs that are kept, and how many were compared.
    struct Scored: Sendable {
        var pairs: [ScoredPair] = []
        var compared = 0
    }

    private func score(_ part: Blocking.Part, _ blocking: Blocking, _ scored: inout Scored) {
        var compared = 0
        table.match.withUnsafeBufferPointer { match in
            comparer.rows.withRows { rows in
                blocking.eachPair(of: part, rows: rows, names: comparer.facts) { a, b in
                    guard blocking.firstRule(a, b) == part.rule else { return }
                    compared += 1
                    let bits = weigh(a, b, rows, match)
                    if bits >= threshold {
                        scored.pairs.append(ScoredPair(a: UInt32(min(a, b)), b: UInt32(max(a, b)), bits: bits))
                    }
                }
            }
        }
        scored.compared += compared
    }

    /// Strongest first, equal ones by what the records say, each pair once: one order, in whatever order they come.
    private static func ordered(_ scored: [ScoredPair], _ contents: [UInt64]) -> [ScoredPair] {
        func content(_ pair: ScoredPair) -> UInt64 { contents[Int(pair.a)] &+ contents[Int(pair.b)] }
        func precedes(_ x: ScoredPair, _ y: ScoredPair) -> Bool {
            if x.bits != y.bits { return x.bits > y.bits }
            let contentX = content(x)
            let contentY = content(y)
            return contentX != contentY ? contentX < contentY : (x.a, x.b) < (y.a, y.b)
        }
        // Sorted by content and then by weight, both to the thirty-second bit; what is not in order then is sorted in
        // full. Equal weights come in thousands, weights that differ behind that bit hardly ever.
        var keyed = scored.indices.map { content(scored[$0]) & 0xFFFF_FFFF_0000_0000 | UInt64($0) }
        var room: [UInt64] = []
        RadixSort.sort(&keyed, fromBit: 32, with: &room)
        for place in keyed.indices {
            let pair = keyed[place] & 0xFFFF_FFFF
            keyed[place] = UInt64(descending(scored[Int(pair)].bits)) << 32 | pair
        }
        RadixSort.sort(&keyed, fromBit: 32, with: &room)
        room = []
        var sorted = keyed.map { scored[Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF)] }
        Blocking.eachBlock(of: keyed) { run in
            let isSorted = run.dropFirst().allSatisfy { !precedes(sorted[$0], sorted[$0 - 1]) }
            if !isSorted { sorted[run].sort(by: precedes) }
        }
        keyed = []
        // Records with several values can share two blocks of one rule; the pair weighs the same both times.
        var once: [ScoredPair] = []
        once.reserveCapacity(sorted.count)
        for pair in sorted where once.last.map({ $0.a != pair.a || $0.b != pair.b }) ?? true { once.append(pair) }
        return once
    }

    /// The upper half of a number's bits, so turned that a greater number comes first.
    private static func descending(_ number: Double) -> UInt32 {
        let bits = UInt32(truncatingIfNeeded: number.bitPattern >> 32)
        return number.sign == .minus ? bits : ~bits & 0x7FFF_FFFF
    }

    @inline(__always)
    private func weigh(
        _ a: Int,
        _ b: Int,
        _ rows: UnsafeBufferPointer<PackedRow>,
        _ match: UnsafeBufferPointer<Double>
    ) -> Double {
        let x = rows[a]
        let y = rows[b]
        guard !x.isSeveral, !y.isSeveral else {
            return table.totalBits(comparer.compareLists(a, b), atLeast: threshold)
        }
        var outcome = PairComparer.Outcome()
        comparer.compareNumbers(x, y, into: &outcome)
        var sum = table.priorBits + restMost(x, y)
        for field in Self.numbers { sum += match[field.rawValue * 16 + Int(outcome.pattern[field])] }
        guard sum + namesMost(x, y, match) >= threshold - Self.slack else { return -.infinity }
        comparer.columns.addressTexts.fetch(x.address)
        comparer.columns.addressTexts.fetch(y.address)
        comparer.compareNames(x, y, into: &outcome)
        for field in Self.names { sum += match[field.rawValue * 16 + Int(outcome.pattern[field])] }
        sum += table.givenRarity(outcome) + table.surnameRarity(outcome)
        guard sum >= threshold - Self.slack else { return -.infinity }
        comparer.compareRest(x, y, into: &outcome)
        return table.totalBits(outcome, atLeast: threshold)
    }

    private static let numbers: [ComparisonField] = [.birthDate, .sex, .postcode, .phone]
    private static let names: [ComparisonField] = [.given, .surname, .middle]

    /// The most that the names of two rows can add; of names that are the same it is what they do add.
    @inline(__always)
    private func namesMost(_ x: PackedRow, _ y: PackedRow, _ match: UnsafeBufferPointer<Double>) -> Double {
        var sum = x.middle != 0 && y.middle != 0 ? most[ComparisonField.middle.rawValue] : 0
        if x.given != 0, x.given == y.given {
            // A single letter is no more than an initial, and its rarity does not count.
            sum += max(
                sameGiven + table.givenRarity(share: comparer.givenShares[Int(x.given - 1)]),
                match[Int(Level.Given.initial)]
            )
        } else if x.given != 0, y.given != 0 {
            sum += givenUnequal
        }
        guard x.surname != 0, y.surname != 0 else { return sum }
        if x.isCompound || y.isCompound { return sum + most[ComparisonField.surname.rawValue] + table.surnameRarityMax }
        guard x.surname == y.surname else { return sum + surnameUnequal }
        return sum + match[ComparisonField.surname.rawValue * 16 + Int(Level.Surname.same)]
            + table.surnameRarity(share: comparer.surnameShares[Int(x.surname - 1)])
    }

    /// The most that the fields compared last can add.
    @inline(__always)
    private func restMost(_ x: PackedRow, _ y: PackedRow) -> Double {
        var sum = 0.0
        if x.address != 0, y.address != 0 { sum += most[ComparisonField.address.rawValue] }
        if x.email != 0, y.email != 0 { sum += most[ComparisonField.email.rawValue] }
        if x.identifier != 0, y.identifier != 0 { sum += most[ComparisonField.identifier.rawValue] }
        for kind in 0..<4 where x.others[kind] != 0 && y.others[kind] != 0 {
            sum += most[ComparisonField.other1.rawValue + kind]
        }
        return sum
    }
}
