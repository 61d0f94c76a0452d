/// An arrest/summons number: `2202XC0200000000021R`, shown as `22/02XC/02/21R`.
///
/// Year, force, unit, system, an eleven-digit sequence and a check letter. Some carry one more character before the
/// force (the top-level code of the organisation). A wrong letter is kept and flagged.
package struct ArrestSummonsNumber: Hashable, Sendable, CustomStringConvertible {
    /// The canonical form, 20 or 21 characters: `2202XC0200000000021R`.
    package let description: String
    /// Whether the letter is the one the digits ask for.
    package let checkLetterIsRight: Bool
    /// Whether the number is one of the made-up ones that systems put in where there is none.
    ///
    /// They pass the format and mean nothing: two records that share one say nothing about each other. The patterns
    /// are those the Ministry of Justice's Bichard 7 ignores; forces use others that are not listed.
    package let isDummy: Bool

    /// Reads the canonical form, and the form with slashes and a short sequence; `nil` for other shapes.
    ///
    /// Without slashes, a number of fewer than 20 characters is read as one with a short sequence.
    package init?(_ text: String) {
        guard let compact = Compact(text, keeping: UInt8(ascii: "/")), compact.count >= 10 else { return nil }
        let last = compact.count - 1
        guard compact[last].isUpper, compact.isDigits(0..<2) else { return nil }
        // The organisation is what stands between the year and the sequence, slashes left out.
        var organisation = Compact.empty
        let sequence: Range<Int>
        if let slash = compact.lastIndex(of: UInt8(ascii: "/")) {
            sequence = (slash + 1)..<last
            // Parts are of two characters or more, so that a stray digit does not become part of the unit.
            var part = 2
            for position in 2...slash {
                if compact[position] == UInt8(ascii: "/") {
                    guard part >= 2 else { return nil }
                    part = 0
                } else {
                    part += 1
                    guard position < slash, organisation.append(compact[position]) else { return nil }
                }
            }
        } else {
            let units = compact.count == 21 ? 7 : 6
            sequence = (2 + units)..<last
            for position in 2..<(2 + units) { _ = organisation.append(compact[position]) }
        }
        guard organisation.count == 6 || organisation.count == 7, (1...11).contains(sequence.count),
            let number = compact.number(sequence)
        else { return nil }
        let offset = organisation.count - 6
        let letter = compact[last]
        description = String(ascii: 20 + offset) { out in
            out.put(compact[0])
            out.put(compact[1])
            for position in 0..<organisation.count { out.put(organisation[position]) }
            out.put(Int(number), width: 11)
            out.put(letter)
        }
        // Force and system count only where they are digits; the unit never does.
        var checked: UInt64 = organisation.number(offset..<(offset + 2)) ?? 0
        if let system = organisation.number((offset + 4)..<(offset + 6)) { checked = checked * 100 + system }
        checked = (checked * 100 + (compact.number(0..<2) ?? 0)) % 23
        checkLetterIsRight = letter == CheckLetter.of(checked * (100_000_000_000 % 23) + number)
        isDummy = Self.isDummy(year: compact, organisation, offset)
    }

    /// The year of century, two digits.
    package var yearOfCentury: Int { Int(description.prefix(2)) ?? 0 }

    /// The force and unit codes: `02XC`.
    package var forceAndUnit: String { String(description.dropFirst(description.utf8.count - 18).prefix(4)) }

    /// The form people read: `22/02XC/02/21R`.
    package var display: String {
        let organisation = description.dropFirst(2).dropLast(12)
        let sequence = description.suffix(12).drop { $0 == "0" }
        let shown = sequence.count == 1 ? "0" + sequence : String(sequence)
        return "\(description.prefix(2))/\(organisation.dropLast(2))/\(organisation.suffix(2))/\(shown)"
    }

    private static func isDummy(year: Compact, _ code: Compact, _ offset: Int) -> Bool {
        if code.has("NRPR", at: offset + 2) || code.has("12LN00", at: offset) || code.has("00NP00", at: offset)
            || code.has("06SS", at: offset) || code.has("00XX", at: offset)
        {
            return true
        }
        if code.has("6300", at: offset) { return code.isDigits((offset + 4)..<(offset + 6)) }
        if code.has("00NP01", at: offset) || code.has("00PP01", at: offset) { return year.has("08", at: 0) }
        guard code.has("50", at: offset) else { return false }
        let units: [StaticString] = ["11", "12", "21", "41", "42", "43", "OF", "SJ"]
        return units.contains { code.has($0, at: offset + 2) }
    }
}
