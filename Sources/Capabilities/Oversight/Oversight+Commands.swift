import ArgumentParser
import CapabilityKit

/// The command `reeve oversight`.
struct OversightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oversight",
        abstract: "See who looked at whom and why, from the log.",
        discussion: """
            Decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve oversight own --data .reeve/demo --officer 4821
              reeve oversight signals --data .reeve/demo --officer 6001 --reference PSD-5 --json

            EXIT CODES
              0 done · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [
            OversightOwnCommand.self, OversightPersonCommand.self, OversightOfficerCommand.self,
            OversightPurposeCommand.self, OversightSignalsCommand.self, OversightBenchCommand.self,
        ],
        defaultSubcommand: OversightOwnCommand.self
    )
}

/// On whose account, what for, and how many days back.
struct OversightAccount: ParsableArguments {
    @Option(help: "How many days back, 1 to 3660.")
    var days = 90

    @OptionGroup var account: CommandAccount<Oversight.UsualWork>

    func validate() throws {
        guard (1...3660).contains(days) else { throw ValidationError("--days is a number from 1 to 3660.") }
    }

    /// Finds a trail and prints it.
    func show(_ find: (Desk, Requester) async throws -> Disclosure<AuditTrail>) async throws {
        try await account.run { desk, requester in
            let reply = Oversight.TrailReply(try await find(desk, requester))
            try account.print(reply, Oversight.listing(reply))
        }
    }
}

extension Oversight {
    /// What the commands of the room are for when their user does not say.
    enum UsualWork: UsualAuthority {
        static let purpose = "audit.conduct"
        static let reference = ""
    }
}

/// The command `reeve oversight own`.
struct OversightOwnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "own",
        abstract: "List what this officer did.",
        discussion: """
            EXAMPLE
              reeve oversight own --data .reeve/demo --officer 4821 --days 7
            """
    )

    @OptionGroup var account: OversightAccount

    func run() async throws {
        try await account.show { desk, requester in try await desk.ownDoings(days: account.days, for: requester) }
    }
}

/// The command `reeve oversight person`.
struct OversightPersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person",
        abstract: "List who saw a person, and why.",
        discussion: """
            EXAMPLE
              reeve oversight person 00f3a1b2c4d5e6f7 --data .reeve/demo --officer 6001 --reference PSD-5
            """
    )

    @Argument(help: "The person, as their page names them.")
    var person: String

    @OptionGroup var account: OversightAccount

    func run() async throws {
        guard let id = PersonID(person) else { throw ValidationError("`\(person)` does not name a person.") }
        try await account.show { desk, requester in try await desk.whoSaw(id, for: requester) }
    }
}

/// The command `reeve oversight officer`.
struct OversightOfficerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer",
        abstract: "List what an officer did.",
        discussion: """
            EXAMPLE
              reeve oversight officer 13-4821 --data .reeve/demo --officer 6001 --reference PSD-5
            """
    )

    @Argument(help: "Force and number: 13-4821; the number alone for one's own force.")
    var whom: String

    @OptionGroup var account: OversightAccount

    func run() async throws {
        try await account.show { desk, requester in
            try await desk.whatDid(try Oversight.party(whom, requester), days: account.days, for: requester)
        }
    }
}

/// The command `reeve oversight purpose`.
struct OversightPurposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purpose",
        abstract: "List what was done for a purpose.",
        discussion: """
            EXAMPLE
              reeve oversight purpose missing.find --data .reeve/demo --officer 6001 --reference DIP-1
            """
    )

    @Argument(help: "The code of the purpose.")
    var code: String

    @OptionGroup var account: OversightAccount

    func run() async throws {
        try await account.show { desk, requester in
            try await desk.whatFor(code, days: account.days, for: requester)
        }
    }
}

/// The command `reeve oversight signals`.
struct OversightSignalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signals",
        abstract: "List lookups that may need a question, each with what else it may be.",
        discussion: """
            EXAMPLE
              reeve oversight signals --data .reeve/demo --officer 6001 --reference PSD-5 --days 28
            """
    )

    @Option(help: "Only of one officer: force and number, 13-4821.")
    var whom: String?

    @OptionGroup var account: OversightAccount

    func run() async throws {
        try await account.account.run { desk, requester in
            let party = try whom.map { try Oversight.party($0, requester) }
            let found = try await desk.watchMaterial(of: party, days: account.days, for: requester)
            let reply = Oversight.SignalsReply(found, Oversight.signals(in: found.content, by: desk.watch))
            try account.account.print(reply, Oversight.listing(reply))
        }
    }
}

/// The command `reeve oversight bench`.
struct OversightBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how long it takes to say who saw a person, over many made-up entries.",
        discussion: """
            Makes the tables of a log with that many entries in a file of its own, and asks who saw persons whom few saw
            and one whom very many saw. It prints JSON and leaves the file. Build with `-c release`.

            EXAMPLE
              reeve oversight bench --rows 10000000 --file /var/tmp/audit-bench.sqlite

            EXIT CODES
              0 the slowest answer took at most 2 s · 1 it took longer
            """
    )

    @Option(help: "How many entries, 1000 to 100000000.")
    var rows = 10_000_000

    @Option(help: "The SQLite file to make; one that is there with as many entries is used again.")
    var file: String

    func validate() throws {
        guard (1_000...100_000_000).contains(rows) else { throw ValidationError("--rows is from 1000 to 100000000.") }
    }

    func run() async throws {
        let measured = try await AuditBench.run(rows: rows, file: file)
        print(try CommandJSON.text(measured))
        if measured.slowestMs > 2000 { throw ExitCode(1) }
    }
}
