/// The registration mark of a vehicle: `YD01ZZZ`.
///
/// No reading is refused for its pattern: foreign, trade, misread and altered plates are the interesting ones. The
/// source's own words stay in ``Fact/raw``; this is the normal form, upper case without spaces or punctuation. A mark
/// is personal data in police hands, and it identifies a keeper, not a driver.
package struct RegistrationMark: Hashable, Sendable, CustomStringConvertible {
    /// The normal form: upper case, no spaces or punctuation, at most 20 characters.
    package let description: String
    /// The kind of mark the pattern speaks for.
    package let `class`: Class

    /// The kinds of United Kingdom mark, in the order in which they are tried; the first that fits is taken.
    package enum Class: String, Sendable, Hashable, CaseIterable {
        /// Since September 2001: `AB51ABC`. The digits are the age identifier.
        case current
        /// 1983 to 2001: `A123ABC`.
        case prefix
        /// Age or identity unknown, itself an indicator: `Q123ABC`.
        case unknownAge
        /// 1963 to 1983: `ABC123D`.
        case suffix
        /// Northern Ireland: `AXZ1234`, and reversed `1234XZ`. Widely bought as cherished plates in Great Britain.
        case northernIreland
        /// Before 1963: `ABC123`, and reversed `123ABC`.
        case dateless
        /// `123D456`: the user may have immunity.
        case diplomatic
        /// `11AA11` or `AA11AA`.
        case military
        /// None of these: foreign, trade, misread or altered.
        case other
    }

    /// The mark in any writing: `yd21 zzz`; `nil` when no letter or digit is left, or more than 20 of them.
    package init?(_ text: String) {
        if let compact = Compact(text, punctuation: .drop) {
            guard (1...20).contains(compact.count) else { return nil }
            description = compact.text(0..<compact.count)
            `class` = Self.classify(compact)
            return
        }
        guard let foreign = Self.foreignForm(text) else { return nil }
        description = foreign
        // What was outside ASCII may have been no letter: a broken character among the letters of an ordinary mark.
        `class` = Compact(foreign).map(Self.classify) ?? .other
    }

    /// The two digits of a current mark that tell when it was first issued: 21 is March 2021, 71 September 2021.
    package var ageIdentifier: Int? {
        `class` == .current ? Int(description.dropFirst(2).prefix(2)) : nil
    }

    /// Whether a United Kingdom authority could ever issue it, as far as the pattern tells.
    ///
    /// Age identifiers 00 and 01 are never issued, nor a number that begins with nought (but `0` alone, for the civic
    /// heads of some cities). Marks in tests and demonstrations are of that kind, so that none can be a real vehicle.
    package var couldBeIssued: Bool {
        switch `class` {
        case .other: return false
        case .current: return ageIdentifier.map { $0 > 1 } ?? false
        case .diplomatic, .military: return true
        default:
            guard let first = description.utf8.firstIndex(where: \.isDigit), description.utf8[first] == 48 else {
                return true
            }
            let next = description.utf8.index(after: first)
            return next == description.utf8.endIndex || !description.utf8[next].isDigit
        }
    }

    /// Whether it could have been issued by a day: current marks have a first day, the others are all older.
    package func couldBeIssued(by date: CalendarDate) -> Bool {
        guard couldBeIssued else { return false }
        guard let age = ageIdentifier else { return true }
        let first = age > 50 ? (year: 1950 + age, month: 9) : (year: 2000 + age, month: 3)
        return (first.year, first.month) <= (Int(date.year), Int(date.month ?? 12))
    }

    /// The mark with characters that cameras and people confuse made one, to find near misses: `YD01ZZZ` is `Y001222`.
    ///
    /// The sets are 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, 6 G, 4 A, 7 T, V Y and M N H. Two marks with one folded form are
    /// candidates for a look at the picture, never the same mark.
    package var folded: String {
        String(unsafeUninitializedCapacity: description.utf8.count) { buffer in
            var count = 0
            for byte in description.utf8 where count < buffer.count {
                buffer[count] = Self.fold(byte)
                count += 1
            }
            return count
        }
    }

    /// The mark with its space: `YD01 ZZZ`, `A123 ABC`, `ABC 123D`.
    package var display: String {
        let gap: Int
        switch `class` {
        case .current: gap = 4
        case .prefix, .unknownAge: gap = description.utf8.count - 3
        case .suffix: gap = 3
        case .diplomatic, .military, .other: return description
        case .northernIreland, .dateless:
            let lettersFirst = description.utf8.first?.isUpper ?? false
            gap = description.utf8.prefix { $0.isUpper == lettersFirst }.count
        }
        return "\(description.prefix(gap)) \(description.dropFirst(gap))"
    }
}

