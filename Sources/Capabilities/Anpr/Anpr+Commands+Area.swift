import ArgumentParser
import CapabilityKit
import Foundation
import Sightings

extension AnprCommand {
    /// The command `reeve anpr trips`.
    struct Trips: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which vehicles go out to an area and back, again and again?",
            discussion: """
                EXAMPLE
                  reeve anpr trips --area Harrogate --home Leeds --at-least 6 --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Option(help: "The area that their days begin in; any when not given.")
        var home = ""

        @Option(help: "Visits from which a vehicle is named.")
        var atLeast = 6

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws { try await ask.ask(.trips, ["home": home, "atLeast": "\(atLeast)"]) }
    }

    /// The command `reeve anpr clones`.
    struct Clones: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which plates of an area were in two places at once?",
            discussion: """
                EXAMPLE
                  reeve anpr clones --area Leeds --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws { try await ask.ask(.clones, [:]) }
    }

    /// The command `reeve anpr first-seen`.
    struct FirstSeen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "first-seen",
            abstract: "Which vehicles are new in an area, and then often there?",
            discussion: """
                EXAMPLE
                  reeve anpr first-seen --area Leeds --quiet 14 --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Option(help: "Days at the beginning on which the vehicle was not there.")
        var quiet = 14

        @Option(help: "Days there from which a vehicle is named.")
        var atLeast = 4

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws {
            try await ask.ask(.newcomers, ["within": "\(quiet)", "atLeast": "\(atLeast)"])
        }
    }

    /// The command `reeve anpr stops`.
    struct Stops: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which vehicles stop near a place, again and again?",
            discussion: """
                EXAMPLE
                  reeve anpr stops C4 C5 --at-least 5 --item IR-26-0417 --grading "2 B P" --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The cameras about the place, one to eight.")
        var cameras: [String]

        @Option(help: "Stops from which a vehicle is named.")
        var atLeast = 5

        @OptionGroup var ask: Anpr.AskOptions

        func run() async throws {
            try await ask.ask(.stops, ["cameras": cameras.joined(separator: ","), "atLeast": "\(atLeast)"])
        }
    }

    /// The command `reeve anpr import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take reads, and the register of cameras, into the node.",
            discussion: """
                A file of reads is taken whole or, when it is stopped or killed, not at all; taken again, it changes
                nothing. Lines that are no reads are kept in the reject file with their reason.

                EXAMPLE
                  reeve anpr import reads.csv --cameras cameras.csv --data .reeve/demo --officer 9001

                EXIT CODES
                  0 every line taken · 1 some lines were refused · 2 not permitted · 64 wrong usage · 70 fault
                """
        )

        @Argument(
            help: "Files of comma-separated values, whose first line names the columns, or of JSON Lines (.jsonl)."
        )
        var files: [String] = []

        @Option(help: "A table of cameras: camera, area, title, latitude, longitude, clock_error.")
        var cameras: String?

        @Option(help: "A table of outages: camera, from, to, reason.")
        var outages: String?

        @Option(help: "A table of times by road: from, to, seconds.")
        var roads: String?

        @Option(help: "The reject file.")
        var rejects = "reeve-rejects/anpr.csv"

        @OptionGroup var account: CommandAccount<Anpr.ImportWork>

        func run() async throws {
            func text(_ path: String?) throws -> String? {
                try path.map { try String(contentsOfFile: $0, encoding: .utf8) }
            }
            let sites = try text(cameras).map(Anpr.sites) ?? []
            let silences = try text(outages).map(Anpr.outages) ?? []
            let stretches = try text(roads).map(Anpr.roads) ?? []
            guard !files.isEmpty || !sites.isEmpty || !silences.isEmpty || !stretches.isEmpty else {
                throw ValidationError("name a file of reads, or a table of cameras, outages or roads")
            }
            let refused = try await account.run { desk, requester in
                let counter = try Anpr.Counter(desk, requester)
                if !sites.isEmpty || !silences.isEmpty || !stretches.isEmpty {
                    let entry = try await counter.describe(sites, silences, stretches)
                    if !account.json { Swift.print("register: \(sites.count) cameras · log entry \(entry)") }
                }
                var refusals: [String] = [], refused = 0
                for (number, file) in files.enumerated() {
                    FileHandle.standardError.write(Data("\(number + 1) of \(files.count) \(file)\n".utf8))
                    let (taken, entry) = try await counter.take(file)
                    refused += taken.refused
                    refusals += taken.refusals.map {
                        "\(file),\($0.line),\($0.field),\"\($0.reason.replacing("\"", with: "'"))\""
                    }
                    try account.print(
                        Anpr.Taken(file: file, taken, entry: entry),
                        "\(file): \(taken.added) reads taken, \(taken.repeated) held already, \(taken.refused) lines refused · log entry \(entry)"
                    )
                }
                try keep(refusals)
                return refused
            }
            if refused > 0 { throw ExitCode(1) }
        }

        private func keep(_ refusals: [String]) throws {
            guard !refusals.isEmpty else { return }
            let url = URL(filePath: rejects)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let text = (["file,line,field,reason"] + refusals).joined(separator: "\n") + "\n"
            try Data(text.utf8).write(to: url, options: .atomic)
        }
    }

    /// The command `reeve anpr bench`.
    struct Bench: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure the questions on made-up traffic in a folder of its own.",
            discussion: """
                No node is needed, and nobody in the traffic is real.

                EXAMPLE
                  reeve anpr bench --vehicles 5000 --days 28
                """
        )

        @Option(help: "How many vehicles.")
        var vehicles = 2000

        @Option(help: "How many days, 7 to 366.")
        var days = 28

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let figures = try await Anpr.bench(vehicles: vehicles, days: min(max(days, 7), 366))
            Swift.print(
                json
                    ? try CommandJSON.text(figures)
                    : figures.map { "\($0.what): \(Phrase.figure($0.milliseconds)) ms, \($0.found)" }
                        .joined(separator: "\n")
            )
        }
    }
}
