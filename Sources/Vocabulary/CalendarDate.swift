/// A day in the Gregorian calendar, or as much of it as is known.
///
/// `1991-03-14`, `1991-03` and `1991` are all dates people give.
package struct CalendarDate: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 9999.
    package var year: Int16
    /// 1 to 12, or `nil` when only the year is known.
    package var month: Int8?
    /// 1 to 31, or `nil` when the day is not known.
    package var day: Int8?

    /// Returns `nil` when no such day exists.
    package init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard (1...9999).contains(year) else { return nil }
        self.year = Int16(year)
        guard let month else {
            guard day == nil else { return nil }
            return
        }
        guard (1...12).contains(month) else { return nil }
        self.month = Int8(month)
        guard let day else { return }
        guard (1...Self.days(inMonth: month, of: year)).contains(day) else { return nil }
        self.day = Int8(day)
    }

    /// The number of days in a month.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether the year has a 29 February.
    package static func isLeap(_ year: Int) -> Bool {
        (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    }

    /// Whether year, month and day are all known.
    package var isComplete: Bool { day != nil }

    /// ISO 8601, as far as known: `1991-03-14`, `1991-03`, `1991`.
    package var description: String {
        String(ascii: 10) { out in
            out.put(Int(year), width: 4)
            guard let month else { return }
            out.put(UInt8(ascii: "-"))
            out.put(Int(month), width: 2)
            guard let day else { return }
            out.put(UInt8(ascii: "-"))
            out.put(Int(day), width: 2)
        }
    }
}

extension CalendarDate: Comparable {
    /// Orders by the calendar; a date known less fully comes before those it could be.
    package static func < (a: Self, b: Self) -> Bool {
        (a.year, a.month ?? 0, a.day ?? 0) < (b.year, b.month ?? 0, b.day ?? 0)
    }
}

// MARK: - Days and ages

extension CalendarDate {
    /// Days since 1970-01-01, negative before; `nil` unless the date is complete.
    package var dayNumber: Int? {
        guard let month, let day else { return nil }
        return Self.dayNumber(year: Int(year), month: Int(month), day: Int(day))
    }

    /// The day so many days after 1970-01-01; `nil` outside the years 1 to 9999.
    package init?(dayNumber: Int) {
        // 719 468 days lie between 0000-03-01 and 1970-01-01; an era is 400 years of 146 097 days.
        guard (-719_162...2_932_896).contains(dayNumber) else { return nil }
        let shifted = dayNumber + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: day)
    }

    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        // Years begin in March here, so that the leap day is the last.
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 for Sunday to 6 for Saturday; `nil` unless the date is complete.
    package var weekday: Int? {
        dayNumber.map { (($0 + 4) % 7 + 7) % 7 }
    }

    /// Completed years of somebody born on this day; `nil` unless both dates are complete and in order.
    ///
    /// Somebody born on 29 February is a year older on 1 March of a common year.
    package func age(on date: CalendarDate) -> Int? {
        guard isComplete, date.isComplete, self <= date else { return nil }
        return ages(on: date)?.lowerBound
    }

    /// The ages somebody born on this date can be, when the date is known in part; `nil` when it lies after `date`.
    package func ages(on date: CalendarDate) -> ClosedRange<Int>? {
        let born = (first: first, last: last)
        let seen = (first: date.first, last: date.last)
        guard born.first <= seen.last else { return nil }
        let oldest = Self.years(from: born.first, to: seen.last)
        return max(0, min(oldest, Self.years(from: born.last, to: seen.first)))...oldest
    }

    /// The first day it can be.
    package var first: CalendarDate {
        var date = self
        if date.month == nil { date.month = 1 }
        if date.day == nil { date.day = 1 }
        return date
    }

    /// The last day it can be.
    package var last: CalendarDate {
        var date = self
        let month = date.month ?? 12
        date.month = month
        if date.day == nil { date.day = Int8(Self.days(inMonth: Int(month), of: Int(year))) }
        return date
    }

    private static func years(from birth: CalendarDate, to date: CalendarDate) -> Int {
        let hadBirthday = (date.month ?? 1, date.day ?? 1) >= (birth.month ?? 1, birth.day ?? 1)
        return Int(date.year) - Int(birth.year) - (hadBirthday ? 0 : 1)
    }
}
