import Federation
import Foundation
import Ledger
import Store
import Vocabulary

/// Reads and writes what was asked of other forces and answered to them.
///
/// Only the Desk holds one.
struct ExchangeShelf: Sendable {
    let database: any Database

    // MARK: - What was answered

    /// What is known of a question that came before.
    struct Given: Sendable {
        var digest: String
        /// `nil` where the node stopped before it had answered.
        var answer: Answer?
    }

    /// A question of another force that was answered here.
    func given(_ disclosure: String, to asker: ForceCode) async throws -> Given? {
        try await database.read { session in
            let rows = try session.rows(
                """
                SELECT digest, answer FROM exchange_given
                WHERE asker = \(asker.description) AND disclosure = \(disclosure)
                """
            )
            return try rows.first.map { row in
                Given(digest: try row.text(0), answer: try Self.read(Answer.self, from: try row.text(1)))
            }
        }
    }

    /// Takes down that a question is about to be answered; `false` where it was before, and no answer is kept.
    func expect(_ question: Question, digest: String) async throws -> Bool {
        try await database.write { session in
            let rows = try session.rows(
                """
                SELECT digest FROM exchange_given
                WHERE asker = \(question.asker.description) AND disclosure = \(question.disclosure)
                """
            )
            guard rows.isEmpty else { return false }
            try session.run(
                """
                INSERT INTO exchange_given (asker, disclosure, digest, at, answer, answer_entry, outcome, outcome_entry)
                VALUES (\(question.asker.description), \(question.disclosure), \(digest),
                    \(question.at.milliseconds), '', 0, '', 0)
                """
            )
            return true
        }
    }

