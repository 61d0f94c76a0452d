/// Standard base 64 (RFC 4648 section 4), strict: one text for one value.
package enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each letter; 255 for what is not one.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The text for some bytes, padded.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encodedBytes(Array(bytes)), as: UTF8.self)
    }

    /// The text for some bytes, in UTF-8.
    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let second = count > 1 ? bytes[start + 1] : 0
            let third = count > 2 ? bytes[start + 2] : 0
            text.append(letters[Int(bytes[start] >> 2)])
            text.append(letters[Int((bytes[start] & 3) << 4 | second >> 4)])
            text.append(count > 1 ? letters[Int((second & 15) << 2 | third >> 6)] : 0x3D)
            text.append(count > 2 ? letters[Int(third & 63)] : 0x3D)
        }
        return text
    }

    /// The bytes of a text, or `nil` unless it is exactly what ``encode(_:)`` would have written.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text in UTF-8, or `nil` unless it is exactly what ``encode(_:)`` would have written.
    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let padding = text.last != 0x3D ? 0 : text[text.count - 2] == 0x3D ? 2 : 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        for (position, letter) in text.dropLast(padding).enumerated() {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            switch position % 4 {
            case 0: continue
            case 1: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            default: bytes.append(UInt8(truncatingIfNeeded: bits))
            }
        }
        // The bits that padding leaves over must be zero, or two texts would have one value.
        guard padding == 0 || bits & (padding == 1 ? 3 : 15) == 0 else { return nil }
        return bytes
    }
}

/// Lower-case hexadecimal.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two characters a byte.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a lower-case text, or `nil`.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case 48...57: value = character - 48
            case 97...102: value = character - 87
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}

/// CRC-32 (the polynomial of IEEE 802.3): finds accidents, not tampering.
enum CRC32 {
    // Eight tables of 256: the k-th advances a byte through k further zero bytes, so that eight bytes go at a time.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
            tables[index] = value
        }
        for index in 0..<256 {
            for table in 1..<8 {
                let before = tables[(table - 1) * 256 + index]
                tables[table * 256 + index] = (before >> 8) ^ tables[Int(before & 255)]
            }
        }
        return tables
    }()

    /// The checksum of a buffer, continued from `seed` (0 to begin).
    static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        tables.withUnsafeBufferPointer { table in
            var crc = ~seed
            var at = 0
            while at + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
                crc = 0
                for lane in 0..<8 {
                    crc ^= table[(7 - lane) * 256 + Int(truncatingIfNeeded: (word >> (UInt64(lane) * 8)) & 255)]
                }
                at += 8
            }
            while at < bytes.count {
                crc = (crc >> 8) ^ table[Int((crc ^ UInt32(bytes[at])) & 255)]
                at += 1
            }
            return ~crc
        }
    }
}
