import GRDB
import GRDBSQLite
import Vocabulary

/// A session on one connection of SQLite, inside a transaction that GRDB began.
///
/// Once a statement has failed, every later one fails with the same fault and the transaction is rolled back, even when
/// the caller swallowed the error: PostgreSQL does so, and one program must behave alike on both.
final class SQLiteSession: Session {
    private let database: GRDB.Database
    private(set) var failure: (any Error)?

    init(_ database: GRDB.Database) { self.database = database }

    func rows(_ sql: SQL) throws -> [Row] {
        try guarded {
            try withStatement(sql) { statement in
                var rows: [Row] = []
                while try statement.step() { rows.append(statement.row()) }
                return rows
            }
        }
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        let statement = try guarded {
            let statement = try prepare(sql)
            guard statement.onlyReads else { throw Fault.onlyQueriesStream }
            return statement
        }
        defer { statement.finish() }
        // An error of `body` is its own affair and does not doom the transaction.
        while try guarded({ try statement.step() }) { try body(statement.row()) }
    }

    func run(_ sql: SQL) throws -> Int {
        try guarded {
            try withStatement(sql) { statement in
                let before = sqlite3_total_changes64(database.sqliteConnection)
                while try statement.step() {}
                // Statements other than INSERT, UPDATE and DELETE leave the last count as it was.
                guard sqlite3_total_changes64(database.sqliteConnection) != before else { return 0 }
                return Int(sqlite3_changes64(database.sqliteConnection))
            }
        }
    }

    func insert(_ batch: RowBatch) throws {
        try guarded {
            let portion = batch.rowsAStatement
            let full = batch.count / portion * portion
            var offset = 0
            try insert(batch, 0..<full, rowsAtATime: portion, offset: &offset)
            try insert(batch, full..<batch.count, rowsAtATime: 1, offset: &offset)
        }
    }

    private func insert(_ batch: RowBatch, _ rows: Range<Int>, rowsAtATime: Int, offset: inout Int) throws {
        guard !rows.isEmpty else { return }
        let places = batch.columns.count * rowsAtATime
        let text = batch.insertText(rows: rowsAtATime)
        let statement = try PreparedStatement(text, valueCount: places, isKept: true, in: database)
        defer { statement.finish() }
        try batch.insert(rows, with: statement, rowsAtATime: rowsAtATime, offset: &offset)
    }

    /// Passes on the fault of a statement that failed, however the caller took it.
    func finish() throws {
        if let failure { throw failure }
    }

    private func withStatement<Value>(_ sql: SQL, _ body: (PreparedStatement) throws -> Value) throws -> Value {
        let statement = try prepare(sql)
        defer { statement.finish() }
        return try body(statement)
    }

    private func prepare(_ sql: SQL) throws -> PreparedStatement {
        try TextRules.check(sql)
        let statement = try PreparedStatement(sql.text, valueCount: sql.values.count, in: database)
        do { try statement.bind(sql.values) } catch {
            statement.finish()
            throw error
        }
        return statement
    }

    private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
        if let failure { throw failure }
        do { return try work() } catch {
            let fault = Fault.sqlite(error)
            failure = fault
            throw fault
        }
    }
}
