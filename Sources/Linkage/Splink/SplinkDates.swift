import Vocabulary

/// A format of `strptime`, as far as `%Y %y %m %d %j %b %B %H %M %S` and literals go.
struct SplinkDateFormat: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case literal([UInt8])
        case field(UInt8)
    }

    private var parts: [Part] = []

    private static let widths: [UInt8: Int] = [
        UInt8(ascii: "Y"): 4, UInt8(ascii: "y"): 2, UInt8(ascii: "m"): 2, UInt8(ascii: "d"): 2, UInt8(ascii: "j"): 3,
        UInt8(ascii: "H"): 2, UInt8(ascii: "M"): 2, UInt8(ascii: "S"): 2,
    ]
    private static let words = ["epoch", "infinity", "-infinity"].map { Array($0.utf8) }
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ].map { Array($0.utf8) }

    /// Reads a format; `%-d` is `%d`.
    ///
    /// - Throws: `Fault` on a field that is not understood.
    init(_ format: String) throws(Fault) {
        var literal: [UInt8] = []
        var bytes = Array(format.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                literal.append(byte)
                continue
            }
            if bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
            guard let field = bytes.popFirst() else { throw SplinkFault.condition("the date format `\(format)`") }
            if field == UInt8(ascii: "%") {
                literal.append(field)
                continue
            }
            guard Self.widths[field] != nil || field == UInt8(ascii: "b") || field == UInt8(ascii: "B") else {
                throw SplinkFault.condition("`%\(Unicode.Scalar(field))` in the date format `\(format)`")
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = []
            parts.append(.field(field))
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        if parts.isEmpty { throw SplinkFault.condition("an empty date format") }
    }

    /// Seconds since 1970 of a text, or `nil` when it does not fit: blanks at both ends are passed over.
    func parse(_ text: [UInt8]) -> Double? {
        var date = SplinkDates.Fields()
        var bytes = text.drop(while: SplinkDates.isSpace)
        // The engine gives these words the day of a format without fields.
        if Self.words.contains(where: { $0.elementsEqual(bytes) }) { return date.seconds }
        for part in parts {
            switch part {
            case .literal(let literal):
                guard bytes.starts(with: literal) else { return nil }
                bytes.removeFirst(literal.count)
            case .field(UInt8(ascii: "b")):
                guard let month = Self.months.firstIndex(where: { Self.starts(bytes, $0.prefix(3)) }) else {
                    return nil
                }
                date.month = month + 1
                bytes.removeFirst(3)
            case .field(UInt8(ascii: "B")):
                guard let month = Self.months.firstIndex(where: { Self.starts(bytes, $0[...]) }) else { return nil }
                date.month = month + 1
                bytes.removeFirst(Self.months[month].count)
            case .field(let field):
                guard let number = SplinkDates.digits(&bytes, most: Self.widths[field] ?? 2) else { return nil }
                date.set(field, number)
            }
        }
        return bytes.allSatisfy(SplinkDates.isSpace) ? date.seconds : nil
    }

    private static func starts(_ bytes: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        bytes.count >= name.count && zip(bytes, name).allSatisfy { $0 | 0x20 == $1 }
    }
}

/// Dates as seconds since 1970, by the proleptic Gregorian calendar.
enum SplinkDates {
    static let secondsADay = 86_400.0

    struct Fields {
        var year = 1900
        var month = 1
        var day = 1
        var dayOfYear: Int?
        var hour = 0
        var minute = 0
        var second = 0

        mutating func set(_ field: UInt8, _ number: Int) {
            switch field {
            case UInt8(ascii: "Y"): year = number
            case UInt8(ascii: "y"): year = number + (number >= 69 ? 1900 : 2000)
            case UInt8(ascii: "m"): month = number
            case UInt8(ascii: "d"): day = number
            case UInt8(ascii: "j"): dayOfYear = number
            case UInt8(ascii: "H"): hour = number
            case UInt8(ascii: "M"): minute = number
            default: second = number
            }
        }

