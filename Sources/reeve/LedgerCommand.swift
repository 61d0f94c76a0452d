import ArgumentParser
import Foundation
import Ledger
import Node
import Store
import Vocabulary

/// The command `reeve ledger …`: check the log, prove things from it, serve it, look after its keys.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check, prove and serve the log of everything this node did.",
        discussion: """
            EXAMPLE
              reeve ledger verify --data .reeve/demo
              reeve ledger receipt 4 --data .reeve/demo --out 4.tlog-proof
            """,
        subcommands: [
            Verify.self, Entries.self, Prove.self, Receipt.self, Check.self, Keys.self, Rotate.self, Serve.self,
            Fsck.self,
        ]
    )

    /// Where a log lies and whose it is.
    struct Place: ParsableArguments {
        @Option(name: .customLong("data"), help: "The node's folder. It may be running.")
        var data = ".reeve/node"

        /// The log for reading, beside a running writer if there is one.
        func open() throws -> (disk: FileLogDisk, key: VerifierKey) {
            let folder = NodeFolder(path: data)
            let key = try folder.verifierKey()
            return (try FileLogDisk(folder: folder.ledger, writing: false), key)
        }

        /// The log for writing; the node must be stopped.
        ///
        /// Opening it puts right what a crash left.
        func openForWriting() async throws -> (disk: FileLogDisk, writer: LedgerWriter) {
            let folder = NodeFolder(path: data)
            let name = try folder.verifierKey().name
            let disk = try FileLogDisk(folder: folder.ledger)
            let history = try await KeyHistory.read(on: disk, origin: name)
            let writer = try await LedgerWriter.open(
                disk: disk,
                key: try folder.signingKey(endorsed: history.current),
                origin: name,
                clock: Building.systemClock,
                randomness: Building.systemRandomness
            )
            return (disk, writer)
        }
    }
}

/// Prints a value as JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
