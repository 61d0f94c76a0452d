import CapabilityKit
import Federation
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Settling exchanges at the Desk") struct ExchangeSettlingTests {
    private static let asking = TestOfficers.cleared.asking()

    /// Force 13 has asked and 14 has answered; nobody has been told what became of it.
    private static func asked(sensitive: Bool = false) async throws -> (nation: TestNation, open: OpenQuestion) {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        let marking: Marking = sensitive ? .officialSensitive : .official
        try await nation["14"].collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: marking)
        ])
        await nation.ways.holdSettlements(true)
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: asking)
        var state = await open.now
        while !state.isOver { state = await open.next(after: state.revision) }
        // The first telling follows the end.
        while await nation.ways.tries["14"] == nil { try await Task.sleep(for: .milliseconds(5)) }
        return (nation, open)
    }

    private static func acts(_ desk: TestDesk, _ open: OpenQuestion) async throws -> [String] {
        try await desk.ledger.acts().filter { $0.disclosure == open.disclosure }.map(\.action)
    }

    @Test("A force that cannot be told is told again at growing intervals, not at every chance")
    func backoff() async throws {
        let (nation, _) = try await Self.asked()
        let desk = nation["13"].desk
        let began = ContinuousClock.now
        for _ in 0..<20 { await desk.tellOutcomes() }
        let early = await nation.ways.tries["14"] ?? 0
        // The clock runs on: once at the end and once more, then after 1, 2, 4 … seconds.
        let passed = Int((ContinuousClock.now - began) / .seconds(1))
        #expect(early <= 3 + (passed + 1).bitWidth - (passed + 1).leadingZeroBitCount)
        #expect(early < 20)
        nation["13"].clock.advance(seconds: 1 << early)
        await desk.tellOutcomes()
        #expect(await nation.ways.tries["14"] == early + 1)
        await nation.ways.holdSettlements(false)
        nation["13"].clock.advance(seconds: 7 * 86_400)
        await desk.tellOutcomes()
        #expect(try await desk.unsettledAnswers().isEmpty)
        #expect(await nation.ways.settled.count == 1)
    }

    @Test(
        "A force that knows another outcome is told once: an alarm on the status page and in both logs, no more tries"
    )
    func contradicted() async throws {
        let (nation, open) = try await Self.asked()
        let asker = nation["13"].desk, answerer = nation["14"].desk
        let other = Settlement(
            disclosure: open.disclosure,
            asker: TestOfficers.force("13"),
            outcome: .notShown,
            entry: 4_000
        )
        try await answerer.settled(other)
        await nation.ways.holdSettlements(false)
        for _ in 0..<3 {
            nation["13"].clock.advance(seconds: 4_000)
            await asker.tellOutcomes()
        }
        #expect(await nation.ways.settled.count == 1, "told once, refused once")
        #expect(try await Self.acts(nation["13"], open).filter { $0 == "exchange.contradiction" }.count == 1)
        #expect(try await Self.acts(nation["14"], open).filter { $0 == "exchange.contradiction" }.count == 1)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let found = try await asker.unsettled(for: manager).content
        #expect(found.alarms.map(\.what) == [.refusesOutcome] && found.alarms.map(\.force.description) == ["14"])
        #expect(found.answers.allSatisfy { $0.force.description != "14" })
        #expect(try await answerer.unsettled(for: manager).content.alarms.map(\.what) == [.otherOutcome])
        let standing = try await asker.nation(for: manager).content.first { $0.force.description == "14" }
        #expect(standing?.alarms == 1)
        while await nation.ways.raised.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(Set(await nation.ways.raised) == [.refusesOutcome, .otherOutcome])
    }

    @Test("What is settled is not answered again, and another question under its id raises an alarm")
    func afterwards() async throws {
        let nation = try await TestNation.open(["13", "14"], isRunning: false)
        let desk = nation["14"].desk
        let question = try AskingTests.question()
        var other = question
        other.asked = "zephaniah"
        _ = try await desk.answer(question)
        let reused = await #expect(throws: Fault.self) { try await desk.answer(other) }
        #expect(reused?.code == .disclosureReused)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        #expect(try await desk.unsettled(for: manager).content.alarms.map(\.what) == [.otherQuestion])
        let shown = Settlement(disclosure: question.disclosure, asker: question.asker, outcome: .shown, entry: 4)
        try await desk.settled(shown)
        let late = await #expect(throws: Fault.self) { try await desk.answer(question) }
        #expect(late?.code == .alreadySettled)
    }

    @Test("Two people decide one request at once: one does, and the other is told", arguments: TestDatabase.allCases)
    func decidedOnce(database: TestDatabase) async throws {
        let force = TestOfficers.force("14"), asker = TestOfficers.force("13")
        let neighbours = Neighbours(
            force: force,
            peers: TestPeers(),
            connected: [asker, force],
            rules: TestNation.quick
        )
        let owner = try await TestDesk.open(database, force: "14", neighbours: neighbours)
        try await owner.collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        let question = try AskingTests.question()
        #expect(try await owner.desk.answer(question).state.code == "ask_owner")
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let decided = await withTaskGroup(of: Bool.self) { group in
            for place in 0..<8 {
                group.addTask {
                    let made = try? await owner.desk.decide(
                        question.disclosure,
                        of: asker,
                        release: place.isMultiple(of: 2),
                        words: "person \(place)",
                        for: manager
                    )
                    return made != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(decided == 1)
        let acts = try await owner.ledger.acts().filter { $0.action == "nation.decide" && $0.kind == "alteration" }
        #expect(acts.count == 1)
        let request = try #require(try await owner.desk.ownerRequests(for: manager).content.first)
        #expect(request.words == acts.first?.details?["why"])
    }

    @Test("Only what the owner named is released, though more has come since")
    func releasedAsNamed() async throws {
        let (nation, open) = try await Self.asked(sensitive: true)
        let asker = nation["13"], owner = nation["14"]
        await nation.ways.holdSettlements(false)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        _ = try await owner.desk.decide(
            open.disclosure,
            of: TestOfficers.force("13"),
            release: true,
            words: "needed",
            for: manager
        )
        try await owner.collect([
            TestRecords.person("8", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        let revived = try #require(try await asker.desk.question(open.disclosure, for: Self.asking))
        try await asker.desk.askOwnersAgain(revived, for: Self.asking)
        #expect(
            await revived.now.people.flatMap(\.members).map(\.nominal.record.id.description) == ["14/niche/person/7"]
        )
        // It is an exchange of its own, decided by the rules of now, and both logs have it whole.
        let released = try await owner.ledger.acts().last { $0.details?["released by"] != nil }
        #expect(released?.disclosure != open.disclosure && released?.details?["continues"] == open.disclosure)
        let theirs = try await asker.ledger.acts().filter { $0.disclosure == released?.disclosure }
        #expect(theirs.contains { $0.released == ["14/niche/person/7@1"] })
        #expect(theirs.allSatisfy { !$0.rules.isEmpty || $0.action != "search.find" } && !theirs.isEmpty)
    }

    @Test("What owners decided is asked for by the rules of now, and once, however many open it")
    func askedAgain() async throws {
        let (nation, open) = try await Self.asked(sensitive: true)
        let owner = nation["14"]
        await nation.ways.holdSettlements(false)
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        let asker = TestOfficers.force("13")
        _ = try await owner.desk.decide(open.disclosure, of: asker, release: true, words: "needed", for: manager)
        // Whoever has lost their role since is refused here, and nobody is asked.
        var former = Self.asking
        former.officer.roles = []
        let before = try await nation["13"].ledger.acts().count, unfit = former
        let fault = await #expect(throws: Fault.self) {
            try await nation["13"].desk.askOwnersAgain(open, for: unfit)
        }
        #expect(fault?.code == .notPermitted)
        #expect(try await nation["13"].ledger.acts().dropFirst(before).map(\.kind) == ["refusal"])
        // The same officer with another role that is permitted is the same officer.
        var promoted = Self.asking
        promoted.officer.roles.insert("duty_manager")
        let again = try await nation["13"].reopened()
        let people = try await withThrowingTaskGroup(of: Int.self) { [promoted] group in
            for _ in 0..<6 {
                group.addTask {
                    let revived = try #require(try await again.question(open.disclosure, for: promoted))
                    try await again.askOwnersAgain(revived, for: promoted)
                    return await revived.now.people.count
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(people == [1, 1, 1, 1, 1, 1])
        #expect(try await owner.ledger.acts().count { $0.details?["released by"] != nil } == 1)
    }

    @Test("A mark made twice at once is one recall, and so are a lifting and what another force tells twice")
    func recalledOnce() async throws {
        let nation = try await TestNation.open(["13", "14"])
        let record = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        try await nation["14"].collect([record])
        let desk = nation["14"].desk
        let steward = Requester(
            officer: Officer(number: "9001", name: "Ann", force: TestOfficers.force("14"), roles: ["data_steward"]),
            authority: Authority(purpose: "data.rectification", reference: "case 7"),
            isFresh: true
        )
        let reason = "contested", power = "DPA 2018 s.46(4)"
        let made = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await desk.mark(record.id, as: .restricted, reason: reason, power: power, for: steward)
                        .notice.entry
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(made.count == 1)
        #expect(try await nation["14"].ledger.acts().count { $0.action == "recall.mark" } == 1)
        let entry = try #require(made.first)
        await withDiscardingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { _ = try? await desk.liftRecall(entry, reason: reason, power: power, for: steward) }
            }
        }
        #expect(
            try await nation["14"].ledger.acts().count { $0.action == "recall.lift" && $0.kind == "alteration" } == 1
        )
        let told = ForceRecall(
            owner: TestOfficers.force("13"),
            entry: 9,
            at: TestClock.noon,
            kind: "restricted",
            attribute: nil,
            records: ["13/niche/person/9@1"],
            reason: reason,
            power: power
        )
        let known = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<8 { group.addTask { try await desk.receive(told).entry } }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(known.count == 1)
    }
}
