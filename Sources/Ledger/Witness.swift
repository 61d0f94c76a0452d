import Vocabulary

/// A log that a witness watches.
package struct WatchedLog: Hashable, Sendable {
    /// The first line of its checkpoints.
    package var origin: String
    /// The keys of which one must have signed: during a rotation the old and the new.
    package var keys: [VerifierKey]

    package init(origin: String, keys: [VerifierKey]) {
        self.origin = origin
        self.keys = keys
    }
}

/// Two signed checkpoints of one log that do not agree.
package struct SplitView: Hashable, Sendable {
    /// The log.
    package var origin: String
    /// What had been seen before.
    package var seen: SignedNote
    /// What was shown now.
    package var shown: SignedNote
    /// Whether the two notes alone convict the log: one size, two roots.
    ///
    /// Otherwise the log failed to prove that the one continues the other.
    package var isProven: Bool

    /// The split that two verified checkpoints show by themselves; `nil` when they may both be true.
    package static func between(_ seen: SignedNote, _ shown: SignedNote) throws -> SplitView? {
        let (first, second) = (try Checkpoint(parsing: seen.text), try Checkpoint(parsing: shown.text))
        guard first.origin == second.origin, first.size == second.size, first.root != second.root else { return nil }
        return SplitView(origin: first.origin, seen: seen, shown: shown, isProven: true)
    }

    /// What an operator reads.
    package var fault: Fault {
        Fault(
            .ledgerSplitView,
            isProven
                ? "the log `\(origin)` has signed two different histories of the same length"
                : "the log `\(origin)` signed a checkpoint and could not prove that it continues the one seen before",
            help: "keep both notes as evidence, tell the log's force and its other witnesses, and trust neither"
        )
    }

    /// Both notes, to be kept as evidence.
    package var evidence: String { "seen before:\n\n\(seen.encoded)\nshown now:\n\n\(shown.encoded)" }
}

/// A witness's judgement, without its disk: cosigns a checkpoint only if it continues the last one cosigned.
///
/// Source: c2sp.org/tlog-witness. Pure: ``WitnessKeeper`` writes down what is decided here before it is said.
package struct Witness: Sendable {
    /// The answer to one request.
    package struct Verdict: Sendable {
        /// What is answered.
        package var answer: Answer
        /// Whether the log seems to show different histories.
        package var split: SplitView?
    }

    /// What is answered.
    package enum Answer: Sendable {
        /// The checkpoint with its log's signature and this witness's; to be kept before it is sent.
        case cosigned(SignedNote, signature: SignedNote.Signature)
        /// The log named an old size that is not that of the last checkpoint cosigned, which is this.
        case outdated(UInt64)
        /// No, and why.
        case refused(Fault)
    }

    /// The logs watched, by origin.
    package let logs: [String: WatchedLog]
    /// The last cosigned checkpoint of each origin.
    package private(set) var latest: [String: SignedNote]
    private let key: SigningKey

    package init(key: SigningKey, logs: [WatchedLog], latest: [String: SignedNote] = [:]) {
        self.key = key
        self.logs = Dictionary(logs.map { ($0.origin, $0) }) { $1 }
        self.latest = latest
    }

    /// Judges a request at a time in seconds since 1970; changes nothing.
    package func judge(_ request: WitnessRequest, at seconds: UInt64) throws -> Verdict {
        let checkpoint = try Checkpoint(parsing: request.note.text)
        guard let log = logs[checkpoint.origin] else {
            return refuse(.witnessUnknownLog, "the log `\(checkpoint.origin)` is not watched here")
        }
        let signers: [VerifierKey]
        do {
            signers = try request.note.verified(by: log.keys)
        } catch let fault as Fault where fault.code == .ledgerUnproved {
            return refuse(.witnessUnsigned, "invalid signature: \(fault.message)")
        }
        guard request.oldSize <= checkpoint.size else {
            return refuse(.ledgerMalformed, "the old size \(request.oldSize) is above the new one \(checkpoint.size)")
        }
        let seen = latest[checkpoint.origin]
        let old = try seen.map { try Checkpoint(parsing: $0.text) }
        // Only what the log itself signed is evidence: anybody can add lines of their own to a note.
        let own = request.note.signatures.filter { line in
            signers.contains { $0.name == line.name && $0.keyID == line.keyID }
        }
        let shown = try SignedNote(text: request.note.text, signatures: own)
        let split = try seen.flatMap { try SplitView.between($0, shown) }
        guard request.oldSize == old?.size ?? 0 else {
            return Verdict(answer: .outdated(old?.size ?? 0), split: split)
        }
        guard continues(checkpoint, old, request.proof) else {
            var verdict = refuse(.witnessUnproved, "the consistency proof does not hold")
            verdict.split =
                split
                ?? seen.flatMap {
                    $0.text == shown.text
                        ? nil : SplitView(origin: checkpoint.origin, seen: $0, shown: shown, isProven: false)
                }
            return verdict
        }
        // Time 0 says "no time" in a cosignature.
        let signature = try key.cosignature(over: request.note.text, at: max(1, seconds))
        let kept = try SignedNote(text: request.note.text, signatures: own + [signature])
        return Verdict(answer: .cosigned(kept, signature: signature))
    }

    /// Takes note of a cosigned checkpoint that has been written down.
    package mutating func remember(_ note: SignedNote, of origin: String) { latest[origin] = note }

    private func continues(_ new: Checkpoint, _ old: Checkpoint?, _ proof: [Digest]) -> Bool {
        if new.size == 0 { return new.root == Merkle.emptyRoot && proof.isEmpty }
        guard let old, old.size > 0 else { return proof.isEmpty }
        return MerkleProof.isConsistent(
            oldSize: old.size,
            oldRoot: old.root,
            size: new.size,
            root: new.root,
            proof: proof
        )
    }

    private func refuse(_ code: Fault.Code, _ why: String) -> Verdict {
        Verdict(answer: .refused(Fault(code, why)))
    }
}
