import ArgumentParser
import CapabilityKit
import Foundation

/// The command `reeve review`.
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "See which records wait for a person's judgement, and judge them.",
        discussion: """
            The queue and each judgement are decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve review list --data .reeve/demo --officer 9001 --json

            EXIT CODES
              0 done · 1 nothing left · 2 not permitted · 64 wrong usage · 70 fault
            """,
        subcommands: [ReviewListCommand.self, ReviewJudgeCommand.self],
        defaultSubcommand: ReviewListCommand.self
    )
}

extension Review {
    /// What the commands of the room are for when their user does not say.
    enum UsualWork: UsualAuthority {
        static let purpose = "data.quality"
        static let reference = "routine review"
    }
}

/// The command `reeve review list`.
struct ReviewListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the questions in the order in which they are asked.",
        discussion: """
            EXAMPLE
              reeve review list --data .reeve/demo --officer 9001 --limit 5
            """
    )

    @Option(help: "The most questions to list, 0 to 500.")
    var limit = 20

    @Option(help: "Only questions in which a record of this force stands, by its code.")
    var force: String?

    @Option(help: "Only one kind: pair or cluster.")
    var kind: String?

    @Flag(help: "Say what the software thinks of each, and why it is asked.")
    var scores = false

    @OptionGroup var account: CommandAccount<Review.UsualWork>

    func run() async throws {
        let filter = try Review.Work(["force": force, "kind": kind].compactMapValues(\.self)).filter
        try await account.run { desk, requester in
            let found = try await desk.reviewQueue(filter, limit: limit, blind: !scores, for: requester)
            let reply = Review.QueueReply(found)
            try account.print(reply, Review.listing(reply))
            if reply.left == 0 { throw ExitCode(1) }
        }
    }
}

/// The command `reeve review judge`.
struct ReviewJudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Judge whether two records are of one person; it takes effect at once.",
        discussion: """
            The two are shown, the showing is logged, then the judgement is logged and takes effect. With --undo the last
            judgement on this account is taken back, by a new one beside it.

            EXAMPLE
              reeve review judge 0000000000000001-0000000000000002 same --data .reeve/demo --officer 9001
            """
    )

    @Argument(help: "The pair, as `reeve review list` names it.")
    var pair: String?

    @Argument(help: "same, unsure or different.")
    var verdict: String?

    @Option(help: "Why; needed to judge against somebody else's judgement.")
    var reason = ""

    @Flag(help: "Take back the last judgement on this account.")
    var undo = false

    @OptionGroup var account: CommandAccount<Review.UsualWork>

    func validate() throws {
        if undo != (pair == nil) || undo != (verdict == nil) {
            throw ValidationError("Give a pair and a verdict, or --undo alone.")
        }
        if let verdict, PairVerdict(rawValue: verdict) == nil {
            throw ValidationError("The verdict is same, unsure or different.")
        }
        if let pair, RecordPair(pair) == nil { throw ValidationError("`\(pair)` does not name two records.") }
    }

    func run() async throws {
        try await account.run { desk, requester in
            if undo {
                guard let judged = try await desk.withdrawJudgement(for: requester) else {
                    FileHandle.standardError.write(Data("no judgement of yours stands\n".utf8))
                    throw ExitCode(1)
                }
                return print(try Review.outcome(judged, json: account.json))
            }
            guard let pair = pair.flatMap(RecordPair.init), let verdict = verdict.flatMap(PairVerdict.init) else {
                return
            }
            let shown = try await desk.pairForReview(pair, blind: true, for: requester)
            if !account.json { print(Review.listing(Review.PairReply(shown, roster: desk.roster))) }
            let judged = try await desk.judge(pair, verdict, reason: reason, showing: shown.entry, for: requester)
            print(try Review.outcome(judged, json: account.json))
        }
    }
}

extension Review {
    /// What came of a judgement, for a program.
    struct JudgedReply: Encodable {
        var entry: UInt64
        var pair: String
        var verdict: String
        var effect: String
        var persons: [String]
    }

    static func outcome(_ judged: Judged, json: Bool) throws -> String {
        let reply = JudgedReply(
            entry: judged.judgement.entry,
            pair: judged.judgement.pair.description,
            verdict: judged.judgement.verdict?.rawValue ?? "withdrawn",
            effect: judged.effect.rawValue,
            persons: judged.persons.map(\.description)
        )
        if json { return try CommandJSON.text(reply) }
        return "\(reply.verdict): \(reply.effect), log entry \(reply.entry)"
    }

    /// The queue as lines for a terminal.
    static func listing(_ reply: QueueReply) -> String {
        var lines = ["\(reply.left) left of \(reply.total) · \(reply.judged) judged · log entry \(reply.entry)", ""]
        for question in reply.questions {
            let score = question.probability.map { " \(Phrase.percent($0)) \(question.cause ?? "")" } ?? ""
            lines.append(
                "\(question.pair)  \(question.kind) of \(question.records)  \(question.forces.joined(separator: " "))\(score)"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// Two sides as lines for a terminal.
    static func listing(_ reply: PairReply) -> String {
        var lines = ["A \(reply.left.joined(separator: ", "))", "B \(reply.right.joined(separator: ", "))"]
        for field in reply.fields {
            let sides = [field.left, field.right].map { $0.isEmpty ? "not held" : $0.joined(separator: "; ") }
            lines.append("  \(field.label) (\(field.agreement)): \(sides[0]) | \(sides[1])")
        }
        return lines.joined(separator: "\n")
    }
}
