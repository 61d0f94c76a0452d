import CapabilityKit
import Vocabulary

/// Makes failing to sign in slow: after a few failures from one address or for one account a pause begins, and each
/// further failure doubles it.
///
/// A pause ends by itself, and what somebody does from another address never shortens or clears a colleague's: signing
/// in clears the account's failures and not the address's.
actor AttemptLimits {
    private struct Failures {
        var count = 0
        var last: Int64 = 0
        var pausedUntil: Int64 = 0
    }

    /// Milliseconds without a failure after which all are forgotten.
    static let forgottenAfter: Int64 = 60 * 60 * 1000
    static let countMax = 20_000

    private var failures: [String: Failures] = [:]
    private let rules: SignInRules
    private let clock: Clock

    init(rules: SignInRules, clock: @escaping Clock) {
        self.rules = rules
        self.clock = clock
    }

    /// How many addresses and accounts are remembered.
    var remembered: Int { failures.count }

    /// Refuses while an address or an account is paused.
    ///
    /// - Throws: `signin.paused`, in words that do not tell which of the two it is, nor whether the account exists.
    func check(address: String, account: String? = nil) throws {
        let now = clock().milliseconds
        let isPaused = keys(address, account).contains { (failures[$0.key]?.pausedUntil ?? 0) > now }
        guard isPaused else { return }
        throw Fault(.signInPaused, "too many sign-ins have failed", help: "wait a few minutes and try again")
    }

    /// Notes a failure.
    func failed(address: String, account: String? = nil) {
        let now = clock().milliseconds
        for (key, bound) in keys(address, account) {
            if failures.count >= Self.countMax {
                failures = failures.filter { now - $0.value.last < Self.forgottenAfter }
                if failures.count >= Self.countMax, let oldest = failures.min(by: { $0.value.last < $1.value.last }) {
                    failures[oldest.key] = nil
                }
            }
            var entry = failures[key] ?? Failures()
            if now - entry.last >= Self.forgottenAfter { entry = Failures() }
            entry.count += 1
            entry.last = now
            let over = entry.count - bound
            if over >= 0 {
                let seconds = min(rules.longestPauseSeconds, rules.firstPauseSeconds << min(over, 16))
                entry.pausedUntil = now + Int64(seconds) * 1000
            }
            failures[key] = entry
        }
    }

    /// Under what an attempt is counted, with the failures that begin a pause.
    private func keys(_ address: String, _ account: String?) -> [(key: String, bound: Int)] {
        [("address \(address)", rules.addressFailuresBeforePause)]
            + (account.map { [("account \($0.prefix(64))", rules.failuresBeforePause)] } ?? [])
    }

    /// Forgets an account's failures: its owner has signed in.
    func succeeded(account: String) { failures["account \(account.prefix(64))"] = nil }
}
