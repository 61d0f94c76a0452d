import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("What each force said") struct AnswerStateTests {
    @Test(
        "A force that holds some, one that holds none, one that may not say and one not asked are told apart",
        arguments: TestDatabase.allCases
    )
    func states(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([
            TestRecords.person("1", "Daniel", "Okafor"), TestRecords.person("2", "Grace", "Okafor"),
            TestRecords.person("1", "Ivy", "Zephaniah", force: "06"),
            TestRecords.person("1", "Dan", "Okafor", force: "16", marking: .officialSensitive),
            TestRecords.person("1", "Dawn", "Okafor", force: "14"),
            TestRecords.person("2", "Ade", "Okafor", force: "14", marking: .officialSensitive),
        ])
        let found = try await node.desk.search("okafor", limit: 20, for: TestOfficers.untrained.asking())
        let states = Dictionary(uniqueKeysWithValues: found.answers.map { ($0.force.description, $0.state) })
        #expect(states["13"] == .answered(held: 2))
        #expect(states["06"] == .nothingHeld)
        #expect(states["16"]?.code == "not_permitted")
        #expect(states["16"]?.words.contains("training") == true)
        #expect(states["14"] == .answered(held: 1), "what may be shown is shown, and the rest is counted")
        #expect(found.withheld.contains { $0.force.description == "14" && $0.count == 1 })
        let silent = states.filter { !["13", "06", "16", "14"].contains($0.key) }
        #expect(silent.count == 39)
        #expect(silent.values.allSatisfy { $0.code == "not_asked" })
        #expect(found.answers.count { $0.state.isAnswer } == 3)
    }

    @Test("Every territorial force of the day is named once, in the order of the codes")
    func roster() async throws {
        let node = try await TestDesk.open()
        let found = try await node.desk.search("nobody at all", limit: 5, for: TestOfficers.cleared.asking())
        let codes = found.answers.map(\.force)
        #expect(codes.count == 43)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        #expect(found.answers.allSatisfy { $0.state.code == "not_asked" }, "a node without records asks nobody")
    }

    @Test("A force whose records were all replaced still answers that it holds nothing")
    func emptyForce() async throws {
        let node = try await TestDesk.open()
        let source = TestRecords.id(.person, "1", force: "06").source
        _ = try await node.desk.collect(
            from: source,
            file: "empty.csv",
            key: "empty",
            mapping: "test",
            for: TestOfficers.steward.asking(for: "data.quality")
        )
        let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        #expect(found.answers.first { $0.force.description == "06" }?.state == .nothingHeld)
    }

    @Test("What is held is counted by force and system, newest first, without a word of anybody")
    func holdings() async throws {
        let node = try await TestDesk.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor")
        try await node.collect([
            daniel, TestRecords.statement(.alias, "A1", about: daniel, [Fact(.surname, raw: "Reyes")]),
            TestRecords.person("1", "Ivy", "Zephaniah", force: "06", system: "cad"),
        ])
        let holdings = try await node.desk.holdings()
        #expect(holdings.map { "\($0.force) \($0.systems) \($0.records)" } == [#"06 ["CAD"] 1"#, #"13 ["Niche"] 1"#])
        #expect(holdings.allSatisfy { $0.newest == TestClock.noon.date })
    }
}
