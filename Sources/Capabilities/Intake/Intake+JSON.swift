/// Reads JSON (RFC 8259) strictly, over bytes that are text already checked to be UTF-8.
///
/// Strings are unescaped in place, since every escape is longer than what it stands for. Numbers stay their own text:
/// nothing here turns one into a `Double`.
struct JSONScanner {
    let bytes: UnsafeMutablePointer<UInt8>
    let count: Int
    var at = 0

    /// Deeper nesting than any record has is refused, so that hostile input cannot exhaust the stack.
    static let depthMax = 128

    struct Trouble: Error, Hashable, CustomStringConvertible {
        var at: Int
        var words: String
        var description: String { "not JSON at character \(at + 1): \(words)" }
    }

    init(_ bytes: UnsafeMutablePointer<UInt8>, count: Int, at: Int = 0) {
        self.bytes = bytes
        self.count = count
        self.at = at
    }

    func trouble(_ words: String) -> Trouble { Trouble(at: at, words: words) }

    /// The next byte that is not white space, or 0 at the end.
    mutating func peek() -> UInt8 {
        while at < count {
            let byte = bytes[at]
            if byte != 0x20, byte != 0x0a, byte != 0x0d, byte != 0x09 { return byte }
            at &+= 1
        }
        return 0
    }

    /// Takes `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, at < count else { return false }
        at &+= 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ words: String) throws {
        guard take(byte) else { throw trouble(words) }
    }

    mutating func finish() throws {
        _ = peek()
        guard at == count else { throw trouble("something follows the end of the value") }
    }

    /// Reads a string from its opening quote; the span is its text, unescaped in place.
    mutating func string() throws -> Span {
        try expect(UInt8(ascii: "\""), "a text in quotes is missing")
        let start = at
        while at < count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at &+= 1
                return Span(start: Int32(start), count: Int32(at &- 1 &- start))
            }
            if byte == UInt8(ascii: "\\") { return try unescape(from: start) }
            guard byte >= 0x20 else { throw trouble("a control character in a text is not escaped") }
            at &+= 1
        }
        throw trouble("a text is not closed")
    }

    private mutating func unescape(from start: Int) throws -> Span {
        var out = at
        while at < count {
            let byte = bytes[at]
            at &+= 1
            if byte == UInt8(ascii: "\"") { return Span(start: Int32(start), count: Int32(out &- start)) }
            guard byte >= 0x20 else {
                at -= 1
                throw trouble("a control character in a text is not escaped")
            }
            guard byte == UInt8(ascii: "\\") else {
                bytes[out] = byte
                out &+= 1
                continue
            }
            guard at < count else { break }
            let kind = bytes[at]
            at &+= 1
            let plain: UInt8
            switch kind {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = kind
            case UInt8(ascii: "b"): plain = 8
            case UInt8(ascii: "f"): plain = 12
            case UInt8(ascii: "n"): plain = 10
            case UInt8(ascii: "r"): plain = 13
            case UInt8(ascii: "t"): plain = 9
            case UInt8(ascii: "u"):
                let scalar = try escapedScalar()
                out += TextBytes.put(scalar, at: out, in: UnsafeMutableRawBufferPointer(start: bytes, count: count))
                continue
            default:
                at -= 1
                throw trouble("an escape that JSON does not have")
            }
            bytes[out] = plain
            out &+= 1
        }
        throw trouble("a text is not closed")
    }

    /// The scalar after `\u`, with its second half if it is a surrogate pair.
    private mutating func escapedScalar() throws -> UInt32 {
        let first = try hexUnit()
        guard first & 0xf800 == 0xd800 else { return first }
        guard first < 0xdc00, at + 1 < count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            throw trouble("half of a surrogate pair")
        }
        at += 2
        let second = try hexUnit()
        guard second & 0xfc00 == 0xdc00 else { throw trouble("half of a surrogate pair") }
        return 0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff)
    }

    private mutating func hexUnit() throws -> UInt32 {
        guard at + 4 <= count else { throw trouble("an escape is cut short") }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[at]
            switch byte {
            case 48...57: unit = unit << 4 | UInt32(byte - 48)
            case 65...70: unit = unit << 4 | UInt32(byte - 55)
            case 97...102: unit = unit << 4 | UInt32(byte - 87)
            default: throw trouble("an escape that is not four hexadecimal digits")
            }
            at += 1
        }
        return unit
    }

    /// Reads a number and returns its own text.
    mutating func number() throws -> Span {
        let start = at
        if at < count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let whole = digits()
        guard whole > 0 else { throw trouble("this is not a value") }
        guard whole == 1 || bytes[at - whole] != UInt8(ascii: "0") else { throw trouble("a number begins with 0") }
        if at < count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { throw trouble("a number has no digit after its point") }
        }
        if at < count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw trouble("a number has no digit in its exponent") }
        }
        return Span(start: Int32(start), count: Int32(at - start))
    }

    private mutating func digits() -> Int {
        let start = at
        while at < count, bytes[at] >= 48, bytes[at] <= 57 { at &+= 1 }
        return at - start
    }

    /// Takes `true`, `false` or `null`; the span is the word itself.
    mutating func word() throws -> Span {
        for word: StaticString in ["true", "false", "null"] {
            let length = word.utf8CodeUnitCount
            guard at + length <= count else { continue }
            if (0..<length).allSatisfy({ bytes[at + $0] == word.utf8Start[$0] }) {
                at += length
                return Span(start: Int32(at - length), count: Int32(length))
            }
        }
        throw trouble("this is not a value")
    }
}
