import Vocabulary

/// How the text of a file is written.
enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case latin1 = "iso-8859-1"
    case utf16 = "utf-16"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"

    /// Reads the names people and XML declarations use: `UTF-8`, `cp1252`, `latin1`.
    init?(name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
        case "windows-1252", "cp1252", "cp-1252": self = .windows1252
        case "iso-8859-1", "latin-1", "latin1": self = .latin1
        case "utf-16", "utf16": self = .utf16
        case "utf-16le": self = .utf16LittleEndian
        case "utf-16be": self = .utf16BigEndian
        default: return nil
        }
    }
}

/// Text of any of the known encodings as checked UTF-8, without its byte order mark.
///
/// A byte order mark decides before the stated encoding does. Bytes that are not the encoding are handed out as they
/// are and noted in ``textTrouble``, so that every row before them is still read.
final class TextBytes: ByteSource {
    private let upstream: any ByteSource
    private(set) var encoding: TextEncoding
    private var started = false
    /// Bytes read from upstream and not yet handed out: the look at the byte order mark, half a UTF-16 unit.
    private var held: [UInt8] = []
    private var staging: [UInt8] = []
    private var validator = UTF8Validator()
    private var handedOut: UInt64 = 0
    private var highSurrogate: UInt16 = 0
    private(set) var textTrouble: TextTrouble?
    private(set) var sawNUL = false

    var consumed: UInt64 { upstream.consumed }

    init(_ upstream: any ByteSource, encoding: TextEncoding = .utf8) {
        self.upstream = upstream
        self.encoding = encoding
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        if !started { try start() }
        let count: Int
        if !spill.isEmpty {
            count = handOutSpill(room)
            handedOut += UInt64(count)
            return count
        }
        switch encoding {
        case .utf8: count = try readUTF8(room)
        case .windows1252, .latin1: count = try readSingleByte(room)
        case .utf16, .utf16LittleEndian, .utf16BigEndian: count = try readUTF16(room)
        }
        handedOut += UInt64(count)
        return count
    }

    /// Looks at the first bytes for a byte order mark.
    private func start() throws {
        started = true
        var first = [UInt8](repeating: 0, count: 4)
        let count = try first.withUnsafeMutableBytes { try upstream.fill($0) }
        held = Array(first[..<count])
        if held.starts(with: [0xef, 0xbb, 0xbf]) {
            encoding = .utf8
            held.removeFirst(3)
        } else if held.starts(with: [0xff, 0xfe]) {
            encoding = .utf16LittleEndian
            held.removeFirst(2)
        } else if held.starts(with: [0xfe, 0xff]) {
            encoding = .utf16BigEndian
            held.removeFirst(2)
        } else if encoding == .utf16 {
            encoding = .utf16LittleEndian
        }
    }

    /// Hands out `held` first, then upstream's bytes.
    private func take(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        if held.isEmpty { return try upstream.read(into: room) }
        let count = min(held.count, room.count)
        room.copyBytes(from: held[..<count])
        held.removeFirst(count)
        return count
    }

    private func readUTF8(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try take(into: room)
        if count == 0, textTrouble == nil, validator.isInside {
            textTrouble = TextTrouble(offset: handedOut, encoding: encoding, byte: 0)
        }
        let piece = UnsafeRawBufferPointer(rebasing: room[..<count])
        if textTrouble == nil, let bad = validator.firstBad(in: piece, sawNUL: &sawNUL) {
            textTrouble = TextTrouble(offset: handedOut + UInt64(bad), encoding: encoding, byte: piece[bad])
            sawNUL = true
        }
        return count
    }

