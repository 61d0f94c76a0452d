import Testing
import Vocabulary

@testable import Linkage

struct EstimationTests {
    private func join(_ people: SyntheticPeople, labels: [LabelledPair] = []) -> Joining {
        Linker().join(PersonColumns(people.sketches), labels: labels)
    }

    /// Pairwise F1 of the clusters.
    private func quality(_ joining: Joining, _ people: SyntheticPeople) -> Double {
        var (right, found) = (0, 0)
        for cluster in joining.clusters {
            for (place, a) in cluster.enumerated() {
                for b in cluster[(place + 1)...] {
                    found += 1
                    if people.truth[a] == people.truth[b] { right += 1 }
                }
            }
        }
        var sizes: [String: Int] = [:]
        for person in people.truth.values { sizes[person, default: 0] += 1 }
        let total = sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        return 2 * Double(right) / Double(found + total)
    }

    @Test("The same records give the same model, and the report counts what it rests on")
    func deterministic() throws {
        let people = SyntheticPeople(people: 500, seed: 11)
        let first = join(people)
        let second = join(people)
        #expect(first.model == second.model && first.report == second.report)
        let estimate = try #require(first.report.estimate)
        #expect(estimate.refusal == nil && estimate.rounds > 0 && estimate.blockedPairs > 0 && estimate.randomPairs > 0)
        let given = try #require(estimate.counts.first { $0.field == .given })
        #expect(given.levels.map(\.level) == first.model.fields[0].levels.map(\.level))
        #expect(given.levels[0].matches > given.levels[0].strangers / 100)
        #expect(estimate.converged == !estimate.warnings.contains { $0.kind == .notSettled })
    }

    @Test("Records that are all alike teach nothing, and the report says why")
    func identical() {
        let sketches = (0..<800).map { PersonSketch(handle: $0, givenNames: ["John"], surnames: ["Smith"]) }
        let joining = Linker().join(sketches)
        #expect(joining.report.origin == .shipped)
        #expect(joining.report.weights == "shipped, because most records say the same as one another")
        #expect(joining.model.fields == LinkageModel.standard.fields)
    }

    @Test("Records without values, and records with nothing in common, teach nothing")
    func nothing() {
        let empty = Linker().join((0..<800).map { PersonSketch(handle: $0) })
        #expect(empty.report.weights == "shipped, because no two records have a name, a date or a number in common")
        #expect(empty.clusters.count == 800)
        let one = Linker().join([PersonSketch(handle: 7, givenNames: ["Ruth"])])
        #expect(one.report.origin == .shipped && one.clusters == [[7]])
        #expect(Linker().join([PersonSketch]()).clusters.isEmpty)
    }

    @Test("A field that says the same as another, and one that says nothing, are warned of")
    func warnings() throws {
        var people = SyntheticPeople(people: 600, seed: 4)
        var dice = SeededGenerator(seed: 9)
        for index in people.sketches.indices {
            let postcode = people.sketches[index].postcodes
            people.sketches[index].others = [postcode, postcode, ["side \(dice.number(below: 2))"]]
        }
        let estimate = try #require(join(people).report.estimate)
        let copies = estimate.warnings.filter { $0.kind == .copyOfAnother }.map(\.field)
        #expect(copies.contains(.other2))
        #expect(estimate.warnings.contains { $0.kind == .tellsLittle && $0.field == .other3 })
        #expect(!estimate.warnings.contains { $0.kind == .tellsLittle && $0.field == .birthDate })
    }

    @Test("A few hundred labels do no harm, even when one in ten is wrong", arguments: [3, 8] as [UInt64])
    func labels(seed: UInt64) throws {
        let people = SyntheticPeople(people: 700, seed: seed)
        let plain = join(people)
        var dice = SeededGenerator(seed: seed)
        let labels = plain.edges.enumerated().filter { $0.offset % 5 == 0 }.prefix(300).map { _, edge in
            let isSame = people.truth[edge.a] == people.truth[edge.b]
            return LabelledPair(edge.a, edge.b, isSame: dice.number(below: 10) == 0 ? !isSame : isSame)
        }
        let learnt = join(people, labels: labels)
        #expect(try #require(learnt.report.estimate).labels == labels.count)
        #expect(learnt.model != plain.model)
        #expect(quality(learnt, people) >= quality(plain, people) - 0.005)
    }

    @Test("Labels move the prior towards what they say, a few less than many, and wrong ones not far")
    func labelsMoveThePrior() {
        func moved(_ labels: [(bits: Double, isSame: Bool)]) -> Double {
            var model = LinkageModel.standard
            let before = model.matchShare
            model.follow(labels)
            return Binary.log(model.matchShare / before)
        }
        let tooLow = (0..<300).map { (bits: -2.0, isSame: $0 % 2 == 0) }
        #expect(abs(moved(tooLow) - 2) < 0.1)
        #expect(moved(Array(tooLow.prefix(2))) < 1)
        #expect(moved([]) == 0)
        let right = (0..<300).map { (bits: 0.0, isSame: $0 % 2 == 0) }
        #expect(abs(moved(right)) < 0.1)
        #expect(abs(moved(right + [(40, false)])) < 0.2)
    }
}
