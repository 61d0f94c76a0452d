import Federation
import Synchronization
import Testing
import Vocabulary

/// Peers that answer as a script says, and a clock that moves when somebody sleeps.
private final class ScriptedPeers: Peers {
    /// What a force does when it is asked: `nil` never answers.
    let script: [ForceCode: AnswerState?]
    private let now: Mutex<Int64> = Mutex(0)
    private let asked: Mutex<[ForceCode: Int]> = Mutex([:])

    init(_ script: [ForceCode: AnswerState?]) { self.script = script }

    var clock: Clock { { [self] in Timestamp(milliseconds: now.withLock { $0 }) } }

    /// Waits until nothing else wants to run, then moves the clock: the tests' time passes at once.
    func sleep(_ milliseconds: Int64) async throws {
        let until = now.withLock { $0 } + milliseconds
        for _ in 0..<200 { await Task.yield() }
        try Task.checkCancellation()
        now.withLock { $0 = max($0, until) }
    }

    func times(_ force: ForceCode) -> Int { asked.withLock { $0[force] ?? 0 } }

    func ask(_ question: Question, of force: ForceCode) async -> Answer {
        asked.withLock { $0[force, default: 0] += 1 }
        guard case .some(.some(let state)) = script[force] else {
            // Silent until it is cancelled.
            while !Task.isCancelled { await Task.yield() }
            return FanOutCase.answer(force, .timedOut)
        }
        return FanOutCase.answer(force, state, to: question.disclosure)
    }

    func settle(_ settlement: Settlement, with force: ForceCode) async throws {}
}

@Suite("Asking all forces over a network") struct FanOutDriverTests {
    fileprivate static func driver(_ peers: ScriptedPeers, limits: FanOutLimits = FanOutLimits()) -> FanOutDriver {
        FanOutDriver(
            peers: peers as any Peers,
            limits: limits,
            clock: peers.clock,
            sleep: { try await peers.sleep($0) }
        )
    }

    @Test("What has arrived is told as it arrives, and the silent are named at the end")
    func tells() async throws {
        let forces = try (1...3).map { try FanOutCase.force($0) }
        let peers = ScriptedPeers([forces[0]: .nothingHeld, forces[1]: .answered(held: 2), forces[2]: nil])
        var stages: [FanOutNews.Stage] = []
        var last: [ForceStanding] = []
        try await Self.driver(peers).ask(try FanOutCase.question(), of: forces.map { FanOutTarget($0) }) { news in
            stages.append(news.stage)
            last = news.standings
        }
        #expect(last.map(\.state) == [.nothingHeld, .answered(held: 2), .timedOut])
        #expect(stages.first == .waiting)
        #expect(stages.last == .over)
        #expect(stages.contains(.complete))
    }

    @Test("When everybody has answered it is over at once")
    func over() async throws {
        let force = try FanOutCase.force(1)
        let peers = ScriptedPeers([force: .nothingHeld])
        try await Self.driver(peers).ask(try FanOutCase.question(), of: [FanOutTarget(force)]) { _ in }
        #expect(peers.clock().milliseconds < 1_000)
        #expect(peers.times(force) == 1)
    }

    @Test("A question too many is refused as busy, and nothing is sent")
    func busy() async throws {
        let force = try FanOutCase.force(1)
        let peers = ScriptedPeers([force: .nothingHeld])
        var limits = FanOutLimits()
        limits.questions = 0
        let driver = Self.driver(peers, limits: limits)
        await #expect(throws: Fault.self) {
            try await driver.ask(try FanOutCase.question(), of: [FanOutTarget(force)]) { _ in }
        }
        #expect(peers.times(force) == 0)
    }

    @Test("Cancelling ends it and frees every place, and so does a listener that throws")
    func cancelled() async throws {
        let force = try FanOutCase.force(1)
        let peers = ScriptedPeers([force: nil])
        var limits = FanOutLimits()
        (limits.questions, limits.attemptsPerPeer) = (1, 1)
        let driver = Self.driver(peers, limits: limits)
        for _ in 0..<3 {
            await #expect(throws: FanOutStop.self) {
                try await driver.ask(try FanOutCase.question(), of: [FanOutTarget(force)]) { _ in throw FanOutStop() }
            }
        }
        let task = Task { try await driver.ask(try FanOutCase.question(), of: [FanOutTarget(force)]) { _ in } }
        while peers.times(force) < 4 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await #expect(throws: FanOutStop.self) {
            try await driver.ask(try FanOutCase.question(), of: [FanOutTarget(force)]) { _ in throw FanOutStop() }
        }
    }
}

/// What a listener throws that wants no more.
private struct FanOutStop: Error {}
