import Node
import PageKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

/// A record as the Desk hands it over, written on a day.
func held(_ record: Record, on day: String? = nil) -> CapabilityKit.StoredRecord {
    var record = record
    if let day { record.recordedAt = Timestamp(rfc3339: "\(day)T12:00:00Z") }
    return CapabilityKit.StoredRecord(
        record: record,
        version: 1,
        isCurrent: true,
        collectedAt: TestClock.noon,
        handle: RecordHandle(of: record.id)
    )
}

/// A person of these nominals, each with what is said of it.
func picture(
    _ members: [(CapabilityKit.StoredRecord, [CapabilityKit.StoredRecord])],
    _ involvements: [PersonPicture.Involvement] = []
) -> PersonPicture {
    PersonPicture(
        id: PersonID(number: 1),
        members: members.map { PersonPicture.Member(nominal: $0.0, statements: $0.1) },
        involvements: involvements
    )
}

@Suite("What records say, weighed") struct SearchAnalysisTests {
    static let today = TestClock.noon.date

    static func chips() throws -> Search.Chips { Search.Chips(roster: try Rules.shippedRoster()) }

    static func surname(_ record: Record) -> (String, Fact.Basis)? { record[.surname].map { ($0, .fact) } }

    static func facts(_ picture: PersonPicture) throws -> Search.Facts {
        Search.Facts(picture: picture, chips: try chips(), today: today)
    }

    static func line(_ picture: PersonPicture, _ label: String) throws -> FactLine {
        try #require(try facts(picture).lines.first { $0.label == label })
    }

    @Test("One value in two spellings of case is one saying, with all who say it, the newest first")
    func grouping() {
        let old = held(TestRecords.person("1", "Dan", "OKAFOR"), on: "2024-01-01")
        let new = held(TestRecords.person("2", "Dan", "Okafor", force: "06"), on: "2026-01-01")
        let other = held(TestRecords.person("3", "Dan", "Reyes", force: "16"), on: "2026-06-01")
        let sayings = Search.sayings([old, other, new], Self.surname)
        #expect(sayings.map(\.value) == ["Okafor", "Reyes"])
        #expect(sayings[0].records == [new, old])
        #expect(sayings[0].sources.count == 2)
    }

    @Test("What more systems say comes first, and of equals what was said last")
    func order() {
        let twice = (1...2).map { held(TestRecords.person("\($0)", "Dan", "Echo"), on: "2026-06-0\($0)") }
        let here = held(TestRecords.person("8", "Dan", "Okafor"), on: "2020-01-01")
        let there = held(TestRecords.person("9", "Dan", "Okafor", force: "06"), on: "2020-01-02")
        let newest = held(TestRecords.person("7", "Dan", "Latest"), on: "2026-11-01")
        let sayings = Search.sayings(twice + [here, there, newest], Self.surname)
        #expect(sayings.map(\.value) == ["Okafor", "Latest", "Echo"], "two rows of one system are one source")
    }

    @Test("A record that does not say, or says nothing, is of no saying")
    func silent() {
        let silent = held(TestRecords.thing(.person, "1", []))
        let empty = held(TestRecords.person("2", "Dan", ""))
        #expect(Search.sayings([silent, empty], Self.surname).isEmpty)
    }

    /// Who says it, how it is graded, how many differ, and how sure that makes it.
    static let confidences: [(forces: [String], grading: String?, basis: Fact.Basis, conflicts: Int, Confidence)] = [
        (["13", "06"], nil, .fact, 0, .certain), (["13", "06"], nil, .fact, 1, .strong),
        (["13"], nil, .fact, 0, .fair), (["13", "13"], nil, .fact, 0, .fair), (["13"], nil, .fact, 2, .fair),
        (["13", "06"], nil, .assessment, 0, .weak), (["13", "06"], "1 B P", .fact, 0, .certain),
        (["13", "06"], "2 A P", .fact, 0, .weak), (["13", "06"], "1 C P", .fact, 0, .weak),
        (["13", "06"], "1 E P", .fact, 0, .weak), (["13"], "3 D C", .fact, 0, .weak),
    ]

    @Test("How sure a fact is follows from who says it and how it is graded", arguments: confidences.indices)
    func confidence(number: Int) {
        let row = Self.confidences[number]
        let records = row.forces.enumerated().map { index, force in
            var record = TestRecords.person("\(index)", "Dan", "Okafor", force: force)
            record.grading = row.grading.flatMap { Grading($0) }
            return held(record)
        }
        let saying = Search.Saying(value: "Okafor", records: records, basis: row.basis)
        #expect(Search.confidence(saying, conflicts: row.conflicts) == row.4)
    }