extension RegistrationMark {
    private static func classify(_ mark: Compact) -> Class {
        let count = mark.count
        if isCurrent(mark) { return .current }
        // One letter, one to three digits, three letters.
        if (5...7).contains(count), mark.isDigits(1..<(count - 3)), isSerial(mark, (count - 3)..<count) {
            if mark[0] == UInt8(ascii: "Q") { return .unknownAge }
            if isAgeLetter(mark[0]) { return .prefix }
        }
        if (5...7).contains(count), isSerial(mark, 0..<3), mark.isDigits(3..<(count - 1)), isAgeLetter(mark[count - 1])
        {
            return .suffix
        }
        // Letters then digits, or the mirror.
        var split = 0
        while split < count, mark[split].isUpper { split += 1 }
        if split > 0, mark.isDigits(split..<count), split < count {
            return classify(mark, letters: 0..<split, digits: count - split)
        }
        split = 0
        while split < count, mark[split].isDigit { split += 1 }
        if split > 0, mark.isLetters(split..<count), split < count {
            return classify(mark, letters: split..<count, digits: split)
        }
        if count == 7, mark.isDigits(0..<3), mark.isDigits(4..<7), mark[3] == 68 || mark[3] == 88 { return .diplomatic }
        if count == 6, mark.isDigits(0..<2), mark.isLetters(2..<4), mark.isDigits(4..<6) { return .military }
        if count == 6, mark.isLetters(0..<2), mark.isDigits(2..<4), mark.isLetters(4..<6) { return .military }
        return .other
    }

    private static func isCurrent(_ mark: Compact) -> Bool {
        guard mark.count == 7, mark.isDigits(2..<4), isSerial(mark, 4..<7) else { return false }
        for position in 0..<2 {
            switch mark[position] {
            case UInt8(ascii: "I"), UInt8(ascii: "Q"), UInt8(ascii: "Z"): return false
            case let letter where letter.isUpper: continue
            default: return false
            }
        }
        return true
    }

    private static func classify(_ mark: Compact, letters: Range<Int>, digits: Int) -> Class {
        if digits <= 4, isNorthernIrish(mark, letters) { return .northernIreland }
        let first = mark[letters.lowerBound]
        guard isSerialLetter(first), first != UInt8(ascii: "Z") else { return .other }
        guard isSerial(mark, letters), letters.count <= 3, digits <= (letters.count == 3 ? 3 : 4) else {
            return .other
        }
        return .dateless
    }

    /// An optional serial letter and the two letters of a county: one has I or is the second, or Z is.
    private static func isNorthernIrish(_ mark: Compact, _ letters: Range<Int>) -> Bool {
        guard letters.count == 2 || letters.count == 3 else { return false }
        if letters.count == 3, !isSerialLetter(mark[letters.lowerBound]) { return false }
        let county = (mark[letters.upperBound - 2], mark[letters.upperBound - 1])
        switch county {
        case (UInt8(ascii: "I"), let second): return "ABGJLW".utf8.contains(second)
        case (let first, UInt8(ascii: "I")): return "JOUX".utf8.contains(first)
        case (let first, UInt8(ascii: "Z")): return isSerialLetter(first) && first != UInt8(ascii: "Z")
        default: return false
        }
    }

    /// Letters other than I and Q.
    private static func isSerialLetter(_ byte: UInt8) -> Bool {
        byte.isUpper && byte != UInt8(ascii: "I") && byte != UInt8(ascii: "Q")
    }

    private static func isSerial(_ mark: Compact, _ range: Range<Int>) -> Bool {
        for position in range where !isSerialLetter(mark[position]) { return false }
        return true
    }

    /// The year letters of prefix and suffix marks: no I, O, Q, U, Z.
    private static func isAgeLetter(_ byte: UInt8) -> Bool {
        isSerialLetter(byte) && !"OUZ".utf8.contains(byte)
    }

    private static func fold(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "O"), UInt8(ascii: "D"), UInt8(ascii: "Q"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        case UInt8(ascii: "Z"): UInt8(ascii: "2")
        case UInt8(ascii: "S"): UInt8(ascii: "5")
        case UInt8(ascii: "B"): UInt8(ascii: "8")
        case UInt8(ascii: "G"): UInt8(ascii: "6")
        case UInt8(ascii: "A"): UInt8(ascii: "4")
        case UInt8(ascii: "T"): UInt8(ascii: "7")
        case UInt8(ascii: "Y"): UInt8(ascii: "V")
        case UInt8(ascii: "N"), UInt8(ascii: "H"): UInt8(ascii: "M")
        default: byte
        }
    }

    /// The normal form of a mark with characters outside ASCII, as on plates of other countries: `MÜAB123`.
    private static func foreignForm(_ text: String) -> String? {
        var form = ""
        for character in text where character.isLetter || character.isNumber {
            form += character.uppercased()
            // A character can be many bytes of stacked marks; none on a plate is.
            guard form.utf8.count <= 80 else { return nil }
        }
        return form.isEmpty || form.count > 20 ? nil : form
    }
}
