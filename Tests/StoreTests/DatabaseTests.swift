import Store
import TestKit
import Testing
import Vocabulary

/// Everything a room may rely on, alike on both databases.
@Suite("A database", .timeLimit(.minutes(5)))
struct DatabaseTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001 things",
            [
                """
                CREATE TABLE test_thing (
                    id BIGINT PRIMARY KEY,
                    whole BIGINT,
                    real DOUBLE PRECISION,
                    words TEXT,
                    bytes BYTEA
                )
                """,
                "CREATE TABLE test_part (id BIGINT PRIMARY KEY, thing BIGINT NOT NULL REFERENCES test_thing (id))",
                "CREATE UNIQUE INDEX test_thing_whole ON test_thing (whole)",
            ]
        )
        return plan
    }

    static let nastyTexts = [
        "", " ", "'", "''", "\"", "\\", "\\N", "\\x41", "\\.", "$1", "?", "%", "_", "--", "/*", ";", "\t", "\n", "\r\n",
        "'); DROP TABLE test_thing; --", "\u{1}\u{7f}", "e\u{301}", "é", "ﷺ", "👩‍👩‍👧‍👦", "\u{202e}drow", "\u{feff}x",
        "NULL", "null", "nan", "1e308", "0", "-0", "Ørjan Ó Súilleabháin", String(repeating: "long ", count: 20_000),
    ]

    @Test("a value of every type comes back as it was bound", arguments: TestDatabase.allCases)
    func everyTypeReturns(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let values: [[SQLValue]] = [
            [.integer(1), .integer(.max), .real(.greatestFiniteMagnitude), .text("a"), .blob([0, 1, 0x5C, 255])],
            [.integer(2), .integer(.min), .real(.leastNonzeroMagnitude), .text(""), .blob([])],
            [.integer(3), .null, .null, .null, .null],
            [.integer(4), .integer(0), .real(-0.1), .text("é"), .blob([UInt8](0...255))],
            [.integer(5), .integer(-1), .real(3), .text("5"), .blob(Array("text".utf8))],
            [.integer(6), .integer(7), .real(.infinity), .text(" x "), .blob([0])],
        ]
        try await database.write { session in
            for row in values {
                try session.run("INSERT INTO test_thing VALUES (\(row[0]), \(row[1]), \(row[2]), \(row[3]), \(row[4]))")
            }
        }
        let found = try await database.read {
            try $0.rows("SELECT id, whole, real, words, bytes FROM test_thing ORDER BY id")
        }
        #expect(found == values.map(Row.init))
    }

    @Test("a bare bound value keeps its type", arguments: TestDatabase.allCases)
    func bareValuesKeepTheirType(_ kind: TestDatabase) async throws {
        let database = try await kind.open()
        let bytes: [UInt8] = [1, 2]
        let nothing: Int64? = nil
        let row = try await database.read {
            try $0.rows("SELECT \(5), \("five"), \(5.5), \(bytes), \(nothing), \(nothing) IS NULL").first
        }
        #expect(row?.values.prefix(5) == [.integer(5), .text("five"), .real(5.5), .blob(bytes), .null])
        #expect(row?.values.last == .integer(1))
    }

    @Test("any text comes back byte for byte and never becomes SQL", arguments: TestDatabase.allCases)
    func nastyTextsReturn(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let texts = Self.nastyTexts
        try await database.write { session in
            for (id, text) in texts.enumerated() {
                try session.run("INSERT INTO test_thing (id, words) VALUES (\(id), \(text))")
            }
        }
        let rows = try await database.read { try $0.rows("SELECT words FROM test_thing ORDER BY id") }
        #expect(try rows.map { Array(try $0.text(0).utf8) } == texts.map { Array($0.utf8) })
        for text in texts {
            let found = try await database.read { try $0.rows("SELECT id FROM test_thing WHERE words = \(text)") }
            #expect(found.count == 1, "looking for \(text.prefix(40).debugDescription)")
        }
    }

    @Test("a mark within a quoted text is no place for a value", arguments: TestDatabase.allCases)
    func quotedMarksStay(_ kind: TestDatabase) async throws {
        let database = try await kind.open()
        let row = try await database.read {
            try $0.rows("SELECT '?' || 'it''s ?', \(1) /* ? */ AS \"what?\" -- ?\n, \(2)").first
        }
        #expect(row?.values == [.text("?it's ?"), .integer(1), .integer(2)])
    }

    @Test("a text with a NUL and a number that is none are refused", arguments: TestDatabase.allCases)
    func unstorableValuesAreRefused(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        await expectFault(.storeValueRefused) {
            try await database.write { try $0.run("INSERT INTO test_thing (id, words) VALUES (1, \("a\0b"))") }
        }
        await expectFault(.storeValueRefused) {
            try await database.write { try $0.run("INSERT INTO test_thing (id, real) VALUES (1, \(Double.nan))") }
        }
        for bytes in [Array("a\0b".utf8), [0xC3, 0x28], [0xED, 0xA0, 0x80]] {
            await expectFault(.storeValueRefused) {
                try await database.write { session in
                    var batch = RowBatch(into: "test_thing", columns: ["id", "words"])
                    batch.append(Int64(1))
                    batch.append(text: bytes)
                    try session.insert(batch)
                }
            }
        }
        #expect(try await database.count("test_thing") == 0)
    }

    @Test("an empty list is refused, not a crash", arguments: TestDatabase.allCases)
    func emptyListsAreRefused(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        await expectFault(.storeStatementRefused) {
            try await database.read { try $0.rows("SELECT 1 FROM test_thing WHERE id IN (\([Int64]()))") }
        }
    }

    @Test("what one statement changed is counted", arguments: TestDatabase.allCases)
    func changesAreCounted(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let counts = try await database.write { session in
            [
                try session.run("INSERT INTO test_thing (id) VALUES (1), (2), (3)"),
                try session.run("UPDATE test_thing SET whole = id * 2 WHERE id > 1"),
                try session.run("INSERT INTO test_thing (id) VALUES (3) ON CONFLICT (id) DO NOTHING"),
                try session.run("CREATE INDEX test_words ON test_thing (words)"),
                try session.run("SELECT id FROM test_thing"),
                try session.run("DELETE FROM test_thing"),
            ]
        }
        #expect(counts == [3, 2, 0, 0, 0, 3])
    }

    @Test("rows that a change returns are given back", arguments: TestDatabase.allCases)
    func returningWorks(_ kind: TestDatabase) async throws {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001",
            [
                """
                CREATE TABLE test_numbered (
                    id BIGINT PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, words TEXT NOT NULL)
                """
            ]
        )
        let database = try await kind.open(migrations: plan)
        let ids = try await database.write { session in
            try ["a", "b"].map {
                try session.rows("INSERT INTO test_numbered (words) VALUES (\($0)) RETURNING id").first?.integer(0)
            }
        }
        #expect(ids == [1, 2])
    }

    @Test("sums, averages and orders agree", arguments: TestDatabase.allCases)
    func arithmeticAgrees(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        try await database.write { session in
            for (id, words) in ["b", "B", "a", "É", "e", "Z", "%"].enumerated() {
                try session.run("INSERT INTO test_thing (id, whole, words) VALUES (\(id), \(id), \(words))")
            }
        }
        let (sums, order, alike) = try await database.read { session in
            (
                try session.rows("SELECT SUM(whole), COUNT(*), MAX(whole), 7 / 2, SUM(whole) / 2.0 FROM test_thing"),
                try session.rows("SELECT words FROM test_thing ORDER BY words"),
                try session.rows("SELECT id FROM test_thing WHERE words LIKE \("B") ESCAPE '\\'")
            )
        }
        #expect(sums.first?.values == [.integer(21), .integer(7), .integer(6), .integer(3), .real(10.5)])
        #expect(try order.map { try $0.text(0) } == ["%", "B", "Z", "a", "b", "e", "É"])
        #expect(alike == [Row([.integer(1)])])
    }
}

