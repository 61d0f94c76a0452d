import ArgumentParser
import CapabilityKit
import Foundation

extension ContactCommand {
    /// The command `reeve contact audit`.
    struct AuditCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "Examine the newest calls: same facts same grade, downgrades, checks not done, how long it took.",
            discussion: """
                Reads the acts of the calls, never the log of disclosure. `--material` prints one line of JSON for each call,
                without anybody's number, for another force to examine together with its own (`--with`).

                EXAMPLE
                  reeve contact audit --calls 490 --change 2026-11-01 --json --officer 3301

                EXIT CODES
                  0 done · 2 the rules refuse it · 64 wrong usage · 70 fault
                """
        )

        @Option(help: "How many calls, the newest first.")
        var calls = 490

        @Option(help: "Of how many days.")
        var days = 90

        @Option(help: "A day on whose two sides the measures are compared: 2026-11-01.")
        var change: String?

        @Option(name: .customLong("with"), help: "A file of another force's material.")
        var others: [String] = []

        @Flag(help: "Print the material instead of the report.")
        var material = false

        @OptionGroup var account: CommandAccount<Usual>

        /// What the command is for when its user does not say.
        struct Usual: UsualAuthority {
            static let purpose = "incident.respond"
            static let reference = "audit of calls"
        }

        func run() async throws {
            guard (1...100_000).contains(calls), (1...3_650).contains(days) else {
                throw ValidationError("give 1 to 100000 calls and 1 to 3650 days")
            }
            let decoder = JSONDecoder()
            let others = try others.flatMap { file in
                try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).map {
                    try decoder.decode(Contact.Examined.self, from: Data($0.utf8))
                }
            }
            let (calls, days, change) = (calls, days, change)
            let found = try await account.run { desk, requester in
                try await Contact.Counter(desk, requester).audit(
                    newest: calls,
                    days: days,
                    change: change,
                    others: others
                )
                .content
            }
            if material {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                for call in found.calls { print(String(decoding: try encoder.encode(call), as: UTF8.self)) }
            } else {
                try account.print(found.report, Self.lines(found.report).joined(separator: "\n"))
            }
            if found.unreadable > 0 {
                FileHandle.standardError.write(Data("\(found.unreadable) calls could not be read\n".utf8))
            }
        }

        static func lines(_ report: Contact.AuditReport) -> [String] {
            func words(_ number: Int?) -> String { number.map(String.init) ?? "too few to say" }
            func figure(_ number: Double?) -> String { number.map { "\($0)" } ?? "too few to say" }
            var lines = ["\(report.calls) calls, \(report.graded) graded with facts the rules know"]
            lines += report.rules.map { "\($0.id) \($0.title): \($0.calls)" }
            lines += report.consistency.map { "\($0.by) \($0.name): \(words($0.calls)) calls, off \(words($0.off))" }
            for (title, list) in [
                ("", report.measures), ("before, ", report.before ?? []), ("after, ", report.after ?? []),
            ] {
                lines += list.map { "\(title)\($0.name): median \(figure($0.median)), 95 % \(figure($0.p95))" }
            }
            return lines
        }
    }
}
