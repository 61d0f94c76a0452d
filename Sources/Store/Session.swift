/// One database, whichever engine is beneath it.
///
/// The same SQL runs on SQLite and PostgreSQL: write it once, in the subset both share.
package protocol Database: Sendable {
    /// Runs `work` on a read-only snapshot.
    func read<Value: Sendable>(_ work: @escaping @Sendable (any Session) throws -> Value) async throws -> Value

    /// Runs `work` in one transaction: all of it is durable on return, or none of it happened.
    ///
    /// A statement that failed dooms the transaction even when `work` swallows its fault. PostgreSQL may run `work`
    /// again when another writer got in its way, so it must change nothing but the database.
    func write<Value: Sendable>(_ work: @escaping @Sendable (any Session) throws -> Value) async throws -> Value

    /// The same for what can be made again from the log: all of it or none, after every earlier commit, yet a power cut
    /// may lose it together with what followed.
    ///
    /// It spares the wait for the disk where an engine can: SQLite can, PostgreSQL writes as ever.
    func writeDerived<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value

    /// Closes every connection, once running work has ended.
    func close() async throws
}

/// A connection inside a transaction.
///
/// Never stored, never passed to another task.
package protocol Session {
    /// Every row of the answer.
    func rows(_ sql: SQL) throws -> [Row]

    /// Calls `body` for each row of a SELECT as it arrives, in bounded memory.
    ///
    /// `body` may use the session, but must not change the tables being read: whether it sees that differs by engine.
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws

    /// Runs a statement and returns how many rows an INSERT, UPDATE or DELETE changed.
    @discardableResult func run(_ sql: SQL) throws -> Int

    /// Inserts many rows at once (prepared statement on SQLite, COPY on PostgreSQL).
    func insert(_ batch: RowBatch) throws
}