    /// Keeps an answer before it is sent.
    func keep(_ answer: Answer, to question: Question, digest: String) async throws {
        let text = try Self.text(answer)
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_given (asker, disclosure, digest, at, answer, answer_entry, outcome, outcome_entry)
                VALUES (\(question.asker.description), \(question.disclosure), \(digest), \(answer.at.milliseconds),
                    \(text), \(Int64(answer.entry)), '', 0)
                ON CONFLICT (asker, disclosure) DO UPDATE SET at = excluded.at, answer = excluded.answer,
                    answer_entry = excluded.answer_entry
                """
            )
        }
    }

    /// Whether something that an answer disclosed has been recalled since, and stands so.
    func isRecalled(_ answer: Answer) async throws -> Bool {
        let entry = Int64(answer.entry)
        return try await database.read { session in
            try !session.rows(
                """
                SELECT 1 FROM audit_release r JOIN audit_mark m ON m.record = r.record
                WHERE r.entry = \(entry) AND m.recall > \(entry) AND m.stands = 1 LIMIT 1
                """
            ).isEmpty
        }
    }

    /// What became of an answer at the force that asked; the empty text while it has not said.
    func outcome(of disclosure: String, to asker: ForceCode) async throws -> String? {
        try await database.read { session in
            try session.rows(
                """
                SELECT outcome FROM exchange_given
                WHERE asker = \(asker.description) AND disclosure = \(disclosure)
                """
            ).first?.text(0)
        }
    }

    /// Takes down what became of an answer; a question that is settled before it came is not answered any more.
    func settle(_ settlement: Settlement, entry: UInt64, at moment: Timestamp) async throws {
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_given (asker, disclosure, digest, at, answer, answer_entry, outcome, outcome_entry)
                VALUES (\(settlement.asker.description), \(settlement.disclosure), '', \(moment.milliseconds), '', 0,
                    \(settlement.outcome.rawValue), \(Int64(entry)))
                ON CONFLICT (asker, disclosure) DO UPDATE SET outcome = excluded.outcome,
                    outcome_entry = excluded.outcome_entry
                """
            )
        }
    }

    /// Answers of which nobody has said what became of them, given before a moment, the oldest first.
    func unsettled(before moment: Int64, limit: Int) async throws -> [UnsettledAnswer] {
        try await database.read { session in
            try session.rows(
                """
                SELECT asker, disclosure, at, answer FROM exchange_given
                WHERE outcome = '' AND at < \(moment) ORDER BY at LIMIT \(limit)
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(0)),
                    let answer = try Self.read(Answer.self, from: try row.text(3))
                else { return nil }
                return UnsettledAnswer(
                    force: force,
                    disclosure: try row.text(1),
                    isOwnQuestion: false,
                    at: Timestamp.uk(milliseconds: try row.integer(2)),
                    entry: answer.entry
                )
            }
        }
    }

    // MARK: - What was asked

    /// Keeps a question before it is sent.
    func open(_ question: Question, of forces: [ForceCode]) async throws {
        let text = try Self.text(question), names = forces.map(\.description).joined(separator: " ")
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_asked (disclosure, at, forces, question, closed)
                VALUES (\(question.disclosure), \(question.at.milliseconds), \(names), \(text), 0)
                """
            )
        }
    }

    /// A question that is not closed, with the forces of whose answers nothing is written yet.
    struct Open: Sendable {
        var question: Question
        var missing: [ForceCode]
    }

    /// The questions that nobody closed: of a node that has just started, those it was asking as it stopped.
    func open() async throws -> [Open] {
        try await database.read { session in
            try session.rows("SELECT disclosure, forces, question FROM exchange_asked WHERE closed = 0 ORDER BY at")
                .compactMap { row in
                    guard let question = try Self.read(Question.self, from: try row.text(2)) else { return nil }
                    let disclosure = try row.text(0)
                    let known = try session.rows(
                        "SELECT force_code FROM exchange_outcome WHERE disclosure = \(disclosure)"
                    ).map { try $0.text(0) }
                    let forces = try row.text(1).split(separator: " ").map(String.init)
                    return Open(
                        question: question,
                        missing: forces.filter { !known.contains($0) }.compactMap(ForceCode.init)
                    )
                }
        }
    }

    /// Closes a question: nothing of it is shown from now on unless it has a row of its own.
    func close(_ disclosure: String) async throws {
        try await database.write { session in
            try session.run("UPDATE exchange_asked SET closed = 1 WHERE disclosure = \(disclosure)")
        }
    }

    /// Takes down what became of some forces' answers; who was told already is told again if it has changed.
    func take(
        _ outcome: Settlement.Outcome,
        of disclosure: String,
        from forces: [ForceCode],
        state: String = "",
        entry: UInt64
    ) async throws {
        try await database.write { session in
            for force in forces {
                try session.run(
                    """
                    INSERT INTO exchange_outcome (disclosure, force_code, outcome, state, entry, told)
                    VALUES (\(disclosure), \(force.description), \(outcome.rawValue), \(state), \(Int64(entry)), 0)
                    ON CONFLICT (disclosure, force_code) DO UPDATE SET outcome = excluded.outcome,
                        state = excluded.state, entry = excluded.entry, told = 0
                    """
                )
            }
        }
    }

    /// Takes down that some forces know what became of their answers.
    func told(_ disclosure: String, _ forces: [ForceCode]) async throws {
        let names = forces.map(\.description)
        guard !names.isEmpty else { return }
        try await database.write { session in
            try session.run(
                "UPDATE exchange_outcome SET told = 1 WHERE disclosure = \(disclosure) AND force_code IN (\(names))"
            )
        }
    }

    /// What forces have not been told yet, the oldest first, fifty of each: one that is silent keeps none from another.
    func untold(by asker: ForceCode, limit: Int) async throws -> [(settlement: Settlement, force: ForceCode, at: Int64)]
    {
        try await database.read { session in
            try session.rows(
                """
                SELECT disclosure, force_code, outcome, entry, at FROM (
                    SELECT o.disclosure, o.force_code, o.outcome, o.entry, a.at,
                        ROW_NUMBER() OVER (PARTITION BY o.force_code ORDER BY a.at, o.disclosure) AS place
                    FROM exchange_outcome o JOIN exchange_asked a ON a.disclosure = o.disclosure
                    WHERE o.told = 0 AND a.closed = 1
                ) waiting WHERE place <= 50 ORDER BY at LIMIT \(limit)
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(1)),
                    let outcome = Settlement.Outcome(rawValue: try row.text(2))
                else { return nil }
                let settlement = Settlement(
                    disclosure: try row.text(0),
                    asker: asker,
                    outcome: outcome,
                    entry: UInt64(try row.integer(3))
                )
                return (settlement, force, try row.integer(4))
            }
        }
    }

    // MARK: - Recalls of other forces

    /// The entry here that records another force's recall.
    func recall(_ entry: UInt64, of owner: ForceCode) async throws -> UInt64? {
        try await database.read { session in
            try session.rows(
                """
                SELECT entry FROM exchange_recall
                WHERE owner = \(owner.description) AND their_entry = \(Int64(clamping: entry))
                """
            ).first.map { UInt64(try $0.integer(0)) }
        }
    }

    /// Keeps by which entry here another force's recall is recorded.
    func keep(_ recall: UInt64, of owner: ForceCode, as entry: UInt64) async throws {
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_recall (owner, their_entry, entry)
                VALUES (\(owner.description), \(Int64(clamping: recall)), \(Int64(entry)))
                ON CONFLICT (owner, their_entry) DO NOTHING
                """
            )
        }
    }

    // MARK: - Text

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.sorted.encode(value), as: UTF8.self)
    }

    static func read<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value? {
        text.isEmpty ? nil : try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

/// An answer between two forces of which one of them does not know what became of it.
package struct UnsettledAnswer: Hashable, Sendable {
    /// The other force.
    package var force: ForceCode
    package var disclosure: String
    /// Whether this node asked; otherwise it answered.
    package var isOwnQuestion: Bool
    package var at: Timestamp
    /// The entry of this node's log that records its part.
    package var entry: UInt64
}
