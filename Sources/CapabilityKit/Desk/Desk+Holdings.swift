import Store
import Vocabulary

/// What one force has in this node: counts only, nothing of anybody.
package struct Holding: Hashable, Sendable {
    package var force: ForceCode
    package var systems: [String]
    /// Current nominals, events, vehicles and other things, without the statements about them.
    package var records: Int
    /// The newest day on which something was collected.
    package var newest: CalendarDate?
}

extension Desk {
    /// What each force has here, in the order of their codes.
    package func holdings() async throws -> [Holding] { try await shelf.holdings() }
}

extension RecordShelf {
    func holdings() async throws -> [Holding] {
        try await database.read { session in
            let sources = try Self.sources(in: session)
            var counts: [Int64: Int64] = [:]
            let counting = """
                SELECT source, COUNT(*) FROM records_record WHERE current = 1 AND kind < 20 GROUP BY source
                """ as SQL
            for row in try session.rows(counting) { counts[try row.integer(0)] = try row.integer(1) }
            var newest: [Int64: Int64] = [:]
            for row in try session.rows("SELECT source, MAX(started_at) FROM records_collection GROUP BY source") {
                newest[try row.integer(0)] = try row.integer(1)
            }
            let byForce = Dictionary(grouping: sources.sorted { $0.key < $1.key }, by: \.value.force)
            return byForce.sorted { $0.key < $1.key }.map { force, sources in
                Holding(
                    force: force,
                    systems: sources.map(\.value.systemTitle),
                    records: Int(sources.reduce(0) { $0 + (counts[$1.key] ?? 0) }),
                    newest: sources.compactMap { newest[$0.key] }.max().map { Timestamp(milliseconds: $0).date }
                )
            }
        }
    }
}