extension DatabaseTests {
    @Test("a body may ask, change other tables and stop early", arguments: TestDatabase.allCases)
    func bodiesMayUseTheSession(_ kind: TestDatabase) async throws {
        struct Enough: Error {}
        let database = try await kind.open(migrations: Self.plan)
        try await database.write { session in
            try session.run("INSERT INTO test_thing (id, whole) VALUES (1, 10), (2, 20), (3, 30)")
            try session.forEach("SELECT id FROM test_thing ORDER BY id") { row in
                let id = try row.integer(0)
                // The same statement again, while it is being read further out.
                var inner = 0
                try session.forEach("SELECT id FROM test_thing ORDER BY id") { _ in inner += 1 }
                #expect(inner == 3)
                try session.run("INSERT INTO test_part (id, thing) VALUES (\(id * 100), \(id))")
            }
            do {
                try session.forEach("SELECT id FROM test_thing") { _ in throw Enough() }
                Issue.record("the body's own error must come out")
            } catch is Enough {}
            try session.run("UPDATE test_thing SET whole = 11 WHERE id = 1")
        }
        #expect(try await database.count("test_part") == 3)
        await expectFault(.storeStatementRefused) {
            try await database.write {
                try $0.forEach("INSERT INTO test_part (id, thing) VALUES (7, 1) RETURNING id") { _ in }
            }
        }
        #expect(try await database.count("test_part") == 3)
    }

