import Vocabulary

/// The bounds of asking: how many, how long, when again.
package struct FanOutLimits: Hashable, Sendable {
    /// Questions that may be before their deadline at once; one more is refused as busy.
    package var questions = 128
    /// Attempts that may be in flight to one peer at once; the force is then not asked, and that is said.
    package var attemptsPerPeer = 64
    /// Attempts at one force for one question before its deadline.
    package var attemptsBeforeDeadline = 3
    /// How long after the deadline a late answer is still waited for, in milliseconds.
    package var lateMs: Int64 = 30_000
    /// The wait before a failed attempt is made again, in milliseconds, doubling each time.
    package var retryMs: Int64 = 250
    /// The soonest a second attempt goes beside a slow first one, in milliseconds.
    package var hedgeMsMin: Int64 = 20
    /// Answers of a peer that must have been timed before its attempts are hedged.
    package var hedgeSamples = 8
    package var breaker = Breaker.Limits()

    package init() {}
}

/// What this node knows of each peer from asking it, shared by all questions: breaker, pace, attempts in flight.
package struct FanOutPeers: Sendable {
    /// Whether an attempt may be made.
    package enum Admission: Hashable, Sendable {
        case granted
        /// So many attempts wait for this peer already.
        case busy(waiting: Int)
        /// The breaker is open: the peer has not answered since this moment.
        case open(since: Timestamp)
    }

    /// How an attempt ended.
    package enum Verdict: Hashable, Sendable {
        case succeeded(afterMs: Int64)
        case failed
        /// Given up, or still waited for after the failure was already counted.
        case abandoned
    }

    private struct Peer {
        var breaker: Breaker
        var waiting = 0
        /// The last times to an answer, in milliseconds; the oldest is overwritten.
        var paces: [Int64] = []
        var paceAt = 0
    }

    private static let pacesMax = 32

    package let limits: FanOutLimits
    private var peers: [ForceCode: Peer] = [:]
    private var questions = 0

    package init(limits: FanOutLimits = FanOutLimits()) { self.limits = limits }

    /// Counts one more question in, unless there are too many.
    package mutating func beginQuestion() -> Bool {
        guard questions < limits.questions else { return false }
        questions += 1
        return true
    }

    /// Counts a question out: it is past its deadline, or over.
    package mutating func endQuestion() { questions -= 1 }

    /// Asks for one more attempt at a peer; a granted one must be ended.
    package mutating func admit(_ force: ForceCode, at now: Timestamp) -> Admission {
        var peer = peers[force] ?? Peer(breaker: Breaker(limits: limits.breaker))
        guard peer.waiting < limits.attemptsPerPeer else { return .busy(waiting: peer.waiting) }
        if case .refused(let since) = peer.breaker.pass(at: now) { return .open(since: since) }
        peer.waiting += 1
        peers[force] = peer
        return .granted
    }

    /// Counts an attempt out and learns from it.
    package mutating func end(_ force: ForceCode, _ verdict: Verdict, at now: Timestamp) {
        learn(force, verdict, at: now)
        peers[force]?.waiting -= 1
    }

    /// Learns from an attempt that goes on: its deadline has passed.
    package mutating func learn(_ force: ForceCode, _ verdict: Verdict, at now: Timestamp) {
        guard var peer = peers[force] else { return }
        switch verdict {
        case .succeeded(let pace):
            peer.breaker.succeed()
            if peer.paces.count < Self.pacesMax {
                peer.paces.append(pace)
            } else {
                peer.paces[peer.paceAt] = pace
                peer.paceAt = (peer.paceAt + 1) % Self.pacesMax
            }
        case .failed: peer.breaker.fail(at: now)
        case .abandoned: peer.breaker.abandon(at: now)
        }
        peers[force] = peer
    }

    /// How long an attempt may take before a second goes beside it; `nil` while the peer's pace is not known, and
    /// while it fails.
    ///
    /// It is the 95th percentile of the peer's own recent answers.
    package func hedgeDelay(_ force: ForceCode) -> Int64? {
        guard let peer = peers[force], peer.paces.count >= limits.hedgeSamples, peer.breaker.failingSince == nil else {
            return nil
        }
        let sorted = peer.paces.sorted()
        return max(limits.hedgeMsMin, sorted[min(sorted.count - 1, sorted.count * 95 / 100)] + 1)
    }

    /// Attempts in flight to a peer.
    package func waiting(for force: ForceCode) -> Int { peers[force]?.waiting ?? 0 }

    /// Since when a peer has not answered; `nil` when it is in order.
    package func failingSince(_ force: ForceCode) -> Timestamp? { peers[force]?.breaker.failingSince }

    /// Peers that are left alone for a while.
    package var open: Set<ForceCode> { Set(peers.filter { $0.value.breaker.isOpen }.keys) }

    /// Questions before their deadline.
    package var questionsInFlight: Int { questions }
}
