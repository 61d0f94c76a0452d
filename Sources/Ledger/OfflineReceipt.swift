import Vocabulary

/// A proof, in one small text file, that an entry is in a log: it can be checked with nothing but the log's key.
///
/// Source: c2sp.org/tlog-proof.
package struct OfflineReceipt: Hashable, Sendable {
    /// The entry's number.
    package var index: UInt64
    /// The hashes from the leaf's sibling up to the root's child.
    package var proof: [Digest]
    /// The checkpoint the proof leads to.
    package var checkpoint: SignedNote
    /// Anything else; not vouched for by the proof.
    package var extra: [UInt8]?

    package init(index: UInt64, proof: [Digest], checkpoint: SignedNote, extra: [UInt8]? = nil) {
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
        self.extra = extra
    }

    private static let firstLine = "c2sp.org/tlog-proof@v1"

    /// The text of the file; by custom its name ends in `.tlog-proof`.
    package var encoded: String {
        var lines = [Self.firstLine]
        if let extra { lines.append("extra \(Base64.encode(extra))") }
        lines.append("index \(index)")
        lines += proof.map(\.base64)
        return lines.joined(separator: "\n") + "\n\n" + checkpoint.encoded
    }

    /// Reads a receipt; throws `ledger.malformed` naming the line.
    package init(parsing text: String) throws {
        guard text.utf8.count <= SignedNote.bytesMax, let gap = text.firstRange(of: "\n\n") else {
            throw Self.malformed("no checkpoint follows its proof")
        }
        var lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.firstLine[...] else {
            throw Self.malformed("it does not begin with `\(Self.firstLine)`")
        }
        extra = nil
        if let line = lines.first, line.hasPrefix("extra ") {
            guard let bytes = Base64.decode(line.dropFirst(6)) else { throw Self.malformed("its extra is not base 64") }
            extra = bytes
            lines.removeFirst()
        }
        guard let line = lines.popFirst(), line.hasPrefix("index "), let index = UInt64(line.dropFirst(6)),
            line == "index \(index)"
        else { throw Self.malformed("its index is not a plain number") }
        self.index = index
        guard lines.count <= 64 else { throw Self.malformed("its proof has more than 64 hashes") }
        proof = try lines.map { line in
            guard let hash = Base64.decode(line).flatMap({ Digest($0) }) else {
                throw Self.malformed("`\(line)` is not a hash in base 64")
            }
            return hash
        }
        checkpoint = try SignedNote(parsing: String(text[gap.upperBound...]))
    }

    /// Checks that the entry with this leaf is in the log that `key` signs for `origin`.
    ///
    /// Throws `ledger.unproved` saying what does not hold.
    package func verify(leaf: [UInt8], origin: String, key: VerifierKey) throws {
        try verify(leaf: leaf, head: try Checkpoint.verified(checkpoint, origin: origin, key: key))
    }

    /// Checks that the entry with this leaf is under the root of the receipt's own checkpoint, once verified.
    package func verify(leaf: [UInt8], head: Checkpoint) throws {
        let hash = Merkle.leaf(leaf)
        guard MerkleProof.includes(leaf: hash, at: index, size: head.size, proof: proof, root: head.root) else {
            throw Fault(
                .ledgerUnproved,
                "the receipt does not lead from this entry to the signed root",
                help: "check that the entry given is the one the receipt was made for"
            )
        }
    }

    private static func malformed(_ why: String) -> Fault {
        Fault(.ledgerMalformed, "the receipt is malformed: \(why)")
    }
}
