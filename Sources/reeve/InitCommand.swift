import ArgumentParser
import Node
import Vocabulary

/// The verb `reeve init --data DIR --force CODE`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the folder of an empty node: its key, its settings, and officers who are made up.",
        discussion: """
            What is there already stays as it is.

            EXAMPLE
              reeve init --data .reeve/node --force 13
              reeve import --data .reeve/node nation/13-west-yorkshire
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    @Option(help: "The force whose node it is, by its code in PNC: 13.")
    var force: String

    func run() async throws {
        guard let code = ForceCode(force) else {
            throw Fault(.forceUnknown, "`\(force)` is not a force code", help: "codes are as in PNC, such as 13")
        }
        try Building.make(
            NodeFolder(path: data),
            settings: NodeSettings(force: code),
            officers: DemoStaff.officers(of: code)
        )
        say("a node of force \(code) is in \(data)")
    }
}

extension Fault.Code {
    /// What was given is not the code of a force.
    static let forceUnknown = Self("node.force_unknown", status: 400)
}
