import Vocabulary

/// A plate as the store orders it: ten characters of six bits, so that numbers order as the texts do.
///
/// Digits are 1 to 10 and letters 11 to 36; unused places at the end are 0. A plate that is longer than ten
/// characters, or holds anything but `A`–`Z` and `0`–`9`, is kept by a 60-bit hash with the top bit set; its text lies
/// beside the reads of its day. Hashed keys sort after all others, in no order of meaning.
package struct PlateKey: Hashable, Sendable, Comparable {
    /// The ordered number; never 0.
    package let number: UInt64

    /// How many characters fit.
    static let places = 10
    private static let hashed: UInt64 = 1 << 63

    init(number: UInt64) { self.number = number }

    /// The key of a plate in any writing; `nil` when no letter or digit is left.
    package init?(_ text: String) {
        if let key = text.utf8.withContiguousStorageIfAvailable({ Self.key(of: $0).number }) ?? nil {
            number = key
        } else {
            var copy = text
            guard let key = copy.withUTF8({ Self.key(of: $0).number }) else { return nil }
            number = key
        }
    }

    /// Whether the text does not fit into the number and has to be kept beside it.
    package var isHashed: Bool { number & Self.hashed != 0 }

    /// The normal form, upper case without spaces; empty for a hashed key.
    package var text: String {
        guard !isHashed else { return "" }
        return String(unsafeUninitializedCapacity: Self.places) { buffer in
            var count = 0
            for place in 0..<Self.places {
                let code = code(at: place)
                guard code != 0 else { break }
                buffer[count] = code <= 10 ? UInt8(47 + code) : UInt8(54 + code)
                count += 1
            }
            return count
        }
    }

    /// The code at a place, 0 past the end.
    @inline(__always) func code(at place: Int) -> UInt64 { (number >> UInt64(54 - 6 * place)) & 63 }

    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }

    /// The code of an ASCII letter or digit; 0 for a space or mark of punctuation, 63 for anything else.
    @inline(__always) static func code(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 48...57: byte - 47
        case 65...90: byte - 54
        case 97...122: byte - 86
        case 128...: 63
        default: 0
        }
    }

    /// The key of a text in bytes, and whether the bytes are already its normal form.
    @inline(__always)
    static func key(of bytes: UnsafeBufferPointer<UInt8>) -> (number: UInt64?, isNormal: Bool) {
        var number: UInt64 = 0
        var count = 0
        var normal = true
        for byte in bytes {
            let code = code(byte)
            if code == 0 || byte >= 97 {
                normal = false
                if code == 0 { continue }
            }
            guard code != 63, count < places else { return (hash(bytes), false) }
            number |= UInt64(code) << UInt64(54 - 6 * count)
            count += 1
        }
        return count == 0 ? (nil, false) : (number, normal)
    }

    /// FNV-1a over the letters and digits, upper case.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var any = false
        for byte in bytes {
            let code = code(byte)
            guard code != 0 else { continue }
            any = true
            let letter = code == 63 ? byte : code <= 10 ? code + 47 : code + 54
            hash = (hash ^ UInt64(letter)) &* 0x100_0000_01b3
        }
        hash ^= hash >> 32
        return any ? hash & (hashed - 1) >> 3 | hashed : nil
    }
}
