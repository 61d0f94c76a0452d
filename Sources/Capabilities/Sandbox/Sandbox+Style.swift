extension Sandbox {
    /// How dates and degrees are written in exports.
    ///
    /// Digits are put straight into the text: half of the time of writing a large nation was once spent on dates.
    enum Style {
        /// `2026-11-19`.
        static func iso(_ date: Date) -> String {
            text(10) { text in
                text.number(date.year, 4)
                text.byte(0x2D)
                text.number(date.month, 2)
                text.byte(0x2D)
                text.number(date.day, 2)
            }
        }

        /// `2026-11-19`, of a day number.
        static func iso(day: Int?) -> String { day.map { iso(Days.date($0)) } ?? "" }

        /// `19/11/2026`.
        static func british(_ date: Date) -> String {
            text(10) { $0.british(date) }
        }

        /// `19/11/2026`, of a day number.
        static func british(day: Int?) -> String { day.map { british(Days.date($0)) } ?? "" }

        /// `2026-11-19T23:08:00Z`, of a moment in minutes.
        static func utc(_ minutes: Int) -> String { iso(day: minutes / 1440) + clock(minutes, "T", ":00Z") }

        /// `2026-06-11T22:40:00+01:00`: the British clock, with its offset.
        static func offset(_ minutes: Int) -> String {
            let ahead = Days.offset(at: minutes)
            let local = minutes + ahead
            return iso(day: local / 1440) + clock(local, "T", ":00") + (ahead == 0 ? "+00:00" : "+01:00")
        }

        /// `19/11/2026 23:08` by the British clock.
        static func local(_ minutes: Int) -> String {
            let local = minutes + Days.offset(at: minutes)
            return text(16) { text in
                text.british(Days.date(local / 1440))
                text.byte(0x20)
                text.number(local / 60 % 24, 2)
                text.byte(0x3A)
                text.number(local % 60, 2)
            }
        }

        /// `T23:08:00Z`, with what stands before and after.
        private static func clock(_ minutes: Int, _ before: String, _ after: String) -> String {
            before
                + text(5) { text in
                    text.number(minutes / 60 % 24, 2)
                    text.byte(0x3A)
                    text.number(minutes % 60, 2)
                } + after
        }

        /// `53.80100`, of hundred-thousandths of a degree.
        static func degrees(_ value: Int) -> String {
            let size = abs(value)
            return text(12) { text in
                if value < 0 { text.byte(0x2D) }
                text.number(size / 100_000, size >= 10_000_000 ? 3 : size >= 1_000_000 ? 2 : 1)
                text.byte(0x2E)
                text.number(size % 100_000, 5)
            }
        }

        /// A whole number with leading zeros, in at least so many digits.
        static func padded(_ number: Int, _ width: Int) -> String {
            var digits = 1
            var rest = number / 10
            while rest > 0 {
                digits += 1
                rest /= 10
            }
            let length = max(width, digits)
            return text(length) { $0.number(number, length) }
        }

        private static func text(_ length: Int, _ write: (inout Digits) -> Void) -> String {
            String(unsafeUninitializedCapacity: length) { buffer in
                var digits = Digits(buffer: buffer)
                write(&digits)
                return digits.count
            }
        }

        /// Text being written into a buffer that is long enough for it.
        private struct Digits {
            let buffer: UnsafeMutableBufferPointer<UInt8>
            var count = 0

            mutating func byte(_ byte: UInt8) {
                buffer[count] = byte
                count += 1
            }

            mutating func number(_ number: Int, _ width: Int) {
                var rest = number
                for place in stride(from: count + width - 1, through: count, by: -1) {
                    buffer[place] = 0x30 + UInt8(rest % 10)
                    rest /= 10
                }
                count += width
            }

            mutating func british(_ date: Date) {
                number(date.day, 2)
                byte(0x2F)
                number(date.month, 2)
                byte(0x2F)
                number(date.year, 4)
            }
        }
    }

    /// A whole number with leading zeros.
    static func padded(_ number: Int, _ width: Int) -> String { Style.padded(number, width) }
}
