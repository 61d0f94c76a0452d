import Synchronization
import Vocabulary

/// A clock that moves only when a test says so, or beside that with the time that passes.
package final class TestClock: Sendable {
    private let state: Mutex<Timestamp>
    private let began: ContinuousClock.Instant?

    /// A clock that shows a moment.
    package init(_ start: Timestamp = TestClock.noon, isRunning: Bool = false) {
        state = Mutex(start)
        began = isRunning ? .now : nil
    }

    /// 23 November 2026, noon.
    package static let noon = Timestamp(milliseconds: 1_795_435_200_000)

    /// What the clock shows.
    package var now: Timestamp {
        var now = state.withLock { $0 }
        if let began { now.milliseconds += Int64((ContinuousClock.now - began) / .milliseconds(1)) }
        return now
    }

    /// The clock as the code under test takes it.
    package var clock: Clock { { self.now } }

    /// Moves the clock.
    package func advance(seconds: Int) { state.withLock { $0.milliseconds += Int64(seconds) * 1000 } }
}
