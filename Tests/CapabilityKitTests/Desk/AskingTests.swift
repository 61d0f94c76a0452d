import CapabilityKit
import Federation
import TestKit
import Testing
import Vocabulary

@Suite("Asking all forces") struct AskingTests {
    private static let asking = TestOfficers.cleared.asking()

    /// Waits that no busy machine exceeds, for questions that everybody answers.
    private static var patient: ExchangeRules {
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        return rules
    }

    private static func nation(_ rules: ExchangeRules = patient) async throws -> TestNation {
        let nation = try await TestNation.open(rules: rules)
        try await nation["13"].collect([TestRecords.person("1", "Daniel", "Okafor")])
        try await nation["14"].collect([TestRecords.person("7", "Daniel", "Okafor", force: "14")])
        try await nation["06"].collect([TestRecords.person("9", "Ivy", "Zephaniah", force: "06")])
        return nation
    }

    private static func states(_ state: AskedState) -> [String: String] {
        Dictionary(uniqueKeysWithValues: state.forces.map { ($0.force.description, $0.state?.code ?? "waiting") })
    }

    @Test("A question is answered by every force, and both logs have it under one disclosure id")
    func answered() async throws {
        let nation = try await Self.nation()
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        let state = await open.ended()
        let states = Self.states(state)
        #expect(states["13"] == "answered" && states["14"] == "answered" && states["06"] == "nothing_held")
        #expect(states["01"] == "not_asked")
        #expect(Set(state.people.map(\.force.description)) == ["13", "14"])
        let asker = try await nation["13"].ledger.acts().filter { $0.disclosure == open.disclosure }
        let answerer = try await nation["14"].ledger.acts().filter { $0.disclosure == open.disclosure }
        #expect(asker.first?.details?["asked of"] == "06 13 14")
        #expect(asker.contains { $0.details?["from"] == "14" && $0.released == ["14/niche/person/7@1"] })
        #expect(answerer.first?.kind == "disclosure")
        #expect(answerer.first?.released == ["14/niche/person/7@1"])
        #expect(answerer.first?.details?["asker"] == "13")
    }

    @Test("Each answer is settled once at the force that gave it, and nothing is outstanding then")
    func settled() async throws {
        let nation = try await Self.nation()
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        var state = await open.now
        while !state.isOver { state = await open.next(after: state.revision) }
        await nation["13"].desk.finishAsking()
        let outcomes = try await nation["14"].ledger.acts().filter { $0.action == "exchange.settle" }
        #expect(outcomes.map { $0.details?["outcome"] } == ["shown"])
        #expect(outcomes.first?.disclosure == open.disclosure)
        nation["14"].clock.advance(seconds: 60)
        nation["13"].clock.advance(seconds: 60)
        #expect(try await nation["13"].desk.unsettledAnswers().isEmpty)
        #expect(try await nation["14"].desk.unsettledAnswers().isEmpty)
    }

    @Test("A kept answer is not given again when what it told has been recalled since")
    func recalledSince() async throws {
        let nation = try await Self.nation()
        let desk = nation["14"].desk
        let question = try Self.question()
        #expect(try await desk.answer(question).state == .answered(held: 1))
        let steward = Requester(
            officer: Officer(number: "9001", name: "Ann", force: TestOfficers.force("14"), roles: ["data_steward"]),
            authority: Authority(purpose: "data.rectification", reference: "case 7"),
            isFresh: true
        )
        let record = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        _ = try await desk.mark(record.id, as: .erased, reason: "a slip", power: "DPA 2018 s.47(1)", for: steward)
        let again = try await desk.answer(question)
        #expect(again.state.code == "nothing_held" && !again.body.contains("Daniel"))
    }

    @Test("Words that no database holds, from another force, stop neither this node nor its next start")
    func words() async throws {
        let nation = try await Self.nation()
        var question = try Self.question("oka\u{0}for")
        question.body = #"{"limit":20,"text":"oka\u0000for","version":1}"#
        question.officer.number = "48\u{0}21"
        _ = try? await nation["14"].desk.answer(question)
        let again = try await nation["14"].reopened()
        var plain = try Self.question()
        plain.disclosure = "ee112233445566778899aabbccddeeff"
        #expect(try await again.answer(plain).state == .answered(held: 1))
    }

