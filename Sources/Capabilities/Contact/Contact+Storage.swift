import CapabilityKit
import Foundation
import Ledger
import Store

extension Contact {
    /// The room's own tables: every act of every incident, and beside them a line for each incident for lists.
    struct Shelf: Sendable {
        let desk: Desk
        let rulebook: Rulebook

        init(_ desk: Desk) throws {
            self.desk = desk
            rulebook = try .shipped()
        }

        static func migrate(_ plan: inout MigrationPlan) {
            plan.step(
                "contact",
                "001 incidents",
                [
                    """
                    CREATE TABLE contact_incident (
                        id BIGINT PRIMARY KEY,
                        number TEXT NOT NULL UNIQUE,
                        force TEXT NOT NULL,
                        opened_at BIGINT NOT NULL,
                        state TEXT NOT NULL,
                        grade TEXT NOT NULL,
                        title TEXT NOT NULL,
                        place TEXT NOT NULL,
                        owner TEXT NOT NULL,
                        latitude DOUBLE PRECISION,
                        longitude DOUBLE PRECISION,
                        due_at BIGINT,
                        network_key TEXT NOT NULL,
                        waits SMALLINT NOT NULL,
                        revision BIGINT NOT NULL
                    )
                    """,
                    "CREATE INDEX contact_incident_state ON contact_incident (state, opened_at)",
                    "CREATE INDEX contact_incident_revision ON contact_incident (revision)",
                    "CREATE INDEX contact_incident_network ON contact_incident (network_key)",
                    """
                    CREATE TABLE contact_entry (
                        incident BIGINT NOT NULL,
                        place BIGINT NOT NULL,
                        at BIGINT NOT NULL,
                        officer TEXT NOT NULL,
                        officer_force TEXT NOT NULL,
                        name TEXT NOT NULL,
                        act TEXT NOT NULL,
                        PRIMARY KEY (incident, place)
                    )
                    """,
                    "CREATE UNIQUE INDEX contact_entry_name ON contact_entry (incident, name)",
                    """
                    CREATE TABLE contact_named (
                        incident BIGINT NOT NULL,
                        part TEXT NOT NULL,
                        name TEXT NOT NULL,
                        PRIMARY KEY (incident, part, name)
                    ) WITHOUT ROWID
                    """,
                    "CREATE INDEX contact_named_name ON contact_named (name)",
                    """
                    CREATE TABLE contact_question (
                        incident BIGINT NOT NULL,
                        subject TEXT NOT NULL,
                        officer TEXT NOT NULL,
                        disclosure TEXT NOT NULL,
                        asked_at BIGINT NOT NULL,
                        PRIMARY KEY (incident, subject, officer)
                    )
                    """,
                ]
            )
            plan.step(
                "contact",
                "010 names of acts",
                ["CREATE INDEX contact_entry_named ON contact_entry (name)"]
            )
        }

        // MARK: - Reading

        /// The acts of an incident, folded.
        static func incident(_ number: String, _ rulebook: Rulebook, in session: any Session) throws -> Incident? {
            guard let row = try session.rows("SELECT id, force FROM contact_incident WHERE number = \(number)").first
            else { return nil }
            return try incident(try row.integer(0), number, try row.text(1), rulebook, in: session)
        }

        static func incident(
            _ id: Int64,
            _ number: String,
            _ force: String,
            _ rulebook: Rulebook,
            in session: any Session
        ) throws -> Incident {
            let decoder = JSONDecoder()
            let entries = try session.rows(
                """
                SELECT place, at, officer, officer_force, name, act FROM contact_entry
                WHERE incident = \(id) ORDER BY place
                """
            ).map { row in
                let officer = try row.text(2)
                return Entry(
                    place: Int(try row.integer(0)),
                    at: Timestamp.uk(milliseconds: try row.integer(1)),
                    by: officer.isEmpty ? .software : .officer(number: officer, force: try row.text(3)),
                    key: try row.text(4),
                    act: try decoder.decode(Step.self, from: Data(try row.text(5).utf8))
                )
            }
            let scheme = ForceCode(force).map(rulebook.grades.scheme) ?? GradeScheme(force: force, name: "", grades: [])
            return Incident(kept: entries, number: number, scheme: scheme)
        }

        /// How many lines a list has at most.
        static let boardMax = 500

