import CapabilityKit
import Foundation
import Linkage

extension Review {
    /// The answer of `GET /api/v1/review` and of `reeve review --json`.
    struct QueueReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var purpose: String
        var reference: String
        /// Questions in all, and those that the filter lets through.
        var total: Int
        var left: Int
        var judged: Int
        var forces: [String: Int]
        var questions: [Question]

        struct Question: Encodable, Sendable {
            var pair: String
            var kind: String
            var forces: [String]
            var records: Int
            /// Only for those who do not judge blind.
            var cause: String?
            var probability: Double?
        }

        init(_ found: Disclosure<ReviewQueue>) {
            entry = found.entry
            at = found.at.rfc3339
            purpose = found.requester.authority.purpose
            reference = found.requester.authority.reference
            total = found.content.total
            left = found.content.left
            judged = found.content.judged
            forces = Dictionary(uniqueKeysWithValues: found.content.byForce.map { ($0.key.description, $0.value) })
            questions = found.content.next.map { line in
                Question(
                    pair: line.pair.description,
                    kind: line.kind.rawValue,
                    forces: [line.a, line.b].compactMap { $0?.description },
                    records: line.records,
                    cause: line.opinion?.cause.rawValue,
                    probability: line.opinion?.probability
                )
            }
        }
    }

    /// The answer of `GET /api/v1/review/pair/{pair}`.
    struct PairReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var pair: String
        var blind: Bool
        var left: [String]
        var right: [String]
        var fields: [Field]
        var earlier: [Earlier]
        /// Only for those who do not judge blind.
        var sentence: String?
        var probability: Double?

        struct Field: Encodable, Sendable {
            var label: String
            var agreement: String
            var left: [String]
            var right: [String]
        }

        struct Earlier: Encodable, Sendable {
            var pair: String
            var verdict: String?
            var officer: String
            var at: String
            var reason: String
            var entry: UInt64
            var undoes: UInt64?
        }

        init(_ found: Disclosure<PairForReview>, roster: Roster) {
            let content = found.content
            entry = found.entry
            at = found.at.rfc3339
            pair = content.pair.description
            blind = content.evidence == nil
            left = content.left.all.map(\.nominal.record.id.description)
            right = content.right.all.map(\.nominal.record.id.description)
            fields = Comparison(roster: roster).fields(content.left, content.right).map { field in
                Field(
                    label: field.label,
                    agreement: field.agreement.rawValue,
                    left: field.left.map(\.text),
                    right: field.right.map(\.text)
                )
            }
            earlier = content.earlier.map { judgement in
                Earlier(
                    pair: judgement.pair.description,
                    verdict: judgement.verdict?.rawValue,
                    officer: judgement.officer,
                    at: judgement.madeAt.rfc3339,
                    reason: judgement.reason,
                    entry: judgement.entry,
                    undoes: judgement.undoes
                )
            }
            sentence = content.evidence?.explanation.sentence
            probability = content.evidence?.explanation.probability
        }
    }

    /// Answers `GET /api/v1/review`.
    @Sendable static func queueReply(_ visit: Visit) async throws -> QueueReply {
        let limit = try visit.number("limit", in: 0...500, default: 50)
        let filter = try Work(visit.query).filter
        return QueueReply(
            try await visit.desk.reviewQueue(filter, limit: limit, blind: isBlind(visit), for: visit.requester)
        )
    }

    /// Answers `GET /api/v1/review/pair/{pair}`.
    @Sendable static func pairReply(_ visit: Visit) async throws -> PairReply {
        let pair = try pair(of: visit.pathValue("pair"))
        let found = try await visit.desk.pairForReview(pair, blind: isBlind(visit), for: visit.requester)
        return PairReply(found, roster: visit.desk.roster)
    }

}
