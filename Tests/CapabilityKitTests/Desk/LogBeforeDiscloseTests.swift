import CapabilityKit
import Ledger
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Log before disclose") struct LogBeforeDiscloseTests {
    @Test("Every verb of the desk is under the laws tested here")
    func everyVerb() throws {
        // These tell nothing of anybody's records: counts by force, the index made afresh, the card at a room's door, that
        // an emergency is on, what was cleared, that something is overdue, that the rules changed, what the rules would
        // let somebody do.
        let harmless: Set = [
            "holdings", "finishCollecting", "makeReady", "enter", "alarms", "escalate", "noteRules", "noteRoster",
            "noteSecurityLog",
            "recallsWaiting", "keepIndexed", "offers", "figures", "acts", "clearExchanges",
            // Counts of judgements without a name, which are shown by what `changeUses` logs.
            "counted",
        ]
        // These need other forces to ask or to answer: AskingTests and RecallAcrossTests hold them to the same laws.
        let across: Set = [
            "askAll", "question", "answer", "settled", "tellOutcomes", "unsettledAnswers", "joinedAcross",
            "personAcross", "ownerRequests", "decide", "waitingForOwners", "askOwnersAgain", "receive", "tellRecalls",
            "nation",
            "unsettled", "personElsewhere", "finishAsking", "tellTransfers",
        ]
        // A room's own tables, and its questions: RoomLawTests and ContactRoomTests hold them to the laws by the room's pages.
        // `pulse` tells that something changed and nothing of it.
        // The register of uses: EthicsRoomTests and RoomLawTests.
        // The reads of plates: AnprRoomTests.
        let ofRooms: Set = [
            "consult", "goOn", "alter", "askWidely", "pulse", "useLog", "changeUses",
            "askReads", "changeReads", "disposeReads", "feedReads", "keep",
        ]
        let listed = Set(DeskVerb.allCases.map(\.rawValue)).union(across).union(ofRooms)
        #expect(try DeskVerb.inSource().subtracting(harmless).symmetricDifference(listed) == [])
    }

    @Test(
        "An answer is in the log by the time it is given: who, why, what was asked, by which rules",
        arguments: DeskVerb.allCases,
        TestDatabase.allCases
    )
    func isLogged(verb: DeskVerb, database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([DeskVerb.daniel])
        try await verb.prepare(node.desk)
        let before = await node.ledger.size
        let entry = try await verb.run(on: node.desk, for: verb.allowed)

        let acts = try await node.ledger.acts().filter { $0.index >= before }
        #expect(acts.count == 1)
        let act = try #require(acts.first)
        #expect(entry == nil || entry == act.index)
        #expect(act.kind == verb.kind)
        #expect(act.operation == verb.kind)
        #expect(act.officer == verb.allowed.officer.number)
        #expect(act.force == "13")
        #expect(act.purpose == verb.allowed.authority.purpose)
        #expect(act.reference == verb.allowed.authority.reference)
        #expect(act.action == verb.action)
        #expect(act.asked == verb.asked)
        #expect(!act.rules.isEmpty)
        #expect(act.rulesVersion == node.desk.rulebook.version)
        #expect(act.at == "2026-11-23T12:00:00Z")
        #expect(act.disclosure.count == 32)
        #expect(act.refusal == nil)
        if DeskVerb.disclosing.contains(verb) { #expect(act.released == ["13/niche/person/100@1"]) }
    }

    @Test("The log names the versions that were released, once each", arguments: TestDatabase.allCases)
    func versionsReleased(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let event = TestRecords.thing(.event, "E1", [Fact(.eventType, raw: "BURGLARY")])
        try await node.collect([
            DeskVerb.daniel, event,
            TestRecords.tie(.role, "R1", DeskVerb.daniel, to: event, [Fact(.role, raw: "suspect")]),
        ])
        try await node.collect([TestRecords.person("100", "Danny", "Okafor")])
        let found = try await node.desk.person(DeskVerb.daniel.alone, for: TestOfficers.cleared.asking())
        let act = try #require(try await node.ledger.acts().first { $0.index == found.entry })
        #expect(
            act.released?.sorted() == ["13/niche/event/E1@1", "13/niche/person/100@2", "13/niche/role/R1@1"]
        )
    }

    @Test("What another force holds is logged as a disclosure, what one's own holds as a consultation")
    func disclosureOrConsultation() async throws {
        let node = try await TestDesk.open()
        try await node.collect([
            TestRecords.person("1", "Ada", "Zephaniah"), TestRecords.person("1", "Bea", "Quillfeather", force: "06"),
        ])
        let own = try await node.desk.search("zephaniah", limit: 5, for: TestOfficers.cleared.asking())
        let other = try await node.desk.search("quillfeather", limit: 5, for: TestOfficers.cleared.asking())
        let acts = try await node.ledger.acts()
        #expect(acts.first { $0.index == own.entry }?.kind == "consultation")
        #expect(acts.first { $0.index == other.entry }?.kind == "disclosure")
    }

    @Test(
        "When the log cannot be written nothing is told, taken in or joined",
        arguments: DeskVerb.allCases,
        TestDatabase.allCases
    )
    func nothingWithoutLog(verb: DeskVerb, database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([DeskVerb.daniel])
        try await verb.prepare(node.desk)
        let before = try await node.tables()
        node.breakLog()
        for _ in 0..<2 {
            let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: verb.allowed) }
            #expect(fault?.code == .ledgerStopped)
        }
        #expect(try await node.tables() == before)
    }

    @Test("A refusal that cannot be logged is a fault of the log", arguments: DeskVerb.allCases)
    func refusalWithoutLog(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        node.breakLog()
        let fault = await #expect(throws: Fault.self) {
            try await verb.run(on: node.desk, for: TestOfficers.nobody.asking())
        }
        #expect(fault?.code == .ledgerStopped)
    }

    @Test("A closed log discloses nothing", arguments: DeskVerb.allCases)
    func closedLog(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        try await node.collect([DeskVerb.daniel])
        try await verb.prepare(node.desk)
        try await node.ledger.close()
        let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: verb.allowed) }
        #expect(fault?.code == .ledgerClosed)
    }

    @Test("Asking for what is not there is logged too", arguments: [DeskVerb.person, .record, .joining])
    func nothingThere(verb: DeskVerb) async throws {
        let node = try await TestDesk.open()
        let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: verb.allowed) }
        #expect(fault?.code.status == 404)
        let acts = try await node.ledger.acts()
        #expect(acts.map(\.action) == [verb.action])
        #expect(acts.first?.kind == "consultation")
        #expect(acts.first?.asked == verb.asked)
        #expect(acts.first?.released == nil)
    }
}

extension TestDesk {
    /// How full the tables are that a verb could change.
    func tables() async throws -> [Int64] {
        [
            try await count("SELECT COUNT(*) FROM records_record"),
            try await count("SELECT COUNT(*) FROM records_collection"),
            try await count("SELECT COUNT(*) FROM records_joining"),
            try await count("SELECT COUNT(*) FROM records_member"),
            try await count("SELECT COUNT(*) FROM records_judgement"),
            try await count("SELECT COUNT(*) FROM records_showing"),
            try await count("SELECT COUNT(*) FROM grants_grant"),
            try await count("SELECT COUNT(*) FROM grants_look"),
            try await count("SELECT COUNT(*) FROM audit_recall"),
            try await count("SELECT COUNT(*) FROM audit_recall WHERE lifted_by IS NOT NULL"),
            try await count("SELECT COUNT(*) FROM audit_notice"),
            try await count("SELECT COUNT(*) FROM audit_notice WHERE acknowledged_at IS NOT NULL"),
            try await count("SELECT COUNT(*) FROM audit_review"),
        ]
    }
}
