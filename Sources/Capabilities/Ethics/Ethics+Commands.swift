import ArgumentParser
import CapabilityKit
import Foundation
import Vocabulary

/// The command `reeve ethics`.
struct EthicsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ethics",
        abstract: "Show what may run at this force and why, and keep the register of uses.",
        discussion: """
            EXAMPLE
              reeve ethics gate --data .reeve/demo
              reeve ethics do open title="Missing people ranked by risk" capability=search supplier=none \\
                --data .reeve/demo --officer 9301
            """,
        subcommands: [
            EthicsRegisterCommand.self, EthicsCardCommand.self, EthicsAdviceCommand.self, EthicsGateCommand.self,
            EthicsAdoptCommand.self, EthicsDoCommand.self,
        ]
    )
}

/// What reading the register is for when nobody says.
enum EthicsUsualWork: UsualAuthority {
    static let purpose = "audit.lawfulness"
    static let reference = "ethics"
}

extension CommandAccount<EthicsUsualWork> {
    /// The register, with what is made of it while the node is open.
    func reading<Value>(
        _ asked: String,
        _ make: (EthicsBook, Disclosure<UseLog>, CalendarDate) throws -> Value
    ) async throws -> Value {
        try await run { desk, requester in
            let found = try await desk.useLog(.readEthics, asked: asked, for: requester)
            return try make(EthicsBook(found.content), found, desk.today)
        }
    }

    /// Does something in the register.
    func doing(_ deed: EthicsDeed) async throws {
        let entry = try await run { desk, requester in try await deed.perform(on: desk, for: requester) }
        try print(["entry": entry], "done: entry \(entry) of the log")
    }
}

/// The command `reeve ethics register`.
struct EthicsRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "List every use, refused ones too, with its stage, advice and approval.",
        discussion: """
            EXAMPLE
              reeve ethics register --json --data .reeve/demo
            """
    )

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws {
        let reply = try await account.reading("the register of uses") { Ethics.RegisterReply($0, $1, on: $2) }
        let lines = reply.uses.map { use in
            "\(use.number)  \(use.stage)  \(use.room)  \(use.advice ?? "not asked")  \(use.title)"
        }
        try account.print(reply, lines.isEmpty ? "no use is in the register" : lines.joined(separator: "\n"))
    }
}

/// The command `reeve ethics card`.
struct EthicsCardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Show one use, or what one room runs by, with what was counted.",
        discussion: """
            EXAMPLE
              reeve ethics card search --data .reeve/demo
            """
    )

    @Argument(help: "The number of a use, such as U-1, or the short name of a room.")
    var use: String

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws {
        let reply = try await account.reading("use \(use)") { try Ethics.UseReply(use, $0, $1, on: $2) }
        var lines = [Ethics.line(reply.room)]
        if let use = reply.use {
            lines.append("\(use.number) \(use.title): \(use.stage), the panel: \(use.advice ?? "not asked")")
            lines += use.gaps.map { "missing: \($0)" }
        }
        for figures in reply.measured {
            for group in figures.groups {
                lines.append(
                    "\(figures.on) \(group.group): \(group.truePositives) \(group.falsePositives) "
                        + "\(group.falseNegatives) \(group.trueNegatives)"
                )
                lines += group.ratios.map { ratio in
                    "  \(ratio.name) of \(ratio.of): \(ratio.percent ?? "no cases")"
                }
            }
        }
        lines += reply.history.map { "entry \($0.entry), \($0.officer): \($0.words)" }
        try account.print(reply, lines.joined(separator: "\n"))
    }
}

/// The command `reeve ethics advice`.
struct EthicsAdviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advice",
        abstract: "Show the panel's record: advice, replies and corrections, with their seals.",
        discussion: """
            EXAMPLE
              reeve ethics advice --json --data .reeve/demo
            """
    )

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws {
        let reply = try await account.reading("the panel and its record") { book, found, _ in
            Ethics.RecordReply(book, found)
        }
        let lines = reply.record.map { said in
            "\(said.place)  \(said.what)  \(said.use ?? said.about.map { "of \($0)" } ?? "")  \(said.kind ?? "")  \(said.words)"
        }
        try account.print(reply, lines.isEmpty ? "the panel has said nothing yet" : lines.joined(separator: "\n"))
    }
}

/// The command `reeve ethics gate`.
struct EthicsGateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Say of each room, or of one, whether it may run here today, and why not.",
        discussion: """
            EXAMPLE
              reeve ethics gate search --json --data .reeve/demo

            EXIT CODES
              0 it may run, or all may · 1 one may not · 2 not permitted · 64 wrong usage · 70 fault
            """
    )

    @Argument(help: "The short name of a room; all when not given.")
    var room: String?

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws {
        let rooms = try await account.reading("the gate") { book, found, day in
            Ethics.RegisterReply(book, found, on: day).rooms.filter { room == nil || $0.room == room }
        }
        guard !rooms.isEmpty else {
            throw Fault(.ethicsNoUse, "there is no room `\(room ?? "")`", help: "`reeve ethics gate` lists all")
        }
        try account.print(rooms, rooms.map(Ethics.line).joined(separator: "\n"))
        if rooms.contains(where: { !$0.runs }) { throw ExitCode(1) }
    }
}

/// The command `reeve ethics adopt`.
struct EthicsAdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Let run, once and for twelve weeks, what a new node brings with it, on a named owner's word.",
        discussion: """
            Nobody independent has looked at it then, and the register says so. Before the twelve weeks end each use is
            entered, put to the panel and approved, or its room stops.

            EXAMPLE
              reeve ethics adopt --data .reeve/node --officer 9301 --reason "what runs today, until the panel has met"
            """
    )

    @Option(help: "Why, for the register.")
    var reason: String

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws { try await account.doing(EthicsDeed(.adopt, ["reasons": reason])) }
}

/// The command `reeve ethics do`.
struct EthicsDoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "do",
        abstract: "Do what a form of the room does: open, fill, advance, approve, measure, advise and the others.",
        discussion: """
            What is asked for is what the form asks for, as NAME=VALUE; @FILE takes the value from a file.

            EXAMPLE
              reeve ethics do fill use=U-1 part=stopping text="The duty manager switches it off" --officer 9301
              reeve ethics do measure use=U-1 from=2027-01-01 until=2027-01-31 groups=@counts.txt --officer 9301
            """
    )

    @Argument(help: "What to do: \(EthicsDeed.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: String

    @Argument(help: "The fields, as NAME=VALUE or NAME=@FILE.")
    var fields: [String] = []

    @OptionGroup var account: CommandAccount<EthicsUsualWork>

    func run() async throws {
        guard let kind = EthicsDeed.Kind(rawValue: kind) else {
            throw ValidationError("`\(kind)` is nothing that can be done here")
        }
        var values: [String: String] = [:]
        for field in fields {
            guard let mark = field.firstIndex(of: "=") else { throw ValidationError("`\(field)` is not NAME=VALUE") }
            let value = String(field[field.index(after: mark)...])
            values[String(field[..<mark])] =
                value.hasPrefix("@") ? try String(contentsOfFile: String(value.dropFirst()), encoding: .utf8) : value
        }
        try await account.doing(EthicsDeed(kind, values))
    }
}

extension Ethics {
    /// One room in a line of a listing.
    static func line(_ room: RoomLine) -> String {
        let basis = room.basis.isEmpty ? "" : " (\(room.basis.joined(separator: ", ")))"
        return room.runs
            ? "\(room.room): runs\(basis)"
            : "\(room.room): refused, \(zip(room.codes, room.reasons).map { "\($0): \($1)" }.joined(separator: "; "))"
    }
}