    @Test("What is searched for is what is logged")
    func sameWords() async throws {
        let nation = try await Self.nation()
        var question = try Self.question("zephaniah")
        question.body = #"{"limit":20,"text":"okafor","version":1}"#
        #expect(try await nation["14"].desk.answer(question).state.code == "not_permitted")
    }

    @Test("What became of an answer is said once: another word later is refused, written down, and changes nothing")
    func saidOnce() async throws {
        let nation = try await Self.nation()
        let desk = nation["14"].desk
        let question = try Self.question()
        _ = try await desk.answer(question)
        let shown = Settlement(disclosure: question.disclosure, asker: question.asker, outcome: .shown, entry: 4)
        try await desk.settled(shown)
        try await desk.settled(shown)
        var otherwise = shown
        otherwise.outcome = .notShown
        let fault = await #expect(throws: Fault.self) { try await desk.settled(otherwise) }
        #expect(fault?.code == .settledOtherwise)
        try await desk.settled(shown)
        let acts = try await nation["14"].ledger.acts().filter { $0.disclosure == question.disclosure }
        #expect(acts.map(\.action) == ["search.find", "exchange.settle", "exchange.contradiction"])
    }

    @Test("The same question gets the same answer and one entry; another one with its id is refused")
    func idempotent() async throws {
        let nation = try await Self.nation()
        let desk = nation["14"].desk
        var question = try Self.question()
        question.officer.roles.formUnion(["a", "b", "c", "d", "e"])
        let first = try await desk.answer(question)
        let same = question
        async let second = desk.answer(same)
        async let third = desk.answer(same)
        #expect(try await second == first)
        #expect(try await third == first)
        #expect(try await nation["14"].ledger.acts().count { $0.disclosure == question.disclosure } == 1)
        // Roles are a set: in which order they were written says nothing.
        for _ in 0..<20 {
            var again = question
            again.officer.roles = Set(question.officer.roles.shuffled())
            #expect(try await desk.answer(again) == first)
        }
        var other = question
        other.asked = "zephaniah"
        await #expect(throws: Fault.self) { try await desk.answer(other) }
    }

    @Test("A force that says nothing is named, and its late answer is added and logged before it is seen")
    func late() async throws {
        var rules = TestNation.quick
        rules.lateMilliseconds = 12_000
        let nation = try await Self.nation(rules)
        await nation.ways.silence("14", questions: 1)
        await nation.ways.silence("06")
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        var state = await open.ended()
        #expect(Self.states(state)["06"] == "timed_out")
        while !state.isOver { state = await open.next(after: state.revision) }
        let line = state.forces.first { $0.force.description == "14" }
        #expect(line?.state?.code == "answered" && line?.isLate == true)
        #expect(Self.states(state)["06"] == "timed_out")
        let acts = try await nation["13"].ledger.acts().filter { $0.disclosure == open.disclosure }
        #expect(acts.last?.details?["not shown"] == "06")
    }

    @Test("What cannot be logged is not shown: at the asker, at the answerer")
    func logFails() async throws {
        // No deadline may pass: a force that was only slow would look the same.
        let nation = try await Self.nation()
        nation["14"].breakLog()
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        #expect(Self.states(await open.ended())["14"] == "down")
        let other = try await Self.nation(TestNation.quick)
        other["13"].breakLog()
        await #expect(throws: Fault.self) {
            _ = try await other["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        }
        #expect(try await other["14"].ledger.acts().allSatisfy { $0.action != "search.find" })
    }

    @Test("An answer in another's name, or with another's records, is not taken for one")
    func forged() async throws {
        let nation = try await Self.nation()
        await nation.ways.change("14") { answer in
            var answer = answer
            answer.body = answer.body.replacing("14/niche", with: "06/niche")
            return answer
        }
        await nation.ways.change("06") { answer in
            var answer = answer
            answer.disclosure = "0"
            return answer
        }
        let state = await (try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)).ended()
        #expect(["14", "06"].map { Self.states(state)[$0] } == ["down", "down"])
        #expect(state.people.allSatisfy { $0.force.description == "13" })
    }

