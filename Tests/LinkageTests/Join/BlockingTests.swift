import Testing
import Vocabulary

@testable import Linkage

struct BlockingTests {
    @Test("Fifty thousand people of one name make no quadratic number of pairs, and the blocks are reported")
    func identicalNames() {
        let sketches = (0..<50_000).map { PersonSketch(handle: $0, givenNames: ["John"], surnames: ["Smith"]) }
        let blocking = Self.blocking(sketches)
        #expect(blocking.pairsAtMost <= sketches.count * Blocking.piece * blocking.rules.count)
        #expect(blocking.oversized.contains { $0.largest == 50_000 })
    }

    @Test("People who share everything make no quadratic number of pairs either, and are still joined")
    func identicalRecords() throws {
        let date = try #require(CalendarDate(year: 1991, month: 3, day: 14))
        let sketches = (0..<1_500).map {
            PersonSketch(
                handle: $0,
                givenNames: ["Emeka"],
                surnames: ["Okafor"],
                birthDates: [date],
                postcodes: ["LS6 3AA"],
                phones: ["+447700900461"]
            )
        }
        let joining = Linker(model: fixed()).join(sketches)
        #expect(joining.report.pairsScored <= sketches.count * Blocking.piece * 4)
        #expect(joining.clusters.count == 1)
    }

    private static func blocking(_ sketches: [PersonSketch], rules: [BlockingRule]? = nil) -> Blocking {
        let keys = BlockingKeys(comparer(PersonColumns(sketches)))
        return Blocking(keys, rules: rules ?? BlockingRule.standard, contents: keys.contents())
    }

    private static func comparer(_ columns: PersonColumns) -> PairComparer {
        PairComparer(columns: columns, model: .standard)
    }

    private func fixed() -> LinkageModel {
        var model = LinkageModel.standard
        model.recordsMin = .max
        return model
    }

