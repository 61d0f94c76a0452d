import Federation
import Foundation
import Store
import Vocabulary

/// What a person of the owning force has to release, and who waits for it.
extension ExchangeShelf {
    /// Puts a question into the queue of the owner's people.
    func queue(_ question: Question) async throws {
        let text = try Self.text(question)
        try await database.write { session in
            try session.run(
                """
                INSERT INTO exchange_request (asker, disclosure, at, question, outcome, decided_by, words)
                VALUES (\(question.asker.description), \(question.disclosure), \(question.at.milliseconds), \(text),
                    'waiting', '', '')
                ON CONFLICT (asker, disclosure) DO NOTHING
                """
            )
        }
    }

    /// The newest requests, those that wait first.
    func requests() async throws -> [OwnerRequest] {
        try await database.read { session in
            try session.rows(
                """
                SELECT question, outcome, decided_by, words FROM exchange_request
                ORDER BY CASE WHEN outcome = 'waiting' THEN 0 ELSE 1 END, at DESC LIMIT 200
                """
            ).compactMap { try Self.request($0) }
        }
    }

    /// One request.
    func request(_ disclosure: String, of asker: ForceCode) async throws -> OwnerRequest? {
        try await database.read { session in
            try session.rows(
                """
                SELECT question, outcome, decided_by, words FROM exchange_request
                WHERE asker = \(asker.description) AND disclosure = \(disclosure)
                """
            ).first.flatMap { try Self.request($0) }
        }
    }

    private static func request(_ row: Row) throws -> OwnerRequest? {
        guard let question = try read(Question.self, from: try row.text(0)),
            let outcome = OwnerRequest.Outcome(rawValue: try row.text(1))
        else { return nil }
        return OwnerRequest(question: question, outcome: outcome, decidedBy: try row.text(2), words: try row.text(3))
    }

    /// Keeps what was decided, and the answer in place of the one that asked for the owner.
    func decide(
        _ request: OwnerRequest,
        as outcome: OwnerRequest.Outcome,
        by officer: String,
        words: String,
        answer: Answer
    ) async throws {
        let text = try Self.text(answer)
        let asker = request.question.asker.description, disclosure = request.question.disclosure
        try await database.write { session in
            try session.run(
                """
                UPDATE exchange_request SET outcome = \(outcome.rawValue), decided_by = \(officer), words = \(words)
                WHERE asker = \(asker) AND disclosure = \(disclosure)
                """
            )
            try session.run(
                """
                UPDATE exchange_given SET answer = \(text), answer_entry = \(Int64(answer.entry)), at = \(answer.at.milliseconds), outcome = '', outcome_entry = 0
                WHERE asker = \(asker) AND disclosure = \(disclosure)
                """
            )
        }
    }

    /// A question put from here, with the forces whose owner is still to be asked.
    func asked(_ disclosure: String) async throws -> (question: Question, owners: [ForceCode])? {
        try await database.read { session in
            let rows = try session.rows("SELECT question FROM exchange_asked WHERE disclosure = \(disclosure)")
            guard let row = rows.first, let question = try Self.read(Question.self, from: try row.text(0)) else {
                return nil
            }
            let owners = try session.rows(
                "SELECT force_code FROM exchange_outcome WHERE disclosure = \(disclosure) AND state = 'ask_owner'"
            ).compactMap { ForceCode(try $0.text(0)) }
            return (question, owners)
        }
    }

    /// An officer's questions that wait for owners, the newest first.
    func waits(of officer: Officer) async throws -> [OwnerWait] {
        try await database.read { session in
            var waits: [OwnerWait] = []
            let rows = try session.rows(
                """
                SELECT a.question, o.force_code FROM exchange_outcome o
                JOIN exchange_asked a ON a.disclosure = o.disclosure
                WHERE o.state = 'ask_owner' ORDER BY a.at DESC, o.force_code
                """
            )
            for row in rows {
                guard let question = try Self.read(Question.self, from: try row.text(0)),
                    let force = ForceCode(try row.text(1)), question.officer.number == officer.number,
                    question.officer.force == officer.force
                else { continue }
                if waits.last?.disclosure == question.disclosure {
                    waits[waits.count - 1].forces.append(force)
                } else {
                    waits.append(
                        OwnerWait(
                            disclosure: question.disclosure,
                            asked: question.asked,
                            at: question.at,
                            forces: [force]
                        )
                    )
                }
            }
            return waits
        }
    }
}
