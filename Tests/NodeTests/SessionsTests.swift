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

    /// A person signed in at noon, for an account of its own.
    static func person(_ officer: Officer = TestOfficers.cleared, account: String = "local 4821") -> Sessions.Person {
        let staff = StaffMember(
            number: officer.number,
            name: officer.name,
            force: officer.force,
            roles: officer.roles,
            training: officer.training.sorted().map { StaffMember.Training($0) }
        )
        return Sessions.Person(staff, account: account, provedAt: TestClock.noon.milliseconds)
    }

    @Test("Who is asking is known only when officer and purpose are")
    func requester() async {
        let sessions = Sessions(clock: TestClock().clock, randomness: Counting().randomness)
        let (token, session) = await sessions.begin()
        #expect(session.requester == nil)
        let asking = TestOfficers.cleared.asking()
        let fresh = await sessions.signIn(Self.person(), replacing: token)
        #expect(fresh != token)
        #expect(await sessions.session(token) == nil)
        #expect(await sessions.session(fresh)?.requester == nil)
        await sessions.give(asking.authority, in: fresh)
        #expect(await sessions.session(fresh)?.requester == asking)
        #expect(await sessions.session(fresh)?.formToken != session.formToken)
        await sessions.end(fresh)
        #expect(await sessions.session(fresh) == nil)
    }

    @Test("Proving again changes token and form token, keeps the purpose and does not lengthen the session")
    func provedAgain() async throws {
        let clock = TestClock()
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        let token = await sessions.signIn(Self.person(), replacing: nil)
        await sessions.give(TestOfficers.cleared.asking().authority, in: token)
        let before = try #require(await sessions.session(token))
        #expect(before.isFresh)
        clock.advance(seconds: 10 * 60 + 1)
        #expect(await sessions.session(token)?.isFresh == false)
        let now = clock.now.milliseconds
        #expect(await sessions.proveAgain(Sessions.key(token), account: "local 9001", at: now) == nil)
        let fresh = try #require(await sessions.proveAgain(Sessions.key(token), account: "local 4821", at: now))
        #expect(await sessions.session(token) == nil)
        let after = try #require(await sessions.session(fresh))
        #expect(after.isFresh)
        #expect(after.formToken != before.formToken)
        #expect(after.requester == before.requester)
        #expect(after.began == before.began)
        #expect(await sessions.proveAgain(Sessions.key(token), account: "local 4821", at: now) == nil, "it has ended")
    }

    @Test("A person sees and ends their own sessions, and nobody else's")
    func own() async throws {
        let clock = TestClock()
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        let phone = await sessions.signIn(Self.person(), replacing: nil, address: "192.0.2.7")
        clock.advance(seconds: 60)
        let desk = await sessions.signIn(Self.person(), replacing: nil, address: "192.0.2.9")
        let other = await sessions.signIn(
            Self.person(TestOfficers.analyst, account: "local 7712"),
            replacing: nil
        )
        let listed = await sessions.own(desk)
        #expect(listed.map(\.session.address) == ["192.0.2.9", "192.0.2.7"])
        #expect(listed.map(\.name).first == Sessions.name(ofToken: desk))
        await sessions.endOwn(desk, named: Sessions.name(ofToken: other))
        #expect(await sessions.session(other) != nil, "it is a colleague's")
        await sessions.endOwn(desk, named: Sessions.name(ofToken: phone))
        #expect(await sessions.session(phone) == nil)
        #expect(await sessions.session(desk) != nil)
        let again = await sessions.signIn(Self.person(), replacing: nil)
        await sessions.endOwn(desk)
        #expect(await sessions.session(desk) == nil)
        #expect(await sessions.session(again) == nil)
        #expect(await sessions.session(other) != nil)
    }

    @Test("A further session than one person may have ends the one unused longest")
    func perPerson() async {
        let clock = TestClock()
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        var tokens: [String] = []
        for _ in 0..<5 {
            tokens.append(await sessions.signIn(Self.person(), replacing: nil))
            clock.advance(seconds: 1)
        }
        #expect(await sessions.session(tokens[0]) != nil)
        clock.advance(seconds: 1)
        tokens.append(await sessions.signIn(Self.person(), replacing: nil))
        #expect(await sessions.session(tokens[1]) == nil, "it was unused longest")
        #expect(await sessions.session(tokens[0]) != nil)
        #expect(await sessions.own(tokens[5]).count == 5)
    }

    @Test("Training that ends is gone the next day, in the middle of a session")
    func trainingEnds() async {
        // An hour before midnight.
        let clock = TestClock(Timestamp(milliseconds: TestClock.noon.milliseconds + 11 * 3_600_000))
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        var person = Self.person()
        person.staff.training = [.init("sensitive", until: "2026-11-23"), .init("pnc", from: "2026-11-24")]
        let token = await sessions.signIn(person, replacing: nil)
        #expect(await sessions.session(token)?.officer?.training == ["sensitive"])
        for _ in 0..<4 {
            clock.advance(seconds: 25 * 60)
            _ = await sessions.session(token)
        }
        #expect(await sessions.session(token)?.officer?.training == ["pnc"])
    }

    @Test("Somebody who leaves is signed out the next day")
    func leaver() async {
        let clock = TestClock(Timestamp(milliseconds: TestClock.noon.milliseconds + 11 * 3_600_000 + 2_400_000))
        let sessions = Sessions(clock: clock.clock, randomness: Counting().randomness)
        var person = Self.person()
        person.staff.until = "2026-11-23"
        let token = await sessions.signIn(person, replacing: nil)
        #expect(await sessions.session(token) != nil)
        clock.advance(seconds: 25 * 60)
        #expect(await sessions.session(token) == nil)
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
