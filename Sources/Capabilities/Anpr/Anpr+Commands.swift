import ArgumentParser
import CapabilityKit
import Foundation
import Sightings

/// The command `reeve anpr`.
struct AnprCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anpr",
        abstract: "Take reads of number plates in, and ask about them.",
        discussion: """
            Asked by the same rules and written to the same log as on a page. Every question starts from a graded item of
            intelligence and is for a purpose with a reference.

            EXAMPLE
              reeve anpr history AB00XYZ --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712

            EXIT CODES
              0 answered · 1 nothing found, or some lines were refused · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [
            Import.self, History.self, Between.self, Convoy.self, Trips.self, Clones.self, FirstSeen.self, Swap.self,
            Stops.self, Watch.self, Made.self, Bench.self,
        ]
    )
}

extension Anpr {
    /// What taking reads in is for when its user does not say.
    enum ImportWork: UsualAuthority {
        static let purpose = "data.quality"
        static let reference = "routine import"
    }

    /// A question is for no reference but the one that is given.
    enum EnquiryWork: UsualAuthority {
        static let purpose = "intelligence.develop"
        static let reference = ""
    }

    /// What every question of the command line has.
    struct AskOptions: ParsableArguments {
        @Option(help: "The item of intelligence that it starts from.")
        var item: String

        @Option(help: "The item's grading (3x5x2), such as \"2 B P\".")
        var grading: String

        @Option(help: "Areas by name, with commas.")
        var area = ""

        @Option(help: "The first day, such as 2026-11-01; four weeks back when not given.")
        var from = ""

        @Option(help: "The last day; today when not given.")
        var to = ""

        @OptionGroup var account: CommandAccount<Anpr.EnquiryWork>

        /// Asks, and prints the answer.
        func ask(_ kind: Anpr.Kind, _ values: [String: String]) async throws {
            let common = [
                "kind": kind.rawValue, "item": item, "grading": grading, "area": area, "from": from, "to": to,
            ]
            let explains = try Anpr.Limits.shipped().of(kind).explains
            try await account.run { desk, requester in
                let question = try Anpr.Question(common.merging(values) { $1 }, today: desk.today)
                let asked = try await Anpr.Counter(desk, requester).ask(question)
                let reply = try Anpr.Reply([], asked.kept, entry: asked.entry, at: asked.at)
                try account.print(reply, Anpr.listing(asked, explains: explains))
                if asked.kept.answer?.lines.isEmpty ?? true { throw ExitCode(1) }
            }
        }
    }

    /// An answer as lines for a terminal.
    static func listing(_ asked: Counter.Asked, explains: [String]) -> String {
        guard let answer = asked.kept.answer else { return "" }
        var lines = ["\(asked.kept.question.words) · log entry \(asked.entry)"]
        for line in answer.lines {
            let chance = line.expected.map { ", \(Phrase.decimal($0)) by chance" } ?? ""
            let sure = line.corrected.map { ", p \(Phrase.percent($0)) corrected" } ?? ""
            lines.append("\(line.plate)  \(line.words)\(chance)\(sure)")
        }
        if asked.kept.question.kind == .history {
            lines += answer.passes.suffix(200).map { "  \($0.time.rfc3339)  \($0.camera)  \($0.plate)" }
        }
        if answer.lines.isEmpty { lines.append("nothing found") }
        lines.append(answer.baseRate)
        if !answer.method.isEmpty { lines.append(answer.method) }
        if let alarms = answer.falseAlarms, alarms.isFinite {
            lines.append("innocent vehicles that an answer like this names on average: \(Phrase.figure(alarms))")
        }
        lines.append("what else would explain it: \(explains.joined(separator: "; "))")
        for silent in answer.silent.prefix(10) {
            let why = silent.reason.isEmpty ? "" : " (\(silent.reason))"
            lines.append(
                "no read at \(silent.camera) on \(Phrase.count(silent.days, "day"))\(why): absence shows nothing there"
            )
        }
        return lines.joined(separator: "\n")
    }
}

extension AnprCommand {
    /// The command `reeve anpr history`.
    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Where has a plate, or one of which part is known, been?",
            discussion: """
                EXAMPLE
                  reeve anpr history "A?00XY*" --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The plate; `?` for one character, `*` for any number.")
        var plate: String

        @Flag(help: "Count characters that cameras confuse as alike: 0 O D, 1 I L, 8 B.")
        var confusables = false

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws {
            try await ask.ask(.history, ["plate": plate, "confusables": confusables ? "1" : ""])
        }
    }

    /// The command `reeve anpr between`.
    struct Between: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which vehicles passed one camera and then another?",
            discussion: """
                EXAMPLE
                  reeve anpr between C1 C12 --within 45 --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The camera passed first.")
        var first: String

        @Argument(help: "The camera passed afterwards.")
        var second: String

        @Option(help: "The most minutes between.")
        var within = 120

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws {
            try await ask.ask(.between, ["cameras": "\(first),\(second)", "within": "\(within)"])
        }
    }

    /// The command `reeve anpr convoy`.
    struct Convoy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which vehicles travel with one beyond chance?",
            discussion: """
                EXAMPLE
                  reeve anpr convoy AB00XYZ --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The whole plate of the vehicle to begin with.")
        var plate: String

        @Option(help: "The most seconds between two reads at one camera.")
        var within = 60

        @Option(help: "Drives together from which a vehicle is looked at.")
        var atLeast = 3

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws {
            try await ask.ask(.convoy, ["plate": plate, "within": "\(within)", "atLeast": "\(atLeast)"])
        }
    }

    /// The command `reeve anpr swap`.
    struct Swap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which vehicle carries on where one stopped?",
            discussion: """
                EXAMPLE
                  reeve anpr swap AB00XYZ --area Leeds --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The whole plate of the vehicle that stopped.")
        var plate: String

        @Option(help: "The most days between its last and the other's first.")
        var within = 7

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws { try await ask.ask(.swap, ["plate": plate, "within": "\(within)"]) }
    }
}

extension Phrase {
    /// A small figure: two decimals below ten, one above.
    static func figure(_ value: Double) -> String {
        guard value.isFinite, value < 10 else { return Phrase.decimal(value) }
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
