import Vocabulary

/// One thing that happened, as the timeline and the list under it show it.
package struct EventLine: Sendable, Hashable {
    package var date: CalendarDate?
    package var lane: Lane
    package var part: Part
    /// What happened, such as `Robbed of his phone, victim`.
    package var title: String
    package var detail: String?
    package var source: SourceLine
    /// The number it carries on the timeline, in the list and on the map, if it is among the listed.
    package var number: Int?
    /// Whether it stands out: the latest, or the one that was asked for.
    package var isSelected: Bool

    /// Creates an event.
    package init(
        date: CalendarDate?,
        lane: Lane,
        part: Part,
        title: String,
        detail: String? = nil,
        source: SourceLine,
        number: Int? = nil,
        isSelected: Bool = false
    ) {
        self.date = date
        self.lane = lane
        self.part = part
        self.title = title
        self.detail = detail
        self.source = source
        self.number = number
        self.isSelected = isSelected
    }

    /// The rows of the timeline.
    package enum Lane: String, Sendable, CaseIterable {
        case calls = "Calls"
        case crimes = "Crimes"
        case stops = "Stops"
        case intelligence = "Intelligence"
        case safeguarding = "Safeguarding"
    }

    /// What the person was in it, as far as shapes can tell.
    package enum Part: Sendable, CaseIterable {
        /// Suspect, arrested, charged, convicted.
        case suspected
        /// Victim, witness, reporter or anything else that is not suspicion.
        case other
    }

    var listItem: HTML {
        let key: HTML = number.map { "<span class=\"k\">\($0)</span>" } ?? "<span></span>"
        let more: HTML? = detail.map { " \($0)" }
        let when: HTML =
            if let date {
                "<time>\(Phrase.shortDay(date))</time>"
            } else {
                "<span class=\"when\">no date</span>"
            }
        let anchor = number.map { HTML.attribute("id", "event-\($0)") }
        return """
            <li\(anchor)\(isSelected ? " class=\"selected\"" : "" as HTML)>\(key)\(when)<span class="w"><b>\
            \(title)</b>\(more)</span>\(source.html)</li>

            """
    }
}

