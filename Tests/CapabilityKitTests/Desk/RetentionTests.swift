import CapabilityKit
import Ledger
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Retention") struct RetentionTests {
    static let clerk = TestOfficers.clerk.asking(for: "data.retention", reference: "review 3")

    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(parsing: text)) }

    /// Somebody suspected of something on a day, of whom nothing was heard since.
    static func old(
        _ key: String,
        _ surname: String,
        _ type: String,
        _ day: String,
        role: String = "suspect"
    ) -> [Record] {
        var person = TestRecords.person(key, "Daniel", surname)
        person.recordedAt = Timestamp(rfc3339: "\(day)T10:00:00Z")
        let event = TestRecords.thing(
            .event,
            "E\(key)",
            [Fact(.eventType, raw: type), Fact(.startedAt, raw: day, standard: "\(day)T09:00:00Z")]
        )
        return [person, event, TestRecords.tie(.role, "R\(key)", person, to: event, [Fact(.role, raw: role)])]
    }

    @Test("The rules shipped say of every group how sure they are and where they come from")
    func shipped() async throws {
        let rules = try await TestDesk.open().desk.retention
        #expect(rules.groups.map(\.code) == ["1", "2", "3", "4"])
        #expect(rules.groups.allSatisfy { !$0.confidence.isEmpty && !$0.source.isEmpty })
        #expect(rules.groups.allSatisfy { ($0.clearYears ?? 10) >= rules.yearsMin })
        #expect(rules.groups.last?.words == [])
    }

    @Test(
        "The clock is the person's: the gravest thing sets the group, the last contact the day",
        arguments: [
            ([("2010-05-01", "Assault, domestic", true)], "2", "2020-05-01"),
            ([("2010-05-01", "Theft", true)], "3", "2016-05-01"),
            ([("2010-05-01", "Theft", true), ("2014-02-28", "Assault", true)], "2", "2024-02-28"),
            ([("2010-05-01", "Assault", true), ("2019-01-01", "Call", false)], "2", "2029-01-01"),
            ([("2012-02-29", "Rape", false)], "4", "2018-02-28"),
            ([("2010-05-01", "Murder", true)], "1", "2020-05-01"),
        ]
    )
    func clock(contacts: [(String, String, Bool)], group: String, due: String) async throws {
        let rules = try await TestDesk.open().desk.retention
        let known = try contacts.map {
            RetentionRules.Contact(day: try Self.day($0.0), words: $0.1, isOffending: $0.2)
        }
        let reckoned = try #require(rules.clock(of: known, decidedNext: nil))
        #expect(reckoned.group.code == group)
        #expect(reckoned.due == (try Self.day(due)))
        let later = try Self.day("2039-01-01")
        #expect(rules.clock(of: known, decidedNext: later)?.due == later)
        #expect(rules.clock(of: [], decidedNext: later) == nil)
    }

    @Test(
        "What is due is listed, the longest overdue first; a decision to keep sets the next day",
        arguments: TestDatabase.allCases
    )
    func due(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect(
            Self.old("1", "Okafor", "Theft", "2012-01-01") + Self.old("2", "Hall", "Theft", "2009-01-01")
                + Self.old("3", "Nair", "Assault", "2019-01-01")
        )
        let found = try await node.desk.retentionDue(for: Self.clerk)
        #expect(found.content.map(\.name) == ["Daniel HALL", "Daniel OKAFOR"])
        #expect(found.content.map(\.reckoned.because) == ["Theft", "Theft"])
        let kept = try await node.desk.decideRetention(
            of: found.content[0].person,
            .keep,
            reason: "a risk to others remains",
            for: Self.clerk
        )
        #expect(kept.next == (try Self.day("2031-11-23")))
        #expect(try await node.desk.retentionDue(for: Self.clerk).content.map(\.name) == ["Daniel OKAFOR"])
        let again = try await node.desk.retentionDue(by: try Self.day("2031-11-23"), for: Self.clerk).content
        #expect(again.map(\.name).contains("Daniel HALL"))
        #expect(again.first { $0.name == "Daniel HALL" }?.decided?.decision == "keep")
    }

    @Test(
        "What put somebody into a group is told only to who may see the record that says it, and is logged as told",
        arguments: ["open", "restricted", "marked", "erased", "wrong"]
    )
    func because(state: String) async throws {
        let node = try await TestDesk.open()
        var records = Self.old("1", "Okafor", "Assault, domestic", "2012-01-01")
        if state == "marked" { records[1].marking = .officialSensitive }
        try await node.collect(records)
        if let kind = ["restricted": RecallKind.restricted, "erased": .erased, "wrong": .wrong][state] {
            _ = try await node.desk.mark(
                records[1].id,
                as: kind,
                attribute: kind == .wrong ? .eventType : nil,
                reason: "contested",
                power: "DPA 2018 s.47",
                for: TestOfficers.steward.asking(for: "data.rectification", reference: "case 12")
            )
        }
        let found = try await node.desk.retentionDue(by: try Self.day("2040-01-01"), for: Self.clerk)
        let clock = try #require(found.content.first)
        let released = try #require(try await node.ledger.acts().last?.released)
        let isGone = state == "erased" || state == "wrong"
        #expect(clock.reckoned.because == (state == "open" ? "Assault, domestic" : ""))
        #expect(clock.isBecauseKeptBack == ["restricted", "marked"].contains(state))
        #expect(clock.reckoned.group.code == (isGone ? "4" : "2"), "the group is said, the record is not")
        #expect(released.contains("13/niche/event/E1@1") == (state == "open"))
        #expect(clock.reckoned.lastContact == (try Self.day("2012-01-01")))
        #expect(found.withheld.isEmpty == !clock.isBecauseKeptBack)
    }

    @Test(
        "Disposal takes the words away, is proved by the log, and is told to who received them",
        arguments: TestDatabase.allCases
    )
    func disposed(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect(Self.old("1", "Okafor", "Theft", "2012-01-01"))
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        let person = try #require(try await node.desk.retentionDue(for: Self.clerk).content.first?.person)
        let done = try await node.desk.decideRetention(of: person, .dispose, reason: "no need left", for: Self.clerk)
        #expect(done.next == nil)
        let act = try #require(try await node.ledger.acts().first { $0.index == done.entry })
        #expect(act.kind == "erasure" && act.details?["group"] == "3")
        #expect(act.details?["records"] == "13/niche/person/1@1 13/niche/role/R1@1")
        #expect(try await node.count("SELECT COUNT(*) FROM records_record WHERE body LIKE '%Okafor%'") == 0)
        #expect(try await node.desk.recallsWaiting(for: TestOfficers.cleared) == 1)
        #expect(try await node.desk.retentionDue(for: Self.clerk).content.isEmpty)
        try await node.ledger.close()
        let key = node.ledger.verifierKey
        #expect(try await LedgerVerification.verify(disk: node.disk, origin: "reeve.example/13", key: key).isClean)
    }

    @Test("Nothing is disposed of before its review is due, nor by another force, nor while it is restricted")
    func refused() async throws {
        let node = try await TestDesk.open()
        let recent = Self.old("1", "Okafor", "Theft", "2024-01-01"), old = Self.old("2", "Hall", "Theft", "2009-01-01")
        let theirs = TestRecords.person("3", "Owen", "Nair", force: "06")
        try await node.collect(recent + old + [theirs])
        _ = try await node.desk.decideRetention(of: old[0].alone, .restrict, reason: "evidence", for: Self.clerk)
        for (person, code) in [
            (recent[0].alone, Fault.Code.retentionNotDue), (theirs.alone, .recallNoSuchRecord),
            (old[0].alone, .recallNoSuchRecord),
        ] {
            let fault = await #expect(throws: Fault.self) {
                try await node.desk.decideRetention(of: person, .dispose, reason: "no need left", for: Self.clerk)
            }
            #expect(fault?.code == code)
        }
        #expect(try await node.count("SELECT COUNT(*) FROM records_record WHERE body = '[]'") == 0)
    }
}
