/// A telephone number that the whole world can dial: `+447700900461` (E.164).
///
/// What was dialled or written stays in ``Fact/raw``. Short codes and withheld numbers are not numbers of anybody:
/// they have no standard form, and ``read(_:)`` tells them apart.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The E.164 form: `+`, country code, number; at most fifteen digits.
    package let description: String

    /// What a field for a phone number holds.
    package enum Reading: Hashable, Sendable {
        case number(PhoneNumber)
        /// A code of a network or a country, three to six digits: `999`, `101`, `1471`, `118500`.
        case shortCode(String)
        /// The caller kept the number back: `withheld`, `private`, `anonymous`, `unknown`.
        case withheld
        /// Nothing that can be read as one number.
        case unreadable
    }

    /// Reads a number in United Kingdom or international writing; `nil` for short codes, words and broken numbers.
    ///
    /// `07700 900461`, `+44 (0)7700 900461`, `0044 7700…`, `44 7700…` and `7700 900461` (a spreadsheet took the nought)
    /// are one number. Words before it and an extension or words after it are left out. The United Kingdom form needs
    /// a first digit and a length the numbering plan has; other countries are taken on their length.
    package init?(_ text: String) {
        guard var digits = Digits(text) else { return nil }
        if digits.isInternational {
            guard digits.count >= 7, digits.count <= 15, digits[0] != 0 else { return nil }
            if digits[0] == 4, digits[1] == 4 {
                digits.dropFirst(2)
                if digits[0] == 0 { digits.dropFirst(1) }
                guard digits.isNational else { return nil }
                description = digits.text(country: true)
            } else {
                description = digits.text(country: false)
            }
            return
        }
        if digits[0] == 0 {
            digits.dropFirst(1)
        } else if digits.count >= 11, digits[0] == 4, digits[1] == 4 {
            digits.dropFirst(2)
            if digits[0] == 0 { digits.dropFirst(1) }
        } else if digits.count != 10 {
            return nil
        }
        guard digits.isNational else { return nil }
        description = digits.text(country: true)
    }

    /// What the field holds: a number, a short code, a withheld number or nothing readable.
    package static func read(_ text: String) -> Reading {
        if let number = PhoneNumber(text) { return .number(number) }
        if let digits = Digits(text) {
            let isCode = (3...6).contains(digits.count) && !digits.isInternational && !digits.hadWords
            return isCode ? .shortCode(digits.bare) : .unreadable
        }
        guard text.utf8.count <= 80 else { return .unreadable }
        let word = text.lowercased()
        let isWithheld = ["withheld", "private", "anonymous", "unknown", "unavailable", "no caller id", "restricted"]
            .contains { word.contains($0) }
        return isWithheld ? .withheld : .unreadable
    }

    /// The number without +44, for one of the United Kingdom's numbering plan; otherwise `nil`.
    package var national: String? {
        description.hasPrefix("+44") ? String(description.dropFirst(3)) : nil
    }

    /// Whether it is a mobile number of the United Kingdom: 07 but not 070 and 076 (076 24 is Manx and mobile).
    package var isMobile: Bool {
        guard let national, national.utf8.first == UInt8(ascii: "7") else { return false }
        return !(national.hasPrefix("70") || national.hasPrefix("76")) || national.hasPrefix("7624")
    }

    /// Whether the number is in a range Ofcom keeps for drama, so that it can be nobody's.
    ///
    /// Source: Ofcom, telephone numbers for use in TV and radio drama programmes. Northern Ireland's older range
    /// (028 9018 0) is counted as well as the present one.
    package var isDrama: Bool {
        Self.dramaPrefixes.contains { description.utf8.count == 13 && description.hasPrefix($0) }
    }

    private static let dramaPrefixes: [String] = [
        "+447700900", "+441134960", "+441144960", "+441154960", "+441164960", "+441174960", "+441184960", "+441214960",
        "+441314960", "+441414960", "+441514960", "+441614960", "+442079460", "+441914980", "+442896496", "+442890180",
        "+442920180", "+441632960", "+448081570", "+449098790", "+443069990",
    ]
}

/// The digits of a field with a phone number, and what stood around them.
private struct Digits {
    private var digits = InlineArray<32, UInt8>(repeating: 0)
    private var start = 0
    private var end = 0
    /// Whether a `+` or the international prefix `00` stood before them; the prefix itself is left out.
    private(set) var isInternational = false
    private(set) var hadWords = false

    var count: Int { end - start }
    subscript(position: Int) -> UInt8 { digits[min(start + position, 31)] }

    mutating func dropFirst(_ number: Int) { start = min(start + number, end) }

    /// `nil` when there is no digit, or there are letters or other marks among them.
    init?(_ text: String) {
        var iterator = text.utf8.makeIterator()
        var words = 0
        scan: while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard end < 31 else { return nil }
                digits[end] = byte - 48
                end += 1
            case UInt8(ascii: "+"):
                guard end == 0, !isInternational else { return nil }
                isInternational = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "'"), 0x09,
                0x0A,
                0x0D:
                continue
            case 0x80...:
                guard Compact.isSeparator(byte, &iterator) else { return nil }
            case let byte where byte.upper.isUpper || byte == UInt8(ascii: "#") || byte == UInt8(ascii: ","):
                hadWords = true
                // Words before the number, or an extension and words after a whole one.
                if end == 0, !isInternational {
                    words += 1
                    guard words <= 16 else { return nil }
                    continue
                }
                guard end >= 10, Self.isRemark(byte, &iterator) else { return nil }
                break scan
            default: return nil
            }
        }
        if end >= 2, digits[0] == 0, digits[1] == 0, !isInternational {
            isInternational = true
            start = 2
        }
        guard end > start else { return nil }
    }

    /// Whether what follows a number is no second number: words, or at most six digits of an extension.
    private static func isRemark(_ first: UInt8, _ rest: inout String.UTF8View.Iterator) -> Bool {
        var digits = 0
        while let byte = rest.next() {
            if byte.isDigit { digits += 1 }
        }
        return digits <= 6
    }

    /// Whether they are a national number of the United Kingdom: the first digit and the length are in the plan.
    var isNational: Bool {
        switch (self[0], count) {
        case (1, 9), (1, 10), (2, 10), (3, 10), (5, 10), (7, 10), (8, 10), (9, 10): true
        case (8, 9): self[1] == 0 && self[2] == 0
        case (8, 7): bare == "8001111" || bare.hasPrefix("845464")
        default: false
        }
    }

    var bare: String {
        String(ascii: count) { out in for position in 0..<count { out.put(48 + self[position]) } }
    }

    func text(country: Bool) -> String {
        String(ascii: count + 3) { out in
            out.put(UInt8(ascii: "+"))
            if country { out.put("44") }
            for position in 0..<count { out.put(48 + self[position]) }
        }
    }
}
