/// A Police National Computer identifier: `2002/0073319Z`.
///
/// It is not a key of a person: people have two, and two people have shared one. The letter checks the last two
/// digits of the year with the serial. A wrong letter is kept and flagged, because a misheard letter still finds the
/// record, and because every synthetic PNCID has one.
package struct PNCID: Hashable, Sendable, CustomStringConvertible {
    private let yearNumber: UInt16
    private let serialNumber: UInt32
    private let letter: UInt8

    /// The year in which the record was made, four digits.
    package var year: Int { Int(yearNumber) }
    /// The serial within the year, at most seven digits.
    package var serial: Int { Int(serialNumber) }
    /// The letter as given, right or wrong.
    package var checkLetter: Character { Character(ascii: letter) }

    /// The year that ends the century in which two-digit years are read when the caller states none.
    ///
    /// A record made before 1940 would be of somebody well over a hundred years old.
    package static let centuryEnding = 2039

    /// Reads the long form, the short form and loose writing: `2002/0073319Z`, `02/73319Z`, `0273319z`.
    ///
    /// Without a slash, up to nine digits are read as the short form and ten or eleven as the long form.
    /// `nil` when the shape is another.
    ///
    /// A two-digit year up to the last two digits of `currentYear` is of its century, a later one of the century
    /// before. Callers that know the date pass its year.
    package init?(_ text: String, currentYear: Int = PNCID.centuryEnding) {
        guard let compact = Compact(text, keeping: UInt8(ascii: "/")), compact.count >= 4 else { return nil }
        let last = compact.count - 1
        guard compact[last].isUpper else { return nil }
        let slash = compact.firstIndex(of: UInt8(ascii: "/"))
        let yearDigits = slash ?? (last <= 9 ? 2 : 4)
        let serialStart = slash.map { $0 + 1 } ?? yearDigits
        guard yearDigits == 2 || yearDigits == 4, (1...7).contains(last - serialStart),
            let year = compact.number(0..<yearDigits), let serial = compact.number(serialStart..<last)
        else { return nil }
        self.init(
            year: yearDigits == 4 ? Int(year) : Self.expand(Int(year), currentYear: currentYear),
            serial: Int(serial),
            letter: compact[last]
        )
    }

    /// A PNCID from its parts; `nil` when a part has too many digits or the letter is not one.
    ///
    /// Without a check letter, the identifier carries the right one.
    package init?(year: Int, serial: Int, checkLetter: Character? = nil) {
        var letter = Self.rightLetter(year: year, serial: serial)
        if let checkLetter {
            guard let ascii = checkLetter.asciiValue?.upper, ascii.isUpper else { return nil }
            letter = ascii
        }
        self.init(year: year, serial: serial, letter: letter)
    }

    private init?(year: Int, serial: Int, letter: UInt8) {
        guard (1000...9999).contains(year), (0...9_999_999).contains(serial) else { return nil }
        yearNumber = UInt16(year)
        serialNumber = UInt32(serial)
        self.letter = letter
    }

    /// Whether the letter is the one the digits ask for.
    package var checkLetterIsRight: Bool { letter == Self.rightLetter(year: year, serial: serial) }

    /// The long form with the serial padded: `2002/0073319Z`.
    package var description: String {
        String(ascii: 13) { out in
            out.put(year, width: 4)
            out.put(UInt8(ascii: "/"))
            out.put(serial, width: 7)
            out.put(letter)
        }
    }

    /// The form people say and write: `02/73319Z`.
    package var short: String {
        let serialText = String(serial)
        return String(ascii: 4 + serialText.utf8.count) { out in
            out.put(year % 100, width: 2)
            out.put(UInt8(ascii: "/"))
            for byte in serialText.utf8 { out.put(byte) }
            out.put(letter)
        }
    }

    private static func expand(_ twoDigits: Int, currentYear: Int) -> Int {
        let century = currentYear - currentYear % 100
        return twoDigits <= currentYear % 100 ? century + twoDigits : century - 100 + twoDigits
    }

    private static func rightLetter(year: Int, serial: Int) -> UInt8 {
        CheckLetter.of(UInt64(abs(year) % 100) * 10_000_000 + UInt64(abs(serial)))
    }
}
