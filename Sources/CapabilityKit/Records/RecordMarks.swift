import Store
import Vocabulary

/// What was said of records after they were collected, and still stands.
struct RecordMarks: Sendable {
    /// Records nobody reads but who puts them right.
    var restricted: Set<Int64> = []
    /// Records whose content is gone.
    var erased: Set<Int64> = []
    /// What was found wrong, by record: the attribute and the newest version it was found in.
    var wrong: [Int64: [(attribute: Attribute, version: Int64)]] = [:]

    /// The marks of some records.
    static func of(_ records: [Int64], in session: any Session) throws -> RecordMarks {
        var marks = RecordMarks()
        for start in stride(from: 0, to: records.count, by: 500) {
            let portion = Array(records[start..<min(start + 500, records.count)])
            try marks.add(
                session.rows(
                    """
                    SELECT record, version, kind, attribute FROM audit_mark WHERE stands = 1 AND record IN (\(portion))
                    """
                )
            )
        }
        return marks
    }

    /// Every mark that stands.
    static func all(in session: any Session) throws -> RecordMarks {
        var marks = RecordMarks()
        try marks.add(session.rows("SELECT record, version, kind, attribute FROM audit_mark WHERE stands = 1"))
        return marks
    }

    private mutating func add(_ rows: [Row]) throws {
        for row in rows {
            let record = try row.integer(0)
            switch RecallKind(rawValue: try row.text(2)) {
            case .restricted: restricted.insert(record)
            case .erased: erased.insert(record)
            case .wrong:
                if let attribute = Attribute(rawValue: try row.text(3)) {
                    wrong[record, default: []].append((attribute, try row.integer(1)))
                }
            case nil: restricted.insert(record)
            }
        }
    }

    /// What of a version was found wrong.
    func wrong(in record: Int64, version: Int64) -> Set<Attribute> {
        Set((wrong[record] ?? []).filter { version <= $0.version }.map(\.attribute))
    }
}