    @Test("Each pair belongs to exactly one rule, the first that has it", arguments: [1, 2] as [UInt64])
    func onceEach(seed: UInt64) {
        let comparer = Self.comparer(PersonColumns(SyntheticPeople(people: 300, seed: seed).sketches))
        let keys = BlockingKeys(comparer)
        let blocking = Blocking(keys, rules: BlockingRule.standard, contents: keys.contents())
        var seen: Set<[Int]> = []
        for part in blocking.parts(pairs: 100) {
            let rule = part.rule
            comparer.rows.withRows { rows in
                blocking.eachPair(of: part, rows: rows, names: comparer.facts) { a, b in
                    let mask = blocking.rulesMask(a, b)
                    #expect(mask & (1 << UInt32(rule)) != 0)
                    if blocking.firstRule(a, b) == rule { #expect(seen.insert([min(a, b), max(a, b)]).inserted) }
                }
            }
        }
        #expect(!seen.isEmpty)
    }

    @Test(
        "A pair's levels are the same by the way for single values and by the way for lists",
        arguments: [3, 4] as [UInt64]
    )
    func twoWaysOfComparing(seed: UInt64) {
        let columns = PersonColumns(SyntheticPeople(people: 300, seed: seed).sketches)
        let comparer = Self.comparer(columns)
        var compared = 0
        for a in 0..<min(columns.count, 200) where comparer.rows.isSingle(a) {
            for b in 0..<a where comparer.rows.isSingle(b) {
                #expect(comparer.compare(a, b).pattern == comparer.compareLists(a, b).pattern)
                compared += 1
            }
        }
        #expect(compared > 100)
    }

    @Test("Two people who share two values of one field are one edge")
    func sharedTwice() {
        let people = (0..<2).map { (handle: Int64) in
            PersonSketch(
                handle: handle,
                givenNames: ["Emeka"],
                surnames: ["Okafor"],
                postcodes: ["LS6 3AA", "YO1 7HH"],
                phones: ["+447700900461", "+447700900462"]
            )
        }
        #expect(Linker(model: fixed()).join(people).edges.count == 1)
    }

    @Test("A record's row is one line of the cache")
    func rowSize() { #expect(MemoryLayout<PackedRow>.stride == 64) }

    @Test("Packed texts are one edit apart when the texts are", arguments: 0..<4 as Range<UInt64>)
    func packedDistance(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var near = 0
        for _ in 0..<20_000 {
            let a = (0..<(1 + dice.number(below: 8))).map { _ in UInt8(0x30 + dice.number(below: 3)) }
            var b = a
            for _ in 0..<dice.number(below: 3) {
                let place = dice.number(below: b.count + 1)
                switch dice.number(below: 4) {
                case 0 where b.count < 8: b.insert(UInt8(0x30 + dice.number(below: 3)), at: place)
                case 1 where b.count > 1: b.remove(at: min(place, b.count - 1))
                case 2 where place + 1 < b.count: b.swapAt(place, place + 1)
                default: b[min(place, b.count - 1)] = UInt8(0x30 + dice.number(below: 3))
                }
            }
            let expected = EditDistance.isWithinOne(a.span, b.span)
            let bytes = (PackedText.bytes(a.span) ?? 0, PackedText.bytes(b.span) ?? 0)
            let digits = (PackedText.digits(a.span) ?? 0, PackedText.digits(b.span) ?? 0)
            #expect(PackedText.isWithinOne(bytes.0, bytes.1, cell: 8) == expected, "\(a) \(b)")
            #expect(PackedText.isWithinOne(digits.0, digits.1, cell: 4) == expected, "\(a) \(b)")
            #expect(PackedText.count(digits.0, cell: 4) == a.count)
            near += expected ? 1 : 0
        }
        #expect(near > 5_000)
    }

    @Test("A block that a sample holds is whole, and the sample is about its share")
    func sampledBlocks() {
        let comparer = Self.comparer(PersonColumns(SyntheticPeople(people: 2_000, seed: 9).sketches))
        let keys = BlockingKeys(comparer)
        for rule in BlockingRule.standard {
            var all: [UInt64] = []
            keys.find(rule, into: &all)
            guard let first = rule.parts.first else { continue }
            let sampled = keys.find(rule, among: keys.samples(of: [first], mask: 3)[0], mask: 3)
            let chosen = Set(sampled.map { $0 >> 32 })
            #expect(Set(all.filter { chosen.contains($0 >> 32) }) == Set(sampled))
            if all.count > 2_000 { #expect((0.05...0.6).contains(Double(sampled.count) / Double(all.count))) }
        }
    }

    @Test("Rules are chosen that reach nearly every match, for fewer pairs than all of them")
    func choice() {
        let comparer = Self.comparer(PersonColumns(SyntheticPeople(people: 2_000, seed: 12).sketches))
        let keys = BlockingKeys(comparer)
        let contents = keys.contents()
        let choice = BlockingChoice(keys, rules: BlockingRule.standard, contents: contents)
        let posterior = Posterior(.standard)
        let matches = choice.pairs.map { posterior.shares(comparer.compare(Int($0.a), Int($0.b)).pattern).match }
        let chosen = choice.chosen(matches: matches, pairsMax: 4_000_000)
        let reached = Blocking(keys, rules: chosen, contents: contents)
        #expect(!chosen.isEmpty && chosen.count <= Blocking.rulesMax)
        var weights = (reached: 0.0, all: 0.0)
        for (pair, match) in zip(choice.pairs, matches) {
            weights.all += pair.weight * match
            if reached.firstRule(Int(pair.a), Int(pair.b)) != nil { weights.reached += pair.weight * match }
        }
        #expect(weights.reached > 0.97 * weights.all)
        // A smaller budget buys fewer pairs, and the best rule stays the best.
        let budget = Double(reached.pairsAtMost) / 4
        let tight = choice.chosen(matches: matches, pairsMax: budget)
        let cost = zip(choice.rules, choice.costs).reduce(0) { tight.contains($1.0) ? $0 + $1.1 : $0 }
        #expect(cost <= budget && tight.count < chosen.count && tight.first == chosen.first)
    }

    @Test("Numbers are sorted by radix as by comparison", arguments: 0..<5 as Range<UInt64>)
    func radixSort(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var values = (0..<1_000).map { _ in dice.next() >> UInt64(dice.number(below: 60)) }
        let expected = values.sorted()
        RadixSort.sort(&values)
        #expect(values == expected)
    }
}
