import ArgumentParser
import CapabilityKit

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

    @OptionGroup var account: CommandAccount<Authorisation.UsualWork>

    func run() async throws {
        let found = try await account.run { desk, requester in try await desk.oversight(for: requester) }
        let grants = outstanding ? found.content.filter(\.isOutstanding) : found.content
        let reply = Authorisation.GrantsReply(found, grants)
        try account.print(reply, Authorisation.listing(grants, reply, at: found.at))
        if reply.overdue > 0 { throw ExitCode(1) }
    }
}

extension Authorisation {
    /// What the commands of the room are for when their user does not say.
    enum UsualWork: UsualAuthority {
        static let purpose = "audit.lawfulness"
        static let reference = "daily review"
    }

    /// Authorities as lines for a terminal.
    static func listing(_ grants: [AuthorityGrant], _ reply: GrantsReply, at now: Timestamp) -> String {
        let lines = grants.map { grant in
            "\(grant.id)  \(grant.officer)  \(words(for: grant))  \(grant.reference)  \(state(of: grant, at: now))"
        }
        return (lines + ["\(reply.outstanding) outstanding, \(reply.overdue) overdue"]).joined(separator: "\n")
    }
}
