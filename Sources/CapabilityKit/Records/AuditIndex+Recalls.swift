import Store
import Vocabulary

extension AuditIndex {
    private static let recallColumns: SQL = """
        c.entry, c.at, c.kind, c.attribute, c.records, c.reason, c.power, c.officer_force, c.officer,
        COALESCE(c.lifted_by, -1)
        """

    /// One recall by its entry.
    func recall(_ entry: UInt64) async throws -> RecallNotice? {
        guard let number = Int64(exactly: entry) else { return nil }
        return try await database.read { session in
            try session.rows("SELECT \(Self.recallColumns) FROM audit_recall c WHERE c.entry = \(number)").first
                .map { try Self.notice($0) }
        }
    }

    /// What a recall brought about.
    func made(_ entry: UInt64) async throws -> RecallMade {
        guard let notice = try await recall(entry) else {
            throw Fault(.noSuchRecall, "the recall `\(entry)` did not take effect", help: "look at the node's log")
        }
        let number = Int64(notice.entry)
        let recipients = try await database.read { session in
            try session.rows(
                """
                SELECT officer_force, officer FROM audit_notice WHERE recall = \(number)
                ORDER BY officer_force, officer
                """
            ).map { RecallParty(force: try Self.force($0, 0), officer: try $0.text(1)) }
        }
        return RecallMade(notice: notice, recipients: recipients)
    }

    /// What one officer was told, the outstanding before the rest, newest first.
    func receipts(of party: RecallParty) async throws -> [RecallReceipt] {
        try await receipts(
            """
            n.officer_force = \(party.force.description) AND n.officer = \(party.officer)
            ORDER BY CASE WHEN n.acknowledged_at IS NULL THEN 0 ELSE 1 END, c.entry DESC
            """
        )
    }

    /// How many recalls one officer has not acknowledged.
    func waiting(for party: RecallParty) async throws -> Int {
        try await database.read { session in
            let rows = try session.rows(
                """
                SELECT COUNT(*) FROM audit_notice WHERE officer = \(party.officer)
                    AND officer_force = \(party.force.description) AND acknowledged_at IS NULL
                """
            )
            return Int(try rows.first?.integer(0) ?? 0)
        }
    }

    /// What nobody has acknowledged yet, the oldest first.
    func outstanding() async throws -> [RecallReceipt] {
        try await receipts("n.acknowledged_at IS NULL ORDER BY c.entry, n.officer_force, n.officer")
    }

    private func receipts(_ which: SQL) async throws -> [RecallReceipt] {
        try await database.read { session in
            var receipts = try session.rows(
                """
                SELECT \(Self.recallColumns), n.officer_force, n.officer, n.times, n.last_entry,
                    COALESCE(n.acknowledged_at, -1), n.did, e.at, e.purpose, e.reference
                FROM audit_notice n JOIN audit_recall c ON c.entry = n.recall JOIN audit_entry e ON e.entry = n.last_entry
                WHERE \(which)
                """
            ).map { row in
                let acknowledged = try row.integer(14)
                return RecallReceipt(
                    notice: try Self.notice(row),
                    recipient: RecallParty(force: try Self.force(row, 10), officer: try row.text(11)),
                    times: Int(try row.integer(12)),
                    lastEntry: UInt64(try row.integer(13)),
                    lastAt: Timestamp(milliseconds: try row.integer(16)),
                    purpose: try row.text(17),
                    reference: try row.text(18),
                    acknowledgedAt: acknowledged < 0 ? nil : Timestamp(milliseconds: acknowledged),
                    did: try row.text(15)
                )
            }
            // A recipient is told of the records that they received, and nobody is told through them of others.
            var byRecall: [UInt64: [RecallParty: Set<Int64>]] = [:]
            for index in receipts.indices {
                let notice = receipts[index].notice
                let received = try byRecall[notice.entry] ?? Self.received(notice, in: session)
                byRecall[notice.entry] = received
                let own = received[receipts[index].recipient] ?? []
                receipts[index].notice.records = notice.records.filter { name in
                    ReleasedVersion(name).map { own.contains($0.record.number) } ?? false
                }
            }
            return receipts
        }
    }

    /// The records of a recall that somebody of a force received, by their names.
    func records(of notice: RecallNotice, receivedBy force: ForceCode) async throws -> [String] {
        try await database.read { session in
            let received = try Self.received(notice, in: session).filter { $0.key.force == force }.values
            let own = received.reduce(into: Set<Int64>()) { $0.formUnion($1) }
            return notice.records.filter { name in
                ReleasedVersion(name).map { own.contains($0.record.number) } ?? false
            }
        }
    }

    /// The recall that says the same of the same versions and stands.
    func standing(_ kind: RecallKind, _ attribute: String, of names: String) async throws -> UInt64? {
        try await database.read { session in
            try session.rows(
                """
                SELECT entry FROM audit_recall WHERE kind = \(kind.rawValue) AND attribute = \(attribute)
                    AND records = \(names) AND lifted_by IS NULL ORDER BY entry LIMIT 1
                """
            ).first.map { UInt64(try $0.integer(0)) }
        }
    }

    /// Who received which records of a recall before it: the numbers of their handles.
    ///
    /// O(entries that released one of them).
    private static func received(
        _ notice: RecallNotice,
        in session: any Session
    ) throws -> [RecallParty: Set<Int64>] {
        var received: [RecallParty: Set<Int64>] = [:]
        let recall = Int64(notice.entry)
        for record in notice.records.compactMap(ReleasedVersion.init) {
            // As ``AuditEffect`` told them: a wrong fact was in the version it was found in and maybe in those before it.
            let newest = notice.kind == .wrong ? record.version : Int64.max
            let rows = try session.rows(
                """
                SELECT DISTINCT e.officer_force, e.officer, e.on_behalf FROM audit_release r
                JOIN audit_entry e ON e.entry = r.entry
                WHERE r.record = \(record.record.number) AND r.entry < \(recall) AND r.version <= \(newest)
                """
            )
            for row in rows {
                let force = try force(row, 0)
                for officer in [try row.text(1), try row.text(2)] where !officer.isEmpty {
                    received[RecallParty(force: force, officer: officer), default: []].insert(record.record.number)
                }
            }
        }
        return received
    }

    private static func notice(_ row: Row) throws -> RecallNotice {
        let lifted = try row.integer(9)
        return RecallNotice(
            entry: UInt64(try row.integer(0)),
            at: Timestamp(milliseconds: try row.integer(1)),
            kind: RecallKind(rawValue: try row.text(2)) ?? .restricted,
            attribute: Attribute(rawValue: try row.text(3)),
            records: try row.text(4).split(separator: " ").map(String.init),
            reason: try row.text(5),
            power: try row.text(6),
            madeBy: RecallParty(force: try force(row, 7), officer: try row.text(8)),
            liftedBy: lifted < 0 ? nil : UInt64(lifted)
        )
    }

    /// A force as the tables have it, which wrote it from one.
    static func force(_ row: Row, _ column: Int) throws -> ForceCode {
        let text = try row.text(column)
        guard let force = ForceCode(text) else { throw Fault(.recordUnreadable, "`\(text)` is not a force code") }
        return force
    }
}
