/// The order in which a source writes a date whose parts are all numbers.
package enum DateOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// `14/03/1991`, as the United Kingdom writes.
    case dayFirst
    /// `03/14/1991`, as the United States write and some exports do.
    case monthFirst
    /// `91/03/14`.
    case yearFirst
}

extension CalendarDate {
    /// Reads ISO 8601 and nothing else: `1991-03-14`, `1991-03`, `1991`, with white space around it.
    package init?(parsing text: String) {
        var bytes = InlineArray<10, UInt8>(repeating: 0)
        var count = 0
        var ended = false
        for byte in text.utf8 {
            if byte.isBlank {
                ended = count > 0
                continue
            }
            guard !ended, count < 10 else { return nil }
            bytes[count] = byte
            count += 1
        }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for position in range {
                guard let digit = bytes[position].digit else { return nil }
                value = value * 10 + digit
            }
            return value
        }
        guard count == 4 || count == 7 || count == 10, let year = number(0..<4) else { return nil }
        guard count > 4 else {
            self.init(year: year)
            return
        }
        guard bytes[4] == UInt8(ascii: "-"), let month = number(5..<7) else { return nil }
        guard count > 7 else {
            self.init(year: year, month: month)
            return
        }
        guard bytes[7] == UInt8(ascii: "-"), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The year that ends the hundred years in which two-digit years are read when the caller states none.
    package static let centuryEnding = 2029

    /// Reads the ways people and exports write dates; `nil` when the text is none or the day does not exist.
    ///
    /// `14/03/1991`, `14.3.91`, `14-MAR-1991`, `14th March 1991`, `Mar 14, 1991`, `March 1991`, `03/1991`, `1991`,
    /// `14031991`, `19910314` and every ISO form; a time of day after the date is left out. Nought for a day or a
    /// month means not known: `00/03/1991` is March 1991. A four-digit year is known by its length wherever it stands
    /// first or last; eight digits in a row are read as the order in which there is such a year between 1800 and 2199.
    ///
    /// `order` says which part comes first where all are numbers. `centuryEnding` is the last of the hundred years
    /// that two-digit years are of: with 2029, `29` is 2029 and `30` is 1930; for birth dates pass the year of the
    /// export.
    package init?(_ text: String, order: DateOrder, centuryEnding: Int = CalendarDate.centuryEnding) {
        guard let parts = DateParts(text) else { return nil }
        self.init(parts, order, centuryEnding)
    }

    private init?(_ parts: DateParts, _ order: DateOrder, _ centuryEnding: Int) {
        let p = (parts[0], parts[1], parts[2])
        func year(_ part: DateParts.Part) -> Int? {
            switch part.digits {
            case 4: return part.value
            case 1, 2:
                let century = centuryEnding - centuryEnding % 100
                return part.value <= centuryEnding % 100 ? century + part.value : century - 100 + part.value
            default: return nil
            }
        }
        let named = (0..<parts.count).first { parts[$0].isName }
        switch (parts.count, named) {
        case (1, nil):
            if p.0.digits == 8 {
                self.init(eightDigits: p.0.value, order)
            } else {
                guard p.0.digits == 4 else { return nil }
                self.init(year: p.0.value)
            }
        case (2, nil):
            // Month and year; the year has four digits.
            if p.0.digits == 4 {
                self.init(known: p.0.value, p.1.value, 0)
            } else {
                guard p.1.digits == 4 else { return nil }
                self.init(known: p.1.value, p.0.value, 0)
            }
        case (2, 0):
            guard p.1.digits == 4 else { return nil }
            self.init(known: p.1.value, p.0.value, 0)
        case (3, 0):
            guard p.1.digits <= 2, let year = year(p.2) else { return nil }
            self.init(known: year, p.0.value, p.1.value)
        case (3, 1):
            let yearFirst = p.0.digits == 4
            guard let year = year(yearFirst ? p.0 : p.2), (yearFirst ? p.2 : p.0).digits <= 2 else { return nil }
            self.init(known: year, p.1.value, yearFirst ? p.2.value : p.0.value)
        case (3, nil):
            let yearFirst = p.0.digits == 4 || (order == .yearFirst && p.2.digits <= 2)
            guard let year = year(yearFirst ? p.0 : p.2), p.1.digits <= 2, (yearFirst ? p.2 : p.0).digits <= 2 else {
                return nil
            }
            if yearFirst {
                self.init(known: year, p.1.value, p.2.value)
            } else if order == .monthFirst {
                self.init(known: year, p.0.value, p.1.value)
            } else {
                self.init(known: year, p.1.value, p.0.value)
            }
        default: return nil
        }
    }