/// Events in lanes over time, with the listed ones numbered, and the list itself.
package struct Timeline: Sendable, Hashable {
    package var events: [EventLine]
    package var today: CalendarDate
    /// The first day shown; the first of January before the earliest event when there is none.
    package var since: CalendarDate?

    /// Creates a timeline.
    package init(events: [EventLine], today: CalendarDate, since: CalendarDate? = nil) {
        self.events = events
        self.today = today
        self.since = since
    }

    /// The drawing, the meaning of its marks, and the list.
    package var html: HTML {
        """
        <div class="scroll pad" tabindex="0" role="region" aria-label="Timeline chart">\(drawing)</div>
        \(Self.legend)
        \(list)
        """
    }

    /// The listed events, numbered, newest first as given.
    package var list: HTML {
        let listed = events.filter { $0.number != nil }
        return listed.isEmpty ? HTML() : "<ol class=\"events\">\n\(listed.map(\.listItem))</ol>\n"
    }

    private static let left = 108.0
    private static let right = 744.0
    private static let laneHeight = 38.0

    private var firstDay: Int {
        if let since { return DayNumber(since).value }
        let earliest = events.compactMap(\.date).min { DayNumber($0) < DayNumber($1) } ?? today
        return CalendarDate(year: Int(min(earliest.year, today.year)), month: 1, day: 1).map { DayNumber($0).value }
            ?? 0
    }

    private func x(_ day: Int) -> Double {
        let span = max(DayNumber(today).value - firstDay, 30)
        let share = Double(day - firstDay) / Double(span)
        return Self.left + min(max(share, 0), 1) * (Self.right - 5 - Self.left)
    }

    private func y(_ lane: EventLine.Lane) -> Double {
        let index = EventLine.Lane.allCases.firstIndex(of: lane) ?? 0
        return 39 + Double(index) * Self.laneHeight
    }

    /// The drawing alone, for export.
    package var drawing: HTML {
        let dated = events.filter { $0.date.map { DayNumber($0).value >= firstDay } ?? false }
        let lanes = EventLine.Lane.allCases.map { lane -> HTML in
            let y = Drawing.units(y(lane))
            return """
                <line class="lane" x1="108" x2="754" y1="\(y)" y2="\(y)"/>\
                <text class="l" x="0" y="\(Drawing.units(self.y(lane) + 4))">\(lane.rawValue)</text>
                """
        }
        let now = Drawing.units(x(DayNumber(today).value))
        return """
            <svg class="timeline" viewBox="0 0 760 232" role="img" aria-label="\(summary(of: dated))">
            \(years)\(lanes)
            \(dated.reversed().map(mark))
            <line class="now" x1="\(now)" x2="\(now)" y1="4" y2="210"/>\
            <text class="now" x="\(now)" y="226" text-anchor="end">now</text></svg>
            """
    }

    private func summary(of dated: [EventLine]) -> String {
        guard !dated.isEmpty else { return "Timeline with no dated event." }
        let lanes = EventLine.Lane.allCases.compactMap { lane -> String? in
            let count = dated.count { $0.lane == lane }
            return count == 0 ? nil : "\(lane.rawValue.lowercased()) \(count)"
        }
        let listed = events.contains { $0.number != nil } ? " The numbered ones are listed below." : ""
        return "\(Phrase.count(dated.count, "event")) over time: \(Phrase.list(lanes)).\(listed)"
    }

    private var years: [HTML] {
        let first = Int(DayNumber(value: firstDay).date.year)
        let last = Int(today.year)
        guard first <= last else { return [] }
        let every = max(1, (last - first) / 7)
        return stride(from: first, through: last, by: every).compactMap { year in
            guard let day = CalendarDate(year: year, month: 1, day: 1).map({ DayNumber($0).value }), day >= firstDay
            else { return nil }
            let x = x(day)
            let label: HTML? =
                x < Self.right - 70
                ? "<text x=\"\(Drawing.units(x + 4))\" y=\"226\">\(year)</text>" : nil
            return """
                <line class="year" x1="\(Drawing.units(x))" x2="\(Drawing.units(x))" y1="8" y2="210"/>\(label)
                """
        }
    }

    private func mark(_ event: EventLine) -> HTML {
        guard let date = event.date else { return HTML() }
        let (x, y) = (x(DayNumber(date).value), y(event.lane))
        let shape: HTML =
            switch (event.lane, event.part) {
            case (.stops, _):
                """
                <rect class="mark" x="\(Drawing.units(x - 7))" y="\(Drawing.units(y - 7))" width="14" height="14" \
                rx="2"/>
                """
            case (.intelligence, _):
                """
                <rect class="unproven" x="\(Drawing.units(x - 8))" y="\(Drawing.units(y - 8))" width="16" height="16" \
                rx="3"/>
                """
            case (.safeguarding, _):
                "<path class=\"mark risk\" d=\"M\(Drawing.units(x)) \(Drawing.units(y - 9.5))l9.5 17h-19z\"/>"
            case (_, .suspected):
                "<circle class=\"mark\" cx=\"\(Drawing.units(x))\" cy=\"\(Drawing.units(y))\" r=\"8\"/>"
            case (_, .other): "<circle class=\"open\" cx=\"\(Drawing.units(x))\" cy=\"\(Drawing.units(y))\" r=\"7\"/>"
            }
        let number: HTML? = event.number.map {
            """
            <text class="number" x="\(Drawing.units(x - 15))" y="\(Drawing.units(y + 4))" text-anchor="middle">\
            \($0)</text>
            """
        }
        return "<g>\(shape)\(number)</g>\n"
    }

    private static let legend: HTML = """
        <div class="legend" aria-hidden="true">\
        <span><svg viewBox="0 0 14 14" class="timeline"><circle class="mark" cx="7" cy="7" r="7"/></svg>suspect</span>\
        <span><svg viewBox="0 0 14 14" class="timeline"><circle class="open" cx="7" cy="7" r="5.5"/></svg>victim, \
        witness or other</span>\
        <span><svg viewBox="0 0 14 14" class="timeline"><rect class="mark" width="14" height="14" rx="2"/></svg>\
        stop</span>\
        <span><svg viewBox="0 0 14 14" class="timeline"><rect class="unproven" x="1" y="1" width="12" height="12" \
        rx="2"/>\
        </svg>intelligence, unproven</span>\
        <span><svg viewBox="0 0 14 14" class="timeline"><path class="mark risk" d="M7 0l7 13H0z"/></svg>\
        safeguarding</span>\
        </div>
        """
}

extension DayNumber {
    fileprivate init(value: Int) {
        self.init(Timestamp(milliseconds: Int64(value) * 86_400_000))
    }
}
