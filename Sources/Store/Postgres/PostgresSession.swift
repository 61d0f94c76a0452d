import CPostgres
import Vocabulary

/// A session on one connection of PostgreSQL, inside a transaction that its link began.
///
/// Once a statement has failed, every later one fails with the same fault: the server has given the transaction up.
final class PostgresSession: Session {
    private let connection: PostgresConnection
    private(set) var failure: (any Error)?
    private var cursors = 0

    init(_ connection: PostgresConnection) { self.connection = connection }

    func rows(_ sql: SQL) throws -> [Row] {
        try guarded {
            let answer = try connection.execute(sql)
            return (0..<answer.rowCount).map(answer.row)
        }
    }

    func run(_ sql: SQL) throws -> Int {
        try guarded { try connection.execute(sql).changedCount }
    }

    /// Reads through a cursor rather than in libpq's single-row mode, so that `body` may use the session too.
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        cursors += 1
        let name = "reeve_\(cursors)"
        try guarded {
            do { _ = try connection.execute(sql, before: "DECLARE \(name) NO SCROLL CURSOR FOR ") } catch let error
                as PostgresError where error.state == "42601"
            { throw Fault.onlyQueriesStream }
        }
        var fetch = 64
        while true {
            let answer = try guarded { try connection.execute("FETCH \(fetch) FROM \(name)") }
            for place in 0..<answer.rowCount { try body(answer.row(place)) }
            if answer.rowCount < fetch { break }
            // As many rows as make about a megabyte.
            fetch = min(4096, max(1, (1 << 20) * answer.rowCount / max(1, answer.byteCount)))
        }
        try guarded { _ = try connection.execute("CLOSE \(name)") }
    }

    func insert(_ batch: RowBatch) throws {
        guard batch.count > 0 else { return }
        try guarded { try batch.copy(over: connection) }
    }

    private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
        if let failure { throw failure }
        do { return try work() } catch {
            let fault: any Error = (error as? PostgresError)?.fault ?? error
            failure = fault
            throw fault
        }
    }
}
