import Store
import TestKit
import Testing
import Vocabulary

@Suite("A transaction", .timeLimit(.minutes(5)))
struct TransactionTests {
    static var plan: MigrationPlan {
        var plan = MigrationPlan()
        plan.step(
            "test",
            "001",
            [
                "CREATE TABLE test_account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)",
                "INSERT INTO test_account (id, balance) VALUES (1, 100), (2, 100)",
            ]
        )
        return plan
    }

    struct Refusal: Error, Equatable {}

    @Test("an error of the work undoes all of it and comes out as it is", arguments: TestDatabase.allCases)
    func errorsRollBack(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        await #expect(throws: Refusal()) {
            try await database.write { session in
                try session.run("UPDATE test_account SET balance = 0")
                try session.run("CREATE TABLE test_gone (id BIGINT)")
                throw Refusal()
            }
        }
        #expect(try await Self.balances(database) == [100, 100])
        await expectFault(.storeStatementRefused) { try await database.count("test_gone") }
    }

    @Test("what follows from the log is written whole and does not wait for the disk; the next write waits again")
    func derivedWrites() async throws {
        for kind in TestDatabase.allCases {
            let database = try await kind.open(migrations: Self.plan)
            try await database.writeDerived { session in
                try session.run("UPDATE test_account SET balance = 90 WHERE id = 1")
                try session.run("UPDATE test_account SET balance = 110 WHERE id = 2")
            }
            await #expect(throws: Refusal()) {
                try await database.writeDerived { session in
                    try session.run("UPDATE test_account SET balance = 0")
                    throw Refusal()
                }
            }
            #expect(try await Self.balances(database) == [90, 110])
        }
        let database = try await TestDatabase.sqlite.open(migrations: Self.plan)
        let mode: @Sendable (any Session) throws -> Int64? = { try $0.rows("PRAGMA synchronous").first?.integer(0) }
        for _ in 0..<2 {
            #expect(try await database.writeDerived(mode) == 1)
            #expect(try await database.write(mode) == 2)
        }
        // Whoever goes away in the middle leaves no writer behind that does not wait.
        let task = Task { try await database.writeDerived { _ in try Task.checkCancellation() } }
        task.cancel()
        _ = try? await task.value
        #expect(try await database.write(mode) == 2)
    }

    @Test(
        "a statement that failed dooms the transaction even when its fault is swallowed",
        arguments: TestDatabase.allCases
    )
    func swallowedFaultsDoom(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        await expectFault(.storeConstraintViolated) {
            try await database.write { session in
                try session.run("UPDATE test_account SET balance = 5 WHERE id = 1")
                _ = try? session.run("INSERT INTO test_account (id, balance) VALUES (1, 1)")
                _ = try? session.run("UPDATE test_account SET balance = 6 WHERE id = 2")
            }
        }
        #expect(try await Self.balances(database) == [100, 100])
    }

    @Test("each rule of the schema is kept", arguments: TestDatabase.allCases)
    func constraintsHold(_ kind: TestDatabase) async throws {
        var plan = Self.plan
        plan.step(
            "test",
            "002",
            [
                """
                CREATE TABLE test_entry (
                    account BIGINT NOT NULL REFERENCES test_account (id),
                    amount BIGINT NOT NULL CHECK (amount > 0)
                )
                """
            ]
        )
        let database = try await kind.open(migrations: plan)
        let broken: [SQL] = [
            "INSERT INTO test_account (id, balance) VALUES (1, 1)",
            "INSERT INTO test_account (id, balance) VALUES (9, NULL)",
            "INSERT INTO test_entry (account, amount) VALUES (7, 1)",
            "INSERT INTO test_entry (account, amount) VALUES (1, 0)",
            "DELETE FROM test_account WHERE id IN (SELECT account FROM test_entry)",
        ]
        try await database.write { _ = try $0.run("INSERT INTO test_entry (account, amount) VALUES (1, 1)") }
        for sql in broken {
            await expectFault(.storeConstraintViolated) { try await database.write { try $0.run(sql) } }
        }
        #expect(try await database.count("test_entry") == 1)
    }

    @Test("a fault never repeats the values of a row", arguments: TestDatabase.allCases)
    func faultsKeepValuesToThemselves(_ kind: TestDatabase) async throws {
        var plan = MigrationPlan()
        plan.step("test", "001", ["CREATE TABLE test_name (name TEXT NOT NULL UNIQUE)"])
        let database = try await kind.open(migrations: plan)
        do {
            try await database.write { session in
                try session.run("INSERT INTO test_name (name) VALUES (\("Okafor"))")
                try session.run("INSERT INTO test_name (name) VALUES (\("Okafor"))")
            }
            Issue.record("a second row of the same name was stored")
        } catch { #expect(!"\(error)".contains("Okafor"), "\(error)") }
    }

    @Test("a read cannot write", arguments: TestDatabase.allCases)
    func readsCannotWrite(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let attempts: [SQL] = [
            "UPDATE test_account SET balance = 0", "DELETE FROM test_account", "CREATE TABLE test_x (id BIGINT)",
            "DROP TABLE test_account", "INSERT INTO test_account (id, balance) VALUES (3, 3)",
        ]
        for sql in attempts {
            await expectFault(.storeReadOnly) { try await database.read { try $0.run(sql) } }
            await expectFault(.storeReadOnly) { try await database.read { try $0.rows(sql) } }
        }
        await expectFault(.storeReadOnly) {
            try await database.read { session in
                var batch = RowBatch(into: "test_account", columns: ["id", "balance"])
                batch.append(Int64(3))
                batch.append(Int64(3))
                try session.insert(batch)
            }
        }
        #expect(try await Self.balances(database) == [100, 100])
    }

    @Test("a wrong statement is a fault of the program", arguments: TestDatabase.allCases)
    func wrongStatementsAreFaults(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        for sql in ["SELEC 1", "SELECT nothing FROM test_account", "SELECT 1 FROM nowhere", "SELECT ?"] as [SQL] {
            await expectFault(.storeStatementRefused) { try await database.read { try $0.rows(sql) } }
        }
        await expectFault(.storeStatementRefused) {
            try await database.write {
                try $0.run("UPDATE test_account SET balance = 1; DELETE FROM test_account")
            }
        }
        #expect(try await Self.balances(database) == [100, 100])
    }

    @Test("readers see whole transactions while a writer works", arguments: TestDatabase.allCases)
    func readersSeeWholeTransactions(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let finished = Counter()
        let reads = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for _ in 0..<150 {
                    try await database.write { session in
                        try session.run("UPDATE test_account SET balance = balance - 1 WHERE id = 1")
                        try session.run("UPDATE test_account SET balance = balance + 1 WHERE id = 2")
                    }
                }
                _ = finished.next()
                return 0
            }
            for _ in 0..<4 {
                group.addTask {
                    var reads = 0
                    while finished.value == 0 {
                        let (first, second) = try await database.read { session in
                            // Two statements, one snapshot.
                            let one = try session.rows("SELECT balance FROM test_account WHERE id = 1")
                            let two = try session.rows("SELECT balance FROM test_account WHERE id = 2")
                            return (try one[0].integer(0), try two[0].integer(0))
                        }
                        #expect(first + second == 200)
                        reads += 1
                    }
                    return reads
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(reads > 0)
        #expect(try await Self.balances(database) == [-50, 250])
    }

    @Test("writers that read before they write lose no update", arguments: TestDatabase.allCases)
    func updatesAreNotLost(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10 {
                        try await database.write { session in
                            let balance = try session.rows("SELECT balance FROM test_account WHERE id = 1")[0].integer(
                                0
                            )
                            try session.run("UPDATE test_account SET balance = \(balance + 1) WHERE id = 1")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.balances(database) == [140, 100])
    }

    @Test("more tasks than connections all get their turn", arguments: TestDatabase.allCases)
    func everyTaskGetsItsTurn(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let answers = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<60 {
                group.addTask { try await database.read { try $0.rows("SELECT \(number)")[0].integer(0) } }
            }
            return try await group.reduce(0, +)
        }
        #expect(answers == 59 * 60 / 2)
    }

    @Test("a cancelled task stops its statement", arguments: TestDatabase.allCases)
    func cancellationStops(_ kind: TestDatabase) async throws {
        let database = try await kind.open(migrations: Self.plan)
        let task = Task {
            try await database.read {
                // Some hours of counting.
                try $0.rows(
                    """
                    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000000)
                    SELECT COUNT(*) FROM n
                    """
                )
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await Self.balances(database) == [100, 100])
    }

    static func balances(_ database: any Database) async throws -> [Int64] {
        try await database.read { session in
            try session.rows("SELECT balance FROM test_account ORDER BY id").map { try $0.integer(0) }
        }
    }
}
