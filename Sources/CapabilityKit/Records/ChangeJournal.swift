import Store
import Vocabulary

/// Which records have changed what is said of somebody, so that what is made from them follows record by record.
///
/// A line is written in the transaction of the change itself. Each line's place is tied to all before it, so that a
/// reading of one database is never taken for one of another, or of the same restored from a backup.
enum ChangeJournal {
    /// How far the journal goes; nothing has been written at 0.
    struct Place: Hashable, Sendable {
        var number: Int64 = 0
        /// A number that follows from every line up to here.
        var history: Int64 = 0
    }

    /// What changed since a place.
    struct Changes: Sendable {
        /// Where the journal ends now.
        var place: Place
        /// Records that changed, of any kind; `nil` when it is not known which, and everything must be read again.
        var records: Set<Int64>?
        /// Whether content was erased.
        var forgets: Bool
    }

    /// Beyond so many, it is no use to say which.
    static let recordsMax = 250_000

    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            RecordTables.name,
            "004 changes",
            [
                """
                CREATE TABLE records_change (
                    number BIGINT NOT NULL PRIMARY KEY,
                    history BIGINT NOT NULL,
                    forgets SMALLINT NOT NULL,
                    records BYTEA
                )
                """
            ]
        )
    }

    /// Notes records that changed; `nil` for more than can be named.
    ///
    /// - `content`: any number that follows from what they say now.
    static func note(
        _ records: Set<Int64>?,
        content: UInt64 = 0,
        forgets: Bool = false,
        in session: any Session
    ) throws {
        if let records, records.isEmpty { return }
        let named = records.flatMap { $0.count > recordsMax ? nil : $0.sorted() }
        let last = try place(in: session)
        var history = UInt64(bitPattern: last.history)
        func mix(_ value: UInt64) { history = (history ^ value) &* 0xFF51_AFD7_ED55_8CCD ^ (history >> 29) }
        mix(content)
        mix(UInt64(named?.count ?? recordsMax + 1))
        for record in named ?? [] { mix(UInt64(bitPattern: record)) }
        let bytes = named.map { named in
            named.flatMap { record in (0..<8).map { UInt8(truncatingIfNeeded: record >> ($0 * 8)) } }
        }
        let number = last.number + 1, mark = Int64(bitPattern: history), isErasure: Int64 = forgets ? 1 : 0
        try session.run(
            """
            INSERT INTO records_change (number, history, forgets, records)
            VALUES (\(number), \(mark), \(isErasure), \(bytes))
            """
        )
    }

    /// Where the journal ends.
    static func place(in session: any Session) throws -> Place {
        let rows = try session.rows("SELECT number, history FROM records_change ORDER BY number DESC LIMIT 1")
        return try rows.first.map { Place(number: try $0.integer(0), history: try $0.integer(1)) } ?? Place()
    }

    /// What changed since a place, which is not known when the journal does not lead on from it.
    static func changes(since place: Place, in session: any Session) throws -> Changes {
        var changes = Changes(place: try Self.place(in: session), records: [], forgets: false)
        guard changes.place != place else { return changes }
        var reached = place.number == 0 ? place : Place(number: place.number - 1)
        var leadsOn = place.number == 0
        try session.forEach(
            """
            SELECT number, history, forgets, records FROM records_change
            WHERE number >= \(place.number) ORDER BY number
            """
        ) { row in
            let here = Place(number: try row.integer(0), history: try row.integer(1))
            defer { reached = here }
            if here.number == place.number {
                leadsOn = here == place
                return
            }
            if here.number != reached.number + 1 { changes.records = nil }
            if try row.integer(2) == 1 { changes.forgets = true }
            if row.isNull(3) {
                changes.records = nil
            } else if changes.records != nil {
                changes.records?.formUnion(records(in: try row.blob(3)))
            }
        }
        if !leadsOn || reached != changes.place { changes.records = nil }
        return changes
    }

    /// Drops the lines before a place that nobody has to be led on from any more.
    static func drop(before place: Place, in session: any Session) throws {
        try session.run("DELETE FROM records_change WHERE number < \(place.number)")
    }

    private static func records(in bytes: [UInt8]) -> [Int64] {
        stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            (0..<8).reduce(0) { $0 | Int64(bytes[start + $1]) << ($1 * 8) }
        }
    }
}
