import CapabilityKit
import Linkage
import TestKit
import Testing
import Vocabulary

@Suite("Records kept back") struct WithheldTests {
    let open = TestRecords.person("1", "Daniel", "Okafor")
    let secret = TestRecords.person("2", "Danielle", "Okafor", marking: .officialSensitive)
    let abroad = TestRecords.person("3", "Dan", "Okafor", force: "06", marking: .officialSensitive)

    @Test(
        "OFFICIAL-SENSITIVE records are kept from an officer who is not trained for them, counted by force",
        arguments: TestDatabase.allCases
    )
    func sensitive(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let warning = TestRecords.statement(
            .marker,
            "W1",
            about: open,
            marking: .officialSensitive,
            [Fact(.markerType, raw: "firearms"), Fact(.markerDetail, raw: "NIGHTJAR")]
        )
        try await node.collect([open, secret, abroad, warning])
        let found = try await node.desk.search("okafor", limit: 10, for: TestOfficers.untrained.asking())
        #expect(found.content.map { $0.members.map(\.nominal.record.id.key) } == [["1"]])
        #expect(found.content.allSatisfy { $0.members.allSatisfy(\.statements.isEmpty) })
        #expect(Set(found.withheld.map { "\($0.force) \($0.count)" }) == ["13 2", "06 1"])
        #expect(found.withheld.count == 2, "one line for each force and reason")
        #expect(found.withheld.allSatisfy { $0.reason.contains("training") })
        #expect(!"\(found.content)".contains("NIGHTJAR"))

        let act = try #require(try await node.ledger.acts().first { $0.index == found.entry })
        #expect(act.released == ["13/niche/person/1@1"])
        #expect(act.withheld?.count == 2)

        let trained = try await node.desk.search("okafor", limit: 10, for: TestOfficers.cleared.asking())
        #expect(trained.content.count == 3)
        #expect(trained.withheld.isEmpty)
    }

