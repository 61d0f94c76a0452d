import ArgumentParser
import CapabilityKit
import Foundation

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

/// On whose account, and what for.
struct RetentionAccount: ParsableArguments {
    @Option(help: "What it is for: a code of the node's list of purposes.")
    var purpose = "data.retention"

    @Option(help: "The review it is for.")
    var reference = "retention review"

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    /// Opens the node, does the work, closes it, and turns a refusal into its exit code.
    func run(_ work: (Desk, Requester) async throws -> Void) async throws {
        let open = try await node.open()
        let requester = Requester(officer: open.officer, authority: Authority(purpose: purpose, reference: reference))
        do {
            try await work(open.desk, requester)
        } catch let fault as Fault where fault.code == .notPermitted {
            try await open.close()
            FileHandle.standardError.write(Data("\(fault)\n".utf8))
            throw ExitCode(2)
        } catch {
            try await open.close()
            throw error
        }
        try await open.close()
    }
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

    @OptionGroup var account: RetentionAccount

    func run() async throws {
        let day = try Retention.day(by)
        try await account.run { desk, requester in
            let reply = Retention.DueReply(try await desk.retentionDue(by: day, limit: limit, for: requester))
            print(account.json ? try Retention.json(reply) : Retention.listing(reply))
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

    @OptionGroup var account: RetentionAccount

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
            print(account.json ? try Retention.json(reply) : "\(reply.decision), log entry \(reply.entry)")
        }
    }
}

extension Retention {
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

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// What is due as lines for a terminal.
    static func listing(_ reply: DueReply) -> String {
        let lines = reply.people.map {
            "\($0.person)  \($0.name)  group \($0.group) (\($0.because))  last \($0.lastContact)  due \($0.due)"
        }
        return (["\(lines.count) due · log entry \(reply.entry)"] + lines).joined(separator: "\n")
    }
}
