import Foundation
import Ledger
import Vocabulary

extension Fault.Code {
    /// A signed roster, or a file about one, that cannot be read.
    package static let rosterMalformed = Self("roster.malformed", status: 422)
    /// A roster that too few of those named in the root have signed, or whose signature does not hold.
    package static let rosterUnproved = Self("roster.unproved", status: 403)
    /// A roster older than the one already accepted.
    package static let rosterOlder = Self("roster.older", status: 409)
    /// Two rosters of one version that say different things: somebody signed both.
    package static let rosterForked = Self("roster.forked", status: 409)
    /// A roster before its first day or after its last.
    package static let rosterNotInForce = Self("roster.not_in_force", status: 409)
}

/// A version of the roster as it is passed around: a C2SP signed note.
///
/// The text: the line `reeve/roster@v1`, the roster's name, `version 12`, `from 2026-12-01`, `until 2027-05-31`, the
/// source as JSON, and one line of JSON for each force in the order of codes and days.
package struct SignedRoster: Hashable, Sendable {
    static let firstLine = "reeve/roster@v1"

    /// The name of the roster, the same in every version.
    package let name: String
    /// Grows by at least one with every change.
    package let version: Int
    /// The first day it is in force.
    package let from: CalendarDate
    /// The last day it is in force, unless a later version comes before.
    package let until: CalendarDate
    package let roster: Roster
    /// The text with its signatures.
    package private(set) var note: SignedNote

    /// SHA-256 of the text: two rosters say the same when it is the same.
    package var digest: Digest { Digest.sha256(note.text) }

    /// The text to be signed.
    ///
    /// Throws `roster.contradictory` naming the first finding, or `roster.malformed` for a name, version or days that
    /// are not.
    package static func text(
        _ roster: Roster,
        name: String,
        version: Int,
        from: CalendarDate,
        until: CalendarDate
    ) throws -> String {
        try refuseContradictions(of: roster)
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), version > 0, from.isComplete,
            until.isComplete, from <= until
        else {
            throw Fault(
                .rosterMalformed,
                "a roster needs a name without spaces, a version from 1, and its days in order"
            )
        }
        let rows = roster.forces.sorted { ($0.code, $0.validFrom ?? "") < ($1.code, $1.validFrom ?? "") }
        let head = [firstLine, name, "version \(version)", "from \(from)", "until \(until)", try line(roster.source)]
        return try (head + rows.map { try line($0) }).joined(separator: "\n") + "\n"
    }

    /// Reads a signed roster without asking who signed it: only for showing it, or adding a signature.
    package init(unproved note: SignedNote) throws {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count >= 6, lines[0] == Self.firstLine[...], let version = Int(lines[2].dropping("version ")),
            version > 0, "version \(version)" == lines[2],
            let from = Self.day(lines[3], after: "from "), let until = Self.day(lines[4], after: "until "),
            from <= until
        else { throw Fault(.rosterMalformed, "the note is not a roster") }
        do {
            let decoder = JSONDecoder()
            roster = Roster(
                source: try decoder.decode(String.self, from: Data(lines[5].utf8)),
                forces: try lines.dropFirst(6).map { try decoder.decode(Force.self, from: Data($0.utf8)) }
            )
        } catch {
            throw Fault(.rosterMalformed, "a row of the roster cannot be read", cause: error)
        }
        name = String(lines[1])
        self.version = version
        self.from = from
        self.until = until
        self.note = note
    }

    /// Reads a signed roster that enough of the root's keys have signed.
    ///
    /// Throws `roster.malformed`, or `roster.unproved` saying how many signed and how many must.
    package init(parsing bytes: [UInt8], root: RosterRoot) throws {
        let note: SignedNote
        do {
            note = try SignedNote(parsing: bytes)
        } catch {
            throw Fault(.rosterMalformed, "the file is not a signed roster", cause: error)
        }
        try self.init(unproved: note)
        guard name == root.name else {
            throw Fault(.rosterUnproved, "the roster is `\(name)`, not `\(root.name)`")
        }
        let signers: [VerifierKey]
        do {
            signers = try note.verified(by: root.keys)
        } catch {
            throw Fault(.rosterUnproved, "the signatures of the roster do not hold", cause: error)
        }
        guard signers.count >= root.need else {
            throw Fault(
                .rosterUnproved,
                "\(signers.count) of \(root.keys.count) have signed the roster, and \(root.need) must",
                help: "signed by \(signers.map(\.name).joined(separator: ", "))"
            )
        }
    }

    /// Adds a signature over the same text, unless the key has signed it already.
    ///
    /// Throws `roster.contradictory` naming the first finding, whoever has signed before, or `roster.unproved` when what
    /// stands there as the key's signature is none.
    package mutating func sign(with key: SigningKey) throws {
        try Self.refuseContradictions(of: roster)
        let own = key.verifierKey
        let present = note.signatures.filter { $0.name == own.name && $0.keyID == own.keyID }
        guard present.allSatisfy({ own.isValid(signature: $0.bytes, over: note.text) }) else {
            throw Fault(
                .rosterUnproved,
                "the signature of `\(own.name)` that the roster carries is not over this text",
                help: "ask whoever sent the roster where it comes from; sign a copy without that line"
            )
        }
        guard present.isEmpty else { return }
        for signature in try key.note(note.text).signatures { note.add(signature) }
    }

    /// Throws `roster.not_in_force` before the first day and after the last.
    package func requireInForce(on day: CalendarDate) throws {
        guard from <= day, day <= until else {
            throw Fault(
                .rosterNotInForce,
                day < from
                    ? "version \(version) of the roster is in force from \(from)"
                    : "version \(version) of the roster expired on \(until)",
                help: "get the version in force from those who sign the roster"
            )
        }
    }

    /// Throws unless this may take the place of an earlier roster.
    ///
    /// `roster.older` for a lower version, `roster.forked` for the same version with another text. The same text again is
    /// no fault.
    package func requireSuccessor(of earlier: SignedRoster) throws {
        guard name == earlier.name else {
            throw Fault(.rosterUnproved, "the roster is `\(name)`, not `\(earlier.name)`")
        }
        guard version >= earlier.version else {
            throw Fault(
                .rosterOlder,
                "version \(version) of the roster is older than version \(earlier.version), which was accepted before"
            )
        }
        guard version > earlier.version || digest == earlier.digest else {
            throw Fault(
                .rosterForked,
                "there are two rosters of version \(version): \(earlier.digest) was accepted before, and this is \(digest)",
                help: "keep both files as evidence and tell those who sign the roster: some of them signed both"
            )
        }
    }

    private static func refuseContradictions(of roster: Roster) throws {
        let findings = roster.findings()
        guard let first = findings.first else { return }
        throw Fault(
            .rosterContradictory,
            "\(first)" + (findings.count > 1 ? ", and \(findings.count - 1) more" : ""),
            help: "`reeve roster show` lists all; a roster that contradicts itself is not signed"
        )
    }

    private static func line(_ value: some Encodable) throws -> String {
        String(decoding: try MessageBody.write(value), as: UTF8.self)
    }

    private static func day(_ line: Substring, after word: String) -> CalendarDate? {
        guard line.hasPrefix(word), let day = CalendarDate(parsing: String(line.dropping(word))), day.isComplete,
            "\(word)\(day)" == line
        else { return nil }
        return day
    }
}

extension Substring {
    /// What follows a prefix; the whole where it is not there.
    fileprivate func dropping(_ prefix: String) -> Substring { hasPrefix(prefix) ? dropFirst(prefix.count) : self }
}
