import Testing

@testable import Linkage

/// What is learnt stays what it is called.
struct LearningTests {
    private func pattern(_ levels: [ComparisonField: UInt8]) -> PairPattern {
        var pattern = PairPattern()
        for (field, level) in levels { pattern[field] = level }
        return pattern
    }

    /// Were the first names and birth dates of households learnt too, nothing would keep one person recorded twice at one
    /// address from being learnt as a household: on people of whom many move or swap names, that lost half the joins.
    @Test("A household is known by other names and dates, whatever the records teach of its address and phone")
    func households() throws {
        let stranger = pattern([.given: 8, .surname: 5, .birthDate: 7, .postcode: 5, .address: 4, .phone: 3, .sex: 2])
        let moved = pattern([.given: 1, .surname: 1, .birthDate: 1, .postcode: 5, .address: 4, .phone: 3, .sex: 1])
        let twins = pattern([.given: 8, .surname: 1, .birthDate: 1, .postcode: 1, .address: 1, .phone: 1, .sex: 1])
        let swapped = pattern([.given: 7, .surname: 6, .birthDate: 1, .postcode: 1, .address: 1, .phone: 1, .sex: 1])
        let rules = BlockingRule.standard
        var blocked = PatternCounts(rules: rules.count)
        for (pattern, count) in [(stranger, 4_000.0), (moved, 2_000), (twins, 1_500), (swapped, 1_000)] {
            blocked.add(pattern, mask: (1 << UInt64(rules.count)) - 1, weight: count)
        }
        var random = PatternCounts()
        random.add(stranger, weight: 10_000)
        let learnt = Estimation(.standard, blocked: blocked, rules: rules, random: random, allPairs: 1e7).model
        for (before, after) in zip(LinkageModel.standard.fields, learnt.fields) {
            let isPersonal = [.given, .birthDate, .middle, .identifier].contains(before.field)
            let isSeen = [.postcode, .address, .phone].contains(before.field)
            if isPersonal { #expect(after.levels.map(\.household) == before.levels.map(\.household)) }
            if isSeen { #expect(after.levels[0].household != before.levels[0].household) }
        }
        let table = WeightTable(learnt)
        var outcome = PairComparer.Outcome()
        outcome.pattern = swapped
        #expect(table.totalBits(outcome) > Binary.bits(0.9))
    }
}
