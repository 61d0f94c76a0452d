import CapabilityKit
import Foundation

extension Contact {
    /// The one place that says what an incident looks like on its way to another force or service.
    ///
    /// MAIT (multi-agency incident transfer, British APCO, open standard since 2016) has create, update, acknowledge, reject
    /// and close. Its published schema is not at hand: the elements below are our own, after the fields that are documented
    /// (who sends, whose incident, when, what, how urgent, where with uncertainty, who called, what is known, what was said).
    /// Whoever has the schema changes this file and no other.
    package enum MAIT {
        /// What a message does.
        package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            case create, update, acknowledge, reject, close
        }

        /// What the receiver is asked for.
        package enum Wants: String, Codable, Hashable, Sendable, CaseIterable {
            /// The incident becomes theirs once they acknowledge it.
            case takeOver
            /// They attend; the incident stays the sender's.
            case attend

            /// What is asked, in words.
            package var words: String {
                switch self {
                case .takeOver: "take it over"
                case .attend: "attend too"
                }
            }
        }

        /// One message.
        package struct Message: Codable, Hashable, Sendable {
            /// The version of this mapping; a reader leaves unread what it does not know.
            package var version = "reeve-mait-1"
            package var kind: Kind
            /// Of `create`: what is asked for.
            package var wants: Wants?
            /// Of `create`: the incident as it stands.
            package var sheet: Sheet?
            /// The words of a person: a note, a reason, an outcome.
            package var text: String
            /// Of `acknowledge`: the receiver's own number for it.
            package var reference: String?

            package init(
                kind: Kind,
                wants: Wants? = nil,
                sheet: Sheet? = nil,
                text: String,
                reference: String? = nil
            ) {
                self.kind = kind
                self.wants = wants
                self.sheet = sheet
                self.text = text
                self.reference = reference
            }
        }

        /// The incident as it is handed on; nothing in it names an officer.
        package struct Sheet: Codable, Hashable, Sendable {
            package var number: String
            package var openedAt: String
            package var title: String
            package var grade: String?
            package var national: Int?
            package var place: String?
            package var call: Call?
            /// Kinds of warning that the sender's sources hold of people tied to it; to another force only.
            package var warnings: [String]
            package var units: [String]
            /// The log; to another force only.
            package var log: [Line]
            /// How many lines of the log, the oldest, did not fit.
            package var linesLeftOut: Int

            /// One line of the log, as it reads now.
            package struct Line: Codable, Hashable, Sendable {
                package var at: String
                package var text: String
            }
        }

        /// Bytes of the lines that go along, at most: a message between nodes has 64 KiB in all.
        static let logBytesMax = 30_000

        /// An incident as it is handed on.
        ///
        /// A service that is no force gets the place, the caller and what sort of incident it is, and what a person writes to
        /// it: neither the log nor what police sources hold of anybody.
        package static func sheet(of incident: Incident, toForce: Bool, by rulebook: Rulebook) -> Sheet {
            var bytes = 0
            let lines = incident.lines.reversed().prefix { line in
                bytes += line.text.utf8.count + 40
                return bytes <= logBytesMax
            }.reversed().map { Sheet.Line(at: $0.at.rfc3339UTC, text: $0.text) }
            return Sheet(
                number: incident.number,
                openedAt: (incident.entries.first?.at ?? Timestamp(milliseconds: 0)).rfc3339UTC,
                title: toForce ? Contact.title(of: incident, by: rulebook) : kind(of: incident, by: rulebook),
                grade: incident.grade,
                national: incident.grade.flatMap { incident.scheme[code: $0]?.national.rawValue },
                place: incident.placeText ?? incident.call?.address,
                call: incident.call,
                warnings: toForce ? incident.warnings.sorted() : [],
                units: incident.units,
                log: toForce ? lines : [],
                linesLeftOut: toForce ? incident.lines.count - lines.count : 0
            )
        }

        /// The kind of call alone: the title may repeat words of the log.
        private static func kind(of incident: Incident, by rulebook: Rulebook) -> String {
            let signals = signals(of: incident, by: rulebook.suggestions, scripts: rulebook.scripts)
            return script(for: incident, signals: signals, by: rulebook.scripts)?.title
                ?? incident.call.map { "\($0.line) call" } ?? "call"
        }

        // MARK: - As text

        /// A message as it travels between nodes.
        package static func body(_ message: Message) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(message), as: UTF8.self)
        }

        /// A message as it came; `nil` where it cannot be read.
        package static func message(_ body: String, kind: String) -> Message? {
            let message = try? JSONDecoder().decode(Message.self, from: Data(body.utf8))
            return message.flatMap { $0.kind.rawValue == kind ? $0 : nil }
        }

        /// A message as XML, for a service that is no force.
        package static func xml(
            _ message: Message,
            from sender: String,
            to receiver: String,
            transfer: String,
            number: Int,
            at: Timestamp
        ) -> String {
            var lines: [String] = []
            func add(_ depth: Int, _ name: String, _ value: String?) {
                guard let value, !value.isEmpty else { return }
                lines.append("\(String(repeating: "  ", count: depth))<\(name)>\(escaped(value))</\(name)>")
            }
            add(1, "Type", message.kind.rawValue)
            add(1, "Sender", sender)
            add(1, "Receiver", receiver)
            add(1, "Transfer", transfer)
            add(1, "Sequence", "\(number)")
            add(1, "SentAt", at.rfc3339UTC)
            add(1, "Request", message.wants?.rawValue)
            add(1, "ReceiverReference", message.reference)
            add(1, "Text", message.text)
            if let sheet = message.sheet {
                lines.append("  <Incident>")
                add(2, "Reference", sheet.number)
                add(2, "OpenedAt", sheet.openedAt)
                add(2, "Nature", sheet.title)
                add(2, "LocalGrade", sheet.grade)
                add(2, "NationalGrade", sheet.national.map(String.init))
                add(2, "Location", sheet.place)
                if let position = sheet.call?.location {
                    add(2, "Latitude", "\(position.latitude)")
                    add(2, "Longitude", "\(position.longitude)")
                    add(2, "UncertaintyMetres", "\(position.radiusMetres)")
                    add(2, "PositionMethod", position.method)
                }
                add(2, "CallerNumber", sheet.call?.number)
                add(2, "CallerName", sheet.call?.subscriber)
                if sheet.call?.isSilent == true { add(2, "Silent", "true") }
                if sheet.call?.isText == true { add(2, "TextRelay", "true") }
                for warning in sheet.warnings { add(2, "Warning", warning) }
                for unit in sheet.units { add(2, "Resource", unit) }
                if sheet.linesLeftOut > 0 { add(2, "EarlierLinesNotSent", "\(sheet.linesLeftOut)") }
                for line in sheet.log { add(2, "LogLine", "\(line.at) \(line.text)") }
                lines.append("  </Incident>")
            }
            return """
                <?xml version="1.0" encoding="UTF-8"?>
                <IncidentTransfer version="\(message.version)">
                \(lines.joined(separator: "\n"))
                </IncidentTransfer>

                """
        }

        /// Text for XML: characters that XML does not have at all become a space.
        private static func escaped(_ text: String) -> String {
            var out = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "&": out += "&amp;"
                case "<": out += "&lt;"
                case ">": out += "&gt;"
                case "\n", "\t": out.unicodeScalars.append(scalar)
                case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: out += " "
                default: out.unicodeScalars.append(scalar)
                }
            }
            return out
        }
    }
}
