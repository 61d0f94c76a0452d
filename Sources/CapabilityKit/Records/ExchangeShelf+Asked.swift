import Federation
import Store
import Vocabulary

/// What this node asked of others, and what became of each force's answer.
extension ExchangeShelf {
    /// What is kept of a question that was put from here.
    struct Asked: Sendable {
        /// `nil` where the node stopped before it was kept; the log has what was asked.
        var question: Question?
        var record: AskingRecord
    }

    /// Keeps that forces are asked; a question that is kept already stays as it is.
    func keep(_ record: AskingRecord, question: Question?, at moment: Timestamp) async throws {
        let text = try question.map { try Self.text($0) } ?? ""
        let names = record.asked.map(\.force.description).joined(separator: " ")
        let entry = Int64(record.entry)
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_asked (disclosure, at, forces, question, closed, entry)
                VALUES (\(record.disclosure), \(moment.milliseconds), \(names), \(text), 0, \(entry))
                ON CONFLICT (disclosure) DO NOTHING
                """
            )
        }
    }

    /// Keeps what became of some forces' answers, and how far the telling of it is.
    ///
    /// - `states`: what each of them said, where it is known.
    func keep(_ forces: [AskingRecord.Asked], of disclosure: String, states: [ForceCode: String] = [:]) async throws {
        guard !forces.isEmpty else { return }
        try await database.writeDerived { session in
            for asked in forces {
                guard let outcome = asked.outcome, let entry = asked.entry else { continue }
                let state = states[asked.force] ?? "", told = asked.telling.isTold ? 1 : 0
                let attempts = asked.telling.attempts, again = asked.telling.againAt?.milliseconds ?? 0
                try session.run(
                    """
                    INSERT INTO exchange_outcome (disclosure, force_code, outcome, state, entry, told, attempts, again_at)
                    VALUES (\(disclosure), \(asked.force.description), \(outcome.rawValue), \(state), \(Int64(entry)),
                        \(told), \(attempts), \(again))
                    ON CONFLICT (disclosure, force_code) DO UPDATE SET told = excluded.told,
                        attempts = excluded.attempts, again_at = excluded.again_at
                    WHERE exchange_outcome.told = 0
                    """
                )
            }
        }
    }

    /// What is kept of a question that was put from here; `nil` where nothing is.
    func asking(_ disclosure: String, by asker: ForceCode) async throws -> Asked? {
        try await database.read { session -> Asked? in
            let rows = try session.rows(
                "SELECT forces, question, entry FROM exchange_asked WHERE disclosure = \(disclosure)"
            )
            guard let row = rows.first else { return nil }
            var record = AskingRecord(
                disclosure: disclosure,
                asker: asker,
                entry: UInt64(clamping: try row.integer(2)),
                asked: try row.text(0).split(separator: " ").compactMap { ForceCode(String($0)) }
                    .map { AskingRecord.Asked(force: $0) }
            )
            let outcomes = try session.rows(
                """
                SELECT force_code, outcome, entry, told, attempts, again_at FROM exchange_outcome
                WHERE disclosure = \(disclosure)
                """
            )
            for row in outcomes {
                let code = try row.text(0)
                guard let place = record.asked.firstIndex(where: { $0.force.description == code }) else { continue }
                record.asked[place].outcome = Settlement.Outcome(rawValue: try row.text(1))
                record.asked[place].entry = UInt64(exactly: try row.integer(2))
                let again = try row.integer(5)
                record.asked[place].telling = Telling(
                    isTold: try row.integer(3) == 1,
                    attempts: Int(try row.integer(4)),
                    againAt: again > 0 ? Timestamp(milliseconds: again) : nil
                )
            }
            return Asked(question: try Self.read(Question.self, from: try row.text(1)), record: record)
        }
    }

    /// The questions that nobody closed: of a node that has just started, those it was asking as it stopped.
    func open() async throws -> [String] {
        try await database.read { session in
            try session.rows("SELECT disclosure FROM exchange_asked WHERE closed = 0 ORDER BY at").map {
                try $0.text(0)
            }
        }
    }

    /// Closes a question: each force asked has its outcome.
    func close(_ disclosure: String) async throws {
        try await database.writeDerived { session in
            try session.run("UPDATE exchange_asked SET closed = 1 WHERE disclosure = \(disclosure)")
        }
    }

    /// Lets every force that does not know be told at once: a start ends all waits.
    func tellAtOnce() async throws {
        try await database.write { session in
            try session.run("UPDATE exchange_outcome SET again_at = 0 WHERE told = 0")
        }
    }

    /// Questions of which some force is to be told now what became of its answer: the oldest first, fifty of each force,
    /// so that one that is silent keeps none from another.
    func due(at moment: Timestamp, limit: Int) async throws -> [String] {
        try await database.read { session in
            try session.rows(
                """
                SELECT DISTINCT disclosure, at FROM (
                    SELECT o.disclosure, a.at,
                        ROW_NUMBER() OVER (PARTITION BY o.force_code ORDER BY a.at, o.disclosure) AS place
                    FROM exchange_outcome o JOIN exchange_asked a ON a.disclosure = o.disclosure
                    WHERE o.told = 0 AND o.again_at <= \(moment.milliseconds)
                ) waiting WHERE place <= 50 ORDER BY at, disclosure LIMIT \(limit)
                """
            ).map { try $0.text(0) }
        }
    }

    /// Answers to questions put from here whose forces do not know what became of them, the oldest first.
    func untold(before moment: Int64, limit: Int) async throws -> [UnsettledAnswer] {
        try await database.read { session in
            try session.rows(
                """
                SELECT o.force_code, o.disclosure, a.at, o.entry FROM exchange_outcome o
                JOIN exchange_asked a ON a.disclosure = o.disclosure
                WHERE o.told = 0 AND a.at < \(moment) ORDER BY a.at, o.disclosure, o.force_code LIMIT \(limit)
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(0)) else { return nil }
                return UnsettledAnswer(
                    force: force,
                    disclosure: try row.text(1),
                    isOwnQuestion: true,
                    at: Timestamp.uk(milliseconds: try row.integer(2)),
                    entry: UInt64(clamping: try row.integer(3))
                )
            }
        }
    }

    // MARK: - Following the log

    /// The first entry that may not have been taken in.
    func position() async throws -> UInt64 {
        try await database.read { session in
            UInt64(try session.rows("SELECT next_entry FROM exchange_position WHERE id = 1").first?.integer(0) ?? 0)
        }
    }

    /// Everything before an entry has been taken in.
    func advance(to entry: UInt64) async throws {
        let entry = Int64(entry)
        try await database.writeDerived { session in
            try session.run("UPDATE exchange_position SET next_entry = \(entry) WHERE id = 1 AND next_entry < \(entry)")
        }
    }
}
