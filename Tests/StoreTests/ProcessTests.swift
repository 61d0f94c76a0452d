import Foundation
import Store
import TestKit
import Testing
import Vocabulary

/// What can only be seen from a process of its own: how much memory it takes, and what it leaves when it is killed.
@Suite("A process with a database", .timeLimit(.minutes(10)))
struct ProcessTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001 rows",
            [
                "CREATE TABLE test_row (id BIGINT PRIMARY KEY, batch BIGINT NOT NULL, words TEXT NOT NULL)",
                "CREATE INDEX test_row_words ON test_row (words, batch)",
            ]
        )
        return plan
    }

    @Test("each row is handed over in bounded memory", arguments: TestDatabase.allCases)
    func rowsStream(_ kind: TestDatabase) async throws {
        let address = try await kind.makeText()
        let database = try await openDatabase(at: DatabaseAddress(parsing: address), migrations: Self.plan)
        try await database.write { session in try session.insert(Self.batch(0, rows: 30_000)) }
        await #expect(processExitsWith: .success) { [address = address as String] in
            let database = try await openDatabase(at: DatabaseAddress(parsing: address), migrations: Self.plan)
            let before = heldMemory()
            let (count, most) = try await database.read { session in
                var (count, most) = (0, 0)
                try session.forEach("SELECT id, words FROM test_row WHERE id >= \(0)") { _ in
                    count += 1
                    if count.isMultiple(of: 1000) { most = max(most, heldMemory()) }
                }
                return (count, most)
            }
            #expect(count == 30_000)
            // The answer is 30 MB; the stream holds one of them, and SQLite 8 MB of pages.
            #expect(most - before < 16_000_000)
            let rows = try await database.read { try $0.rows("SELECT id, words FROM test_row") }
            #expect(rows.count == 30_000)
            #expect(heldMemory() - before > 25_000_000)
        }
    }

    @Test(
        "kill -9 in the middle of a write keeps what was acknowledged and nothing by halves",
        arguments: TestDatabase.allCases,
        [1, 2, 3, 4, 5]
    )
    func killedWritersLeaveWholeBatches(_ kind: TestDatabase, _ seed: Int) async throws {
        let address = try await kind.makeText()
        let acknowledged = try ScratchFolder.make() + "/acknowledged"
        let database = try await openDatabase(at: DatabaseAddress(parsing: address), migrations: Self.plan)
        if kind == .sqlite { try await database.close() }
        let milliseconds = 150 + seed * 97
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [address = address as String, acknowledged = acknowledged as String, milliseconds = milliseconds as Int] in
            let database = try await openDatabase(at: DatabaseAddress(parsing: address), migrations: Self.plan)
            let log = open(acknowledged, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            var number: Int64 = 0
            // The clock starts with the second batch, so that at least one was acknowledged.
            while true {
                let batch = Self.batch(number, rows: 400)
                try await database.write { try $0.insert(batch) }
                var line = number
                write(log, &line, 8)
                if number == 0 {
                    Thread.detachNewThread {
                        usleep(UInt32(milliseconds) * 1000)
                        kill(getpid(), SIGKILL)
                    }
                }
                number += 1
            }
        }
        let again = try await openDatabase(at: DatabaseAddress(parsing: address), migrations: Self.plan)
        let rows = try await again.read {
            try $0.rows("SELECT batch, COUNT(*) FROM test_row GROUP BY batch ORDER BY batch")
        }
        let stored = try rows.map { try $0.integer(0) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: acknowledged)).count
        #expect(bytes >= 8)
        #expect(try rows.allSatisfy { try $0.integer(1) == 400 })
        #expect(stored == (0..<Int64(stored.count)).map { $0 })
        // One more than acknowledged may be there: killed between the commit and its acknowledgement.
        #expect((bytes / 8...bytes / 8 + 1).contains(stored.count))
        if kind == .sqlite {
            let check = try await again.read { try $0.rows("PRAGMA integrity_check") }
            #expect(check == [Row([.text("ok")])])
        }
    }

    static func batch(_ number: Int64, rows: Int64) -> RowBatch {
        var batch = RowBatch(into: "test_row", columns: ["id", "batch", "words"])
        let words = String(repeating: "x", count: 1000)
        for row in 0..<rows {
            batch.append(number * rows + row)
            batch.append(number)
            batch.append("\((row &* 7_919 + number) % 1009) \(words)")
        }
        return batch
    }
}

extension TestDatabase {
    /// The text of an address, for a child process.
    func makeText() async throws -> String {
        switch self {
        case .sqlite: "sqlite:\(try ScratchFolder.make())/node.db"
        case .postgres: try await PrivatePostgres.shared.makeDatabase()
        }
    }
}