        /// The lines of the list: open incidents, and those closed since a moment as far as there is room for them.
        static func board(since moment: Int64, in session: any Session) throws -> [BoardLine] {
            try session.rows(
                """
                SELECT number, opened_at, state, grade, title, place, owner, due_at, waits FROM contact_incident
                WHERE state <> 'closed' OR opened_at >= \(moment)
                ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, opened_at DESC, id DESC LIMIT \(boardMax)
                """
            ).map { row in
                BoardLine(
                    number: try row.text(0),
                    openedAt: Timestamp.uk(milliseconds: try row.integer(1)),
                    state: Incident.State(rawValue: try row.text(2)) ?? .waiting,
                    grade: try row.text(3),
                    title: try row.text(4),
                    place: try row.text(5),
                    owner: try row.text(6),
                    dueAt: row.isNull(7) ? nil : try row.integer(7),
                    waitsFor: try row.integer(8)
                )
            }
        }

        /// Earlier and open incidents that share a name, number or place with one, and those open near it.
        static func earlier(than incident: Incident, in session: any Session) throws -> [Earlier] {
            let keys = Set(Contact.named(in: incident).map(\.key)).sorted()
            var ids = Set(
                try session.rows("SELECT id FROM contact_incident WHERE state <> 'closed' ORDER BY id DESC LIMIT 300")
                    .map { try $0.integer(0) }
            )
            if !keys.isEmpty {
                ids.formUnion(
                    try session.rows(
                        "SELECT DISTINCT incident FROM contact_named WHERE name IN (\(keys)) ORDER BY incident DESC LIMIT 300"
                    ).map { try $0.integer(0) }
                )
            }
            guard !ids.isEmpty else { return [] }
            let wanted = ids.sorted()
            var named: [Int64: Set<Named>] = [:]
            for row in try session.rows("SELECT incident, part, name FROM contact_named WHERE incident IN (\(wanted))")
            {
                guard let part = Part(rawValue: try row.text(1)) else { continue }
                named[try row.integer(0), default: []].insert(Named(part: part, key: try row.text(2)))
            }
            return try session.rows(
                """
                SELECT id, number, opened_at, title, state, latitude, longitude FROM contact_incident
                WHERE id IN (\(wanted)) ORDER BY opened_at DESC, id DESC
                """
            ).compactMap { row in
                let number = try row.text(1)
                guard number != incident.number else { return nil }
                let location =
                    row.isNull(5)
                    ? nil
                    : Call.Location(
                        latitude: try row.real(5),
                        longitude: try row.real(6),
                        radiusMetres: 0,
                        method: "stored"
                    )
                return Earlier(
                    number: number,
                    openedAt: Timestamp.uk(milliseconds: try row.integer(2)),
                    summary: try row.text(3),
                    isOpen: try row.text(4) != Incident.State.closed.rawValue,
                    named: named[try row.integer(0)] ?? [],
                    location: location
                )
            }
        }

        /// Grows with every change of an incident or of what is handed on.
        static func revision(in session: any Session) throws -> Int64 {
            let own = try session.rows("SELECT COALESCE(MAX(revision), 0) FROM contact_incident").first?.integer(0) ?? 0
            return own + (try TransferBox.revision(in: session))
        }

        /// Questions put for an incident by an officer: what about, under which disclosure.
        static func questions(
            _ number: String,
            by officer: String,
            in session: any Session
        ) throws -> [(subject: String, disclosure: String)] {
            try session.rows(
                """
                SELECT q.subject, q.disclosure FROM contact_question q JOIN contact_incident i ON i.id = q.incident
                WHERE i.number = \(number) AND q.officer = \(officer) ORDER BY q.asked_at, q.subject
                """
            ).map { (try $0.text(0), try $0.text(1)) }
        }
    }

    /// What became of an act.
    struct Taken: Sendable {
        var place: Int
        var incident: Incident
        var isNew: Bool
    }

    /// One line of the list.
    struct BoardLine: Hashable, Sendable {
        var number: String
        var openedAt: Timestamp
        var state: Incident.State
        var grade: String
        var title: String
        var place: String
        var owner: String
        var dueAt: Int64?
        /// What waits for a second person: 1 a lowering, 2 the closing of an emergency, 0 nothing.
        var waitsFor: Int64

        /// Whether a second person is needed.
        var waits: Bool { waitsFor != 0 }
    }
}

extension Fault.Code {
    /// The incident is not known on this node.
    static let noSuchIncident = Self("contact.no_such_incident", status: 404)
    /// The sender's name of an act stands for another one.
    static let keyUsed = Self("contact.key_used", status: 409)
}
