import Vocabulary

/// A text signed by one or more keys, in the C2SP form.
///
/// The text must be ignored until ``verified(by:)`` has been called. Source: c2sp.org/signed-note.
package struct SignedNote: Hashable, Sendable {
    /// One signature line.
    package struct Signature: Hashable, Sendable {
        /// The name of the key that signed.
        package var name: String
        /// The short number of the key that signed.
        package var keyID: UInt32
        /// The signature without its key number.
        package var bytes: [UInt8]

        package init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }

        /// The line as it stands in the note, with its newline.
        package var line: String {
            "— \(name) \(Base64.encode(VerifierKey.bigEndian(keyID) + bytes))\n"
        }
    }

    /// The most bytes a note may have.
    package static let bytesMax = 1_000_000
    /// The most signatures a note may have.
    package static let signaturesMax = 100

    /// The signed text, with its last newline.
    package let text: String
    /// The signatures, in their order.
    package private(set) var signatures: [Signature]

    /// Throws `ledger.malformed` unless the text ends in a newline and holds no control characters.
    package init(text: String, signatures: [Signature]) throws {
        guard text.utf8.last == 0x0A, text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else {
            throw Self.malformed("its text must end in a newline and hold no control characters")
        }
        guard signatures.allSatisfy({ VerifierKey.isUsable(name: $0.name) }) else {
            throw Self.malformed("a key name is unusable")
        }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note; throws `ledger.malformed` naming what is wrong.
    package init(parsing bytes: [UInt8]) throws {
        guard bytes.count <= Self.bytesMax else { throw Self.malformed("it is longer than \(Self.bytesMax) bytes") }
        guard let whole = String(validating: bytes, as: UTF8.self) else { throw Self.malformed("it is not UTF-8") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else {
            throw Self.malformed("it holds control characters")
        }
        var gap: Int?
        var at = bytes.count - 2
        while at >= 0 {
            if bytes[at] == 0x0A, bytes[at + 1] == 0x0A {
                gap = at
                break
            }
            at -= 1
        }
        guard let gap, bytes.last == 0x0A, gap + 2 < bytes.count else {
            throw Self.malformed("no blank line and signatures follow its text")
        }
        let split = whole.utf8.index(whole.startIndex, offsetBy: gap + 1)
        let tail = whole.utf8.index(split, offsetBy: 1)
        let lines = whole[tail...].split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count <= Self.signaturesMax else {
            throw Self.malformed("it has more than \(Self.signaturesMax) signatures")
        }
        try self.init(text: String(whole[..<split]), signatures: lines.map(Self.signature(line:)))
    }

    /// Reads a note from its text.
    package init(parsing text: String) throws { try self.init(parsing: Array(text.utf8)) }

    /// The whole note as it is stored and sent.
    package var encoded: String { text + "\n" + signatures.map(\.line).joined() }

    /// Adds a signature over the same text.
    package mutating func add(_ signature: Signature) { signatures.append(signature) }

    /// The keys among `keys` whose signatures this note carries.
    ///
    /// Throws `ledger.unproved` when a known key's signature is wrong or when no known key has signed. Signatures of
    /// unknown keys are ignored, so that witnesses and new keys can be added at any time.
    @discardableResult package func verified(by keys: [VerifierKey]) throws -> [VerifierKey] {
        var found: [VerifierKey] = []
        for signature in signatures {
            let matching = keys.filter { $0.name == signature.name && $0.keyID == signature.keyID }
            guard let key = matching.first, !found.contains(key) else { continue }
            guard matching.allSatisfy({ $0 == key }) else {
                throw Fault(.ledgerUnproved, "two known keys share the name and number of `\(key.name)`")
            }
            guard key.isValid(signature: signature.bytes, over: text) else {
                throw Fault(
                    .ledgerUnproved,
                    "the signature of `\(key.name)` is not over this text",
                    help: "treat the note as forged until its sender explains it"
                )
            }
            found.append(key)
        }
        guard !found.isEmpty else {
            throw Fault(
                .ledgerUnproved,
                "no known key has signed this note",
                help: "check that the verifier key given is the log's own"
            )
        }
        return found
    }

    private static func signature(line: Substring) throws -> Signature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", VerifierKey.isUsable(name: String(parts[1])),
            let bytes = Base64.decode(parts[2]), bytes.count > 4
        else { throw malformed("a signature line cannot be read") }
        let id = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Signature(name: String(parts[1]), keyID: id, bytes: Array(bytes.dropFirst(4)))
    }

    private static func malformed(_ why: String) -> Fault {
        Fault(.ledgerMalformed, "the note is malformed: \(why)")
    }
}
