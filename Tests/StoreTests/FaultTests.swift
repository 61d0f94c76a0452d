import Foundation
import Store
import TestKit
import Testing
import Vocabulary

@Suite("What goes wrong beneath the store", .timeLimit(.minutes(5)))
struct StoreFaultTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step("test", "001", ["CREATE TABLE test_row (id BIGINT PRIMARY KEY, words TEXT)"])
        return plan
    }

    @Test("a folder that is not there cannot be opened")
    func missingFolders() async {
        await expectFault(.storeCannotOpen) {
            try await openDatabase(at: .sqlite(path: "/nowhere/at/all/node.db"), migrations: Self.plan)
        }
    }

    @Test("a file that is no database is reported as damaged")
    func foreignFiles() async throws {
        let path = try ScratchFolder.make() + "/node.db"
        try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
        await expectFault(.storeCorrupted) { try await openDatabase(at: .sqlite(path: path), migrations: Self.plan) }
    }

    @Test("a full disk keeps nothing of the change")
    func fullDisks() async throws {
        let database = try await TestDatabase.sqlite.open(migrations: Self.plan)
        await expectFault(.storeDiskFull) {
            try await database.write { session in
                _ = try session.rows("PRAGMA max_page_count = 40")
                for id in 0..<400 {
                    let words = String(repeating: "x", count: 1000)
                    try session.run("INSERT INTO test_row (id, words) VALUES (\(id), \(words))")
                }
            }
        }
        #expect(try await database.count("test_row") == 0)
    }

    @Test("another program's write is waited for, and then reported")
    func busyFiles() async throws {
        let path = try ScratchFolder.make() + "/node.db"
        let holder = try await openDatabase(at: .sqlite(path: path), migrations: Self.plan)
        var limits = SQLiteDatabase.Limits()
        limits.busySeconds = 0.05
        let other = try SQLiteDatabase(path: path, limits: limits)
        try await holder.write { session in
            try session.run("INSERT INTO test_row (id) VALUES (1)")
            // The holder's transaction is open for as long as this waits.
            let result = blocking {
                try await other.write { _ = try $0.run("INSERT INTO test_row (id) VALUES (2)") }
            }
            guard case .failure(let fault as Fault) = result else {
                Issue.record("two programs wrote at once")
                return
            }
            #expect(fault.code == .storeBusy)
        }
        #expect(try await holder.count("test_row") == 1)
    }

    @Test("the database file is for its owner only")
    func privateFiles() async throws {
        let path = try ScratchFolder.make() + "/node.db"
        let database = try await openDatabase(at: .sqlite(path: path), migrations: Self.plan)
        try await database.write { _ = try $0.run("INSERT INTO test_row (id) VALUES (1)") }
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
    }

    @Test("a server that is not there is reported without the password")
    func unreachableServers() async throws {
        let folder = try ScratchFolder.make()
        let address = try DatabaseAddress(parsing: "host=\(folder) user=reeve password=s3cret dbname=x")
        do {
            _ = try await openDatabase(at: address, migrations: Self.plan)
            Issue.record("a connection without a server")
        } catch {
            #expect((error as? Fault)?.code == .storePostgresUnreachable)
            #expect(!"\(error)".contains("s3cret"))
        }
    }

    @Test("a database that sorts by the words of a language is unsuitable")
    func unsuitableDatabases() async throws {
        try await PrivatePostgres.shared.run(
            "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        guard case .postgres(let address) = try await TestDatabase.postgres.makeAddress() else { return }
        await expectFault(.storePostgresUnsuitable) { try await PostgresDatabase(at: address.naming("latin")) }
    }

    @Test("a connection that went while idle is made again")
    func idleConnectionsReturn() async throws {
        let database = try await TestDatabase.postgres.open(migrations: Self.plan)
        for round in 0..<3 {
            try await Self.cutConnections(of: database)
            try await database.write { _ = try $0.run("INSERT INTO test_row (id) VALUES (\(round))") }
        }
        try await Self.cutConnections(of: database)
        #expect(try await database.count("test_row") == 3)
    }

    @Test("a transaction whose connection went before the commit runs again, once stored")
    func lostTransactionsRunAgain() async throws {
        let database = try await TestDatabase.postgres.open(migrations: Self.plan)
        let name = try await Self.name(of: database)
        let runs = Counter()
        try await database.write { session in
            try session.run("INSERT INTO test_row (id) VALUES (1)")
            if runs.next() == 1 {
                _ = blocking {
                    try await PrivatePostgres.shared.run(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
                    )
                }
            }
            try session.run("INSERT INTO test_row (id) VALUES (2)")
        }
        #expect(runs.value == 2)
        #expect(try await database.count("test_row") == 2)
    }

    static func name(of database: any Database) async throws -> String {
        try await database.read { try $0.rows("SELECT CAST(current_database() AS TEXT)")[0].text(0) }
    }

    static func cutConnections(of database: any Database) async throws {
        let name = try await name(of: database)
        try await PrivatePostgres.shared.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
        )
    }
}
