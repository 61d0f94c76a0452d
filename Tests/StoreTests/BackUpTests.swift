import Foundation
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Backup and restore", .timeLimit(.minutes(5)))
struct BackUpTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001",
            ["CREATE TABLE test_pair (id BIGINT PRIMARY KEY, twin BIGINT NOT NULL, words TEXT, bytes BYTEA)"]
        )
        return plan
    }

    static let moment = Timestamp(milliseconds: 1_790_000_000_000)

    @Test("a backup made while a writer goes on is one moment of the database", arguments: TestDatabase.allCases)
    func backUpsAreConsistent(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        let file = try ScratchFolder.make() + "/node.backup"
        let database = try await openDatabase(at: address, migrations: Self.plan)
        try await Self.writePairs(database, 0..<500)
        let writer = Task {
            var next: Int64 = 500
            while !Task.isCancelled {
                try await Self.writePairs(database, next..<next + 20)
                next += 20
            }
            return next
        }
        try await BackUp.make(of: database, to: file)
        await expectFault(.storeBackUpFailed) { try await BackUp.make(of: database, to: file) }
        writer.cancel()
        _ = await writer.result
        let later = try await database.count("test_pair")
        try await database.close()

        let aside = try await BackUp.restore(address, from: file, migrations: Self.plan, at: Self.moment)
        let restored = try await openDatabase(at: address, migrations: Self.plan)
        let count = try await restored.count("test_pair")
        #expect(count >= 1000 && count <= later && count.isMultiple(of: 2))
        // Every row has its twin: none of a transaction was split.
        let lonely = try await restored.read {
            try $0.rows("SELECT id FROM test_pair a WHERE NOT EXISTS (SELECT 1 FROM test_pair b WHERE b.id = a.twin)")
        }
        #expect(lonely == [])
        let sample = try await restored.read { try $0.rows("SELECT words, bytes FROM test_pair WHERE id = 7") }
        #expect(sample == [Row([.text("naïve\t\\N 'x'"), .blob([0, 7, 255])])])

        // The replaced database is kept, with all that came after the backup.
        let name = try #require(aside)
        let old: DatabaseAddress =
            switch address {
            case .sqlite: .sqlite(path: name)
            case .postgres(let address): .postgres(address.naming(name))
            }
        #expect(try await openDatabase(at: old, migrations: Self.plan).count("test_pair") == later)
    }

    @Test("a file that is no backup is refused and nothing is replaced", arguments: TestDatabase.allCases)
    func brokenBackUpsAreRefused(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        let folder = try ScratchFolder.make()
        let database = try await openDatabase(at: address, migrations: Self.plan)
        try await Self.writePairs(database, 0..<2000)
        try await BackUp.make(of: database, to: folder + "/good")
        try await database.close()

        let good = try Data(contentsOf: URL(fileURLWithPath: folder + "/good"))
        var torn = good
        for place in stride(from: good.count / 3, to: good.count / 3 + 9000, by: 1) { torn[place] ^= 0x5A }
        let broken = [
            Data("not a backup".utf8), Data(), good.prefix(good.count / 2), torn,
        ]
        for (number, bytes) in broken.enumerated() {
            try bytes.write(to: URL(fileURLWithPath: "\(folder)/broken\(number)"))
            await expectFault(.storeBackUpFailed) {
                try await BackUp.restore(
                    address,
                    from: "\(folder)/broken\(number)",
                    migrations: Self.plan,
                    at: Self.moment
                )
            }
        }
        await expectFault(.storeBackUpFailed) {
            try await BackUp.restore(address, from: "\(folder)/nothing", migrations: Self.plan, at: Self.moment)
        }
        #expect(try await openDatabase(at: address, migrations: Self.plan).count("test_pair") == 4000)
    }

    @Test("a backup of a later release, or of no node, is refused", arguments: TestDatabase.allCases)
    func foreignBackUpsAreRefused(_ kind: TestDatabase) async throws {
        let folder = try ScratchFolder.make()
        var later = Self.plan
        later.step("test", "002", ["CREATE TABLE test_later (id BIGINT)"])
        let newer = try await kind.open(migrations: later)
        try await BackUp.make(of: newer, to: folder + "/newer")
        let bare: any Database =
            switch try await kind.makeAddress() {
            case .sqlite(let path): try SQLiteDatabase(path: path)
            case .postgres(let address): try await PostgresDatabase(at: address)
            }
        try await bare.write { _ = try $0.run("CREATE TABLE other (id BIGINT)") }
        try await BackUp.make(of: bare, to: folder + "/bare")

        let address = try await kind.makeAddress()
        try await openDatabase(at: address, migrations: Self.plan).close()
        await expectFault(.storeNewerSchema) {
            try await BackUp.restore(address, from: folder + "/newer", migrations: Self.plan, at: Self.moment)
        }
        await expectFault(.storeBackUpFailed) {
            try await BackUp.restore(address, from: folder + "/bare", migrations: Self.plan, at: Self.moment)
        }
        #expect(try await openDatabase(at: address, migrations: Self.plan).count("test_pair") == 0)
    }

    @Test("a database in use is not replaced", arguments: TestDatabase.allCases)
    func databasesInUseStay(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        let file = try ScratchFolder.make() + "/node.backup"
        let database = try await openDatabase(at: address, migrations: Self.plan)
        try await BackUp.make(of: database, to: file)
        try await Self.writePairs(database, 0..<1)
        await expectFault(.storeBusy) {
            try await BackUp.restore(address, from: file, migrations: Self.plan, at: Self.moment)
        }
        #expect(try await database.count("test_pair") == 2)
    }

    @Test("a damaged database is replaced and kept aside")
    func damagedDatabasesAreReplaced() async throws {
        let path = try ScratchFolder.make() + "/node.db"
        let address = DatabaseAddress.sqlite(path: path)
        let database = try await openDatabase(at: address, migrations: Self.plan)
        try await Self.writePairs(database, 0..<3)
        try await BackUp.make(of: database, to: path + ".backup")
        try await database.close()
        try Data(repeating: 0x5A, count: 20_000).write(to: URL(fileURLWithPath: path))
        await expectFault(.storeCorrupted) { try await openDatabase(at: address, migrations: Self.plan) }

        let aside = try await BackUp.restore(address, from: path + ".backup", migrations: Self.plan, at: Self.moment)
        #expect(try await openDatabase(at: address, migrations: Self.plan).count("test_pair") == 6)
        #expect(try Data(contentsOf: URL(fileURLWithPath: try #require(aside))).count == 20_000)
    }

    static func writePairs(_ database: any Database, _ numbers: Range<Int64>) async throws {
        try await database.write { session in
            var batch = RowBatch(into: "test_pair", columns: ["id", "twin", "words", "bytes"])
            for number in numbers {
                for id in [2 * number, 2 * number + 1] {
                    batch.append(id)
                    batch.append(id ^ 1)
                    batch.append("naïve\t\\N 'x'")
                    batch.append(blob: [0, UInt8(truncatingIfNeeded: id), 255])
                }
            }
            try session.insert(batch)
        }
    }
}
