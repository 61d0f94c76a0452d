import CapabilityKit
import Ledger
import Vocabulary

/// Who is signed in, and for what. Held in memory: a restart signs everybody out.
package actor Sessions {
    /// Who signed in, and when they last proved it.
    package struct Person: Sendable, Hashable {
        package var staff: StaffMember
        /// The account that vouched for them: the provider's name and the person's there, or a local number.
        package var account: String
        /// Milliseconds since 1970.
        package var provedAt: Int64
        /// Whether the person stands on the node's own list, so that a change of it counts at once.
        package var isListed: Bool

        package init(_ staff: StaffMember, account: String, provedAt: Int64, isListed: Bool = false) {
            self.staff = staff
            self.account = account
            self.provedAt = provedAt
            self.isListed = isListed
        }

        /// Whether the account is the one that the staff file pins, where it pins one; local numbers are their own.
        fileprivate func isStill(_ member: StaffMember) -> Bool {
            let parts = account.split(separator: " ", maxSplits: 1)
            guard let pinned = member.subject, parts.first != "local" else { return true }
            return parts.count == 2 && parts[1] == pinned
        }
    }

    /// One session.
    package struct Session: Sendable {
        /// Who it is; `nil` before anybody has signed in.
        package var person: Person?
        /// The person as an officer today, with the training that holds today.
        package fileprivate(set) var officer: Officer?
        package var authority: Authority?
        /// Repeated in every form, so that no other site can post in the person's name.
        package var formToken: String
        /// What the officer chose for the time of the session, by the choice's name.
        package var choices: [String: String] = [:]
        /// A form that waits until the person has proved again who they are.
        package var held: HeldForm?
        /// What was asked in this session, by a number that stands in addresses in the place of the words.
        package var questions: [(number: String, words: String)] = []
        /// Where it was begun.
        package var address: String
        /// Where the person last proved who they are: from anywhere else they are asked again.
        package fileprivate(set) var provedFrom: String
        /// Whether the person has proved who they are within the bound for sensitive acts.
        package fileprivate(set) var isFresh = false
        package fileprivate(set) var lastSeen: Int64
        package let began: Int64

        /// Officer and authority, when both are known.
        package var requester: Requester? {
            guard let officer, let authority else { return nil }
            return Requester(officer: officer, authority: authority, isFresh: isFresh)
        }
    }

    /// Sessions held at once; the one unused longest makes room.
    static let countMax = 10_000

    /// By the SHA-256 of the token, so that the memory holds no token.
    private var sessions: [String: Session] = [:]
    private let rules: SignInRules
    private let clock: Clock
    private let randomness: Randomness
    private let staff: StaffList?

    /// No session yet; with a list of staff, sessions follow its changes.
    package init(
        rules: SignInRules = SignInRules(),
        staff: StaffList? = nil,
        clock: @escaping Clock,
        randomness: @escaping Randomness
    ) {
        self.rules = rules
        self.staff = staff
        self.clock = clock
        self.randomness = randomness
    }

    /// Begins a session and returns the token for the browser's cookie.
    package func begin(address: String = "") -> (token: String, session: Session) {
        let now = clock().milliseconds
        let session = Session(
            formToken: Hex.encode(randomness(16)),
            address: address,
            provedFrom: address,
            lastSeen: now,
            began: now
        )
        return (add(session), session)
    }

    /// The session of a token, if it is still running.
    package func session(_ token: String) -> Session? {
        let key = Self.key(token)
        guard var session = running(key) else { return nil }
        session.lastSeen = clock().milliseconds
        sessions[key] = session
        return session
    }

    /// Whether the session of a token still runs, of the same officer for the same purpose; it is not used by asking.
    package func isRunning(_ token: String, for requester: Requester) -> Bool {
        let now = running(Self.key(token))?.requester
        return now?.officer == requester.officer && now?.authority == requester.authority
    }

    /// Signs a person in, under a new token: a token known from before signing in is worth nothing.
    ///
    /// A person who has as many sessions as one may have loses the one unused longest.
    package func signIn(_ person: Person, replacing token: String?, address: String = "") -> String {
        if let token { end(token) }
        let theirs = sessions.filter { $0.value.person?.account == person.account }
            .sorted { $0.value.lastSeen < $1.value.lastSeen }
        for surplus in theirs.dropLast(rules.sessionsPerPerson - 1) { sessions[surplus.key] = nil }
        let now = clock().milliseconds
        return add(
            Session(
                person: person,
                formToken: Hex.encode(randomness(16)),
                address: address,
                provedFrom: address,
                lastSeen: now,
                began: now
            )
        )
    }

    /// Notes that the person of a session has proved again who they are, under a new token.
    ///
    /// The time a session may last goes on counting from its beginning.
    ///
    /// - Parameters:
    ///   - key: as ``key(_:)`` makes it.
    ///   - account: the account that vouched for the person this time.
    ///   - moment: when, in milliseconds since 1970.
    ///   - address: from where; as before when `nil`.
    /// - Returns: the new token; `nil` when the session has ended or is another account's.
    package func proveAgain(_ key: String, account: String, at moment: Int64, from address: String? = nil) -> String? {
        guard var session = running(key), session.person?.account == account else { return nil }
        sessions[key] = nil
        session.provedFrom = address ?? session.provedFrom
        session.person?.provedAt = moment
        session.formToken = Hex.encode(randomness(16))
        session.lastSeen = clock().milliseconds
        return add(session)
    }

    /// Gives a session its purpose.
    package func give(_ authority: Authority, in token: String) { sessions[Self.key(token)]?.authority = authority }

    /// Keeps a choice until the session ends; at most 32 of 64 bytes each.
    package func choose(_ name: String, _ value: String, in token: String) {
        let key = Self.key(token)
        guard var session = sessions[key], session.choices[name] != nil || session.choices.count < 32,
            name.utf8.count <= 64, value.utf8.count <= 64
        else { return }
        session.choices[name] = value
        sessions[key] = session
    }

    /// Keeps a form until it is sent again or the session ends; `nil` lets go of it.
    package func hold(_ form: HeldForm?, in token: String) { sessions[Self.key(token)]?.held = form }

    /// Remembers a question and returns its number; `nil` when the session has ended.
    package func keep(question words: String, in token: String) -> String? {
        let key = Self.key(token)
        guard var session = sessions[key] else { return nil }
        if let known = session.questions.first(where: { $0.words == words }) { return known.number }
        if session.questions.count >= AskedQuestions.countMax { session.questions.removeFirst() }
        let number = Hex.encode(randomness(8))
        session.questions.append((number, words))
        sessions[key] = session
        return number
    }

    /// Ends a session.
    package func end(_ token: String) { sessions[Self.key(token)] = nil }

    /// The running sessions of the person of a token, the newest first, by a name that opens nothing.
    package func own(_ token: String) -> [(name: String, session: Session)] {
        guard let account = running(Self.key(token))?.person?.account else { return [] }
        return sessions.keys.compactMap { key in running(key).map { (Self.name(of: key), $0) } }
            .filter { $0.1.person?.account == account }
            .sorted { ($0.1.began, $0.0) > ($1.1.began, $1.0) }
            .map { (name: $0.0, session: $0.1) }
    }

    /// Ends one of the person's own sessions by its name, or all of them when none is given.
    package func endOwn(_ token: String, named name: String? = nil) {
        guard let account = running(Self.key(token))?.person?.account else { return }
        sessions = sessions.filter { key, session in
            session.person?.account != account || name != nil && Self.name(of: key) != name
        }
    }

    /// Ends every session of an account, whoever asks; returns how many there were.
    package func endAll(of account: String) -> Int {
        let before = sessions.count
        sessions = sessions.filter { $0.value.person?.account != account }
        return before - sessions.count
    }

    /// The name under which the session of a token stands in ``own(_:)``.
    package static func name(ofToken token: String) -> String { name(of: key(token)) }

    /// What stands for a token where the token itself must not be kept.
    package static func key(_ token: String) -> String { Digest.sha256(token).description }

    private static func name(of key: String) -> String { String(Digest.sha256("name \(key)").description.prefix(16)) }

    private func add(_ session: Session) -> String {
        if sessions.count >= Self.countMax, let oldest = sessions.min(by: { $0.value.lastSeen < $1.value.lastSeen }) {
            sessions[oldest.key] = nil
        }
        let token = Hex.encode(randomness(32))
        sessions[Self.key(token)] = session
        return token
    }

    /// The session if it is still running, with what is true of it now.
    private func running(_ key: String) -> Session? {
        guard var session = sessions[key] else { return nil }
        let now = clock()
        if let staff, let person = session.person, person.isListed {
            guard let member = staff.person(person.staff.number, since: session.began), person.isStill(member) else {
                sessions[key] = nil
                return nil
            }
            session.person?.staff = member
        }
        session.officer = session.person?.staff.officer(on: now.date)
        guard now.milliseconds - session.lastSeen <= Int64(rules.idleMinutes) * 60_000,
            now.milliseconds - session.began <= Int64(rules.lengthMinutes) * 60_000,
            session.person == nil || session.officer != nil
        else {
            sessions[key] = nil
            return nil
        }
        session.isFresh =
            session.person.map { now.milliseconds - $0.provedAt <= Int64(rules.freshMinutes) * 60_000 } ?? false
        return session
    }
}
