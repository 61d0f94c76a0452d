import CapabilityKit
import Ledger
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Judging records") struct JudgingTests {
    static let pair = ReviewTrial.pair(ReviewTrial.here, ReviewTrial.there)
    static let strangers = ReviewTrial.pair(ReviewTrial.stranger, ReviewTrial.other)

    static func found(_ words: String, _ node: TestDesk) async throws -> [Int] {
        try await node.desk.search(words, limit: 9, for: TestOfficers.cleared.asking()).content.map(\.members.count)
    }

    @Test("Called different, one person is two on the next request", arguments: TestDatabase.allCases)
    func different(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        #expect(try await Self.found("okafor", node) == [2])
        let judged = try await node.judge(Self.pair, .different)
        #expect(judged.effect == .parted)
        #expect(Set(judged.persons).count == 2)
        #expect(try await Self.found("okafor", node) == [1, 1])
        let alone = try await node.desk.person(ReviewTrial.here.alone, for: TestOfficers.cleared.asking())
        #expect(alone.content.members.map(\.nominal.record.id) == [ReviewTrial.here.id])
    }

    @Test(
        "Called the same, two persons are one on the next request, and the join is the person's own",
        arguments: TestDatabase.allCases
    )
    func same(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        #expect(try await Self.found("zephaniah", node) == [1])
        let judged = try await node.judge(Self.strangers, .same)
        #expect(judged.effect == .joined)
        #expect(Set(judged.persons).count == 1)
        #expect(try await Self.found("zephaniah", node) == [2])
        #expect(try await Self.found("quillfeather", node) == [2], "the index knows both names of one person")
        let person = try await node.desk.person(try #require(judged.persons.first), for: TestOfficers.cleared.asking())
        #expect(person.content.joins.map(\.madeBy) == [.person(officer: "9001")])
    }

    @Test("Not sure changes nobody, and counts as seen", arguments: TestDatabase.allCases)
    func unsure(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        try await node.setEdge(Self.strangers, bits: 1, probability: 0.66)
        let before = try await node.memberships()
        #expect(try await node.queue().map(\.pair).contains(Self.strangers))
        #expect(try await node.judge(Self.strangers, .unsure).effect == .unchanged)
        #expect(try await node.memberships() == before)
        #expect(try await !node.queue().map(\.pair).contains(Self.strangers))
    }

    @Test("The latest judgement counts, and the earlier ones stay to be read", arguments: TestDatabase.allCases)
    func latest(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        try await node.judge(Self.pair, .different)
        let before = try await node.judgementRows()
        // The clock of the test stands still: the second is still the later one.
        #expect(try await node.judge(Self.pair, .same).effect == .joined)
        let after = try await node.judgementRows()
        #expect(after.count == 2)
        #expect(after.first == before.first, "an earlier judgement is not touched")
        #expect(try await Self.found("okafor", node) == [2])
        let shown = try await node.desk.pairForReview(Self.pair, blind: true, for: ReviewTrial.steward).content
        #expect(shown.earlier.map(\.verdict) == [.same, .different])
        #expect(shown.standing?.verdict == .same)
    }

    @Test("A judgement survives a new joining of everything, whoever made it", arguments: TestDatabase.allCases)
    func survives(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        try await node.judge(Self.pair, .different)
        try await node.judge(Self.strangers, .same, by: ReviewTrial.analyst)
        let judged = try await node.memberships()
        let made = try await node.desk.combine(for: ReviewTrial.steward)
        #expect(made.people == 3)
        #expect(try await node.memberships() == judged)
        #expect(try await node.judgementRows().count == 2)
        #expect(try await Self.found("okafor", node) == [1, 1])
    }

    @Test("Taken back, what counted before counts again, and nothing is deleted", arguments: TestDatabase.allCases)
    func undo(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        try await node.judge(Self.pair, .different, by: ReviewTrial.analyst)
        try await node.judge(Self.pair, .same, reason: "same PNC photograph")
        #expect(try await Self.found("okafor", node) == [2])
        let undone = try #require(try await node.desk.withdrawJudgement(for: ReviewTrial.steward))
        #expect(undone.effect == .parted)
        #expect(try await Self.found("okafor", node) == [1, 1], "the analyst's judgement counts again")
        #expect(try await node.judgementRows().count == 3)
        #expect(
            try await node.desk.withdrawJudgement(for: ReviewTrial.steward) == nil,
            "others' are not theirs to undo"
        )
        let last = try #require(try await node.ledger.acts().last { $0.kind == "combination" })
        #expect(last.details?["verdict"] == "withdrawn")
        #expect(last.details?["undoes"] != nil)
        _ = try await node.desk.combine(for: ReviewTrial.steward)
        #expect(try await Self.found("okafor", node) == [1, 1], "a new joining knows what was taken back")
    }

    @Test(
        "A judgement is in the log as combination before it takes effect, with what was seen",
        arguments: TestDatabase.allCases
    )
    func logged(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        let shown = try await node.desk.pairForReview(Self.pair, blind: false, for: ReviewTrial.steward)
        node.clock.advance(seconds: 42)
        let judged = try await node.desk.judge(
            Self.pair,
            .different,
            reason: "different photographs",
            showing: shown.entry,
            for: ReviewTrial.steward
        )
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.index == judged.judgement.entry)
        #expect((act.kind, act.action, act.officer) == ("combination", "review.judge", "9001"))
        #expect(act.details?["verdict"] == "different")
        #expect(act.details?["reason"] == "different photographs")
        #expect(act.details?["blind"] == "no")
        #expect(act.details?["seconds"] == "42")
        #expect(act.details?["showing"] == "\(shown.entry)")
        let named = Set(["a", "b"].compactMap { act.details?[$0] })
        #expect(named == ["13/niche/person/1@1", "06/rms/person/77@1"])
        #expect(Double(act.details?["probability"] ?? "").map { $0 > 0.9 } == true)
        #expect(try await node.count("SELECT MAX(entry) FROM records_judgement") == Int64(judged.judgement.entry))
    }

    @Test(
        "When the log cannot be written no judgement is stored and nobody is parted",
        arguments: TestDatabase.allCases
    )
    func withoutLog(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        let shown = try await node.desk.pairForReview(Self.pair, blind: true, for: ReviewTrial.steward)
        let before = try await node.memberships()
        node.breakLog()
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.judge(Self.pair, .different, showing: shown.entry, for: ReviewTrial.steward)
        }
        #expect(fault?.code == .ledgerStopped)
        #expect(try await node.memberships() == before)
        #expect(try await node.judgementRows().isEmpty)
    }

    @Test("Nobody judges what was not shown to them; the refusal is in the log")
    func notShown() async throws {
        let node = try await ReviewTrial.node()
        let shown = try await node.desk.pairForReview(Self.pair, blind: true, for: ReviewTrial.steward)
        let attempts: [(RecordPair, UInt64, Requester)] = [
            (Self.strangers, shown.entry, ReviewTrial.steward),
            (Self.pair, shown.entry, ReviewTrial.analyst),
            (Self.pair, 0, ReviewTrial.steward),
            (Self.pair, .max, ReviewTrial.steward),
        ]
        for (pair, showing, requester) in attempts {
            let fault = await #expect(throws: Fault.self) {
                try await node.desk.judge(pair, .different, showing: showing, for: requester)
            }
            #expect(fault?.code == .notShown)
            #expect(try await node.ledger.acts().last?.kind == "refusal")
        }
        #expect(try await node.judgementRows().isEmpty)
    }

    @Test("A form that was sent twice judges once")
    func once() async throws {
        let node = try await ReviewTrial.node()
        let shown = try await node.desk.pairForReview(Self.pair, blind: true, for: ReviewTrial.steward)
        let first = try await node.desk.judge(Self.pair, .different, showing: shown.entry, for: ReviewTrial.steward)
        let size = await node.ledger.size
        let again = try await node.desk.judge(Self.pair, .same, showing: shown.entry, for: ReviewTrial.steward)
        #expect(again.judgement == first.judgement)
        #expect(again.effect == .unchanged)
        #expect(await node.ledger.size == size)
        #expect(try await node.judgementRows().count == 1)
    }

    @Test("To judge against somebody else's judgement needs a reason; to agree with it does not")
    func overrule() async throws {
        let node = try await ReviewTrial.node()
        try await node.judge(Self.pair, .different, by: ReviewTrial.analyst)
        let fault = await #expect(throws: Fault.self) { try await node.judge(Self.pair, .same, reason: "  ") }
        #expect(fault?.code == .reasonNeeded)
        #expect(try await node.judge(Self.pair, .different).effect == .unchanged)
        #expect(try await node.judge(Self.pair, .same, reason: "same fingerprints").effect == .joined)
        let long = await #expect(throws: Fault.self) {
            try await node.judge(Self.pair, .same, reason: String(repeating: "a", count: 501))
        }
        #expect(long?.code == .reasonLong)
    }

    @Test("A judgement that others forbid is kept, said to be so, and asked first")
    func contradicted() async throws {
        let node = try await ReviewTrial.node()
        let third = ReviewTrial.pair(ReviewTrial.here, ReviewTrial.stranger)
        let against = ReviewTrial.pair(ReviewTrial.there, ReviewTrial.stranger)
        try await node.judge(Self.pair, .same)
        try await node.judge(against, .different)
        let judged = try await node.judge(third, .same)
        let together = Set(judged.persons).count == 1
        // One of the two cannot be followed, and that one is put before a person again.
        let queue = try await node.queue(blind: false)
        #expect(queue.first?.opinion?.cause == .contradicted)
        #expect(queue.first?.pair == (together ? Self.pair : third))
        #expect(judged.effect == (together ? .joined : .contradicted))
        _ = try await node.desk.combine(for: ReviewTrial.steward)
        #expect(try await node.queue(blind: false).first?.opinion?.cause == .contradicted)
    }

    @Test("An officer of enquiries, a clerk and an analyst for another purpose judge nothing and see no queue")
    func refused() async throws {
        let node = try await ReviewTrial.node()
        let clerk = Officer(number: "5", name: "A Clerk", force: TestOfficers.force("13"), roles: ["records_clerk"])
        let askers = [
            TestOfficers.cleared.asking(), clerk.asking(for: "data.quality"),
            TestOfficers.analyst.asking(for: "intelligence.develop"), TestOfficers.analyst.asking(for: "vetting"),
            TestOfficers.steward.asking(for: "data.quality", reference: ""),
        ]
        for asker in askers {
            for work in [
                { try await node.desk.pairForReview(Self.pair, blind: true, for: asker).entry },
                { try await node.desk.reviewQueue(limit: 5, blind: true, for: asker).entry },
                { try await node.desk.judge(Self.pair, .same, showing: 0, for: asker).judgement.entry },
            ] as [@Sendable () async throws -> UInt64] {
                let fault = await #expect(throws: Fault.self) { try await work() }
                #expect(fault?.code == .notPermitted)
                #expect(try await node.ledger.acts().last?.kind == "refusal")
            }
        }
    }
}

extension TestDesk {
    /// The questions that are left, in their order.
    func queue(blind: Bool = true, _ filter: ReviewFilter = ReviewFilter()) async throws -> [ReviewQueue.Line] {
        try await desk.reviewQueue(filter, limit: 500, blind: blind, for: ReviewTrial.steward).content.next
    }
}
