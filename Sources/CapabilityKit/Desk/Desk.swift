import Federation
import Ledger
import Linkage
import Policy
import Store
import Vocabulary

/// The only way data comes in and goes out of a node.
///
/// A room has a desk and nothing else. Whatever a room asks, the Desk first decides by the rules whether it may be
/// answered, then writes to the ledger what is about to be disclosed, waits until that is durable, and only then
/// answers. A refusal is written down as well. The record tables are internal to this module, so that the compiler
/// keeps every room on this side of the counter.
package struct Desk: Sendable {
    let shelf: RecordShelf
    let joins: JoinShelf
    let catalogue: Catalogue
    let reviews: ReviewList
    let grants: GrantShelf
    let audit: AuditIndex
    let held = HeldHandles()
    let exchange: ExchangeShelf
    let uses: UseKeeper
    let exchanges = Exchanges()
    let marking = Turns<UInt64>()
    let askingOwners = Turns<Void>()
    let questions = OpenQuestions()
    let fanOut: FanOutDriver?
    let tellings = RecallTellings()
    let reads: ReadShelf
    let taking = Turns<UInt64>()
    let ledger: LedgerWriter
    let randomness: Randomness

    /// The rules in force, for pages that show them.
    package let rulebook: Rulebook
    private let shippedRoster: Roster
    package let clock: Clock
    /// What oversight compares lookups with, as data.
    package let watch: WatchRules
    /// How long what is kept, as data.
    package let retention: RetentionRules
    /// The other forces, where this node is connected to them.
    package let neighbours: Neighbours?

    /// Opens a desk on a database that has been migrated with ``migrate(_:)``.
    ///
    /// `uses`: what the gate starts from; nothing runs that neither it nor the register approves.
    /// `searchIndex`: the file in which the search index is kept; in memory only when there is none.
    /// `readFolder`: where the reads of plates lie; there are none without.
    package init(
        database: any Database,
        ledger: LedgerWriter,
        rulebook: Rulebook,
        roster: Roster,
        uses: UseBook,
        watch: WatchRules = WatchRules(),
        retention: RetentionRules = RetentionRules(),
        neighbours: Neighbours? = nil,
        searchIndex: String? = nil,
        readFolder: String? = nil,
        clock: @escaping Clock,
        randomness: @escaping Randomness
    ) async throws {
        shelf = RecordShelf(database: database)
        joins = JoinShelf(database: database)
        self.ledger = ledger
        self.rulebook = rulebook
        shippedRoster = roster
        self.watch = watch
        self.retention = retention
        self.neighbours = neighbours
        self.clock = clock
        self.randomness = randomness
        catalogue = Catalogue(shelf: shelf, joins: joins, path: searchIndex)
        reviews = ReviewList(database: database)
        grants = GrantShelf(database: database)
        audit = AuditIndex(database: database, ledger: ledger)
        exchange = ExchangeShelf(database: database)
        self.uses = UseKeeper(database: database, book: uses)
        reads = ReadShelf(folder: readFolder)
        fanOut = neighbours.map { neighbours in
            var limits = FanOutLimits()
            limits.lateMs = Int64(neighbours.rules.lateMilliseconds)
            return FanOutDriver(peers: neighbours.peers, limits: limits, clock: clock) { milliseconds in
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
        }
        // First, so that what a recall takes effect on is as the log has it.
        try await goOnWithExchanges()
        // What a recall began before the node stopped takes effect before anything is disclosed.
        _ = try await audit.catchUp()
        try await self.uses.makeWhole(from: await ledger.reader)
        try await self.uses.catchUp()
    }

    /// Adds the tables behind the desk to the plan.
    ///
    /// Call it before any room's.
    package static func migrate(_ plan: inout MigrationPlan) {
        RecordTables.migrate(&plan)
        GrantShelf.migrate(&plan)
        AuditTables.migrate(&plan)
        ExchangeTables.migrate(&plan)
        UseKeeper.migrate(&plan)
    }

    /// Makes the search index ready now, so that nobody's first search waits for it.
    ///
    /// - Returns: one sentence, when it was not to be had from the node's folder and was made afresh.
    @discardableResult
    package func makeReady() async throws -> String? { try await catalogue.prepare() }

    /// Whether the rules would let somebody do something as they ask now: for what a page offers, and for nothing else.
    package func offers(_ action: Permission, to requester: Requester) -> Bool {
        if case .permitted = rulebook.decide(action, for: requester, on: today) { true } else { false }
    }

    /// The forces there are: by the signed roster in force, or else by the one that is shipped.
    package var roster: Roster {
        if case .signed(let roster) = neighbours?.roster { roster } else { shippedRoster }
    }

    /// The day on which rules and roster are read: today in UTC.
    package var today: CalendarDate { clock().date }
}
