import Testing

@testable import Linkage

@Suite("Explanations of Splink models") struct SplinkExplanationTests {
    @Test("The total is the pair's own weight to the last bit, and the parts add up to it")
    func totals() throws {
        let records = try SplinkVectors.records("people.records.tsv")
        let linker = try SplinkLinker(SplinkLinkerTests.model(), records)
        let pairs = try linker.predict().pairs
        #expect(pairs.count > 100)
        for pair in pairs {
            let found = try linker.explain(Int(pair.left), Int(pair.right), records)
            #expect(found.totalBits == pair.bits)
            #expect(abs(found.steps.reduce(found.priorBits) { $0 + $1.bits } - pair.bits) < 1e-9)
            #expect(found.steps.map(\.field) == linker.model.comparisons.map(\.name))
        }
    }

    @Test("A comparison shows the values of its own columns")
    func values() throws {
        let records = try SplinkVectors.records("people.records.tsv")
        let linker = try SplinkLinker(SplinkLinkerTests.model(), records)
        let found = try linker.explain(0, 1, records)
        let first = try #require(found.steps.first { $0.field == "first_name" })
        let column = try #require(records.column("first_name"))
        #expect(first.a == records.value(row: 0, column: column) ?? "")
        #expect(first.b == records.value(row: 1, column: column) ?? "")
    }

    @Test("Levels are the model's, with the pairs that reach them; edges come strongest first")
    func levels() throws {
        let linker = try SplinkLinker(SplinkLinkerTests.model(), SplinkVectors.records("people.records.tsv"))
        let edges = SplinkLinker.edges(try linker.predict(bitsMin: -8).pairs)
        #expect(zip(edges, edges.dropFirst()).allSatisfy { $0.bits >= $1.bits })
        let levels = try linker.levels(of: edges)
        #expect(levels.count == linker.model.comparisons.reduce(0) { $0 + $1.levels.count { !$0.isNull } })
        let exact = try #require(levels.first { $0.field == "first_name" })
        #expect(exact.match == 0.612741779148565 && exact.stranger == 0.014069842345428336)
        #expect(exact.pairs > 0 && exact.expectedMatches <= Double(exact.pairs))
    }
}
