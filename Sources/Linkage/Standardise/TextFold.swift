/// Folds text to lower-case Latin letters, digits and single spaces, so that spellings can be compared as bytes.
///
/// Accents are dropped, apostrophes vanish (`O'Brien` is `obrien`), every other mark is a space. Letters of scripts
/// without a Latin form are kept, in lower case, as UTF-8. No input is refused; long input is cut.
package enum TextFold {
    /// The most bytes a folded text may have: a name or an address is shorter, and hostile input is not.
    static let bytesMax = 240

    /// Returns the folded text.
    package static func folded(_ text: String) -> String {
        var bytes: [UInt8] = []
        fold(text, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces `bytes` with the folded text: words separated by one space, none at either end.
    static func fold(_ text: String, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        for scalar in text.unicodeScalars {
            if bytes.count >= bytesMax { break }
            switch scalar.value {
            case 0x61...0x7A, 0x30...0x39: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x41...0x5A: bytes.append(UInt8(truncatingIfNeeded: scalar.value) | 0x20)
            case 0x27, 0x60: break
            case 0...0xBF: space(&bytes)
            default: foldOther(scalar, into: &bytes)
            }
        }
        while bytes.last == 0x20 { bytes.removeLast() }
    }

    private static func foldOther(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
        switch scalar.value {
        case 0xC0...0x24F: letter(latinOne[Int(scalar.value) - 0xC0], into: &bytes)
        case 0x1E00...0x1EFF: letter(latinAdditional[Int(scalar.value) - 0x1E00], into: &bytes)
        case 0x2B9...0x2BF, 0x2018, 0x2019, 0x201B, 0x2032, 0xFF07: break
        case 0xFF10...0xFF19: bytes.append(UInt8(scalar.value - 0xFF10) + 0x30)
        case 0xFF21...0xFF3A: bytes.append(UInt8(scalar.value - 0xFF21) + 0x61)
        case 0xFF41...0xFF5A: bytes.append(UInt8(scalar.value - 0xFF41) + 0x61)
        default: foldByProperties(scalar, into: &bytes)
        }
    }

    private static func foldByProperties(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .modifierLetter: break
        case .decimalNumber:
            guard let value = properties.numericValue, (0...9).contains(value) else { return space(&bytes) }
            bytes.append(0x30 + UInt8(value))
        case .uppercaseLetter, .titlecaseLetter:
            for small in properties.lowercaseMapping.unicodeScalars {
                if small.value < 0x80 {
                    bytes.append(UInt8(small.value))
                } else if small == scalar {
                    bytes.append(contentsOf: String(small).utf8)
                } else {
                    foldOther(small, into: &bytes)
                }
            }
        case .lowercaseLetter, .otherLetter, .spacingMark: bytes.append(contentsOf: String(scalar).utf8)
        default: space(&bytes)
        }
    }

    private static func letter(_ code: UInt8, into bytes: inout [UInt8]) {
        switch code {
        case 0x2E: space(&bytes)
        case 0x41: bytes.append(contentsOf: [0x61, 0x65])
        case 0x4F: bytes.append(contentsOf: [0x6F, 0x65])
        case 0x53: bytes.append(contentsOf: [0x73, 0x73])
        case 0x54: bytes.append(contentsOf: [0x74, 0x68])
        case 0x49: bytes.append(contentsOf: [0x69, 0x6A])
        default: bytes.append(code)
        }
    }

    private static func space(_ bytes: inout [UInt8]) {
        if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
    }

    /// The ranges of the words of a folded text.
    static func words(of bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in bytes.indices where bytes[index] == 0x20 {
            if index > start { ranges.append(start..<index) }
            start = index + 1
        }
        if bytes.count > start { ranges.append(start..<bytes.count) }
        return ranges
    }

    /// Letters and digits only, lower case: how identifiers, plates and postcodes are compared.
    static func compact(_ text: String, into bytes: inout [UInt8]) {
        fold(text, into: &bytes)
        bytes.removeAll { $0 == 0x20 }
    }
}
