import CapabilityKit
import Ledger
import Vocabulary

/// Who has a vote: the chief officer of a force or its local policing body.
struct GovernanceVoter: Hashable, Sendable, Comparable, CustomStringConvertible {
    enum Seat: String, Sendable, CaseIterable {
        case chief, body
    }

    var seat: Seat
    var force: ForceCode

    var description: String { "\(seat.rawValue) \(force)" }

    static func < (a: Self, b: Self) -> Bool { (a.seat.rawValue, a.force) < (b.seat.rawValue, b.force) }

    init(_ seat: Seat, of force: ForceCode) {
        self.seat = seat
        self.force = force
    }

    /// Reads `chief 13`; `nil` unless it is written exactly so.
    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let seat = Seat(rawValue: parts[0]), let force = ForceCode(parts[1]),
            force.description == parts[1]
        else { return nil }
        self.init(seat, of: force)
    }
}

/// One vote as it is signed.
///
/// The text names the opening by its hash, so that it cannot be counted for another proposal, another roster or
/// another rule; its sequence number, and nothing else, says which of a voter's votes is the last.
struct GovernanceVote: Hashable, Sendable {
    enum Choice: String, Sendable, CaseIterable {
        case `for`, against, abstain
    }

    static let heading = "reeve/vote/v1"
    /// A voter may change its vote until the close, this often.
    static let sequenceMax: UInt64 = 999_999_999

    /// SHA-256 of the opening's text.
    let opening: Digest
    let voter: GovernanceVoter
    /// From 1.
    let sequence: UInt64
    let choice: Choice
    /// In the voter's own words, on one line; a vote without reasons is none.
    let reasons: String
    /// SHA-256 of the text: two votes are one where this is one.
    let digest: Digest

    /// What is signed.
    var text: String {
        Self.text(opening: opening, voter: voter, sequence: sequence, choice: choice, reasons: reasons)
    }

    private static func text(
        opening: Digest,
        voter: GovernanceVoter,
        sequence: UInt64,
        choice: Choice,
        reasons: String
    ) -> String {
        StatementLines.text(
            heading,
            [
                ("opening", opening.description), ("voter", voter.description), ("sequence", String(sequence)),
                ("choice", choice.rawValue), ("reasons", reasons),
            ]
        )
    }

    init(opening: Digest, voter: GovernanceVoter, sequence: UInt64, choice: Choice, reasons: String) {
        self.opening = opening
        self.voter = voter
        self.sequence = sequence
        self.choice = choice
        self.reasons = reasons
        digest = Digest.sha256(
            Self.text(opening: opening, voter: voter, sequence: sequence, choice: choice, reasons: reasons)
        )
    }

    /// Reads what ``text`` writes, and nothing else.
    ///
    /// - Throws: ``Fault`` `governance.statement_unreadable`.
    init(parsing text: String) throws {
        var lines = try StatementLines(text, heading: Self.heading)
        opening = try lines.digest("opening")
        voter = try lines.value("voter") { GovernanceVoter($0) }
        sequence = UInt64(try lines.number("sequence", 1...Int(Self.sequenceMax)))
        choice = try lines.value("choice") { Choice(rawValue: $0) }
        reasons = try lines.value("reasons") { $0.utf8.first == 0x20 || $0.utf8.last == 0x20 || $0.isEmpty ? nil : $0 }
        try lines.end()
        digest = Digest.sha256(text)
    }

    static func == (a: Self, b: Self) -> Bool { a.digest == b.digest }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// What the secretariat signs and lodges when a vote opens: everything the count will rest on.
///
/// Rule, roster and witnesses are fixed here, before anybody votes, so that nobody can choose them by their result.
struct GovernanceOpening: Hashable, Sendable {
    static let heading = "reeve/opening/v1"
    /// Fewer cannot outvote one clock that is wrong.
    static let witnessesMin = 3

    /// The decision's number in the register: `2027-014`.
    var decision: String
    /// SHA-256 of the text that is voted on.
    var proposal: Digest
    /// The rule in force, with its class.
    var rule: GovernanceRule
    /// Whether an abstention counts towards the quorum.
    var abstention: GovernanceProcedure.Abstention
    var closes: Timestamp
    /// How long after the close a majority of the witnesses may take to see the log.
    var graceMinutes: Int
    /// SHA-256 of the roster's text.
    var roster: Digest
    var witnesses: [VerifierKey]

    /// Whether a text can number a decision: 1 to 24 of `0-9`, `A-Z`, `a-z` and `-`.
    static func isDecision(_ text: String) -> Bool {
        (1...24).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
            }
    }

    /// How many witnesses close a vote: more than half, so that two views of the log cannot both be closed.
    var witnessesNeeded: Int { witnesses.count / 2 + 1 }

    /// The moments at which a witness's look can close the vote, in seconds since 1970.
    var window: ClosedRange<Int64> {
        let from = closes.milliseconds / 1000
        return from...from + Int64(graceMinutes) * 60
    }

