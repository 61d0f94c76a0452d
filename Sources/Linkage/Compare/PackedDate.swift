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
    var isComplete: Bool { day != 0 }

    /// Complete, and not the first of January, which systems write for "some time that year".
    var isExact: Bool { isComplete && value % 10_000 != 101 }

    /// The same digits as digits of a hexadecimal number: 0x19910314.
    var digits: UInt32 {
        Self.coded(year / 100) << 24 | Self.coded(year % 100) << 16 | Self.coded(month) << 8 | Self.coded(day)
    }

    private static func coded(_ value: UInt32) -> UInt32 { value / 10 * 16 + value % 10 }

    /// As it is shown: `1991-03-14`, `1991-03`, `1991`.
    var text: String {
        var text = String(year)
        while text.utf8.count < 4 { text = "0" + text }
        for part in [month, day] where part != 0 { text += (part < 10 ? "-0" : "-") + String(part) }
        return text
    }
}
