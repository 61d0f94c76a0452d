import Vocabulary

/// Reads times from bytes: `2026-03-02 01:01:41.164`, `2026-10-25T01:30:00+01:00`, `25/10/2026 01:30:15`.
struct ClockReader {
    let isUKTime: Bool
    let isMonthFirst: Bool
    private var lastDate: (front: UInt64, back: UInt16, day: Int)?
    private var lastHour: (hour: Int, offset: Int)?

    init(isUKTime: Bool, isMonthFirst: Bool) {
        self.isUKTime = isUKTime
        self.isMonthFirst = isMonthFirst
    }

    /// Milliseconds since 1970 UTC, and minutes that the clock was ahead; `nil` when it is no time.
    @inline(__always)
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> (milliseconds: Int64, offsetMinutes: Int)? {
        guard text.count >= 16, let day = date(text) else { return nil }
        var place = 10
        while place < text.count, isGap(text[place]) { place += 1 }
        guard place > 10, place + 5 <= text.count, let hour = two(text, place), hour < 24,
            text[place + 2] == UInt8(ascii: ":"), let minute = two(text, place + 3), minute < 60
        else { return nil }
        place += 5
        var second = 0
        var milliseconds = 0
        if place < text.count, text[place] == UInt8(ascii: ":") {
            guard place + 3 <= text.count, let value = two(text, place + 1), value < 60 else { return nil }
            second = value
            place += 3
            if place < text.count, text[place] == UInt8(ascii: ".") {
                place += 1
                var scale = 100
                guard place < text.count, text[place] >= 48, text[place] <= 57 else { return nil }
                while place < text.count, text[place] >= 48, text[place] <= 57 {
                    milliseconds += Int(text[place] - 48) * scale
                    scale /= 10
                    place += 1
                }
            }
        }
        let clock = Int64(day) * 86_400_000 + Int64((hour * 60 + minute) * 60 + second) * 1000 + Int64(milliseconds)
        if place == text.count {
            guard isUKTime else { return (clock, 0) }
            let offset = ukOffset(clock)
            return (clock - Int64(offset) * 60_000, offset)
        }
        guard let offset = offset(text, place) else { return nil }
        return (clock - Int64(offset) * 60_000, offset)
    }

    /// Of a time that the clocks showed twice, the first.
    private mutating func ukOffset(_ clock: Int64) -> Int {
        let hour = Int(clock / 3_600_000)
        if let lastHour, lastHour.hour == hour { return lastHour.offset }
        let summer = Int(Timestamp.ukOffsetMinutes(at: clock - 3_600_000))
        lastHour = (hour, summer)
        return summer
    }

    private func offset(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int? {
        if text[place] | 32 == UInt8(ascii: "z") { return place + 1 == text.count ? 0 : nil }
        guard text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-"), place + 6 == text.count,
            let hours = two(text, place + 1), hours < 24, text[place + 3] == UInt8(ascii: ":"),
            let minutes = two(text, place + 4), minutes < 60
        else { return nil }
        return (text[place] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    @inline(__always) private func isGap(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 84 || byte == 116 || byte == 45
    }

    /// Two digits.
    @inline(__always) private func two(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int? {
        let tens = text[place] &- 48
        let ones = text[place + 1] &- 48
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    /// The day of the first ten bytes; the last one is remembered, since reads come in order of time.
    @inline(__always) private mutating func date(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let raw = UnsafeRawBufferPointer(text)
        let front = raw.loadUnaligned(as: UInt64.self)
        let back = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if let lastDate, lastDate.front == front, lastDate.back == back { return lastDate.day }
        guard let day = newDate(text) else { return nil }
        lastDate = (front, back, day)
        return day
    }

    private func newDate(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        let year: Int
        let month: Int
        let day: Int
        if text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let century = two(text, 0),
            let rest = two(text, 2),
            let second = two(text, 5), let third = two(text, 8)
        {
            (year, month, day) = (century * 100 + rest, second, third)
        } else if text[2] == UInt8(ascii: "/"), text[5] == UInt8(ascii: "/"), let first = two(text, 0),
            let second = two(text, 3), let century = two(text, 6), let rest = two(text, 8)
        {
            year = century * 100 + rest
            (month, day) = isMonthFirst ? (first, second) : (second, first)
        } else {
            return nil
        }
        return CalendarDate(year: year, month: month, day: day)?.dayNumber
    }
}
