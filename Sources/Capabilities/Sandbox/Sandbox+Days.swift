extension Sandbox {
    /// Days as whole numbers since 1 January 1970, and moments as minutes since then in UTC.
    enum Days {
        /// The day number of a date in the Gregorian calendar (Hinnant's algorithm).
        static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
            let shifted = month <= 2 ? year - 1 : year
            let era = (shifted >= 0 ? shifted : shifted - 399) / 400
            let yearOfEra = shifted - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        }

        /// The date of a day number.
        static func date(_ number: Int) -> Date {
            let days = number + 719_468
            let era = (days >= 0 ? days : days - 146_096) / 146_097
            let dayOfEra = days - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let part = (5 * dayOfYear + 2) / 153
            let month = part < 10 ? part + 3 : part - 9
            let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
            return Date(year: year, month: month, day: dayOfYear - (153 * part + 2) / 5 + 1)
        }

        /// Minutes that British clocks are ahead of UTC at a moment: 60 from the last Sunday of March to that of October.
        static func offset(at minutes: Int) -> Int {
            let year = date(floorDivided(minutes, 1440)).year
            let start = lastSunday(year, 3) * 1440 + 60
            let end = lastSunday(year, 10) * 1440 + 60
            return minutes >= start && minutes < end ? 60 : 0
        }

        /// Division that rounds down, for moments before 1970.
        static func floorDivided(_ value: Int, _ by: Int) -> Int { (value >= 0 ? value : value - by + 1) / by }

        private static func lastSunday(_ year: Int, _ month: Int) -> Int {
            let last = number(year, month, 31)
            // 1 January 1970 was a Thursday, so day numbers that leave 3 over 7 are Sundays.
            return last - ((last - 3) % 7 + 7) % 7
        }
    }

    /// A date as it may be written down in a record: always a real day.
    struct Date: Hashable, Sendable {
        var year: Int
        var month: Int
        var day: Int

        /// Whether there is such a day.
        var isReal: Bool { (1...12).contains(month) && day >= 1 && day <= Self.length(month, year) }

        static func length(_ month: Int, _ year: Int) -> Int {
            switch month {
            case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }

        /// Reads `1991-03-14`.
        init?(iso text: some StringProtocol) {
            let parts = text.split(separator: "-").compactMap { Int($0) }
            guard parts.count == 3 else { return nil }
            self.init(year: parts[0], month: parts[1], day: parts[2])
            guard isReal else { return nil }
        }

        init(year: Int, month: Int, day: Int) {
            self.year = year
            self.month = month
            self.day = day
        }

        var number: Int { Days.number(year, month, day) }
    }
}
