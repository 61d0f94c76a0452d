import Vocabulary

/// What the answering node keeps of one exchange: a plain record.
///
/// Kept before the entry is written, so that what is logged can be said again; it counts only with its entry.
package struct AnsweringRecord: Hashable, Sendable, Codable {
    package var disclosure: String
    package var asker: ForceCode
    /// ``Question/fingerprint``; empty when the exchange was settled before its question came.
    package var question: String
    /// What is answered; `nil` when the exchange was settled before there was an answer.
    package var answer: Answer?
    /// The entry of this log that records the answer; `nil` until it is durable.
    package var entry: UInt64?
    /// The entry of an earlier answer that was withdrawn after it was logged: it may have left, and been shown.
    package var withdrawn: UInt64?
    /// What became of the answer; `nil` while that is open.
    package var settlement: Settlement?
    /// The entry of this log that says so.
    package var settledEntry: UInt64?

    /// Answered, and nobody has said what became of it.
    package var isOpen: Bool { entry != nil && settledEntry == nil }

    package init(disclosure: String, asker: ForceCode, question: String) {
        self.disclosure = disclosure
        self.asker = asker
        self.question = question
    }
}

extension AnsweringRecord {
    /// The name of an exchange among those of all askers.
    package struct Key: Hashable, Sendable, Codable {
        package var asker: ForceCode
        package var disclosure: String

        package init(asker: ForceCode, disclosure: String) {
            self.asker = asker
            self.disclosure = disclosure
        }
    }

    /// Brings the records of what other forces asked up to an entry of this log, read in order.
    ///
    /// A crash may have parted an entry from its record: the entry counts.
    package static func follow(_ entry: SettlingEntry, at index: UInt64, into records: inout [Key: AnsweringRecord]) {
        let key = Key(asker: entry.asker, disclosure: entry.disclosure)
        switch entry.step {
        case .answered:
            var record =
                records[key]
                ?? AnsweringRecord(disclosure: key.disclosure, asker: key.asker, question: entry.question ?? "")
            // What is kept follows from later entries already, and this answer was withdrawn.
            if let withdrawn = record.withdrawn, withdrawn >= index { return }
            if let later = record.entry, later > index {
                record.withdrawn = record.withdrawn ?? index
                records[key] = record
                return
            }
            if let before = record.entry, before < index { record.withdrawn = before }
            // What was kept for a later entry, which never came, is not what this one says.
            if let said = entry.answer, let kept = record.answer, kept.fingerprint != said { record.answer = nil }
            record.entry = index
            record.answer?.entry = index
            records[key] = record
        case .settled:
            guard let outcome = entry.outcome, let theirs = entry.theirs else { return }
            var record =
                records[key] ?? AnsweringRecord(disclosure: key.disclosure, asker: key.asker, question: "")
            record.settlement = Settlement(
                disclosure: key.disclosure,
                asker: key.asker,
                outcome: outcome,
                entry: theirs
            )
            record.settledEntry = index
            records[key] = record
        case .asked, .outcome, .recalled, .recallKnown, .contradiction: return
        }
    }
}
