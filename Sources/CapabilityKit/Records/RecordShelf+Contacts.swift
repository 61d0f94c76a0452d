import Store
import Vocabulary

/// What is known of one nominal that says when there was contact with the person.
struct NominalContacts: Sendable {
    var force: ForceCode
    var contacts: [RetentionRules.Contact] = []
    /// What was decided at the last review.
    var review: (decision: String, on: CalendarDate, next: CalendarDate?)?
}

extension RecordShelf {
    /// The contacts of every nominal, or of some: the events they have a role in, and the day their record was written.
    ///
    /// What was erased is not among them.
    func contacts(of some: [RecordHandle]?, by rules: RetentionRules) async throws -> [Int64: NominalContacts] {
        try await database.read { session in
            let marks = try RecordMarks.all(in: session)
            let sources = try Self.sources(in: session)
            let nominals = try Self.nominals(some, sources: sources, erased: marks.erased, in: session)
            var found = nominals
            let events = try Self.events(apartFrom: marks, in: session)
            let wanted: SQL = "subject IS NOT NULL AND object IS NOT NULL"
            try session.forEach(
                """
                SELECT subject, object, body, id, version FROM records_record
                WHERE current = 1 AND kind = \(RecordKind.role.rawValue) AND \(wanted) ORDER BY id
                """
            ) { row in
                let subject = try row.integer(0), object = try row.integer(1), id = try row.integer(3)
                guard found[subject] != nil, !marks.erased.contains(id), let event = events[object] else { return }
                let wrong = marks.wrong(in: id, version: try row.integer(4))
                let said = try RecordBody.facts(in: row.text(2)).first { $0.attribute == .role }
                    .flatMap { wrong.contains(.role) ? nil : $0 }
                let role = said.map { ($0.standard ?? $0.raw).lowercased() } ?? ""
                let offending: Set<String> = ["suspect", "arrested", "charged", "cautioned", "convicted"]
                found[subject]?.contacts.append(
                    RetentionRules.Contact(
                        day: event.day,
                        words: event.words,
                        isOffending: offending.contains(role),
                        records: [RecordHandle(number: object), RecordHandle(number: id)]
                    )
                )
            }
            for row in try session.rows("SELECT record, decision, at, next_on FROM audit_review") {
                let next = CalendarDate(digits: try row.integer(3))
                let on = Timestamp(milliseconds: try row.integer(2)).date
                found[try row.integer(0)]?.review = (try row.text(1), on, next)
            }
            return found
        }
    }

    private static func nominals(
        _ some: [RecordHandle]?,
        sources: [Int64: Source],
        erased: Set<Int64>,
        in session: any Session
    ) throws -> [Int64: NominalContacts] {
        let only = some.map { Set($0.map(\.number)) }
        var found: [Int64: NominalContacts] = [:]
        try session.forEach(
            """
            SELECT r.id, r.source, COALESCE(r.recorded_at, c.started_at) FROM records_record r
            JOIN records_collection c ON c.id = r.collection
            WHERE r.current = 1 AND r.kind = \(RecordKind.person.rawValue) ORDER BY r.id
            """
        ) { row in
            let id = try row.integer(0)
            guard only?.contains(id) ?? true, !erased.contains(id), let source = sources[try row.integer(1)] else {
                return
            }
            let day = Timestamp(milliseconds: try row.integer(2)).date
            found[id] = NominalContacts(force: source.force, contacts: [RetentionRules.Contact(day: day)])
        }
        return found
    }

    /// The events that are not erased, without what was found wrong in them.
    private static func events(
        apartFrom marks: RecordMarks,
        in session: any Session
    ) throws -> [Int64: (day: CalendarDate, words: String)] {
        var events: [Int64: (day: CalendarDate, words: String)] = [:]
        try session.forEach(
            """
            SELECT r.id, r.body, COALESCE(r.recorded_at, c.started_at), r.version FROM records_record r
            JOIN records_collection c ON c.id = r.collection
            WHERE r.current = 1 AND r.kind = \(RecordKind.event.rawValue)
            """
        ) { row in
            let id = try row.integer(0)
            guard !marks.erased.contains(id) else { return }
            let wrong = marks.wrong(in: id, version: try row.integer(3))
            let facts = try RecordBody.facts(in: row.text(1)).filter { !wrong.contains($0.attribute) }
            func said(_ attribute: Attribute) -> String? {
                facts.first { $0.attribute == attribute }.map { $0.standard ?? $0.raw }
            }
            let began = said(.startedAt).flatMap { Timestamp(rfc3339: $0)?.date ?? CalendarDate(parsing: $0) }
            let written = Timestamp(milliseconds: try row.integer(2)).date
            let words = [said(.eventType), said(.eventClass)].compactMap(\.self).joined(separator: ", ")
            events[id] = (began ?? written, words)
        }
        return events
    }
}
