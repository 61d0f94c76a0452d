import Foundation
import GRDB
import Vocabulary

extension SQLiteDatabase {
    /// Copies one snapshot of the database into a new file, while writers go on.
    func backUp(to path: String) async throws {
        let partial = path + ".partial"
        Files.remove(partial)
        do {
            try await pool.read { source in try Self.copy(source, to: partial) }
            try Files.move(partial, to: path)
            try Files.settleFolder(of: path)
        } catch {
            Files.remove(partial)
            throw Fault.sqlite(error)
        }
    }

    /// Puts a backup in the place of the database at `target`.
    static func restore(
        _ target: String,
        from path: String,
        _ plan: MigrationPlan,
        aside: String
    ) async throws -> String? {
        let incoming = target + ".restoring"
        Files.remove(incoming)
        defer { for suffix in ["", "-wal", "-shm", "-journal"] { Files.remove(incoming + suffix) } }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: path, configuration: configuration)
            try await source.read { source in
                try refuseDamaged(source)
                try copy(source, to: incoming)
            }
            try source.close()
        } catch {
            throw Fault(
                .storeBackUpFailed,
                "the backup `\(path)` is damaged or is not a backup",
                help: "nothing was changed; try an earlier backup",
                cause: Fault.sqlite(error)
            )
        }
        let restored = try SQLiteDatabase(path: incoming)
        try await restored.refuseForeign(to: plan)
        try await restored.close()
        // Closing leaves the copy whole in one file; make it so even when the log lingers.
        try await settleInOneFile(incoming)
        guard Files.exists(target) else {
            try Files.move(incoming, to: target)
            try Files.settleFolder(of: target)
            return nil
        }
        try await refuseInUse(target)
        // A log left beside the new file would be taken for its own.
        for suffix in ["-wal", "-shm"] where Files.exists(target + suffix) {
            try Files.move(target + suffix, to: aside + suffix)
        }
        try Files.name(target, also: aside)
        try Files.move(incoming, to: target)
        try Files.settleFolder(of: target)
        return aside
    }

    /// Copies by SQLite's own backup interface and settles the copy in one file.
    private static func copy(_ source: GRDB.Database, to path: String) throws {
        let descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.storeBackUpFailed, "the file `\(path)` cannot be made: \(String(cString: strerror(errno)))")
        }
        Glibc.close(descriptor)
        let destination = try DatabaseQueue(path: path)
        try destination.writeWithoutTransaction { copy in
            try source.backup(to: copy)
            try copy.execute(sql: "PRAGMA journal_mode = DELETE")
            try refuseDamaged(copy, quickly: true)
        }
        try destination.close()
        try Files.settle(path)
    }

    private static func refuseDamaged(_ database: GRDB.Database, quickly: Bool = false) throws {
        let check = quickly ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)"
        guard try String.fetchOne(database, sql: check) == "ok" else {
            throw Fault(.storeCorrupted, "the database file is damaged")
        }
    }

    private static func settleInOneFile(_ path: String) async throws {
        do {
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
        } catch { throw Fault.sqlite(error) }
    }

    /// Leaving WAL mode needs the file to itself, so it fails while any program has the database open.
    private static func refuseInUse(_ path: String) async throws {
        do { try await settleInOneFile(path) } catch let fault as Fault where fault.code == .storeBusy {
            throw Fault(
                .storeBusy,
                "the database `\(path)` is in use",
                help: "stop the node and run the same command again; nothing was changed"
            )
        } catch {
            // A database too damaged to be opened is the reason to restore: it goes aside as it is.
        }
    }
}
