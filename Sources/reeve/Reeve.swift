import ArgumentParser
import Capabilities
import CapabilityKit
import Foundation
import Node
import Vocabulary

/// The command line: the rooms' verbs and the building's own.
@main
struct Reeve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reeve",
        abstract: "One joined-up, accountable picture for policing.",
        discussion: """
            EXAMPLE
              reeve demo                        a sandbox nation on http://127.0.0.1:8420
              reeve help search                 what a command does, with an example

            EXIT CODES
              0 done · 64 wrong usage · 65 a file given is not as it should be · 70 any other fault · others as each
              command says. A fault is printed with its code.
            """,
        subcommands: [
            Demo.self, InitCommand.self, Serve.self, NodeCommand.self, RosterCommand.self, LedgerCommand.self,
            PolicyCommand.self, BackUpCommand.self, RestoreCommand.self, AccountsCommand.self, SecurityLogCommand.self,
            Bench.self,
        ]
            + Directory.rooms.flatMap { $0.commands }
    )

    static func main() async {
        await NodeDoor.$open.withValue(NodeDoor.Opener { try await openNode($0) }) {
            await Sandbox.$roster.withValue(Sandbox.Lending { try Rules.shippedRoster() }) {
                let post = Contact.Posting { try await MachineDoor.post($0, form: $1, credential: $2) }
                await Contact.$posting.withValue(post) { await runCommand() }
            }
        }
    }

    private static func runCommand() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            FileHandle.standardError.write(Data("reeve: \(fault)\n".utf8))
            // 422 is what a page would answer to the same: it can be read, and what it says cannot be used.
            Foundation.exit(fault.code.status == 422 ? 65 : 70)
        } catch {
            exit(withError: error)
        }
    }

    /// Opens the node of a data folder on an officer's account.
    private static func openNode(_ options: NodeOptions) async throws -> OpenNode {
        let building = try await Building.open(NodeFolder(path: options.data))
        let officer = options.officer.map { number in building.officers.first { $0.number == number } }
        guard let officer = officer ?? building.officers.first(where: { $0.roles.contains("system") }) else {
            try await building.close()
            throw Fault(
                .officerUnknown,
                "no officer `\(options.officer ?? "system")` is in `\(building.folder.officers)`",
                help: "give one of: \(building.officers.map(\.number).joined(separator: ", "))"
            )
        }
        return OpenNode(desk: building.desk, officer: officer, close: { try await building.close() })
    }
}
