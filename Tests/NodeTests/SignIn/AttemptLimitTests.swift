import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("Limits on failing") struct AttemptLimitTests {
    private func isPaused(_ limits: AttemptLimits, _ address: String, _ account: String?) async -> Bool {
        do {
            try await limits.check(address: address, account: account)
            return false
        } catch {
            return true
        }
    }

    @Test("An account is paused wherever the failures come from, and its owner's success clears it")
    func account() async {
        let clock = TestClock()
        let limits = AttemptLimits(rules: SignInRules(), clock: clock.clock)
        for index in 0..<5 {
            #expect(await isPaused(limits, "a\(index)", "x") == false)
            await limits.failed(address: "a\(index)", account: "x")
        }
        #expect(await isPaused(limits, "elsewhere", "x"))
        #expect(await isPaused(limits, "elsewhere", "y") == false)
        #expect(await isPaused(limits, "a1", nil) == false)
        clock.advance(seconds: 31)
        #expect(await isPaused(limits, "elsewhere", "x") == false, "it ends by itself")
        await limits.succeeded(account: "x")
        await limits.failed(address: "a", account: "x")
        #expect(await isPaused(limits, "a", "x") == false)
    }

    @Test("Pauses double up to the longest, and an hour without failures forgets them")
    func doubling() async {
        let clock = TestClock()
        let limits = AttemptLimits(rules: SignInRules(), clock: clock.clock)
        for _ in 0..<4 { await limits.failed(address: "a", account: "x") }
        for seconds in [30, 60, 120, 240, 480, 900, 900] {
            await limits.failed(address: "a", account: "x")
            clock.advance(seconds: seconds - 1)
            #expect(await isPaused(limits, "b", "x"), "\(seconds)")
            clock.advance(seconds: 2)
            #expect(await isPaused(limits, "b", "x") == false, "\(seconds)")
        }
        clock.advance(seconds: 3600)
        await limits.failed(address: "a", account: "x")
        #expect(await isPaused(limits, "b", "x") == false)
    }

    @Test("However many fail, no more than the bound are remembered")
    func bounded() async {
        let limits = AttemptLimits(rules: SignInRules(), clock: TestClock().clock)
        for index in 0..<(AttemptLimits.countMax + 200) { await limits.failed(address: "a\(index)") }
        #expect(await limits.remembered <= AttemptLimits.countMax)
    }
}
