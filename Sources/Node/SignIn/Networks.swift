import Glibc
import Vocabulary

/// A range of addresses, as `10.20.0.0/16` or `2001:db8::/32`.
package struct Network: Sendable, Hashable {
    private let bytes: [UInt8]
    private let bits: Int

    /// Reads a range, of which a single address is one; `nil` when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let bytes = Self.bytes(String(parts[0])), parts.count <= 2 else { return nil }
        let whole = bytes.count * 8
        guard let bits = parts.count == 1 ? whole : Int(parts[1]), (0...whole).contains(bits) else { return nil }
        self.bytes = bytes
        self.bits = bits
    }

    /// Whether an address lies in the range; text that is no address lies in none.
    package func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(address), other.count == bytes.count else { return false }
        for place in 0..<bytes.count {
            let left = bits - place * 8
            if left <= 0 { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : 0xFF << UInt8(8 - left)
            if bytes[place] & mask != other[place] & mask { return false }
        }
        return true
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }
}
