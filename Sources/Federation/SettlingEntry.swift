import Ledger
import Vocabulary

/// What an entry of a log says of an exchange with other forces: it is kept in the entry's body, at both ends.
///
/// An exchange is named by the force that asks and its disclosure id. The asker writes `asked` before it sends and
/// `outcome` before it shows; the answerer writes `answered` before it answers and `settled` when it is told. The
/// records of ``AskerSettling`` and ``AnswererSettling`` follow from these entries and can be made again from them.
package struct SettlingEntry: Hashable, Sendable, Codable {
    /// What was done.
    package enum Step: String, Hashable, Sendable, Codable {
        /// Asker: about to ask these forces.
        case asked
        /// Asker: what becomes of the answers of these forces.
        case outcome
        /// Answerer: about to answer.
        case answered
        /// Answerer: told what became of its answer, or that there will be no need of one.
        case settled
        /// Owner: what these forces received is recalled.
        case recalled
        /// Recipient: told of a recall.
        case recallKnown = "recall_known"
        /// Either: the other end contradicts itself; nothing follows from what it said.
        case contradiction
    }

    package var step: Step
    /// The disclosure, or the name of a recall.
    package var disclosure: String
    /// The force that asked; of a recall, the owner.
    package var asker: ForceCode
    /// The forces asked, or the one that answers.
    package var forces: [ForceCode]
    /// Of `outcome` and `settled`.
    package var outcome: Settlement.Outcome?
    /// Of `settled`: the entry of the asker's log that says so.
    package var theirs: UInt64?
    /// Of `answered`: ``Question/fingerprint``.
    package var question: String?
    /// Of `answered`: ``AnswerState/code``.
    package var said: String?
    /// Of `answered`: ``Answer/fingerprint``, so that no other answer is taken for the one that was logged.
    package var answer: String?
    /// Of `contradiction`, at the force that answers: what contradicts what, ``AnswererSettling/Refusal``.
    package var why: String?

    package init(
        _ step: Step,
        disclosure: String,
        asker: ForceCode,
        forces: [ForceCode],
        outcome: Settlement.Outcome? = nil,
        theirs: UInt64? = nil,
        question: String? = nil,
        said: String? = nil,
        answer: String? = nil,
        why: String? = nil
    ) {
        self.step = step
        self.disclosure = disclosure
        self.asker = asker
        self.forces = forces
        self.outcome = outcome
        self.theirs = theirs
        self.question = question
        self.said = said
        self.answer = answer
        self.why = why
    }

    /// The kind of entry that carries it.
    package var kind: LedgerKind {
        switch step {
        case .asked: .consultation
        case .outcome: outcome == .shown ? .disclosure : .consultation
        case .answered:
            switch said {
            case "not_permitted", "ask_owner": .refusal
            case "nothing_held": .consultation
            default: .disclosure
            }
        case .recalled, .recallKnown: .alteration
        case .settled, .contradiction: .system
        }
    }
}

extension Question {
    /// A digest of everything in it: two questions of one id are the same question when it is the same.
    package var fingerprint: String {
        digest([
            disclosure, asker.description, action, asked, body, "\(at.milliseconds)", "\(deadline.milliseconds)",
            officer.number, officer.name, officer.force.description, officer.rank,
            officer.roles.sorted().joined(separator: "\n"), officer.training.sorted().joined(separator: "\n"),
            authority.purpose, authority.reference, authority.power, authority.onBehalfOf,
        ])
    }
}

extension Answer {
    /// A digest of everything in it but the number of its entry, which is not known when the entry is written.
    package var fingerprint: String {
        digest([disclosure, force.description, state.words, body, "\(at.milliseconds)"])
    }
}

/// Each part with its length, so that no two lists run into one another.
private func digest(_ parts: [String?]) -> String {
    Digest.sha256(parts.map { part in part.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()).description
}
