import Store
import Vocabulary

/// What an entry of the ledger does to the tables beyond leaving its line.
struct AuditEffect {
    var index: Int64
    var at: Int64
    var entry: LoggedEntry

    /// Applies it; every line before it is in the tables already.
    ///
    /// - Returns: whether what may be shown of some record has changed.
    func apply(in session: any Session) throws -> Bool {
        if entry.action == Permission.acknowledgeRecall.description {
            try acknowledge(in: session)
            return false
        }
        guard let mark = entry.mark else { return false }
        if let decision = mark.decision { try review(decision, mark, in: session) }
        if let lifted = mark.lifts { try lift(lifted, in: session) }
        if let kind = mark.kind { try recall(kind, mark, in: session) }
        return mark.kind != nil || mark.lifts != nil
    }

    private func acknowledge(in session: any Session) throws {
        guard let recall = entry.details?["recall"].flatMap({ Int64($0) }), entry.refusal == nil else { return }
        let did = entry.details?["did"] ?? ""
        if let force = entry.details?["byNode"] {
            // A whole force, for its people; of a lifting, that it was told.
            try session.run(
                """
                UPDATE audit_notice SET acknowledged_at = \(at), acknowledged_entry = \(index), did = \(did)
                WHERE recall = \(recall) AND officer_force = \(force) AND acknowledged_at IS NULL
                """
            )
            try session.run(
                """
                INSERT INTO audit_lift_told (entry, force_code) SELECT lifted_by, \(force) FROM audit_recall
                WHERE lifted_by = \(recall) ON CONFLICT (entry, force_code) DO NOTHING
                """
            )
            return
        }
        try session.run(
            """
            UPDATE audit_notice SET acknowledged_at = \(at), acknowledged_entry = \(index), did = \(did)
            WHERE recall = \(recall) AND officer_force = \(entry.force.description) AND officer = \(entry.officer)
                AND acknowledged_at IS NULL
            """
        )
    }

    private func review(_ decision: String, _ mark: LoggedMark, in session: any Session) throws {
        let next = mark.nextReview ?? 0
        for record in mark.records {
            try session.run(
                """
                INSERT INTO audit_review (record, at, decision, next_on, entry)
                VALUES (\(record.record.number), \(at), \(decision), \(next), \(index))
                ON CONFLICT (record) DO UPDATE SET at = excluded.at, decision = excluded.decision,
                    next_on = excluded.next_on, entry = excluded.entry
                """
            )
        }
    }

    /// What was lifted no longer stands; what was erased is not brought back by it.
    private func lift(_ recall: Int64, in session: any Session) throws {
        let freed = try session.rows("SELECT record FROM audit_mark WHERE recall = \(recall)").map { try $0.integer(0) }
        try ChangeJournal.note(Set(freed), content: UInt64(bitPattern: index), in: session)
        try session.run("UPDATE audit_recall SET lifted_by = \(index) WHERE entry = \(recall) AND kind <> 'erased'")
        try session.run("UPDATE audit_mark SET stands = 0 WHERE recall = \(recall) AND kind <> 'erased'")
    }

    private func recall(_ kind: RecallKind, _ mark: LoggedMark, in session: any Session) throws {
        try session.run(
            """
            INSERT INTO audit_recall (entry, at, kind, attribute, records, reason, power, officer_force, officer)
            VALUES (\(index), \(at), \(kind.rawValue), \(mark.attribute), \(mark.names), \(mark.reason),
                \(mark.power), \(entry.force.description), \(entry.officer))
            """
        )
        for record in mark.records {
            try session.run(
                """
                INSERT INTO audit_mark (record, recall, version, kind, attribute, stands)
                VALUES (\(record.record.number), \(index), \(record.version), \(kind.rawValue), \(mark.attribute), 1)
                ON CONFLICT (record, recall) DO NOTHING
                """
            )
            if kind == .erased {
                // The row stays, without a word in it: an export that still has the record must not bring it back.
                let nothing = [UInt8](repeating: 0, count: 16)
                try session.run(
                    """
                    UPDATE records_record SET body = '[]', digest = \(nothing), recorded_at = NULL, grading = NULL,
                        review_on = NULL
                    WHERE id = \(record.record.number)
                    """
                )
                // Nor does it stay in an answer that was kept to be given again.
                try session.run(
                    """
                    UPDATE exchange_given SET answer = '' WHERE answer_entry IN
                        (SELECT entry FROM audit_release WHERE record = \(record.record.number))
                    """
                )
            }
        }
        try ChangeJournal.note(
            Set(mark.records.map(\.record.number)),
            content: UInt64(bitPattern: index),
            forgets: kind == .erased,
            in: session
        )
        try notify(kind, mark.records, in: session)
    }

    /// Everybody who received one of the records, on their own account or on whose behalf it was asked.
    private func notify(_ kind: RecallKind, _ records: [ReleasedVersion], in session: any Session) throws {
        struct Recipient: Hashable {
            var force: String
            var officer: String
        }
        var told: [Recipient: (entries: Set<Int64>, last: Int64)] = [:]
        for record in records {
            // A wrong fact was in the version it was found in and may have been in those before it.
            let newest = kind == .wrong ? record.version : Int64.max
            let rows = try session.rows(
                """
                SELECT e.officer_force, e.officer, e.on_behalf, e.entry FROM audit_release r
                JOIN audit_entry e ON e.entry = r.entry
                WHERE r.record = \(record.record.number) AND r.entry < \(index) AND r.version <= \(newest)
                """
            )
            for row in rows {
                let force = try row.text(0), number = try row.integer(3)
                for officer in [try row.text(1), try row.text(2)] where !officer.isEmpty {
                    if force == entry.force.description, officer == entry.officer { continue }
                    var known = told[Recipient(force: force, officer: officer)] ?? ([], 0)
                    known.entries.insert(number)
                    known.last = max(known.last, number)
                    told[Recipient(force: force, officer: officer)] = known
                }
            }
        }
        for (recipient, seen) in told.sorted(by: { ($0.key.force, $0.key.officer) < ($1.key.force, $1.key.officer) }) {
            try session.run(
                """
                INSERT INTO audit_notice (recall, officer_force, officer, times, last_entry, did)
                VALUES (\(index), \(recipient.force), \(recipient.officer), \(seen.entries.count), \(seen.last), '')
                """
            )
        }
    }
}
