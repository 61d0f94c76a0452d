import ArgumentParser
import CapabilityKit
import Node
import Vocabulary

/// The verb `reeve init --data DIR --force CODE`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the folder of an empty node: its key, its settings, and officers who are made up.",
        discussion: """
            What is there already stays as it is. Nothing runs on a new node before a named person lets it: see
            `reeve help ethics adopt`. A demonstration with made-up people needs nobody.

            EXAMPLE
              reeve init --data .reeve/node --force 13
              reeve ethics adopt --data .reeve/node --officer 9301 --reason "what runs today, until the panel has met"
              reeve import --data .reeve/node nation/13-west-yorkshire
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    @Option(help: "The force whose node it is, by its code in PNC: 13.")
    var force: String

    @Flag(help: "Let every room run without an approval: for made-up people only, and the folder says so.")
    var demonstration = false

    func run() async throws {
        guard let code = ForceCode(force) else {
            throw Fault(.forceUnknown, "`\(force)` is not a force code", help: "codes are as in PNC, such as 13")
        }
        try Building.make(
            NodeFolder(path: data),
            settings: NodeSettings(force: code),
            officers: DemoStaff.officers(of: code),
            demonstration: demonstration ? DemonstrationApprovals(from: Building.systemClock().date) : nil
        )
        let next =
            demonstration
            ? "it is a demonstration: its rooms run without anybody's approval"
            : "none of its rooms is approved yet: see `reeve help ethics adopt`"
        say("a node of force \(code) is in \(data); \(next)")
    }
}

extension Fault.Code {
    /// What was given is not the code of a force.
    static let forceUnknown = Self("node.force_unknown", status: 400)
}
