import ArgumentParser
import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// Files of keys and notes that the commands of a vote read and write.
enum GovernanceFiles {
    static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw Fault(.governanceBallot, "`\(path)` cannot be read", help: "look whether it is there")
        }
        return text
    }

    static func key(_ path: String) throws -> SigningKey { try SigningKey(secretText: text(path)) }

    static func note(_ path: String) throws -> SignedNote { try SignedNote(statement: Array(text(path).utf8)) }

    /// Writes whole or not at all; what is secret is for its owner's eyes.
    static func write(_ text: String, to path: String, isSecret: Bool = false) throws {
        guard !isSecret || !FileManager.default.fileExists(atPath: path) else {
            throw Fault(.governanceBallot, "`\(path)` is there already", help: "a key is never overwritten")
        }
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        if isSecret {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }
}

/// The command `reeve governance key`.
struct GovernanceKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a key for a voter, a witness or the secretariat, and print its public forms.",
        discussion: """
            EXAMPLE
              reeve governance key chief.13.example --to chief13.key
            """
    )

    @Argument(help: "The key's name: printable, without spaces.")
    var name: String

    @Option(help: "The file the secret is written to.")
    var to: String

    func run() async throws {
        var generator = SystemRandomNumberGenerator()
        let key = try SigningKey(name: name, seed: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
        try GovernanceFiles.write(key.secretText + "\n", to: to, isSecret: true)
        print("votes with    \(key.verifierKey)\ncosigns with  \(key.cosignatureKey)")
    }
}

/// The command `reeve governance open`.
struct GovernanceOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open the vote on a decision, signed by the secretariat.",
        discussion: """
            EXAMPLE
              reeve governance open 2027-014 --key-file secretariat.key --voters voters.txt \\
                --closes 2027-03-01T17:00:00Z --witness w1+… --witness w2+… --witness w3+… --officer 9501

            Rule, roster and witnesses are fixed here, before anybody votes.
            """
    )

    @Argument(help: "The decision's number.")
    var decision: String

    @Option(help: "The secretariat's key.")
    var keyFile: String

    @Option(help: "The voters' keys, one a line: chief 13 name+id+base64.")
    var voters: String

    @Option(help: "When it closes: 2027-03-01T17:00:00Z.")
    var closes: String

    @Option(help: "A witness's key, as it cosigns; at least three.")
    var witness: [String]

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        guard let moment = Timestamp(rfc3339: closes) else { throw ValidationError("`\(closes)` is no moment") }
        let witnesses = try witness.map { text in
            guard let key = VerifierKey.cosigner(text) else { throw ValidationError("`\(text)` is no witness's key") }
            return key
        }
        let key = try GovernanceFiles.key(keyFile), voters = try GovernanceFiles.text(voters)
        let digest = try await account.run { desk, requester in
            let book = try await Governance.book(asked: "open \(decision)", desk, for: requester).content
            let forces = desk.roster.forces(on: moment.utcDate).filter {
                $0.category == "territorial" && $0.population != nil
            }
            let roster = try GovernanceElectorate(forces, voters: voters)
            let opening = try book.opening(of: decision, closes: moment, roster: roster, witnesses: witnesses)
            let act = GovernanceAct.opened(
                statement: try key.note(opening.text).encoded,
                roster: roster.text,
                key: key.verifierKey.description
            )
            _ = try await Governance.take(act, desk, for: requester)
            return opening.digest
        }
        try account.print(["opening": digest.description], "the vote is open: \(digest)")
    }
}

/// The command `reeve governance vote`.
struct GovernanceVoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vote",
        abstract: "Sign a vote with reasons and hand it in; until the close a later one takes its place.",
        discussion: """
            EXAMPLE
              reeve governance vote 2027-014 "chief 13" for --reasons "our officers cross the border daily" \\
                --key-file chief13.key --officer 4821
            """
    )

    @Argument(help: "The decision's number.")
    var decision: String

    @Argument(help: "Whose vote: \"chief 13\" or \"body 13\".")
    var voter: String

    @Argument(help: "for, against or abstain.")
    var choice: String

    @Option(help: "The reasons, on one line.")
    var reasons: String

    @Option(help: "The voter's key.")
    var keyFile: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        guard let voter = GovernanceVoter(voter), let choice = GovernanceVote.Choice(rawValue: choice) else {
            throw ValidationError("give \"chief 13\" or \"body 13\", and for, against or abstain")
        }
        let key = try GovernanceFiles.key(keyFile)
        let vote = try await account.run { desk, requester in
            let book = try await Governance.book(asked: "vote on \(decision)", desk, for: requester).content
            let vote = try book.vote(on: decision, by: voter, choice, reasons: reasons)
            let act = GovernanceAct.voted(statement: try key.note(vote.text).encoded)
            _ = try await Governance.take(act, desk, for: requester)
            return vote
        }
        try account.print(
            ["vote": vote.digest.description, "sequence": "\(vote.sequence)"],
            "vote \(vote.sequence) of \(voter) handed in: \(choice.rawValue)"
        )
    }
}

