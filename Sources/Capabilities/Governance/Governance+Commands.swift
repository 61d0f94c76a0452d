import ArgumentParser
import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// The command `reeve governance`.
struct GovernanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "governance",
        abstract: "Keep decisions, sign and count votes, try the voting rules.",
        discussion: """
            EXAMPLE
              reeve governance power --class A --data .reeve/demo --officer 4821
            """,
        subcommands: [
            GovernanceListCommand.self, GovernanceProposeCommand.self, GovernanceRecordCommand.self,
            GovernanceAgreeCommand.self, GovernanceKeyCommand.self, GovernanceOpenCommand.self,
            GovernanceVoteCommand.self, GovernanceSealCommand.self, GovernanceWitnessCommand.self,
            GovernanceCloseCommand.self, GovernanceTallyCommand.self, GovernanceEnactCommand.self,
            GovernanceApplyCommand.self, GovernancePowerCommand.self, GovernanceWhatIfCommand.self,
        ]
    )
}

/// What trying the rules is for when nobody says.
enum GovernanceUsualWork: UsualAuthority {
    static let purpose = "audit.lawfulness"
    static let reference = "governance"
}

/// Which class, on whose account.
struct GovernanceAccount: ParsableArguments {
    @Option(name: .customLong("class"), help: "The class of decision: A, B or C.")
    var rule = "A"

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    /// The forces that have a vote, from the node's roster.
    func forces(asked: String) async throws -> Disclosure<[Force]> {
        try await account.run { desk, requester in try await desk.votingForces(asked: asked, for: requester) }
    }
}

/// The command `reeve governance power`.
struct GovernancePowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Count in how many coalitions each force decides (Banzhaf, Shapley–Shubik).",
        discussion: """
            EXAMPLE
              reeve governance power --class C --json --data .reeve/demo --officer 4821
            """
    )

    @OptionGroup var account: GovernanceAccount

    func run() async throws {
        let found = try await account.forces(asked: "power, class \(account.rule)")
        let rule = try GovernanceClasses.shipped().rule(account.rule)
        let power = try Governance.power(found.content.map { GovernanceMember($0) }, rule: rule)
        let reply = Governance.PowerReply(power, rule: rule, entry: found.entry)
        let head = "\(power.carrying) of 2^\(power.members.count) coalitions carry a proposal of class \(rule.code)"
        let lines = reply.members.sorted { $0.decisive > $1.decisive }.map { member in
            "\(Governance.percent(member.banzhaf))  \(Governance.percent(member.shapleyShubik))  \(member.name)"
        }
        try account.account.print(reply, ([head] + lines).joined(separator: "\n"))
    }
}

/// The command `reeve governance what-if`.
struct GovernanceWhatIfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Say whether some forces together carry a proposal, or block it, and what they lack.",
        discussion: """
            EXAMPLE
              reeve governance what-if 01 06 13 20 --class A --data .reeve/demo --officer 4821

            EXIT CODES
              0 they carry it · 1 they do not · 2 not permitted · 64 wrong usage · 70 fault
            """
    )

    @Argument(help: "The codes of the forces that are for it.")
    var forces: [String]

    @OptionGroup var account: GovernanceAccount

    func run() async throws {
        let asked = "class \(account.rule), for: \(forces.sorted().joined(separator: " "))"
        let found = try await account.forces(asked: asked)
        let whatIf = try Governance.WhatIf(found.content, rule: account.rule, chosen: Set(forces))
        let reply = Governance.WhatIfReply(whatIf, entry: found.entry)
        try account.account.print(reply, Self.words(reply))
        if !reply.carries { throw ExitCode(1) }
    }

    private static func words(_ reply: Governance.WhatIfReply) -> String {
        let verdict =
            reply.carries ? "they carry it" : reply.blocks ? "they block it" : "they neither carry nor block it"
        return """
            \(verdict): \(reply.members) forces, \(reply.population) people, \(reply.regions) regions
            short of it by \(reply.membersShort) forces, \(reply.populationShort) people, \(reply.regionsShort) regions
            \(reply.legalLimit)
            """
    }
}

/// The command `reeve governance tally`.
///
/// It needs no node and no account: anybody may count what is published.
struct GovernanceTallyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tally",
        abstract: "Count signed votes from copies of the published log.",
        discussion: """
            EXAMPLE
              reeve governance tally votes.json --key votes.secretariat.example+12150def+AQOhB7…

            Several copies of one log must agree. `Scripts/verify_tally.py` counts the same without this program.

            EXIT CODES
              0 counted · 64 wrong usage · 65 a copy proves nothing, or two contradict each other · 70 fault
            """
    )

    @Argument(help: "Copies of the log, as it is published.")
    var files: [String]

    @Option(help: "The secretariat's key, got from somewhere other than the copies.")
    var key: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        guard let verifier = VerifierKey.voter(key) else {
            throw ValidationError("`\(key)` is not a key of the form name+id+base64")
        }
        let copies = try files.map { file in
            guard let data = try? Data(contentsOf: URL(filePath: file)) else {
                throw Fault(.governanceBallot, "`\(file)` cannot be read", help: "look whether it is there")
            }
            return try GovernanceBallotLog(export: data, key: verifier)
        }
        let log = try GovernanceBallotLog.united(copies)
        let counts = try log.openings.map { try GovernanceCount(log, opening: $0) }
        guard json else {
            print(counts.map(\.text).joined(separator: "\n"), terminator: "")
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(counts), as: UTF8.self))
    }
}
