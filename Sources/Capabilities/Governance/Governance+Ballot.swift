import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// A copy of the log of votes, as it is published: any prefix of it, with the checkpoint that vouches for it.
///
/// Each entry is a signed note: an opening or a closing of the secretariat, whose key is the log's, or a vote. What
/// else stands in the log is passed over. Nothing in it is about a person.
struct GovernanceBallotLog: Hashable, Sendable {
    static let format = "reeve-ballot/1"
    static let closingHeading = "reeve/closing/v1"

    /// The log's key: the secretariat's.
    let key: VerifierKey
    let checkpoint: SignedNote
    /// The entries in their order, from 0; the root over them is the checkpoint's.
    let entries: [String]
    /// Rosters that openings name by their hash.
    let rosters: [GovernanceElectorate]

    /// The file's own form.
    struct Export: Codable {
        var format: String
        var checkpoint: String
        var entries: [String]
        var rosters: [String]
    }

    /// Checks a copy: that the log's key has signed the checkpoint, and that these are the entries it stands for.
    ///
    /// - Throws: ``Fault`` `governance.ballot_unproved`, `ledger.unproved`, `ledger.malformed`.
    init(key: VerifierKey, checkpoint: SignedNote, entries: [String], rosters: [GovernanceElectorate]) throws {
        let seen = try checkpoint.checkpoint(of: key)
        guard seen.size == entries.count, seen.root == Merkle.root(of: entries.map(Self.leaf)) else {
            throw Self.unproved("its \(entries.count) entries are not those that its checkpoint stands for")
        }
        self.key = key
        self.checkpoint = checkpoint
        self.entries = entries
        self.rosters = rosters
    }

    /// Reads and checks a published file.
    init(export: Data, key: VerifierKey) throws {
        guard let file = try? JSONDecoder().decode(Export.self, from: export), file.format == Self.format else {
            throw Fault(
                .governanceBallot,
                "the file is no export of a log of votes",
                help: "it is JSON with the format `\(Self.format)`"
            )
        }
        do {
            try self.init(
                key: key,
                checkpoint: SignedNote(statement: Array(file.checkpoint.utf8)),
                entries: file.entries,
                rosters: file.rosters.map { try GovernanceElectorate(parsing: $0) }
            )
        } catch let fault as Fault where fault.code == .ledgerMalformed || fault.code == .governanceStatement {
            var unproved = Self.unproved("its checkpoint is not the log's")
            unproved.cause = fault
            throw unproved
        }
    }

    /// The file that is published.
    var export: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Export(
                    format: Self.format,
                    checkpoint: checkpoint.encoded,
                    entries: entries,
                    rosters: rosters.map(\.text)
                )
            )
        }
    }

    static func leaf(_ entry: String) -> Digest { Merkle.leaf(Array(entry.utf8)) }

    /// The openings in the log, in the order of their decisions' numbers.
    ///
    /// Of two openings of one decision the first in the log is the one: a second would be a second vote.
    var openings: [GovernanceOpening] {
        var found: [String: GovernanceOpening] = [:]
        for entry in entries {
            guard let note = signed(entry, GovernanceOpening.heading),
                let opening = try? GovernanceOpening(parsing: note.text), found[opening.decision] == nil
            else { continue }
            found[opening.decision] = opening
        }
        return found.values.sorted { $0.decision < $1.decision }
    }

    /// Where the log closes a vote: the position of the first entry that does, or `nil` while none has.
    ///
    /// A closing at a position holds the checkpoint of everything before it, cosigned by more than half of the
    /// witnesses that the opening names, each at a moment of ``GovernanceOpening/window``. See
    /// docs/decisions/0019-a-vote-is-closed-by-witnesses.md.
    func close(of opening: GovernanceOpening) -> Int? {
        let name = opening.digest
        var roots = CompactRange()
        for (position, entry) in entries.enumerated() {
            if closes(entry, at: position, root: roots.root, opening, name) { return position }
            roots.append(Self.leaf(entry))
        }
        return nil
    }

    private func closes(
        _ entry: String,
        at position: Int,
        root: @autoclosure () -> Digest,
        _ opening: GovernanceOpening,
        _ name: Digest
    ) -> Bool {
        guard let note = signed(entry, Self.closingHeading),
            var lines = try? StatementLines(note.text, heading: Self.closingHeading),
            (try? lines.digest("opening")) == name,
            let bytes = try? lines.value("checkpoint", { Base64.decode($0) }), lines.isAtEnd,
            let seen = try? SignedNote(statement: bytes),
            let before = try? seen.checkpoint(of: key),
            before.size == position, before.root == root()
        else { return false }
        let looked = opening.witnesses.filter { witness in
            seen.signatures.contains { signature in
                signature.isNamed(as: witness) && signature.bytes.count == 72
                    && opening.window.contains(Self.seconds(signature.bytes))
                    && witness.isValid(signature: signature.bytes, over: seen.text)
            }
        }
        return looked.count >= opening.witnessesNeeded
    }

    /// The text of a closing of this opening, which must be appended right after what the checkpoint holds.
    static func closingText(of opening: GovernanceOpening, checkpoint: SignedNote) -> String {
        StatementLines.text(
            closingHeading,
            [("opening", opening.digest.description), ("checkpoint", Base64.encode(Array(checkpoint.encoded.utf8)))]
        )
    }

    /// The entry as a note of the secretariat, where it has this heading and the log's key has signed it.
    private func signed(_ entry: String, _ heading: String) -> SignedNote? {
        guard entry.utf8.starts(with: "\(heading)\n".utf8), let note = try? SignedNote(statement: Array(entry.utf8)),
            note.isSigned(by: key)
        else { return nil }
        return note
    }

    private static func seconds(_ bytes: [UInt8]) -> Int64 {
        Int64(clamping: bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    static func unproved(_ why: String) -> Fault {
        Fault(
            .governanceUnproved,
            "the copy of the log of votes proves nothing: \(why)",
            help: "take another copy, and keep this one for whoever asks"
        )
    }
}

extension GovernanceBallotLog {
    /// Of several copies of one log the longest, once each of the others is known to be its beginning.
    ///
    /// - Throws: ``Fault`` `governance.split` where two copies, each vouched for by the log's key, contradict each
    ///   other: the log has shown two views, and nothing is counted from either.
    static func united(_ copies: [GovernanceBallotLog]) throws -> GovernanceBallotLog {
        guard var longest = copies.first else { throw unproved("there is none") }
        for copy in copies.dropFirst() {
            let (short, long) = longest.entries.count < copy.entries.count ? (longest, copy) : (copy, longest)
            let isBeginning = zip(short.entries, long.entries).allSatisfy { $0.0.utf8.elementsEqual($0.1.utf8) }
            guard short.key == long.key, isBeginning else {
                throw Fault(
                    .governanceSplit,
                    "the log `\(long.key.name)` has shown two views of the votes",
                    help:
                        "keep both copies: their signed checkpoints are the proof; no result stands until it is settled"
                )
            }
            let rosters = long.rosters + short.rosters.filter { !long.rosters.contains($0) }
            longest = try GovernanceBallotLog(
                key: long.key,
                checkpoint: long.checkpoint,
                entries: long.entries,
                rosters: rosters
            )
        }
        return longest
    }
}

extension Fault.Code {
    /// A file is no export of a log of votes.
    package static let governanceBallot = Self("governance.ballot_unreadable", status: 422)
    /// A copy of the log of votes does not hold together.
    package static let governanceUnproved = Self("governance.ballot_unproved", status: 422)
    /// The log of votes has shown two views.
    package static let governanceSplit = Self("governance.split", status: 422)
}
