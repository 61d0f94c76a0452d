import CapabilityKit
import Foundation
import Ledger
import Node
import Store
import Vocabulary

/// A desk over an empty database, with its log on a disk that fails when a test says so.
package struct TestDesk: Sendable {
    package let desk: Desk
    package let database: any Database
    package let ledger: LedgerWriter
    package let disk: SimulatedDisk
    package let clock: TestClock
    private let rules: Rules
    private let uses: UseBook
    private let searchIndex: String?

    /// Opens a desk by the rules that are shipped.
    ///
    /// `force`, `neighbours`: whose node it is, and the others it is connected to; `searchIndex`: where its search index
    /// is kept, in memory only when there is no file for it. `uses`: what the gate starts from; otherwise every room runs.
    package static func open(
        _ database: TestDatabase = .sqlite,
        force: String = "13",
        neighbours: Neighbours? = nil,
        searchIndex: String? = nil,
        isRunning: Bool = false,
        uses: UseBook? = nil
    ) async throws -> TestDesk {
        var plan = MigrationPlan()
        Desk.migrate(&plan)
        let clock = TestClock(isRunning: isRunning)
        let disk = SimulatedDisk(seed: 1)
        let origin = "reeve.example/\(force)"
        let ledger = try await LedgerWriter.open(
            disk: disk,
            key: try SigningKey(name: origin, seed: [UInt8](repeating: 7, count: 32)),
            origin: origin,
            clock: clock.clock,
            randomness: randomness
        )
        let rules = try Rules.read(own: nil)
        let uses = uses ?? UseBook(force: TestOfficers.force(force), cards: lastingCards, demonstration: .always)
        let opened = try await database.open(migrations: plan)
        return TestDesk(
            desk: try await desk(on: opened, ledger, rules, uses, clock, neighbours, searchIndex),
            database: opened,
            ledger: ledger,
            disk: disk,
            clock: clock,
            rules: rules,
            uses: uses,
            searchIndex: searchIndex
        )
    }

    /// The rooms' cards, as if they never ran out: tests of what is kept go on for years.
    package static let lastingCards = Dictionary(
        uniqueKeysWithValues: Directory.rooms.map { room in
            var card = room.card
            card.expires = "2999-01-01"
            return (room.name, card)
        }
    )

    /// The rules that are shipped.
    package static func shippedRulebook() throws -> Rulebook { try Rules.read(own: nil).rulebook }

    /// A second desk on the same database and log, as after a restart.
    ///
    /// `keepingIndex`: whether by the same file of the search index, or without any.
    package func reopened(keepingIndex: Bool = true) async throws -> Desk {
        try await Self.desk(on: database, ledger, rules, uses, clock, desk.neighbours, keepingIndex ? searchIndex : nil)
    }

    /// Takes records in, each source as one file of its own.
    ///
    /// - Returns: what became of them.
    @discardableResult
    package func collect(_ records: [Record], file: String = UUID().uuidString) async throws -> BatchOutcome {
        try await desk.collect(records, file: file)
    }

    /// Makes the disk beneath the log refuse its next change.
    package func breakLog() { disk.fail(call: disk.calls, with: .inputOutput) }

    /// Changes the tables behind the desk's back, as a crash does.
    package func write(_ sql: SQL) async throws {
        try await database.write { session in _ = try session.run(sql) }
    }

    /// How many rows a table has.
    package func count(_ sql: SQL) async throws -> Int64 {
        try await database.read { session in try session.rows(sql).first?.integer(0) ?? 0 }
    }

    private static func desk(
        on database: any Database,
        _ ledger: LedgerWriter,
        _ rules: Rules,
        _ uses: UseBook,
        _ clock: TestClock,
        _ neighbours: Neighbours?,
        _ searchIndex: String?
    ) async throws -> Desk {
        try await Desk(
            database: database,
            ledger: ledger,
            rulebook: rules.rulebook,
            roster: rules.roster,
            uses: uses,
            watch: rules.watch.adding(TestOfficers.all),
            retention: rules.retention,
            neighbours: neighbours,
            searchIndex: searchIndex,
            clock: clock.clock,
            randomness: randomness
        )
    }

    private static let randomness: Randomness = { count in
        var dice = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
    }
}

extension Desk {
    /// Takes records in on the steward's account, each source as one file of its own.
    @discardableResult
    package func collect(_ records: [Record], file: String = UUID().uuidString) async throws -> BatchOutcome {
        var outcome = BatchOutcome()
        let bySource = Dictionary(grouping: records, by: \.id.source)
        for (source, records) in bySource.sorted(by: { $0.key.description < $1.key.description }) {
            let collecting = try await collect(
                from: source,
                file: file,
                key: "\(source) \(file)",
                mapping: "test",
                for: TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
            )
            outcome += try await collecting.store(try RecordBatch(records, of: source), position: "all", rejected: 0)
            try await collecting.finish()
        }
        try await finishCollecting()
        return outcome
    }
}