        var seconds: Double? {
            guard hour < 24, minute < 60, second < 60 else { return nil }
            let time = Double(hour * 3_600 + minute * 60 + second)
            if let dayOfYear {
                guard dayOfYear >= 1, dayOfYear <= (SplinkDates.isLeap(year) ? 366 : 365) else { return nil }
                return Double(SplinkDates.days(year, 1, 1) + dayOfYear - 1) * secondsADay + time
            }
            guard month >= 1, month <= 12, day >= 1, day <= SplinkDates.length(year, month) else { return nil }
            return Double(SplinkDates.days(year, month, day)) * secondsADay + time
        }
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func length(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01; Howard Hinnant's `days_from_civil`.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let ofEra = y - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// Year, month and day of days from 1970-01-01.
    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let ofEra = z - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The days part of seconds since 1970.
    static func day(_ seconds: Double) -> Int { Int((seconds / secondsADay).rounded(.down)) }

    /// A text as `CAST` to a date or timestamp reads it: `2020-02-03`, `2020/2/3`, with `10:11:12` behind a blank or `T`.
    ///
    /// `nil` on anything else, a fraction of a second and a zone but `Z` among it.
    static func iso(_ text: [UInt8]) -> Double? {
        var bytes = trim(text)[...]
        var date = Fields()
        guard let year = digits(&bytes, most: 6), let mark = bytes.popFirst(),
            mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: " "),
            let month = digits(&bytes, most: 2), bytes.popFirst() == mark, let day = digits(&bytes, most: 2)
        else { return nil }
        (date.year, date.month, date.day) = (year, month, day)
        if let mark = bytes.popFirst() {
            guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "T"), let hour = digits(&bytes, most: 2),
                bytes.popFirst() == UInt8(ascii: ":"), let minute = digits(&bytes, most: 2)
            else { return nil }
            (date.hour, date.minute) = (hour, minute)
            if bytes.first == UInt8(ascii: ":") {
                bytes.removeFirst()
                guard let second = digits(&bytes, most: 2) else { return nil }
                date.second = second
            }
            if bytes.first == UInt8(ascii: "Z") { bytes.removeFirst() }
        }
        return bytes.isEmpty ? date.seconds : nil
    }

    /// The text of a day, `2020-02-03`.
    static func text(_ seconds: Double) -> String {
        let date = civil(day(seconds))
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// How many bounds of a unit (`day`, `month`, `year`, `hour`…) lie between two times, as `date_diff` counts.
    static func difference(_ unit: String, _ from: Double, _ to: Double) -> Double? {
        func steps(_ length: Double) -> Double { (to / length).rounded(.down) - (from / length).rounded(.down) }
        let a = civil(day(from))
        let b = civil(day(to))
        switch unit {
        case "day", "days", "d": return steps(secondsADay)
        case "hour", "hours", "h": return steps(3_600)
        case "minute", "minutes": return steps(60)
        case "second", "seconds", "s": return steps(1)
        case "month", "months": return Double((b.year * 12 + b.month) - (a.year * 12 + a.month))
        case "quarter", "quarters": return Double((b.year * 4 + (b.month - 1) / 3) - (a.year * 4 + (a.month - 1) / 3))
        case "year", "years", "y": return Double(b.year - a.year)
        default: return nil
        }
    }

    static func digits(_ bytes: inout ArraySlice<UInt8>, most: Int) -> Int? {
        var number = 0
        var count = 0
        while count < most, let byte = bytes.first, (0x30...0x39).contains(byte) {
            number = number * 10 + Int(byte - 0x30)
            bytes.removeFirst()
            count += 1
        }
        return count > 0 ? number : nil
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Without the blanks at both ends, as date and number readers pass over them.
    static func trim(_ text: [UInt8]) -> [UInt8] {
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(text[first...last])
    }
}
