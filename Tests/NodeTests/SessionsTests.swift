import CapabilityKit
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("Sessions in memory") struct SessionsTests {
    /// Bytes that never repeat, so that a token is known by its number.
    final class Counting: Sendable {
        private let next = Mutex<UInt64>(0)

        var randomness: Randomness {
            { count in
                let value = self.next.withLock { next in
                    next += 1
                    return next
                }
                return (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) : 0 }
            }
        }
    }

    @Test("However many begin, no more than the bound are held, and the one unused longest makes room")
    func bounded() async {
        let clock = TestClock()
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        let first = await sessions.begin().token
        clock.advance(seconds: 1)
        let second = await sessions.begin().token
        clock.advance(seconds: 1)
        for _ in 2..<Sessions.countMax { _ = await sessions.begin() }
        #expect(await sessions.session(first) != nil)
        _ = await sessions.begin()
        #expect(await sessions.session(second) == nil, "it was used before the first")
        #expect(await sessions.session(first) != nil)
    }

    @Test("A token that was never given opens nothing", arguments: ["", "0", "x", String(repeating: "0", count: 64)])
    func unknown(token: String) async {
        let sessions = Sessions(clock: TestClock().clock, randomness: Counting().randomness)
        _ = await sessions.begin()
        #expect(await sessions.session(token) == nil)
    }

    @Test("Who is asking is known only when officer and purpose are")
    func requester() async {
        let sessions = Sessions(clock: TestClock().clock, randomness: Counting().randomness)
        let (token, session) = await sessions.begin()
        #expect(session.requester == nil)
        let asking = TestOfficers.cleared.asking()
        let fresh = await sessions.signIn(asking.officer, for: asking.authority, replacing: token)
        #expect(fresh != token)
        #expect(await sessions.session(fresh)?.requester == asking)
        #expect(await sessions.session(fresh)?.formToken != session.formToken)
        await sessions.end(fresh)
        #expect(await sessions.session(fresh) == nil)
    }

    @Test("A bucket gives its burst, then no more than its rate")
    func rate() async {
        let clock = TestClock()
        let limit = RateLimit(burst: 5, perSecond: 2, clock: clock.clock)
        for _ in 0..<5 { #expect(await limit.admits("a")) }
        #expect(await limit.admits("a") == false)
        #expect(await limit.admits("b"), "others have their own")
        clock.advance(seconds: 1)
        #expect(await limit.admits("a"))
        #expect(await limit.admits("a"))
        #expect(await limit.admits("a") == false)
        clock.advance(seconds: 3600)
        for _ in 0..<5 { #expect(await limit.admits("a")) }
        #expect(await limit.admits("a") == false, "it never holds more than its burst")
    }
}
