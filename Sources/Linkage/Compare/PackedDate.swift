import Vocabulary

/// A date as one number whose digits are the date's: 19910314, 19910300 or 19910000.
struct PackedDate: Hashable, Sendable {
    var value: UInt32

    init(_ date: CalendarDate) {
        value = UInt32(date.year) * 10_000 + UInt32(date.month ?? 0) * 100 + UInt32(date.day ?? 0)
    }

    init(value: UInt32) { self.value = value }

    var year: UInt32 { value / 10_000 }
    var month: UInt32 { value / 100 % 100 }
    var day: UInt32 { value % 100 }
    var isComplete: Bool { day != 0 && month != 0 }

    /// Some years about a year, written as a day that no month has: circa 1950.
    static func about(_ year: UInt32) -> UInt32 { year * 10_000 + 91 }

    /// Ten years from a year: `1980s`.
    static func decade(_ year: UInt32) -> UInt32 { year * 10_000 + 92 }

    /// The years it may be in.
    var years: ClosedRange<UInt32> {
        switch value % 10_000 {
        case 91: year - min(year, 5)...year + 5
        case 92: year...year + 9
        default: year...year
        }
    }

    /// Complete, and not the first of January, which systems write for "some time that year".
    var isExact: Bool { isComplete && value % 10_000 != 101 }

    /// The same digits as digits of a hexadecimal number: 0x19910314.
    var digits: UInt32 {
        Self.coded(year / 100) << 24 | Self.coded(year % 100) << 16 | Self.coded(month) << 8 | Self.coded(day)
    }

    /// The date whose digits these are.
    init(digits: UInt32) {
        var value: UInt32 = 0
        for place in stride(from: UInt32(0), through: 28, by: 4) { value = value * 10 + (digits >> (28 - place)) & 0xF }
        self.value = value
    }

    private static func coded(_ value: UInt32) -> UInt32 { value / 10 * 16 + value % 10 }

    /// As it is shown: `1991-03-14`, `1991-03`, `1991`, `c. 1991`, `1990s`.
    var text: String {
        var text = String(year)
        while text.utf8.count < 4 { text = "0" + text }
        if years.count > 1 { return value % 10_000 == 91 ? "c. " + text : text + "s" }
        for part in [month, day] where part != 0 { text += (part < 10 ? "-0" : "-") + String(part) }
        return text
    }
}
