import Store
import Vocabulary

extension AuditIndex {
    private static let lineColumns: SQL = """
        entry, at, kind, action, officer_force, officer, on_behalf, purpose, reference, asked, released
        """

    /// Entries that released one of these nominals or anything said about them.
    ///
    /// O(entries that saw them): each is found by the number of the record and fetched by its own.
    func whoSaw(_ nominals: [Int64], limit: Int) async throws -> AuditTrail {
        try await Self.whoSaw(nominals, limit: limit, in: database)
    }

    static func whoSaw(_ nominals: [Int64], limit: Int, in database: any Database) async throws -> AuditTrail {
        guard !nominals.isEmpty else { return AuditTrail() }
        return try await database.read { session in
            let seen: SQL = """
                SELECT entry FROM audit_release WHERE record IN (\(nominals))
                UNION
                SELECT r.entry FROM records_tie t JOIN audit_release r ON r.record = t.record
                WHERE t.holder IN (\(nominals))
                """
            let newest = try session.rows("SELECT entry FROM (\(seen)) AS seen ORDER BY entry DESC LIMIT \(limit)")
            guard !newest.isEmpty else { return AuditTrail() }
            let numbers = try newest.map { try $0.integer(0) }
            let lines = try session.rows(
                "SELECT \(Self.lineColumns) FROM audit_entry WHERE entry IN (\(numbers)) ORDER BY entry DESC"
            )
            let counted = try session.rows(
                """
                SELECT officer_force, officer, purpose, COUNT(*) FROM audit_entry WHERE entry IN (\(seen))
                GROUP BY officer_force, officer, purpose
                """
            )
            return AuditTrail(lines: try lines.map { try Self.line($0) }, sums: try Self.sums(counted))
        }
    }

    /// What one officer did since a moment.
    func whatDid(_ party: RecallParty, since moment: Int64, limit: Int) async throws -> AuditTrail {
        try await trail(
            "officer = \(party.officer) AND officer_force = \(party.force.description)",
            since: moment,
            limit: limit
        )
    }

    /// What was done for a purpose since a moment.
    func whatFor(_ purpose: String, since moment: Int64, limit: Int) async throws -> AuditTrail {
        try await trail("purpose = \(purpose)", since: moment, limit: limit)
    }

    /// Lookups since a moment in the order of the log, the newest 50,000.
    func lookups(of party: RecallParty?, since moment: Int64) async throws -> [AuditLine] {
        let whose: SQL =
            party.map { "officer = \($0.officer) AND officer_force = \($0.force.description)" } ?? "1 = 1"
        return try await database.read { session in
            try session.rows(
                """
                SELECT \(Self.lineColumns) FROM audit_entry
                WHERE \(whose) AND at >= \(moment) AND action IN ('search.find', 'search.person', 'search.record')
                ORDER BY entry DESC LIMIT 50000
                """
            ).map { try Self.line($0) }.reversed()
        }
    }

    /// Persons and addresses that these entries disclosed, in the order of the entries.
    func disclosed(by entries: [UInt64]) async throws -> [(entry: UInt64, record: RecordHandle)] {
        try await database.read { session in
            var found: [(entry: UInt64, record: RecordHandle)] = []
            for start in stride(from: 0, to: entries.count, by: 500) {
                let some = entries[start..<min(start + 500, entries.count)].map { Int64($0) }
                let rows = try session.rows(
                    """
                    SELECT r.entry, r.record FROM audit_release r
                    JOIN records_record c ON c.id = r.record AND c.current = 1
                    WHERE r.entry IN (\(some)) AND c.kind IN (\([RecordKind.person, .residence].map { Int64($0.rawValue) }))
                    ORDER BY r.entry, r.record
                    """
                )
                found += try rows.map {
                    (UInt64(try $0.integer(0)), RecordHandle(number: try $0.integer(1)))
                }
            }
            return found
        }
    }

    private func trail(_ which: SQL, since moment: Int64, limit: Int) async throws -> AuditTrail {
        try await database.read { session in
            // Entries are numbered in the order of time, and the numbers are what the indexes are ordered by.
            let first = try session.rows("SELECT entry FROM audit_entry WHERE at >= \(moment) ORDER BY at LIMIT 1")
                .first
            guard let from = try first?.integer(0) else { return AuditTrail() }
            let rows = try session.rows(
                """
                SELECT \(Self.lineColumns) FROM audit_entry WHERE \(which) AND entry >= \(from)
                ORDER BY entry DESC LIMIT \(limit)
                """
            )
            let counted = try session.rows(
                """
                SELECT officer_force, officer, purpose, COUNT(*) FROM audit_entry WHERE \(which) AND entry >= \(from)
                GROUP BY officer_force, officer, purpose
                """
            )
            return AuditTrail(lines: try rows.map { try Self.line($0) }, sums: try Self.sums(counted))
        }
    }

    /// Rows of force, officer, purpose and count, the most first.
    private static func sums(_ rows: [Row]) throws -> [AuditTrail.Sum] {
        try rows.map { row in
            AuditTrail.Sum(
                party: RecallParty(force: try force(row, 0), officer: try row.text(1)),
                purpose: try row.text(2),
                count: Int(try row.integer(3))
            )
        }.sorted { ($1.count, $0.party.officer, $0.purpose) < ($0.count, $1.party.officer, $1.purpose) }
    }

    private static func line(_ row: Row) throws -> AuditLine {
        AuditLine(
            entry: UInt64(try row.integer(0)),
            at: Timestamp(milliseconds: try row.integer(1)),
            kind: try row.text(2),
            action: try row.text(3),
            party: RecallParty(force: try force(row, 4), officer: try row.text(5)),
            onBehalfOf: try row.text(6),
            purpose: try row.text(7),
            reference: try row.text(8),
            asked: try row.text(9),
            released: Int(try row.integer(10))
        )
    }
}

extension RecordShelf {
    /// Which of these references an event of this node carries as its own number.
    func known(references: Set<String>) async throws -> Set<String> {
        guard !references.isEmpty else { return [] }
        let sources = try await database.read { session in try Self.sources(in: session).values.map(\.self) }
        var byHandle: [RecordHandle: String] = [:]
        for reference in references {
            for source in sources {
                byHandle[RecordHandle(of: RecordID(source: source, kind: .event, key: reference))] = reference
            }
        }
        return Set(try await current(byHandle.keys.sorted()).compactMap { byHandle[$0.handle] })
    }
}
