import Testing
import Vocabulary

@testable import Linkage

struct BlockingTests {
    @Test("Fifty thousand people of one name make no quadratic number of pairs, and the blocks are reported")
    func identicalNames() {
        let sketches = (0..<50_000).map { PersonSketch(handle: $0, givenNames: ["John"], surnames: ["Smith"]) }
        let blocking = Blocking(PersonColumns(sketches))
        #expect(blocking.pairs.count <= sketches.count * Blocking.neighbours * 2)
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
        #expect(joining.report.pairsScored <= sketches.count * Blocking.neighbours * 4)
        #expect(joining.clusters.count == 1)
    }

    private func fixed() -> LinkageModel {
        var model = LinkageModel.standard
        model.recordsMin = .max
        return model
    }

    @Test("Each pair comes once, in order, with every rule that found it", arguments: [1, 2] as [UInt64])
    func onceEach(seed: UInt64) {
        let blocking = Blocking(PersonColumns(SyntheticPeople(people: 300, seed: seed).sketches))
        #expect(!blocking.pairs.isEmpty)
        #expect(zip(blocking.pairs, blocking.pairs.dropFirst()).allSatisfy { $0 < $1 })
        #expect(blocking.pairs.allSatisfy { Blocking.first($0) < Blocking.second($0) })
        #expect(blocking.masks.allSatisfy { $0 != 0 })
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