    private func readSingleByte(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        // Every byte becomes at most three.
        guard room.count >= 3 else { return try readThroughStaging(room) }
        let wanted = room.count / 3
        if staging.count < wanted { staging = [UInt8](repeating: 0, count: wanted) }
        let count = try staging.withUnsafeMutableBytes { bytes in
            try take(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
        }
        var out = 0
        for index in 0..<count {
            let byte = staging[index]
            if byte == 0 { sawNUL = true }
            if byte < 0x80 {
                room[out] = byte
                out += 1
            } else {
                let scalar = encoding == .latin1 || byte >= 0xa0 ? UInt32(byte) : Self.windows1252[Int(byte) - 0x80]
                out += Self.put(scalar, at: out, in: room)
            }
        }
        return out
    }

    private func readUTF16(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        guard room.count >= 4 else { return try readThroughStaging(room) }
        // Two bytes become at most three; an odd byte is held for the next call.
        let wanted = max(2, room.count / 4 * 2)
        if staging.count < wanted { staging = [UInt8](repeating: 0, count: wanted) }
        var out = 0
        while out == 0 {
            let count = try staging.withUnsafeMutableBytes { bytes -> Int in
                var filled = 0
                while filled < 2 {
                    let got = try take(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled..<wanted]))
                    if got == 0 { break }
                    filled += got
                }
                return filled
            }
            if count == 0 {
                if highSurrogate != 0 { noteTrouble(at: out, UInt8(highSurrogate >> 8)) }
                return 0
            }
            if count % 2 == 1 {
                if count == 1 {
                    noteTrouble(at: out, staging[0])
                    room[0] = UInt8(ascii: "?")
                    return 1
                }
                held.insert(staging[count - 1], at: 0)
            }
            for index in stride(from: 0, to: count - 1, by: 2) {
                let low = UInt16(staging[index]), high = UInt16(staging[index + 1])
                let unit = encoding == .utf16BigEndian ? low << 8 | high : high << 8 | low
                out += put(unit, at: out, in: room)
            }
        }
        return out
    }

    /// Writes one UTF-16 unit; a lone surrogate is noted and written as U+FFFD.
    private func put(_ unit: UInt16, at out: Int, in room: UnsafeMutableRawBufferPointer) -> Int {
        if unit == 0 { sawNUL = true }
        let isLow = unit & 0xfc00 == 0xdc00
        if highSurrogate != 0, isLow {
            let scalar = 0x10000 + (UInt32(highSurrogate & 0x3ff) << 10 | UInt32(unit & 0x3ff))
            highSurrogate = 0
            return Self.put(scalar, at: out, in: room)
        }
        if highSurrogate != 0 || isLow { noteTrouble(at: out, UInt8(unit >> 8)) }
        highSurrogate = 0
        if unit & 0xfc00 == 0xd800 {
            highSurrogate = unit
            return 0
        }
        return Self.put(isLow ? 0xfffd : UInt32(unit), at: out, in: room)
    }

    private func noteTrouble(at out: Int, _ byte: UInt8) {
        guard textTrouble == nil else { return }
        textTrouble = TextTrouble(offset: handedOut + UInt64(out), encoding: encoding, byte: byte)
    }

    /// For a room too small to hold one character: decodes apart and hands out what fits.
    private var spill: [UInt8] = []
    private func readThroughStaging(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        if spill.isEmpty {
            var wide = [UInt8](repeating: 0, count: 64)
            let count = try wide.withUnsafeMutableBytes {
                encoding == .windows1252 || encoding == .latin1 ? try readSingleByte($0) : try readUTF16($0)
            }
            spill = Array(wide[..<count])
        }
        return handOutSpill(room)
    }

    private func handOutSpill(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(spill.count, room.count)
        room.copyBytes(from: spill[..<count])
        spill.removeFirst(count)
        return count
    }

    /// Writes a scalar as UTF-8 and returns its length.
    static func put(_ scalar: UInt32, at index: Int, in room: UnsafeMutableRawBufferPointer) -> Int {
        switch scalar {
        case ..<0x80:
            room[index] = UInt8(scalar)
            return 1
        case ..<0x800:
            room[index] = UInt8(0xc0 | scalar >> 6)
            room[index + 1] = UInt8(0x80 | scalar & 0x3f)
            return 2
        case ..<0x10000:
            room[index] = UInt8(0xe0 | scalar >> 12)
            room[index + 1] = UInt8(0x80 | scalar >> 6 & 0x3f)
            room[index + 2] = UInt8(0x80 | scalar & 0x3f)
            return 3
        default:
            room[index] = UInt8(0xf0 | scalar >> 18)
            room[index + 1] = UInt8(0x80 | scalar >> 12 & 0x3f)
            room[index + 2] = UInt8(0x80 | scalar >> 6 & 0x3f)
            room[index + 3] = UInt8(0x80 | scalar & 0x3f)
            return 4
        }
    }

    /// The characters of bytes 0x80 to 0x9f.
    ///
    /// The five bytes without a character stay the control codes they are, so that nothing is lost.
    /// Source: WHATWG Encoding Standard, index windows-1252.
    private static let windows1252: [UInt32] = [
        0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
        0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0x9d, 0x017e, 0x0178,
    ]
}
