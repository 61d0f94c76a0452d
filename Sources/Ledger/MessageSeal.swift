import Crypto

/// HMAC-SHA-256, for values this node hands out and must recognise again, such as session cookies.
package enum MessageSeal {
    /// The seal of a message under a key.
    package static func hmac(key: [UInt8], message: [UInt8]) -> Digest {
        HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)).withUnsafeBytes {
            Digest(loading: $0)
        }
    }

    /// Whether a seal is the right one, compared in constant time.
    package static func isValid(_ seal: [UInt8], key: [UInt8], message: [UInt8]) -> Bool {
        equal(seal, hmac(key: key, message: message).bytes)
    }

    /// Compares secrets in a time that depends on their length only.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }
}
