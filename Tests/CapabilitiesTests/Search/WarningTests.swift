import PageKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

@Suite("Warnings and events of a person") struct WarningTests {
    static let dan = TestRecords.person("1", "Dan", "Okafor")

    static func marker(
        _ key: String,
        _ type: String?,
        until: String? = nil,
        review: CalendarDate? = nil,
        on day: String = "2026-01-01"
    ) -> CapabilityKit.StoredRecord {
        var facts: [Fact] = []
        if let type { facts.append(Fact(.markerType, raw: type)) }
        if let until { facts.append(Fact(.validTo, raw: until)) }
        var record = TestRecords.statement(.marker, key, about: dan, facts)
        record.reviewOn = review
        return held(record, on: day)
    }

    static func warnings(_ markers: [CapabilityKit.StoredRecord]) throws -> [WarningLine] {
        let chips = try SearchAnalysisTests.chips()
        return Search.warnings(picture([(held(dan), markers)]), chips: chips, today: SearchAnalysisTests.today)
    }

    @Test("Warnings stand in the order of danger, those of one kind the newest first")
    func ranking() throws {
        let types = ["drugs", "escapes", "VIOLENT", "weapons", "firearms", "something-else", "explosives"]
        let markers = types.enumerated().map { Self.marker("\($0.offset)", $0.element) }
        let titles = try Self.warnings(markers).map(\.title)
        #expect(
            titles == ["Firearms", "Explosives", "Weapons", "Violent", "Escapes", "Drugs", "Something-Else"]
        )
        let two = try Self.warnings([
            Self.marker("1", "violent", on: "2020-01-01"), Self.marker("2", "violent", on: "2026-01-01"),
        ])
        #expect(two.map { $0.source.date?.description } == ["2026-01-01", "2020-01-01"])
    }

    @Test(
        "A warning is shown to its last day and not after it",
        arguments: [
            ("2026-11-22", false), ("2026-11-23", true), ("2026-11-24", true), ("some day", true), ("", true),
        ]
    )
    func expiry(until: String, isShown: Bool) throws {
        #expect(try Self.warnings([Self.marker("1", "violent", until: until)]).isEmpty != isShown)
    }

    @Test("A warning whose review is overdue is shown and says so")
    func overdue() throws {
        let late = CalendarDate(year: 2026, month: 11, day: 22), due = CalendarDate(year: 2026, month: 11, day: 23)
        let lines = try Self.warnings([
            Self.marker("1", "violent", review: late), Self.marker("2", "drugs", review: due),
        ])
        #expect(lines.map(\.overdue) == ["Review overdue since 22 Nov 2026.", nil])
    }

    @Test("A warning of no type is a warning all the same")
    func untyped() throws {
        #expect(try Self.warnings([Self.marker("1", nil)]).map(\.title) == ["Warning"])
        #expect(try Self.warnings([Self.marker("1", nil)]).map(\.detail) == ["No detail recorded."])
    }

    static func event(_ key: String, _ kind: String, _ day: String, grading: String? = nil) -> Record {
        var event = TestRecords.thing(
            .event,
            key,
            [
                Fact(.eventType, raw: "BURGLARY"), Fact(.eventClass, raw: kind),
                Fact(.startedAt, raw: day, standard: "\(day)T22:00:00Z"),
            ]
        )
        event.grading = grading.flatMap { Grading($0) }
        return event
    }

    static func involved(_ event: Record, _ role: String) -> PersonPicture.Involvement {
        let tie = TestRecords.tie(.role, "\(event.id.key) \(role)", dan, to: event, [Fact(.role, raw: role)])
        return PersonPicture.Involvement(event: held(event), role: held(tie))
    }

    static func lines(_ involvements: [PersonPicture.Involvement]) throws -> [EventLine] {
        Search.events(picture([(held(dan), [])], involvements), chips: try SearchAnalysisTests.chips())
    }

    @Test("Two roles in one event are one line that names both, suspected if either is")
    func grouping() throws {
        let burglary = Self.event("E1", "crime", "2026-03-01"), call = Self.event("E2", "call", "2026-02-01")
        let lines = try Self.lines([
            Self.involved(burglary, "victim"), Self.involved(call, "witness"), Self.involved(burglary, "suspect"),
        ])
        #expect(lines.map(\.title) == ["Burglary, victim and suspect.", "Burglary, witness."])
        #expect(lines.map { $0.part == .suspected } == [true, false])
        #expect(lines.map { $0.date?.description } == ["2026-03-01", "2026-02-01"])
        #expect(lines.map(\.number) == [1, 2])
    }

    @Test("Beyond those listed, events stand in the chart without a number")
    func numbered() throws {
        let many = (0..<15).map { Self.involved(Self.event("E\($0)", "crime", "2026-01-01"), "witness") }
        let numbers = try Self.lines(many).map(\.number)
        #expect(numbers == (1...12).map(Optional.init) + [nil, nil, nil])
    }

    @Test(
        "An event stands in the lane of its kind, graded ones always with intelligence",
        arguments: [
            ("crime", nil, EventLine.Lane.crimes), ("CUSTODY", nil, .crimes), ("stop", nil, .stops),
            ("missing", nil, .safeguarding), ("incident", nil, .calls), ("crime", "2 C P", .intelligence),
            ("intelligence", nil, .intelligence),
        ]
    )
    func lanes(kind: String, grading: String?, lane: EventLine.Lane) throws {
        let lines = try Self.lines([Self.involved(Self.event("E", kind, "2026-01-01", grading: grading), "subject")])
        #expect(lines.map(\.lane) == [lane])
        #expect(lines[0].title.hasPrefix("Intelligence") == (grading != nil))
    }
}
