import Federation
import Ledger
import Testing
import Vocabulary

/// A question of force 01 at 0 ms with a deadline of a second, and what tests say about it.
struct FanOutCase {
    static func force(_ number: Int) throws -> ForceCode {
        try #require(ForceCode(number < 10 ? "0\(number)" : "\(number)"))
    }

    static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    static func question(_ disclosure: String = "d") throws -> Question {
        Question(
            disclosure: disclosure,
            asker: try force(1),
            officer: Officer(number: "4471", name: "Test Officer", force: try force(1), roles: ["officer"]),
            authority: Authority(purpose: "crime.investigate", reference: "TST-1"),
            action: "search.find",
            asked: "a name",
            body: "{}",
            at: at(0),
            deadline: at(1_000)
        )
    }

    static func answer(
        _ force: ForceCode,
        _ state: AnswerState,
        body: String = "",
        to disclosure: String = "d"
    ) -> Answer {
        Answer(disclosure: disclosure, force: force, state: state, entry: 7, body: body, at: at(0))
    }

    var peers: FanOutPeers
    var fanOut: FanOut
    /// Everything that was to be sent: force, attempt.
    var sent: [(force: ForceCode, attempt: Int)] = []

    init(forces: Int, limits: FanOutLimits = FanOutLimits()) throws {
        peers = FanOutPeers(limits: limits)
        fanOut = FanOut(
            try Self.question(),
            of: try (1...forces).map { FanOutTarget(try Self.force($0)) },
            limits: limits
        )
        let out = peers.beginQuestion()
        #expect(out)
        handle(.begin, at: 0)
    }

    @discardableResult
    mutating func handle(_ event: FanOut.Event, at milliseconds: Int64) -> [FanOut.Instruction] {
        let out = fanOut.handle(event, at: Self.at(milliseconds), peers: &peers)
        for case .send(let force, let attempt, _) in out { sent.append((force, attempt)) }
        return out
    }

    mutating func answers(_ number: Int, _ state: AnswerState, attempt: Int = 1, at milliseconds: Int64) throws {
        let force = try Self.force(number)
        handle(.answer(force, attempt: attempt, Self.answer(force, state)), at: milliseconds)
    }

    func standing(_ number: Int) throws -> ForceStanding { try #require(fanOut.standing(of: Self.force(number))) }
}

@Suite("Asking all forces") struct FanOutTests {
    @Test("Every force of the list is asked at once, and it is over when all have answered")
    func allAnswer() throws {
        var tried = try FanOutCase(forces: 3)
        #expect(tried.sent.map(\.force.description) == ["01", "02", "03"])
        try tried.answers(1, .nothingHeld, at: 10)
        try tried.answers(2, .answered(held: 2), at: 20)
        #expect(tried.fanOut.stage == .waiting)
        try tried.answers(3, .notPermitted(reason: "r"), at: 30)
        #expect(tried.fanOut.stage == .over)
        #expect(tried.fanOut.standings.map(\.state) == [.nothingHeld, .answered(held: 2), .notPermitted(reason: "r")])
        #expect(tried.peers.questionsInFlight == 0)
    }

    @Test("At the deadline a silent force is named as timed out, and a late answer is added and marked")
    func late() throws {
        var tried = try FanOutCase(forces: 2)
        try tried.answers(1, .nothingHeld, at: 10)
        #expect(tried.fanOut.wakeAt == FanOutCase.at(1_000))
        tried.handle(.tick, at: 1_000)
        #expect(try tried.standing(2).state == .timedOut)
        #expect(tried.fanOut.stage == .complete)
        try tried.answers(2, .answered(held: 1), at: 4_000)
        let standing = try tried.standing(2)
        #expect(standing.state == .answered(held: 1))
        #expect(standing.isLate)
        #expect(tried.fanOut.stage == .over)
    }

    @Test("A question whose answer may have been lost on its way is put once more after the deadline")
    func askedAgain() throws {
        var tried = try FanOutCase(forces: 1)
        tried.handle(.tick, at: 1_000)
        let wake = try #require(tried.fanOut.wakeAt)
        tried.handle(.tick, at: wake.milliseconds)
        #expect(tried.sent.map(\.attempt) == [1, 2])
        try tried.answers(1, .nothingHeld, attempt: 2, at: wake.milliseconds + 5)
        #expect(try tried.standing(1).isLate)
    }

    @Test("An attempt that fails at once is made again at once; then the force is named as not reached")
    func down() throws {
        var tried = try FanOutCase(forces: 1)
        try tried.answers(1, .down, at: 2)
        #expect(tried.sent.map(\.attempt) == [1, 2])
        #expect(try tried.standing(1).state == nil)
        try tried.answers(1, .down, attempt: 2, at: 4)
        #expect(try tried.standing(1).state == .down)
        #expect(tried.fanOut.stage == .complete)
        // And it comes back before the deadline.
        let wake = try #require(tried.fanOut.wakeAt)
        tried.handle(.tick, at: wake.milliseconds)
        try tried.answers(1, .nothingHeld, attempt: 3, at: wake.milliseconds + 3)
        #expect(try tried.standing(1).state == .nothingHeld)
        #expect(try !tried.standing(1).isLate)
    }

