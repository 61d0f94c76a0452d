import Synchronization
import Vocabulary

/// Puts questions to many forces at once: ``FanOut`` with a network, a clock and a sleep.
///
/// One serves a whole node, because what is known of the peers is shared by all its questions.
package final class FanOutDriver: Sendable {
    /// Waits so many milliseconds; throws when it is cancelled.
    package typealias Sleep = @Sendable (_ milliseconds: Int64) async throws -> Void

    private let peers: any Peers
    private let clock: Clock
    private let sleep: Sleep
    private let limits: FanOutLimits
    private let known: Mutex<FanOutPeers>

    package init(
        peers: any Peers,
        limits: FanOutLimits = FanOutLimits(),
        clock: @escaping Clock,
        sleep: @escaping Sleep
    ) {
        self.peers = peers
        self.limits = limits
        self.clock = clock
        self.sleep = sleep
        known = Mutex(FanOutPeers(limits: limits))
    }

    /// Which forces are left alone for a while, and how many questions are before their deadline.
    package var standing: (open: Set<ForceCode>, questions: Int) { known.withLock { ($0.open, $0.questionsInFlight) } }

    /// Asks every force of the list and tells what has arrived, as it arrives.
    ///
    /// `news` is called one call at a time, first with the whole list, then with whatever has changed since; a slow
    /// one delays nobody, and gets more at once the next time. The last call has stage `over`: after the last answer,
    /// or `lateMs` after the deadline. Once its stage is `complete` a page need not wait, only listen.
    ///
    /// - Throws: `federation.busy` before anything is sent; what `news` throws; `CancellationError`. No more is told
    ///   after that.
    package func ask(
        _ question: Question,
        of targets: [FanOutTarget],
        news: (FanOutNews) async throws -> Void
    ) async throws {
        guard known.withLock({ $0.beginQuestion() }) else {
            throw Fault(
                .federationBusy,
                "\(limits.questions) questions to other forces are under way, as many as there may be",
                help: "ask again in a moment; nothing was sent"
            )
        }
        var fanOut = FanOut(question, of: targets, limits: limits)
        let arrivals = Arrivals()
        // Whatever ends this, the attempts in flight are counted out.
        defer { _ = known.withLock { fanOut.handle(.cancel, at: clock(), peers: &$0) } }
        try await withThrowingDiscardingTaskGroup { group in
            var armed: Timestamp?
            arrivals.add(.begin, at: clock())
            for await _ in arrivals.signal {
                var changed: Set<ForceCode> = []
                var alarms: [ForceCode] = []
                for (event, at) in arrivals.take() {
                    // The clock may have been set back since: a tick that came too soon is made anew.
                    if case .tick = event { armed = nil }
                    for instruction in known.withLock({ fanOut.handle(event, at: at, peers: &$0) }) {
                        switch instruction {
                        case .send(let force, let attempt, let until):
                            group.addTask { [peers, clock] in
                                let answer = await peers.ask(question, of: force, attempt: attempt, until: until)
                                arrivals.add(.answer(force, attempt: attempt, answer), at: clock())
                            }
                        case .changed(let force): changed.insert(force)
                        case .alarm(let force): alarms.append(force)
                        }
                    }
                }
                if let wake = fanOut.wakeAt, armed.map({ wake < $0 || $0 <= clock() }) ?? true {
                    armed = wake
                    group.addTask { [sleep, clock] in
                        try? await sleep(max(1, wake.milliseconds - clock().milliseconds))
                        arrivals.add(.tick, at: clock())
                    }
                }
                let isOver = fanOut.stage == .over
                if !changed.isEmpty || !alarms.isEmpty || isOver {
                    let standings = fanOut.standings
                    try await news(
                        FanOutNews(
                            stage: fanOut.stage,
                            changed: standings.filter { changed.contains($0.force) },
                            standings: standings,
                            alarms: alarms
                        )
                    )
                }
                if isOver { break }
            }
            group.cancelAll()
        }
        try Task.checkCancellation()
    }

    /// Since when a force has not answered; `nil` when it is in order or was never asked.
    package func failingSince(_ force: ForceCode) -> Timestamp? { known.withLock { $0.failingSince(force) } }
}

/// What has happened and was not taken in yet.
private final class Arrivals: Sendable {
    /// Gives a value when there is something to take.
    let signal: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let events: Mutex<[(FanOut.Event, Timestamp)]> = Mutex([])

    init() { (signal, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func add(_ event: FanOut.Event, at now: Timestamp) {
        events.withLock { $0.append((event, now)) }
        ring.yield()
    }

    func take() -> [(FanOut.Event, Timestamp)] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}

extension Fault.Code {
    /// Too many questions are under way.
    package static let federationBusy = Self("federation.busy", status: 503)
}
