import Testing
import Vocabulary

@testable import Linkage

struct BlockingTests {
    @Test("Fifty thousand people of one name make no quadratic number of pairs, and the blocks are reported")
    func identicalNames() {
        let sketches = (0..<50_000).map { PersonSketch(handle: $0, givenNames: ["John"], surnames: ["Smith"]) }
        let blocking = Blocking(PersonColumns(sketches))
        #expect(blocking.pairsAtMost <= sketches.count * Blocking.piece * BlockingRule.allCases.count)
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

    private func fixed() -> LinkageModel {
        var model = LinkageModel.standard
        model.recordsMin = .max
        return model
    }

    @Test("Each pair belongs to exactly one rule, the first that has it", arguments: [1, 2] as [UInt64])
    func onceEach(seed: UInt64) {
        let blocking = Blocking(PersonColumns(SyntheticPeople(people: 300, seed: seed).sketches))
        var seen: Set<[Int]> = []
        for rule in blocking.rules.indices {
            blocking.eachPair(of: rule) { a, b in
                #expect(a < b)
                let mask = blocking.rulesMask(a, b)
                #expect(mask & (1 << UInt32(rule)) != 0)
                if blocking.firstRule(a, b) == rule { #expect(seen.insert([a, b]).inserted) }
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
        let shares = NameShares.logarithms(columns, .standard)
        let comparer = PairComparer(columns: columns, shares: shares)
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

    @Test("Numbers are sorted by radix as by comparison", arguments: 0..<5 as Range<UInt64>)
    func radixSort(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var values = (0..<1_000).map { _ in dice.next() >> UInt64(dice.number(below: 60)) }
        let expected = values.sorted()
        RadixSort.sort(&values)
        #expect(values == expected)
    }
}
