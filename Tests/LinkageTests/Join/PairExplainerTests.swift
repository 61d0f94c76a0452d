import Testing

@testable import Linkage

@Suite("Explanations of joined people") struct PairExplainerTests {
    static func joined(_ seed: UInt64) -> (columns: PersonColumns, joining: Joining) {
        let columns = PersonColumns(SyntheticPeople(people: 400, seed: seed).sketches)
        return (columns, Linker().join(columns))
    }

    static func places(_ columns: PersonColumns) -> [Int64: Int] {
        Dictionary(uniqueKeysWithValues: columns.handles.enumerated().map { ($1, $0) })
    }

    @Test(
        "The total is the weight the pair was joined with, and its parts add up to it",
        arguments: [1, 2] as [UInt64]
    )
    func totals(seed: UInt64) throws {
        let (columns, joining) = Self.joined(seed)
        let explainer = PairExplainer(model: joining.model, columns: columns)
        let places = Self.places(columns)
        #expect(joining.edges.count > 100)
        for edge in joining.edges {
            let pair = explainer.explain(try #require(places[edge.a]), try #require(places[edge.b]))
            #expect((pair.a, pair.b) == (edge.a, edge.b))
            #expect(pair.totalBits == edge.bits && pair.probability == edge.probability)
            #expect(abs(pair.steps.reduce(pair.priorBits) { $0 + $1.bits } - edge.bits) < 1e-9)
        }
    }

    @Test("Which of the two stands on the left changes the side of the values and nothing else")
    func sides() throws {
        let (columns, joining) = Self.joined(3)
        let explainer = PairExplainer(model: joining.model, columns: columns)
        let places = Self.places(columns)
        for edge in joining.edges.prefix(50) {
            let (a, b) = (try #require(places[edge.a]), try #require(places[edge.b]))
            let (there, back) = (explainer.explain(a, b), explainer.explain(b, a))
            #expect(there.totalBits == back.totalBits && there.sentence == back.sentence)
            #expect(there.steps.map(\.bits) == back.steps.map(\.bits))
            #expect(Set(there.steps.map { [$0.a, $0.b] }) == Set(back.steps.map { [$0.b, $0.a] }))
        }
    }

    @Test("Without the part that rarity adds, a step weighs what its level weighs")
    func levelWeights() throws {
        let (columns, joining) = Self.joined(4)
        let explainer = PairExplainer(model: joining.model, columns: columns)
        let places = Self.places(columns)
        let levels = explainer.levels(of: joining.edges)
        var weights: [[String]: Double] = [:]
        for level in levels { weights[[level.field, level.level]] = level.bits }
        for edge in joining.edges.prefix(80) {
            let pair = explainer.explain(try #require(places[edge.a]), try #require(places[edge.b]))
            for step in pair.steps {
                guard let weight = weights[[step.field, step.level]] else { continue }
                #expect(abs(step.bits - step.rarityBits - weight) < 1e-9, "\(step.field) \(step.level)")
            }
        }
        #expect(levels.allSatisfy { abs($0.bits - Binary.log($0.match / $0.stranger)) < 1e-9 })
    }

    @Test("The pairs behind the levels of a field are the pairs in which it is known")
    func behind() {
        let (columns, joining) = Self.joined(5)
        let explainer = PairExplainer(model: joining.model, columns: columns)
        let levels = explainer.levels(of: joining.edges)
        let names = levels.filter { $0.field == "First name" }
        // Every made-up person has a first name.
        #expect(names.reduce(0) { $0 + $1.pairs } == joining.edges.count)
        let expected = joining.edges.reduce(0) { $0 + $1.probability }
        #expect(abs(names.reduce(0) { $0 + $1.expectedMatches } - expected) < 1e-6)
    }

    static func pair(_ a: Int64, _ b: Int64, _ bits: Double, _ steps: [PairExplanation.Step] = []) -> PairExplanation {
        PairExplanation(
            a: a,
            b: b,
            priorBits: 0,
            steps: steps,
            totalBits: bits,
            probability: Binary.probability(bits),
            sentence: ""
        )
    }

    @Test("The weakest link is the one that alone holds its record")
    func weakest() {
        let bits: [[Int64]: Double] = [[1, 2]: 9, [1, 3]: 2, [2, 3]: 4, [1, 4]: 7, [2, 4]: -3, [3, 4]: 1]
        let found = ClusterExplanation(members: [4, 2, 1, 3]) { a, b in Self.pair(a, b, bits[[a, b]] ?? 0) }
        #expect(found.links.map { [$0.a, $0.b] } == [[1, 2], [1, 4], [2, 3]])
        #expect(found.weakest?.totalBits == 4)
        #expect(ClusterExplanation(members: [7]) { Self.pair($0, $1, 0) }.weakest == nil)
    }

    @Test("What speaks against a person is named once for each two values, the heaviest first")
    func dissent() {
        func birth(_ a: String, _ b: String, _ bits: Double) -> PairExplanation.Step {
            .init(field: "Date of birth", a: a, b: b, level: "different", bits: bits, note: nil)
        }
        let steps: [[Int64]: [PairExplanation.Step]] = [
            [1, 2]: [birth("1990-01-01", "1970-01-01", -5)], [1, 3]: [birth("1990-01-01", "1970-01-01", -6)],
            [2, 3]: [
                birth("1970-01-01", "1970-01-01", 12), .init(field: "Sex", a: "", b: "female", level: "", bits: -9),
            ],
        ]
        let found = ClusterExplanation(members: [1, 2, 3]) { Self.pair($0, $1, 1, steps[[$0, $1]] ?? []) }
        #expect(found.dissent.map(\.bits) == [-6])
        #expect(found.dissent.first?.valueB == "1970-01-01")
        #expect(!found.isPartial)
    }

    @Test("A person of hundreds of records is explained in part, and says so")
    func large() {
        let found = ClusterExplanation(members: Array(1...200)) { Self.pair($0, $1, Double($0)) }
        #expect(found.isPartial && found.links.count == 199)
    }
}
