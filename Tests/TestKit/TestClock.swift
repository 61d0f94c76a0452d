import Synchronization
import Vocabulary

/// A clock that moves only when a test says so.
package final class TestClock: Sendable {
    private let state: Mutex<Timestamp>

    /// A clock that shows a moment.
    package init(_ start: Timestamp = TestClock.noon) { state = Mutex(start) }

    /// 23 November 2026, noon.
    package static let noon = Timestamp(milliseconds: 1_795_435_200_000)

    /// What the clock shows.
    package var now: Timestamp { state.withLock { $0 } }

    /// The clock as the code under test takes it.
    package var clock: Clock { { self.now } }

    /// Moves the clock.
    package func advance(seconds: Int) { state.withLock { $0.milliseconds += Int64(seconds) * 1000 } }
}
