import CapabilityKit
import Ledger
import Vocabulary

/// Who is signed in, and for what. Held in memory: a restart signs everybody out.
package actor Sessions {
    /// One signed-in person.
    package struct Session: Sendable {
        package var officer: Officer?
        package var authority: Authority?
        /// Repeated in every form, so that no other site can post in the person's name.
        package var formToken: String
        /// What the officer chose for the time of the session, by the choice's name.
        package var choices: [String: String] = [:]
        var lastSeen: Int64
        var began: Int64

        /// Officer and authority, when both are known.
        package var requester: Requester? {
            guard let officer, let authority else { return nil }
            return Requester(officer: officer, authority: authority)
        }
    }

    /// Milliseconds without a request after which a session ends.
    static let idleMax: Int64 = 30 * 60 * 1000
    /// Milliseconds after which a session ends whatever happens: one shift.
    static let lengthMax: Int64 = 10 * 60 * 60 * 1000
    /// Sessions held at once; the one unused longest makes room.
    static let countMax = 10_000

    /// By the SHA-256 of the token, so that the memory holds no token.
    private var sessions: [String: Session] = [:]
    private let clock: Clock
    private let randomness: Randomness

    package init(clock: @escaping Clock, randomness: @escaping Randomness) {
        self.clock = clock
        self.randomness = randomness
    }

    /// Begins a session and returns the token for the browser's cookie.
    package func begin() -> (token: String, session: Session) {
        if sessions.count >= Self.countMax, let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        let token = Self.hex(randomness(32))
        let now = clock().milliseconds
        let session = Session(
            officer: nil,
            authority: nil,
            formToken: Self.hex(randomness(16)),
            lastSeen: now,
            began: now
        )
        sessions[Self.key(token)] = session
        return (token, session)
    }

    /// The session of a token, if it is still running.
    package func session(_ token: String) -> Session? {
        let key = Self.key(token), now = clock().milliseconds
        guard var session = sessions[key] else { return nil }
        guard now - session.lastSeen <= Self.idleMax, now - session.began <= Self.lengthMax else {
            sessions[key] = nil
            return nil
        }
        session.lastSeen = now
        sessions[key] = session
        return session
    }

    /// Signs an officer in for a purpose, under a new token: a token known from before signing in is worth nothing.
    package func signIn(_ officer: Officer, for authority: Authority, replacing token: String) -> String {
        sessions[Self.key(token)] = nil
        let (fresh, session) = begin()
        var signedIn = session
        signedIn.officer = officer
        signedIn.authority = authority
        sessions[Self.key(fresh)] = signedIn
        return fresh
    }

    /// Keeps a choice until the session ends; at most 32 of 64 bytes each.
    package func choose(_ name: String, _ value: String, in token: String) {
        let key = Self.key(token)
        guard var session = sessions[key], session.choices[name] != nil || session.choices.count < 32,
            name.utf8.count <= 64, value.utf8.count <= 64
        else { return }
        session.choices[name] = value
        sessions[key] = session
    }

    /// Changes the purpose and reference of a session that has them.
    package func adopt(_ authority: Authority, in token: String) {
        guard sessions[Self.key(token)]?.officer != nil else { return }
        sessions[Self.key(token)]?.authority = authority
    }

    /// Ends a session.
    package func end(_ token: String) { sessions[Self.key(token)] = nil }

    private static func key(_ token: String) -> String { Digest.sha256(Array(token.utf8)).description }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
