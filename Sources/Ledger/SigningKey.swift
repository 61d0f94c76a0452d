import Crypto
import Vocabulary

/// The secret Ed25519 key with which a node signs its log.
///
/// A file that holds one is readable by its owner only; the disk sees to that (`FileLogDisk`).
package struct SigningKey: Sendable {
    /// The key's name, which is the log's origin.
    package let name: String
    /// The public half, to be given to everyone.
    package let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// Makes the key that belongs to 32 random bytes.
    ///
    /// Throws `ledger.key_invalid` when there are not 32 bytes or the name holds a space or plus sign.
    package init(name: String, seed: [UInt8]) throws {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let verifier = VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
        else {
            throw Fault(
                .ledgerKeyInvalid,
                "a signing key needs 32 random bytes and a name without spaces or plus signs",
                help: "name the log after its address without `https://`, such as `node.westyorks.example/ledger`"
            )
        }
        self.name = name
        self.key = key
        verifierKey = verifier
    }

    /// Reads the text form that ``secretText`` writes.
    package init(secretText: String) throws {
        let text = secretText.hasSuffix("\n") ? String(secretText.dropLast()) : secretText
        let parts = text.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let material = Base64.decode(parts[4]),
            material.first == VerifierKey.Algorithm.ed25519.rawValue
        else { throw Self.unreadable }
        try self.init(name: String(parts[2]), seed: Array(material.dropFirst()))
        guard Hex.encode(VerifierKey.bigEndian(verifierKey.keyID)) == parts[3] else { throw Self.unreadable }
    }

    /// The secret in the text form of Go's `note` package: `PRIVATE+KEY+name+keyid+base64`.
    package var secretText: String {
        let id = Hex.encode(VerifierKey.bigEndian(verifierKey.keyID))
        return "PRIVATE+KEY+\(name)+\(id)+\(Base64.encode([0x01] + Array(key.rawRepresentation)))"
    }

    /// The signature over some bytes: 64 bytes.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: message))
    }

    /// The text as a note signed by this key.
    package func note(_ text: String) throws -> SignedNote {
        let signature = SignedNote.Signature(
            name: name,
            keyID: verifierKey.keyID,
            bytes: try sign(Array(text.utf8))
        )
        return try SignedNote(text: text, signatures: [signature])
    }

    /// The public half for checking this key's cosignatures as a witness.
    package var cosignatureKey: VerifierKey { verifierKey.asCosigner }

    /// This key's cosignature, as a witness, over the text of another log's checkpoint at a time in seconds.
    package func cosignature(over text: String, at seconds: UInt64) throws -> SignedNote.Signature {
        let time = withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
        let signature = try sign(Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8))
        return SignedNote.Signature(name: name, keyID: cosignatureKey.keyID, bytes: time + signature)
    }

    private static var unreadable: Fault {
        Fault(
            .ledgerKeyInvalid,
            "the signing key cannot be read",
            help: "restore it from the place where the node's keys are kept; a new key would start a new log"
        )
    }
}

extension SigningKey {
    /// The key kept in `file` of a log's disk, made from `randomness` when log and key are both new.
    ///
    /// A log whose key is gone is refused, because a new key would look like another log to everyone who watches it.
    package static func kept(
        on disk: any LogDisk,
        in file: String = "signing.key",
        name: String,
        randomness: Randomness
    ) async throws -> SigningKey {
        if let size = try await disk.size(of: file) {
            let bytes = try await disk.read(file, at: 0, count: Int(min(size, 4_096)))
            let key = try SigningKey(secretText: String(decoding: bytes, as: UTF8.self))
            guard key.name == name else {
                throw Fault(
                    .ledgerKeyInvalid,
                    "the signing key belongs to `\(key.name)`, not to `\(name)`",
                    help: "start the node under the name its log was made with"
                )
            }
            return key
        }
        guard try await disk.size(of: Journal.file) == nil else { throw unreadable }
        let key = try SigningKey(name: name, seed: randomness(32))
        try await disk.replace(file, with: Array((key.secretText + "\n").utf8), durably: true)
        return key
    }
}
