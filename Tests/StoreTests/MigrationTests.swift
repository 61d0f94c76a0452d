import Store
import TestKit
import Testing
import Vocabulary

@Suite("Migrations", .timeLimit(.minutes(5)))
struct MigrationTests {
    static func plan(_ steps: (room: String, name: String, sql: SQL)...) -> MigrationPlan {
        var plan = MigrationPlan()
        for step in steps { plan.step(step.room, step.name, [step.sql]) }
        return plan
    }

    static let first: (String, String, SQL) = (
        "anpr", "001 sightings", "CREATE TABLE anpr_sighting (id BIGINT PRIMARY KEY)"
    )
    static let second: (String, String, SQL) = ("anpr", "002 place", "ALTER TABLE anpr_sighting ADD COLUMN place TEXT")
    static let other: (String, String, SQL) = (
        "search", "001 terms", "CREATE TABLE search_term (id BIGINT PRIMARY KEY)"
    )

    @Test("each step runs once, in order, and its time is kept", arguments: TestDatabase.allCases)
    func stepsRunOnce(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        for moment in [1000, 2000] as [Int64] {
            let database = try await openDatabase(at: address, migrations: Self.plan(Self.first, Self.second)) {
                Timestamp(milliseconds: moment)
            }
            let rows = try await database.read {
                try $0.rows("SELECT name, applied_at FROM store_migration ORDER BY place")
            }
            #expect(
                rows == [
                    Row([.text("anpr/001 sightings"), .integer(1000)]), Row([.text("anpr/002 place"), .integer(1000)]),
                ]
            )
            #expect(try await database.read { try $0.rows("SELECT place FROM anpr_sighting") } == [])
            try await database.close()
        }
    }

    @Test("a room may add a step after another room's later steps", arguments: TestDatabase.allCases)
    func roomsGrowApart(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        try await openDatabase(at: address, migrations: Self.plan(Self.first, Self.other)).close()
        let database = try await openDatabase(at: address, migrations: Self.plan(Self.first, Self.second, Self.other))
        let names = try await database.read { try $0.rows("SELECT name FROM store_migration ORDER BY place") }
        #expect(
            names == [
                Row([.text("anpr/001 sightings")]), Row([.text("search/001 terms")]), Row([.text("anpr/002 place")]),
            ]
        )
    }

    @Test("a step that was edited after it ran is refused and changes nothing", arguments: TestDatabase.allCases)
    func editedStepsAreRefused(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        try await openDatabase(at: address, migrations: Self.plan(Self.first)).close()
        let edited = ("anpr", "001 sightings", "CREATE TABLE anpr_sighting (id BIGINT PRIMARY KEY, x TEXT)" as SQL)
        await expectFault(.storeMigrationEdited) {
            try await openDatabase(at: address, migrations: Self.plan(Self.other, edited, Self.second))
        }
        let database = try await openDatabase(at: address, migrations: Self.plan(Self.first))
        #expect(try await database.count("store_migration") == 1)
    }

    @Test("a step before one that has run, and a step written twice, are refused", arguments: TestDatabase.allCases)
    func disorderIsRefused(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        try await openDatabase(at: address, migrations: Self.plan(Self.first)).close()
        let earlier = ("anpr", "000 before", "CREATE TABLE anpr_before (id BIGINT)" as SQL)
        await expectFault(.storeMigrationDisordered) {
            try await openDatabase(at: address, migrations: Self.plan(earlier, Self.first))
        }
        await expectFault(.storeMigrationDisordered) {
            try await openDatabase(at: address, migrations: Self.plan(Self.first, Self.second, Self.second))
        }
    }

    @Test("the steps of a closed room stay, those of a later release are refused", arguments: TestDatabase.allCases)
    func unknownSteps(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        try await openDatabase(at: address, migrations: Self.plan(Self.first, Self.second, Self.other)).close()
        let database = try await openDatabase(at: address, migrations: Self.plan(Self.other))
        #expect(try await database.count("anpr_sighting") == 0)
        try await database.close()
        await expectFault(.storeNewerSchema) { try await openDatabase(at: address, migrations: Self.plan(Self.first)) }
    }

    @Test("a step that fails leaves none of the plan behind", arguments: TestDatabase.allCases)
    func failedStepsLeaveNothing(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        let wrong = ("anpr", "002 wrong", "ALTER TABLE nowhere ADD COLUMN place TEXT" as SQL)
        await expectFault(.storeStatementRefused) {
            try await openDatabase(at: address, migrations: Self.plan(Self.first, wrong))
        }
        let database = try await openDatabase(at: address, migrations: Self.plan(Self.first))
        #expect(try await database.count("anpr_sighting") == 0)
    }

    @Test("nodes that start together apply each step once", arguments: TestDatabase.allCases)
    func concurrentMigrators(_ kind: TestDatabase) async throws {
        let address = try await kind.makeAddress()
        let plan = Self.plan(Self.first, Self.second, Self.other)
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let database = try await openDatabase(at: address, migrations: plan)
                    let count = try await database.count("store_migration")
                    try await database.close()
                    return count
                }
            }
            for try await count in group { #expect(count == 3) }
        }
    }
}
