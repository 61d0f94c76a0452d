import Foundation
import Ledger
import Store
import Vocabulary

/// Keeps what the log says of uses at hand, and answers at the gate.
///
/// `use_act` follows from the ledger: it is filled as the ledger is read for ``AuditTables``, and from the ledger's beginning
/// where the table is younger than these. What is kept here follows from `use_act`.
actor UseKeeper {
    let book: UseBook
    private let database: any Database
    private(set) var register = UseRegister()
    /// Everything of the log that concerns uses, oldest first.
    private(set) var log: [LoggedUse] = []
    /// How often each use that may be used only so often was used since its approval began.
    private var volumes: [Term: Int] = [:]
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// One approval of a use: another begins to count anew.
    private struct Term: Hashable {
        var use: String
        var from: CalendarDate

        init(_ approval: UseApproval) { (use, from) = (approval.use, approval.from) }
    }

    init(database: any Database, book: UseBook) {
        self.database = database
        self.book = book
    }

    /// Adds the table to the plan.
    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            "use",
            "001 acts",
            [
                """
                CREATE TABLE use_act (
                    entry BIGINT NOT NULL PRIMARY KEY,
                    at BIGINT NOT NULL,
                    officer TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    act TEXT NOT NULL
                )
                """,
                "CREATE TABLE use_position (id INTEGER NOT NULL PRIMARY KEY, next_entry BIGINT NOT NULL)",
                "INSERT INTO use_position (id, next_entry) VALUES (1, 0)",
            ]
        )
    }

    /// One row of the table, from an entry of the log that says something of uses.
    struct Row: Sendable {
        var entry: Int64
        var at: Int64
        var officer: String
        var force: String
        var act: String

        init?(_ logged: LoggedEntry, entry: Int64, at: Int64) {
            guard let act = logged.use else { return nil }
            (self.entry, self.at, self.act) = (entry, at, act)
            (officer, force) = (logged.officer, logged.force.description)
        }
    }

    /// Puts rows into the table; one that is there already stays as it is.
    static func keep(_ rows: [Row], in session: any Session) throws {
        for row in rows {
            try session.run(
                """
                INSERT INTO use_act (entry, at, officer, officer_force, act)
                VALUES (\(row.entry), \(row.at), \(row.officer), \(row.force), \(row.act))
                ON CONFLICT (entry) DO NOTHING
                """
            )
        }
    }

    /// Notes how far the log was read, where the table has everything before it; called before the audit's own note.
    static func moveOn(to next: Int64, in session: any Session) throws {
        try session.run(
            """
            UPDATE use_position SET next_entry = \(next)
            WHERE id = 1 AND next_entry = (SELECT next_entry FROM audit_position WHERE id = 1)
            """
        )
    }

    /// Reads what the log said before the table was there: once, after an upgrade.
    func makeWhole(from reader: LedgerReader) async throws {
        let (own, reached) = try await database.read { session in
            let own = try session.rows("SELECT next_entry FROM use_position WHERE id = 1").first?.integer(0) ?? 0
            let all = try session.rows("SELECT next_entry FROM audit_position WHERE id = 1").first?.integer(0) ?? 0
            return (own, all)
        }
        guard own < reached else { return }
        var rows: [Row] = []
        try await reader.forEach(from: UInt64(own)) { entry in
            guard Int64(entry.index) < reached else { return false }
            if case .kept(let body) = entry.body, let logged = LoggedEntry(body),
                let row = Row(logged, entry: Int64(entry.index), at: entry.at.milliseconds)
            {
                rows.append(row)
            }
            return true
        }
        let found = rows
        try await database.write { session in
            try Self.keep(found, in: session)
            try session.run("UPDATE use_position SET next_entry = \(reached) WHERE id = 1")
        }
    }

    /// Takes in what the table has and this has not.
    func catchUp() async throws {
        let last = log.last.map { Int64($0.entry) } ?? -1
        let rows = try await database.read { session in
            try session.rows(
                "SELECT entry, at, officer, officer_force, act FROM use_act WHERE entry > \(last) ORDER BY entry"
            ).map { row in
                (try row.integer(0), try row.integer(1), try row.text(2), try row.text(3), try row.text(4))
            }
        }
        for (entry, at, officer, code, text) in rows where entry > (log.last.map { Int64($0.entry) } ?? -1) {
            // A line that a later program wrote and this one cannot read must not let anything run.
            guard let force = ForceCode(code),
                let act = try? JSONDecoder().decode(UseAct.self, from: Data(text.utf8))
            else {
                throw Fault(
                    .useUnreadable,
                    "entry \(entry) of the log says something of uses that this program cannot read",
                    help: "run the version of the program that wrote it, or a later one"
                )
            }
            let logged = LoggedUse(
                entry: UInt64(entry),
                at: Timestamp.uk(milliseconds: at),
                officer: officer,
                force: force,
                act: act
            )
            log.append(logged)
            register.take(logged, at: book.force)
        }
        try await countVolumes()
    }

    /// Every reason against running a capability on a day; empty where it may run.
    func refusals(_ capability: String, on day: CalendarDate) -> [UseGate.Refusal] {
        register.refusals(capability, book, on: day)
    }

    /// Counts one run of a capability, or says which use may not be used once more.
    ///
    /// - Returns: the use and how it would cross what was agreed; `nil` where it may run.
    func count(_ capability: String) -> (use: String, breach: String)? {
        let limited = register.approvals(of: capability).filter { volumes[Term($0)] != nil }
        for approval in limited {
            let uses = volumes[Term(approval), default: 0] + 1
            let breach = approval.thresholds.filter(\.isVolume).compactMap { $0.breach(UseMeasures(uses: uses)) }.first
            if let breach { return (approval.use, breach) }
        }
        for approval in limited { volumes[Term(approval), default: 0] += 1 }
        return nil
    }

    /// Counts from the log how often what may be used only so often was used; afterwards it is counted as it happens.
    private func countVolumes() async throws {
        let limited = register.approvals.values.filter { $0.thresholds.contains(where: \.isVolume) }
        for approval in limited where volumes[Term(approval)] == nil {
            let pattern = approval.capability + ".%"
            let from = Int64(approval.from.dayNumber ?? 0) * 86_400_000
            let used = try await database.read { session in
                try session.rows(
                    """
                    SELECT COUNT(*) FROM audit_entry
                    WHERE at >= \(from) AND action LIKE \(pattern) AND kind <> 'refusal'
                    """
                ).first?.integer(0) ?? 0
            }
            volumes[Term(approval)] = Int(used)
        }
    }

    // MARK: - One act at a time

    /// Waits until nobody else is changing the register: what is checked still holds when it is written.
    func begin() async {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
    }

    /// Lets the next in.
    func end() {
        isBusy = false
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
}

extension Fault.Code {
    /// The log says something of uses that cannot be read.
    package static let useUnreadable = Self("use.unreadable", status: 500)
}
