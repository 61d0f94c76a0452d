import Testing
import Vocabulary

@testable import Linkage

@Suite("Weighing pairs and walking groups")
struct ScoringTests {
    @Test(
        "No pair that reaches the threshold is dropped early, single letters included",
        arguments: [1, 2, 3] as [UInt64]
    )
    func nothingDropped(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let letters = ["j", "s", "m"]
        let names = ["joan", "jo", "sam", "samuel", "mary", "molly"]
        let sketches = (0..<120).map { number -> PersonSketch in
            let given = dice.number(below: 2) == 0 ? letters[dice.number(below: 3)] : names[dice.number(below: 6)]
            return PersonSketch(
                handle: Int64(number),
                givenNames: [given],
                surnames: [["oak", "oake", "ash", "elm-oak"][dice.number(below: 4)]],
                birthDates: CalendarDate(year: 1980, month: 1 + dice.number(below: 3), day: 5).map { [$0] } ?? [],
                postcodes: ["LS\(1 + dice.number(below: 3)) 3AA"]
            )
        }
        var model = LinkageModel.fixed
        // An initial that weighs more than the same name: the bound must hold for it too.
        for place in model.fields.indices where model.fields[place].field == .given {
            model.fields[place].levels[Int(Level.Given.initial) - 1].stranger = 0.000_1
        }
        let columns = PersonColumns(sketches)
        let comparer = PairComparer(columns: columns, model: model)
        let table = WeightTable(model)
        let keys = BlockingKeys(comparer)
        let contents = keys.contents()
        let blocking = Blocking(keys, rules: BlockingRule.forFew, contents: contents)
        var expected: Set<[Int]> = []
        for part in blocking.parts(pairs: .max) {
            comparer.rows.withRows { rows in
                blocking.eachPair(of: part, rows: rows, names: comparer.facts) { a, b in
                    let bits = table.totalBits(comparer.compare(min(a, b), max(a, b)))
                    if bits >= Binary.bits(model.reviewProbability) { expected.insert([min(a, b), max(a, b)]) }
                }
            }
        }
        let scored = PairScorer(comparer: comparer, model: model).score(blocking, contents) { _, _ in }.pairs
        #expect(Set(scored.map { [Int($0.a), Int($0.b)] }) == expected)
        #expect(expected.count > 100)
        // Strongest first, whatever the sign, and each once.
        #expect(zip(scored, scored.dropFirst()).allSatisfy { $0.bits >= $1.bits })
        #expect(scored.contains { $0.bits < 0 } && scored.contains { $0.bits > 0 } && scored.count == expected.count)
    }

    @Test("A date known in part is no key of a whole date or of a day")
    func vagueDates() {
        let sketches = (0..<40).map { number in
            PersonSketch(
                handle: Int64(number),
                givenNames: ["g\(number)x"],
                surnames: ["s\(number)y"],
                birthTexts: ["about 1950"]
            )
        }
        let columns = PersonColumns(sketches)
        let keys = BlockingKeys(PairComparer(columns: columns, model: .standard))
        let blocking = Blocking(
            keys,
            rules: [BlockingRule(.birthDate), BlockingRule(.birthDay)],
            contents: keys.contents()
        )
        #expect(blocking.pairsAtMost == 0)
    }

    @Test("More than a thousand records of one person become one group")
    func largeGroup() {
        let sketches = (0..<1_400).map { number in
            PersonSketch(
                handle: Int64(number),
                givenNames: ["Amara"],
                surnames: ["Okafor"],
                birthDates: CalendarDate(year: 1991, month: 3, day: 14).map { [$0] } ?? [],
                phones: ["07700 900461"]
            )
        }
        let clusters = Linker(model: .fixed).join(sketches).clusters
        #expect(clusters.map(\.count) == [1_400])
    }

    @Test("The links of a person reach all its records, the strongest that do")
    func links() {
        func pair(_ a: Int64, _ b: Int64, _ bits: Double) -> PairExplanation {
            PairExplanation(a: a, b: b, priorBits: 0, steps: [], totalBits: bits, probability: 0.9, sentence: "")
        }
        // A ring of 200 with a chord: the weakest link of the ring is not needed.
        var pairs = (0..<199).map { pair(Int64($0), Int64($0 + 1), 50 - Double($0) / 10) }
        pairs += [pair(199, 0, 1), pair(0, 100, 60)]
        let found = ClusterExplanation(members: (0..<200).map { Int64($0) }.reversed(), pairs: pairs.shuffledBy(7))
        #expect(found.links.count == 199 && found.members.first == 0)
        #expect(found.links.first?.totalBits == 60 && !found.links.contains { $0.totalBits == 1 })
        // The chord makes the weakest link between 0 and 100 superfluous: the one between 99 and 100.
        #expect(!found.links.contains { $0.a == 99 && $0.b == 100 })
        #expect(found.weakest?.totalBits == 50 - 198.0 / 10)
    }
}

extension Array {
    /// The same elements in an order that follows from a seed.
    fileprivate func shuffledBy(_ seed: UInt64) -> [Element] {
        var dice = SeededGenerator(seed: seed)
        return shuffled(using: &dice)
    }
}