    /// A date in which nought stands for a month or a day that is not known; a day without its month is none.
    private init?(known year: Int, _ month: Int, _ day: Int) {
        guard month > 0 || day == 0 else { return nil }
        self.init(year: year, month: month == 0 ? nil : month, day: day == 0 ? nil : day)
    }

    private init?(eightDigits value: Int, _ order: DateOrder) {
        let years = 1800...2199
        if years.contains(value / 10_000), value / 100 % 100 <= 12 {
            self.init(known: value / 10_000, value / 100 % 100, value % 100)
        } else {
            guard years.contains(value % 10_000) else { return nil }
            let (a, b) = (value / 1_000_000, value / 10_000 % 100)
            self.init(known: value % 10_000, order == .monthFirst ? a : b, order == .monthFirst ? b : a)
        }
    }
}

/// The numbers and month names of a written date, at most three.
private struct DateParts {
    struct Part {
        var value = 0
        /// How many digits it was written with; 0 for the name of a month.
        var digits = 0
        var isName: Bool { digits == 0 }
    }

    private var parts = InlineArray<3, Part>(repeating: Part())
    private(set) var count = 0
    subscript(position: Int) -> Part { parts[position] }

    /// `nil` when there are other words, other marks or more than three parts.
    init?(_ text: String) {
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        while let byte = next {
            if let digit = byte.digit {
                var part = Part(value: digit, digits: 1)
                next = bytes.next()
                while let digit = next?.digit {
                    guard part.digits < 8 else { return nil }
                    part.value = part.value * 10 + digit
                    part.digits += 1
                    next = bytes.next()
                }
                // A time of day begins where the date is whole.
                if next == UInt8(ascii: ":"), count == 3 { return }
                guard add(part) else { return nil }
            } else if byte.upper.isUpper {
                var letters = 0
                var word: UInt32 = 0
                while let letter = next?.upper, letter.isUpper {
                    letters += 1
                    if letters <= 3 { word = word << 8 | UInt32(letter) }
                    next = bytes.next()
                }
                if letters == 1, word == 0x54, count == 3 { return }
                if letters == 2, count > 0, Self.isOrdinal(word) { continue }
                guard (3...9).contains(letters), let month = Self.month(word), add(Part(value: month, digits: 0)) else {
                    return nil
                }
            } else {
                guard byte.isBlank || "/-.,'\"".utf8.contains(byte) else { return nil }
                next = bytes.next()
            }
        }
        guard count > 0 else { return nil }
    }

    private mutating func add(_ part: Part) -> Bool {
        guard count < 3 else { return false }
        parts[count] = part
        count += 1
        return true
    }

    /// The `st`, `nd`, `rd` or `th` of a day.
    private static func isOrdinal(_ word: UInt32) -> Bool {
        [0x5354, 0x4E44, 0x5244, 0x5448].contains(word)
    }

    /// The month whose English name begins with three letters.
    private static func month(_ word: UInt32) -> Int? {
        let names: StaticString = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
        for month in 0..<12 {
            let start = names.utf8Start + month * 3
            if word == UInt32(start[0]) << 16 | UInt32(start[1]) << 8 | UInt32(start[2]) { return month + 1 }
        }
        return nil
    }
}
