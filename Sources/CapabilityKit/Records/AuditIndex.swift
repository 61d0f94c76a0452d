import Ledger
import Store
import Vocabulary

/// Brings the tables of ``AuditTables`` up to what the ledger says, and lets nothing be disclosed past a recall.
///
/// An entry is durable before it takes effect, and takes effect by being read back: what a kill left undone is done by
/// the next reading, at the latest when the node opens. A recall counts from the moment its entry is begun: answers
/// found before it are not given after it.
actor AuditIndex {
    /// Entries taken into the tables in one transaction.
    private static let portion = 1000

    let database: any Database
    private let ledger: LedgerWriter
    private var reading: Task<Reading, any Error>?
    private var reached: UInt64?
    /// Counts the recalls begun and ended.
    private(set) var generation = 0
    private var recalling = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// A recall is in the ledger and not yet in the tables.
    private var isBehind = false

    private struct Reading: Sendable {
        var reached: UInt64
        var changesRecords: Bool
    }

    init(database: any Database, ledger: LedgerWriter) {
        self.database = database
        self.ledger = ledger
    }

    /// Takes in what the ledger has and the tables have not.
    ///
    /// - Returns: whether what may be shown of some record has changed.
    func catchUp() async throws -> Bool {
        while let current = reading {
            _ = try? await current.value
            // Whoever is woken first lets go of it: a task that has ended gives its value without letting anybody else in,
            // and to wait for it again would keep the one that began it from ever being heard.
            if reading == current { reading = nil }
        }
        let reader = await ledger.reader
        // Somebody else may have begun while the ledger was asked.
        if reading != nil { return try await catchUp() }
        if let reached, let size = reader.size, reached >= size { return false }
        let task = Task { [database] in try await Self.read(reader, into: database) }
        reading = task
        defer { if reading == task { reading = nil } }
        let read = try await task.value
        reached = read.reached
        return read.changesRecords
    }

    /// Waits until no recall is on its way, and returns how many there have been.
    ///
    /// `changed`: called when one that failed half-way had to take effect first.
    func settled(_ changed: () async -> Void) async throws -> Int {
        while recalling > 0 { await withCheckedContinuation { waiting.append($0) } }
        if isBehind {
            if try await catchUp() { await changed() }
            isBehind = false
        }
        return generation
    }

    /// From now on nothing is disclosed until the recall has ended.
    func beginRecall() {
        recalling += 1
        generation += 1
    }

    /// Lets answers go out again; a recall that could not take effect keeps them waiting for it.
    func endRecall(tookEffect: Bool) {
        recalling -= 1
        generation += 1
        if !tookEffect { isBehind = true }
        guard recalling == 0 else { return }
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    // MARK: - Reading the ledger

    /// One entry with its number, as the tables want it.
    private struct Line: Sendable {
        var index: Int64
        var at: Int64
        var kind: String
        var entry: LoggedEntry

        /// Whether it does more than leave a line.
        var acts: Bool { entry.mark != nil || entry.action == Permission.acknowledgeRecall.description }
    }

    private static func read(_ reader: LedgerReader, into database: any Database) async throws -> Reading {
        let start = try await database.read { session in
            try session.rows("SELECT next_entry FROM audit_position WHERE id = 1").first?.integer(0) ?? 0
        }
        var next = UInt64(start)
        var lines: [Line] = []
        var blanked: [Int64] = []
        var changes = false
        try await reader.forEach(from: next) { entry in
            next = entry.index + 1
            if let erased = entry.leaf.erases { blanked.append(Int64(erased)) }
            if case .kept(let body) = entry.body, let logged = LoggedEntry(body) {
                let line = Line(
                    index: Int64(entry.index),
                    at: entry.at.milliseconds,
                    kind: entry.kind.rawValue,
                    entry: logged
                )
                lines.append(line)
                // What acts is the last of its portion: it sees the lines of everything before it.
                if line.acts || lines.count >= portion {
                    changes = try await store(lines, blanking: blanked, next: next, in: database) || changes
                    (lines, blanked) = ([], [])
                }
            }
            return true
        }
        if next > UInt64(start) {
            changes = try await store(lines, blanking: blanked, next: next, in: database) || changes
        }
        return Reading(reached: next, changesRecords: changes)
    }

    /// Stores lines and what the last of them does; of entries whose body was erased only who and when stays.
    private static func store(
        _ lines: [Line],
        blanking blanked: [Int64],
        next: UInt64,
        in database: any Database
    ) async throws -> Bool {
        var entries = RowBatch(into: "audit_entry", columns: entryColumns)
        var releases = RowBatch(into: "audit_release", columns: ["record", "entry", "version"])
        for line in lines {
            let released = line.entry.releases
            entries.append(line.index)
            entries.append(line.at)
            for text in [
                line.kind, line.entry.action, line.entry.force.description, line.entry.officer,
                line.entry.onBehalfOf ?? "", line.entry.purpose, line.entry.reference, line.entry.asked,
            ] { entries.append(text.replacing("\0", with: "\u{FFFD}")) }
            entries.append(Int64(released.count))
            for release in released {
                releases.append(release.record.number)
                releases.append(line.index)
                releases.append(release.version)
            }
        }
        let rows = (entries, releases)
        let uses = lines.compactMap { UseKeeper.Row($0.entry, entry: $0.index, at: $0.at) }
        return try await database.write { session in
            if rows.0.count > 0 { try session.insert(rows.0) }
            if rows.1.count > 0 { try session.insert(rows.1) }
            try UseKeeper.keep(uses, in: session)
            for entry in blanked {
                try session.run(
                    "UPDATE audit_entry SET asked = '', reference = '', on_behalf = '', released = 0 WHERE entry = \(entry)"
                )
                try session.run("DELETE FROM audit_release WHERE entry = \(entry)")
            }
            var changes = false
            if let last = lines.last, last.acts {
                let effect = AuditEffect(index: last.index, at: last.at, entry: last.entry)
                changes = try effect.apply(in: session)
            }
            let position = Int64(next)
            try UseKeeper.moveOn(to: position, in: session)
            try session.run("UPDATE audit_position SET next_entry = \(position) WHERE id = 1")
            return changes
        }
    }

    static let entryColumns: [StaticString] = [
        "entry", "at", "kind", "action", "officer_force", "officer", "on_behalf", "purpose", "reference", "asked",
        "released",
    ]
}