    @Test("Another force's rules decide for their own records, and a refusal is logged under the asker's id")
    func refused() async throws {
        let nation = try await Self.nation()
        var question = try Self.question(purpose: "data.quality", officer: TestOfficers.steward)
        let answer = try await nation["14"].desk.answer(question)
        #expect(answer.state.code == "not_permitted" && answer.body.isEmpty)
        let act = try await nation["14"].ledger.acts().first { $0.disclosure == question.disclosure }
        #expect(act?.kind == "refusal")
        // An officer of a third force, vouched for by this one.
        question = try Self.question()
        question.disclosure = "ff112233445566778899aabbccddeeff"
        question.officer.force = TestOfficers.force("06")
        #expect(try await nation["14"].desk.answer(question).state.code == "not_permitted")
    }

    @Test("What was asked when the node stopped is closed on restart as not shown, and both sides know")
    func restart() async throws {
        let nation = try await Self.nation()
        await nation.ways.holdSettlements(true)
        await nation.ways.silence("06")
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: Self.asking)
        // The node stops when all but one have answered.
        var state = await open.now
        while Self.states(state)["13"] != "answered" || Self.states(state)["14"] != "answered" {
            state = await open.next(after: state.revision)
        }
        let again = try await nation["13"].reopened()
        let acts = try await nation["13"].ledger.acts().filter { $0.disclosure == open.disclosure }
        #expect(acts.contains { $0.details?["closed"] == "after a restart" && $0.details?["not shown"] == "06" })
        nation["13"].clock.advance(seconds: 60)
        nation["14"].clock.advance(seconds: 60)
        #expect(Set(try await again.unsettledAnswers().map(\.force.description)).isSuperset(of: ["14", "06"]))
        #expect(try await nation["14"].desk.unsettledAnswers().map(\.disclosure) == [open.disclosure])
        await nation.ways.holdSettlements(false)
        await again.tellOutcomes()
        #expect(try await again.unsettledAnswers().isEmpty)
        #expect(try await nation["14"].desk.unsettledAnswers().isEmpty)
        // Settled before it came: it is not answered any more.
        var question = try Self.question()
        question.disclosure = open.disclosure
        await #expect(throws: Fault.self) { try await nation["06"].desk.answer(question) }
    }

    @Test("A restricted record changes neither the state of an answer nor one byte of it")
    func restricted() async throws {
        let daniel = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        let alias = TestRecords.statement(.alias, "7a", about: daniel, [Fact(.nickname, raw: "Danny")])
        let hidden = TestRecords.person(
            "8",
            "Daniel Leeds",
            "Okafor",
            force: "14",
            more: [Fact(.status, raw: "restricted")]
        )
        let sensitive = TestRecords.person("9", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        let words = ["okafor", "okafor leeds", "daniel okafor", "leeds", "danny"]
        for (words, rest) in words.flatMap({ words in [(words, [Record]()), (words, [sensitive])] }) {
            var answers: [Answer] = []
            for records in [[daniel, alias] + rest, [daniel, alias, hidden] + rest] {
                let nation = try await TestNation.open(["13", "14"], isRunning: false)
                try await nation["14"].collect(records)
                var answer = try await nation["14"].desk.answer(try Self.question(words))
                answer.entry = 0
                answers.append(answer)
            }
            #expect(answers[0] == answers[1], "\(words)")
            #expect(answers[0].body.utf8.count.isMultiple(of: 4096))
        }
        let nation = try await TestNation.open(["13", "14"])
        try await nation["14"].collect([hidden])
        let answer = try await nation["14"].desk.answer(try Self.question("okafor leeds"))
        #expect(answer.state == .nothingHeld && answer.body.isEmpty)
        // The force's own log knows.
        let act = try await nation["14"].ledger.acts().last { $0.action == "search.find" }
        #expect(act?.withheld?.isEmpty == false)
    }

    @Test("A record marked OFFICIAL-SENSITIVE is not sent: its owner must be asked")
    func asksOwner() async throws {
        let nation = try await TestNation.open(["13", "14"])
        try await nation["14"].collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        let answer = try await nation["14"].desk.answer(try Self.question())
        #expect(answer.state.code == "ask_owner" && answer.body.isEmpty)
    }

    @Test(
        "The owner's person releases or declines, and the asker gets that as a late answer",
        arguments: [true, false]
    )
    func ownerDecides(release: Bool) async throws {
        let nation = try await TestNation.open(["13", "14"], rules: Self.patient)
        try await nation["14"].collect([
            TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)
        ])
        let asker = nation["13"].desk, owner = nation["14"].desk
        let open = try await asker.askAll("okafor", limit: 20, for: Self.asking)
        #expect(Self.states(await open.ended())["14"] == "ask_owner")
        let manager = TestOfficers.manager.asking(for: "incident.respond")
        #expect(try await owner.ownerRequests(for: manager).content.map(\.question.disclosure) == [open.disclosure])
        await #expect(throws: Fault.self) {
            try await owner.decide(
                open.disclosure,
                of: TestOfficers.force("13"),
                release: release,
                words: "",
                for: manager
            )
        }
        await #expect(throws: Fault.self) {
            try await owner.decide(
                open.disclosure,
                of: TestOfficers.force("13"),
                release: release,
                words: "needed",
                for: TestOfficers.untrained.asking()
            )
        }
        let decided = try await owner.decide(
            open.disclosure,
            of: TestOfficers.force("13"),
            release: release,
            words: "needed",
            for: manager
        )
        #expect(decided.outcome == (release ? .released : .declined))
        #expect(try await asker.waitingForOwners(for: Self.asking).content.map(\.disclosure) == [open.disclosure])
        // The asking node has forgotten what it showed.
        let again = try await nation["13"].reopened()
        let revived = try #require(try await again.question(open.disclosure, for: Self.asking))
        try await again.askOwnersAgain(revived, for: Self.asking)
        let state = await revived.now
        #expect(Self.states(state)["14"] == (release ? "answered" : "not_permitted"))
        #expect(state.people.count == (release ? 1 : 0))
        #expect(try await again.waitingForOwners(for: Self.asking).content.isEmpty)
        let act = try await nation["14"].ledger.acts().last {
            $0.details?["continues"] == open.disclosure && $0.action == "search.find"
        }
        #expect(act?.details?[release ? "released by" : "declined by"] == "13/3301")
    }

    @Test("Who has no role learns nothing of other forces, and each try is logged as a refusal")
    func nobodyLearns() async throws {
        let nation = try await Self.nation()
        let desk = nation["13"].desk, nobody = TestOfficers.nobody.asking()
        let open = try await desk.askAll("okafor", limit: 20, for: Self.asking)
        _ = await open.ended()
        let before = try await nation["13"].ledger.acts().count { $0.kind == "refusal" }
        let tries: [@Sendable () async throws -> Void] = [
            { _ = try await desk.askAll("okafor", limit: 20, for: nobody) },
            { _ = try await desk.question(open.disclosure, for: nobody) },
            { _ = try await desk.ownerRequests(for: nobody) },
            { _ = try await desk.waitingForOwners(for: nobody) },
            { _ = try await desk.nation(for: nobody) },
            { _ = try await desk.unsettled(for: nobody) },
            {
                let asker = TestOfficers.force("13")
                _ = try await desk.decide(open.disclosure, of: asker, release: true, words: "needed", for: nobody)
            },
        ]
        for attempt in tries {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.code == .notPermitted)
        }
        let after = try await nation["13"].ledger.acts().count { $0.kind == "refusal" }
        #expect(after - before == tries.count)
    }

    @Test("Only whoever asked sees what came of a question")
    func own() async throws {
        let nation = try await Self.nation()
        let desk = nation["13"].desk
        let open = try await desk.askAll("okafor", limit: 20, for: Self.asking)
        #expect(try await desk.question(open.disclosure, for: Self.asking) != nil)
        #expect(try await desk.question(open.disclosure, for: TestOfficers.analyst.asking()) == nil)
        #expect(
            try await desk.question(open.disclosure, for: TestOfficers.cleared.asking(reference: "WYP-20261123-2"))
                == nil
        )
        _ = await open.ended()
    }

    static func question(
        _ words: String = "okafor",
        purpose: String = "crime.investigate",
        officer: Officer = TestOfficers.cleared
    ) throws -> Question {
        let at = TestClock().clock()
        return Question(
            disclosure: "00112233445566778899aabbccddeeff",
            asker: TestOfficers.force("13"),
            officer: officer,
            authority: Authority(purpose: purpose, reference: "WYP-20261123-1"),
            action: "search.find",
            asked: words,
            body: #"{"limit":20,"text":"\#(words)","version":1}"#,
            at: at,
            deadline: Timestamp(milliseconds: at.milliseconds + 1500)
        )
    }
}
