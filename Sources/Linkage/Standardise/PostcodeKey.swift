/// The bytes by which two writings of one postcode are compared.
///
/// Lower case without the space (`ls63aa`), so that area, district, outward code and sector are beginnings of them; a
/// sector by itself ends in ``open`` (`ls63~`), which tells it from the district `ls63`. What is a true postcode is
/// said by `Vocabulary.Postcode`; this is for comparing what was typed.
package enum PostcodeKey {
    /// Ends a sector without its unit.
    static let open = UInt8(ascii: "~")

    /// Replaces `key` with the key of a text in any writing; of what cannot be a postcode it is the folded text without
    /// gaps, to be compared as it is.
    ///
    /// In a whole postcode letters and digits that are read for one another are mended: `LS6 OAA` is `ls60aa`. An
    /// outward code or a sector by itself is read where a space or the end shows it.
    package static func write(_ text: Span<UInt8>, into key: inout [UInt8]) {
        TextFold.fold(text, into: &key)
        let gap = key.firstIndex(of: 0x20)
        if gap != nil { key.removeAll { $0 == 0x20 } }
        if key.count >= 5 {
            // Most are as they should be.
            if PostcodeShape.outwardCount(key.span) > 0 { return }
            guard key.count <= 7, !isCanadian(key) else { return }
            if let mended = mended(key) { key = mended }
        } else if let gap, gap >= 2, gap == key.count - 1, PostcodeShape.outwardCount(key.span.extracting(0..<gap)) > 0,
            isDigit(key[gap])
        {
            key.append(open)
        }
    }

    /// Fits the bytes to `A9`, `A99`, `AA9`, `AA99`, `A9A` or `AA9A` and `9AA`, with at most two changes; the reading
    /// that changes least.
    private static func mended(_ bytes: [UInt8]) -> [UInt8]? {
        let outward = bytes.count - 3
        var best: [UInt8]?
        var changesMin = 3
        for area in [1, 2] where outward - area >= 1 && outward - area <= 2 {
            var fitted = bytes
            var changes = 0
            func fit(_ index: Int, digit: Bool) -> Bool {
                let byte = fitted[index]
                if digit ? isDigit(byte) : (0x61...0x7A).contains(byte) { return true }
                guard let other = (digit ? digits : letters)[byte] else { return false }
                fitted[index] = other
                changes += 1
                return true
            }
            guard (0..<area).allSatisfy({ fit($0, digit: false) }), fit(area, digit: true) else { continue }
            let last = fitted[outward - 1]
            // A letter at the end of the outward code is one of London's; O and I are none.
            if outward - area == 2, last == UInt8(ascii: "o") || last == UInt8(ascii: "i") {
                guard fit(outward - 1, digit: true) else { continue }
            } else if outward - area == 2, last >= 0x80 {
                continue
            }
            guard fit(outward, digit: true), fit(outward + 1, digit: false), fit(outward + 2, digit: false) else {
                continue
            }
            if changes < changesMin { (best, changesMin) = (fitted, changes) }
        }
        return best
    }

    /// Letters and digits in turn, `k1a0b1`: whole as it is.
    private static func isCanadian(_ key: [UInt8]) -> Bool {
        key.count == 6 && key.indices.allSatisfy { isDigit(key[$0]) == ($0 % 2 == 1) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let digits: [UInt8: UInt8] = [
        0x6F: 0x30, 0x69: 0x31, 0x6C: 0x31, 0x73: 0x35, 0x7A: 0x32, 0x62: 0x38, 0x67: 0x36,
    ]
    private static let letters: [UInt8: UInt8] = [
        0x30: 0x6F, 0x31: 0x69, 0x35: 0x73, 0x32: 0x7A, 0x38: 0x62, 0x36: 0x67,
    ]
}
