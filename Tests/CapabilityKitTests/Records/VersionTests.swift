import CapabilityKit
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Records and their versions") struct VersionTests {
    let first = TestRecords.person("1", "Daniel", "Okafor")
    let married = TestRecords.person("1", "Daniel", "Okafor-Reyes")

    @Test("The same records taken in twice change nothing", arguments: TestDatabase.allCases)
    func twice(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let records = (0..<300).map { TestRecords.person("\($0)", "Ann", "Number") }
        #expect(try await node.collect(records) == BatchOutcome(new: 300))
        let before = try await node.contents()
        #expect(try await node.collect(records) == BatchOutcome(unchanged: 300))
        #expect(try await node.contents() == before)
    }

    @Test("A changed record is a new version, and the old one keeps its words", arguments: TestDatabase.allCases)
    func changed(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([first])
        node.clock.advance(seconds: 86_400)
        #expect(try await node.collect([married]) == BatchOutcome(changed: 1))
        let history = try await node.desk.record(first.id, for: TestOfficers.cleared.asking()).content
        #expect(history.versions.map(\.version) == [2, 1], "newest first")
        #expect(history.versions.map(\.isCurrent) == [true, false])
        #expect(history.versions.map { $0.record[.surname] } == ["Okafor-Reyes", "Okafor"])
        #expect(history.versions.map(\.collectedAt.rfc3339) == ["2026-11-24T12:00:00Z", "2026-11-23T12:00:00Z"])
        #expect(history.versions.last?.record.facts == first.facts)
    }

    @Test("A record that goes back to its old words is a third version", arguments: TestDatabase.allCases)
    func backAgain(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        for record in [first, married, first] { try await node.collect([record]) }
        let history = try await node.desk.record(first.id, for: TestOfficers.cleared.asking()).content
        #expect(history.versions.map { $0.record[.surname] } == ["Okafor", "Okafor-Reyes", "Okafor"])
        #expect(try await node.count("SELECT COUNT(*) FROM records_record WHERE current = 1") == 1)
    }

    @Test("A search finds the newest words and not the old ones", arguments: TestDatabase.allCases)
    func searchNewest(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([TestRecords.person("1", "Ivy", "Zephaniah")])
        try await node.collect([TestRecords.person("1", "Ivy", "Quillfeather")])
        let new = try await node.desk.search("quillfeather", limit: 5, for: TestOfficers.cleared.asking())
        #expect(new.content.map { $0.members[0].nominal.version } == [2])
        let old = try await node.desk.search("zephaniah", limit: 5, for: TestOfficers.cleared.asking())
        #expect(old.content.isEmpty)
    }

    @Test("A change of marking alone makes a new version", arguments: TestDatabase.allCases)
    func marking(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await node.collect([first])
        var marked = first
        marked.marking = .officialSensitive
        #expect(try await node.collect([marked]) == BatchOutcome(changed: 1))
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.record(first.id, for: TestOfficers.untrained.asking())
        }
        #expect(fault?.code == .noSuchRecord, "nor is the older version shown, which was not marked")
    }

    @Test(
        "The source's words stand beside their standard form, with all the source said",
        arguments: TestDatabase.allCases
    )
    func words(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        var record = TestRecords.person("k/1 ü", "D'Arcy \"Dee\"", "O\\Kafor\n\t☃", born: "1991-03-14")
        record.facts.append(Fact(.phoneNumber, raw: "07700 900 461", standard: "+447700900461"))
        record.facts.append(Fact(.occupation, raw: "said to deal", basis: .assessment))
        record.otherColumns = [SourceColumn("NOTE", raw: "limps; <b>left</b>")]
        record.recordedAt = Timestamp(milliseconds: 1_790_000_000_000, offsetMinutes: 60)
        record.grading = Grading("2 C P")
        record.marking = .officialSensitive
        record.reviewOn = CalendarDate(year: 2027, month: 2, day: 28)
        try await node.collect([record])
        let stored = try await node.desk.record(record.id, for: TestOfficers.cleared.asking()).content.versions[0]
        #expect(stored.record == record)
        let birth = stored.record.facts.first { $0.attribute == .birthDate }
        #expect(birth?.raw == "14/03/1991")
        #expect(birth?.standard == "1991-03-14")
    }

    @Test("A statement that comes before its person is not lost", arguments: TestDatabase.allCases)
    func statementFirst(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let alias = TestRecords.statement(.alias, "L1", about: first, [Fact(.surname, raw: "Quillfeather")])
        let event = TestRecords.thing(.event, "E1", [Fact(.eventType, raw: "THEFT")])
        let role = TestRecords.tie(.role, "R1", first, to: event, [Fact(.role, raw: "witness")])
        try await node.collect([alias, role])
        #expect(
            try await node.desk.search("quillfeather", limit: 5, for: TestOfficers.cleared.asking()).content.isEmpty
        )
        try await node.collect([first])
        try await node.collect([event])
        let found = try await node.desk.search("quillfeather", limit: 5, for: TestOfficers.cleared.asking()).content
        #expect(found.map(\.person) == [first.alone])
        let picture = try await node.desk.person(first.alone, for: TestOfficers.cleared.asking()).content
        #expect(picture.members[0].statements.map(\.record) == [alias])
        #expect(picture.involvements.map(\.event.record) == [event])
    }

    @Test("A record has the same number in both databases, and after a restart")
    func numbers() async throws {
        var numbers: [[Int64]] = []
        for database in TestDatabase.allCases {
            let node = try await TestDesk.open(database)
            try await node.collect([first, TestRecords.person("2", "Ivy", "Zephaniah", force: "06")])
            for desk in [node.desk, try await node.reopened()] {
                let found = try await desk.search("okafor zephaniah", limit: 5, for: TestOfficers.cleared.asking())
                numbers.append(found.content.map(\.person.number).sorted())
            }
        }
        #expect(numbers[0].count == 2)
        #expect(Set(numbers).count == 1)
        #expect(numbers[0].contains(first.alone.number))
    }

    @Test("The text of a person's number reads back, and nothing else does", arguments: [0, 1, 0x7fff_ffff_ffff_ffff])
    func personID(number: Int64) {
        let id = PersonID(number: number)
        #expect(id.description.utf8.count == 16)
        #expect(PersonID(id.description) == id)
        for wrong in ["", "1", "ffffffffffffffff", "000000000000000g", "+00000000000001", id.description + "0"] {
            #expect(PersonID(wrong) == nil, "`\(wrong)`")
        }
    }
}

extension TestDesk {
    /// Every stored version in a few words.
    func contents() async throws -> [String] {
        try await database.read { session in
            try session.rows("SELECT id, version, current, body FROM records_record ORDER BY id, version").map { row in
                "\(try row.integer(0)) \(try row.integer(1)) \(try row.integer(2)) \(try row.text(3))"
            }
        }
    }
}
