import Crypto
import CryptoExtras
import Vocabulary

/// A public key by which somebody else's signed statement is checked: an identity provider's ID token.
///
/// A key knows its one algorithm, so that what a token says of its own algorithm never chooses how it is checked.
package struct TokenKey: Sendable {
    /// The algorithms of RFC 7518 section 3.1 that are accepted.
    package enum Algorithm: String, Sendable, CaseIterable {
        /// ECDSA on P-256 with SHA-256.
        case es256 = "ES256"
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        case rs256 = "RS256"
    }

    private enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    /// The one algorithm this key is used with.
    package let algorithm: Algorithm
    private let material: Material

    /// A point of P-256 by its coordinates, 32 bytes each; `nil` unless it lies on the curve.
    package init?(x: [UInt8], y: [UInt8]) {
        guard x.count == 32, y.count == 32,
            let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
        else { return nil }
        algorithm = .es256
        material = .p256(key)
    }

    /// An RSA key by its modulus and exponent, most significant byte first; `nil` unless the modulus has `bitsMin` to
    /// 8192 bits and the exponent is odd and from 65537 to 2³² - 1.
    ///
    /// 3072 bits are as hard to break as the 128 bits of P-256 and SHA-256; nothing below 2048 is ever taken.
    package init?(modulus: [UInt8], exponent: [UInt8], bitsMin: Int = 3072) {
        let modulus = Array(modulus.drop { $0 == 0 }), exponent = Array(exponent.drop { $0 == 0 })
        let value = exponent.reduce(0) { $0 << 8 | UInt64($1) }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard (max(bitsMin, 2048)...8192).contains(bits), (modulus.last ?? 0) & 1 == 1,
            exponent.count <= 4, value >= 65_537, value & 1 == 1,
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { return nil }
        algorithm = .rs256
        material = .rsa(key)
    }

    /// Whether this key's owner signed these bytes.
    ///
    /// An ES256 signature is the 64 bytes of r and s (RFC 7518 section 3.4).
    package func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        switch material {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        }
    }
}
