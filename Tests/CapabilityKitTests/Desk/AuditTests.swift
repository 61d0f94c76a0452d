import CapabilityKit
import Ledger
import TestKit
import Testing
import Vocabulary

@Suite("Who saw what") struct AuditTests {
    static let standards = TestOfficers.standards.asking(for: "audit.conduct", reference: "PSD 5")
    static let daniel = DeskVerb.daniel

    @Test(
        "Who saw a person is told by officer and purpose, newest first, refusals and other people left out",
        arguments: TestDatabase.allCases
    )
    func person(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([Self.daniel, TestRecords.person("2", "Ivy", "Zephaniah")])
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        _ = try await node.desk.search("zephaniah", limit: 5, for: TestOfficers.cleared.asking())
        _ = try? await node.desk.search("okafor", limit: 5, for: TestOfficers.nobody.asking())
        _ = try await node.desk.person(Self.daniel.alone, for: TestOfficers.untrained.asking(for: "missing.find"))
        let seen = try await node.desk.whoSaw(Self.daniel.alone, for: Self.standards).content
        #expect(seen.lines.map(\.party.officer) == ["4822", "4821"])
        #expect(seen.lines.map(\.action) == ["search.person", "search.find"])
        #expect(seen.lines.map(\.purpose) == ["missing.find", "crime.investigate"])
        #expect(seen.total == 2)
        #expect(try await node.desk.whoSaw(Self.daniel.alone, limit: 1, for: Self.standards).content.total == 2)
    }

    @Test(
        "What an officer did and what was done for a purpose are told for the days asked for",
        arguments: TestDatabase.allCases
    )
    func trails(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([Self.daniel])
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        node.clock.advance(seconds: 40 * 86_400)
        _ = try await node.desk.search("daniel", limit: 5, for: TestOfficers.cleared.asking(for: "missing.find"))
        let party = RecallParty(force: TestOfficers.force("13"), officer: "4821")
        let all = try await node.desk.whatDid(party, for: Self.standards).content
        #expect(all.lines.map(\.asked) == ["daniel", "okafor"])
        #expect(try await node.desk.whatDid(party, days: 30, for: Self.standards).content.total == 1)
        #expect(try await node.desk.whatFor("crime.investigate", for: Self.standards).content.total == 0)
        #expect(try await node.desk.whatFor("missing.find", for: Self.standards).content.total == 1)
        let own = try await node.desk.ownDoings(for: TestOfficers.cleared.asking()).content
        #expect(own.lines.map(\.asked) == ["daniel", "okafor"])
        #expect(try await node.desk.ownDoings(for: TestOfficers.analyst.asking()).content.total == 0)
    }

    @Test("What the log erased of an entry is gone from who saw what", arguments: TestDatabase.allCases)
    func erasedEntry(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([Self.daniel])
        let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        #expect(try await node.desk.whoSaw(Self.daniel.alone, for: Self.standards).content.total == 1)
        _ = try await node.ledger.erase(found.entry, body: Array("{}".utf8))
        #expect(try await node.desk.whoSaw(Self.daniel.alone, for: Self.standards).content.total == 0)
        let own = try await node.desk.ownDoings(for: TestOfficers.cleared.asking()).content
        #expect(own.lines.map(\.entry) == [found.entry])
        #expect(own.lines.map(\.asked) == [""])
    }

    @Test(
        "Trails are for auditors and professional standards and for what s.62(4) allows",
        arguments: [
            (TestOfficers.cleared, "audit.conduct"), (TestOfficers.standards, "management.performance"),
            (TestOfficers.standards, "crime.investigate"), (TestOfficers.steward, "data.quality"),
        ]
    )
    func refused(officer: Officer, purpose: String) async throws {
        let node = try await TestDesk.open()
        let party = RecallParty(force: officer.force, officer: "4821")
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.whatDid(party, for: officer.asking(for: purpose))
        }
        #expect(fault?.code == .notPermitted)
        let auditor = await #expect(throws: Fault.self) {
            try await node.desk.watchMaterial(for: TestOfficers.auditor.asking(for: "audit.conduct"))
        }
        #expect(auditor?.code == .notPermitted)
        #expect(try await node.ledger.acts().map(\.kind) == ["refusal", "refusal"])
    }

    @Test(
        "Material for signals says whom a lookup opened and which references are known",
        arguments: TestDatabase.allCases
    )
    func material(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let home = TestRecords.statement(.residence, "A1", about: Self.daniel, [Fact(.postcode, raw: "LS6 3AA")])
        try await node.collect([Self.daniel, home, TestRecords.thing(.event, "WYP-20261123-1", [])])
        let opened = try await node.desk.person(Self.daniel.alone, for: TestOfficers.cleared.asking())
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking(reference: "none"))
        let found = try await node.desk.watchMaterial(for: Self.standards).content
        #expect(found.lines.map(\.action) == ["search.person", "search.find"])
        #expect(found.seen[opened.entry]?.names == ["Daniel OKAFOR"])
        #expect(found.seen[opened.entry]?.postcodes == ["LS6 3AA"])
        #expect(found.knownReferences == ["WYP-20261123-1"])
    }
}
