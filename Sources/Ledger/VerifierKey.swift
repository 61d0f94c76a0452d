import Crypto
import Vocabulary

/// A public key that can check the signatures on notes, in the C2SP form `name+keyid+base64`.
///
/// Source: c2sp.org/signed-note, c2sp.org/tlog-cosignature.
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// What a signature of this key signs.
    package enum Algorithm: UInt8, Sendable {
        /// Ed25519 over the text of the note.
        case ed25519 = 0x01
        /// Ed25519 over the time and the text of a checkpoint: a witness's cosignature.
        case cosignature = 0x04
    }

    /// The key's name: for a log, its origin.
    package let name: String
    /// The short number that stands before each signature.
    ///
    /// It identifies; it does not prove.
    package let keyID: UInt32
    /// What signatures of this key sign.
    package let algorithm: Algorithm
    /// The Ed25519 public key: 32 bytes.
    package let publicKey: [UInt8]

    private init(_ key: VerifierKey, algorithm: Algorithm) {
        name = key.name
        publicKey = key.publicKey
        self.algorithm = algorithm
        keyID = Self.keyID(name: name, material: [algorithm.rawValue] + publicKey)
    }

    /// The same key for checking its cosignatures as a witness.
    package var asCosigner: VerifierKey { VerifierKey(self, algorithm: .cosignature) }

    /// `nil` unless the name is usable and the key has 32 bytes.
    package init?(name: String, algorithm: Algorithm = .ed25519, publicKey: [UInt8]) {
        guard Self.isUsable(name: name), publicKey.count == 32 else { return nil }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = Self.keyID(name: name, material: [algorithm.rawValue] + publicKey)
    }

    /// Reads the text form; `nil` when it is malformed or its key id is not that of the key.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count == 8, let id = Hex.decode(parts[1]),
            let material = Base64.decode(parts[2]), let type = material.first,
            let algorithm = Algorithm(rawValue: type)
        else { return nil }
        self.init(name: String(parts[0]), algorithm: algorithm, publicKey: Array(material.dropFirst()))
        guard id == Self.bigEndian(keyID) else { return nil }
    }

    /// The text form, as it is given to others.
    package var description: String {
        "\(name)+\(Hex.encode(Self.bigEndian(keyID)))+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Whether the signature is this key's over the text.
    ///
    /// For a cosignature the signature begins with the time (8 bytes, big-endian seconds).
    package func isValid(signature: [UInt8], over text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        switch algorithm {
        case .ed25519:
            return signature.count == 64 && key.isValidSignature(signature, for: Array(text.utf8))
        case .cosignature:
            guard signature.count == 72 else { return false }
            let time = signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let message = Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
            return key.isValidSignature(Array(signature.dropFirst(8)), for: message)
        }
    }

    /// A key name is not empty and holds neither spaces nor plus signs nor control characters.
    static func isUsable(name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0 != "+" && $0.value > 32 && !$0.properties.isWhitespace }
    }

    static func keyID(name: String, material: [UInt8]) -> UInt32 {
        let digest = Digest.sha256(Array(name.utf8) + [0x0A] + material).bytes
        return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
