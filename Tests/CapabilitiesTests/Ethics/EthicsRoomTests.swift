import CapabilityKit
import Foundation
import Ledger
import Node
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The room of ethics: acts, roles and what follows from them") struct EthicsRoomTests {
    /// A desk on which nothing is approved, with its clock.
    static func desk() async throws -> TestDesk {
        try await TestDesk.open(uses: UseBook(force: TestOfficers.force("13"), rooms: Directory.rooms))
    }

    @discardableResult
    static func act(
        _ kind: EthicsDeed.Kind,
        _ values: [String: String],
        on desk: Desk,
        by officer: Officer = TestOfficers.owner
    ) async throws -> UInt64 {
        try await EthicsDeed(kind, values).perform(on: desk, for: officer.asking())
    }

    static func book(_ desk: Desk) async throws -> EthicsBook {
        EthicsBook(try await desk.useLog(.readEthics, asked: "uses", for: TestOfficers.owner.asking()).content)
    }

    /// Five members, three of them lay, and one with an interest.
    static func appoint(on desk: Desk) async throws {
        for number in 1...6 {
            let values = [
                "number": "\(number)", "name": "Member \(number)", "isLay": number <= 4 ? "yes" : "no",
                "from": "2026-01-01", "until": "2028-12-31", "conflicts": number == 6 ? "Lens Ltd" : "",
            ]
            try await act(.appoint, values, on: desk, by: TestOfficers.chair)
        }
    }

    /// A use of the search, filled in for its first two gates, with a pilot that is over.
    static func use(on desk: Desk, clock: TestClock) async throws {
        let values = ["title": "Missing people ranked by risk", "capability": "search", "supplier": "Lens Ltd"]
        try await act(.open, values, on: desk)
        let today = desk.today
        func day(_ days: Int) -> String {
            CalendarDate(dayNumber: (today.dayNumber ?? 0) + days).map(\.description) ?? ""
        }
        let algo = Dictionary(uniqueKeysWithValues: AlgoCare.allCases.map { ($0.rawValue, "answered") })
        let impact = Dictionary(uniqueKeysWithValues: ImpactHead.allCases.map { ($0.rawValue, "answered") })
        let record = TransparencyRecord.Edition.three.fields.map { "\($0.name): said" }.joined(separator: "\n")
        let parts: [(EthicsPart, [String: String])] = [
            (.problem, ["statement": "s", "measure": "found late", "baseline": "40", "measuredOn": day(-200)]),
            (.alternatives, ["doNothing": "w", "dataAlreadyHeld": "w"]), (.algoCare, algo), (.impact, impact),
            (.equality, ["statement": "s", "document": "d", "lookedAtOn": day(-30)]),
            (
                .pilot,
                ["from": day(1), "until": day(84), "agreedOn": day(-1), "killCriteria": "false-alarms 3"]
            ),
            (
                .parallel,
                [
                    "agreedOn": day(-1), "from": day(1), "falseAlarmCost": "1", "missCost": "5",
                    "groups": "women: 60 20 40 880 / 70 20 30 880\nmen: 60 20 40 880 / 65 20 35 880",
                ]
            ),
            (.stopping, ["text": "turn it off"]), (.training, ["text": "a day"]),
            (.record, ["edition": "3.0", "fields": record]),
            (.benefits, ["lines": "found late | 10 | 2026-01-01 | 4"]),
        ]
        for (part, fields) in parts {
            try await act(.fill, fields.merging(["use": "U-1", "part": part.rawValue]) { $1 }, on: desk)
        }
    }

    static func advise(
        _ kind: PanelAdvice.Kind,
        on desk: Desk,
        present: String = "1 2 3 4 5",
        use: String = "U-1"
    ) async throws {
        let values = ["use": use, "kind": kind.rawValue, "present": present, "reasons": "it was tested"]
        try await act(.advise, values, on: desk, by: TestOfficers.chair)
    }

    @Test(
        "A use goes through its gates, is approved on advice, is stopped by a threshold, and runs again on later advice"
    )
    func life() async throws {
        let test = try await Self.desk()
        let desk = test.desk
        let search = TestOfficers.cleared.asking()
        try await Self.appoint(on: desk)
        try await Self.use(on: desk, clock: test.clock)
        try await Self.act(.advance, ["use": "U-1", "reasons": "the problem is measured"], on: desk)
        let until = desk.today.dayNumber.flatMap { CalendarDate(dayNumber: $0 + 84) }?.description ?? ""
        let approve = ["use": "U-1", "until": until, "reasons": "a pilot", "conditions": "trained: all are trained"]
        await #expect(throws: Fault.self, "the panel has not advised") {
            try await Self.act(.approve, approve, on: desk)
        }
        await #expect(throws: Fault.self, "a member has an interest") {
            try await Self.advise(.proceed, on: desk, present: "1 2 3 5 6")
        }
        try await Self.advise(.minorAmendments, on: desk)
        try await Self.act(.reply, ["use": "U-1", "place": "0", "kind": "accepted", "reasons": "as advised"], on: desk)
        try await Self.act(.approve, approve, on: desk)
        await #expect(throws: Fault.self, "the condition is not known") {
            try await desk.search("okafor", limit: 5, for: search)
        }
        let state = ["use": "U-1", "condition": "trained", "isTrue": "yes", "reasons": "the register of training"]
        try await Self.act(.state, state, on: desk)
        let early = await #expect(throws: Fault.self) { try await desk.search("okafor", limit: 5, for: search) }
        #expect(early?.code == .useNotBegun)
        test.clock.advance(seconds: 86_400)
        _ = try await desk.search("okafor", limit: 5, for: search)

        // What ends the pilot was agreed before it: four false alarms about one group.
        let counts = ["use": "U-1", "from": "2026-11-01", "until": "2026-11-30"]
        try await Self.act(.measure, counts.merging(["groups": "women: 9 3 0 90"]) { $1 }, on: desk)
        _ = try await desk.search("okafor", limit: 5, for: search)
        try await Self.act(.measure, counts.merging(["groups": "women: 9 4 0 90"]) { $1 }, on: desk)
        let stopped = await #expect(throws: Fault.self) { try await desk.search("okafor", limit: 5, for: search) }
        #expect(stopped?.code == .useSuspended && stopped?.message.contains("4 false alarms about `women`") == true)
        try await Self.act(.measure, counts.merging(["groups": "women: 9 0 0 90"]) { $1 }, on: desk)
        let again = ["use": "U-1", "reasons": "looked at"]
        await #expect(throws: Fault.self, "better figures do not end it") {
            try await Self.act(.reinstate, again, on: desk)
        }
        await #expect(throws: Fault.self, "a new approval does not end it") {
            try await Self.act(.approve, approve, on: desk)
        }
        test.clock.advance(seconds: 86_400)
        try await Self.advise(.proceed, on: desk)
        try await Self.act(.reinstate, again, on: desk)
        _ = try await desk.search("okafor", limit: 5, for: search)

        // Advice against it stops it at once, and the refusal stays to be seen.
        try await Self.advise(.reject, on: desk)
        await #expect(throws: Fault.self) { try await desk.search("okafor", limit: 5, for: search) }
        let book = try await Self.book(desk)
        #expect(book.panel.record.count == 4 && book.published.count == 4 && book.panel.areSealsRight)
        #expect(try book.use("U-1").isRefused(book.panel))
        #expect(book.history["U-1"]?.contains { $0.words.contains("reject") } == true)
        let page = Ethics.registerPage(try await Self.screen(desk)).body.source
        #expect(page.contains("Refused by the panel") && page.contains("it was tested"))
        let one = try Ethics.usePage("U-1", try await Self.screen(desk)).body.source
        #expect(one.contains("as advised") && one.contains("0.00 %") && one.contains("0 of 99"))
    }

    static func screen(_ desk: Desk, as officer: Officer = TestOfficers.owner) async throws -> EthicsScreen {
        let visit = Visit(requester: officer.asking(), desk: desk)
        let (book, found) = try await Ethics.book(visit, asked: "uses")
        return EthicsScreen(book: book, found: found, visit: visit)
    }

    @Test("A whole use is approved for a year and not longer, once its last gate is open")
    func embed() async throws {
        let test = try await Self.desk()
        let desk = test.desk
        try await Self.appoint(on: desk)
        try await Self.use(on: desk, clock: test.clock)
        try await Self.advise(.proceed, on: desk)
        let advance = ["use": "U-1", "reasons": "yes"]
        try await Self.act(.advance, advance, on: desk)
        let running = await #expect(throws: Fault.self, "the pilot runs") {
            try await Self.act(.advance, advance, on: desk)
        }
        #expect(running?.code == .ethicsGateClosed)
        test.clock.advance(seconds: 85 * 86_400)
        try await Self.act(.advance, advance, on: desk)
        func until(_ days: Int) -> [String: String] {
            let day = CalendarDate(dayNumber: (desk.today.dayNumber ?? 0) + days).map(\.description) ?? ""
            return ["use": "U-1", "until": day, "reasons": "a year"]
        }
        for days in [-1, 366] {
            let fault = await #expect(throws: Fault.self) { try await Self.act(.approve, until(days), on: desk) }
            #expect(fault?.code == .ethicsField, "\(days)")
        }
        try await Self.act(.approve, until(365), on: desk)
        _ = try await desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        try await Self.act(.withdraw, ["use": "U-1", "reasons": "no longer wanted"], on: desk)
        let ended = await #expect(throws: Fault.self) {
            try await desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        }
        #expect(ended?.code == .useExpired)
    }

    @Test(
        "What a node brings with it runs on a named owner's word for twelve weeks, once, and says that nobody looked at it"
    )
    func adopted() async throws {
        let test = try await Self.desk()
        let desk = test.desk
        let search = TestOfficers.cleared.asking()
        await #expect(throws: Fault.self) { try await desk.search("okafor", limit: 5, for: search) }
        for officer in [TestOfficers.cleared, TestOfficers.chair, TestOfficers.standards] {
            let fault = await #expect(throws: Fault.self) {
                try await Self.act(.adopt, ["reasons": "as we always did"], on: desk, by: officer)
            }
            #expect(fault?.code == .notPermitted)
        }
        try await Self.act(.adopt, ["reasons": "until the panel has met"], on: desk)
        _ = try await desk.search("okafor", limit: 5, for: search)
        #expect(Ethics.registerPage(try await Self.screen(desk)).body.source.contains("not looked at"))
        let twice = await #expect(throws: Fault.self) {
            try await Self.act(.adopt, ["reasons": "once more"], on: desk)
        }
        #expect(twice?.code == .ethicsAdopted)
        test.clock.advance(seconds: 83 * 86_400)
        _ = try await desk.search("okafor", limit: 5, for: search)
        test.clock.advance(seconds: 86_400)
        let ended = await #expect(throws: Fault.self) { try await desk.search("okafor", limit: 5, for: search) }
        #expect(ended?.code == .useExpired)
    }

    @Test("Who answers for a use gives no advice, and who advises approves nothing")
    func roles() async throws {
        let desk = try await Self.desk().desk
        let owners: [EthicsDeed.Kind] = [
            .open, .fill, .advance, .approve, .withdraw, .adopt, .state, .measure, .count, .reinstate, .reply,
        ]
        for kind in EthicsDeed.Kind.allCases {
            let others = owners.contains(kind) ? [TestOfficers.chair] : [TestOfficers.owner]
            for officer in others + [TestOfficers.cleared, TestOfficers.nobody] {
                let fault = await #expect(throws: Fault.self, "\(kind)") {
                    try await Self.act(kind, [:], on: desk, by: officer)
                }
                #expect(fault?.code == .notPermitted, "\(kind) \(officer.number)")
            }
        }
    }

    @Test("What cannot be read is refused before it is logged, by the field that is wrong")
    func mistakes() async throws {
        let test = try await Self.desk()
        let desk = test.desk
        try await Self.act(.open, ["title": "t", "capability": "search", "supplier": ""], on: desk)
        let before = try await test.ledger.acts().count
        let wrong: [(EthicsDeed.Kind, [String: String], String)] = [
            (.open, ["title": "t", "capability": "faces"], "capability"),
            (.open, ["title": " ", "capability": "search"], "title"),
            (
                .fill, ["use": "U-1", "part": "problem", "statement": "s", "measure": "m", "baseline": "many"],
                "baseline"
            ),
            (
                .fill, ["use": "U-1", "part": "problem", "statement": "s", "measure": "m", "baseline": "1"],
                "measuredOn"
            ),
            (.fill, ["use": "U-1", "part": "record", "edition": "2"], "edition"),
            (.fill, ["use": "U-1", "part": "record", "edition": "1", "fields": "5.9: x"], "fields"),
            (.fill, ["use": "U-1", "part": "benefits", "lines": "much | more"], "lines"),
            (.fill, ["use": "U-1", "part": "manners"], "part"), (.advance, ["use": "U-1"], "reasons"),
        ]
        for (kind, values, field) in wrong {
            let fault = await #expect(throws: Fault.self) { try await Self.act(kind, values, on: desk) }
            #expect((fault?.cause as? EthicsMistake)?.field == field, "\(values)")
        }
        #expect(try await test.ledger.acts().count == before)
    }

    @Test("A threshold is read as it is written")
    func thresholds() {
        for threshold in EthicsGateTests.thresholds { #expect(UseThreshold(threshold.text) == threshold) }
        for text in ["", "drift", "drift x", "drift -1", "drift 1 2", "volume 1 ", "mood 3"] where text != "volume 1 " {
            #expect(UseThreshold(text) == nil, "\(text)")
        }
    }

    @Test("Earlier versions of a transparency record stay")
    func versions() async throws {
        let test = try await Self.desk()
        try await Self.act(.open, ["title": "t", "capability": "search", "supplier": ""], on: test.desk)
        for (edition, fields) in [("1", "name: first"), ("3.0", "1.1: second\n1.1: and more")] {
            let values = ["use": "U-1", "part": "record", "edition": edition, "fields": fields]
            try await Self.act(.fill, values, on: test.desk)
        }
        let use = try await Self.book(test.desk).use("U-1")
        #expect(use.earlierRecords.map(\.edition) == [.one] && use.record?.fields["1.1"] == "second\nand more")
    }
}
