import Vocabulary

/// Dates and times in the shapes most exports use, read from bytes; every other shape is left to Vocabulary.
///
/// A million nominals carry four or five dates each, so the usual shapes take no `String`.
struct TimeReader {
    /// What a time was found to be.
    struct Moment {
        var milliseconds: Int64
        var offsetMinutes: Int16
        var finding = Finding.none
    }

    /// For each day from 1972 to 2059: minutes ahead of UTC (0 or 60), or 1 where the clocks change.
    private let offsets: [UInt8]
    private static let firstDay = 730

    init() {
        let lastDay = CalendarDate(year: 2059, month: 12, day: 31)?.dayNumber ?? Self.firstDay
        offsets = (Self.firstDay...lastDay).map { day in
            let start = Timestamp.ukOffsetMinutes(at: Int64(day) * 86_400_000 - 3_600_000)
            let end = Timestamp.ukOffsetMinutes(at: Int64(day + 1) * 86_400_000)
            return start == end ? UInt8(start) : 1
        }
    }

    @inline(__always)
    private static func digits(_ text: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> Int? {
        var value = 0
        for index in from..<from + count {
            let digit = text[index] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }

    /// `14/03/1991`, `14-03-1991`, `14.03.1991`, `1991-03-14`, `1991/03/14`, `19910314`, and then what Vocabulary knows.
    static func date(_ text: UnsafeBufferPointer<UInt8>, order: DateOrder, centuryEnding: Int) -> CalendarDate? {
        if let base = text.baseAddress, text.count == 10 || text.count == 8, let date = usual(base, text.count, order) {
            return date
        }
        return CalendarDate(String(decoding: text, as: UTF8.self), order: order, centuryEnding: centuryEnding)
    }

    private static func usual(_ text: UnsafePointer<UInt8>, _ count: Int, _ order: DateOrder) -> CalendarDate? {
        if count == 8 {
            guard order == .yearFirst, let year = digits(text, 0, 4), let month = digits(text, 4, 2),
                let day = digits(text, 6, 2)
            else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
        let isSeparator = { (byte: UInt8) in byte == 0x2f || byte == 0x2d || byte == 0x2e }
        if isSeparator(text[4]), text[7] == text[4] {
            guard let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2)
            else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
        guard isSeparator(text[2]), text[5] == text[2], order != .yearFirst, let first = digits(text, 0, 2),
            let second = digits(text, 3, 2), let year = digits(text, 6, 4)
        else { return nil }
        return order == .dayFirst
            ? CalendarDate(year: year, month: second, day: first)
            : CalendarDate(year: year, month: first, day: second)
    }

    /// A date with a time of day; one with its own offset is taken at its word, any other by the clock stated.
    func moment(_ text: UnsafeBufferPointer<UInt8>, order: DateOrder, isUTC: Bool) -> Moment? {
        if let moment = usualMoment(text, order, isUTC) { return moment }
        let words = String(decoding: text, as: UTF8.self)
        if let stamp = Timestamp(rfc3339: words) {
            return Moment(milliseconds: stamp.milliseconds, offsetMinutes: stamp.offsetMinutes)
        }
        guard let reading = Timestamp.reading(uk: words, order: order) else { return nil }
        if isUTC {
            // The clock's own numbers, whatever summer time would have made of them.
            let stamp = reading.moment
            return Moment(
                milliseconds: stamp.milliseconds + Int64(stamp.offsetMinutes) * 60_000,
                offsetMinutes: 0
            )
        }
        return Self.moment(reading)
    }

    private static func moment(_ reading: Timestamp.UKReading) -> Moment {
        let stamp = reading.moment
        var moment = Moment(milliseconds: stamp.milliseconds, offsetMinutes: stamp.offsetMinutes)
        switch reading {
        case .one: break
        case .ambiguous: moment.finding = .ambiguousTime
        case .skipped: moment.finding = .skippedTime
        }
        return moment
    }

    /// `14/03/2026 22:40`, `2026-03-14T22:40:00`, with seconds or without, with `Z` or `+01:00` or without.
    private func usualMoment(_ text: UnsafeBufferPointer<UInt8>, _ order: DateOrder, _ isUTC: Bool) -> Moment? {
        let count = text.count
        guard count >= 16, let base = text.baseAddress, base[10] == 0x20 || base[10] == 0x54, base[13] == 0x3a,
            let date = Self.usual(base, 10, order), let day = date.dayNumber, let hour = Self.digits(base, 11, 2),
            let minute = Self.digits(base, 14, 2), hour < 24, minute < 60
        else { return nil }
        var second = 0
        var at = 16
        if count >= 19, base[16] == 0x3a {
            guard let value = Self.digits(base, 17, 2), value < 60 else { return nil }
            second = value
            at = 19
        }
        let ofDay = ((hour &* 60 &+ minute) &* 60 &+ second) &* 1000
        let clock = Int64(day) &* 86_400_000 &+ Int64(ofDay)
        if at == count {
            if isUTC { return Moment(milliseconds: clock, offsetMinutes: 0) }
            let place = day &- Self.firstDay
            if place >= 0, place < offsets.count, offsets[place] != 1 {
                let offset = Int64(offsets[place])
                return Moment(milliseconds: clock &- offset &* 60_000, offsetMinutes: Int16(offset))
            }
            return Timestamp.reading(ukDate: date, millisecondsOfDay: ofDay).map(Self.moment)
        }
        if at &+ 1 == count, base[at] == 0x5a { return Moment(milliseconds: clock, offsetMinutes: 0) }
        guard at &+ 6 == count, base[at] == 0x2b || base[at] == 0x2d, base[at &+ 3] == 0x3a,
            let hours = Self.digits(base, at &+ 1, 2), let minutes = Self.digits(base, at &+ 4, 2), hours < 24,
            minutes < 60
        else { return nil }
        let ahead = (hours &* 60 &+ minutes) &* (base[at] == 0x2d ? -1 : 1)
        return Moment(milliseconds: clock &- Int64(ahead) &* 60_000, offsetMinutes: Int16(ahead))
    }

    /// Writes `1991-03-14`, or as much of it as is known.
    static func write(_ date: CalendarDate, to out: inout ByteWriter) {
        out.append(decimal: Int(date.year), width: 4)
        guard let month = date.month else { return }
        out.append(UInt8(ascii: "-"))
        out.append(decimal: Int(month), width: 2)
        guard let day = date.day else { return }
        out.append(UInt8(ascii: "-"))
        out.append(decimal: Int(day), width: 2)
    }

    /// Writes `2026-11-19T23:08:00Z`, with milliseconds only where there are some.
    static func write(milliseconds: Int64, to out: inout ByteWriter) {
        let days = milliseconds >= 0 ? milliseconds / 86_400_000 : -((86_399_999 - milliseconds) / 86_400_000)
        let rest = Int(milliseconds - days * 86_400_000)
        guard let date = CalendarDate(dayNumber: Int(days)) else { return }
        write(date, to: &out)
        out.append(UInt8(ascii: "T"))
        out.append(decimal: rest / 3_600_000, width: 2)
        out.append(UInt8(ascii: ":"))
        out.append(decimal: rest / 60_000 % 60, width: 2)
        out.append(UInt8(ascii: ":"))
        out.append(decimal: rest / 1000 % 60, width: 2)
        if rest % 1000 != 0 {
            out.append(UInt8(ascii: "."))
            out.append(decimal: rest % 1000, width: 3)
        }
        out.append(UInt8(ascii: "Z"))
    }
}
