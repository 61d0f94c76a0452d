import Ledger
import Vocabulary

/// Signatures on statements, compared by bytes.
///
/// Swift holds two texts to be equal that Unicode holds to be equal; another program that counts the same votes need not.
/// So that both always come to the same, names of keys are printable ASCII, and a look-alike is no name.
extension VerifierKey {
    /// The key of a voter in its text form; `nil` for a key that signs anything but notes.
    static func voter(_ text: String) -> VerifierKey? { plain(text, .ed25519) }

    /// The key of a witness in its text form; `nil` for a key that signs anything but checkpoints.
    static func cosigner(_ text: String) -> VerifierKey? { plain(text, .cosignature) }

    private static func plain(_ text: String, _ algorithm: Algorithm) -> VerifierKey? {
        VerifierKey(text).flatMap { $0.algorithm == algorithm && SignedNote.isPlain($0.name) ? $0 : nil }
    }
}

extension SignedNote {
    static func isPlain(_ name: String) -> Bool { name.utf8.allSatisfy { (33...126).contains($0) } }

    /// Reads a statement: a note whose signers have plain names.
    ///
    /// - Throws: ``Fault`` `ledger.malformed`, `governance.statement_unreadable`.
    init(statement bytes: [UInt8]) throws {
        try self.init(parsing: bytes)
        guard signatures.allSatisfy({ Self.isPlain($0.name) }) else { throw StatementLines.fault("signature") }
    }

    /// Whether the first signature in the key's name is the key's, over this text.
    func isSigned(by key: VerifierKey) -> Bool {
        signatures.first { $0.isNamed(as: key) }.map { key.isValid(signature: $0.bytes, over: text) } ?? false
    }

    /// The checkpoint in this note, where it is signed by the key of the log that it names.
    ///
    /// - Throws: ``Fault`` `ledger.malformed`, `governance.ballot_unproved`.
    func checkpoint(of log: VerifierKey) throws -> Checkpoint {
        let found = try Checkpoint(parsing: text)
        guard isSigned(by: log), found.origin.utf8.elementsEqual(log.name.utf8) else {
            throw GovernanceBallotLog.unproved("its checkpoint is not signed by `\(log.name)`")
        }
        return found
    }
}

extension SignedNote.Signature {
    /// Whether it claims to be of this key.
    func isNamed(as key: VerifierKey) -> Bool { name.utf8.elementsEqual(key.name.utf8) && keyID == key.keyID }
}
