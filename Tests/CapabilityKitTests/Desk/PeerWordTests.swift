import CapabilityKit
import Federation
import Foundation
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

/// What a force may say to this one, how often, and what this one lets be seen of its own.
@Suite("What other forces say, and what they may learn") struct PeerWordTests {
    private static let asker = TestOfficers.force("13")
    private static let manager = TestOfficers.manager.asking(for: "incident.respond")

    private static func node(
        _ rules: ExchangeRules = TestNation.quick,
        pace: AnswerPace? = nil
    ) async throws -> TestDesk {
        let force = TestOfficers.force("14")
        var neighbours = Neighbours(force: force, peers: TestPeers(), connected: [asker, force], rules: rules)
        if let pace { neighbours.pace = pace }
        return try await TestDesk.open(force: "14", neighbours: neighbours)
    }

    private static func question(_ place: Int, _ words: String = "okafor") throws -> Question {
        var question = try AskingTests.question(words)
        question.disclosure = "0000000000000000000000000000" + String(1000 + place)
        return question
    }

    private static let secret = TestRecords.person("7", "Daniel", "Okafor", force: "14", marking: .officialSensitive)

    @Test("Requests stand in the order they arrived in, whatever date the asker gives them; too many are refused")
    func arrival() async throws {
        var rules = TestNation.quick
        rules.requestsMax = 3
        let node = try await Self.node(rules)
        try await node.collect([Self.secret])
        var given: [String] = []
        for (place, days) in [0, 400, -400, 90].enumerated() {
            node.clock.advance(seconds: 60)
            var question = try Self.question(place)
            question.at = Timestamp(milliseconds: question.at.milliseconds + Int64(days) * 86_400_000)
            given.append(question.disclosure)
            let answer = try await node.desk.answer(question)
            if place < 3 {
                #expect(answer.state.code == "ask_owner")
            } else {
                guard case .notPermitted(let reason) = answer.state else {
                    Issue.record("one more than may wait was queued")
                    continue
                }
                #expect(reason.contains("3 requests of your force wait"))
                #expect(try await node.ledger.acts().last?.refusal == reason)
            }
        }
        let waiting = try await node.desk.ownerRequests(for: Self.manager).content.map(\.question.disclosure)
        #expect(waiting == Array(given.prefix(3)))
        // One that is decided makes room.
        _ = try await node.desk.decide(given[0], of: Self.asker, release: false, words: "no", for: Self.manager)
        #expect(try await node.desk.answer(try Self.question(9)).state.code == "ask_owner")
    }

    @Test("A contradiction said again and again is one entry, counted; ids that were never answered fill no log")
    func repeats() async throws {
        let node = try await Self.node()
        try await node.collect([TestRecords.person("7", "Daniel", "Okafor", force: "14")])
        let question = try Self.question(0)
        _ = try await node.desk.answer(question)
        var said = Settlement(disclosure: question.disclosure, asker: Self.asker, outcome: .shown, entry: 4)
        try await node.desk.settled(said)
        said.outcome = .notShown
        for entry in 1...20 {
            said.entry = UInt64(entry)
            let again = said
            await #expect(throws: Fault.self) { try await node.desk.settled(again) }
        }
        func contradictions() async throws -> Int {
            try await node.ledger.acts().count { $0.action == "exchange.contradiction" }
        }
        #expect(try await contradictions() == 1)
        let alarm = try #require(try await node.desk.unsettled(for: Self.manager).content.alarms.first)
        #expect(alarm.what == .otherOutcome && alarm.times == 20)
        for place in 0..<140 {
            let made = Settlement(
                disclosure: try Self.question(2000 + place).disclosure,
                asker: Self.asker,
                outcome: .shown,
                entry: 4
            )
            await #expect(throws: Fault.self) { try await node.desk.settled(made) }
        }
        #expect(try await contradictions() == 102)
        let rest = try await node.desk.unsettled(for: Self.manager).content.alarms.first {
            $0.disclosure.hasPrefix("further ids")
        }
        #expect(rest?.times == 40)
    }

    @Test("That an answer was withdrawn is kept beside the one that took its place: its asker may have shown it")
    func withdrawnThenShown() async throws {
        let node = try await Self.node()
        let record = TestRecords.person("7", "Daniel", "Okafor", force: "14")
        try await node.collect([record])
        let question = try Self.question(0)
        let first = try await node.desk.answer(question)
        let steward = Requester(
            officer: Officer(number: "9001", name: "Ann", force: TestOfficers.force("14"), roles: ["data_steward"]),
            authority: Authority(purpose: "data.rectification", reference: "case 7"),
            isFresh: true
        )
        let reason = "contested", power = "DPA 2018 s.46(4)"
        _ = try await node.desk.mark(record.id, as: .restricted, reason: reason, power: power, for: steward)
        let second = try await node.desk.answer(question)
        #expect(second.state == .nothingHeld && second.entry > first.entry)
        #expect(try await node.count("SELECT withdrawn_entry FROM exchange_given") == Int64(first.entry))
        let desk = try await node.reopened()
        try await desk.settled(
            Settlement(disclosure: question.disclosure, asker: Self.asker, outcome: .shown, entry: 4)
        )
        #expect(try await desk.unsettled(for: Self.manager).content.alarms.isEmpty)
    }

