import Store
import Vocabulary

/// Recalls that other forces must know of.
extension AuditIndex {
    /// Entries of recalls, and of liftings of those that were told, with the forces that have not said they know; the
    /// oldest first.
    func recallsToTell(apartFrom own: ForceCode) async throws -> [(entry: UInt64, force: ForceCode)] {
        try await database.read { session in
            try session.rows(
                """
                SELECT DISTINCT c.entry, n.officer_force FROM audit_notice n JOIN audit_recall c ON c.entry = n.recall
                WHERE n.officer_force <> \(own.description) AND n.acknowledged_at IS NULL
                UNION
                SELECT DISTINCT c.lifted_by, n.officer_force FROM audit_notice n JOIN audit_recall c ON c.entry = n.recall
                WHERE n.officer_force <> \(own.description) AND c.lifted_by IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM audit_lift_told t
                        WHERE t.entry = c.lifted_by AND t.force_code = n.officer_force)
                ORDER BY 1, 2
                """
            ).compactMap { row in
                guard let force = ForceCode(try row.text(1)) else { return nil }
                return (UInt64(try row.integer(0)), force)
            }
        }
    }

    /// The recall that an entry lifted.
    func recall(liftedBy entry: UInt64) async throws -> RecallNotice? {
        guard let number = Int64(exactly: entry) else { return nil }
        let recall = try await database.read { session in
            try session.rows("SELECT entry FROM audit_recall WHERE lifted_by = \(number)").first?.integer(0)
        }
        guard let recall else { return nil }
        return try await self.recall(UInt64(recall))
    }
}
