import ArgumentParser
import CapabilityKit
import Foundation

/// The command `reeve contact …`.
struct ContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact",
        abstract: "Play calls to a node, examine how calls were graded, try the rules on published calls.",
        subcommands: [Replay.self, Play.self, Secret.self, AuditCommand.self]
    )

    /// The command `reeve contact replay FILE --shape san-diego`.
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play published calls through the rules, and report what is not legal and how grades differ.",
            discussion: """
                Reads CSV. Nothing is kept and no node is needed: the calls are another control room's open data.

                EXAMPLE
                  zcat calls.csv.gz | reeve contact replay - --shape san-diego --types calltypes.csv

                EXIT CODES
                  0 every call was played or is reported · 64 wrong usage · 70 fault
                """
        )

        @Argument(help: "The CSV file, or - for standard input.")
        var file: String

        @Option(
            help: "Whose columns they are: \(Contact.Replay.Shape.allCases.map(\.rawValue).joined(separator: ", "))."
        )
        var shape: String

        @Option(help: "A CSV file that gives the words of each type's code.")
        var types: String?

        @Option(help: "The force whose grades are used, by its code.")
        var force = "13"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard let shape = Contact.Replay.Shape(rawValue: shape), let force = ForceCode(force) else {
                throw ValidationError("give a shape and a force that are known")
            }
            var words: [String: String] = [:]
            if let types {
                for line in try String(contentsOfFile: types, encoding: .utf8).split(whereSeparator: \.isNewline) {
                    let fields = Contact.Replay.fields(of: String(line))
                    if fields.count > 1 { words[fields[0]] = fields[1] }
                }
            }
            var replay = try Contact.Replay(shape, types: words, force: force)
            if file == "-" {
                while let line = readLine(strippingNewline: true) { replay.take(line) }
            } else {
                for line in try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline) {
                    replay.take(String(line))
                }
            }
            print(json ? try CommandJSON.text(replay.report) : Contact.listing(replay.report))
        }
    }
}

extension Contact {
    /// The report of a replay as lines.
    static func listing(_ report: Replay.Report) -> String {
        var lines = [
            "\(report.calls) calls of \(report.rows) rows, \(report.acts) acts",
            "\(report.whole) played whole; their grade was lowered without a word in \(report.lowered)",
        ]
        if report.leftOpen > 0 {
            lines.append("\(report.leftOpen) emergencies not closed: their data do not say whether anybody came")
        }
        for (words, count) in report.reported.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("reported: \(count) × \(words)")
        }
        let counted = report.types.values.filter { $0.calls >= 5 }
        func mean(_ grades: (Replay.TypeLine) -> [String: Int]) -> String {
            let calls = counted.reduce(0) { $0 + $1.calls }
            let sum = counted.reduce(0.0) { $0 + Replay.TypeLine.dispersion(grades($1)) * Double($1.calls) }
            return Phrase.decimal(calls == 0 ? 0 : 100 * sum / Double(calls))
        }
        lines.append("calls off the usual grade of their type: theirs \(mean(\.theirs)) %, ours \(mean(\.ours)) %")
        let most = report.types.sorted { ($1.value.calls, $0.key) < ($0.value.calls, $1.key) }.prefix(25)
        for (type, line) in most {
            let theirs = line.theirs.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
            let ours = line.ours.keys.sorted().joined(separator: " ")
            lines.append(
                "\(type) \(line.words): \(line.calls) calls, theirs \(theirs.joined(separator: ", ")); ours \(ours) by \(line.rule ?? "no rule")"
            )
        }
        return lines.joined(separator: "\n")
    }
}
