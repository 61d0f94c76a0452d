import Vocabulary

/// Which keys a log has had and when, each endorsed by the one before it.
///
/// A rotation is a note under `rotations/N`, signed by the old and by the new key, whose text is the six lines:
/// `reeve/key-rotation@v1`, origin, number, time, old verifier key, new verifier key. The same note is an entry of the log.
/// Whoever trusts any one key of a log can so follow it to the others, and old checkpoints stay verifiable.
package struct KeyHistory: Hashable, Sendable {
    /// One change of key.
    package struct Rotation: Hashable, Sendable {
        /// From 1.
        package var number: Int
        /// From when on the new key signs.
        package var at: Timestamp
        /// The key until then.
        package var old: VerifierKey
        /// The key from then on.
        package var new: VerifierKey
        /// The note that both have signed.
        package var note: SignedNote
    }

    /// One key and when it signed.
    package struct Period: Hashable, Sendable {
        /// The key.
        package var key: VerifierKey
        /// `nil` for the first key: from the log's beginning.
        package var from: Timestamp?
        /// `nil` for the key in use.
        package var until: Timestamp?
    }

    /// The changes, oldest first.
    package private(set) var rotations: [Rotation] = []

    /// The history of a log that has only ever had its first key.
    package init() {}

    static let firstLine = "reeve/key-rotation@v1"
    static func file(_ number: Int) -> String { "rotations/\(number)" }

    /// Reads the history that lies beside a log; throws `ledger.damaged` when a link of it does not hold.
    package static func read(on disk: any LogDisk, origin: String) async throws -> KeyHistory {
        var history = KeyHistory()
        while let bytes = try await disk.contents(of: file(history.rotations.count + 1)) {
            do {
                try history.add(try SignedNote(parsing: bytes), origin: origin)
            } catch {
                throw Fault(
                    .ledgerDamaged,
                    "key rotation \(history.rotations.count + 1) of the log does not hold",
                    help: JournalScan.damageHelp,
                    cause: error
                )
            }
        }
        return history
    }

    /// Adds the next rotation, once both signatures hold and it continues from the last key.
    package mutating func add(_ note: SignedNote, origin: String) throws {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 7, lines[0] == Self.firstLine, lines[1] == origin,
            lines[2] == "\(rotations.count + 1)", let at = Timestamp(rfc3339: String(lines[3])),
            let old = VerifierKey(String(lines[4])), let new = VerifierKey(String(lines[5])), old != new
        else { throw Fault(.ledgerMalformed, "the key rotation is malformed") }
        guard rotations.last.map({ $0.new == old && $0.at <= at }) ?? true else {
            throw Fault(.ledgerUnproved, "the key rotation does not continue from the key before it")
        }
        guard try Set(note.verified(by: [old, new])) == [old, new] else {
            throw Fault(.ledgerUnproved, "the key rotation is not signed by both keys")
        }
        rotations.append(Rotation(number: rotations.count + 1, at: at, old: old, new: new, note: note))
    }

    /// The key in use; `nil` when the log has only ever had its first.
    package var current: VerifierKey? { rotations.last?.new }

    /// Every key with its time, oldest first; `first` is the key in use where there were no rotations.
    package func periods(current first: VerifierKey) -> [Period] {
        var periods = [Period(key: rotations.first?.old ?? first)]
        for rotation in rotations {
            periods[periods.count - 1].until = rotation.at
            periods.append(Period(key: rotation.new, from: rotation.at))
        }
        return periods
    }

    /// The keys that may have signed what now lies on disk: the one in use, and the last one for the moment of change.
    func signers(current key: VerifierKey) throws -> [VerifierKey] {
        guard let last = rotations.last else { return [key] }
        guard last.new == key else {
            throw Fault(
                .ledgerKeyInvalid,
                "the signing key is not the one this log was last given",
                help: "restore the newest key from the place where the node's keys are kept"
            )
        }
        return [key, last.old]
    }
}

extension LedgerWriter {
    /// Hands the log over to a new key: records the change, publishes it under both keys, and closes.
    ///
    /// Open the log again with the new key, which must already be kept safely. Until this returns the old key is in
    /// use; a failure in the middle leaves either the one or the other, as ``KeyHistory/current`` then says.
    package func rotate(to newKey: SigningKey) async throws -> KeyHistory {
        guard newKey.name == origin, newKey.verifierKey != verifierKey else {
            throw Fault(.ledgerKeyInvalid, "the new key must be another one and bear the log's name `\(origin)`")
        }
        var history = try await KeyHistory.read(on: disk, origin: origin)
        let number = history.rotations.count + 1
        let text = [
            KeyHistory.firstLine, origin, "\(number)", clock().rfc3339UTC, verifierKey.description,
            newKey.verifierKey.description,
        ]
        var note = try key.note(text.joined(separator: "\n") + "\n")
        for signature in try newKey.note(note.text).signatures { note.add(signature) }
        try history.add(note, origin: origin)
        _ = try await append(kind: .system, body: Array(note.encoded.utf8))
        var head = try await publishAll()
        do {
            try await disk.replace(KeyHistory.file(number), with: Array(note.encoded.utf8), durably: true)
            for signature in try newKey.note(head.text).signatures { head.add(signature) }
            try await disk.replace(Journal.checkpointFile, with: Array(head.encoded.utf8), durably: true)
        } catch {
            throw stop(because: error)
        }
        try await close()
        return history
    }
}
