import CapabilityKit

extension Contact {
    /// One fact that bears on somebody's safety, with who says so, since when and until when.
    package struct SafetyFact: Hashable, Sendable {
        /// The kind of warning: `court-order`.
        package var code: String
        package var title: String
        package var icon: Icon
        /// The place in the order of danger, lowest first.
        package var rank: Int
        package var about: String
        package var detail: String
        package var until: CalendarDate?
        /// Since when its review is overdue.
        package var overdue: CalendarDate?
        package var source: SourceLine
        /// When the source wrote it, UTC milliseconds.
        package var moment: Int64
    }

    /// The warnings that people's records hold, by danger and not by how well a name matched; those that ended are left out.
    ///
    /// The same warning of several sources stands once for each source: none is taken for another's copy.
    package static func dangers(
        _ people: [(name: String, statements: [StoredRecord])],
        by file: WarningFile,
        roster: Roster,
        today: CalendarDate
    ) -> [SafetyFact] {
        people.flatMap { person in
            person.statements.compactMap { fact($0, about: person.name, by: file, roster: roster, today: today) }
        }
        .sorted { ($0.rank, $1.moment, $0.about, $0.title) < ($1.rank, $0.moment, $1.about, $1.title) }
    }

    private static func fact(
        _ stored: StoredRecord,
        about name: String,
        by file: WarningFile,
        roster: Roster,
        today: CalendarDate
    ) -> SafetyFact? {
        let record = stored.record
        guard record.id.kind == .marker else { return nil }
        let until = record[.validTo].flatMap { CalendarDate(parsing: $0) }
        if let until, until < today { return nil }
        let code = record[.markerType]?.lowercased() ?? "warning"
        let rank = file.warnings.firstIndex { $0.code == code } ?? file.warnings.count
        let look = rank < file.warnings.count ? file.warnings[rank] : nil
        return SafetyFact(
            code: code,
            title: look?.title ?? code.headCapitals,
            icon: look.flatMap { Icon(rawValue: $0.icon) } ?? .alert,
            rank: rank,
            about: name,
            detail: record[.markerDetail] ?? "",
            until: until,
            overdue: record.reviewOn.flatMap { $0 < today ? $0 : nil },
            source: SourceLine(of: stored, roster: roster),
            moment: stored.moment
        )
    }
}
