/// Folds text to lower-case Latin letters, digits and single spaces, so that spellings can be compared as bytes.
///
/// Accents are dropped, apostrophes vanish (`O'Brien` is `obrien`), every other mark is a space. Letters of other
/// scripts are written in Latin letters (``Romanisation``), so that a name meets its Latin spelling; those in no table
/// are kept, in lower case, as UTF-8. No input is refused; long input is cut.
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
        var text = text
        text.withUTF8 { fold($0, into: &bytes) }
    }

    /// Replaces `bytes` with the folded text of UTF-8 bytes, whatever they are; broken ones are spaces.
    package static func fold(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        var place = 0
        while place < text.count, bytes.count < bytesMax {
            let byte = text[place]
            let plain = plainASCII[Int(byte)]
            if plain > 0x20 {
                bytes.append(plain)
                place += 1
            } else if byte < 0x80 {
                if plain == 0x20 { space(&bytes) }
                place += 1
            } else {
                foldOthers(text, &place, into: &bytes)
            }
        }
        cut(&bytes)
    }

    /// Folds the scalars from a place on in which a byte over 127 stands, to the end or the limit.
    private static func foldOthers(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int, into bytes: inout [UInt8]) {
        var roman = Romanisation()
        while place < text.count, bytes.count < bytesMax {
            guard let scalar = nextScalar(text, &place) else {
                roman.endRun(&bytes)
                space(&bytes)
                continue
            }
            if scalar.value >= 0x300, roman.append(scalar.value, into: &bytes) { continue }
            if [0x27, 0x60, 0x2018, 0x2019].contains(scalar.value) {
                roman.apostrophe(&bytes)
                continue
            }
            roman.endRun(&bytes)
            switch scalar.value {
            case 0..<0x80:
                let plain = plainASCII[Int(scalar.value)]
                if plain > 0x20 { bytes.append(plain) } else if plain == 0x20 { space(&bytes) }
            case 0x80...0xBF: space(&bytes)
            default: foldOther(scalar, into: &bytes)
            }
        }
        roman.endRun(&bytes)
    }

    /// Reads one scalar of UTF-8 and moves past it; `nil` for a byte that begins none, which is passed by itself.
    static func nextScalar(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> Unicode.Scalar? {
        let lead = text[place]
        place += 1
        if lead < 0x80 { return Unicode.Scalar(lead) }
        let count = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1
        guard (0xC2...0xF4).contains(lead), place + count <= text.count else { return nil }
        var value = UInt32(lead) & (count == 3 ? 0x07 : count == 2 ? 0x0F : 0x1F)
        for offset in 0..<count {
            let next = text[place + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        // An overlong form is none: it would hide a mark from those who look for it.
        guard value >= (count == 3 ? 0x1_0000 : count == 2 ? 0x800 : 0x80) else { return nil }
        place += count
        return Unicode.Scalar(value)
    }

    /// Takes off what is over the limit, to a whole scalar, and the space at the end.
    private static func cut(_ bytes: inout [UInt8]) {
        if bytes.count > bytesMax {
            var end = bytesMax
            while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            bytes.removeSubrange(end...)
        }
        while bytes.last == 0x20 { bytes.removeLast() }
    }

    /// By ASCII byte: its folded letter or digit, 0x20 for a space, 0 for what vanishes.
    private static let plainASCII: InlineArray<256, UInt8> = {
        var table = InlineArray<256, UInt8>(repeating: 0x20)
        for byte in 0x30...0x39 { table[byte] = UInt8(byte) }
        for byte in 0x61...0x7A {
            table[byte] = UInt8(byte)
            table[byte - 0x20] = UInt8(byte)
        }
        table[0x27] = 0
        table[0x60] = 0
        // Bytes over 127 are looked at as scalars.
        for byte in 0x80...0xFF { table[byte] = 0 }
        return table
    }()

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
            var roman = Romanisation()
            for small in properties.lowercaseMapping.unicodeScalars {
                if small.value >= 0x300, roman.append(small.value, into: &bytes) { continue }
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
