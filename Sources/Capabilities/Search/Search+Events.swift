import CapabilityKit

extension Search {
    /// The person's events, newest first, one line an event with every role the person has in it.
    static func events(_ picture: PersonPicture, chips: Chips) -> [EventLine] {
        var lines: [EventLine] = []
        for (number, group) in grouped(picture.involvements).enumerated() {
            let event = group[0].event
            let roles = group.compactMap { $0.role.record[.role] }
            let title = event.record[.eventType] ?? event.record[.eventClass] ?? "Event"
            let graded = event.record.grading != nil
            let summary = event.record[.summary]
            let outcome = event.record[.outcome].map { $0.prefix(1).uppercased() + $0.dropFirst() }
            lines.append(
                EventLine(
                    date: event.date,
                    lane: lane(of: event.record),
                    part: roles.contains { suspected.contains($0) } ? .suspected : .other,
                    title:
                        "\(graded ? "Intelligence" : title.headCapitals), \(roles.isEmpty ? "role not held" : Phrase.list(roles)).",
                    detail: [summary, outcome.map { "\($0)." }].compactMap { $0 }.joined(separator: " "),
                    source: chips.chip(event),
                    number: number < shownEvents ? number + 1 : nil
                )
            )
        }
        return lines
    }

    /// Events listed and numbered; the rest stand in the chart alone.
    static let shownEvents = 12

    /// Involvements by event, in the order of the newest.
    static func grouped(_ involvements: [PersonPicture.Involvement]) -> [[PersonPicture.Involvement]] {
        var order: [RecordID] = []
        var groups: [RecordID: [PersonPicture.Involvement]] = [:]
        for involvement in involvements {
            let id = involvement.event.record.id
            if groups[id] == nil { order.append(id) }
            groups[id, default: []].append(involvement)
        }
        return order.compactMap { groups[$0] }
    }

    private static let suspected: Set<String> = ["suspect", "arrested", "charged", "cautioned", "convicted"]

    private static func lane(of event: Record) -> EventLine.Lane {
        if event.grading != nil { return .intelligence }
        return switch event[.eventClass]?.lowercased() {
        case "crime", "custody": .crimes
        case "stop": .stops
        case "missing": .safeguarding
        case "intelligence": .intelligence
        default: .calls
        }
    }
}

extension StoredRecord {
    /// The day an event began, or on which it was reported, where the source says.
    var date: CalendarDate? {
        let began = record[.startedAt].flatMap { Timestamp(rfc3339: $0)?.date ?? CalendarDate(parsing: $0) }
        return began ?? record.recordedAt?.date
    }
}
