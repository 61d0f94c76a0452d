import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Vocabulary

/// The command `reeve demo`.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a sandbox nation, take it in, join it, and serve it on this machine.",
        discussion: """
            Everybody in it is made up. Each of the forces has a node of its own, with its own records, log and rules, and
            a search asks all of them; the first one's pages are at the port, the others' at those after it. What is
            there already is used again; delete the folder to begin afresh.

            EXAMPLE
              reeve demo --data .reeve/demo --port 8420
              reeve demo --forces 13,14,16,06 --people 2000
            """
    )

    @Option(name: .customLong("data"), help: "The folder of the demonstration's node; the nation lies beside it.")
    var data = ".reeve/demo"

    @Option(help: "The port on 127.0.0.1; 0 takes any free one.")
    var port = 8420

    @Option(help: "The forces by their codes, such as 13,14,16; all 43 when not given.")
    var forces: String?

    @Option(help: "How many people, shared out by residents.")
    var people = 4300

    @Flag(help: "One node that holds the records of four forces, for tests.")
    var small = false

    @OptionGroup var assets: AssetOptions

    private var nation: String { "\(data)-nation" }
    private var ready: String { "\(data)/demo-is-ready" }

    func run() async throws {
        guard !small else { return try await runSmall() }
        let demo = DemoNation(data: data, forces: try chosen(), people: people)
        try await demo.make()
        try await demo.serve(port: port, assets: assets)
    }

    /// The forces, West Yorkshire first where it is among them.
    private func chosen() throws -> [ForceCode] {
        let known = try Rules.shippedRoster().forces(on: Building.systemClock().date)
            .filter { $0.category == "territorial" }.map(\.code)
        let codes = try forces?.split(separator: ",").map { text in
            guard let code = ForceCode(String(text.filter { $0 != " " })), known.contains(code) else {
                throw ValidationError("`\(text)` is not the code of a territorial force, such as 13")
            }
            return code
        }
        let first = ForceCode("13")
        return (codes ?? known).sorted { ($0 == first ? 0 : 1, $0) < ($1 == first ? 0 : 1, $1) }
    }

    private func runSmall() async throws {
        let files = FileManager.default
        if !files.fileExists(atPath: nation + "/truth.csv") {
            say("making a nation in which nobody is real")
            try? files.removeItem(atPath: nation)
            try await command(
                "sandbox",
                "--force",
                "06,13,14,16",
                "--people",
                "600",
                "--seed",
                "1",
                "--out",
                nation + ".part"
            )
            try files.moveItem(atPath: nation + ".part", toPath: nation)
        }
        guard let force = ForceCode("13") else { return }
        let folder = NodeFolder(path: data)
        try Building.make(
            folder,
            settings: NodeSettings(force: force),
            officers: DemoStaff.officers(of: force),
            demonstration: DemonstrationApprovals(from: Building.systemClock().date)
        )
        try folder.mustBeDemonstration()
        if !files.fileExists(atPath: ready) {
            say("taking in what four forces' systems hold")
            do {
                try await command("import", nation, "--data", data, "--rejects", data + "/rejects")
            } catch let code as ExitCode where code.rawValue == 1 {
                say("some rows were rejected; they are kept with their reasons in \(data)/rejects")
            }
            say("joining records of the same person")
            try await command("link", "--data", data, "--truth", nation + "/truth.csv")
            say("making reads of number plates that were never issued")
            try await command("anpr", "made", "--data", data)
            try Data().write(to: URL(filePath: ready))
        }
        let building = try await Building.open(folder)
        try await serve(building, port: port, assets: assets) { port in
            say(
                """

                Reeve answers on  http://127.0.0.1:\(port)/
                Try               http://127.0.0.1:\(port)/search?q=okafor+leeds
                Ctrl-C stops it.
                """
            )
        }
    }

    /// Runs one of the program's own commands, as a user would type it.
    private func command(_ words: String...) async throws {
        var command = try Reeve.parseAsRoot(words)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}