    @Test("A second attempt of the same question goes beside a first that is slower than the peer's own pace")
    func hedge() throws {
        var limits = FanOutLimits()
        limits.hedgeSamples = 4
        var tried = try FanOutCase(forces: 1, limits: limits)
        #expect(tried.fanOut.wakeAt == FanOutCase.at(1_000), "its pace is not known yet")
        let force = try FanOutCase.force(1)
        for pace: Int64 in [30, 40, 50, 60] {
            tried.peers.learn(force, .succeeded(afterMs: pace), at: FanOutCase.at(0))
        }
        var second = FanOut(try FanOutCase.question("e"), of: [FanOutTarget(force)], limits: limits)
        let first = tried.peers.beginQuestion()
        #expect(first)
        _ = second.handle(.begin, at: FanOutCase.at(0), peers: &tried.peers)
        #expect(second.wakeAt == FanOutCase.at(61))
        let out = second.handle(.tick, at: FanOutCase.at(61), peers: &tried.peers)
        #expect(out == [.send(force, attempt: 2, until: second.lateEnd)])
        let answer = FanOutCase.answer(force, .nothingHeld, to: "e")
        _ = second.handle(.answer(force, attempt: 2, answer), at: FanOutCase.at(80), peers: &tried.peers)
        #expect(second.stage == .over)
        #expect(tried.peers.waiting(for: force) == 1, "only the other question's attempt is left")
    }

    @Test("Two different answers of one force to one question raise an alarm, and the first counts")
    func twoAnswers() throws {
        var tried = try FanOutCase(forces: 2)
        let force = try FanOutCase.force(1)
        try tried.answers(1, .nothingHeld, at: 5)
        let same = tried.handle(.answer(force, attempt: 2, FanOutCase.answer(force, .nothingHeld)), at: 6)
        #expect(same.isEmpty)
        let out = tried.handle(.answer(force, attempt: 2, FanOutCase.answer(force, .answered(held: 1))), at: 7)
        #expect(out.count == 1)
        #expect(out.contains { if case .alarm = $0 { true } else { false } })
        #expect(try tried.standing(1).state == .nothingHeld)
    }

    @Test("An answer on a connection that was given up is an answer all the same")
    func unexpected() throws {
        var tried = try FanOutCase(forces: 1)
        try tried.answers(1, .timedOut, at: 5)
        try tried.answers(1, .nothingHeld, at: 9)
        #expect(try tried.standing(1).state == .nothingHeld)
        #expect(tried.fanOut.stage == .over)
    }

    @Test("A peer whose breaker is open is named as not reached at once, with since when, and is not asked")
    func breakerOpen() throws {
        var tried = try FanOutCase(forces: 1)
        let force = try FanOutCase.force(1)
        for step: Int64 in 100..<105 { tried.peers.learn(force, .failed, at: FanOutCase.at(step)) }
        var next = FanOut(try FanOutCase.question("e"), of: [FanOutTarget(force)])
        let first = tried.peers.beginQuestion()
        #expect(first)
        let out = next.handle(.begin, at: FanOutCase.at(110), peers: &tried.peers)
        #expect(out.allSatisfy { $0 == .changed(force) })
        #expect(next.stage == .over)
        #expect(next.standings.map(\.state) == [.down])
        #expect(next.standings.map(\.downSince) == [FanOutCase.at(100)])
    }

    @Test("A peer that enough questions wait for is not asked, and that is said")
    func busyPeer() throws {
        var limits = FanOutLimits()
        limits.attemptsPerPeer = 1
        var tried = try FanOutCase(forces: 1, limits: limits)
        var next = FanOut(try FanOutCase.question("e"), of: [FanOutTarget(try FanOutCase.force(1))], limits: limits)
        let out = tried.peers.beginQuestion()
        #expect(out)
        _ = next.handle(.begin, at: FanOutCase.at(1), peers: &tried.peers)
        #expect(next.standings.map(\.state?.code) == ["not_asked"])
        #expect(next.stage == .over)
    }