/// The command `reeve governance seal`.
struct GovernanceSealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Sign the log of votes as it stands, and write the copy that is published and witnessed.",
        discussion: """
            EXAMPLE
              reeve governance seal votes.json --key-file secretariat.key --officer 9501
            """
    )

    @Argument(help: "The file to write.")
    var file: String

    @Option(help: "The secretariat's key.")
    var keyFile: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        let key = try GovernanceFiles.key(keyFile)
        let log = try await account.run { desk, requester in
            let book = try await Governance.book(asked: "seal the log of votes", desk, for: requester).content
            let note = try GovernanceBook.checkpoint(of: book.ballots, by: key)
            return try await Governance.take(.sealed(checkpoint: note.encoded), desk, for: requester).book.ballotLog
        }
        guard let log else { throw GovernanceBallotLog.unproved("no vote was opened yet") }
        try GovernanceFiles.write(String(decoding: log.export, as: UTF8.self), to: file)
        try account.print(["entries": "\(log.entries.count)"], "\(log.entries.count) entries sealed in \(file)")
    }
}

/// The command `reeve governance witness`.
///
/// It needs no node: a witness trusts nobody's machine but its own.
struct GovernanceWitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Look at a copy of the log of votes, and cosign it if it goes on from what was seen last.",
        discussion: """
            EXAMPLE
              reeve governance witness votes.json --key votes.secretariat.example+12150def+AQOh… \\
                --key-file w1.key --seen w1-seen.txt

            EXIT CODES
              0 cosigned · 64 wrong usage · 65 the copy proves nothing or contradicts what was seen · 70 fault
            """
    )

    @Argument(help: "The copy of the log.")
    var file: String

    @Option(help: "The secretariat's key, got from somewhere other than the copy.")
    var key: String

    @Option(help: "The witness's key.")
    var keyFile: String

    @Option(help: "Where the witness keeps what it saw last; this is what the secretariat closes with.")
    var seen: String

    func run() async throws {
        guard let verifier = VerifierKey.voter(key) else { throw ValidationError("`\(key)` is no key") }
        let log = try GovernanceBallotLog(export: Data(GovernanceFiles.text(file).utf8), key: verifier)
        let before = FileManager.default.fileExists(atPath: seen) ? try GovernanceFiles.note(seen) : nil
        let now = UInt64(Date().timeIntervalSince1970)
        let note = try log.cosigned(by: GovernanceFiles.key(keyFile), seenLast: before, at: now)
        try GovernanceFiles.write(note.encoded, to: seen)
        print("\(log.entries.count) entries seen and cosigned")
    }
}

/// The command `reeve governance close`.
struct GovernanceCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close a vote with what a majority of its witnesses has seen, and count it.",
        discussion: """
            EXAMPLE
              reeve governance close 2027-014 w1-seen.txt w2-seen.txt --key-file secretariat.key --officer 9501

            EXIT CODES
              0 carried · 1 not carried · 2 not permitted · 64 wrong usage · 70 fault
            """
    )

    @Argument(help: "The decision's number.")
    var decision: String

    @Argument(help: "What witnesses have cosigned.")
    var seen: [String]

    @Option(help: "The secretariat's key.")
    var keyFile: String

    @OptionGroup var account: CommandAccount<GovernanceUsualWork>

    func run() async throws {
        let key = try GovernanceFiles.key(keyFile), seen = try seen.map(GovernanceFiles.note)
        let count = try await account.run { desk, requester in
            let book = try await Governance.book(asked: "close \(decision)", desk, for: requester).content
            let act = try book.closing(of: decision, seen: seen, by: key)
            return try await Governance.take(act, desk, for: requester).book.counts[decision]
        }
        guard let count else { throw GovernanceDecision.illegal("it was not counted") }
        try account.print(count, count.text)
        if !count.isCarried { throw ExitCode(1) }
    }
}
