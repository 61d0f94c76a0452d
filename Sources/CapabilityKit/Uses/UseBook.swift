import Vocabulary

/// What the gate starts from: whose node it is, the cards of its rooms, and what a demonstration lets run.
package struct UseBook: Sendable {
    package var force: ForceCode
    /// Each room's card by the room's short name.
    package var cards: [String: CapabilityCard]
    /// Approvals of a demonstration, for rooms of which the register says nothing.
    package var demonstration: [UseApproval]

    /// The book of a node with these rooms.
    package init(force: ForceCode, rooms: [any Capability.Type], demonstration: DemonstrationApprovals? = nil) {
        self.init(force: force, cards: Self.cards(of: rooms), demonstration: demonstration)
    }

    /// The same from cards.
    package init(force: ForceCode, cards: [String: CapabilityCard], demonstration: DemonstrationApprovals? = nil) {
        self.force = force
        self.cards = cards
        self.demonstration = demonstration?.approvals(of: cards.keys.sorted(), at: force) ?? []
    }

    /// The room in which uses are approved: it alone needs no approval, or none could ever be given.
    static let register = "ethics"

    private static func cards(of rooms: [any Capability.Type]) -> [String: CapabilityCard] {
        Dictionary(rooms.map { ($0.name, $0.card) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The file that lets every room of a demonstration run, and says that it is one: `demonstration.json`.
///
/// No panel stands behind it. A node that people sign in to with accounts of their own does not start with it.
package struct DemonstrationApprovals: Hashable, Sendable, Codable {
    /// What it is, in words for whoever finds the file.
    package var notice: String
    package var from: CalendarDate
    /// The last day.
    package var until: CalendarDate

    /// From a day until another.
    package init(from: CalendarDate, until: CalendarDate) {
        notice = Self.notice
        self.from = from
        self.until = until
    }

    /// From a day on, for a year.
    package init(from day: CalendarDate) {
        self.init(from: day, until: day.dayNumber.flatMap { CalendarDate(dayNumber: $0 + 365) } ?? day)
    }

    /// An approval of each room.
    func approvals(of rooms: [String], at force: ForceCode) -> [UseApproval] {
        rooms.map { room in
            UseApproval(
                use: "demonstration/\(room)",
                capability: room,
                basis: .demonstration,
                by: "the demonstration",
                forces: [force],
                from: from,
                until: until
            )
        }
    }

    private static let notice = """
        A demonstration with made-up people: these approvals were given by nobody and count nowhere else. A node with \
        real records has none of this file; its uses are approved in its register.
        """
}

extension UseApproval {
    /// How long what a node brings with it may run on a named person's word alone, in days: twelve weeks.
    package static let setUpDaysMax = 84

    /// What a named person lets run at set-up: each of these rooms, for twelve weeks at most.
    package static func atSetUp(
        _ rooms: [String],
        by officer: String,
        at force: ForceCode,
        from day: CalendarDate
    ) -> [UseApproval] {
        let last = day.dayNumber.flatMap { CalendarDate(dayNumber: $0 + setUpDaysMax - 1) } ?? day
        return rooms.map { room in
            UseApproval(
                use: "set-up/\(room)",
                capability: room,
                basis: .setUp,
                by: officer,
                forces: [force],
                from: day,
                until: last
            )
        }
    }
}
