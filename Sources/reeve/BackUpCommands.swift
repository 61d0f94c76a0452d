import ArgumentParser
import Foundation
import Node
import Vocabulary

/// The command `reeve backup --data DIR --to DIR`.
struct BackUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a node's records, log, key and settings into a new folder. The node may be running.",
        discussion: """
            The copy holds personal data and the node's key: keep it as safe as the node.

            EXAMPLE
              reeve backup --data .reeve/demo --to /backups/demo-2026-11-23
            """
    )

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    @Option(help: "A folder that does not exist yet.")
    var to: String

    func run() async throws {
        try await NodeBackUp.make(of: NodeFolder(path: data), to: to)
        print("the node `\(data)` is backed up in `\(to)`; check it with: reeve ledger verify --data \(to)")
    }
}

/// The command `reeve restore --from DIR --data DIR`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in a node's place. The node must be stopped; what was there is kept beside it.",
        discussion: """
            EXAMPLE
              reeve restore --from /backups/demo-2026-11-23 --data .reeve/demo
            """
    )

    @Option(name: .customLong("from"), help: "A folder made by `reeve backup`.")
    var source: String

    @Option(name: .customLong("data"), help: "The node's folder.")
    var data = ".reeve/node"

    func run() async throws {
        let aside = try await NodeBackUp.restore(from: source, to: NodeFolder(path: data))
        print("the backup `\(source)` is in place as `\(data)`" + (aside.map { "; the old folder is `\($0)`" } ?? ""))
    }
}
