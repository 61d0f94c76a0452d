import CapabilityKit
import Federation
import Store
import TestKit
import Testing
import Vocabulary

/// A row that cannot be written after its entry is durable: a full disk, a lock held too long.
@Suite("Rows of exchanges that cannot be written") struct ExchangeDurabilityTests {
    /// A fault of the database: every change of the kind fails until it is mended.
    private static func fail(_ node: TestDesk, _ trigger: SQL) async throws { try await node.write(trigger) }

    private static func mend(_ node: TestDesk) async throws { try await node.write("DROP TRIGGER broken") }

    private static func owner() async throws -> (node: TestDesk, question: Question) {
        let nation = try await TestNation.open(["13", "14"], isRunning: false)
        try await nation["14"].collect([TestRecords.person("7", "Daniel", "Okafor", force: "14")])
        return (nation["14"], try AskingTests.question())
    }

    private static let manager = TestOfficers.manager.asking(for: "incident.respond")

    @Test("An answer whose row cannot be written leaves once, is not given otherwise, and survives a start")
    func answered() async throws {
        let (node, question) = try await Self.owner()
        try await Self.fail(
            node,
            """
            CREATE TRIGGER broken BEFORE UPDATE ON exchange_given WHEN NEW.answer_entry >= 0
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """
        )
        let first = try await node.desk.answer(question)
        await node.desk.tellOutcomes()
        // While its row cannot be written nobody goes by it.
        await #expect(throws: (any Error).self) { try await node.desk.answer(question) }
        await node.desk.tellOutcomes()
        try await Self.mend(node)
        let again = try await node.reopened()
        #expect(try await again.answer(question) == first)
        #expect(try await node.desk.answer(question) == first)
        #expect(try await node.ledger.acts().count { $0.disclosure == question.disclosure } == 1)
    }

    @Test("What became of an answer, once logged, counts though its row cannot be written")
    func settled() async throws {
        let (node, question) = try await Self.owner()
        _ = try await node.desk.answer(question)
        await node.desk.tellOutcomes()
        try await Self.fail(
            node,
            """
            CREATE TRIGGER broken BEFORE UPDATE ON exchange_given WHEN NEW.outcome <> ''
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """
        )
        let shown = Settlement(disclosure: question.disclosure, asker: question.asker, outcome: .shown, entry: 4)
        try await node.desk.settled(shown)
        await node.desk.tellOutcomes()
        try await Self.mend(node)
        let again = try await node.reopened()
        let late = await #expect(throws: Fault.self) { try await again.answer(question) }
        #expect(late?.code == .alreadySettled)
        try await again.settled(shown)
        #expect(try await node.ledger.acts().count { $0.action == "exchange.settle" } == 1)
    }

    @Test("What was asked and what came of it is read from the log where its rows could not be written")
    func asked() async throws {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        try await nation["14"].collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        await nation.ways.holdSettlements(true)
        let asker = nation["13"], asking = TestOfficers.cleared.asking()
        try await Self.fail(
            asker,
            """
            CREATE TRIGGER broken BEFORE INSERT ON exchange_asked
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """
        )
        let open = try await asker.desk.askAll("okafor", limit: 20, for: asking)
        var state = await open.now
        while !state.isOver { state = await open.next(after: state.revision) }
        while await nation.ways.tries["14"] == nil { try await Task.sleep(for: .milliseconds(5)) }
        await asker.desk.tellOutcomes()
        #expect(try await asker.count("SELECT COUNT(*) FROM exchange_asked") == 0)
        try await Self.mend(asker)
        let again = try await asker.reopened()
        await nation.ways.holdSettlements(false)
        await again.tellOutcomes()
        #expect(await nation.ways.settled.map(\.outcome) == [.shown])
        // Who waits for an owner waits for it still, and is given what is released.
        #expect(try await again.waitingForOwners(for: asking).content.map(\.disclosure) == [open.disclosure])
        let force = TestOfficers.force("13")
        _ = try await nation["14"].desk.decide(
            open.disclosure,
            of: force,
            release: true,
            words: "needed",
            for: Self.manager
        )
        let revived = try #require(try await again.question(open.disclosure, for: asking))
        try await again.askOwnersAgain(revived, for: asking)
        #expect(await revived.now.people.count == 1)
    }

