/// What is left of an identifier when case and punctuation are taken away, held without an allocation.
///
/// Every identifier is read through this: letters are upper case, separators are gone, and the rest is a plain run
/// of bytes to test by position. Written for intake, which reads several identifiers on each of millions of rows.
struct Compact {
    /// The longest identifier there is has 21 characters; anything over 32 is not one.
    static let capacity = 32

    private var bytes = InlineArray<32, UInt8>(repeating: 0)
    private(set) var count = 0

    /// What to do with ASCII punctuation that is not a usual separator.
    enum Punctuation { case refuse, drop }

    /// Returns `nil` when something other than a letter, a digit or a separator is met, or too much is left.
    ///
    /// One separator can be kept, such as `/`; other ASCII punctuation and control characters are refused or dropped.
    init?(_ text: String, keeping kept: UInt8 = 0, punctuation: Punctuation = .refuse) {
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                guard append(byte) else { return nil }
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                guard append(byte & 0xDF) else { return nil }
            case kept where kept != 0:
                guard append(byte) else { return nil }
            case 0x80...:
                guard Self.isSeparator(byte, &iterator) else { return nil }
            default:
                guard punctuation == .drop || Self.isSeparator(byte) else { return nil }
            }
        }
    }

    private init() {}

    /// Nothing yet; for building one from parts of another.
    static var empty: Self { Self() }

    /// Adds a byte; `false` when there is no room.
    mutating func append(_ byte: UInt8) -> Bool {
        guard count < Self.capacity else { return false }
        bytes[count] = byte
        count += 1
        return true
    }

    subscript(position: Int) -> UInt8 {
        get { bytes[position] }
        set { bytes[position] = newValue }
    }

    /// Whether every byte of the range is a digit; an empty range is.
    func isDigits(_ range: Range<Int>) -> Bool {
        for position in range where !bytes[position].isDigit { return false }
        return true
    }

    /// Whether every byte of the range is a letter; an empty range is.
    func isLetters(_ range: Range<Int>) -> Bool {
        for position in range where !bytes[position].isUpper { return false }
        return true
    }

    /// The number the digits of the range make, or `nil` where one is not a digit; at most 18 digits.
    func number(_ range: Range<Int>) -> UInt64? {
        guard range.count <= 18 else { return nil }
        var value: UInt64 = 0
        for position in range {
            guard let digit = bytes[position].digit else { return nil }
            value = value * 10 + UInt64(digit)
        }
        return value
    }

    /// The position of the first such byte.
    func firstIndex(of byte: UInt8) -> Int? {
        for position in 0..<count where bytes[position] == byte { return position }
        return nil
    }

    /// The position of the last such byte.
    func lastIndex(of byte: UInt8) -> Int? {
        for position in (0..<count).reversed() where bytes[position] == byte { return position }
        return nil
    }

    /// Whether the bytes at a position are these.
    func has(_ word: StaticString, at position: Int) -> Bool {
        guard position >= 0, position + word.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[position + offset] != word.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The bytes of the range as text; up to 15 of them need no allocation.
    func text(_ range: Range<Int>) -> String {
        String(ascii: range.count) { out in
            for position in range { out.put(bytes[position]) }
        }
    }

    /// Space, and the punctuation people put between the parts of an identifier.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20, 0x27...0x29, 0x2C...0x2F, 0x3A, 0x3B, 0x5B...0x5D, 0x5F: true
        default: false
        }
    }

    /// Whether the character that starts with this byte is a space, a dash or an invisible mark.
    ///
    /// Spreadsheets and web pages leave them in: U+00A0, U+2009, U+2011, U+202C, U+FEFF.
    static func isSeparator(_ lead: UInt8, _ rest: inout String.UTF8View.Iterator) -> Bool {
        switch lead {
        case 0xC2:
            let second = rest.next()
            return second == 0xA0 || second == 0xAD
        case 0xE2:
            guard let second = rest.next(), let third = rest.next() else { return false }
            switch second {
            case 0x80: return (0x80...0x9D).contains(third) || (0xA8...0xAF).contains(third)
            case 0x81: return third == 0x9F || (0xA0...0xAF).contains(third)
            case 0x88: return third == 0x92
            default: return false
            }
        case 0xE3: return rest.next() == 0x80 && rest.next() == 0x80
        case 0xEF: return rest.next() == 0xBB && rest.next() == 0xBF
        default: return false
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self &- 48 < 10 }
    var isUpper: Bool { self &- 65 < 26 }
    var isLower: Bool { self &- 97 < 26 }
    var digit: Int? { isDigit ? Int(self &- 48) : nil }
    /// The upper case of an ASCII letter; any other byte as it is.
    var upper: UInt8 { isLower ? self & 0xDF : self }
    var isBlank: Bool { self == 0x20 || self &- 9 < 5 }
}

/// Writes ASCII into the storage of a new string.
struct ASCIIWriter {
    fileprivate let buffer: UnsafeMutableBufferPointer<UInt8>
    fileprivate var count = 0

    /// Appends a byte; bytes past the announced length are dropped.
    mutating func put(_ byte: UInt8) {
        guard count < buffer.count, byte < 0x80 else { return }
        buffer[count] = byte
        count += 1
    }

    /// Appends the words of the source code.
    mutating func put(_ word: StaticString) {
        for offset in 0..<word.utf8CodeUnitCount { put(word.utf8Start[offset]) }
    }

    /// Appends a number with leading zeros to the width.
    mutating func put(_ number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            put(48 + UInt8(truncatingIfNeeded: rest / divisor % 10))
            rest %= divisor
            divisor /= 10
        }
    }
}

extension String {
    /// Text of at most so many ASCII bytes, written in place.
    init(ascii capacity: Int, _ write: (inout ASCIIWriter) -> Void) {
        self.init(unsafeUninitializedCapacity: capacity) { buffer in
            var writer = ASCIIWriter(buffer: UnsafeMutableBufferPointer(rebasing: buffer[..<capacity]))
            write(&writer)
            return writer.count
        }
    }
}
