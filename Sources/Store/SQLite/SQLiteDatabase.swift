import Foundation
import GRDB
import Synchronization
import Vocabulary

/// A database in one file: SQLite in WAL mode, one writer and several readers.
///
/// A commit is on the disk when `write` returns (`synchronous=FULL`); `writeDerived` does not wait for that (`NORMAL`). Work runs on GRDB's own queues, never on the
/// threads that Swift shares among tasks. A cancelled task interrupts its statement.
package final class SQLiteDatabase: Database {
    /// How much memory and patience a database takes.
    package struct Limits: Sendable {
        /// Page cache of the writer.
        ///
        /// It holds the indexes a bulk import writes to in random order.
        package var writerCacheKiB = 96 * 1024
        /// Page cache of each reader.
        package var readerCacheKiB = 8 * 1024
        /// Readers that work at once; further ones wait.
        package var readersMax = 4
        /// Bytes of a page of a database made anew; one that is there keeps its own.
        ///
        /// A write, a read and a checksum for each page: twice SQLite's usual size saves an import a tenth of its time.
        package var pageBytes = 8 * 1024
        /// Pages in the write-ahead log before a commit copies them into the file.
        ///
        /// A page of an index that several batches change is then copied once for all of them.
        package var checkpointPages = 32 * 1024
        /// Seconds to wait for another program's write.
        package var busySeconds = 30.0

        /// The limits of a node: 128 MB in all.
        ///
        /// Nothing is mapped into memory: it was measured to gain under 4 % and makes an unreadable disk a crash.
        package init() {}
    }

    let pool: DatabasePool
    /// Whether the writer waits for the disk at each commit; only its own queue changes it.
    private let isSyncing = Mutex(true)
    /// The database file.
    package let path: String

    /// Opens the file, creating it (readable by its owner only) when there is none.
    package init(path: String, limits: Limits = Limits()) throws {
        self.path = path
        try Self.createPrivateFile(at: path)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(limits.busySeconds)
        configuration.maximumReaderCount = limits.readersMax
        configuration.persistentReadOnlyConnections = true
        configuration.label = "reeve.store"
        configuration.prepareDatabase { database in
            let cache = database.configuration.readonly ? limits.readerCacheKiB : limits.writerCacheKiB
            try database.execute(
                sql: """
                    PRAGMA page_size = \(limits.pageBytes);
                    PRAGMA cache_size = -\(cache);
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = FILE;
                    PRAGMA wal_autocheckpoint = \(limits.checkpointPages);
                    PRAGMA journal_size_limit = \(limits.checkpointPages * limits.pageBytes);
                    PRAGMA case_sensitive_like = ON;
                    """
            )
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB asks for NORMAL, with which a power cut may lose commits that were reported as done.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        } catch { throw Self.named(path, Fault.sqlite(error)) }
    }

    package func read<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { database in
                let session = SQLiteSession(database)
                let value = try work(session)
                try session.finish()
                return value
            }
        } catch { throw Fault.sqlite(error) }
    }

    package func write<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await transaction(syncing: true, work)
    }

    package func writeDerived<Value: Sendable>(
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        // The next write that syncs the write-ahead log makes this one durable with it.
        try await transaction(syncing: false, work)
    }

    private func transaction<Value: Sendable>(
        syncing: Bool,
        _ work: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.writeWithoutTransaction { database in
                try setSyncing(syncing, of: database)
                var value: Value?
                try database.inTransaction(.immediate) {
                    let session = SQLiteSession(database)
                    value = try work(session)
                    try session.finish()
                    return .commit
                }
                guard let value else { throw Fault(.storeBusy, "the database gave no answer") }
                return value
            }
        } catch { throw Fault.sqlite(error) }
    }

    /// A write that must be durable never begins before the writer is known to sync; in doubt it is told again.
    private func setSyncing(_ wanted: Bool, of database: GRDB.Database) throws {
        try isSyncing.withLock { isSyncing in
            guard isSyncing != wanted else { return }
            isSyncing = false
            try database.execute(sql: "PRAGMA synchronous = \(wanted ? "FULL" : "NORMAL")")
            isSyncing = wanted
        }
    }

    /// Closes every connection and leaves all commits in the one file, as far as no other program reads the log.
    package func close() async throws {
        do {
            _ = try? await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try pool.close()
        } catch { throw Fault.sqlite(error) }
    }

    /// SQLite gives the file's permissions to the log and the index beside it.
    private static func createPrivateFile(at path: String) throws {
        let descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .storeCannotOpen,
                "the database file `\(path)` cannot be opened: \(String(cString: strerror(errno)))",
                help: "check that the folder exists and that this user may write to it"
            )
        }
        Glibc.close(descriptor)
    }

    private static func named(_ path: String, _ error: any Error) -> any Error {
        guard var fault = error as? Fault else { return error }
        fault.message += " (`\(path)`)"
        return fault
    }
}