    @Test("What is said of records that other forces own is neither counted as ours nor asked of our people")
    func ofOthers() async throws {
        let node = try await Self.node()
        try await node.collect([
            TestRecords.person("9", "Daniel", "Okafor", force: "06", marking: .officialSensitive)
        ])
        let answer = try await node.desk.answer(try Self.question(0))
        #expect(answer.state == .nothingHeld && answer.body.isEmpty)
        #expect(try await node.desk.ownerRequests(for: Self.manager).content.isEmpty)
        // The own log says what was kept back, and whose it is.
        let kept = try await node.ledger.acts().last { $0.action == "search.find" }?.withheld
        #expect(kept?.count == 1 && kept?.first?.hasPrefix("06: 1") == true)
    }

    @Test(
        "Words of another force are bounded, on one line, without control characters",
        arguments: [
            ("Okafor", "Okafor"), ("a\u{0}b\u{1B}[31mc", "ab[31mc"), ("two\r\nlines", "two  lines"),
            ("\u{202E}drawkcab", "drawkcab"), ("ක්\u{200D}ෂ", "ක්\u{200D}ෂ"), ("a\u{2028}b", "a b"),
            ("1234567890123456789012345", "12345678901234567…"),
        ]
    )
    func bounded(said: String, shown: String) {
        #expect(said.boundedWords(bytesMax: 20) == shown)
        #expect(said.boundedWords(bytesMax: 20).utf8.count <= 20)
        #expect("say “\(said)”".quotedWords(bytesMax: 40).hasPrefix("“say '"))
    }

    @Test(
        "A force's reason is shown and logged as its words, and its question with other words than it searches for is refused"
    )
    func theirWords() async throws {
        // A wait that no busy machine exceeds.
        var rules = TestNation.quick
        rules.deadlineMilliseconds = 30_000
        let nation = try await TestNation.open(["13", "14"], rules: rules)
        await nation.ways.change("14") { answer in
            var answer = answer
            answer.state = .notPermitted(reason: "no\u{202E}\n” fatal: the node of force 13 is stopped")
            answer.body = ""
            return answer
        }
        let open = try await nation["13"].desk.askAll("okafor", limit: 20, for: TestOfficers.cleared.asking())
        let line = await open.ended().forces.first { $0.force.description == "14" }
        #expect(line?.state == .notPermitted(reason: "“no ' fatal: the node of force 13 is stopped”"))

        var question = try Self.question(0)
        question.officer.name = String(repeating: "x", count: 10_000)
        question.authority.reference = "WYP-20261123-1\u{1B}[2J"
        _ = try await nation["14"].desk.answer(question)
        let act = try #require(try await nation["14"].ledger.acts().last { $0.disclosure == question.disclosure })
        #expect(act.reference == "WYP-20261123-1[2J")
        question = try Self.question(1, "oka\u{7}for")
        #expect(try await nation["14"].desk.answer(question).state.code == "not_permitted")
        #expect(try await nation["14"].ledger.acts().last { $0.disclosure == question.disclosure }?.asked == "okafor")
    }

    // MARK: - The moment an answer leaves

    @Test(
        "An answer leaves at the floor, or at a step after it",
        arguments: [(0, 120), (7, 120), (119, 120), (120, 120), (121, 160), (160, 160), (161, 200), (400, 400)]
    )
    func leaves(taken: Int, leaves: Int) {
        #expect(ExchangeRules().leaves(after: .milliseconds(taken)) == .milliseconds(leaves))
    }

    /// A clock that every look at moves on, and the moments that were waited for.
    private final class Hours: Sendable {
        private let state = Mutex<(now: Duration, waited: [Duration])>((.zero, []))
        let cost: Duration
        init(cost: Duration) { self.cost = cost }
        var waited: [Duration] { state.withLock { $0.waited } }
        var pace: AnswerPace {
            AnswerPace(
                now: {
                    self.state.withLock { state in
                        let now = state.now
                        state.now += self.cost
                        return now
                    }
                },
                sleep: { moment in self.state.withLock { $0.waited.append(moment) } }
            )
        }
    }

    @Test("A restricted record, which takes longer to leave out than nothing, is answered for at the same moment")
    func sameMoment() async throws {
        let hidden = TestRecords.person(
            "8",
            "Daniel",
            "Okafor",
            force: "14",
            more: [Fact(.status, raw: "restricted")]
        )
        var seen: [[Duration]] = [], answers: [Answer] = []
        for (records, cost) in [([Record](), 3), ([hidden], 97)] {
            let hours = Hours(cost: .milliseconds(cost))
            let node = try await Self.node(ExchangeRules(), pace: hours.pace)
            try await node.collect(records)
            var answer = try await node.desk.answer(try Self.question(0))
            answer.entry = 0
            answers.append(answer)
            // What is refused as a fault waits as well.
            var other = try Self.question(0)
            other.asked = "zephaniah"
            let reused = other
            await #expect(throws: Fault.self) { try await node.desk.answer(reused) }
            seen.append(hours.waited)
        }
        #expect(answers[0] == answers[1])
        #expect(seen[0].first == .milliseconds(120) && seen[1].first == .milliseconds(120))
        #expect(seen.allSatisfy { $0.count == 2 })
    }
}
