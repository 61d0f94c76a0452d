import ArgumentParser
import CapabilityKit
import Foundation

/// The command `reeve governance`.
struct GovernanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "governance",
        abstract: "Try the voting rules: who carries, who blocks, what one vote is worth.",
        discussion: """
            EXAMPLE
              reeve governance power --class A --data .reeve/demo --officer 4821
            """,
        subcommands: [GovernancePowerCommand.self, GovernanceWhatIfCommand.self]
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
