import Federation
import Foundation
import Ledger
import Store
import Vocabulary

/// Reads and writes what was asked of other forces and answered to them: the records of ``AskerSettling`` and
/// ``AnswererSettling``.
///
/// Only the Desk holds one.
struct ExchangeShelf: Sendable {
    let database: any Database

    // MARK: - What was answered

    /// What is kept of an exchange that another force began; `nil` where nothing is.
    func answering(_ key: AnsweringRecord.Key) async throws -> AnsweringRecord? {
        try await database.read { session in
            let rows = try session.rows(
                """
                SELECT digest, answer, answer_entry, outcome, outcome_entry, their_entry, withdrawn_entry
                FROM exchange_given
                WHERE asker = \(key.asker.description) AND disclosure = \(key.disclosure)
                """
            )
            return try rows.first.map { row in
                var record = AnsweringRecord(
                    disclosure: key.disclosure,
                    asker: key.asker,
                    question: try row.text(0)
                )
                record.answer = try Self.read(Answer.self, from: try row.text(1))
                record.entry = UInt64(exactly: try row.integer(2))
                record.withdrawn = UInt64(exactly: try row.integer(6))
                if let outcome = Settlement.Outcome(rawValue: try row.text(3)) {
                    record.settlement = Settlement(
                        disclosure: key.disclosure,
                        asker: key.asker,
                        outcome: outcome,
                        entry: UInt64(clamping: try row.integer(5))
                    )
                    record.settledEntry = UInt64(exactly: try row.integer(4))
                }
                return record
            }
        }
    }

    /// Keeps what is known of an exchange that another force began.
    ///
    /// The number of an entry that there is not yet is kept as -1. What was answered is needed until it is settled, and is
    /// kept no longer; what is settled does not change any more. All follows from the log but the words of the answer:
    /// where a power cut takes those, they are found anew, with an entry of their own.
    func keep(_ record: AnsweringRecord, at moment: Timestamp) async throws {
        let open = record.settlement == nil ? record.answer : nil
        let answer = try open.map { try Self.text($0) } ?? "", digest = record.answer?.fingerprint ?? ""
        let withdrawn = record.withdrawn.map { Int64($0) } ?? -1
        let entry = record.entry.map { Int64($0) } ?? -1, settled = record.settledEntry.map { Int64($0) } ?? -1
        let outcome = record.settlement?.outcome.rawValue ?? ""
        let theirs = Int64(clamping: record.settlement?.entry ?? 0)
        try await database.writeDerived { session in
            try session.run(
                """
                INSERT INTO exchange_given (asker, disclosure, digest, at, answer, answer_entry, outcome, outcome_entry,
                    their_entry, withdrawn_entry, answer_digest)
                VALUES (\(record.asker.description), \(record.disclosure), \(record.question), \(moment.milliseconds),
                    \(answer), \(entry), \(outcome), \(settled), \(theirs), \(withdrawn), \(digest))
                ON CONFLICT (asker, disclosure) DO UPDATE SET digest = excluded.digest, answer = excluded.answer,
                    answer_entry = excluded.answer_entry, outcome = excluded.outcome,
                    outcome_entry = excluded.outcome_entry, their_entry = excluded.their_entry,
                    withdrawn_entry = excluded.withdrawn_entry,
                    answer_digest = CASE WHEN excluded.answer_digest = '' THEN exchange_given.answer_digest
                        ELSE excluded.answer_digest END
                WHERE exchange_given.outcome = ''
                """
            )
        }
    }

    /// Whether something that an answer disclosed has been recalled since, and stands so.
    func isRecalled(_ entry: UInt64) async throws -> Bool {
        let entry = Int64(entry)
        return try await database.read { session in
            try !session.rows(
                """
                SELECT 1 FROM audit_release r JOIN audit_mark m ON m.record = r.record
                WHERE r.entry = \(entry) AND m.recall > \(entry) AND m.stands = 1 LIMIT 1
                """
            ).isEmpty
        }
    }

    /// Answers of which nobody has said what became of them, given before a moment, the oldest first.
    func unsettled(before moment: Int64, limit: Int) async throws -> [UnsettledAnswer] {
        try await database.read { session in
            try session.rows(
                """
                SELECT asker, disclosure, at, answer_entry FROM exchange_given
                WHERE outcome = '' AND at < \(moment) AND answer_entry >= 0 ORDER BY at LIMIT \(limit)
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(0)) else { return nil }
                return UnsettledAnswer(
                    force: force,
                    disclosure: try row.text(1),
                    isOwnQuestion: false,
                    at: Timestamp.uk(milliseconds: try row.integer(2)),
                    entry: UInt64(try row.integer(3))
                )
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
