import Federation
import Testing
import Vocabulary

@Suite("Breaker") struct BreakerTests {
    static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    /// A breaker that has just opened, at 10 000 ms; its first failure was at 10 000 less the others.
    static func opened() -> Breaker {
        var breaker = Breaker()
        for step in 0..<5 { breaker.fail(at: at(9_996 + Int64(step))) }
        return breaker
    }

    @Test("Five failures in a row open it, and it says since when")
    func opens() {
        var breaker = Breaker()
        for step in 0..<4 { breaker.fail(at: Self.at(Int64(step))) }
        let first = breaker.pass(at: Self.at(10))
        #expect(first == .granted)
        breaker.fail(at: Self.at(11))
        let second = breaker.pass(at: Self.at(12))
        #expect(second == .refused(since: Self.at(0)))
    }

    @Test("A success in between starts the count again")
    func inARow() {
        var breaker = Breaker()
        for _ in 0..<3 {
            for _ in 0..<4 { breaker.fail(at: Self.at(1)) }
            breaker.succeed()
        }
        #expect(!breaker.isOpen)
        #expect(breaker.failingSince == nil)
    }

    @Test("After a while one attempt goes through, and only one")
    func trial() {
        var breaker = Self.opened()
        let first = breaker.pass(at: Self.at(14_999))
        #expect(first == .refused(since: Self.at(9_996)))
        let second = breaker.pass(at: Self.at(15_000))
        #expect(second == .trial)
        let third = breaker.pass(at: Self.at(15_000))
        #expect(third == .refused(since: Self.at(9_996)))
        breaker.succeed()
        let fourth = breaker.pass(at: Self.at(15_001))
        #expect(fourth == .granted)
    }

    @Test("A trial that fails doubles the wait, up to a minute")
    func doubles() {
        var breaker = Self.opened()
        var now: Int64 = 10_000
        for wait: Int64 in [5_000, 10_000, 20_000, 40_000, 60_000, 60_000] {
            let first = breaker.pass(at: Self.at(now + wait - 1))
            #expect(first == .refused(since: Self.at(9_996)))
            let second = breaker.pass(at: Self.at(now + wait))
            #expect(second == .trial)
            now += wait
            breaker.fail(at: Self.at(now))
        }
    }

    @Test("A trial that is given up is made again by the next")
    func abandoned() {
        var breaker = Self.opened()
        let first = breaker.pass(at: Self.at(15_000))
        #expect(first == .trial)
        breaker.abandon(at: Self.at(15_001))
        let second = breaker.pass(at: Self.at(15_001))
        #expect(second == .trial)
    }
}
