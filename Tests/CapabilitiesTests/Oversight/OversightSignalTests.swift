import CapabilityKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Signals of misuse") struct OversightSignalTests {
    static let force = TestOfficers.force("13")
    static let priya = RecallParty(force: force, officer: "4821")

    static let rules: WatchRules = {
        var rules = WatchRules()
        rules.staff = [
            .init(force: force, number: "4821", name: "Priya Nair", postcode: "LS6 3AA", household: ["Arjun Nair"]),
            .init(force: force, number: "4822", name: "Sam Holt"),
        ]
        rules.publicFigures = [.init(name: "Zéphyr Quillfeather", why: "made up for the tests")]
        return rules
    }()

    /// A lookup of the officer on a day of November at an hour, UTC.
    static func line(
        _ entry: UInt64,
        _ asked: String,
        day: Int = 10,
        hour: Int = 12,
        reference: String = "WYP-1",
        by party: RecallParty = priya
    ) throws -> AuditLine {
        let text = "2026-11-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
        return AuditLine(
            entry: entry,
            at: try #require(Timestamp(rfc3339: text)),
            kind: "consultation",
            action: asked.hasPrefix("person ") ? "search.person" : "search.find",
            party: party,
            purpose: "crime.investigate",
            reference: reference,
            asked: asked
        )
    }

    @Test(
        "What was asked is compared with the officer, household, colleagues, public figures and home",
        arguments: [
            ("priya NAIR leeds", [Oversight.Signal.Kind.ownName]), ("nair", []), ("arjun nair", [.household]),
            ("sam holt", [.colleague]), ("samuel holt", []), ("zephyr quillfeather", [.publicFigure]),
            ("14 example row ls63aa", [.neighbour]), ("okafor ls6 3aa", [.neighbour]), ("okafor leeds", []),
        ]
    )
    func asked(words: String, kinds: [Oversight.Signal.Kind]) throws {
        let found = Oversight.signals(in: WatchMaterial(lines: [try Self.line(7, words)]), by: Self.rules)
        #expect(found.map(\.kind) == kinds)
        #expect(found.allSatisfy { $0.entries == [7] && $0.party == Self.priya })
    }

    @Test("Whom a lookup opened counts like what was typed")
    func opened() throws {
        let seen = WatchMaterial.Seen(names: ["Arjun NAIR"], postcodes: ["LS6 3AA"])
        let material = WatchMaterial(lines: [try Self.line(9, "person 00000000000000aa")], seen: [9: seen])
        #expect(Oversight.signals(in: material, by: Self.rules).map(\.kind) == [.household, .neighbour])
    }

    @Test(
        "Somebody of the officer's surname at the officer's home counts as household, elsewhere not",
        arguments: ["LS6 3AA", "HU1 2BB"]
    )
    func family(postcode: String) throws {
        let seen = WatchMaterial.Seen(names: ["Leela NAIR"], postcodes: [postcode])
        let material = WatchMaterial(lines: [try Self.line(9, "person 00000000000000aa")], seen: [9: seen])
        let kinds = Oversight.signals(in: material, by: Self.rules).map(\.kind)
        #expect(kinds == (postcode == "LS6 3AA" ? [.household, .neighbour] : []))
    }

    @Test("Whom a list showed counts less than whom was asked for or opened, and no person is made of two")
    func shown() throws {
        let people: [WatchMaterial.Seen] = [
            .init(names: ["Sam HOLT"], postcodes: ["HU1 2BB"]), .init(names: ["Leela NAIR"], postcodes: ["LS6 3AA"]),
            .init(names: ["Mira NAIR"], postcodes: ["HU1 2BB"]), .init(names: ["Ivy ZEPHANIAH"], postcodes: ["LS63AA"]),
        ]
        let lines = try (1...4).map { try Self.line(UInt64($0), $0 == 3 ? "sam holt" : "leeds") }
        func signals(_ shown: [UInt64: [Int]]) -> [String] {
            Oversight.signals(in: WatchMaterial(lines: lines, shown: shown, people: people), by: Self.rules)
                .map { "\($0.grade) \($0.kind) \($0.entries)" }
        }
        #expect(signals([1: [2], 2: [2]]) == ["opened colleague [3]"])
        // The surname and the home must be of one person.
        #expect(signals([1: [2, 3]]) == ["opened colleague [3]", "shown neighbour [1]"])
        #expect(
            signals([1: [0, 2], 2: [1], 3: [0]]) == [
                "opened colleague [3]", "shown household [2]", "shown neighbour [2]", "shown colleague [1]",
            ]
        )
        // Who was opened after the list showed them is told once.
        let opened = WatchMaterial(
            lines: [try Self.line(1, "leeds"), try Self.line(9, "person 00000000000000aa")],
            seen: [9: people[3]],
            shown: [1: [3]],
            people: people
        )
        #expect(Oversight.signals(in: opened, by: Self.rules).map { "\($0.grade) \($0.entries)" } == ["opened [9]"])
        // An officer is no colleague of their own; their own name in a list is a signal of its own.
        let own = WatchMaterial(lines: lines, shown: [4: [0]], people: [.init(names: ["Priya NAIR"], postcodes: [])])
        #expect(
            Oversight.signals(in: own, by: Self.rules).map { "\($0.grade) \($0.kind)" }
                == ["opened colleague", "shown ownName"]
        )
    }

    @Test("A list is compared by what its entry disclosed, not by what was kept back from it")
    func disclosed() async throws {
        let node = try await TestDesk.open()
        let sam = TestRecords.person("1", "Sam", "Holt", marking: .officialSensitive)
        try await node.collect([sam, TestRecords.person("2", "Lee", "Marsh"), TestRecords.person("3", "Ann", "Other")])
        _ = try await node.desk.search("ann other", limit: 5, for: TestOfficers.cleared.asking())
        let list = try await node.desk.search("1991-03-14", limit: 5, for: TestOfficers.untrained.asking())
        let standards = TestOfficers.standards.asking(for: "audit.conduct")
        let material = try await node.desk.watchMaterial(for: standards).content
        #expect(material.people.count == list.content.count)
        let names = (material.shown[list.entry] ?? []).flatMap { material.people[$0].names }
        #expect(Set(names) == Set(list.content.flatMap(\.members).compactMap(\.nominal.record.personName)))
        #expect(!names.contains { $0.contains("HOLT") })
        let found = Oversight.signals(in: material, by: node.desk.watch)
        #expect(found.map { "\($0.grade) \($0.kind) \($0.entries)" } == ["shown colleague [\(list.entry)]"])
    }

    @Test("A reference that no event carries is a signal only where events carry any")
    func incidents() throws {
        let lines = [try Self.line(1, "okafor", reference: "WYP-1"), try Self.line(2, "hall", reference: "because")]
        #expect(Oversight.signals(in: WatchMaterial(lines: lines), by: Self.rules).isEmpty)
        let known = WatchMaterial(lines: lines, knownReferences: ["WYP-1"])
        let found = Oversight.signals(in: known, by: Self.rules)
        #expect(found.map(\.kind) == [.noIncident])
        #expect(found.first?.entries == [2])
    }

    @Test("A day far above the officer's own usual day is a signal, an even month is none", arguments: [4, 40])
    func volume(onTheDay count: Int) throws {
        var lines: [AuditLine] = []
        for day in 1...9 {
            for _ in 0..<(day == 9 ? count : 4) {
                lines.append(try Self.line(UInt64(lines.count), "okafor", day: day))
            }
        }
        let found = Oversight.signals(in: WatchMaterial(lines: lines), by: Self.rules)
        #expect(found.map(\.kind) == (count > 4 ? [.volume] : []))
        #expect(found.first?.entries.count == (count > 4 ? 40 : nil))
    }

    @Test("A few lookups at night are a signal for who never works then, and none for who does", arguments: [1, 15])
    func hours(atNight count: Int) throws {
        let lines = try (0..<30).map { try Self.line(UInt64($0), "okafor", hour: $0 < count ? 3 : 13) }
        let found = Oversight.signals(in: WatchMaterial(lines: lines), by: Self.rules)
        #expect(found.map(\.kind) == (count == 1 ? [.hours] : []))
    }

    @Test("Every signal says beside what was seen what else it may be, and the page accuses nobody")
    func words() async throws {
        let node = try await TestDesk.open()
        try await node.collect([TestRecords.person("1", "Sam", "Holt")])
        _ = try await node.desk.search("sam holt", limit: 5, for: TestOfficers.cleared.asking())
        let found = try await node.desk.watchMaterial(for: TestOfficers.standards.asking(for: "audit.conduct"))
        let signals = Oversight.signals(in: found.content, by: node.desk.watch)
        #expect(signals.map(\.kind) == [.colleague])
        #expect(signals.allSatisfy { $0.otherwise.count > 20 })
        let html = Oversight.signalsPage(found, signals, desk: node.desk).body.source
        #expect(html.contains("A signal is no finding"))
        #expect(html.contains("What else it may be"))
        for word in ["guilty", "offender", "misconduct", "suspicious", "breach"] {
            #expect(!html.lowercased().contains(word), "\(word)")
        }
    }
}
