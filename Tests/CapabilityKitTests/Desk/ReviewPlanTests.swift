import Linkage
import Testing
import Vocabulary

@testable import CapabilityKit

@Suite("The order of the review queue") struct ReviewPlanTests {
    private static func item(_ number: Int, _ dice: inout SeededGenerator) -> ReviewItem {
        ReviewItem(
            pair: RecordPair(RecordHandle(number: Int64(number)), RecordHandle(number: Int64(number + 10_000))),
            cause: [.uncertain, .refused, .weak, .contradicted][Int.random(in: 0..<4, using: &dice)],
            bits: Double(Int.random(in: -3..<4, using: &dice)),
            probability: 0.5,
            left: Int.random(in: 1..<4, using: &dice),
            right: 1
        )
    }

    @Test(
        "A few questions gone and come leave the order that sorting all again would give",
        arguments: 1...5 as ClosedRange<UInt64>
    )
    func merged(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let plan = ReviewPlan(.standard)
        var items: [RecordPair: ReviewItem] = [:]
        for number in 0..<300 {
            let item = Self.item(number, &dice)
            items[item.pair] = item
        }
        var ranked = plan.ranked(items.values)
        for _ in 0..<20 {
            // Some go, some come, some come back changed.
            let gone = Set(items.keys.sorted().shuffled(using: &dice).prefix(4))
            for pair in gone { items[pair] = nil }
            var come = gone.prefix(2).map { pair in
                var item = Self.item(0, &dice)
                item.pair = pair
                return item
            }
            come.append(Self.item(Int.random(in: 1_000..<9_000, using: &dice), &dice))
            come = come.filter { items[$0.pair] == nil }
            for item in come { items[item.pair] = item }
            ranked = plan.ranked(ranked, without: gone, with: come)
            #expect(ranked.map(\.item) == plan.ranked(items.values).map(\.item))
        }
        #expect(plan.ordered(ranked, lot: []).count == items.count)
    }
}
