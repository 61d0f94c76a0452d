import CapabilityKit
import PageKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities

/// The pages of the rooms that watch over disclosure, as agreed: with something in them, and with nothing.
@Suite("Golden pages of recall, retention, oversight and authority") struct RoomPageGoldenTests {
    static let daniel = TestRecords.person("1", "Daniel", "Okafor")
    static let steward = TestOfficers.steward.asking(for: "data.rectification", reference: "case 12")
    static let reader = TestOfficers.cleared.asking()
    static let standards = TestOfficers.standards.asking(for: "audit.conduct", reference: "PSD 5")
    static let clerk = TestOfficers.clerk.asking(for: "data.retention", reference: "review 3")
    static let manager = TestOfficers.manager.asking(for: "incident.respond")

    static func visit(_ node: TestDesk, _ requester: Requester) -> Visit {
        var visit = Visit(requester: requester, desk: node.desk)
        visit.formToken = "0123456789abcdef"
        return visit
    }

    /// Compares the body of a page, a tag a line, so that a difference can be read.
    static func expect(_ page: Page, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let text = page.title + "\n" + page.body.source.replacing("><", with: ">\n<") + "\n"
        let difference = try Golden.difference(text, from: name)
        #expect(difference == nil, sourceLocation: location)
    }

    @Test("Recalls: one that waits, one acknowledged, and the list of who has not answered")
    func recall() async throws {
        let node = try await TestDesk.open()
        try await Self.expect(Recall.inboxPage(Self.visit(node, Self.reader)), "recall-empty.html")
        try await node.collect([Self.daniel])
        _ = try await node.desk.search("okafor", limit: 5, for: Self.reader)
        for kind in [RecallKind.wrong, .restricted] {
            _ = try await node.desk.mark(
                Self.daniel.id,
                as: kind,
                attribute: kind == .wrong ? .birthDate : nil,
                reason: "a <clerk's> slip",
                power: "DPA 2018 s.46",
                for: Self.steward
            )
            if kind == .wrong {
                _ = try await node.desk.acknowledgeRecall(3, did: "told the team", for: Self.reader)
            }
        }
        node.clock.advance(seconds: 2 * 86_400)
        try await Self.expect(Recall.inboxPage(Self.visit(node, Self.reader)), "recall-inbox.html")
        try await Self.expect(Recall.outstandingPage(Self.visit(node, Self.steward)), "recall-outstanding.html")
        try await Self.expect(
            Recall.outstandingPage(Self.visit(node, Self.manager)),
            "recall-outstanding-reader.html"
        )
    }

    @Test("Retention: nothing due, one due for a reason that may be told, one for a reason that may not")
    func retention() async throws {
        let node = try await TestDesk.open()
        try await Self.expect(Retention.duePage(Self.visit(node, Self.clerk)), "retention-empty.html")
        for (key, surname, marking) in [("1", "Okafor", Marking.official), ("2", "Hall", .officialSensitive)] {
            var person = TestRecords.person(key, "Daniel", surname)
            person.recordedAt = Timestamp(rfc3339: "2012-01-01T10:00:00Z")
            var event = TestRecords.thing(
                .event,
                "E\(key)",
                [Fact(.eventType, raw: "Assault"), Fact(.startedAt, raw: "x", standard: "2012-01-01T09:00:00Z")]
            )
            event.marking = marking
            let role = TestRecords.tie(.role, "R\(key)", person, to: event, [Fact(.role, raw: "suspect")])
            try await node.collect([person, event, role])
        }
        try await Self.expect(Retention.duePage(Self.visit(node, Self.clerk)), "retention-due.html")
    }

    @Test("Oversight: one's own page, that of professional standards, a trail, and signals")
    func oversight() async throws {
        let node = try await TestDesk.open()
        try await Self.expect(Oversight.ownPage(Self.visit(node, Self.reader)), "oversight-own-empty.html")
        try await node.collect([TestRecords.person("5", "Sam", "Holt")])
        _ = try await node.desk.search("sam holt", limit: 5, for: Self.reader)
        try await Self.expect(Oversight.ownPage(Self.visit(node, Self.reader)), "oversight-own.html")
        try await Self.expect(Oversight.ownPage(Self.visit(node, Self.standards)), "oversight-standards.html")
        var whom = Self.visit(node, Self.standards)
        whom.path = ["officer": "13-4821"]
        try await Self.expect(Oversight.officerPage(whom), "oversight-officer.html")
        try await Self.expect(Oversight.signalsPage(Self.visit(node, Self.standards)), "oversight-signals.html")
    }

    @Test("Authority: with nothing of one's own, with an emergency to justify and one to authorise, and everybody's")
    func authority() async throws {
        let node = try await TestDesk.open()
        try await Self.expect(Authorisation.ownPage(Self.visit(node, Self.reader)), "authority-empty.html")
        let words = "a child is said to be held in the house"
        let caller = TestOfficers.callTaker.asking(for: "incident.respond")
        _ = try await node.desk.perform(.emergency(words: words), for: caller)
        let ask = AuthorityAct.ask(kind: "official-sensitive", words: "the report names <him>")
        _ = try await node.desk.perform(ask, for: TestOfficers.untrained.asking())
        try await Self.expect(Authorisation.ownPage(Self.visit(node, caller)), "authority-own.html")
        try await Self.expect(Authorisation.ownPage(Self.visit(node, Self.manager)), "authority-waiting.html")
        try await Self.expect(Authorisation.overviewPage(Self.visit(node, Self.manager)), "authority-overview.html")
    }
}
