import Vocabulary

/// Stops asking a peer that does not answer, and tries it again now and then.
///
/// Closed, everything passes. After some failures in a row it opens: nothing passes for a while. Then one attempt is
/// let through to see; if it succeeds the breaker closes, if not it stays open twice as long as before.
package struct Breaker: Hashable, Sendable {
    /// When a breaker opens and for how long.
    package struct Limits: Hashable, Sendable {
        /// Failures in a row that open it.
        package var failures = 5
        /// How long it stays open the first time, in milliseconds.
        package var openMs: Int64 = 5_000
        /// The longest it stays open before the next attempt, in milliseconds.
        package var openMsMax: Int64 = 60_000

        package init() {}
    }

    /// What the breaker says to one more attempt.
    package enum Pass: Hashable, Sendable {
        case granted
        /// The attempt is the one that finds out whether the peer is there again.
        case trial
        /// Not now: the peer has not answered since this moment.
        case refused(since: Timestamp)
    }

    private enum State: Hashable {
        case closed(failures: Int)
        case open(until: Timestamp, forMs: Int64)
        case halfOpen(forMs: Int64)
    }

    private let limits: Limits
    private var state = State.closed(failures: 0)
    /// When the first of the failures in a row was; `nil` when the last attempt succeeded.
    package private(set) var failingSince: Timestamp?

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether nothing passes at a moment but, at most, one trial.
    package var isOpen: Bool {
        if case .closed = state { false } else { true }
    }

    /// Asks for one more attempt; a trial must be ended by one of the calls below.
    package mutating func pass(at now: Timestamp) -> Pass {
        switch state {
        case .closed: return .granted
        case .open(let until, let forMs) where until <= now:
            state = .halfOpen(forMs: forMs)
            return .trial
        case .open, .halfOpen: return .refused(since: failingSince ?? now)
        }
    }

    /// The peer answered, whatever it said.
    package mutating func succeed() {
        state = .closed(failures: 0)
        failingSince = nil
    }

    /// An attempt came to nothing.
    package mutating func fail(at now: Timestamp) {
        if failingSince == nil { failingSince = now }
        switch state {
        case .closed(let failures) where failures + 1 < limits.failures: state = .closed(failures: failures + 1)
        case .closed: open(forMs: limits.openMs, at: now)
        case .halfOpen(let forMs): open(forMs: min(forMs * 2, limits.openMsMax), at: now)
        case .open: break
        }
    }

    /// The attempt was given up before it could show anything; a trial is to be made again.
    package mutating func abandon(at now: Timestamp) {
        if case .halfOpen(let forMs) = state { state = .open(until: now, forMs: forMs) }
    }

    private mutating func open(forMs: Int64, at now: Timestamp) {
        state = .open(until: now.adding(milliseconds: forMs), forMs: forMs)
    }
}

extension Timestamp {
    /// The moment some milliseconds later.
    func adding(milliseconds count: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds + count, offsetMinutes: offsetMinutes)
    }
}
