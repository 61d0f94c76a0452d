import Vocabulary

/// How numbers, days and moments are written on every page.
package enum Phrase {
    /// A whole number with commas: `8,114,902`.
    package static func number(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A number with the thing it counts: `1 warning`, `2 warnings`, `3 people`.
    package static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(Self.number(number)) \(number == 1 ? one : many ?? one + "s")"
    }

    /// Words of which one is meant: `Kent, Cumbria or Gwent`.
    package static func either(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// Words in a row: `Kent, Cumbria and Gwent`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A day, or as much of it as is known: `14 March 1991`, `March 1991`, `1991`.
    package static func day(_ date: CalendarDate) -> String { day(date, names: months, year: "\(date.year)") }

    /// A day in little room: `14 Mar 1991`.
    package static func shortDay(_ date: CalendarDate) -> String { day(date, names: shortMonths, year: "\(date.year)") }

    /// A day in a source chip: `14 Mar 91`.
    package static func chipDay(_ date: CalendarDate) -> String {
        let year = Int(date.year) % 100
        return day(date, names: shortMonths, year: year < 10 ? "0\(year)" : "\(year)")
    }

    /// The day by the clock on the wall where the moment was written down: `19 Nov 2026`.
    package static func shortDay(_ moment: Timestamp) -> String { shortDay(DayNumber(moment).date) }

    /// The time by the clock on the wall where the moment was written down, to the second: `22:41:07`.
    package static func time(_ moment: Timestamp) -> String {
        let seconds = Int(((moment.milliseconds / 1000) + Int64(moment.offsetMinutes) * 60) % 86_400 + 86_400) % 86_400
        return [seconds / 3600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// A weight or a measure with one decimal and a true minus: `+4.1`, `−0.9`.
    package static func signed(_ value: Double) -> String {
        let text = decimal(value.magnitude)
        return text == "0.0" ? text : (value < 0 ? "−" : "+") + text
    }

    /// A measure with one decimal: `0.8`.
    package static func decimal(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return value < 0 ? "−∞" : "∞" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "−" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// A probability as a percentage that never rounds to certainty: `97%`, `over 99%`, `under 1%`.
    package static func percent(_ probability: Double) -> String {
        if probability > 0.99, probability < 1 { return "over 99%" }
        if probability < 0.01, probability > 0 { return "under 1%" }
        return "\(Int((min(max(probability, 0), 1) * 100).rounded()))%"
    }

    private static func day(_ date: CalendarDate, names: [String], year: String) -> String {
        guard let month = date.month else { return "\(date.year)" }
        let name = names[Int(month) - 1]
        guard let day = date.day else { return "\(name) \(year)" }
        return "\(day) \(name) \(year)"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let shortMonths = months.map { String($0.prefix(3)) }
}

/// Days since 1 January 1970, for scales; a date known only in part counts from its first day.
struct DayNumber: Hashable, Comparable {
    var value: Int

    /// The day's number by the civil calendar (Hinnant, "chrono-compatible low-level date algorithms").
    init(_ date: CalendarDate) {
        let month = Int(date.month ?? 1)
        let year = Int(date.year) - (month <= 2 ? 1 : 0)
        let yearOfEra = year % 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + Int(date.day ?? 1) - 1
        value = year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The local day of a moment.
    init(_ moment: Timestamp) {
        let seconds = moment.milliseconds / 1000 + Int64(moment.offsetMinutes) * 60
        value = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    }

    /// The date with this number; the first or last date there is when it lies outside years 1 to 9999.
    var date: CalendarDate {
        let shifted = value + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return CalendarDate(year: year, month: month, day: day) ?? Self.edge(year)
    }

    static func < (a: Self, b: Self) -> Bool { a.value < b.value }

    private static func edge(_ year: Int) -> CalendarDate {
        var edge = DayNumber.firstDate
        if year > 9999 {
            edge.year = 9999
            edge.month = 12
            edge.day = 31
        }
        return edge
    }

    private static let firstDate: CalendarDate = {
        var date = shape
        date.year = 1
        date.month = 1
        date.day = 1
        return date
    }()

    private static let shape: CalendarDate = [CalendarDate(year: 1, month: 1, day: 1)].compactMap(\.self)[0]
}