    @Test("A decision that is logged is made, once, though its row cannot be written")
    func decided() async throws {
        let nation = try await TestNation.open(["13", "14"], isRunning: false)
        let node = nation["14"], question = try AskingTests.question(), asker = TestOfficers.force("13")
        try await node.collect([TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)])
        #expect(try await node.desk.answer(question).state.code == "ask_owner")
        try await Self.fail(
            node,
            """
            CREATE TRIGGER broken BEFORE UPDATE ON exchange_request WHEN NEW.outcome IN ('released', 'declined')
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """
        )
        let made = try await node.desk.decide(
            question.disclosure,
            of: asker,
            release: true,
            words: "needed",
            for: Self.manager
        )
        #expect(made.outcome == .released)
        await node.desk.tellOutcomes()
        let second = await #expect(throws: Fault.self) {
            try await node.desk.decide(
                question.disclosure,
                of: asker,
                release: false,
                words: "not needed",
                for: Self.manager
            )
        }
        #expect(second?.code == .noSuchRequest)
        try await Self.mend(node)
        let again = try await node.reopened()
        let request = try #require(try await again.ownerRequests(for: Self.manager).content.first)
        #expect(request.outcome == .released && request.words == "needed")
        #expect(request.releases == ["14/niche/person/7"])
        #expect(try await node.ledger.acts().count { $0.action == "nation.decide" && $0.kind == "alteration" } == 1)
    }

    @Test("A decision that cannot be logged is not made: the request waits")
    func undecided() async throws {
        let nation = try await TestNation.open(["13", "14"], isRunning: false)
        let node = nation["14"], question = try AskingTests.question(), asker = TestOfficers.force("13")
        try await node.collect([TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)])
        _ = try await node.desk.answer(question)
        node.breakLog()
        await #expect(throws: Fault.self) {
            try await node.desk.decide(
                question.disclosure,
                of: asker,
                release: true,
                words: "needed",
                for: Self.manager
            )
        }
        #expect(try await node.count("SELECT COUNT(*) FROM exchange_request WHERE outcome = 'waiting'") == 1)
    }

    @Test("Another force's recall is one entry though the row that names it cannot be written")
    func recalled() async throws {
        let (node, _) = try await Self.owner()
        let told = ForceRecall(
            owner: TestOfficers.force("13"),
            entry: 9,
            at: TestClock.noon,
            kind: "restricted",
            attribute: nil,
            records: ["13/niche/person/9@1"],
            reason: "contested\u{202E}\nby the\u{7} subject",
            power: "DPA 2018 s.46(4)"
        )
        try await Self.fail(
            node,
            """
            CREATE TRIGGER broken BEFORE INSERT ON exchange_recall
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """
        )
        let known = try await node.desk.receive(told)
        await node.desk.tellOutcomes()
        try await Self.mend(node)
        let again = try await node.reopened()
        #expect(try await again.receive(told).entry == known.entry)
        #expect(try await node.desk.receive(told).entry == known.entry)
        let acts = try await node.ledger.acts().filter { $0.action == "recall.mark" }
        #expect(acts.count == 1)
        #expect(acts.first?.details?["reason"] == "contested by the subject")
    }

    @Test("An answer is kept until it is settled and no longer; what nobody settles is cleared by the rule of its day")
    func kept() async throws {
        var rules = TestNation.quick
        let rule = ExchangeRules.KeptRule(
            unsettledDays: 31,
            questionDays: 31,
            requestDays: 60,
            from: "2026-02-05",
            source: "a test"
        )
        rules.kept = [rule]
        let nation = try await TestNation.open(["13", "14"], rules: rules, isRunning: false)
        let node = nation["14"]
        try await node.collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14"),
            TestRecords.person("8", "Ivy", "Zephaniah", force: "14", marking: .officialSensitive),
        ])
        let kept: SQL = "SELECT COUNT(*) FROM exchange_given WHERE answer <> ''"
        let digests: SQL = "SELECT COUNT(*) FROM exchange_given WHERE answer_digest <> ''"
        let question = try AskingTests.question()
        _ = try await node.desk.answer(question)
        #expect(try await node.count(kept) == 1)
        let shown = Settlement(disclosure: question.disclosure, asker: question.asker, outcome: .shown, entry: 4)
        try await node.desk.settled(shown)
        #expect(try await node.count(kept) == 0)
        #expect(try await node.count(digests) == 1)

        var other = try AskingTests.question("zephaniah")
        other.disclosure = "11112233445566778899aabbccddeeff"
        _ = try await node.desk.answer(other)
        _ = try await node.desk.decide(
            other.disclosure,
            of: other.asker,
            release: false,
            words: "no",
            for: Self.manager
        )
        #expect(try await node.desk.clearExchanges() == 0)
        node.clock.advance(seconds: 40 * 86_400)
        #expect(try await node.desk.clearExchanges() == 1)
        #expect(try await node.count(kept) == 0)
        #expect(try await node.desk.ownerRequests(for: Self.manager).content.count == 1)
        node.clock.advance(seconds: 40 * 86_400)
        #expect(try await node.desk.clearExchanges() == 1)
        #expect(try await node.desk.ownerRequests(for: Self.manager).content.isEmpty)
        #expect(try await node.ledger.acts().count { $0.action == "exchange.clear" } == 2)
        #expect(try await node.desk.clearExchanges() == 0)
    }
}
