import CapabilityKit
import Foundation
import Vocabulary

/// A part of a use's page, filled in by one form.
enum EthicsPart: String, Sendable, Codable, CaseIterable {
    case problem, alternatives, algoCare, impact, equality, pilot, parallel, stopping, record, training, benefits

    /// The heading.
    var title: String {
        switch self {
        case .problem: "The problem, measured first"
        case .alternatives: "What else was considered"
        case .algoCare: "ALGO-CARE"
        case .impact: "Data protection impact assessment"
        case .equality: "Equality duty"
        case .pilot: "Pilot"
        case .parallel: "Beside today's way"
        case .stopping: "How it is stopped"
        case .record: "Transparency record"
        case .training: "Training"
        case .benefits: "Promised and measured"
        }
    }

    /// The source of what is asked.
    var source: String {
        switch self {
        case .algoCare: "Oswald, Grace, Urwin and Barnes 2018; endorsed by the NPCC"
        case .impact: "Data Protection Act 2018 s.64(3)"
        case .equality: "Equality Act 2010 s.149: a continuing duty; evidence counts for a year"
        case .record: "Algorithmic Transparency Recording Standard"
        case .pilot: "twelve weeks at most; what ends it is agreed before it begins"
        case .parallel: "going live is refused while it does worse for any group"
        default: "College of Policing APP, data-driven technologies"
        }
    }

    /// One thing that its form asks for.
    struct Field: Sendable, Hashable {
        enum Kind: Sendable { case line, lines, day, whole }

        var name: String
        var label: String
        var hint: String?
        var kind: Kind

        init(_ name: String, _ label: String, _ kind: Kind = .lines, hint: String? = nil) {
            (self.name, self.label, self.kind, self.hint) = (name, label, kind, hint)
        }
    }

    /// What the form asks for, in its order.
    var fields: [Field] {
        switch self {
        case .problem:
            [
                Field("statement", "What is wrong today"), Field("measure", "What was counted", .line),
                Field("baseline", "How much of it there was", .whole), Field("measuredOn", "Measured on", .day),
            ]
        case .alternatives:
            EthicsUse.Alternative.Kind.allCases.map {
                Field($0.rawValue, $0.title, hint: "why this is not enough; empty where it was not considered")
            }
        case .algoCare: AlgoCare.allCases.map { Field($0.rawValue, $0.title, hint: $0.question) }
        case .impact: ImpactHead.allCases.map { Field($0.rawValue, $0.title) }
        case .equality:
            [
                Field("statement", "What was found"), Field("document", "The document that shows it", .line),
                Field("lookedAtOn", "Looked at on", .day),
            ]
        case .pilot:
            [
                Field("from", "First day", .day), Field("until", "Last day", .day),
                Field("agreedOn", "What ends it was agreed on", .day),
                Field(
                    "killCriteria",
                    "What ends it",
                    hint: "one a line: \(UseThreshold.forms.joined(separator: ", "))"
                ),
            ]
        case .parallel:
            [
                Field("agreedOn", "What errors cost was agreed on", .day), Field("from", "First day", .day),
                Field("falseAlarmCost", "What a false alarm costs", .whole),
                Field("missCost", "What a miss costs", .whole),
                Field(
                    "groups",
                    "The same cases both ways",
                    hint: "one group a line, true and false positives, false and true negatives today / with it: "
                        + "women: 50 10 50 890 / 60 10 40 890"
                ),
            ]
        case .stopping: [Field("text", "Who stops it, how, and what happens then")]
        case .training: [Field("text", "Who is trained, in what, before they use it")]
        case .record:
            [
                Field("edition", "Edition", .line, hint: "1 or 3.0"),
                Field("fields", "Fields", hint: "one a line, the field's name or number: 1.1: Example Police"),
            ]
        case .benefits:
            [
                Field(
                    "lines",
                    "Promises",
                    hint: "one a line: measure | promised | day of the promise | measured, or nothing yet"
                )
            ]
        }
    }
}

/// A mistake in one field of a form, as the cause of the fault that refuses it.
struct EthicsMistake: Error {
    var field: String
}

extension Fault {
    /// What is wrong with a field, and what to do.
    static func ethicsField(_ field: String, _ message: String, help: String) -> Fault {
        Fault(.ethicsField, message, help: help, cause: EthicsMistake(field: field))
    }
}

extension Fault.Code {
    /// A field of a form cannot be read or is missing.
    package static let ethicsField = Self("ethics.field", status: 422)
}

/// The values of a form, read one by one.
struct EthicsFields {
    var values: [String: String]

    /// Words without the space around them; empty where there are none.
    func text(_ name: String) -> String {
        values[name, default: ""].replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Words that must be there, of at most 8,000 characters.
    func needed(_ name: String) throws -> String {
        let text = text(name)
        guard !text.isEmpty else { throw Fault.ethicsField(name, "`\(name)` is empty", help: "fill it in") }
        return try bounded(text, name)
    }

    /// Words that may be missing, of at most 8,000 characters.
    func bounded(_ name: String) throws -> String { try bounded(text(name), name) }

    private func bounded(_ text: String, _ name: String) throws -> String {
        guard text.utf8.count <= 8_000 else {
            throw Fault.ethicsField(name, "`\(name)` is longer than 8,000 bytes", help: "shorten it")
        }
        return text
    }

    /// A whole day.
    func day(_ name: String) throws -> CalendarDate {
        guard let day = CalendarDate(parsing: text(name)), day.isComplete else {
            throw Fault.ethicsField(name, "`\(text(name))` is no day", help: "give it as 2027-03-31")
        }
        return day
    }

    /// A whole number from 0 on.
    func whole(_ name: String) throws -> Int {
        guard let number = Int(text(name)), (0...1_000_000_000).contains(number) else {
            throw Fault.ethicsField(name, "`\(text(name))` is no whole number", help: "give digits only")
        }
        return number
    }

    /// The lines that are not empty.
    func lines(_ name: String) -> [String] {
        text(name).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// Lines `name: value`, in their order.
    func pairs(_ name: String) throws -> [(name: String, value: String)] {
        try lines(name).map { line in
            guard let colon = line.firstIndex(of: ":") else {
                throw Fault.ethicsField(name, "`\(line)` has no colon", help: "write each line as name: value")
            }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].trimmingCharacters(in: .whitespaces), value)
        }
    }

    /// Thresholds, one a line.
    func thresholds(_ name: String) throws -> [UseThreshold] {
        try lines(name).map { line in
            guard let threshold = UseThreshold(line) else {
                throw Fault.ethicsField(
                    name,
                    "`\(line)` is no threshold",
                    help: "write one of: \(UseThreshold.forms.joined(separator: ", "))"
                )
            }
            return threshold
        }
    }

    /// Four counts: true and false positives, false and true negatives.
    static func counts(_ text: some StringProtocol, _ field: String) throws -> OutcomeCounts {
        let numbers = text.split(separator: " ").map { Int($0) }
        guard numbers.count == 4, let counts = numbers as? [Int] else {
            throw Fault.ethicsField(
                field,
                "`\(text)` is not four counts",
                help: "give true positives, false positives, false negatives and true negatives"
            )
        }
        return try OutcomeCounts(
            truePositives: counts[0],
            falsePositives: counts[1],
            falseNegatives: counts[2],
            trueNegatives: counts[3]
        )
    }
}
