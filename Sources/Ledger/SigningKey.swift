import Crypto
import Vocabulary

/// Signs with a secret Ed25519 key that is somewhere else: in an agent, in a module of its own.
package protocol Signer: Sendable {
    /// The public half: 32 bytes.
    var publicKey: [UInt8] { get }
    /// The signature over some bytes: 64 bytes; throws when whoever holds the key does not sign.
    func sign(_ message: [UInt8]) throws -> [UInt8]
}

/// The secret Ed25519 key with which a node signs its log: here, or with a ``Signer``.
///
/// A file that holds one is readable by its owner only; the disk sees to that (`FileLogDisk`).
package struct SigningKey: Sendable {
    /// The key's name, which is the log's origin.
    package let name: String
    /// The public half, to be given to everyone.
    package let verifierKey: VerifierKey
    private let holder: Holder

    private enum Holder: Sendable {
        case here(Curve25519.Signing.PrivateKey)
        case elsewhere(any Signer)
    }

    /// The key that a signer holds; throws `ledger.key_invalid` when the name holds a space or plus sign.
    package init(name: String, signer: any Signer) throws {
        guard let verifier = VerifierKey(name: name, publicKey: signer.publicKey) else { throw Self.unreadable }
        self.name = name
        verifierKey = verifier
        holder = .elsewhere(signer)
    }

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
        holder = .here(key)
        verifierKey = verifier
    }

    /// Reads the text form that ``secretText`` writes.
    ///
    /// - `signer`: finds who holds the secret to a public key, where the text says that somebody else does.
    package init(secretText: String, signer: (([UInt8]) throws -> any Signer)? = nil) throws {
        let text = Self.line(secretText)
        if text.hasPrefix(Self.elsewhere) {
            let verifier = try Self.publicHalf(of: secretText)
            guard let signer else { throw Self.unreadable }
            try self.init(name: verifier.name, signer: signer(verifier.publicKey))
            guard verifierKey == verifier else { throw Self.unreadable }
            return
        }
        let parts = text.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let material = Base64.decode(parts[4]),
            material.first == VerifierKey.Algorithm.ed25519.rawValue
        else { throw Self.unreadable }
        try self.init(name: String(parts[2]), seed: Array(material.dropFirst()))
        guard Hex.encode(VerifierKey.bigEndian(verifierKey.keyID)) == parts[3] else { throw Self.unreadable }
    }

    /// The secret in the text form of Go's `note` package: `PRIVATE+KEY+name+keyid+base64`; of a key that is elsewhere
    /// `AGENT+KEY+` and the public half.
    package var secretText: String {
        switch holder {
        case .here(let key):
            let id = Hex.encode(VerifierKey.bigEndian(verifierKey.keyID))
            return "PRIVATE+KEY+\(name)+\(id)+\(Base64.encode([0x01] + Array(key.rawRepresentation)))"
        case .elsewhere: return Self.elsewhere + verifierKey.description
        }
    }

    /// The public half of the key that a text form is of, without asking whoever holds it.
    package static func publicHalf(of secretText: String) throws -> VerifierKey {
        let text = line(secretText)
        guard text.hasPrefix(elsewhere) else { return try SigningKey(secretText: secretText).verifierKey }
        guard let key = VerifierKey(String(text.dropFirst(elsewhere.count))), key.algorithm == .ed25519 else {
            throw unreadable
        }
        return key
    }

    /// The signature over some bytes: 64 bytes.
    ///
    /// What another holder of the key gives is checked: a wrong signature is a fault, and never stands in the log.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch holder {
        case .here(let key): return Array(try key.signature(for: message))
        case .elsewhere(let signer):
            let signature = try signer.sign(message)
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: verifierKey.publicKey)
            guard signature.count == 64, key.isValidSignature(signature, for: message) else {
                throw Fault(
                    .ledgerKeyInvalid,
                    "whoever holds the signing key gave a signature that is not this key's",
                    help: "see to the agent; nothing is signed until it is right"
                )
            }
            return signature
        }
    }

    private static let elsewhere = "AGENT+KEY+"

    private static func line(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }

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
