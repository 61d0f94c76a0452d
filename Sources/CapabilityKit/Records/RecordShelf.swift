import Store
import Vocabulary

/// Reads the records of this node.
///
/// Only the Desk holds one.
struct RecordShelf: Sendable {
    let database: any Database

    static func sources(in session: any Session) throws -> [Int64: Source] {
        var found: [Int64: Source] = [:]
        for row in try session.rows("SELECT id, force_code, system FROM records_source") {
            let text = try row.text(1)
            guard let force = ForceCode(text) else { throw Fault(.recordUnreadable, "`\(text)` is not a force code") }
            found[try row.integer(0)] = Source(force: force, system: try row.text(2))
        }
        return found
    }

    /// The forces whose records this node holds.
    func forces() async throws -> Set<ForceCode> {
        try await database.read { session in Set(try Self.sources(in: session).values.map(\.force)) }
    }

    private static let columns: SQL = """
        id, version, current, source, kind, key, recorded_at, recorded_offset, grading, marking, review_on, body,
        subject, object, collection
        """

    /// The current versions of these records; those not held are left out.
    func current(_ handles: [RecordHandle]) async throws -> [StoredRecord] {
        try await fetch(handles) { "SELECT \(Self.columns) FROM records_record WHERE current = 1 AND id IN (\($0))" }
    }

    /// Current statements and ties whose subject is one of these records.
    func about(_ handles: [RecordHandle]) async throws -> [StoredRecord] {
        try await fetch(handles) {
            "SELECT \(Self.columns) FROM records_record WHERE current = 1 AND subject IN (\($0)) AND \(Self.tied(to: $0))"
        }
    }

    /// Current ties whose object is one of these records.
    func pointing(at handles: [RecordHandle]) async throws -> [StoredRecord] {
        try await fetch(handles) {
            "SELECT \(Self.columns) FROM records_record WHERE current = 1 AND object IN (\($0)) AND \(Self.tied(to: $0))"
        }
    }

    /// Leads the database from holders to their records by the one index that knows.
    private static func tied(to numbers: [Int64]) -> SQL {
        "id IN (SELECT record FROM records_tie WHERE holder IN (\(numbers)))"
    }

    /// Every version of one record, newest first.
    func versions(of handle: RecordHandle) async throws -> [StoredRecord] {
        let found = try await fetch([handle]) { "SELECT \(Self.columns) FROM records_record WHERE id IN (\($0))" }
        return found.sorted { $0.version > $1.version }
    }

    /// Asks in portions, because both databases bound the number of parameters of one statement.
    private func fetch(
        _ handles: [RecordHandle],
        _ sql: @escaping @Sendable ([Int64]) -> SQL
    ) async throws -> [StoredRecord] {
        let numbers = Set(handles).sorted().map(\.number)
        guard !numbers.isEmpty else { return [] }
        return try await database.read { session in
            let sources = try Self.sources(in: session)
            var found: [StoredRecord] = []
            var ties: Set<Int64> = []
            var rows: [Row] = []
            for start in stride(from: 0, to: numbers.count, by: 500) {
                rows += try session.rows(sql(Array(numbers[start..<min(start + 500, numbers.count)])))
            }
            for row in rows {
                for column in [12, 13] where !row.isNull(column) { ties.insert(try row.integer(column)) }
            }
            let names = try Self.names(of: ties.sorted(), sources: sources, in: session)
            let collected = try Self.collections(rows, in: session)
            let marks = try RecordMarks.of(try Set(rows.map { try $0.integer(0) }).sorted(), in: session)
            for row in rows where !marks.erased.contains(try row.integer(0)) {
                let stored = try Self.record(row, sources: sources, names: names, collected: collected)
                found.append(stored.honouring(marks))
            }
            return found.sorted { ($0.handle, $0.version) < ($1.handle, $1.version) }
        }
    }

    private static func names(
        of numbers: [Int64],
        sources: [Int64: Source],
        in session: any Session
    ) throws -> [Int64: RecordID] {
        var names: [Int64: RecordID] = [:]
        for start in stride(from: 0, to: numbers.count, by: 500) {
            let portion = Array(numbers[start..<min(start + 500, numbers.count)])
            let sql: SQL = "SELECT id, source, kind, key FROM records_record WHERE current = 1 AND id IN (\(portion))"
            for row in try session.rows(sql) {
                names[try row.integer(0)] = try id(
                    source: row.integer(1),
                    kind: row.integer(2),
                    key: row.text(3),
                    sources
                )
            }
        }
        return names
    }

    private static func collections(_ rows: [Row], in session: any Session) throws -> [Int64: Int64] {
        let ids = Array(Set(try rows.map { try $0.integer(14) })).sorted()
        guard !ids.isEmpty else { return [:] }
        var times: [Int64: Int64] = [:]
        for row in try session.rows("SELECT id, started_at FROM records_collection WHERE id IN (\(ids))") {
            times[try row.integer(0)] = try row.integer(1)
        }
        return times
    }

    private static func id(
        source: Int64,
        kind: Int64,
        key: String,
        _ sources: [Int64: Source]
    ) throws -> RecordID {
        guard let source = sources[source], let kind = RecordKind(rawValue: Int16(kind)) else {
            throw Fault(.recordUnreadable, "record `\(key)` has a source or kind that this node does not know")
        }
        return RecordID(source: source, kind: kind, key: key)
    }

    private static func record(
        _ row: Row,
        sources: [Int64: Source],
        names: [Int64: RecordID],
        collected: [Int64: Int64]
    ) throws -> StoredRecord {
        let id = try id(source: row.integer(3), kind: row.integer(4), key: row.text(5), sources)
        var record = Record(id: id)
        if !row.isNull(6) {
            record.recordedAt = Timestamp(milliseconds: try row.integer(6), offsetMinutes: Int16(try row.integer(7)))
        }
        if !row.isNull(8) { record.grading = RecordBatch.grading(Int16(try row.integer(8))) }
        record.marking = Marking(rawValue: Int16(try row.integer(9))) ?? .officialSensitive
        if !row.isNull(10) {
            let digits = Int(try row.integer(10))
            record.reviewOn = CalendarDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
        }
        let content = try RecordBody.content(of: row.text(11))
        record.facts = content.facts
        record.otherColumns = content.otherColumns
        record.subject = row.isNull(12) ? nil : names[try row.integer(12)]
        record.object = row.isNull(13) ? nil : names[try row.integer(13)]
        return StoredRecord(
            record: record,
            version: Int(try row.integer(1)),
            isCurrent: try row.integer(2) == 1,
            collectedAt: Timestamp(milliseconds: collected[try row.integer(14)] ?? 0),
            handle: RecordHandle(number: try row.integer(0))
        )
    }
}

extension StoredRecord {
    /// The record as it may be read now: restricted if it was, and without what was found wrong.
    fileprivate func honouring(_ marks: RecordMarks) -> StoredRecord {
        var stored = self
        stored.isRestricted = marks.restricted.contains(handle.number)
        let wrong = marks.wrong(in: handle.number, version: Int64(version))
        guard !wrong.isEmpty else { return stored }
        stored.foundWrong = wrong.sorted { $0.rawValue < $1.rawValue }
        stored.record.facts.removeAll { wrong.contains($0.attribute) }
        return stored
    }
}

extension Fault.Code {
    /// A stored record cannot be read back.
    package static let recordUnreadable = Self("records.unreadable", status: 500)
}
