import Vocabulary

/// When something happened: days down, hours across, and a strip of all of it in a row.
package struct HourChart: Sendable, Hashable {
    package var moments: [Moment]
    /// The first and the last day, in days since 1970-01-01.
    package var days: ClosedRange<Int>

    /// One thing that happened, and whose it is.
    package struct Moment: Sendable, Hashable {
        package var label: String
        /// By the clock on the wall.
        package var at: Timestamp

        /// A moment by its clock.
        package init(label: String, at: Timestamp) {
            self.label = label
            self.at = at
        }

        var day: Int { DayNumber(at).value }
        var hour: Int { at.millisecondsOfDay / 3_600_000 }
        var place: Double { Double(day) + Double(at.millisecondsOfDay) / 86_400_000 }
    }

    /// A chart; moments on other days are left out, and of more than 62 days the last are drawn.
    package init(moments: [Moment], days: ClosedRange<Int>) {
        self.days = max(days.lowerBound, days.upperBound - 61)...days.upperBound
        self.moments = moments.filter { [days = self.days] in days.contains($0.day) }
    }

    private static let (left, top, width, height) = (74.0, 20.0, 19.0, 12.0)

    /// The calendar: a row a day, a column an hour, darker for more.
    package var calendar: HTML {
        var counts: [Int: Int] = [:]
        for moment in moments { counts[moment.day * 24 + moment.hour, default: 0] += 1 }
        let most = counts.values.max() ?? 1
        var drawing = HTML()
        for hour in stride(from: 0, to: 24, by: 3) {
            let x = Self.left + Double(hour) * Self.width
            drawing.append(
                "<text x=\"\(Drawing.units(x))\" y=\"13\">\(hour < 10 ? "0" : "")\(hour)</text>"
            )
        }
        for (row, day) in days.enumerated() {
            let y = Self.top + Double(row) * Self.height
            let date = CalendarDate(dayNumber: day)
            let isWeekend = (day + 3) % 7 >= 5
            if row % 2 == 0 {
                drawing.append(
                    """
                    <text\(isWeekend ? " class=\"weekend\"" : "" as HTML) x="68" y="\(Drawing.units(y + 10))" \
                    text-anchor="end">\(date.map(Self.short) ?? "")</text>
                    """
                )
            }
            for hour in 0..<24 {
                let count = counts[day * 24 + hour] ?? 0
                let level = count == 0 ? 0 : 1 + min(3, count * 4 / (most + 1))
                drawing.append(
                    """
                    <rect class="h\(level)\(isWeekend ? " weekend" : "")" x="\(Drawing.units(Self.left + Double(hour) * Self.width))" \
                    y="\(Drawing.units(y))" width="18" height="11"/>
                    """
                )
            }
        }
        let size = Self.top + Double(days.count) * Self.height + 4
        return """
            <svg class="heat" viewBox="0 0 534 \(Drawing.units(size))" role="img" aria-label="Calendar of reads by day and \
            hour. \(summary)">\(drawing)</svg>
            <p class="legend">\(summary) Hours by the clock on the wall.</p>

            """
    }

    /// One line for each label with a tick for each moment.
    package var strip: HTML {
        let labels = Dictionary(grouping: moments, by: \.label).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let rows = labels.prefix(6)
        let span = Double(days.count)
        func x(_ place: Double) -> Double { 110 + (place - Double(days.lowerBound)) / span * 870 }
        var drawing = HTML()
        let step = max(1, days.count / 8)
        for day in stride(from: days.lowerBound, through: days.upperBound, by: step) {
            let label = CalendarDate(dayNumber: day).map(Self.short) ?? ""
            drawing.append(
                """
                <line class="grid" x1="\(Drawing.units(x(Double(day))))" x2="\(Drawing.units(x(Double(day))))" y1="18" \
                y2="\(22 + rows.count * 26)"/><text x="\(Drawing.units(x(Double(day)) + 3))" y="13">\(label)</text>
                """
            )
        }
        for (row, (label, moments)) in rows.enumerated() {
            let y = 24 + row * 26
            let path = moments.map { "M\(Drawing.units(x($0.place))) \(y)v18" }.joined()
            drawing.append(
                """
                <text class="plate" x="102" y="\(y + 14)" text-anchor="end">\(label)</text><path class="ticks j\(min(row, 3))" \
                d="\(path)"/>
                """
            )
        }
        let words = rows.map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
        return """
            <svg class="strip" viewBox="0 0 1000 \(28 + rows.count * 26)" role="img" aria-label="Reads along time: \(words).">\
            \(drawing)</svg>

            """
    }

    private var summary: String {
        guard !moments.isEmpty else { return "No reads." }
        let night = moments.count { $0.hour >= 22 || $0.hour < 5 }
        let days = Set(moments.map(\.day)).count
        return
            "\(Phrase.count(moments.count, "read")) on \(Phrase.count(days, "day")), \(Phrase.percent(Double(night) / Double(moments.count))) of them from 22:00 to 05:00."
    }

    private static func short(_ date: CalendarDate) -> String {
        let words = Phrase.shortDay(date).split(separator: " ")
        return words.prefix(2).joined(separator: " ")
    }
}
