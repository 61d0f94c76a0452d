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
    let held = HeldHandles()
    let ledger: LedgerWriter
    let randomness: Randomness

    /// The rules in force, for pages that show them.
    package let rulebook: Rulebook
    package let roster: Roster
    package let clock: Clock

    /// Opens a desk on a database that has been migrated with ``migrate(_:)``.
    package init(
        database: any Database,
        ledger: LedgerWriter,
        rulebook: Rulebook,
        roster: Roster,
        clock: @escaping Clock,
        randomness: @escaping Randomness
    ) async throws {
        shelf = RecordShelf(database: database)
        joins = JoinShelf(database: database)
        self.ledger = ledger
        self.rulebook = rulebook
        self.roster = roster
        self.clock = clock
        self.randomness = randomness
        catalogue = Catalogue(shelf: shelf, joins: joins)
        reviews = ReviewList(database: database)
        grants = GrantShelf(database: database)
    }

    /// Adds the tables behind the desk to the plan.
    ///
    /// Call it before any room's.
    package static func migrate(_ plan: inout MigrationPlan) {
        RecordTables.migrate(&plan)
        GrantShelf.migrate(&plan)
    }

    /// Makes the search index now, so that nobody's first search waits for it.
    package func makeReady() async throws { try await catalogue.ready() }

    /// The day on which rules and roster are read: today in UTC.
    package var today: CalendarDate { clock().date }
}
