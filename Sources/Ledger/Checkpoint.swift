import Vocabulary

/// How long a log was at a moment and what it held: origin, size and root hash.
///
/// Source: c2sp.org/tlog-checkpoint.
package struct Checkpoint: Hashable, Sendable {
    /// Which log: its address without a scheme.
    package var origin: String
    /// How many entries.
    package var size: UInt64
    /// The Merkle tree's root over them.
    package var root: Digest
    /// Further lines, opaque; ours has none.
    package var extensions: [String]

    package init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// The text that is signed.
    package var text: String {
        ([origin, String(size), root.base64] + extensions).joined(separator: "\n") + "\n"
    }

    /// Reads the text of a note; throws `ledger.malformed` naming the line.
    package init(parsing text: String) throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count >= 3, !lines.contains("") else {
            throw Fault(.ledgerMalformed, "a checkpoint has at least three lines and no empty one")
        }
        guard let size = UInt64(lines[1]), String(size) == lines[1] else {
            throw Fault(.ledgerMalformed, "the size `\(lines[1])` of the checkpoint is not a plain number")
        }
        guard let root = Base64.decode(lines[2]).flatMap({ Digest($0) }) else {
            throw Fault(.ledgerMalformed, "the root `\(lines[2])` of the checkpoint is not 32 bytes in base 64")
        }
        self.init(origin: lines[0], size: size, root: root, extensions: Array(lines.dropFirst(3)))
    }

    /// This checkpoint as a note signed by the log's key.
    package func signed(by key: SigningKey) throws -> SignedNote { try key.note(text) }

    /// The checkpoint in a note, once the note is known to be signed by `key` for `origin`.
    package static func verified(_ note: SignedNote, origin: String, key: VerifierKey) throws -> Checkpoint {
        try verified(note, origin: origin, keys: [key])
    }

    /// The checkpoint in a note, once the note is known to be signed by one of `keys` for `origin`.
    package static func verified(_ note: SignedNote, origin: String, keys: [VerifierKey]) throws -> Checkpoint {
        try note.verified(by: keys)
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == origin else {
            throw Fault(.ledgerUnproved, "the checkpoint is of the log `\(checkpoint.origin)`, not of `\(origin)`")
        }
        return checkpoint
    }
}
