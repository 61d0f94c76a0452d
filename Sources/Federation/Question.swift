import Vocabulary

/// One question of one force to another, the same for every force that is asked.
///
/// The asking node writes an entry with ``disclosure`` before it sends it, and another before it shows any answer; the
/// answering node writes one before it answers. Federation carries ``body`` and never looks into it.
package struct Question: Hashable, Sendable, Codable {
    /// The id that the entries of both forces carry: 32 hexadecimal digits.
    package var disclosure: String
    /// The force that asks; the signature of the message must be its own.
    package var asker: ForceCode
    /// Who asks, as the asking force vouches for them.
    ///
    /// The answering force judges by its own rules.
    package var officer: Officer
    package var authority: Authority
    /// What is asked for, by the name the rules know it: `search.find`.
    package var action: String
    /// The question in the asker's words, kept in the erasable bodies of both ledgers.
    package var asked: String
    /// What the room that asks says to the room that answers: JSON.
    package var body: String
    package var at: Timestamp
    /// After this moment nobody waits for the answer; it is still sent, and added late.
    package var deadline: Timestamp

    package init(
        disclosure: String,
        asker: ForceCode,
        officer: Officer,
        authority: Authority,
        action: String,
        asked: String,
        body: String,
        at: Timestamp,
        deadline: Timestamp
    ) {
        self.disclosure = disclosure
        self.asker = asker
        self.officer = officer
        self.authority = authority
        self.action = action
        self.asked = asked
        self.body = body
        self.at = at
        self.deadline = deadline
    }
}

/// What one force answers to one ``Question``.
package struct Answer: Hashable, Sendable, Codable {
    package var disclosure: String
    /// The force that answers; the signature of the message must be its own.
    package var force: ForceCode
    package var state: AnswerState
    /// The entry of the answering force's log that records it, durable before this was sent; refusals have one too.
    package var entry: UInt64
    /// What is disclosed: JSON of the room that answers; empty unless something is held.
    package var body: String
    package var at: Timestamp

    package init(disclosure: String, force: ForceCode, state: AnswerState, entry: UInt64, body: String, at: Timestamp) {
        self.disclosure = disclosure
        self.force = force
        self.state = state
        self.entry = entry
        self.body = body
        self.at = at
    }
}

/// What became of an answer at the force that asked for it: said to the force that gave it, once, and logged there.
///
/// An answer that was sent and never settled is shown as such: a crash between the two entries is neither hidden nor
/// guessed at.
package struct Settlement: Hashable, Sendable, Codable {
    /// Shown or not: one of the two, once.
    package enum Outcome: String, Hashable, Sendable, Codable {
        /// Logged by the asking force, and then shown.
        case shown
        /// Never shown: it came to nobody, or the asking node stopped first.
        case notShown = "not_shown"
    }

    package var disclosure: String
    package var asker: ForceCode
    package var outcome: Outcome
    /// The entry of the asking force's log that says so.
    package var entry: UInt64

    package init(disclosure: String, asker: ForceCode, outcome: Outcome, entry: UInt64) {
        self.disclosure = disclosure
        self.asker = asker
        self.outcome = outcome
        self.entry = entry
    }
}

/// The way to other nodes, as the Desk and the simulation know it.
package protocol Peers: Sendable {
    /// Puts a question to one force and waits for its answer, at most until the question's deadline.
    ///
    /// Never throws: not to be reached and not to answer in time are answers of their own (``AnswerState/down``,
    /// ``AnswerState/timedOut``), made by this side with ``Answer/entry`` 0.
    func ask(_ question: Question, of force: ForceCode) async -> Answer

    /// One attempt at a question that may be made more than once, and may be waited for after its deadline.
    ///
    /// The same question each time, so that the answerer gives the one answer it has: `attempt` counts from 1, and a
    /// later one goes by the force's second address where it has one. It returns soon when its task is cancelled, which
    /// means that the answer is not needed any more. Without a form of its own it is ``ask(_:of:)``.
    func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer

    /// Tells a force what became of its answer.
    ///
    /// - Throws: when it could not be told; it is told again later.
    func settle(_ settlement: Settlement, with force: ForceCode) async throws

    /// Tells a force that what it received is recalled, and returns once it has that in its own log.
    ///
    /// - Throws: when it could not be told; it is told again later.
    func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown

    /// Tells a force something about an incident that is handed on, and returns once it has that in its own log.
    ///
    /// - Throws: when it could not be told; it is told again.
    func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown
}

extension Peers {
    /// The plain form, for a way to the peers that knows neither second addresses nor waiting longer.
    package func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        await ask(question, of: force)
    }

    /// For a way to the peers that does not know recalls: the force is told when the way does.
    package func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown {
        throw Fault(.recallNotCarried, "this way to other forces carries no recalls", help: "it is told later")
    }

    /// For a way to the peers that does not know transfers: the force is told when the way does.
    package func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown {
        throw Fault(.transferNotCarried, "this way to other forces carries no incidents", help: "speak by phone")
    }
}

extension Fault.Code {
    /// The way to other forces does not know recalls.
    package static let recallNotCarried = Self("federation.recall_not_carried", status: 503)
    /// The way to other forces, or what stands behind it, does not know transfers.
    package static let transferNotCarried = Self("federation.transfer_not_carried", status: 503)
}
