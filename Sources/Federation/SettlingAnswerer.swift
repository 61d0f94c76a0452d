import Vocabulary

/// The answerer's end of an exchange: logged before it is answered, one answer to one question, settled once.
///
/// Events go in, instructions come out; whoever carries them out does so in their order, waits for
/// ``Instruction/keep(_:)`` to be durable before the next, and reports each ``Instruction/append(_:)``.
package struct AnswererSettling: Hashable, Sendable {
    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// A question has come, for the first time or again.
        case question(Question)
        /// What this force has to say to it, by its own rules; its `entry` is not yet known.
        case judged(Answer)
        /// No answer could be found: a fault of this node.
        case unjudged
        /// An entry is durable under this number.
        case recorded(SettlingEntry, entry: UInt64)
        /// An entry could not be made durable; the log has stopped.
        case failed(SettlingEntry)
        /// The asker says what became of the answer.
        case settlement(Settlement)
        /// What the answer tells has been recalled since it was found: it is not given any more.
        case withdrawn
    }

    /// What is to be done.
    package enum Instruction: Hashable, Sendable {
        /// Find the answer to this question, then report it.
        case judge(Question)
        /// Keep the record durably before going on.
        case keep(AnsweringRecord)
        /// Make this entry durable in the log, then report it.
        case append(SettlingEntry)
        /// Now the answer may leave, to everyone who waits for it.
        case reply(Answer)
        /// Those who wait with a question of this fingerprint are refused; with `nil`, everyone who waits.
        case refuse(Refusal, question: String?)
        /// The asker may be told that its settlement is known.
        case acknowledge(Settlement)
        /// The settlement is refused.
        case refuseSettlement(Settlement, Refusal)
        /// Look into it: the asker contradicts itself.
        case alarm(Refusal)
    }

    /// Why something was refused.
    package enum Refusal: String, Hashable, Sendable, Codable, CaseIterable {
        /// This id was used for a question of other content.
        case otherQuestion = "other_question"
        /// The exchange is settled; no answer leaves any more.
        case settled
        /// This node cannot answer now.
        case unable
        /// The exchange was settled otherwise before.
        case otherOutcome = "other_outcome"
        /// An answer is said to have been shown that was never given.
        case neverAnswered = "never_answered"
    }

    /// The record as it stands; `nil` before anything has happened.
    package private(set) var record: AnsweringRecord?
    private let disclosure: String
    private let asker: ForceCode
    private var isJudging = false
    private var isRecording = false
    /// A settlement that came while the answer was being made, or is on its way into the log.
    private var settling: Settlement?

    /// Whether this force has followed another: it is told what became of answers that the other gave.
    package var hasFollowed = false

    package init(disclosure: String, asker: ForceCode) {
        self.disclosure = disclosure
        self.asker = asker
    }

    /// Goes on with a record after a start.
    ///
    /// - Parameter record: as it was kept and then brought up to the log by ``AnsweringRecord/follow(_:at:into:)``. One
    ///   without an entry is begun again: nothing of it ever left.
    package init(_ record: AnsweringRecord) {
        self.init(disclosure: record.disclosure, asker: record.asker)
        let isNew = record.entry == nil && record.withdrawn == nil && record.settlement == nil
        self.record = isNew ? nil : record
    }

    /// Whether nothing is under way, so that it may be put away and gone on with from its record.
    package var isIdle: Bool { !isJudging && !isRecording && settling == nil }

    /// Takes in what happened and says what to do, in this order.
    package mutating func handle(_ event: Event) -> [Instruction] {
        switch event {
        case .question(let question): return asked(question)
        case .judged(let answer): return judged(answer)
        case .unjudged:
            isJudging = false
            forget()
            let waited = settling
            settling = nil
            return [.refuse(.unable, question: nil)] + (waited.map { settled($0) } ?? [])
        case .recorded(let entry, let index): return recorded(entry, index)
        case .failed(let entry):
            if entry.step == .answered { isRecording = false }
            settling = nil
            return [.refuse(.unable, question: nil)]
        case .settlement(let settlement): return settled(settlement)
        case .withdrawn:
            // What is settled is not answered again anyway; what is under way is withdrawn once it is there.
            guard isIdle, record?.settlement == nil else { return [] }
            let withdrawn = record?.entry ?? record?.withdrawn
            record?.withdrawn = withdrawn
            record?.answer = nil
            record?.entry = nil
            return []
        }
    }

    /// Nothing was answered; what was before stays known.
    private mutating func forget() {
        if record?.withdrawn == nil { record = nil } else { record?.answer = nil }
    }

    private mutating func asked(_ question: Question) -> [Instruction] {
        let fingerprint = question.fingerprint
        guard let record else {
            record = AnsweringRecord(disclosure: disclosure, asker: asker, question: fingerprint)
            isJudging = true
            return [.judge(question)]
        }
        if record.settlement != nil || settling != nil { return [.refuse(.settled, question: fingerprint)] }
        guard record.question == fingerprint else {
            return [.refuse(.otherQuestion, question: fingerprint), .alarm(.otherQuestion)]
        }
        // While it is being judged or recorded, whoever asks again waits with the others.
        guard !isJudging, !isRecording else { return [] }
        // Withdrawn since, or its entry failed: it is found anew.
        guard let entry = record.entry, var answer = record.answer else {
            isJudging = true
            return [.judge(question)]
        }
        answer.entry = entry
        return [.reply(answer)]
    }

    private mutating func judged(_ answer: Answer) -> [Instruction] {
        guard isJudging, var record else { return [] }
        isJudging = false
        if let waited = settling {
            // Given up by the asker while it was judged: nothing was logged, nothing leaves.
            settling = nil
            forget()
            return [.refuse(.settled, question: nil)] + settled(waited)
        }
        record.answer = answer
        self.record = record
        isRecording = true
        let entry = SettlingEntry(
            .answered,
            disclosure: disclosure,
            asker: asker,
            forces: [answer.force],
            question: record.question,
            said: answer.state.code,
            answer: answer.fingerprint
        )
        return [.keep(record), .append(entry)]
    }

    private mutating func recorded(_ entry: SettlingEntry, _ index: UInt64) -> [Instruction] {
        guard var record else { return [] }
        switch entry.step {
        case .answered:
            isRecording = false
            record.entry = index
            record.answer?.entry = index
            self.record = record
            if let waited = settling {
                settling = nil
                return [.keep(record), .refuse(.settled, question: nil)] + settled(waited)
            }
            return [.keep(record)] + (record.answer.map { [.reply($0)] } ?? [])
        case .settled:
            guard let settlement = settling else { return [] }
            settling = nil
            (record.settlement, record.settledEntry) = (settlement, index)
            self.record = record
            return [.keep(record), .acknowledge(settlement)]
        case .asked, .outcome, .recalled, .recallKnown, .contradiction: return []
        }
    }

    private mutating func settled(_ settlement: Settlement) -> [Instruction] {
        if let before = record?.settlement ?? settling {
            if before == settlement {
                return record?.settlement == nil ? [] : [.acknowledge(settlement)]
            }
            return contradicted(.otherOutcome, settlement)
        }
        // An answer that was withdrawn since may have left before, and been shown.
        guard
            record?.entry != nil || record?.withdrawn != nil || isRecording || settlement.outcome == .notShown
                || hasFollowed
        else { return contradicted(.neverAnswered, settlement) }
        settling = settlement
        // Until the answer is judged or durable it waits; see there.
        guard !isJudging, !isRecording else { return [] }
        if record == nil { record = AnsweringRecord(disclosure: disclosure, asker: asker, question: "") }
        return [
            .append(
                SettlingEntry(
                    .settled,
                    disclosure: disclosure,
                    asker: asker,
                    forces: record?.answer.map { [$0.force] } ?? [],
                    outcome: settlement.outcome,
                    theirs: settlement.entry
                )
            )
        ]
    }

    private func contradicted(_ refusal: Refusal, _ settlement: Settlement) -> [Instruction] {
        let entry = SettlingEntry(
            .contradiction,
            disclosure: disclosure,
            asker: asker,
            forces: [],
            why: refusal.rawValue
        )
        return [.append(entry), .refuseSettlement(settlement, refusal), .alarm(refusal)]
    }
}
