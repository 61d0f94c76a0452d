import Linkage
import Vocabulary

/// Which part of the queue somebody works on.
package struct ReviewFilter: Hashable, Sendable {
    /// Only questions in which a record of this force stands.
    package var force: ForceCode?
    package var kind: ReviewKind?

    package init(force: ForceCode? = nil, kind: ReviewKind? = nil) {
        self.force = force
        self.kind = kind
    }

    func lets(_ item: ReviewItem, _ forces: [Int64: ForceCode]) -> Bool {
        if let kind, item.kind != kind { return false }
        guard let force else { return true }
        return forces[item.pair.a.number] == force || forces[item.pair.b.number] == force
    }
}

/// The queue without what any record says: how much is left, where, and what is next.
package struct ReviewQueue: Sendable {
    /// Questions that are left in all, and those that the filter lets through.
    package var total: Int
    package var left: Int
    package var pairs: Int
    package var clusters: Int
    /// Questions in which each force has a record.
    package var byForce: [ForceCode: Int]
    /// The first of those that the filter lets through.
    package var next: [Line]
    /// What the officer has judged since midnight UTC, newest first, with what was taken back.
    package var mine: [PairJudgement]
    /// Judgements of everybody that count now.
    package var judged: Int

    /// One question.
    package struct Line: Sendable {
        package var pair: RecordPair
        package var kind: ReviewKind
        package var a: ForceCode?
        package var b: ForceCode?
        package var records: Int
        /// What the software thinks; `nil` for somebody who judges blind.
        package var opinion: Opinion?
    }

    /// What the software thinks of one question.
    package struct Opinion: Sendable {
        package var cause: ReviewCause
        package var probability: Double
    }
}

/// Two nominals side by side, with what was judged of them before.
package struct PairForReview: Sendable {
    package var pair: RecordPair
    package var left: Side
    package var right: Side
    /// What the software makes of it; `nil` for somebody who judges blind.
    package var evidence: Evidence?
    /// Judgements on this pair and on the other records of the two sides, newest first.
    package var earlier: [PairJudgement]
    /// The names of the records in ``earlier`` that the asker may see.
    package var names: [RecordHandle: RecordID]
    /// Questions that are left under the filter, this one among them.
    package var remaining: Int
    /// How many judgements of the same officer today were not taken back.
    package var judgedToday: Int
    /// The last judgement of the same officer today that was not taken back.
    package var last: PairJudgement?

    /// The judgement of this very pair that counts.
    package var standing: PairJudgement?

    /// One of the two, and what hangs together with it.
    package struct Side: Sendable {
        package var member: PersonPicture.Member
        package var companions: [PersonPicture.Member]

        /// The nominal and all that hangs together with it.
        package var all: [PersonPicture.Member] { [member] + companions }
    }

    /// What the software makes of a pair.
    package struct Evidence: Sendable {
        package var explanation: PairExplanation
        /// What is stored of the pair since the last joining; `nil` when it was below what is stored.
        package var edge: JoinEdge?
        /// Whether the two are held to be one person now.
        package var isJoined: Bool
        /// Why it stands in the queue, if it does.
        package var cause: ReviewCause?
    }
}

/// What came of a judgement.
package struct Judged: Sendable {
    package var judgement: PairJudgement
    package var effect: Effect
    /// The joined persons of the two records now.
    package var persons: [PersonID]

    /// What changed.
    package enum Effect: String, Sendable, Codable {
        /// The two have become one person.
        case joined
        /// They were one person and are two.
        case parted
        /// They were already as the judgement says, or it leaves them open.
        case unchanged
        /// It is recorded and cannot be followed while another judgement forbids it.
        case contradicted
    }
}
