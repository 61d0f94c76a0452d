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
            Everybody in it is made up. What is there already is used again; delete the folder to begin afresh.

            EXAMPLE
              reeve demo --data .reeve/demo --port 8420
            """
    )

    @Option(name: .customLong("data"), help: "The folder of the demonstration's node; the nation lies beside it.")
    var data = ".reeve/demo"

    @Option(help: "The port on 127.0.0.1; 0 takes any free one.")
    var port = 8420

    @Flag(help: "A smaller nation, for tests.")
    var small = false

    @OptionGroup var assets: AssetOptions

    private var nation: String { "\(data)-nation" }
    private var ready: String { "\(data)/demo-is-ready" }

    func run() async throws {
        let files = FileManager.default
        if !files.fileExists(atPath: nation + "/truth.csv") {
            say("making a nation in which nobody is real")
            try? files.removeItem(atPath: nation)
            let people = small ? "600" : "6000"
            try await command(
                "sandbox",
                "--force",
                "06,13,14,16",
                "--people",
                people,
                "--seed",
                "1",
                "--out",
                nation + ".part"
            )
            try files.moveItem(atPath: nation + ".part", toPath: nation)
        }
        guard let force = ForceCode("13") else { return }
        let folder = NodeFolder(path: data)
        try Building.make(folder, settings: NodeSettings(force: force), officers: DemoStaff.officers(of: force))
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
