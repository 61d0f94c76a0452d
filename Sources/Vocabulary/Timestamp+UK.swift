extension Timestamp {
    /// What a time on a clock in the United Kingdom can mean.
    package enum UKReading: Hashable, Sendable {
        /// The one moment at which the clock showed it.
        case one(Timestamp)
        /// The clock showed it twice, on the last Sunday of October: first in summer time, an hour later in GMT.
        case ambiguous(first: Timestamp, second: Timestamp)
        /// The clock never showed it, on the last Sunday of March; the moment it would have been without the change.
        case skipped(Timestamp)

        /// The moment to store when one must be chosen: the first of two.
        package var moment: Timestamp {
            switch self {
            case .one(let moment), .skipped(let moment), .ambiguous(first: let moment, second: _): moment
            }
        }

        /// Whether the clock showed exactly one such time.
        package var isCertain: Bool {
            if case .one = self { return true }
            return false
        }
    }

    /// A moment as the clocks of the United Kingdom show it.
    package static func uk(milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds, offsetMinutes: ukOffsetMinutes(at: milliseconds))
    }

    /// Minutes that clocks in the United Kingdom are ahead of UTC at a moment: 60 in summer, otherwise 0.
    ///
    /// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer
    /// Time Order 2002, in use since 1996). From 1972 to 1995 the days were others and are counted; before 1972 the
    /// result is 0, which is wrong for summers and for the years 1968 to 1971.
    package static func ukOffsetMinutes(at milliseconds: Int64) -> Int16 {
        let date = Timestamp(milliseconds: milliseconds).utcDate
        let summer = ukSummer(Int(date.year))
        return summer.contains(milliseconds) ? 60 : 0
    }

    /// The moments of a year's summer time, in milliseconds of UTC.
    private static func ukSummer(_ year: Int) -> Range<Int64> {
        guard year >= 1972 else { return 0..<0 }
        // Clocks changed at 02:00 GMT until 1980, at 01:00 since.
        let hour: Int64 = year < 1981 ? 2 : 1
        let start = year < 1981 ? sunday(notBefore: 16, month: 3, year) : sunday(notBefore: 25, month: 3, year)
        let firstEnd = year < 1990 ? 23 : year < 1996 ? 22 : 25
        let end = sunday(notBefore: firstEnd, month: 10, year)
        return (Int64(start) * 24 + hour) * 3_600_000..<(Int64(end) * 24 + hour) * 3_600_000
    }

    private static func sunday(notBefore day: Int, month: Int, _ year: Int) -> Int {
        let number = CalendarDate.dayNumber(year: year, month: month, day: day)
        let weekday = ((number + 4) % 7 + 7) % 7
        return number + (7 - weekday) % 7
    }

    /// What a day and a time on a clock in the United Kingdom can mean; `nil` unless the date is complete.
    ///
    /// The time is in milliseconds since midnight on that clock, 0 to 86 399 999.
    package static func reading(ukDate date: CalendarDate, millisecondsOfDay: Int) -> UKReading? {
        guard let day = date.dayNumber, (0..<86_400_000).contains(millisecondsOfDay) else { return nil }
        let clock = Int64(day) * 86_400_000 + Int64(millisecondsOfDay)
        let inSummer = Timestamp(milliseconds: clock - 3_600_000, offsetMinutes: 60)
        let inWinter = Timestamp(milliseconds: clock, offsetMinutes: 0)
        let summerFits = ukOffsetMinutes(at: inSummer.milliseconds) == 60
        let winterFits = ukOffsetMinutes(at: inWinter.milliseconds) == 0
        switch (summerFits, winterFits) {
        case (true, true): return .ambiguous(first: inSummer, second: inWinter)
        case (true, false): return .one(inSummer)
        case (false, true): return .one(inWinter)
        case (false, false): return .skipped(uk(milliseconds: clock))
        }
    }

    /// What a written local time can mean: `2026-10-25 01:30`, `25/10/2026 01:30:15`, `2026-10-25T01:30`.
    ///
    /// `nil` when the text is no date with a time of day. A text that carries its own offset is for ``init(rfc3339:)``.
    package static func reading(uk text: String, order: DateOrder = .dayFirst) -> UKReading? {
        let text = text.utf8.last?.isBlank ?? false || text.utf8.first?.isBlank ?? false ? text.trimmed : text
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let gap = text.utf8[..<colon].lastIndex(where: { $0.isBlank || $0.upper == UInt8(ascii: "T") }),
            let date = CalendarDate(String(text[..<gap]), order: order)
        else { return nil }
        var fields = (0, 0, 0, 0)
        var widths = (0, 0, 0, 0)
        var field = 0
        for byte in text.utf8[text.utf8.index(after: gap)...] {
            switch (field, byte) {
            case (0, UInt8(ascii: ":")), (1, UInt8(ascii: ":")), (2, UInt8(ascii: ".")): field += 1
            default:
                guard let digit = byte.digit else { return nil }
                switch field {
                case 0: (fields.0, widths.0) = (fields.0 * 10 + digit, widths.0 + 1)
                case 1: (fields.1, widths.1) = (fields.1 * 10 + digit, widths.1 + 1)
                case 2: (fields.2, widths.2) = (fields.2 * 10 + digit, widths.2 + 1)
                default: if widths.3 < 3 { (fields.3, widths.3) = (fields.3 * 10 + digit, widths.3 + 1) }
                }
                guard widths.0 <= 2, widths.1 <= 2, widths.2 <= 2 else { return nil }
            }
        }
        guard widths.0 > 0, widths.1 == 2, fields.0 < 24, fields.1 < 60, fields.2 < 60, field < 2 || widths.2 == 2,
            field < 3 || widths.3 > 0
        else { return nil }
        for _ in widths.3..<3 { fields.3 *= 10 }
        return reading(
            ukDate: date,
            millisecondsOfDay: ((fields.0 * 60 + fields.1) * 60 + fields.2) * 1000 + fields.3
        )
    }
}

extension String {
    /// The text without ASCII white space around it.
    var trimmed: String {
        guard let first = utf8.firstIndex(where: { !$0.isBlank }), let last = utf8.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(self[first...last])
    }
}
