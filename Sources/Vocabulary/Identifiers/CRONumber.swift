/// A Criminal Records Office number: `065656/91H`, or of the small-file series `SF05/482703J`.
///
/// A wrong check letter is kept and flagged.
package struct CRONumber: Hashable, Sendable, CustomStringConvertible {
    /// Which of the two series of files the number is of.
    package enum Series: Sendable, Hashable, CaseIterable {
        case standard
        /// The small-file series, written with `SF` and the year first.
        case smallFile
    }

    /// Which of the two series of files the number is of.
    package let series: Series
    private let yearNumber: UInt8
    private let serialNumber: UInt32
    private let letter: UInt8

    /// The last two digits of the year.
    package var yearOfCentury: Int { Int(yearNumber) }
    /// The serial, at most six digits.
    package var serial: Int { Int(serialNumber) }
    /// The letter as given, right or wrong.
    package var checkLetter: Character { Character(ascii: letter) }

    /// Reads `065656/91H`, `65656/91h`, `6565691H`, `SF05/482703J` and `SF83 50058Z`; `nil` for other shapes.
    package init?(_ text: String) {
        guard let compact = Compact(text, keeping: UInt8(ascii: "/")), compact.count >= 4 else { return nil }
        let last = compact.count - 1
        guard compact[last].isUpper else { return nil }
        let slash = compact.firstIndex(of: UInt8(ascii: "/"))
        let year: Range<Int>
        let serial: Range<Int>
        if compact.has("SF", at: 0) {
            guard last > 4, slash == nil || slash == 4 else { return nil }
            series = .smallFile
            year = 2..<4
            serial = (slash == nil ? 4 : 5)..<last
        } else {
            guard slash == nil || slash == last - 3 else { return nil }
            series = .standard
            year = (last - 2)..<last
            serial = 0..<(slash ?? last - 2)
        }
        guard (1...6).contains(serial.count), let year = compact.number(year), let serial = compact.number(serial)
        else { return nil }
        yearNumber = UInt8(year)
        serialNumber = UInt32(serial)
        letter = compact[last]
    }

    /// Whether the letter is the one the digits ask for.
    ///
    /// The standard series checks the year with the serial padded to six digits, the small files with the serial as
    /// it is: the two letters differ.
    package var checkLetterIsRight: Bool {
        var padding: UInt64 = 1_000_000
        if series == .smallFile {
            padding = 10
            while padding <= UInt64(serialNumber) { padding *= 10 }
        }
        return letter == CheckLetter.of(UInt64(yearNumber) * padding + UInt64(serialNumber))
    }

    /// `065656/91H`, the serial padded; or `SF83/50058Z`, the serial as it is.
    package var description: String {
        switch series {
        case .standard:
            return String(ascii: 10) { out in
                out.put(serial, width: 6)
                out.put(UInt8(ascii: "/"))
                out.put(yearOfCentury, width: 2)
                out.put(letter)
            }
        case .smallFile:
            let serialText = String(serial)
            return String(ascii: 6 + serialText.utf8.count) { out in
                out.put("SF")
                out.put(yearOfCentury, width: 2)
                out.put(UInt8(ascii: "/"))
                for byte in serialText.utf8 { out.put(byte) }
                out.put(letter)
            }
        }
    }
}
