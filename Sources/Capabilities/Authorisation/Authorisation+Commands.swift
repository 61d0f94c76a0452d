import ArgumentParser
import CapabilityKit
import Foundation

/// The command `reeve authority`.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        abstract: "See emergency accesses and authorities, and what is outstanding.",
        discussion: """
            Decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve authority list --data .reeve/demo --officer 3301

            EXIT CODES
              0 done · 1 something is overdue · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [AuthorityListCommand.self],
        defaultSubcommand: AuthorityListCommand.self
    )
}

/// The command `reeve authority list`.
struct AuthorityListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List everybody's authorities of the last ninety days, and all that are outstanding.",
        discussion: """
            EXAMPLE
              reeve authority list --data .reeve/demo --officer 3301 --outstanding --json

            EXIT CODES
              0 nothing is overdue · 1 something is overdue · 2 not permitted · 64 wrong usage · 70 fault
            """
    )

    @Flag(help: "Only what is outstanding.")
    var outstanding = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "What it is for: a code of the node's list of purposes.")
    var purpose = "audit.lawfulness"

    @Option(help: "The review it is for.")
    var reference = "daily review"

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let open = try await node.open()
        let requester = Requester(officer: open.officer, authority: Authority(purpose: purpose, reference: reference))
        let found: Disclosure<[AuthorityGrant]>
        do {
            found = try await open.desk.oversight(for: requester)
        } catch let fault as Fault where fault.code == .notPermitted {
            try await open.close()
            FileHandle.standardError.write(Data("\(fault)\n".utf8))
            throw ExitCode(2)
        }
        try await open.close()
        let grants = outstanding ? found.content.filter(\.isOutstanding) : found.content
        let reply = Authorisation.GrantsReply(found, grants)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(reply), as: UTF8.self))
        } else {
            for grant in grants {
                let state = Authorisation.state(of: grant, at: found.at)
                print("\(grant.id)  \(grant.officer)  \(Authorisation.words(for: grant))  \(grant.reference)  \(state)")
            }
            print("\(reply.outstanding) outstanding, \(reply.overdue) overdue")
        }
        if reply.overdue > 0 { throw ExitCode(1) }
    }
}
