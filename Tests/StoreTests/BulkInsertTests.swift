import Store
import TestKit
import Testing
import Vocabulary

@Suite("Many rows at once", .timeLimit(.minutes(5)))
struct BulkInsertTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001",
            ["CREATE TABLE test_row (id BIGINT PRIMARY KEY, same BIGINT, odd BIGINT, words TEXT)"]
        )
        return plan
    }

    /// Rows with a value that is always the same, one that comes and goes, and a text that is of every kind in turn.
    static func batch(_ ids: Range<Int>) -> RowBatch {
        var batch = RowBatch(into: "test_row", columns: ["id", "same", "odd", "words"])
        for id in ids {
            batch.append(Int64(id))
            batch.append(Int64(7))
            if id % 128 < 64 || id.isMultiple(of: 5) { batch.appendNull() } else { batch.append(Int64(id / 300)) }
            switch id % 3 {
            case 0: batch.appendNull()
            case 1: batch.append("")
            default: batch.append("row \(id)")
            }
        }
        return batch
    }

    @Test(
        "each row comes back, however many go in",
        arguments: TestDatabase.allCases,
        [1, 127, 128, 129, 255, 256, 1000]
    )
    func rowsComeBack(_ kind: TestDatabase, count: Int) async throws {
        let database = try await kind.open(migrations: Self.plan)
        try await database.write { session in
            try session.insert(Self.batch(0..<count))
            try session.insert(Self.batch(count..<count + 3))
        }
        let rows = try await database.read { try $0.rows("SELECT id, same, odd, words FROM test_row ORDER BY id") }
        #expect(rows.count == count + 3)
        for (id, row) in rows.enumerated() {
            #expect(try row.integer(0) == Int64(id))
            #expect(try row.integer(1) == 7)
            let odd = row.isNull(2) ? nil : try row.integer(2)
            #expect(odd == (id % 128 < 64 || id.isMultiple(of: 5) ? nil : Int64(id / 300)), "row \(id)")
            let words = row.isNull(3) ? nil : try row.text(3)
            #expect(words == [nil, "", "row \(id)"][id % 3], "row \(id)")
        }
    }

    @Test(
        "a row refused among many leaves none of them, even when its fault is swallowed",
        arguments: TestDatabase.allCases
    )
    func refusalsUndoAll(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        try await database.write { try $0.insert(Self.batch(500..<501)) }
        await expectFault(.storeConstraintViolated) {
            try await database.write { session in
                try? session.insert(Self.batch(0..<1000))
                try? session.insert(Self.batch(2000..<2001))
            }
        }
        #expect(try await database.count("test_row") == 1)
    }
}
