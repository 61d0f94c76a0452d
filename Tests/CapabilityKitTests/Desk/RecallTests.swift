import CapabilityKit
import Foundation
import Ledger
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Recall") struct RecallTests {
    static let steward = TestOfficers.steward.asking(for: "data.rectification", reference: "case 12")
    static let daniel = DeskVerb.daniel
    static let home = TestRecords.statement(
        .residence,
        "A1",
        about: daniel,
        [Fact(.addressLine, raw: "14 Example Row"), Fact(.postcode, raw: "LS6 3AA")]
    )

    @discardableResult
    static func mark(
        _ node: TestDesk,
        _ kind: RecallKind,
        _ attribute: Attribute? = nil,
        for requester: Requester = steward
    ) async throws -> RecallMade {
        try await node.desk.mark(
            daniel.id,
            as: kind,
            attribute: attribute,
            reason: "the source wrote it of somebody else",
            power: "DPA 2018 s.46(1)",
            for: requester
        )
    }

    static func node(_ database: TestDatabase = .sqlite) async throws -> TestDesk {
        let node = try await TestDesk.open(database)
        try await node.collect([daniel, home, TestRecords.person("2", "Ivy", "Zephaniah")])
        return node
    }

    @Test(
        "Everybody who received a record is told by whatever answer it was, once each",
        arguments: TestDatabase.allCases
    )
    func recipients(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        var delegate = TestOfficers.untrained.asking()
        delegate.authority.onBehalfOf = "5150"
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        _ = try await node.desk.person(Self.daniel.alone, for: TestOfficers.cleared.asking())
        _ = try await node.desk.record(Self.daniel.id, for: delegate)
        _ = try await node.desk.search("zephaniah", limit: 5, for: TestOfficers.analyst.asking())
        let made = try await Self.mark(node, .wrong, .birthDate)
        #expect(made.recipients.map(\.officer) == ["4821", "4822", "5150"])
        #expect(made.recipients.allSatisfy { $0.force.description == "13" })
        let mine = try await node.desk.recallInbox(for: TestOfficers.cleared.asking()).content
        #expect(mine.count == 1)
        #expect(mine.first?.times == 2)
        #expect(mine.first?.notice.attribute == .birthDate)
        #expect(mine.first?.notice.records == ["13/niche/person/100@1"])
        #expect(try await node.desk.recallInbox(for: TestOfficers.analyst.asking()).content.isEmpty)
    }

    @Test("A recall is outstanding, with its age, until it is acknowledged", arguments: TestDatabase.allCases)
    func acknowledged(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        for officer in [TestOfficers.cleared, TestOfficers.untrained] {
            _ = try await node.desk.search("okafor", limit: 5, for: officer.asking())
        }
        let recall = try await Self.mark(node, .restricted).notice.entry
        node.clock.advance(seconds: 3 * 86_400)
        let before = try await node.desk.recallsOutstanding(for: Self.steward).content
        #expect(before.map(\.recipient.officer) == ["4821", "4822"])
        #expect(before.map { $0.ageDays(at: node.clock.now) } == [3, 3])
        #expect(try await node.desk.recallsWaiting(for: TestOfficers.cleared) == 1)
        let told = try await node.desk.acknowledgeRecall(recall, did: "warned", for: TestOfficers.cleared.asking())
        #expect(told.did == "warned" && told.acknowledgedAt == node.clock.now)
        #expect(try await node.desk.recallsWaiting(for: TestOfficers.cleared) == 0)
        #expect(try await node.desk.recallsOutstanding(for: Self.steward).content.map(\.recipient.officer) == ["4822"])
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.acknowledgeRecall(recall, did: "", for: TestOfficers.cleared.asking())
        }
        #expect(fault?.code == .noSuchRecall)
    }

    @Test("A restricted record is kept back from every reader at once", arguments: TestDatabase.allCases)
    func restricted(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let reader = TestOfficers.cleared.asking()
        #expect(try await node.desk.search("okafor", limit: 5, for: reader).content.count == 1)
        let recall = try await Self.mark(node, .restricted).notice.entry
        #expect(try await node.desk.search("okafor", limit: 5, for: reader).content.isEmpty)
        for verb in [DeskVerb.person, .record, .joining] {
            let fault = await #expect(throws: Fault.self) { try await verb.run(on: node.desk, for: reader) }
            #expect(fault?.code.status == 404, "\(verb)")
        }
        let said = await #expect(throws: Fault.self) { try await node.desk.record(Self.home.id, for: reader) }
        #expect(said?.code.status == 404)
        // Who puts it right still reads it, and lifts it.
        #expect(try await node.desk.record(Self.daniel.id, for: Self.steward).content.versions.count == 1)
        let lifted = try await node.desk.liftRecall(recall, reason: "settled", power: "s.47", for: Self.steward)
        #expect(lifted.notice.liftedBy != nil)
        #expect(try await node.desk.search("okafor", limit: 5, for: reader).content.count == 1)
    }

    @Test("A wrong fact leaves every answer until the source sends another version", arguments: TestDatabase.allCases)
    func wrong(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let reader = TestOfficers.cleared.asking()
        try await Self.mark(node, .wrong, .birthDate)
        let found = try await node.desk.record(Self.daniel.id, for: reader).content.versions[0]
        #expect(found.record[.birthDate] == nil)
        #expect(found.foundWrong == [.birthDate])
        #expect(found.record[.surname] == "Okafor")
        #expect(
            try await node.desk.search("1991-03-14 okafor", limit: 5, for: reader).content.first?.matched.count == 1
        )
        try await node.collect([TestRecords.person("100", "Daniel", "Okafor", born: "1990-03-14")])
        let versions = try await node.desk.record(Self.daniel.id, for: reader).content.versions
        #expect(versions[0].record[.birthDate] == "1990-03-14")
        #expect(versions[1].record[.birthDate] == nil)
    }

    @Test(
        "What is erased is gone in every version with all that was said of it, and the ledger verifies",
        arguments: TestDatabase.allCases
    )
    func erased(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        try await node.collect([TestRecords.person("100", "Danny", "Okafor")])
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        let made = try await Self.mark(node, .erased)
        #expect(made.notice.records == ["13/niche/person/100@2", "13/niche/residence/A1@1"])
        #expect(made.recipients.map(\.officer) == ["4821"])
        let bodies = try await node.database.read { session in
            try session.rows("SELECT body FROM records_record").map { try $0.text(0) }
        }
        #expect(bodies.count == 4)
        #expect(bodies.allSatisfy { !$0.contains("Okafor") && !$0.contains("Example Row") })
        #expect(bodies.count { $0 == "[]" } == 3)
        // An export that still has the record does not bring it back.
        try await node.collect([TestRecords.person("100", "Danny", "Okafor-Reyes"), Self.home])
        #expect(try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking()).content.isEmpty)
        #expect(try await node.count("SELECT COUNT(*) FROM records_record WHERE body <> '[]'") == 1)
        let act = try #require(try await node.ledger.acts().first { $0.index == made.notice.entry })
        #expect(act.kind == "erasure")
        try await node.ledger.close()
        let key = node.ledger.verifierKey
        let report = try await LedgerVerification.verify(disk: node.disk, origin: "reeve.example/13", key: key)
        #expect(report.isClean)
    }

    @Test(
        "An event that is erased takes along who had which role in it, and the entry names each",
        arguments: TestDatabase.allCases
    )
    func erasedEvent(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let event = TestRecords.thing(.event, "E1", [Fact(.eventType, raw: "Assault")])
        let role = TestRecords.tie(.role, "R1", Self.daniel, to: event, [Fact(.role, raw: "suspect")])
        try await node.collect([event, role])
        let reader = TestOfficers.cleared.asking()
        let before = try await node.desk.person(Self.daniel.alone, for: reader)
        #expect(before.content.involvements.map(\.event.record.id) == [event.id])
        let made = try await node.desk.mark(
            event.id,
            as: .erased,
            reason: "entered twice",
            power: "DPA 2018 s.47(1)",
            for: Self.steward
        )
        #expect(made.notice.records == ["13/niche/event/E1@1", "13/niche/role/R1@1"])
        #expect(made.recipients.map(\.officer) == ["4821"])
        let act = try #require(try await node.ledger.acts().first { $0.index == made.notice.entry })
        #expect(act.details?["records"] == "13/niche/event/E1@1 13/niche/role/R1@1")
        #expect(try await node.count("SELECT COUNT(*) FROM records_record WHERE body LIKE '%suspect%'") == 0)
        #expect(try await node.desk.person(Self.daniel.alone, for: reader).content.involvements.isEmpty)
        let gone = await #expect(throws: Fault.self) { try await node.desk.record(role.id, for: reader) }
        #expect(gone?.code.status == 404)
    }

    @Test(
        "A recipient is told of the records that they received, and of no other of the same recall",
        arguments: TestDatabase.allCases
    )
    func ownRecordsOnly(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        _ = try await node.desk.person(Self.daniel.alone, for: TestOfficers.cleared.asking())
        _ = try await node.desk.record(Self.home.id, for: TestOfficers.untrained.asking())
        try await Self.mark(node, .erased)
        let both = ["13/niche/person/100@1", "13/niche/residence/A1@1"]
        let told = try await node.desk.recallsOutstanding(for: Self.steward).content
        #expect(told.map(\.recipient.officer) == ["4821", "4822"])
        #expect(told.map(\.notice.records) == [both, ["13/niche/residence/A1@1"]])
        let mine = try await node.desk.recallInbox(for: TestOfficers.untrained.asking()).content
        #expect(mine.map(\.notice.records) == [["13/niche/residence/A1@1"]])
    }

    @Test("Only the force that owns a record marks it, with a reason and a power, and the refusal is logged")
    func refused() async throws {
        let node = try await Self.node()
        let theirs = TestRecords.person("9", "Owen", "Hall", force: "06")
        try await node.collect([theirs])
        let other = await #expect(throws: Fault.self) {
            try await node.desk.mark(theirs.id, as: .erased, reason: "r", power: "p", for: Self.steward)
        }
        #expect(other?.code == .recallNoSuchRecord)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
        for (reason, power) in [("", "p"), (" ", "p"), ("r", ""), (String(repeating: "é", count: 251), "p")] {
            let fault = await #expect(throws: Fault.self) {
                try await node.desk.mark(
                    Self.daniel.id,
                    as: .restricted,
                    reason: reason,
                    power: power,
                    for: Self.steward
                )
            }
            #expect(fault?.code == .recallWordsNeeded)
        }
        for attribute in [nil, Attribute.pncID] {
            let fault = await #expect(throws: Fault.self) { try await Self.mark(node, .wrong, attribute) }
            #expect(fault?.code == .recallAttributeNeeded)
        }
        #expect(try await node.count("SELECT COUNT(*) FROM audit_recall") == 0)
    }

    @Test("A recall that is in the log takes effect when the node opens again", arguments: TestDatabase.allCases)
    func afterKill(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        try await Self.mark(node, .restricted)
        // As if the process had ended between the entry and its effect: the tables know nothing of the ledger.
        try await node.database.write { session in
            for sql: SQL in [
                "DELETE FROM audit_recall", "DELETE FROM audit_mark", "DELETE FROM audit_notice",
                "DELETE FROM audit_entry", "DELETE FROM audit_release", "UPDATE audit_position SET next_entry = 0",
            ] { try session.run(sql) }
        }
        let again = try await node.reopened()
        #expect(try await again.recallsWaiting(for: TestOfficers.cleared) == 1)
        #expect(try await again.search("okafor", limit: 5, for: TestOfficers.cleared.asking()).content.isEmpty)
    }

    @Test("Many who read the log at once all come to an end")
    func manyReaders() async throws {
        let node = try await Self.node()
        for _ in 0..<4 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<32 {
                    group.addTask { _ = try await node.desk.recallInbox(for: TestOfficers.cleared.asking()) }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await node.ledger.acts().count { $0.action == "recall.inbox" } == 128)
    }

    @Test("An answer that a recall overtook is found again, and never given as it was", arguments: [1, 4, 16, 64])
    func overtaken(askers: Int) async throws {
        let node = try await Self.node()
        async let answers = withThrowingTaskGroup(of: (UInt64, Bool).self) { group in
            for _ in 0..<askers {
                group.addTask {
                    let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
                    return (found.entry, found.content.isEmpty)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let recall = try await Self.mark(node, .restricted).notice.entry
        for (entry, isEmpty) in try await answers { #expect(isEmpty || entry < recall, "entry \(entry) of \(recall)") }
    }
}
