import Testing
import Vocabulary

@testable import Linkage

struct LinkerTests {
    @Test("Records of one person are joined, those of others are not", arguments: [1, 2, 3] as [UInt64])
    func joins(seed: UInt64) {
        let people = SyntheticPeople(people: 500, seed: seed)
        let joining = Linker().join(people.sketches)
        let quality = LinkageQuality(truth: people.truth, clusters: joining.clusters)
        #expect(quality.precision >= 0.98, "\(quality)")
        #expect(quality.recall >= 0.93, "\(quality)")
        #expect(joining.clusters.joined().sorted() == people.sketches.map(\.handle).sorted())
    }

    @Test("The order of the records changes nothing", arguments: [1, 2] as [UInt64])
    func orderDoesNotMatter(seed: UInt64) {
        let people = SyntheticPeople(people: 300, seed: seed)
        let first = Linker().join(people.sketches)
        var dice = SeededGenerator(seed: seed &+ 99)
        for _ in 0..<3 {
            let again = Linker().join(people.sketches.shuffled(using: &dice))
            #expect(again.clusters == first.clusters)
            #expect(again.edges == first.edges)
            #expect(again.model == first.model)
        }
    }

    @Test("An unrelated record changes no other cluster", arguments: [4, 5] as [UInt64])
    func strangerChangesNothing(seed: UInt64) {
        let people = SyntheticPeople(people: 150, seed: seed)
        let first = Linker().join(people.sketches)
        let stranger = PersonSketch(handle: 9_000_000, givenNames: ["Xanthippe"], surnames: ["Zuyderduyn"])
        let again = Linker(model: first.model).join(people.sketches + [stranger])
        #expect(again.clusters == Linker(model: first.model).join(people.sketches).clusters + [[stranger.handle]])
    }

    @Test("Few records are weighed by the shipped weights, and the report says so")
    func fewRecords() {
        let people = SyntheticPeople(people: 20, seed: 1)
        let joining = Linker().join(people.sketches)
        #expect(joining.report.origin == .shipped)
        #expect(joining.report.weights.contains("too few"))
        #expect(joining.model == LinkageModel.standard)
        let quality = LinkageQuality(truth: people.truth, clusters: joining.clusters)
        #expect(quality.f1 > 0.9, "\(quality)")
    }

    @Test("Nothing and one record are joined too")
    func edgesOfInput() {
        #expect(Linker().join([]).clusters.isEmpty)
        #expect(Linker().join([PersonSketch(handle: 7)]).clusters == [[7]])
        #expect(Linker().join([PersonSketch(handle: 7), PersonSketch(handle: 7)]).clusters == [[7]])
    }

    @Test("Progress is told stage by stage")
    func progress() {
        var stages: [JoinProgress.Stage] = []
        _ = Linker().join(SyntheticPeople(people: 400, seed: 1).sketches) { progress in
            if stages.last != progress.stage { stages.append(progress.stage) }
            #expect(progress.done <= progress.total)
        }
        #expect(stages == JoinProgress.Stage.allCases)
    }

    @Test("The explanation of a pair adds up to the weight it was joined by", arguments: [6, 7] as [UInt64])
    func explanationAddsUp(seed: UInt64) throws {
        let people = SyntheticPeople(people: 100, seed: seed)
        let joining = Linker().join(people.sketches)
        let byHandle = Dictionary(uniqueKeysWithValues: people.sketches.map { ($0.handle, $0) })
        #expect(joining.edges.count > 30)
        for edge in joining.edges {
            let explanation = Linker(model: joining.model)
                .explain(try #require(byHandle[edge.a]), try #require(byHandle[edge.b]))
            #expect(explanation.totalBits == edge.bits)
            let sum = explanation.steps.reduce(explanation.priorBits) { $0 + $1.bits }
            #expect(abs(sum - explanation.totalBits) < 1e-9)
            #expect(explanation.sentence.hasSuffix("."))
        }
    }

    @Test("A joining in words: what speaks for it and what against")
    func sentence() throws {
        let date = try #require(CalendarDate(year: 1991, month: 3, day: 14))
        let a = PersonSketch(
            handle: 1,
            givenNames: ["Emeka"],
            surnames: ["Okafor"],
            birthDates: [date],
            phones: ["+447700900461"]
        )
        var b = a
        b.handle = 2
        b.phones = ["+447700900999"]
        let explanation = Linker().explain(a, b)
        #expect(explanation.probability > 0.99)
        #expect(explanation.sentence.hasPrefix("Almost certainly the same person: for it speak date of birth (same)"))
        #expect(explanation.steps[2].a == "1991-03-14")
        #expect(explanation.steps[0].a == "Emeka")
    }
}
