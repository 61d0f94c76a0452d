import Store
import Vocabulary

/// The tables of authorities and of who looked at whom how often: what has been granted, never what records say.
struct GrantShelf: Sendable {
    let database: any Database

    /// Looks of one officer at one subject within so many milliseconds count once.
    static let slot: Int64 = 10 * 60 * 1000

    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            "grants",
            "001 grants",
            [
                """
                CREATE TABLE grants_grant (
                    id BIGINT NOT NULL PRIMARY KEY,
                    kind TEXT NOT NULL,
                    code TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    purpose TEXT NOT NULL,
                    reference TEXT NOT NULL,
                    words TEXT NOT NULL,
                    authoriser TEXT NOT NULL,
                    authoriser_rank TEXT NOT NULL,
                    subject BIGINT,
                    began_at BIGINT NOT NULL,
                    ends_at BIGINT NOT NULL,
                    due_at BIGINT NOT NULL,
                    settled_at BIGINT,
                    settled_by TEXT NOT NULL DEFAULT '',
                    settled_words TEXT NOT NULL DEFAULT '',
                    escalated_at BIGINT
                )
                """,
                "CREATE INDEX grants_grant_officer ON grants_grant (officer, officer_force, ends_at)",
                "CREATE INDEX grants_grant_began ON grants_grant (began_at)",
                """
                CREATE TABLE grants_look (
                    officer TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    subject BIGINT NOT NULL,
                    slot BIGINT NOT NULL,
                    entry BIGINT NOT NULL,
                    PRIMARY KEY (officer, officer_force, subject, slot)
                )
                """,
            ]
        )
    }

    private static let columns: SQL = """
        id, kind, code, officer, officer_force, purpose, reference, words, authoriser, authoriser_rank, began_at, ends_at,
        due_at, settled_at, settled_by, settled_words, escalated_at
        """

    /// One officer's grants that end after a moment.
    func running(of officer: Officer, at moment: Timestamp) async throws -> [AuthorityGrant] {
        let force = officer.force.description
        return try await grants(
            """
            WHERE officer = \(officer.number) AND officer_force = \(force) AND ends_at > \(moment.milliseconds)
            ORDER BY began_at, id
            """
        )
    }

    /// Everybody's grants that began after a moment, and all that are outstanding; newest first.
    func since(_ moment: Int64) async throws -> [AuthorityGrant] {
        try await grants(
            "WHERE began_at >= \(moment) OR settled_at IS NULL AND due_at > 0 ORDER BY began_at DESC, id DESC"
        )
    }

    /// One officer's own grants that began after a moment or are outstanding, newest first.
    func own(_ officer: Officer, since moment: Int64) async throws -> [AuthorityGrant] {
        let force = officer.force.description
        return try await grants(
            """
            WHERE officer = \(officer.number) AND officer_force = \(force)
                AND (began_at >= \(moment) OR settled_at IS NULL AND due_at > 0)
            ORDER BY began_at DESC, id DESC
            """
        )
    }

    /// Authorities of a force that wait for somebody of rank, oldest first.
    func waiting(in force: ForceCode) async throws -> [AuthorityGrant] {
        let force = force.description
        return try await grants(
            """
            WHERE officer_force = \(force) AND settled_at IS NULL AND kind IN ('written', 'oral') ORDER BY began_at, id
            """
        )
    }

    /// Emergencies that run at a moment or were not justified in time.
    func emergencies(at moment: Timestamp) async throws -> [AuthorityGrant] {
        let now = moment.milliseconds
        return try await grants(
            "WHERE kind = 'emergency' AND (ends_at > \(now) OR settled_at IS NULL) ORDER BY began_at DESC, id DESC"
        )
    }

    /// The grant of a number.
    func grant(_ id: UInt64) async throws -> AuthorityGrant? {
        guard let id = Int64(exactly: id) else { return nil }
        return try await grants("WHERE id = \(id)").first
    }

    /// Adds a grant.
    func add(_ grant: AuthorityGrant, subject: RecordHandle? = nil) async throws {
        let id = Int64(grant.id), force = grant.force.description
        try await database.write { session in
            try session.run(
                """
                INSERT INTO grants_grant (id, kind, code, officer, officer_force, purpose, reference, words, authoriser,
                    authoriser_rank, subject, began_at, ends_at, due_at)
                VALUES (\(id), \(grant.kind.rawValue), \(grant.code), \(grant.officer), \(force), \(grant.purpose),
                    \(grant.reference), \(grant.words), \(grant.authoriser), \(grant.rank), \(subject?.number),
                    \(grant.beganAt.milliseconds), \(grant.endsAt), \(grant.dueAt))
                """
            )
        }
    }

    /// Settles a grant that is outstanding; `false` when somebody was quicker.
    func settle(_ grant: AuthorityGrant) async throws -> Bool {
        let id = Int64(grant.id), at = grant.settledAt?.milliseconds
        return try await database.write { session in
            try session.run(
                """
                UPDATE grants_grant SET code = \(grant.code), authoriser = \(grant.authoriser),
                    authoriser_rank = \(grant.rank), ends_at = \(grant.endsAt), settled_at = \(at),
                    settled_by = \(grant.settledBy), settled_words = \(grant.settledWords)
                WHERE id = \(id) AND settled_at IS NULL
                """
            ) == 1
        }
    }

    /// Notes that a grant was escalated; `false` when it was already.
    func escalate(_ id: UInt64, at moment: Timestamp) async throws -> Bool {
        let number = Int64(id)
        return try await database.write { session in
            try session.run(
                """
                UPDATE grants_grant SET escalated_at = \(moment.milliseconds)
                WHERE id = \(number) AND escalated_at IS NULL AND settled_at IS NULL
                """
            ) == 1
        }
    }

    // MARK: - Looks

    /// How often an officer looked at the subject looked at most, since a moment.
    func mostLooks(
        by officer: Officer,
        at subjects: [RecordHandle],
        since moment: Int64
    ) async throws -> (subject: RecordHandle, looks: Int)? {
        guard !subjects.isEmpty else { return nil }
        let force = officer.force.description, numbers = subjects.prefix(500).map(\.number), first = moment / Self.slot
        return try await database.read { session in
            let rows = try session.rows(
                """
                SELECT subject, COUNT(*) FROM grants_look
                WHERE officer = \(officer.number) AND officer_force = \(force) AND slot >= \(first)
                    AND subject IN (\(numbers))
                GROUP BY subject ORDER BY COUNT(*) DESC, subject LIMIT 1
                """
            )
            return try rows.first.map { (RecordHandle(number: try $0.integer(0)), Int(try $0.integer(1))) }
        }
    }

    /// The officer's questions about surveillance of some subjects, newest first.
    func questions(to officer: Officer, about subjects: [RecordHandle]) async throws -> [AuthorityGrant] {
        guard !subjects.isEmpty else { return [] }
        let force = officer.force.description, numbers = subjects.prefix(500).map(\.number)
        return try await grants(
            """
            WHERE officer = \(officer.number) AND officer_force = \(force) AND kind = 'surveillance'
                AND subject IN (\(numbers)) ORDER BY began_at DESC, id DESC
            """
        )
    }

    /// Counts a look.
    func look(by officer: Officer, at subjects: [RecordHandle], entry: UInt64, _ moment: Timestamp) async throws {
        guard !subjects.isEmpty else { return }
        let force = officer.force.description, slot = moment.milliseconds / Self.slot, entry = Int64(entry)
        try await database.write { session in
            for subject in subjects.prefix(500) {
                try session.run(
                    """
                    INSERT INTO grants_look (officer, officer_force, subject, slot, entry)
                    VALUES (\(officer.number), \(force), \(subject.number), \(slot), \(entry))
                    ON CONFLICT (officer, officer_force, subject, slot) DO NOTHING
                    """
                )
            }
        }
    }

    private func grants(_ rest: SQL) async throws -> [AuthorityGrant] {
        try await database.read { session in
            try session.rows("SELECT \(Self.columns) FROM grants_grant \(rest)").map(Self.grant)
        }
    }

    private static func grant(_ row: Row) throws -> AuthorityGrant {
        guard let kind = AuthorityGrant.Kind(rawValue: try row.text(1)), let force = ForceCode(try row.text(4)) else {
            throw Fault(.grantUnreadable, "a stored authority cannot be read", help: "tell force IT")
        }
        func moment(_ column: Int) throws -> Timestamp? {
            row.isNull(column) ? nil : Timestamp.uk(milliseconds: try row.integer(column))
        }
        return AuthorityGrant(
            id: UInt64(try row.integer(0)),
            kind: kind,
            code: try row.text(2),
            officer: try row.text(3),
            force: force,
            purpose: try row.text(5),
            reference: try row.text(6),
            words: try row.text(7),
            authoriser: try row.text(8),
            rank: try row.text(9),
            beganAt: Timestamp.uk(milliseconds: try row.integer(10)),
            endsAt: try row.integer(11),
            dueAt: try row.integer(12),
            settledAt: try moment(13),
            settledBy: try row.text(14),
            settledWords: try row.text(15),
            escalatedAt: try moment(16)
        )
    }
}

extension Fault.Code {
    /// A row of the authorities is not what the program expects.
    static let grantUnreadable = Self("authority.unreadable", status: 500)
}
