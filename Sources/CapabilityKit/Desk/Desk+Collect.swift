import Ledger
import Policy
import Store
import Vocabulary

extension Desk {
    /// Begins, or goes on with, taking one file of a source into this node.
    ///
    /// Collection is logged before the first record is stored (DPA 2018 s.62(1)(a)). The same file taken in again goes on
    /// where it stopped, or finds everything unchanged.
    ///
    /// - `file`: the file's name, for people.
    /// - `key`: what makes two files the same: their bytes and how they are read.
    /// - `mapping`: the name of the mapping that reads it.
    package func collect(
        from source: Source,
        file: String,
        key: String,
        mapping: String,
        for requester: Requester
    ) async throws -> Collecting {
        let asked = "collect \(source) \(file)"
        let rules = try await permit(.collect, asked: asked, for: requester)
        let at = clock()
        let entry = LedgerEntryBody(
            operation: .collection,
            disclosure: newDisclosureID(),
            at: at,
            requester: requester,
            action: Permission.collect.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: ["file": file, "key": key, "mapping": mapping, "source": source.description]
        )
        let receipt = try await ledger.append(kind: .collection, body: entry.encoded())
        let begun = try await shelf.begin(
            source: source,
            file: key,
            mapping: mapping,
            at: at.milliseconds,
            entry: receipt.index
        )
        return Collecting(
            database: shelf.database,
            id: begun.id,
            entry: receipt.index,
            reached: begun.position,
            source: begun.source,
            held: held,
            clock: clock
        )
    }

    /// Brings up to date what is made from the records, as far as that is little work; whoever searches finds them.
    package func finishCollecting() async {
        // What cannot be saved now is caught up with by the next who searches.
        try? await catalogue.follow()
        await reviews.invalidate()
    }
}

/// One file on its way into a node.
package actor Collecting {
    private let database: any Database
    private let id: Int64
    private let source: Int64
    private let held: HeldHandles
    private let clock: Clock

    /// The ledger entry that records the collection.
    package nonisolated let entry: UInt64
    /// How far an earlier run came: the text given with its last whole batch; empty when there was none.
    package nonisolated let reached: String

    init(
        database: any Database,
        id: Int64,
        entry: UInt64,
        reached: String,
        source: Int64,
        held: HeldHandles,
        clock: @escaping Clock
    ) {
        self.database = database
        self.id = id
        self.entry = entry
        self.reached = reached
        self.source = source
        self.held = held
        self.clock = clock
    }

    /// Stores a batch together with the position it reaches: both are durable on return, or neither is.
    ///
    /// `rejected`: rows refused so far in this file.
    package func store(_ batch: RecordBatch, position: String, rejected: Int) async throws -> BatchOutcome {
        let maybeHeld = try await held.take(batch.heads, in: database)
        let writer = RecordWriter(collection: id, source: source, maybeHeld: maybeHeld)
        return try await writer.write(batch, position: position, rejected: rejected, in: database)
    }

    /// Marks the file as read to its end.
    package func finish() async throws {
        let now = clock().milliseconds, id = id
        try await database.write { session in
            try session.run("UPDATE records_collection SET finished_at = \(now) WHERE id = \(id)")
        }
    }
}

extension RecordShelf {
    /// Finds or makes the row of a source, and makes one for this run over one of its files, which goes on where the
    /// newest earlier run came to.
    func begin(
        source: Source,
        file: String,
        mapping: String,
        at moment: Int64,
        entry: UInt64
    ) async throws -> (id: Int64, source: Int64, position: String) {
        try await database.write { session in
            let force = source.force.description, system = source.system
            let known: SQL = "SELECT id FROM records_source WHERE force_code = \(force) AND system = \(system)"
            var number = try session.rows(known).first?.integer(0)
            if number == nil {
                let next =
                    try session.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM records_source").first?.integer(0) ?? 1
                try session.run(
                    "INSERT INTO records_source (id, force_code, system) VALUES (\(next), \(force), \(system))"
                )
                number = next
            }
            let source = number ?? 0
            let earlier: SQL = """
                SELECT position FROM records_collection WHERE source = \(source) AND file = \(file)
                ORDER BY id DESC LIMIT 1
                """
            let position = try session.rows(earlier).first?.text(0) ?? ""
            let id = Int64(entry)
            try session.run(
                """
                INSERT INTO records_collection
                    (id, source, file, mapping, started_at, position, added, changed, unchanged, rejected, entry)
                VALUES (\(id), \(source), \(file), \(mapping), \(moment), \(position), 0, 0, 0, 0, \(id))
                """
            )
            return (id, source, position)
        }
    }
}

extension Permission {
    /// Take records in.
    package static let collect = Permission("intake.import", "Take an export of a force's own system into its node")
}