    @Test("Dates of birth that differ stand beside the best supported, with who says so")
    func birthConflict() throws {
        let person = picture([
            (held(TestRecords.person("1", "Dan", "Okafor", born: "1991-03-14")), []),
            (held(TestRecords.person("2", "Dan", "Okafor", born: "1991-03-14", force: "06")), []),
            (held(TestRecords.person("3", "Dan", "Okafor", born: "1991-04-13", force: "16")), []),
        ])
        let line = try Self.line(person, "Born")
        #expect(line.value == "14 March 1991")
        #expect(line.beside == "age 35")
        #expect(line.confidence == .strong)
        #expect(line.sources.map(\.force).sorted() == ["GMP", "WYP"])
        #expect(line.conflicts.map(\.value) == ["13 April 1991"])
        #expect(line.conflicts.first?.words == "1 of 3 records says")
        #expect(line.conflicts.first?.sources.map(\.force) == ["HUM"])
        #expect(try Self.line(person, "Names").confidence == .certain)
    }

    @Test("Sexes that differ are both shown")
    func sexConflict() throws {
        let person = picture([
            (held(TestRecords.person("1", "Dan", "Okafor", more: [Fact(.sex, raw: "M")]), on: "2026-01-01"), []),
            (
                held(
                    TestRecords.person("2", "Dan", "Okafor", force: "06", more: [Fact(.sex, raw: "F")]),
                    on: "2025-01-01"
                ), []
            ),
        ])
        let line = try Self.line(person, "Sex")
        #expect(line.value == "M")
        #expect(line.conflicts.map(\.value) == ["F"])
    }

    @Test("The newest address is the home, and the others are counted")
    func homes() throws {
        let dan = TestRecords.person("1", "Dan", "Okafor")
        func home(_ key: String, _ line: String, _ day: String) -> CapabilityKit.StoredRecord {
            let facts = [Fact(.addressLine, raw: line), Fact(.town, raw: "LEEDS"), Fact(.postcode, raw: "LS6 3AA")]
            return held(TestRecords.statement(.residence, key, about: dan, facts), on: day)
        }
        let person = picture([
            (held(dan), [home("A", "2 Example Row", "2020-05-01"), home("B", "14 Example Street", "2026-05-01")])
        ])
        let line = try Self.line(person, "Lives at")
        #expect(line.value == "14 Example Street, LEEDS LS6 3AA")
        #expect(line.more == "1 other address held")
    }

    @Test("A PNC id with a wrong check letter is shown as weak, with the reason")
    func wrongLetter() throws {
        let wrong = "1991/0123456B"
        #expect(PNCID(wrong)?.checkLetterIsRight == false)
        let dan = TestRecords.person("1", "Dan", "Okafor", more: [Fact(.pncID, raw: wrong)])
        let line = try Self.line(picture([(held(dan), [])]), "PNC id")
        #expect(line.confidence == .weak)
        #expect(line.more?.contains("check letter is wrong") == true)
    }

    @Test("A person without a name is not given one")
    func noName() throws {
        let person = picture([(held(TestRecords.thing(.person, "1", [])), [])])
        #expect(try Self.facts(person).name == "Name not held")
        #expect(try Self.facts(person).lines.map(\.label) == ["Names"])
    }

    @Test(
        "What a grading means is said in words",
        arguments: [
            ("1 E P", "suspected to be false"), ("1 A P", "from a reliable source"),
            ("1 B P", "from a reliable source"),
            ("1 D P", "not corroborated: do not act on this alone"),
            ("2 A P", "one untested source, not corroborated: do not act on this alone"),
            ("3 B C", "from a source that is not reliable: do not act on this alone"),
            ("3 E C", "suspected to be false"),
        ]
    )
    func caution(grading: String, words: String) throws {
        #expect(Search.caution(try #require(Grading(grading))) == words)
    }

    @Test(
        "Capitals at the head of words, where the source wrote all in one case",
        arguments: [
            ("LEEDS", "Leeds"), ("leeds", "Leeds"), ("McDonald", "McDonald"), ("O'KAFOR-REYES", "O'kafor-Reyes"),
            ("14 EXAMPLE ROW", "14 Example Row"), ("", ""), ("é", "É"), ("ST HELENS", "St Helens"),
            ("LS6 3AA", "Ls6 3Aa"),
        ]
    )
    func headCapitals(text: String, said: String) {
        #expect(text.headCapitals == said)
    }
}