    @Test("The record of a person kept back is answered like one that is not there, and logged as a refusal")
    func sensitivePerson() async throws {
        let node = try await TestDesk.open()
        try await node.collect([secret])
        let missing = TestRecords.person("404", "No", "Body")
        let officer = TestOfficers.untrained.asking()
        let kept = await #expect(throws: Fault.self) { try await node.desk.person(secret.alone, for: officer) }
        let absent = await #expect(throws: Fault.self) { try await node.desk.person(missing.alone, for: officer) }
        #expect(kept?.code == absent?.code)
        #expect(kept?.help == absent?.help)
        #expect(
            kept?.message.replacing(secret.alone.description, with: "")
                == absent?.message.replacing(missing.alone.description, with: "")
        )
        let acts = try await node.ledger.acts().suffix(2)
        #expect(acts.map(\.kind) == ["refusal", "consultation"])
        #expect(acts.first?.refusal?.contains("training") == true)
        #expect(acts.allSatisfy { $0.released == nil })
    }

    @Test("A restricted record is shown to nobody but a steward who corrects it", arguments: TestDatabase.allCases)
    func restricted(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let disputed = TestRecords.person("9", "Ruth", "Quillfeather", more: [Fact(.status, raw: "restricted")])
        try await node.collect([disputed])
        let found = try await node.desk.search("quillfeather", limit: 5, for: TestOfficers.cleared.asking())
        #expect(found.content.isEmpty)
        #expect(found.withheld.map(\.count) == [1])
        #expect(found.withheld.first?.reason.contains("restricted") == true)
        let corrector = TestOfficers.steward.asking(for: "data.rectification", reference: "rectification 4")
        #expect(try await node.desk.record(disputed.id, for: corrector).content.versions.count == 1)
    }

    @Test("A record restricted today is not shown as it was yesterday", arguments: TestDatabase.allCases)
    func restrictedLater(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([TestRecords.person("9", "Ruth", "Quillfeather")])
        try await node.collect([
            TestRecords.person("9", "Ruth", "Quillfeather", more: [Fact(.status, raw: "restricted")])
        ])
        let id = TestRecords.id(.person, "9")
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.record(id, for: TestOfficers.cleared.asking())
        }
        #expect(fault?.code == .noSuchRecord)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
    }

    @Test("What is said of a restricted person is not shown either, by its own address or beside an event")
    func statementsOfRestricted() async throws {
        let node = try await TestDesk.open()
        let disputed = TestRecords.person("9", "Ruth", "Quillfeather", more: [Fact(.status, raw: "restricted")])
        let home = TestRecords.statement(.residence, "A1", about: disputed, [Fact(.addressLine, raw: "2 Example Row")])
        let event = TestRecords.thing(.event, "E1", [Fact(.eventType, raw: "BURGLARY")])
        let role = TestRecords.tie(.role, "R1", disputed, to: event, [Fact(.role, raw: "victim")])
        try await node.collect([disputed, home, event, role])
        for id in [home.id, role.id] {
            let fault = await #expect(throws: Fault.self) {
                try await node.desk.record(id, for: TestOfficers.cleared.asking())
            }
            #expect(fault?.code == .noSuchRecord, "\(id)")
        }
        let shown = try await node.desk.record(event.id, for: TestOfficers.cleared.asking())
        #expect(shown.content.referring.isEmpty)
        #expect(shown.withheld.map(\.count) == [1])
    }

    @Test("A number of the PNC is shown only to those who are cleared for it", arguments: TestDatabase.allCases)
    func masked(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let number = "1991/0123456B"
        let known = TestRecords.person("5", "Ivy", "Zephaniah", more: [Fact(.pncID, raw: number)])
        let alias = TestRecords.statement(.identifier, "I1", about: known, [Fact(.pncID, raw: number)])
        try await node.collect([known, alias])
        let masked = try await node.desk.person(known.alone, for: TestOfficers.untrained.asking())
        #expect(masked.content.members.count == 1)
        #expect(!"\(masked.content)".contains("0123456"))
        let record = try await node.desk.record(known.id, for: TestOfficers.untrained.asking())
        #expect(!"\(record.content)".contains("0123456"))
        let found = try await node.desk.search("zephaniah", limit: 5, for: TestOfficers.untrained.asking())
        #expect(!"\(found.content)".contains("0123456"))
        let cleared = try await node.desk.person(known.alone, for: TestOfficers.cleared.asking())
        #expect(cleared.content.members.first?.nominal.record[.pncID] == number)
    }

    @Test("Nobody is found by words that stand only in what is kept from the asker")
    func notFoundByWhatIsKept() async throws {
        let node = try await TestDesk.open()
        let alias = TestRecords.statement(
            .alias,
            "L1",
            about: open,
            marking: .officialSensitive,
            [Fact(.surname, raw: "Quillfeather")]
        )
        let number = Fact(.pncID, raw: "1991/0123456B")
        let known = TestRecords.person("5", "Ivy", "Zephaniah", born: "1960-01-02", more: [number])
        try await node.collect([open, alias, known])
        for question in ["quillfeather", "quillfeathr", "1991/0123456B"] {
            let untrained = try await node.desk.search(question, limit: 5, for: TestOfficers.untrained.asking())
            #expect(untrained.content.isEmpty, "`\(question)`")
            let cleared = try await node.desk.search(question, limit: 5, for: TestOfficers.cleared.asking())
            #expect(cleared.content.count == 1, "`\(question)`")
        }
        let both = try await node.desk.search("okafor quillfeather", limit: 5, for: TestOfficers.untrained.asking())
        #expect(both.content.map { $0.matched.map(\.queryWord) } == [["okafor"]])
    }

    @Test("The number of something that is no person opens no person")
    func onlyPersons() async throws {
        let node = try await TestDesk.open()
        let event = TestRecords.thing(.event, "E1", [Fact(.eventType, raw: "BURGLARY")])
        try await node.collect([event])
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.person(event.alone, for: TestOfficers.cleared.asking())
        }
        #expect(fault?.code == .noSuchPerson)
    }
}
