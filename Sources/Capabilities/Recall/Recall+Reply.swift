import CapabilityKit

extension Recall {
    /// The answer of `GET /api/v1/recall`, `GET /api/v1/recall/outstanding` and of the commands with `--json`.
    struct ListReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var waiting: Int
        var recalls: [Line]

        init(_ found: Disclosure<[RecallReceipt]>, now: Timestamp) {
            entry = found.entry
            at = found.at.rfc3339
            waiting = found.content.count { $0.acknowledgedAt == nil }
            recalls = found.content.map { Line($0, now: now) }
        }
    }

    /// One recall as one recipient has to know it.
    struct Line: Encodable, Sendable {
        var recall: NoticeReply
        var force: String
        var officer: String
        var times: Int
        var lastEntry: UInt64
        var lastReceived: String
        var purpose: String
        var reference: String
        var ageDays: Int
        var acknowledged: String?
        var did: String

        init(_ receipt: RecallReceipt, now: Timestamp) {
            recall = NoticeReply(receipt.notice)
            force = receipt.recipient.force.description
            officer = receipt.recipient.officer
            times = receipt.times
            lastEntry = receipt.lastEntry
            lastReceived = receipt.lastAt.rfc3339
            purpose = receipt.purpose
            reference = receipt.reference
            ageDays = receipt.ageDays(at: now)
            acknowledged = receipt.acknowledgedAt?.rfc3339
            did = receipt.did
        }
    }

    /// One recall.
    struct NoticeReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var kind: String
        var attribute: String?
        var records: [String]
        var reason: String
        var power: String
        var madeBy: String
        var liftedBy: UInt64?

        init(_ notice: RecallNotice) {
            entry = notice.entry
            at = notice.at.rfc3339
            kind = notice.kind.rawValue
            attribute = notice.attribute?.rawValue
            records = notice.records
            reason = notice.reason
            power = notice.power
            madeBy = "\(notice.madeBy.force)/\(notice.madeBy.officer)"
            liftedBy = notice.liftedBy
        }
    }

    /// What a recall brought about, for a program.
    struct MadeReply: Encodable, Sendable {
        var recall: NoticeReply
        /// Force and number of each: `13/4821`.
        var recipients: [String]

        init(_ made: RecallMade) {
            recall = NoticeReply(made.notice)
            recipients = made.recipients.map { "\($0.force)/\($0.officer)" }
        }
    }

    /// The list as lines for a terminal.
    static func listing(_ found: Disclosure<[RecallReceipt]>, now: Timestamp) -> String {
        let lines = found.content.map { receipt in
            let state = receipt.acknowledgedAt.map { "acknowledged \($0)" } ?? "outstanding"
            return "\(receipt.notice.entry)  \(receipt.notice.records.first ?? "")  \(words(receipt.notice))  "
                + "officer \(receipt.recipient.force)/\(receipt.recipient.officer)  "
                + "\(Phrase.count(receipt.ageDays(at: now), "day"))  \(state)"
        }
        return (["\(lines.count) · log entry \(found.entry)"] + lines).joined(separator: "\n")
    }
}
