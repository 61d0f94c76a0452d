import Vocabulary

/// A database that can bring itself up to a plan.
protocol Migrating: Database {
    /// Asks for one row when the table of applied steps is there.
    var migrationTableQuery: SQL { get }

    /// A statement of a step in the words of this engine.
    func reworded(_ statement: SQL) -> SQL

    /// Runs `work` in one transaction, alone among all migrators of this database.
    func migrate<Value: Sendable>(_ work: @escaping @Sendable (any Session) throws -> Value) async throws -> Value
}

extension Migrating {
    /// Applies what is missing, in one transaction: afterwards all of the plan is in the database, or nothing changed.
    func apply(_ plan: MigrationPlan, clock: @escaping Clock) async throws {
        let isThere = migrationTableQuery
        // Most often there is nothing to do, and no need to wait for a writer.
        let missing = try await read { session in
            try session.rows(isThere).isEmpty ? nil : Migrator.missing(from: plan, in: session)
        }
        if let missing, missing.isEmpty { return }
        try await migrate { session in
            try session.run(Migrator.table)
            for step in try Migrator.missing(from: plan, in: session) {
                for statement in step.statements { try session.run(self.reworded(statement)) }
                try Migrator.note(step, at: clock(), in: session)
            }
        }
    }

    /// Throws unless this is a database of Reeve that the plan can read.
    func refuseForeign(to plan: MigrationPlan) async throws {
        let isThere = migrationTableQuery
        try await read { session in
            guard try !session.rows(isThere).isEmpty else {
                throw Fault(.storeBackUpFailed, "this is not a database of Reeve: it has no table of migrations")
            }
            _ = try Migrator.missing(from: plan, in: session)
        }
    }
}

/// Compares a plan with the steps a database has had.
enum Migrator {
    static let table: SQL = """
        CREATE TABLE IF NOT EXISTS store_migration (
            name TEXT NOT NULL PRIMARY KEY,
            place BIGINT NOT NULL,
            statements TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """

    /// The steps of the plan that the database has not had, in the plan's order.
    ///
    /// Steps of rooms that the plan does not know stay: the room was closed, its data may still be wanted. Throws when a
    /// step that has run reads differently, when a room lacks a step it once had, or when a step stands before one that
    /// has run.
    static func missing(from plan: MigrationPlan, in session: any Session) throws -> [MigrationPlan.Step] {
        var applied: [String: String] = [:]
        var names: [String] = []
        for row in try session.rows("SELECT name, statements FROM store_migration ORDER BY place") {
            let name = try row.text(0)
            names.append(name)
            applied[name] = try row.text(1)
        }
        return try missing(from: plan, names: names, applied: applied)
    }

    static func missing(
        from plan: MigrationPlan,
        names: [String],
        applied: [String: String]
    ) throws -> [MigrationPlan.Step] {
        var missing: [MigrationPlan.Step] = []
        var seen: Set<String> = []
        var waiting: Set<Substring> = []
        for step in plan.steps {
            guard seen.insert(step.name).inserted else {
                throw Fault(.storeMigrationDisordered, "the migration step `\(step.name)` stands twice in the program")
            }
            guard let text = applied[step.name] else {
                waiting.insert(step.room)
                missing.append(step)
                continue
            }
            guard text == script(step) else {
                throw Fault(
                    .storeMigrationEdited,
                    "the migration step `\(step.name)` has run on this database and now reads differently",
                    help: "put the released text back and write the change as a new step"
                )
            }
            guard !waiting.contains(step.room) else {
                throw Fault(
                    .storeMigrationDisordered,
                    "a new migration step stands before `\(step.name)`, which has already run",
                    help: "move the new step behind the last one of its room"
                )
            }
        }
        let rooms = Set(plan.steps.map(\.room))
        if let unknown = names.first(where: { !seen.contains($0) && rooms.contains($0.prefix { $0 != "/" }) }) {
            throw Fault(
                .storeNewerSchema,
                "the database was last used by a later release of Reeve: it has had the step `\(unknown)`",
                help: "start that release again, or restore a backup made before it"
            )
        }
        return missing
    }

    /// Writes down that a step has run.
    static func note(_ step: MigrationPlan.Step, at moment: Timestamp, in session: any Session) throws {
        try session.run(
            """
            INSERT INTO store_migration (name, place, statements, applied_at)
            SELECT \(step.name), COUNT(*), \(script(step)), \(moment.milliseconds) FROM store_migration
            """
        )
    }

    /// A step as one text: its statements and the values bound to them.
    ///
    /// Kept whole, so that an edit shows exactly.
    static func script(_ step: MigrationPlan.Step) -> String {
        step.statements.map { statement in
            statement.values.isEmpty ? statement.text : "\(statement.text) -- \(statement.values)"
        }
        .joined(separator: ";\n")
    }
}