    @Test("a batch and single statements store the same", arguments: TestDatabase.allCases)
    func batchesEqualStatements(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let texts = Self.nastyTexts
        try await database.write { session in
            var batch = RowBatch(into: "test_thing", columns: ["id", "whole", "real", "words", "bytes"])
            try session.insert(batch)
            for (id, text) in texts.enumerated() {
                let bytes = Array(text.utf8.prefix(300))
                batch.append(Int64(id))
                batch.append(id.isMultiple(of: 3) ? nil : Int64(id) * -7_000_000_007)
                batch.append(Double(id) / 3)
                batch.append(text)
                if id.isMultiple(of: 4) { batch.appendNull() } else { batch.append(blob: bytes) }
            }
            try session.insert(batch)
            batch.removeAll()
            try session.insert(batch)
            let offset = texts.count
            for (id, text) in texts.enumerated() {
                let bytes = id.isMultiple(of: 4) ? nil : Array(text.utf8.prefix(300))
                let whole = id.isMultiple(of: 3) ? nil : Int64(id) * -7_000_000_007
                try session.run(
                    """
                    INSERT INTO test_thing (id, real, words, bytes)
                    VALUES (\(id + offset), \(Double(id) / 3), \(text), \(bytes))
                    """
                )
                let found = try session.rows("SELECT whole FROM test_thing WHERE id = \(id)").first
                #expect(found?.values == [whole.map(SQLValue.integer) ?? .null])
            }
            let one = try session.rows("SELECT real, words, bytes FROM test_thing WHERE id < \(offset) ORDER BY id")
            let other = try session.rows("SELECT real, words, bytes FROM test_thing WHERE id >= \(offset) ORDER BY id")
            #expect(one == other)
            #expect(one.count == texts.count)
            #expect(try one.map { Array(try $0.text(1).utf8) } == texts.map { Array($0.utf8) })
        }
    }

    @Test("a batch with one row too many of a kind stores none of them", arguments: TestDatabase.allCases)
    func brokenBatchesLeaveNothing(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        await expectFault(.storeConstraintViolated) {
            try await database.write { session in
                var batch = RowBatch(into: "test_thing", columns: ["id", "words"])
                for id in [1, 2, 3, 2] as [Int64] {
                    batch.append(id)
                    batch.append("x")
                }
                try session.insert(batch)
            }
        }
        #expect(try await database.count("test_thing") == 0)
        try await database.write { _ = try $0.run("INSERT INTO test_thing (id) VALUES (1)") }
        #expect(try await database.count("test_thing") == 1)
    }
}

extension Database {
    /// How many rows a table of the tests holds.
    func count(_ table: StaticString) async throws -> Int64 {
        let sql = SQL(stringLiteral: table)
        return try await read { try $0.rows("SELECT COUNT(*) FROM \(sql)").first?.integer(0) ?? -1 }
    }
}
