import CapabilityKit
import Sightings
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Products and vehicles of interest", .serialized) struct AnprWatchTests {
    private static let watch = [
        "plate": "AB00 XYZ", "item": "IR-26-0417", "grading": "2 B P", "reason": "courier of Op Larch",
        "instruction": "observe and report", "expires": "2026-11-30",
    ]
    private static let feeder = TestOfficers.steward.asking(for: "data.quality", reference: "feed")

    @Test("A fed read of a vehicle of interest is told at once, checked by eye, and found by the next question")
    func feed() async throws {
        let node = try await TestNode.open()
        let analyst = try Anpr.Counter(node.desk, AnprNode.analyst)
        let added = try await analyst.watch(Self.watch)
        #expect(added.value == 1)
        let feeder = try Anpr.Counter(node.desk, Self.feeder)
        let lines = "2026-11-23T11:59:58Z,C1,AB00XYZ,96,2,p/1.jpg\n2026-11-23T11:59:59Z,C1,CD01EFG\nnever,C1,AB00XYZ\n"
        let (fed, entry) = try await feeder.feed(lines)
        #expect(fed.added == 2 && fed.refused == 1 && fed.hits == 1)
        #expect(try await node.acts().last?.index == entry)
        let look = try await analyst.lookAtWatch().content
        let hit = try #require(look.hits.first)
        #expect(hit.pass.plate == "AB00XYZ" && hit.pass.patch == "p/1.jpg" && hit.verdict.isEmpty)
        let before = "\(Anpr.hits(look, token: "t"))"
        #expect(before.contains("Look at the plate") && !before.contains("observe and report"))
        try await analyst.check(hit.id, isRight: true)
        await #expect(throws: Fault.self) { try await analyst.check(hit.id, isRight: false) }
        let after = "\(Anpr.hits(try await analyst.lookAtWatch().content, token: "t"))"
        #expect(after.contains("observe and report"))
        let question = [
            "kind": "history", "plate": "AB00XYZ", "item": "IR-26-0417", "grading": "2 B P", "to": "2026-11-23",
        ]
        let found = try await analyst.ask(try Anpr.Question(question, today: node.desk.today))
        #expect(found.kept.answer?.passes.map(\.camera) == ["C1"])
        // Fed again, nothing is doubled.
        _ = try await feeder.feed(lines)
        let again = try await analyst.ask(try Anpr.Question(question, today: node.desk.today))
        #expect(again.kept.answer?.passes.count == 1)
        await #expect(throws: Fault.self) { try await analyst.feed(lines) }
        try await analyst.unwatch(1)
        #expect(try await feeder.feed(lines).fed.hits == 0)
    }

    @Test("Reads of vehicles of interest go on being shown while their officer is signed in, and no longer")
    func stream() async throws {
        let node = try await TestNode.open()
        _ = try await Anpr.Counter(node.desk, AnprNode.analyst).watch(Self.watch)
        var visit = Visit(requester: AnprNode.analyst, desk: node.desk)
        let entries = try await node.acts().count
        visit.isStill = { (try? await node.acts().count) ?? 0 < entries + 4 }
        var events = try await Anpr.hitStream(visit).makeAsyncIterator()
        let feeder = try Anpr.Counter(node.desk, Self.feeder)
        _ = try await feeder.feed("2026-11-23T11:59:58Z,C1,AB00XYZ\n")
        #expect(try await events.next() != nil)
        // The look, the feed and the look again are three entries; after a fourth they count as signed out.
        _ = try await feeder.feed("2026-11-23T11:59:59Z,C1,AB00XYZ\n")
        #expect(try await events.next() == nil)
    }

    @Test("A vehicle of interest has owner, reason, item, instruction and an end within the days of the table")
    func list() async throws {
        let node = try await TestNode.open()
        let analyst = try Anpr.Counter(node.desk, AnprNode.analyst)
        for (field, wrong) in [
            ("plate", "??"), ("item", ""), ("grading", "9"), ("reason", "so"), ("instruction", "ram it"),
            ("expires", "2027-11-30"), ("expires", "2026-11-01"),
        ] {
            await #expect(throws: Fault.self, "\(field)") {
                try await analyst.watch(Self.watch.merging([field: wrong]) { $1 })
            }
        }
        _ = try await analyst.watch(Self.watch)
        let watch = try #require(try await analyst.lookAtWatch().content.watches.first)
        #expect(watch.owner == "7712" && watch.plate == "AB00XYZ" && watch.instruction == .report)
        node.clock.advance(seconds: 9 * 86_400)
        #expect(try await analyst.lookAtWatch().content.watches.isEmpty)
    }

    @Test("A product rests on what was selected, puts safeguarding first, and what it led to counts by area")
    func product() async throws {
        let anpr = try await AnprNode.open()
        let pair = try #require(anpr.traffic.truth.convoys.first)
        let id = try await anpr.ask(.convoy, ["plate": pair[0]]).kept.id
        let counter = try anpr.counter
        let words = ["assessment": "two vehicles supply the town together", "grading": "2 C P", "area": "Leeds"]
        await #expect(throws: Fault.self) { try await counter.make(words, of: id) }
        let exploited = [
            "plate": pair[1], "note": "a boy of about 15 in the front", "exploited": "1", "referral": "MASH-2026-118",
        ]
        _ = try await counter.select(exploited, of: id)
        let first = try await counter.make(words, of: id)
        let look = try await counter.look(at: nil).content
        let report = try #require(look.products.first).report(entry: 1)
        for words in ["SAFEGUARDING FIRST", "MASH-2026-118", "2 C P", "Chance alone", "What else would explain it"] {
            #expect(report.contains(words), "\(words)")
        }
        await #expect(throws: Fault.self) {
            try await counter.watch(Self.watch.merging(["plate": pair[1], "instruction": "stop if safe"]) { $1 })
        }
        let second = try await counter.make(words, of: id)
        try await counter.tell(["product": "\(first)", "outcome": "stop, no find"])
        try await counter.tell(["product": "\(second)", "outcome": "safeguarding"])
        await #expect(throws: Fault.self) { try await counter.tell(["product": "\(first)", "outcome": "stop, find"]) }
        let outcome = try #require(try await counter.look(at: nil).content.outcomes.first)
        #expect(outcome.area == "Leeds" && outcome.noFindRate == 1 && outcome.counts[.safeguarding] == 1)
    }
}