    /// What is signed.
    var text: String {
        StatementLines.text(
            Self.heading,
            [
                ("decision", decision), ("class", rule.code), ("proposal", proposal.description),
                ("closes", closes.rfc3339UTC), ("grace", String(graceMinutes)), ("abstention", abstention.rawValue),
                ("members", String(rule.membersPercent)), ("population", String(rule.populationPercent)),
                ("blocking", String(rule.blockingMembersMin)), ("regions", String(rule.regionsMin)),
                ("quorum", String(rule.quorum)), ("bodies", rule.needsBodies ? "majority" : "none"),
                ("roster", roster.description),
            ] + witnesses.map { ("witness", $0.description) }
        )
    }

    /// The name by which votes call it.
    var digest: Digest { Digest.sha256(text) }

    init(
        decision: String,
        proposal: Digest,
        rule: GovernanceRule,
        abstention: GovernanceProcedure.Abstention,
        closes: Timestamp,
        graceMinutes: Int,
        roster: Digest,
        witnesses: [VerifierKey]
    ) throws {
        self.decision = decision
        self.proposal = proposal
        self.rule = rule
        self.abstention = abstention
        self.closes = closes
        self.graceMinutes = graceMinutes
        self.roster = roster
        self.witnesses = witnesses
        // What cannot be read back must not be signed: fractions of a second, a witness twice, a long grace.
        guard try Self(parsing: text).text == text else { throw StatementLines.fault("opening") }
    }

    /// Reads what ``text`` writes, and nothing else.
    ///
    /// - Throws: ``Fault`` `governance.statement_unreadable`.
    init(parsing text: String) throws {
        var lines = try StatementLines(text, heading: Self.heading)
        decision = try lines.value("decision") { Self.isDecision($0) ? $0 : nil }
        let code = try lines.value("class") { ["A", "B", "C"].contains($0) ? $0 : nil }
        proposal = try lines.digest("proposal")
        closes = try lines.value("closes") { text in
            Timestamp(rfc3339: text).flatMap { $0.rfc3339UTC == text && text.utf8.count == 20 ? $0 : nil }
        }
        graceMinutes = try lines.number("grace", 1...1440)
        abstention = try lines.value("abstention") { GovernanceProcedure.Abstention(rawValue: $0) }
        rule = GovernanceRule(
            code: code,
            title: "",
            membersPercent: try lines.number("members", 1...100),
            populationPercent: try lines.number("population", 0...100),
            blockingMembersMin: try lines.number("blocking", 0...999),
            regionsMin: try lines.number("regions", 0...99),
            quorum: try lines.number("quorum", 0...999),
            also: [],
            source: ""
        )
        rule.bodies = try lines.value("bodies") { ["majority": "majority", "none": "none"][$0] }
        roster = try lines.digest("roster")
        witnesses = []
        while !lines.isAtEnd { witnesses.append(try lines.value("witness") { VerifierKey.cosigner($0) }) }
        guard witnesses.count >= Self.witnessesMin, Set(witnesses.map(\.publicKey)).count == witnesses.count else {
            throw StatementLines.fault("witness")
        }
    }
}

/// The lines of a statement: a heading, then `name value`, in a fixed order, so that one statement has one text.
///
/// Read by bytes: what Unicode holds to be equal is not the same signed text.
struct StatementLines {
    private var lines: ArraySlice<ArraySlice<UInt8>>

    init(_ text: String, heading: String) throws {
        let all = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        guard all.count > 1, all[0].elementsEqual(heading.utf8), all.last?.isEmpty == true else {
            throw Self.fault(heading)
        }
        lines = all.dropFirst().dropLast()
    }

    static func text(_ heading: String, _ fields: [(String, String)]) -> String {
        ([heading] + fields.map { "\($0.0) \($0.1)" }).joined(separator: "\n") + "\n"
    }

    var isAtEnd: Bool { lines.isEmpty }

    mutating func value<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value {
        guard let line = lines.popFirst(), line.starts(with: "\(name) ".utf8),
            let value = read(String(decoding: line.dropFirst(name.utf8.count + 1), as: UTF8.self))
        else { throw Self.fault(name) }
        return value
    }

    mutating func digest(_ name: String) throws -> Digest {
        try value(name) { Hex.decode($0).flatMap { Digest($0) } }
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        try value(name) { text in Int(text).flatMap { String($0) == text && range.contains($0) ? $0 : nil } }
    }

    func end() throws {
        guard isAtEnd else { throw Self.fault("end") }
    }

    static func fault(_ name: String) -> Fault {
        Fault(
            .governanceStatement,
            "the statement cannot be read at `\(name)`",
            help: "sign it again with the program that made it; nothing of it is guessed"
        )
    }
}

extension Fault.Code {
    /// A signed statement is not of its form.
    package static let governanceStatement = Self("governance.statement_unreadable", status: 400)
}
