import ArgumentParser
import CapabilityKit

/// The command `reeve retention`.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "See whose records are due for review, and decide what becomes of them.",
        discussion: """
            Decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve retention due --data .reeve/demo --officer 9001 --json

            EXIT CODES
              0 done · 1 nothing is due · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [RetentionDueCommand.self, RetentionDecideCommand.self],
        defaultSubcommand: RetentionDueCommand.self
    )
}

/// The command `reeve retention due`.
struct RetentionDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "List whose records are due for review, the longest overdue first.",
        discussion: """
            EXAMPLE
              reeve retention due --by 2027-01-01 --data .reeve/demo --officer 9001
            """
    )

    @Option(help: "Due by this day; today when not given.")
    var by: String?

    @Option(help: "The most people to list, 1 to 500.")
    var limit = 50

    @OptionGroup var account: CommandAccount<Retention.UsualWork>

    func run() async throws {
        let day = try Retention.day(by)
        try await account.run { desk, requester in
            let reply = Retention.DueReply(try await desk.retentionDue(by: day, limit: limit, for: requester))
            try account.print(reply, Retention.listing(reply))
            if reply.people.isEmpty { throw ExitCode(1) }
        }
    }
}

/// The command `reeve retention decide`.
struct RetentionDecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Keep, restrict or dispose of what the officer's own force holds of a person.",
        discussion: """
            EXAMPLE
              reeve retention decide 00f3a1b2c4d5e6f7 keep --reason "risk remains" --data .reeve/demo --officer 9001
            """
    )

    @Argument(help: "The person, as the list names them.")
    var person: String

    @Argument(help: "keep, restrict or dispose.")
    var decision: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var account: CommandAccount<Retention.UsualWork>

    func run() async throws {
        let decided = try Retention.Decision(person: person, decision: decision)
        try await account.run { desk, requester in
            let outcome = try await desk.decideRetention(
                of: decided.person,
                decided.decision,
                reason: reason,
                for: requester
            )
            let reply = Retention.OutcomeReply(outcome)
            try account.print(reply, "\(reply.decision), log entry \(reply.entry)")
        }
    }
}

extension Retention {
    /// What the commands of the room are for when their user does not say.
    enum UsualWork: UsualAuthority {
        static let purpose = "data.retention"
        static let reference = "retention review"
    }

    /// The answer of `GET /api/v1/retention` and of `reeve retention due --json`.
    struct DueReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var people: [Line]

        struct Line: Encodable, Sendable {
            var person: String
            var name: String
            var group: String
            var confidence: String
            var because: String
            var becauseKeptBack: Bool
            var lastContact: String
            var due: String
            var decided: String?
            var records: [String]
        }

        init(_ found: Disclosure<[RetentionClock]>) {
            entry = found.entry
            at = found.at.rfc3339
            people = found.content.map { clock in
                Line(
                    person: clock.person.description,
                    name: clock.name,
                    group: clock.reckoned.group.code,
                    confidence: clock.reckoned.group.confidence,
                    because: clock.reckoned.because,
                    becauseKeptBack: clock.isBecauseKeptBack,
                    lastContact: clock.reckoned.lastContact.description,
                    due: clock.reckoned.due.description,
                    decided: clock.decided.map { "\($0.decision) \($0.on)" },
                    records: clock.records.map(\.description)
                )
            }
        }
    }

    /// What came of a decision, for a program.
    struct OutcomeReply: Encodable, Sendable {
        var entry: UInt64
        var decision: String
        var records: [String]
        var next: String?

        init(_ outcome: RetentionOutcome) {
            entry = outcome.entry
            decision = outcome.decision.rawValue
            records = outcome.records.map(\.description)
            next = outcome.next?.description
        }
    }

    /// What is due as lines for a terminal.
    static func listing(_ reply: DueReply) -> String {
        let lines = reply.people.map {
            "\($0.person)  \($0.name)  group \($0.group) (\($0.because))  last \($0.lastContact)  due \($0.due)"
        }
        return (["\(lines.count) due · log entry \(reply.entry)"] + lines).joined(separator: "\n")
    }
}
