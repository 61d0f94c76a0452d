import CapabilityKit
import Ledger
import Vocabulary

/// Sign-ins that have been begun at the provider and not yet come back. Held in memory, each good once.
actor SignInFlows {
    /// One sign-in under way: what only this node and the browser that began it know.
    struct Flow: Sendable, Hashable {
        /// Ties the provider's answer to this browser.
        var state: String
        /// Ties the ID token to this sign-in.
        var nonce: String
        /// The secret of which the provider has seen only the hash (RFC 7636).
        var verifier: String
        /// Where to go afterwards.
        var next: String
        /// The session that is to be proved again; `nil` when somebody signs in.
        var stepUp: StepUp?
        /// Whether it was begun outside the force's own networks, where a stronger proof is asked for.
        var isOutside = false
        /// Milliseconds since 1970.
        var began: Int64

        /// The S256 challenge of the verifier.
        var challenge: String { Base64URL.encode(Digest.sha256(Array(verifier.utf8)).bytes) }
    }

    /// Whose session is to be proved again.
    struct StepUp: Sendable, Hashable {
        var session: String
        var account: String
    }

    /// Milliseconds a sign-in may take.
    static let lengthMax: Int64 = 10 * 60 * 1000
    static let countMax = 10_000

    /// By the SHA-256 of the token in the browser's cookie.
    private var flows: [Digest: Flow] = [:]
    private let clock: Clock
    private let randomness: Randomness

    init(clock: @escaping Clock, randomness: @escaping Randomness) {
        self.clock = clock
        self.randomness = randomness
    }

    /// Begins a sign-in and returns the token for the browser's cookie.
    func begin(next: String, stepUp: StepUp? = nil, isOutside: Bool = false) -> (token: String, flow: Flow) {
        let now = clock().milliseconds
        if flows.count >= Self.countMax {
            flows = flows.filter { now - $0.value.began <= Self.lengthMax }
            if flows.count >= Self.countMax, let oldest = flows.min(by: { $0.value.began < $1.value.began }) {
                flows[oldest.key] = nil
            }
        }
        let flow = Flow(
            state: secret(),
            nonce: secret(),
            verifier: secret(),
            next: next,
            stepUp: stepUp,
            isOutside: isOutside,
            began: now
        )
        let token = secret()
        flows[Digest.sha256(token)] = flow
        return (token, flow)
    }

    /// Takes the sign-in of a token and state away; `nil` when there is none, when it is too old or the state differs.
    ///
    /// A state that differs takes nothing away: another site that sends the browser here cannot spoil a sign-in under
    /// way, and 256 random bits are not guessed.
    func take(_ token: String, state: String) -> Flow? {
        let key = Digest.sha256(token)
        guard let flow = flows[key], MessageSeal.equal(Array(flow.state.utf8), Array(state.utf8)) else { return nil }
        flows[key] = nil
        return clock().milliseconds - flow.began <= Self.lengthMax ? flow : nil
    }

    /// 256 random bits.
    private func secret() -> String { Base64URL.encode(randomness(32)) }
}
