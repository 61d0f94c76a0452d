import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("Warnings about health") struct HealthWarningTests {
    static let daniel = TestRecords.person("1", "Daniel", "Okafor")
    static let weapons = warning("W1", Fact(.markerType, raw: "WE", standard: "weapons"))
    static let stated = AuthorityAct.sensitive(
        category: "health",
        condition: "safeguarding",
        words: "he is to be met alone at night and may be in crisis"
    )

    static func warning(_ key: String, _ type: Fact) -> Record {
        TestRecords.statement(.marker, key, about: daniel, [type, Fact(.markerDetail, raw: "NIGHTJAR")])
    }

    /// The keys of the warnings shown on Daniel's page, and how many records were kept back.
    static func warnings(_ node: TestDesk, for requester: Requester) async throws -> (shown: [String], kept: [Withheld])
    {
        let found = try await node.desk.person(daniel.alone, for: requester)
        let shown = found.content.members.flatMap(\.statements).filter { $0.record.id.kind == .marker }
        return (shown.map(\.record.id.key).sorted(), found.withheld)
    }

    @Test(
        "A warning about health is kept back, however its source writes it, until strict necessity is stated",
        arguments: [
            Fact(.markerType, raw: "MH", standard: "mental-health"), Fact(.markerType, raw: "Mental Health"),
            Fact(.markerType, raw: "self-harm"), Fact(.markerType, raw: "SELF_HARM"),
        ]
    )
    func keptBack(type: Fact) async throws {
        let node = try await TestDesk.open()
        let health = Self.warning("W2", type)
        try await node.collect([Self.daniel, Self.weapons, health])
        let asking = TestOfficers.cleared.asking()
        let closed = try await Self.warnings(node, for: asking)
        #expect(closed.shown == ["W1"])
        #expect(closed.kept.map(\.count) == [1])
        #expect(closed.kept.first?.reason.contains("strictly necessary") == true)
        #expect(closed.kept.first?.reason.contains("health") == false)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.released?.contains { $0.contains("/W2@") } == false)
        // Neither by its own address nor in a list.
        await #expect(throws: Fault.self) { try await node.desk.record(health.id, for: asking) }
        let listed = try await node.desk.search("okafor", limit: 5, for: asking)
        #expect(listed.content.flatMap(\.members).flatMap(\.statements).map(\.record.id.key) == ["W1"])

        let begun = try await node.desk.perform(Self.stated, for: asking)
        #expect(try await Self.warnings(node, for: asking).shown == ["W1", "W2"])
        #expect(try await node.ledger.acts().last?.details?["sensitive"] == "health \(begun.id)")
        let elsewhere = TestOfficers.cleared.asking(reference: "WYP-20261123-2")
        #expect(try await Self.warnings(node, for: elsewhere).shown == ["W1"])
    }

    @Test("Strict necessity for another kind of sensitive data does not open it")
    func otherCategory() async throws {
        let node = try await TestDesk.open()
        try await node.collect([Self.daniel, Self.warning("W2", Fact(.markerType, raw: "mental-health"))])
        let asking = TestOfficers.cleared.asking()
        let origin = AuthorityAct.sensitive(category: "ethnic-origin", condition: "statutory", words: "no other words")
        _ = try await node.desk.perform(origin, for: asking)
        #expect(try await Self.warnings(node, for: asking).shown.isEmpty)
    }

    @Test("A threat to life shows it at once", arguments: TestDatabase.allCases)
    func emergency(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([
            Self.daniel, Self.weapons, Self.warning("W2", Fact(.markerType, raw: "self-harm")),
        ])
        let asking = TestOfficers.callTaker.asking(for: "life.protect")
        #expect(try await Self.warnings(node, for: asking).shown == ["W1"])
        _ = try await node.desk.perform(.emergency(words: "he has said that he will hurt himself"), for: asking)
        let found = try await Self.warnings(node, for: asking)
        #expect(found.shown == ["W1", "W2"])
        #expect(found.kept.isEmpty)
    }

    @Test("Who puts records right marks one as wrong without being shown it")
    func marked() async throws {
        let node = try await TestDesk.open()
        let health = Self.warning("W2", Fact(.markerType, raw: "mental-health"))
        try await node.collect([Self.daniel, health])
        let steward = TestOfficers.steward.asking(for: "data.rectification", reference: "rectification 4")
        #expect(try await Self.warnings(node, for: steward).shown.isEmpty)
        _ = try await node.desk.mark(health.id, as: .erased, reason: "not him", power: "DPA 2018 s.46", for: steward)
        _ = try await node.desk.perform(Self.stated, for: TestOfficers.cleared.asking())
        #expect(try await Self.warnings(node, for: TestOfficers.cleared.asking()).shown.isEmpty)
    }

    @Test(
        "Another force shows it when the asker's own force opened it to the officer, and its log says so",
        arguments: ["nothing", "necessity", "emergency"]
    )
    func across(leave: String) async throws {
        // Waits that no busy machine exceeds.
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        let person = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        let health = TestRecords.statement(
            .marker,
            "W7",
            about: person,
            [Fact(.markerType, raw: "mental-health"), Fact(.markerDetail, raw: "NIGHTJAR")]
        )
        try await nation["14"].collect([person, health])
        let asking = TestOfficers.callTaker.asking(for: "life.protect")
        let desk = nation["13"].desk
        var stated: String?
        if leave == "emergency" {
            let begun = try await desk.perform(.emergency(words: "he has said that he will hurt himself"), for: asking)
            stated = "health stated by force 13, entry \(begun.id), condition vital"
        } else if leave == "necessity" {
            let begun = try await desk.perform(Self.stated, for: asking)
            stated = "health stated by force 13, entry \(begun.id), condition safeguarding"
        }
        let open = try await desk.askAll("okafor", limit: 20, for: asking)
        let state = await open.ended()
        let shown = state.people.flatMap(\.members).flatMap(\.statements).map(\.record.id.key)
        #expect(shown == (leave == "nothing" ? [] : ["W7"]))
        let act = try #require(try await nation["14"].ledger.acts().last { $0.action == "search.find" })
        if let stated {
            #expect(act.details?["sensitive"]?.contains(stated) == true)
        } else {
            #expect(act.details?["sensitive"] == nil)
        }
        #expect(act.withheld?.count == (leave == "nothing" ? 1 : nil))
    }

    @Test(
        "What another force opens without saying on what it rests stays closed, and the log says what was stated",
        arguments: [
            (nil, "health stated by force 13, no entry, no condition", false),
            (
                #"{"category":"health","condition":"curiosity","entry":512}"#,
                "health stated by force 13, entry 512, no condition", false
            ),
            (
                #"{"category":"ethnic-origin","condition":"safeguarding","entry":512}"#,
                "health stated by force 13, no entry, no condition", false
            ),
            (
                #"{"category":"health","condition":"safeguarding","entry":512}"#,
                "health stated by force 13, entry 512, condition safeguarding", true
            ),
        ] as [(String?, String, Bool)]
    )
    func stated(ground: String?, logged: String, isOpen: Bool) async throws {
        let nation = try await TestNation.open(["13", "14"], isRunning: false)
        let person = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        let health = TestRecords.statement(.marker, "W7", about: person, [Fact(.markerType, raw: "mental-health")])
        try await nation["14"].collect([person, health])
        var question = try AskingTests.question()
        let grounds = ground.map { #","grounds":[\#($0)]"# } ?? ""
        question.body = #"{"limit":20,"sensitive":["health"],"text":"okafor","version":1\#(grounds)}"#
        let answer = try await nation["14"].desk.answer(question)
        #expect(answer.body.contains("W7") == isOpen)
        let act = try #require(try await nation["14"].ledger.acts().last { $0.disclosure == question.disclosure })
        #expect(act.details?["sensitive"] == logged)
        #expect(act.withheld?.count == (isOpen ? nil : 1))
    }
}
