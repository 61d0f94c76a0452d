import Federation
import Store
import Vocabulary

/// How a node is doing, in numbers that say nothing of anybody.
package struct DeskFigures: Sendable {
    /// Answers between this node and others that are not settled; counted up to some hundred.
    package var unsettled: Int
    /// Recalls that some recipient has not acknowledged.
    package var recallsOutstanding: Int
    /// Questions to all forces that are before their deadline.
    package var questionsInFlight: Int
    /// How each force last answered, by its stable word; none that was not asked since the node started.
    package var heard: [ForceCode: String]
    /// Forces that are left alone for a while because they do not answer.
    package var breakersOpen: Set<ForceCode>
    /// People in the search index; `nil` while it is not made.
    package var indexPeople: Int?
    /// When the newest entry was made that the tables of oversight hold.
    package var lastEntryAt: Timestamp?
}

/// Entries of the log by their kind, from one entry on.
package struct ActCounts: Sendable {
    package var byKind: [String: Int] = [:]
    /// Records and versions that were released.
    package var released = 0
    /// The entry from which to go on.
    package var next: UInt64

    /// Nothing counted before an entry.
    package init(next: UInt64) { self.next = next }
}

extension Desk {
    /// The figures of now.
    ///
    /// - Throws: ``Fault`` when the store does not answer.
    package func figures() async throws -> DeskFigures {
        let (outstanding, last) = try await audit.database.read { session in
            (
                try session.rows("SELECT COUNT(*) FROM audit_notice WHERE acknowledged_at IS NULL").first?.integer(0),
                try session.rows("SELECT COALESCE(MAX(at), 0) FROM audit_entry").first?.integer(0)
            )
        }
        let standing = fanOut?.standing
        return DeskFigures(
            unsettled: try await unsettledAnswers().count,
            recallsOutstanding: Int(outstanding ?? 0),
            questionsInFlight: standing?.questions ?? 0,
            heard: await questions.heard.mapValues(\.state.code),
            breakersOpen: standing?.open ?? [],
            indexPeople: await catalogue.people,
            lastEntryAt: last.flatMap { $0 > 0 ? Timestamp(milliseconds: $0) : nil }
        )
    }

    /// Entries from `entry` on that the tables of oversight hold by now.
    package func acts(from entry: UInt64) async throws -> ActCounts {
        try await audit.database.read { session in
            var counts = ActCounts(next: entry)
            for row in try session.rows(
                """
                SELECT kind, COUNT(*), SUM(released), MAX(entry) FROM audit_entry
                WHERE entry >= \(Int64(entry)) GROUP BY kind
                """
            ) {
                counts.byKind[try row.text(0)] = Int(try row.integer(1))
                counts.released += Int(try row.integer(2))
                counts.next = max(counts.next, UInt64(try row.integer(3)) + 1)
            }
            return counts
        }
    }
}
