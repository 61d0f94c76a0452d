import CapabilityKit
import Foundation

extension Oversight {
    /// The answer of the trails as JSON.
    struct TrailReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var total: Int
        var sums: [SumReply]
        var lines: [LineReply]

        init(_ found: Disclosure<AuditTrail>) {
            entry = found.entry
            at = found.at.rfc3339
            total = found.content.total
            sums = found.content.sums.map {
                SumReply(officer: "\($0.party.force)/\($0.party.officer)", purpose: $0.purpose, count: $0.count)
            }
            lines = found.content.lines.map(LineReply.init)
        }
    }

    /// How often one officer did it for one purpose.
    struct SumReply: Encodable, Sendable {
        var officer: String
        var purpose: String
        var count: Int
    }

    /// One entry.
    struct LineReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var kind: String
        var action: String
        var officer: String
        var onBehalfOf: String
        var purpose: String
        var reference: String
        var asked: String
        var released: Int

        init(_ line: AuditLine) {
            entry = line.entry
            at = line.at.rfc3339
            kind = line.kind
            action = line.action
            officer = "\(line.party.force)/\(line.party.officer)"
            onBehalfOf = line.onBehalfOf
            purpose = line.purpose
            reference = line.reference
            asked = line.asked
            released = line.released
        }
    }

    /// The answer of the signals as JSON.
    struct SignalsReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var lookups: Int
        var signals: [SignalReply]

        init(_ found: Disclosure<WatchMaterial>, _ signals: [Signal]) {
            entry = found.entry
            at = found.at.rfc3339
            lookups = found.content.lines.count
            self.signals = signals.map {
                SignalReply(
                    kind: $0.kind.rawValue,
                    grade: $0.grade.rawValue,
                    officer: "\($0.party.force)/\($0.party.officer)",
                    entries: $0.entries,
                    seen: $0.seen,
                    otherwise: $0.otherwise
                )
            }
        }
    }

    /// One signal.
    struct SignalReply: Encodable, Sendable {
        var kind: String
        /// `opened`, or `shown` where a list showed it and no more.
        var grade: String
        var officer: String
        var entries: [UInt64]
        var seen: String
        var otherwise: String
    }

    /// A trail as lines for a terminal.
    static func listing(_ reply: TrailReply) -> String {
        var lines = ["\(Phrase.count(reply.total, "entry", "entries")) · log entry \(reply.entry)"]
        lines += reply.sums.map { "  \($0.count)  officer \($0.officer)  \($0.purpose)" }
        lines += reply.lines.map {
            "\($0.entry)  \($0.at)  \($0.officer)  \($0.action)  \($0.asked)  \($0.purpose) \($0.reference)"
        }
        return lines.joined(separator: "\n")
    }

    /// Signals as lines for a terminal.
    static func listing(_ reply: SignalsReply) -> String {
        let lines = reply.signals.map {
            "\($0.officer)  \($0.kind) (\($0.grade)): \($0.seen). It may be: \($0.otherwise)"
        }
        return (["\(lines.count) signals in \(reply.lookups) lookups · log entry \(reply.entry)"] + lines)
            .joined(separator: "\n")
    }
}
