import Vocabulary

/// Backup and restore, alike for both databases.
///
/// A backup is one consistent file, made while the node goes on: a SQLite database, or an archive of `pg_dump -Fc`.
/// A restore checks the file before it touches anything and leaves the replaced database aside.
package enum BackUp {
    /// Writes a backup to `path`, which must not exist yet.
    ///
    /// The file appears under its name only when it is whole.
    package static func make(of database: any Database, to path: String) async throws {
        try Files.refuseExisting(path)
        switch database {
        case let database as SQLiteDatabase: try await database.backUp(to: path)
        case let database as PostgresDatabase: try await database.backUp(to: path)
        default: throw Fault(.storeBackUpFailed, "this kind of database cannot be backed up")
        }
    }

    /// Replaces the database at an address by a backup; returns where the replaced one now lies, nil when there was none.
    ///
    /// No node may be using the database (`store.busy` otherwise). `plan` proves that this release can read the backup;
    /// steps the backup has not had are applied when the database is next opened. On PostgreSQL the user must be allowed
    /// to create databases.
    package static func restore(
        _ address: DatabaseAddress,
        from path: String,
        migrations plan: MigrationPlan,
        at moment: Timestamp
    ) async throws -> String? {
        guard Files.exists(path) else {
            throw Fault(.storeBackUpFailed, "there is no backup at `\(path)`")
        }
        let suffix = "before-restore-\(moment.milliseconds)"
        switch address {
        case .sqlite(let target):
            return try await SQLiteDatabase.restore(target, from: path, plan, aside: "\(target).\(suffix)")
        case .postgres(let address):
            return try await PostgresDatabase.restore(address, from: path, plan, suffix: suffix)
        }
    }
}
