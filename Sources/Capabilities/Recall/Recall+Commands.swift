import ArgumentParser
import CapabilityKit

/// The command `reeve recall`.
struct RecallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract: "Call back what was disclosed, and see who has not acknowledged.",
        discussion: """
            Decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve recall outstanding --data .reeve/demo --officer 9001 --json

            EXIT CODES
              0 done · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [
            RecallInboxCommand.self, RecallOutstandingCommand.self, RecallMarkCommand.self, RecallLiftCommand.self,
            RecallAcknowledgeCommand.self,
        ],
        defaultSubcommand: RecallInboxCommand.self
    )
}

extension Recall {
    /// What the commands of the room are for when their user does not say.
    enum UsualWork: UsualAuthority {
        static let purpose = "data.rectification"
        static let reference = "recall"
    }
}

/// The command `reeve recall inbox`.
struct RecallInboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "List what was recalled of what this officer received.",
        discussion: """
            EXAMPLE
              reeve recall inbox --data .reeve/demo --officer 4821
            """
    )

    @OptionGroup var account: CommandAccount<Recall.UsualWork>

    func run() async throws {
        try await account.run { desk, requester in
            let found = try await desk.recallInbox(for: requester)
            let now = desk.clock()
            try account.print(Recall.ListReply(found, now: now), Recall.listing(found, now: now))
        }
    }
}

/// The command `reeve recall outstanding`.
struct RecallOutstandingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outstanding",
        abstract: "List who has not acknowledged which recall, the oldest first.",
        discussion: """
            EXAMPLE
              reeve recall outstanding --data .reeve/demo --officer 9001
            """
    )

    @OptionGroup var account: CommandAccount<Recall.UsualWork>

    func run() async throws {
        try await account.run { desk, requester in
            let found = try await desk.recallsOutstanding(for: requester)
            let now = desk.clock()
            try account.print(Recall.ListReply(found, now: now), Recall.listing(found, now: now))
        }
    }
}

/// The command `reeve recall mark`.
struct RecallMarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark",
        abstract: "Mark a record, or one thing it says, wrong, restricted or erased, and tell who received it.",
        discussion: """
            EXAMPLE
              reeve recall mark 13/niche/person/4471902 wrong --fact birthDate --reason "a clerk's slip" \\
                --power "DPA 2018 s.46" --data .reeve/demo --officer 9001
            """
    )

    @Argument(help: "The record, as its page names it.")
    var record: String

    @Argument(help: "wrong, restricted or erased.")
    var kind: String

    @Option(help: "With wrong: what is wrong, as the API names it.")
    var fact = ""

    @Option(help: "Why.")
    var reason: String

    @Option(help: "The legal power or duty.")
    var power: String

    @OptionGroup var account: CommandAccount<Recall.UsualWork>

    func run() async throws {
        let mark = try Recall.Mark(record: record, kind: kind, attribute: fact)
        try await account.run { desk, requester in
            let made = try await desk.mark(
                mark.record,
                as: mark.kind,
                attribute: mark.attribute,
                reason: reason,
                power: power,
                for: requester
            )
            let told = Phrase.count(made.recipients.count, "recipient")
            try account.print(Recall.MadeReply(made), "recall \(made.notice.entry): \(told) to be told")
        }
    }
}

/// The command `reeve recall lift`.
struct RecallLiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift",
        abstract: "Lift a recall: what it marked counts again.",
        discussion: """
            EXAMPLE
              reeve recall lift 412 --reason settled --power "DPA 2018 s.47" --data .reeve/demo --officer 9001
            """
    )

    @Argument(help: "The number of the recall.")
    var recall: UInt64

    @Option(help: "Why.")
    var reason: String

    @Option(help: "The legal power or duty.")
    var power: String

    @OptionGroup var account: CommandAccount<Recall.UsualWork>

    func run() async throws {
        try await account.run { desk, requester in
            let made = try await desk.liftRecall(recall, reason: reason, power: power, for: requester)
            let entry = made.notice.liftedBy.map { "\($0)" } ?? ""
            try account.print(Recall.MadeReply(made), "recall \(recall) is lifted, log entry \(entry)")
        }
    }
}

/// The command `reeve recall acknowledge`.
struct RecallAcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "Say that this officer knows of a recall, and what they did.",
        discussion: """
            EXAMPLE
              reeve recall acknowledge 412 --did "told the team" --data .reeve/demo --officer 4821
            """
    )

    @Argument(help: "The number of the recall.")
    var recall: UInt64

    @Option(help: "What was done about it.")
    var did = ""

    @OptionGroup var account: CommandAccount<Recall.UsualWork>

    func run() async throws {
        try await account.run { desk, requester in
            let told = try await desk.acknowledgeRecall(recall, did: did, for: requester)
            try account.print(Recall.Line(told, now: desk.clock()), "recall \(recall) is acknowledged")
        }
    }
}
