import CPostgres
import Vocabulary

extension PostgresDatabase {
    /// Dumps one snapshot of the database with `pg_dump -Fc`.
    func backUp(to path: String) async throws {
        let partial = path + ".partial"
        Files.remove(partial)
        do {
            let dump = PostgresTool(name: "pg_dump", address: address)
            try await dump.run(["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file", partial])
            try Files.settle(partial)
            try Files.move(partial, to: path)
            try Files.settleFolder(of: path)
        } catch {
            Files.remove(partial)
            throw Self.explained(error, "the database could not be backed up")
        }
    }

    /// Restores a backup into a new database, checks it, and then lets the two change names.
    static func restore(
        _ address: PostgresAddress,
        from path: String,
        _ plan: MigrationPlan,
        suffix: String
    ) async throws -> String? {
        let name = try await PostgresLink(address, judging: false).databaseName()
        let incoming = "\(name)_restoring"
        let aside = "\(name)_\(suffix)".replacing("-", with: "_")
        let clerk = PostgresLink(address.naming("postgres"), judging: false)
        do {
            // Reads every byte of the archive before anything else is done.
            try await PostgresTool(name: "pg_restore", address: address).run(["--file", "/dev/null", path])
            try await clerk.command("DROP DATABASE IF EXISTS", incoming)
            try await clerk.command(
                "CREATE DATABASE",
                incoming,
                "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            let tool = PostgresTool(name: "pg_restore", address: address.naming(incoming))
            try await tool.run(
                ["--dbname", incoming, "--single-transaction", "--no-owner", "--no-privileges", "--no-password", path])
            let copy = try await PostgresDatabase(at: address.naming(incoming), connections: 1)
            try await copy.refuseForeign(to: plan)
            await copy.close()
        } catch {
            try? await clerk.command("DROP DATABASE IF EXISTS", incoming)
            throw explained(error, "the backup `\(path)` could not be restored; nothing was changed")
        }
        do { try await clerk.swap(name, aside: aside, with: incoming) } catch {
            try? await clerk.command("DROP DATABASE IF EXISTS", incoming)
            guard let error = error as? PostgresError, error.state == "55006" else {
                throw explained(error, "the restored database could not take its place; nothing was changed")
            }
            throw Fault(
                .storeBusy,
                "the database `\(address)` is in use",
                help: "stop the node and run the same command again; nothing was changed",
                cause: error
            )
        }
        return aside
    }

    private static func explained(_ error: any Error, _ message: String) -> any Error {
        guard let error = error as? PostgresError else { return error }
        return Fault(
            .storeBackUpFailed,
            message,
            help: "see what PostgreSQL said; a restore needs a user that may create databases",
            cause: error
        )
    }
}

extension PostgresAddress {
    /// The same server and user with another database.
    package func naming(_ database: String) -> PostgresAddress { PostgresAddress(self, ["dbname": database]) }
}

extension PostgresLink {
    /// The name of the database that the address leads to.
    func databaseName() throws -> String {
        try opened { String(cString: PQdb($0.handle)) }
    }

    /// Runs a command on a database that is named by its identifier, quoted.
    func command(_ words: String, _ database: String, _ more: String = "") throws {
        try opened { _ = try $0.execute("\(words) \(Self.quoted(database)) \(more)") }
    }

    /// Gives one database the name of another, in one transaction.
    func swap(_ name: String, aside: String, with incoming: String) throws {
        try opened { connection in
            do {
                try connection.execute(
                    """
                    BEGIN;
                    ALTER DATABASE \(Self.quoted(name)) RENAME TO \(Self.quoted(aside));
                    ALTER DATABASE \(Self.quoted(incoming)) RENAME TO \(Self.quoted(name));
                    COMMIT
                    """
                )
            } catch {
                _ = try? connection.execute("ROLLBACK")
                throw error
            }
        }
    }

    private func opened<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        defer { close() }
        return try body(try connect())
    }

    private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
