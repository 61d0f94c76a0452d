import Federation
import Foundation
import Store
import Vocabulary

/// What a person of the owning force has to release, and who waits for it.
extension ExchangeShelf {
    /// Puts a question into the queue of the owner's people, by the moment it arrived.
    ///
    /// - `most`: how many of one force may wait.
    ///
    /// - Returns: `false` where so many wait already.
    func queue(_ question: Question, at moment: Timestamp, most: Int) async throws -> Bool {
        let text = try Self.text(question), asker = question.asker.description
        return try await database.write { session in
            let isKnown = try session.rows(
                "SELECT 1 FROM exchange_request WHERE asker = \(asker) AND disclosure = \(question.disclosure)"
            )
            guard isKnown.isEmpty else { return true }
            let waiting = try session.rows(
                "SELECT COUNT(*) FROM exchange_request WHERE asker = \(asker) AND outcome IN ('waiting', 'deciding')"
            )
            guard try waiting.first?.integer(0) ?? 0 < Int64(most) else { return false }
            try session.run(
                """
                INSERT INTO exchange_request (asker, disclosure, at, question, outcome, decided_by, words, arrived_at)
                VALUES (\(asker), \(question.disclosure), \(question.at.milliseconds), \(text),
                    'waiting', '', '', \(moment.milliseconds))
                ON CONFLICT (asker, disclosure) DO NOTHING
                """
            )
            return true
        }
    }

    /// All requests that wait, first those that arrived first, and then the newest that are decided.
    ///
    /// When they arrived is this node's word: nobody's own date puts one before another.
    func requests() async throws -> [OwnerRequest] {
        try await database.read { session in
            let waiting = try session.rows(
                """
                SELECT question, outcome, decided_by, words, releases FROM exchange_request
                WHERE outcome IN ('waiting', 'deciding') ORDER BY arrived_at, asker, disclosure
                """
            )
            let decided = try session.rows(
                """
                SELECT question, outcome, decided_by, words, releases FROM exchange_request
                WHERE outcome NOT IN ('waiting', 'deciding') ORDER BY arrived_at DESC, asker, disclosure LIMIT 100
                """
            )
            return try (waiting + decided).compactMap { try Self.request($0) }
        }
    }

    /// One request.
    func request(_ disclosure: String, of asker: ForceCode) async throws -> OwnerRequest? {
        try await database.read { session in
            try session.rows(
                """
                SELECT question, outcome, decided_by, words, releases FROM exchange_request
                WHERE asker = \(asker.description) AND disclosure = \(disclosure)
                """
            ).first.flatMap { try Self.request($0) }
        }
    }

    private static func request(_ row: Row) throws -> OwnerRequest? {
        guard let question = try read(Question.self, from: try row.text(0)),
            let outcome = OwnerRequest.Outcome(rawValue: try row.text(1))
        else { return nil }
        return OwnerRequest(
            question: question,
            outcome: outcome,
            decidedBy: try row.text(2),
            words: try row.text(3),
            releases: try row.text(4).split(separator: " ").map(String.init)
        )
    }

    /// Takes a request that waits for one who decides it: of two at once one gets it.
    func claim(_ request: OwnerRequest) async throws -> Bool {
        try await move(request, from: .waiting, to: .deciding)
    }

    /// Lets a request wait again that somebody took and could not decide.
    func unclaim(_ request: OwnerRequest) async throws {
        _ = try await move(request, from: .deciding, to: .waiting)
    }

    private func move(
        _ request: OwnerRequest,
        from: OwnerRequest.Outcome,
        to: OwnerRequest.Outcome
    ) async throws -> Bool {
        let asker = request.question.asker.description, disclosure = request.question.disclosure
        return try await database.write { session in
            try session.run(
                """
                UPDATE exchange_request SET outcome = \(to.rawValue)
                WHERE asker = \(asker) AND disclosure = \(disclosure) AND outcome = \(from.rawValue)
                """
            ) == 1
        }
    }

    /// Keeps what was decided.
    func decide(_ request: OwnerRequest) async throws {
        try await decide(
            request.question.disclosure,
            of: request.question.asker.description,
            as: request.outcome.rawValue,
            by: request.decidedBy,
            words: request.words,
            releases: request.releases.joined(separator: " ")
        )
    }

    /// Keeps what an entry of the log says was decided.
    func decide(
        _ disclosure: String,
        of asker: String,
        as outcome: String,
        by officer: String,
        words: String,
        releases: String
    ) async throws {
        try await database.write { session in
            try session.run(
                """
                UPDATE exchange_request SET outcome = \(outcome), decided_by = \(officer), words = \(words),
                    releases = \(releases)
                WHERE asker = \(asker) AND disclosure = \(disclosure) AND outcome IN ('waiting', 'deciding')
                """
            )
        }
    }

    /// Lets requests wait again that somebody was deciding when the node stopped.
    func unclaimAll() async throws {
        try await database.write { session in
            try session.run("UPDATE exchange_request SET outcome = 'waiting' WHERE outcome = 'deciding'")
        }
    }

    /// Takes down that an owner has answered what a question asked of it.
    func ownerAnswered(_ disclosure: String, _ force: ForceCode) async throws {
        try await database.write { session in
            try session.run(
                """
                UPDATE exchange_outcome SET state = 'owner_answered'
                WHERE disclosure = \(disclosure) AND force_code = \(force.description)
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
