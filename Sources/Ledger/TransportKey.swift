import Crypto
import Vocabulary

/// The P-256 key of a node's certificate.
///
/// It secures connections only; what a node says is signed by keys of its own.
package enum TransportKey {
    /// A new key in PEM (PKCS #8), to be kept readable by its owner only.
    ///
    /// - Throws: `ledger.key_invalid` when no randomness comes.
    package static func make(_ randomness: Randomness) throws -> String {
        // About one in 2³² draws is not a key of this curve.
        for _ in 0..<4 {
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: randomness(32)) {
                return key.pemRepresentation + "\n"
            }
        }
        throw Fault(.ledgerKeyInvalid, "no key can be made of the randomness given")
    }
}
