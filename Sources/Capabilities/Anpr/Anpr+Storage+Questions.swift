import CapabilityKit
import Foundation
import Store

extension Anpr.Shelf {
    /// Keeps a question with its answer until its clock runs out.
    static func keep(
        _ question: Anpr.Question,
        _ answer: Anpr.Answer,
        id: Int64,
        for requester: Requester,
        at now: Timestamp,
        days: Int,
        in session: any Session
    ) throws {
        let officer = requester.officer, authority = requester.authority
        let due = now.milliseconds + Int64(days) * 86_400_000
        try session.run(
            """
            INSERT INTO anpr_question (id, question, officer, force, purpose, reference, asked_at, due_at, answer)
            VALUES (\(id), \(try text(question)), \(officer.number), \(officer.force.description),
                \(authority.purpose), \(authority.reference), \(now.milliseconds), \(due), \(try text(answer)))
            """
        )
    }

    /// A question of an officer's own, with its answer while it is kept.
    static func kept(_ id: Int64, of officer: Officer, in session: any Session) throws -> Anpr.Kept? {
        try session.rows(
            """
            SELECT id, question, purpose, reference, asked_at, due_at, answer FROM anpr_question
            WHERE id = \(id) AND officer = \(officer.number) AND force = \(officer.force.description)
            """
        ).first.map { row in
            var kept = try kept(row)
            kept.answer = row.isNull(6) ? nil : try value(row.text(6))
            kept.selected = try selected(id, in: session)
            return kept
        }
    }

    /// An officer's own questions without their answers, the newest first.
    static func own(_ officer: Officer, in session: any Session) throws -> [Anpr.Kept] {
        try session.rows(
            """
            SELECT id, question, purpose, reference, asked_at, due_at FROM anpr_question
            WHERE officer = \(officer.number) AND force = \(officer.force.description) ORDER BY id DESC LIMIT 40
            """
        ).map { try kept($0) }
    }

    /// One line of an answer that is still kept.
    static func line(
        of plate: String,
        in id: Int64,
        of officer: Officer,
        in session: any Session
    ) throws -> Anpr.Line {
        guard let line = try kept(id, of: officer, in: session)?.answer?.lines.first(where: { $0.plate == plate })
        else { throw Anpr.noSuchQuestion }
        return line
    }

    private static func kept(_ row: Store.Row) throws -> Anpr.Kept {
        Anpr.Kept(
            id: try row.integer(0),
            question: try value(row.text(1)),
            purpose: try row.text(2),
            reference: try row.text(3),
            askedAt: Timestamp.uk(milliseconds: try row.integer(4)),
            dueAt: Timestamp.uk(milliseconds: try row.integer(5))
        )
    }

    // MARK: - What was selected

    static func selected(_ question: Int64, in session: any Session) throws -> [Anpr.Selected] {
        try session.rows(
            """
            SELECT line, note, is_exploited, roles, referral FROM anpr_selected
            WHERE question = \(question) ORDER BY selected_at, plate
            """
        ).map { row in
            Anpr.Selected(
                line: try value(row.text(0)),
                note: try row.text(1),
                isExploited: try row.integer(2) != 0,
                roles: try row.text(3).split(separator: ",").map(String.init),
                referral: try row.text(4)
            )
        }
    }

    static func select(
        _ selected: Anpr.Selected,
        of question: Int64,
        at now: Timestamp,
        in session: any Session
    ) throws {
        let roles = selected.roles.joined(separator: ",")
        let isExploited = selected.isExploited ? 1 : 0
        try session.run(
            """
            INSERT INTO anpr_selected (question, plate, line, note, is_exploited, roles, referral, selected_at)
            VALUES (\(question), \(selected.line.plate), \(try text(selected.line)), \(selected.note), \(isExploited),
                \(roles), \(selected.referral), \(now.milliseconds))
            ON CONFLICT (question, plate) DO UPDATE SET note = excluded.note, is_exploited = excluded.is_exploited,
                roles = excluded.roles, referral = excluded.referral
            """
        )
    }

    // MARK: - The clock

    /// Whether an answer is over its time.
    static func isDue(at now: Timestamp, in session: any Session) throws -> Bool {
        try !session.rows(
            """
            SELECT 1 FROM anpr_question WHERE due_at <= \(now.milliseconds) AND answer IS NOT NULL LIMIT 1
            """
        ).isEmpty
    }

    /// Destroys the answers that are over their time; what was selected of them stays.
    static func destroy(at now: Timestamp, in session: any Session) throws {
        try session.run(
            "UPDATE anpr_question SET answer = NULL WHERE due_at <= \(now.milliseconds) AND answer IS NOT NULL"
        )
    }

    // MARK: - Values

    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
