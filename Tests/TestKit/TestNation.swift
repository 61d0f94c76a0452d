import CapabilityKit
import Federation
import Node
import Vocabulary

/// Several forces' desks in one process, with a way between them that fails when a test says so.
package struct TestNation: Sendable {
    package let desks: [ForceCode: TestDesk]
    package let ways: TestPeers

    /// Opens a desk for each force; the first is the one that asks.
    ///
    /// `roster`: which one they go by; `isRunning`: whether time passes at them by itself, as asking needs.
    package static func open(
        _ codes: [String] = ["13", "14", "06"],
        connected: [String]? = nil,
        rules: ExchangeRules = quick,
        roster: RosterSource = .shipped,
        isRunning: Bool = true
    ) async throws -> TestNation {
        let ways = TestPeers()
        let forces = codes.map { TestOfficers.force($0) }
        let all = Set((connected ?? codes).map { TestOfficers.force($0) })
        var desks: [ForceCode: TestDesk] = [:]
        for force in forces {
            let neighbours = Neighbours(
                force: force,
                peers: ways,
                connected: { all },
                roster: { roster },
                rules: rules,
                alarm: { alarm in Task { await ways.raise(alarm.what) } }
            )
            let desk = try await TestDesk.open(force: force.description, neighbours: neighbours, isRunning: isRunning)
            desks[force] = desk
            await ways.desks.connect(force, desk.desk)
        }
        return TestNation(desks: desks, ways: ways)
    }

    /// Waits that are short, so that no test is long.
    package static var quick: ExchangeRules {
        var rules = ExchangeRules()
        rules.deadlineMilliseconds = 400
        rules.lateMilliseconds = 3000
        (rules.floorMilliseconds, rules.stepMilliseconds) = (1, 1)
        return rules
    }

    /// The desk of a force.
    package subscript(code: String) -> TestDesk {
        guard let desk = desks[TestOfficers.force(code)] else { preconditionFailure("no desk of `\(code)`") }
        return desk
    }
}

/// The way between desks, which a test holds up or cuts.
package actor TestPeers: Peers {
    package let desks = NeighbouringDesks(clock: TestClock(isRunning: true).clock)
    private var silent: [ForceCode: Int] = [:]
    private var changed: [ForceCode: @Sendable (Answer) -> Answer] = [:]
    private var cannotSettle = false
    private var losesReplies = false
    /// Every settlement that was brought.
    package private(set) var settled: [Settlement] = []
    /// How often somebody tried to settle with a force, whether the way was cut or not.
    package private(set) var tries: [String: Int] = [:]
    /// Alarms that were said in a program's log.
    package private(set) var raised: [ExchangeAlarm.What] = []

    package init() {}

    /// Takes down an alarm.
    package func raise(_ what: ExchangeAlarm.What) { raised.append(what) }

    /// Makes a force answer nothing, for so many questions.
    package func silence(_ force: String, questions: Int = .max) { silent[TestOfficers.force(force)] = questions }

    /// Makes a force's answers come otherwise than it gave them.
    package func change(_ force: String, _ change: @escaping @Sendable (Answer) -> Answer) {
        changed[TestOfficers.force(force)] = change
    }

    /// Whether settlements get through.
    package func holdSettlements(_ held: Bool) { cannotSettle = held }

    package func ask(_ question: Question, of force: ForceCode) async -> Answer {
        await ask(question, of: force, attempt: 1, until: question.deadline)
    }

    package func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        if let left = silent[force], left > 0 {
            silent[force] = left - 1
            try? await Task.sleep(for: .seconds(60))
            let state = AnswerState.timedOut
            return Answer(
                disclosure: question.disclosure,
                force: force,
                state: state,
                entry: 0,
                body: "",
                at: question.at
            )
        }
        let answer = await desks.ask(question, of: force, attempt: attempt, until: until)
        return changed[force].map { $0(answer) } ?? answer
    }

    package func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        tries[force.description, default: 0] += 1
        if cannotSettle { throw Fault(.peerDown, "the way is cut", help: "mend it") }
        settled.append(settlement)
        try await desks.settle(settlement, with: force)
    }

    package func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown {
        if cannotSettle { throw Fault(.peerDown, "the way is cut", help: "mend it") }
        return try await desks.recall(recall, to: force)
    }

    package func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown {
        if cannotSettle { throw Fault(.peerDown, "the way is cut", help: "mend it") }
        let known = try await desks.transfer(message, to: force)
        guard !losesReplies else { throw Fault(.peerDown, "the answer is lost on its way", help: "ask again") }
        return known
    }

    /// Whether transfers arrive and the answers to them are lost.
    package func loseReplies(_ lost: Bool) { losesReplies = lost }
}
