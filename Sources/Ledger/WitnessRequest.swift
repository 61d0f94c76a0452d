import Vocabulary

/// What a log sends to a witness: how much of it the witness has seen, a proof that it only grew, and the checkpoint.
///
/// Source: c2sp.org/tlog-witness, `add-checkpoint`.
package struct WitnessRequest: Hashable, Sendable {
    /// The most hashes in a consistency proof.
    package static let proofHashesMax = 63
    /// The most bytes a witness reads of a request.
    package static let bytesMax = 64_000

    /// The size of the last checkpoint that the witness cosigned, as far as the log knows; 0 for none.
    package var oldSize: UInt64
    /// Shows that the tree of ``oldSize`` entries is the beginning of the new one; empty from size 0.
    package var proof: [Digest]
    /// The new checkpoint, signed by its log.
    package var note: SignedNote

    package init(oldSize: UInt64, proof: [Digest], note: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
    }

    /// The body of the request.
    package var encoded: String {
        (["old \(oldSize)"] + proof.map(\.base64)).joined(separator: "\n") + "\n\n" + note.encoded
    }

    /// Reads the body of a request.
    ///
    /// Throws `ledger.malformed` naming the line, or `ledger.witness_unsigned` when what follows is not a signed note.
    package init(parsing bytes: [UInt8]) throws {
        guard bytes.count <= Self.bytesMax, let text = String(validating: bytes, as: UTF8.self),
            let gap = text.firstRange(of: "\n\n")
        else { throw Self.malformed("no checkpoint follows its proof") }
        var lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let line = lines.popFirst(), line.hasPrefix("old "), let size = UInt64(line.dropFirst(4)),
            line == "old \(size)"
        else { throw Self.malformed("its first line is not `old` and a plain number") }
        guard lines.count <= Self.proofHashesMax else {
            throw Self.malformed("its proof has more than \(Self.proofHashesMax) hashes")
        }
        oldSize = size
        proof = try lines.map { line in
            guard let hash = Base64.decode(line).flatMap({ Digest($0) }) else {
                throw Self.malformed("`\(line)` is not a hash in base 64")
            }
            return hash
        }
        do {
            note = try SignedNote(parsing: String(text[gap.upperBound...]))
        } catch {
            throw Fault(.witnessUnsigned, "invalid signature: the checkpoint is not a signed note", cause: error)
        }
    }

    private static func malformed(_ why: String) -> Fault {
        Fault(.ledgerMalformed, "the witness request is malformed: \(why)")
    }
}

/// What a witness answers over HTTP.
package struct WitnessReply: Hashable, Sendable {
    /// The HTTP status.
    package var status: Int
    /// The type of the body.
    package var contentType: String
    /// Signature lines, a size, or one line of words.
    package var body: String

    package init(status: Int, contentType: String = "text/plain; charset=utf-8", body: String) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

extension Fault.Code {
    /// A witness was asked about a log that it does not watch.
    package static let witnessUnknownLog = Self("ledger.witness_unknown_log", status: 404)
    /// A witness was given a checkpoint that its log has not signed.
    package static let witnessUnsigned = Self("ledger.witness_unsigned", status: 403)
    /// A witness was given a checkpoint that does not continue what it has seen.
    package static let witnessUnproved = Self("ledger.witness_unproved", status: 422)
    /// A log shows, or seems to show, different histories to different readers.
    package static let ledgerSplitView = Self("ledger.split_view", status: 409)
    /// Too few witnesses have cosigned.
    package static let ledgerUnwitnessed = Self("ledger.unwitnessed", status: 503)
}
