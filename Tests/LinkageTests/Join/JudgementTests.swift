import Testing
import Vocabulary

@testable import Linkage

struct JudgementTests {
    private func cluster(of handle: Int64, _ joining: Joining) -> [Int64] {
        joining.clusters.first { $0.contains(handle) } ?? []
    }

    @Test(
        "Two nominals judged different are never together, whatever else is joined",
        arguments: 0..<6 as Range<UInt64>
    )
    func differentHolds(seed: UInt64) {
        let people = SyntheticPeople(people: 80, seed: seed)
        let free = Linker().join(people.sketches)
        var dice = SeededGenerator(seed: seed)
        let large = free.clusters.filter { $0.count > 1 }
        let judgements = (0..<20).map { _ in
            let cluster = large[dice.number(below: large.count)]
            return Judgement(cluster[0], cluster[1 + dice.number(below: cluster.count - 1)], .different)
        }
        let joining = Linker().join(people.sketches, judgements: judgements)
        for judgement in judgements { #expect(!cluster(of: judgement.a, joining).contains(judgement.b)) }
    }

    @Test("Two nominals judged the same are together though nothing agrees")
    func sameHolds() {
        let sketches = [
            PersonSketch(handle: 1, givenNames: ["Amara"], surnames: ["Okafor"]),
            PersonSketch(handle: 2, givenNames: ["Piotr"], surnames: ["Nowak"]),
        ]
        #expect(Linker().join(sketches).clusters == [[1], [2]])
        #expect(Linker().join(sketches, judgements: [Judgement(2, 1, .same)]).clusters == [[1, 2]])
        #expect(Linker().join(sketches, judgements: [Judgement(2, 1, .unsure)]).clusters == [[1], [2]])
    }

    @Test("Of two judgements about one pair the later counts")
    func laterCounts() {
        let sketches = [PersonSketch(handle: 1), PersonSketch(handle: 2)]
        let judgements = [Judgement(1, 2, .same), Judgement(2, 1, .different)]
        #expect(Linker().join(sketches, judgements: judgements).clusters == [[1], [2]])
        #expect(Linker().join(sketches, judgements: judgements.reversed()).clusters == [[1, 2]])
    }

    @Test("Different outweighs what a chain of same would imply, and the contradiction is reported")
    func contradiction() {
        let sketches = (1...3).map { PersonSketch(handle: $0) }
        let judgements = [Judgement(1, 2, .same), Judgement(2, 3, .same), Judgement(1, 3, .different)]
        let joining = Linker().join(sketches, judgements: judgements)
        #expect(joining.clusters == [[1, 2], [3]])
        #expect(joining.report.contradictions == [Judgement(2, 3, .same)])
    }

    @Test("A judgement about a nominal that is not there changes nothing")
    func unknownHandles() {
        #expect(Linker().join([PersonSketch(handle: 1)], judgements: [Judgement(1, 5, .same)]).clusters == [[1]])
    }
}
