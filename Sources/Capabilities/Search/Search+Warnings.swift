import CapabilityKit

extension Search {
    /// Warnings in the order of danger, each with source, date and expiry.
    ///
    /// An overdue review is said, never hidden.
    static func warnings(_ picture: PersonPicture, chips: Chips, today: CalendarDate) -> [WarningLine] {
        let markers = picture.members.flatMap(\.statements).filter { $0.record.id.kind == .marker }
        return markers.filter { !hasRunOut($0.record, on: today) }
            .map { (rank: look(of: $0.record).rank, marker: $0) }
            .sorted { ($0.rank, $1.marker.moment) < ($1.rank, $0.marker.moment) }
            .map { warning($0.marker, chips: chips, today: today) }
    }

    private static func warning(_ marker: StoredRecord, chips: Chips, today: CalendarDate) -> WarningLine {
        let look = look(of: marker.record)
        var overdue: String?
        if let review = marker.record.reviewOn, review < today {
            overdue = "Review overdue since \(Phrase.shortDay(review))."
        }
        let until = marker.record[.validTo].flatMap { CalendarDate(parsing: $0) }.map {
            " Until \(Phrase.shortDay($0))."
        }
        return WarningLine(
            title: look.title,
            detail: (marker.record[.markerDetail] ?? "No detail recorded.") + (until ?? ""),
            icon: look.icon,
            source: chips.chip(marker),
            overdue: overdue
        )
    }

    /// Whether the source itself says that the warning ended before today.
    private static func hasRunOut(_ marker: Record, on today: CalendarDate) -> Bool {
        guard let end = marker[.validTo].flatMap({ CalendarDate(parsing: $0) }) else { return false }
        return end < today
    }

    /// How a type of warning is named and drawn, and its place in the order of danger, lowest first.
    private static func look(of marker: Record) -> (title: String, icon: Icon, rank: Int) {
        let type = marker[.markerType]?.lowercased() ?? ""
        switch type {
        case "firearms": return ("Firearms", .alert, 0)
        case "explosives": return ("Explosives", .alert, 1)
        case "weapons": return ("Weapons", .blade, 2)
        case "violent": return ("Violent", .fist, 3)
        case "court-order": return ("Court order", .gavel, 4)
        case "self-harm": return ("Self-harm", .heart, 5)
        case "vulnerable": return ("Vulnerable", .heart, 6)
        case "mental-health": return ("Mental health", .heart, 7)
        case "escapes": return ("Escapes", .alert, 8)
        case "animal": return ("Aggressive animal", .alert, 9)
        case "drugs": return ("Drugs", .alert, 10)
        case "alleges": return ("Makes allegations against officers", .alert, 11)
        default: return (type.isEmpty ? "Warning" : type.headCapitals, .alert, 12)
        }
    }
}
