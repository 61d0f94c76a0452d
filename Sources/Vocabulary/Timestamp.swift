/// A moment: UTC milliseconds since 1970, with the offset that was on the clock where it was written down.
///
/// The offset is kept because 01:30 happens twice on the last Sunday of October.
package struct Timestamp: Hashable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    /// Minutes ahead of UTC on the local clock: 60 in British Summer Time.
    package var offsetMinutes: Int16

    /// The moment of a count of milliseconds, with the local clock's offset.
    package init(milliseconds: Int64, offsetMinutes: Int16 = 0) {
        self.milliseconds = milliseconds
        self.offsetMinutes = offsetMinutes
    }

    /// The same as ``rfc3339``.
    package var description: String { rfc3339 }
}

extension Timestamp: Comparable {
    /// Orders by the moment; the offset breaks ties only so that equality and order agree.
    package static func < (a: Self, b: Self) -> Bool {
        (a.milliseconds, a.offsetMinutes) < (b.milliseconds, b.offsetMinutes)
    }
}

/// Where the time comes from: a parameter everywhere, so that a whole country can be simulated from a seed.
package typealias Clock = @Sendable () -> Timestamp

// MARK: - RFC 3339

extension Timestamp {
    private static let dayMilliseconds: Int64 = 86_400_000

    /// Reads `2026-11-19T23:08:00Z`, `2026-10-25 01:30:00.250+01:00`; `nil` for anything RFC 3339 does not allow.
    ///
    /// Digits of a second after the third are dropped. A leap second (`23:59:60` in UTC) is read as the second after.
    package init?(rfc3339 text: String) {
        var scan = Scanner(text)
        guard let year = scan.number(4), scan.take(UInt8(ascii: "-")), let month = scan.number(2),
            scan.take(UInt8(ascii: "-")), let day = scan.number(2),
            let date = CalendarDate(year: year, month: month, day: day), let dayNumber = date.dayNumber,
            scan.takeUpper(UInt8(ascii: "T")) || scan.take(UInt8(ascii: " ")),
            let hour = scan.number(2), hour < 24, scan.take(UInt8(ascii: ":")),
            let minute = scan.number(2), minute < 60, scan.take(UInt8(ascii: ":")),
            let second = scan.number(2), second <= 60, let fraction = scan.fraction(), let offset = scan.offset(),
            scan.isAtEnd
        else { return nil }
        let minutes = Int64(dayNumber) * 1440 + Int64(hour * 60 + minute - offset)
        if second == 60 {
            guard (minutes % 1440 + 1440) % 1440 == 1439 else { return nil }
        }
        milliseconds = (minutes * 60 + Int64(second)) * 1000 + Int64(fraction)
        offsetMinutes = Int16(offset)
    }

    /// The local clock with its offset: `2026-10-25T01:30:00+01:00`, `2026-11-19T23:08:00Z`.
    ///
    /// Milliseconds are written only when there are any. Reading it back gives an equal timestamp. Moments outside the
    /// years 1 to 9999 are written as the nearest one inside.
    package var rfc3339: String { text(offset: Int(offsetMinutes)) }

    /// The same moment in UTC, the standard form of a fact: `2026-10-25T00:30:00Z`.
    package var rfc3339UTC: String { text(offset: 0) }

    /// The day on the local clock where it was written down.
    package var date: CalendarDate { Self.split(milliseconds, offset: Int(offsetMinutes)).date }

    /// The day in UTC.
    package var utcDate: CalendarDate { Self.split(milliseconds, offset: 0).date }

    /// Milliseconds since midnight on the local clock.
    package var millisecondsOfDay: Int { Self.split(milliseconds, offset: Int(offsetMinutes)).rest }

    private func text(offset: Int) -> String {
        let (date, rest) = Self.split(milliseconds, offset: offset)
        return String(ascii: 29) { out in
            out.put(Int(date.year), width: 4)
            out.put(UInt8(ascii: "-"))
            out.put(Int(date.month ?? 1), width: 2)
            out.put(UInt8(ascii: "-"))
            out.put(Int(date.day ?? 1), width: 2)
            out.put(UInt8(ascii: "T"))
            out.put(rest / 3_600_000, width: 2)
            out.put(UInt8(ascii: ":"))
            out.put(rest / 60_000 % 60, width: 2)
            out.put(UInt8(ascii: ":"))
            out.put(rest / 1000 % 60, width: 2)
            if rest % 1000 != 0 {
                out.put(UInt8(ascii: "."))
                out.put(rest % 1000, width: 3)
            }
            guard offset != 0 else {
                out.put(UInt8(ascii: "Z"))
                return
            }
            out.put(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            out.put(abs(offset) / 60 % 100, width: 2)
            out.put(UInt8(ascii: ":"))
            out.put(abs(offset) % 60, width: 2)
        }
    }

    private static func split(_ milliseconds: Int64, offset: Int) -> (date: CalendarDate, rest: Int) {
        // The years 1 to 9999, so that every sum fits and every day exists.
        let local = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999) + Int64(offset) * 60_000
        let bounded = min(max(local, -62_135_596_800_000), 253_402_300_799_999)
        let rest = (bounded % dayMilliseconds + dayMilliseconds) % dayMilliseconds
        let day = Int((bounded - rest) / dayMilliseconds)
        return (CalendarDate(dayNumber: day) ?? .epoch, Int(rest))
    }
}

extension CalendarDate {
    /// 1970-01-01, the day from which days are counted.
    static var epoch: CalendarDate {
        var date = CalendarDate(anyDayOf: 1970)
        date.month = 1
        date.day = 1
        return date
    }

    private init(anyDayOf year: Int16) {
        self.year = year
    }
}

/// Reads fixed-width fields from the front of a text.
private struct Scanner {
    private var rest: String.UTF8View.Iterator
    private var next: UInt8?

    init(_ text: String) {
        rest = text.utf8.makeIterator()
        next = rest.next()
    }

    var isAtEnd: Bool { next == nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        next = rest.next()
        return true
    }

    /// Takes a letter in either case.
    mutating func takeUpper(_ letter: UInt8) -> Bool {
        guard next?.upper == letter else { return false }
        next = rest.next()
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        var value = 0
        for _ in 0..<width {
            guard let digit = next?.digit else { return nil }
            value = value * 10 + digit
            next = rest.next()
        }
        return value
    }

    /// The milliseconds of a fraction of a second; 0 when there is none, `nil` for a point without digits.
    mutating func fraction() -> Int? {
        guard take(UInt8(ascii: ".")) else { return 0 }
        var value = 0
        var digits = 0
        while let digit = next?.digit {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
            next = rest.next()
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    /// Minutes ahead of UTC: `Z`, `+01:00`, `-05:30`.
    mutating func offset() -> Int? {
        if takeUpper(UInt8(ascii: "Z")) { return 0 }
        let sign: Int
        if take(UInt8(ascii: "+")) {
            sign = 1
        } else if take(UInt8(ascii: "-")) {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(2), hours < 24, take(UInt8(ascii: ":")), let minutes = number(2), minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}