    @Test("Giving up frees every attempt and every place")
    func cancel() throws {
        var tried = try FanOutCase(forces: 3)
        tried.handle(.cancel, at: 5)
        #expect(tried.fanOut.stage == .over)
        for number in 1...3 { #expect(tried.peers.waiting(for: try FanOutCase.force(number)) == 0) }
        #expect(tried.peers.questionsInFlight == 0)
        let out = tried.handle(.tick, at: 1_000)
        #expect(out.isEmpty)
    }

    @Test("A force on the list that is not to be asked has its reason from the beginning")
    func notAsked() throws {
        var peers = FanOutPeers()
        let force = try FanOutCase.force(1)
        var fanOut = FanOut(try FanOutCase.question(), of: [FanOutTarget(force, reasonNotAsked: "no node yet")])
        let first = peers.beginQuestion()
        #expect(first)
        let second = fanOut.handle(.begin, at: FanOutCase.at(0), peers: &peers)
        #expect(second == [.changed(force)])
        #expect(fanOut.standings.map(\.state) == [.notAsked(reason: "no node yet")])
        #expect(fanOut.stage == .over)
    }

    @Test("The list is every force in being on the day, each once")
    func targets() throws {
        let roster = Roster(
            source: "test",
            forces: [
                try RosterTests.force("02"), try RosterTests.force("01"), try RosterTests.force("09", to: "2020-01-01"),
            ]
        )
        let day = try #require(CalendarDate(year: 2026, month: 11, day: 23))
        let targets = FanOutTarget.all(in: roster, on: day, notAsked: [try FanOutCase.force(2): "no node yet"])
        #expect(targets.map(\.force.description) == ["01", "02"])
        #expect(targets.map(\.reasonNotAsked) == [nil, "no node yet"])
    }

    @Test(
        "What is not an answer to this question, by this force, in one piece, is silence",
        arguments: [
            FanOutMisfit(force: "02", disclosure: "d", state: .nothingHeld, body: ""),
            FanOutMisfit(force: "01", disclosure: "x", state: .nothingHeld, body: ""),
            FanOutMisfit(force: "01", disclosure: "d", state: .nothingHeld, body: "{}"),
            FanOutMisfit(force: "01", disclosure: "d", state: .answered(held: 0), body: ""),
            FanOutMisfit(force: "01", disclosure: "d", state: .notAsked(reason: "n"), body: ""),
        ]
    )
    func misfit(_ misfit: FanOutMisfit) throws {
        var tried = try FanOutCase(forces: 1)
        let force = try FanOutCase.force(1)
        let answer = Answer(
            disclosure: misfit.disclosure,
            force: try #require(ForceCode(misfit.force)),
            state: misfit.state,
            entry: 1,
            body: misfit.body,
            at: FanOutCase.at(1)
        )
        for attempt in 1...2 { tried.handle(.answer(force, attempt: attempt, answer), at: Int64(attempt)) }
        #expect(try tried.standing(1).state == .down)
        #expect(try tried.standing(1).note != nil)
        #expect(try !tried.standing(1).hasAnswered)
    }
}

/// An answer that does not fit the question.
struct FanOutMisfit: Sendable {
    var force: String
    var disclosure: String
    var state: AnswerState
    var body: String
}

@Suite("Asking all forces, whatever happens") struct FanOutPropertyTests {
    @Test("No force is shown as having said what it did not say, and each has one state at the end", arguments: 1...300)
    func silenceIsNotAnAnswer(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        let count = 1 + dice.below(8)
        var limits = FanOutLimits()
        limits.hedgeSamples = 1 + dice.below(3)
        limits.attemptsPerPeer = 1 + dice.below(3)
        var tried = try FanOutCase(forces: count, limits: limits)
        var said: [ForceCode: AnswerState] = [:]
        var now: Int64 = 0
        var taken = 0
        while tried.fanOut.stage != .over {
            if let wake = tried.fanOut.wakeAt?.milliseconds, dice.happens(0.4) || taken >= tried.sent.count {
                now = max(now, wake)
                tried.handle(.tick, at: now)
                continue
            }
            // Something comes back, in time or not, once or twice, out of order.
            now += Int64(dice.below(400))
            let flight = tried.sent[dice.below(tried.sent.count)]
            taken += 1
            let states: [AnswerState] = [
                .timedOut, .down, .nothingHeld, .answered(held: 1), .notPermitted(reason: "r"), .askOwner(contact: "c"),
                .answered(held: 0),
            ]
            let state = states[dice.below(states.count)]
            let before = tried.fanOut.standing(of: flight.force)
            tried.handle(
                .answer(flight.force, attempt: flight.attempt, FanOutCase.answer(flight.force, state)),
                at: now
            )
            let after = try #require(tried.fanOut.standing(of: flight.force))
            if before?.hasAnswered == false, after.hasAnswered { said[flight.force] = state }
        }
        for standing in tried.fanOut.standings {
            #expect(standing.state != nil)
            #expect(standing.answer?.state == said[standing.force])
            switch standing.state {
            case .answered, .nothingHeld, .notPermitted, .askOwner: #expect(standing.state == said[standing.force])
            case .timedOut, .down, .notAsked, nil: #expect(said[standing.force] == nil)
            }
            #expect(tried.peers.waiting(for: standing.force) == 0)
        }
        #expect(tried.peers.questionsInFlight == 0)
        #expect(tried.fanOut.wakeAt == nil)
    }
}
