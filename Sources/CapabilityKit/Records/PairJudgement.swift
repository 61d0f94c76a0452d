import Linkage
import Vocabulary

/// Two nominals that may be one person, the lower number first.
///
/// The text form is two times 16 hexadecimal digits with a hyphen between.
package struct RecordPair: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let a: RecordHandle
    package let b: RecordHandle

    /// A pair; which of the two comes first means nothing.
    package init(_ one: RecordHandle, _ other: RecordHandle) {
        a = min(one, other)
        b = max(one, other)
    }

    /// Reads the text form; `nil` for anything else, and for a record paired with itself.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let one = PersonID(String(parts[0])), let other = PersonID(String(parts[1])),
            one != other
        else { return nil }
        self.init(RecordHandle(number: one.number), RecordHandle(number: other.number))
    }

    package var description: String { "\(PersonID(number: a.number))-\(PersonID(number: b.number))" }

    package static func < (one: Self, other: Self) -> Bool { (one.a, one.b) < (other.a, other.b) }
}

/// What a person found when looking at two nominals.
package enum PairVerdict: String, Sendable, Hashable, Codable, CaseIterable {
    case same
    /// Looked at and left open: it changes nothing and counts as seen.
    case unsure
    case different

    var linkage: Judgement.Verdict {
        switch self {
        case .same: .same
        case .unsure: .unsure
        case .different: .different
        }
    }
}

/// One judgement of one person on two nominals.
///
/// Judgements are only ever added: a later one counts before an earlier one of the same pair, and one that was taken back
/// stays to be read.
package struct PairJudgement: Hashable, Sendable {
    package var pair: RecordPair
    /// `nil` when this takes back the judgement that ``undoes`` names.
    package var verdict: PairVerdict?
    /// The number of the officer who judged.
    package var officer: String
    package var force: ForceCode?
    package var madeAt: Timestamp
    /// In the officer's own words; may be empty.
    package var reason: String
    /// Whether the officer had never been shown what the software thought of this pair; `nil` when it is not known.
    package var isBlind: Bool?
    /// How long the pair had been in view, in seconds.
    package var seconds: Int?
    /// What the software gave the pair at that time, whether or not it was shown.
    package var probability: Double?
    /// The ledger entry that recorded it before it took effect.
    package var entry: UInt64
    /// The ledger entry of the showing that it answers.
    package var showing: UInt64?
    /// The entry of the judgement that this one takes back.
    package var undoes: UInt64?
}

extension Sequence<PairJudgement> {
    /// The judgement of each pair that counts: the latest that nobody took back.
    ///
    /// The judgements come oldest first.
    func standing() -> [RecordPair: PairJudgement] {
        let undone = Set(compactMap(\.undoes))
        var result: [RecordPair: PairJudgement] = [:]
        for judgement in self where judgement.verdict != nil && !undone.contains(judgement.entry) {
            result[judgement.pair] = judgement
        }
        return result
    }
}

extension [RecordPair: PairJudgement] {
    /// The same in the words of Linkage, in the order of the pairs.
    var forLinkage: [Judgement] {
        sorted { $0.key < $1.key }.compactMap { pair, judgement in
            judgement.verdict.map { Judgement(pair.a.number, pair.b.number, $0.linkage) }
        }
    }
}
