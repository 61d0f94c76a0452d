import ArgumentParser
import CapabilityKit
import Foundation
import Ledger

/// The command `reeve governance list`.
struct GovernanceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List decisions: where each stands, days since proposed, who is bound.",
        discussion: """
            EXAMPLE
              reeve governance list --json --data .reeve/demo --officer 4821
            """
    )

    @Option(help: "One decision, by its number.")
    var decision = ""

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        let reply = try await account.run { desk, requester in
            let found = try await Governance.book(asked: "list \(decision)", desk, for: requester)
            return try Governance.RegisterReply(
                found.content,
                only: decision,
                forces: Governance.voting(desk),
                on: desk.today,
                entry: found.entry
            )
        }
        let lines = reply.decisions.map {
            "\($0.number)  \($0.class)  \($0.stage)  \($0.daysSinceProposed) days  \($0.title)"
        }
        try account.print(reply, (lines + [reply.legalLimit]).joined(separator: "\n"))
    }
}

/// The command `reeve governance propose`.
struct GovernanceProposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Put a proposal into the register, with its class, its level tested and its end stated.",
        discussion: """
            The file is a JSON object of texts: decision, title, text, class, days, default (oldRuleStays or referred),
            yes1 and why1 to yes5 and why5 up to the first yes, and below.

            EXAMPLE
              reeve governance propose proposal.json --data .reeve/demo --officer 9501
            """
    )

    @Argument(help: "The file with the proposal.")
    var file: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        guard
            var values = try? JSONDecoder().decode([String: String].self, from: Data(GovernanceFiles.text(file).utf8))
        else { throw GovernanceForm.unreadable(file) }
        values["act"] = "propose"
        try await account.record(values)
    }
}

/// The command `reeve governance record`.
struct GovernanceRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a step of a decision: consult, publish, effect, refer, derogate, adopt, set and others.",
        discussion: """
            ACTS
              consult · amend text · publish what address · effect · runout · withdraw reasons · refer force ground reasons
              determine upheld reasons · review kept reasons · optin force · derogate force reasons from until
              adopt force evidence · set parameter level value force

            EXAMPLE
              reeve governance record publish what=opinion address=https://ethics.example/17 --decision 2027-014 \\
                --officer 9501
            """
    )

    @Argument(help: "The act.")
    var act: String

    @Argument(help: "What it says, each as name=value.")
    var values: [String] = []

    @Option(help: "The decision's number.")
    var decision = ""

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        var fields = ["act": act, "decision": decision]
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("`\(value)` is not name=value") }
            fields[parts[0]] = parts[1]
        }
        try await account.record(fields)
    }
}

/// The command `reeve governance agree`.
struct GovernanceAgreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agree",
        abstract: "Record a legal agreement as it stands: who signed it when, and which decisions it covers.",
        discussion: """
            The file is JSON: title, kind (section22A or regulations), from, until, classes, signatures (force, chiefOn,
            bodyOn, leftOn). The record makes nobody a party; it says who is.

            EXAMPLE
              reeve governance agree agreement.json --data .reeve/demo --officer 9501
            """
    )

    @Argument(help: "The file with the agreement.")
    var file: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        guard
            let agreement = try? JSONDecoder().decode(LegalAgreement.self, from: Data(GovernanceFiles.text(file).utf8))
        else { throw GovernanceForm.unreadable(file) }
        try await account.record(.agreed(agreement))
    }
}

/// The command `reeve governance enact`.
struct GovernanceEnactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enact",
        abstract: "Sign a clause of policy that a carried decision holds, and write it for every node.",
        discussion: """
            EXAMPLE
              reeve governance enact 2027-014 clause.txt --to policy-2027-014.note --key-file secretariat.key --officer 9501
            """
    )

    @Argument(help: "The decision's number.")
    var decision: String

    @Argument(help: "The clause as it stands in what was voted on.")
    var clause: String

    @Option(help: "The file that other nodes take.")
    var to: String

    @Option(help: "The secretariat's key.")
    var keyFile: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        let key = try GovernanceFiles.key(keyFile)
        let clause = try PolicyClause(parsing: GovernanceFiles.text(clause))
        let note = try await account.run { desk, requester in
            let book = try await Governance.book(asked: "enact \(decision)", desk, for: requester).content
            let note = try key.note(clause.enacted(by: book.decision(decision)))
            _ = try await Governance.take(
                .enacted(clause: note.encoded, key: key.verifierKey.description),
                desk,
                for: requester
            )
            return note
        }
        try GovernanceFiles.write(note.encoded, to: to)
        try account.print(["clause": clause.parameter], "`\(clause.parameter)` signed in \(to)")
    }
}

/// The command `reeve governance apply`.
struct GovernanceApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Take a signed clause of policy into this node; it holds from its date.",
        discussion: """
            EXAMPLE
              reeve governance apply policy-2027-014.note --key votes.secretariat.example+12150def+AQOh… --officer 9501
            """
    )

    @Argument(help: "The signed clause.")
    var file: String

    @Option(help: "The secretariat's key, got from somewhere other than the clause.")
    var key: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        try await account.record(.enacted(clause: GovernanceFiles.text(file), key: key))
    }
}

extension CommandAccount<GovernanceUsualWork> {
    /// Records what a form would say.
    func record(_ values: [String: String]) async throws {
        try await run { desk, requester in
            let act = try Governance.act(values, on: desk.today)
            let entry = try await Governance.take(act, desk, for: requester).entry
            try print(["entry": "\(entry)", "act": act.words], act.words)
        }
    }

    /// Records an act.
    func record(_ act: GovernanceAct) async throws {
        let entry = try await run { try await Governance.take(act, $0, for: $1).entry }
        try print(["entry": "\(entry)", "act": act.words], act.words)
    }
}
