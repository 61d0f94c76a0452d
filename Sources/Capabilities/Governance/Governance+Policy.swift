import CapabilityKit
import Ledger
import Vocabulary

/// What a decision says about one parameter of policy: who may set it, and between which bounds.
///
/// The clause stands word for word in the proposal that was voted on; after the vote the secretariat signs it with the
/// decision's number and its day, and nodes apply it from that day.
struct PolicyClause: Hashable, Sendable {
    static let heading = "reeve/policy/v1"

    /// `retention.review_days`.
    var parameter: String
    /// The lowest level that may set it; below that it is only followed.
    var level: GovernanceLevel
    var low: Int
    var high: Int
    /// What holds where nobody who may has set it.
    var usual: Int

    /// The clause as it stands in a proposal.
    var text: String { StatementLines.text(Self.heading, fields) }

    private var fields: [(String, String)] {
        [
            ("parameter", parameter), ("level", level.rawValue), ("low", String(low)), ("high", String(high)),
            ("usual", String(usual)),
        ]
    }

    /// - Throws: ``Fault`` `governance.statement_unreadable` for bounds that hold nothing.
    init(parameter: String, level: GovernanceLevel, low: Int, high: Int, usual: Int) throws {
        self.parameter = parameter
        self.level = level
        self.low = low
        self.high = high
        self.usual = usual
        var lines = try StatementLines(text, heading: Self.heading)
        guard try PolicyClause(&lines) == self else { throw StatementLines.fault("parameter") }
    }

    /// Reads what ``text`` writes, and nothing else.
    init(parsing text: String) throws {
        var lines = try StatementLines(text, heading: Self.heading)
        try self.init(&lines)
        try lines.end()
    }

    private init(_ lines: inout StatementLines) throws {
        parameter = try lines.value("parameter") { text in
            text.utf8.allSatisfy { (97...122).contains($0) || $0 == 46 || $0 == 95 } && !text.isEmpty ? text : nil
        }
        level = try lines.value("level") { GovernanceLevel(rawValue: $0) }
        low = try lines.number("low", -1_000_000_000...1_000_000_000)
        high = try lines.number("high", low...1_000_000_000)
        usual = try lines.number("usual", low...high)
    }

    /// A clause in force: of which decision, from when.
    struct InForce: Hashable, Sendable {
        var clause: PolicyClause
        var decision: String
        /// The decision's class, by which agreements cover it.
        var rule: String
        var opening: Digest
        var from: CalendarDate
    }

    /// The clause as the secretariat signs it once its decision was carried.
    ///
    /// - Throws: ``Fault`` `governance.illegal` where the decision was not carried, or does not hold the clause.
    func enacted(by decision: GovernanceDecision) throws -> String {
        guard decision.stage == .carried || decision.stage == .binding, let from = decision.bindsFrom,
            let opening = decision.opening
        else { throw GovernanceDecision.illegal("decision \(decision.number) was not carried") }
        guard decision.proposal.contains(text) else {
            throw GovernanceDecision.illegal("the clause does not stand in what was voted on")
        }
        return StatementLines.text(
            Self.heading,
            fields + [
                ("decision", decision.number), ("class", decision.rule.code), ("opening", opening),
                ("from", from.description),
            ]
        )
    }

    /// Reads what ``enacted(by:)`` writes.
    static func inForce(parsing text: String) throws -> InForce {
        var lines = try StatementLines(text, heading: heading)
        let clause = try PolicyClause(&lines)
        let found = InForce(
            clause: clause,
            decision: try lines.value("decision") { GovernanceOpening.isDecision($0) ? $0 : nil },
            rule: try lines.value("class") { ["A", "B", "C"].contains($0) ? $0 : nil },
            opening: try lines.digest("opening"),
            from: try lines.value("from") { text in
                CalendarDate(parsing: text).flatMap { $0.isComplete && $0.description == text ? $0 : nil }
            }
        )
        try lines.end()
        return found
    }
}

/// The policy that a node runs by: every signed clause it was given, and the values set below them.
struct PolicyInForce: Hashable, Sendable {
    private let clauses: [PolicyClause.InForce]

    /// Takes signed clauses; one that the secretariat has not signed is refused with all the others.
    ///
    /// - Throws: ``Fault`` `ledger.unproved`, `governance.statement_unreadable`, `governance.policy_contradicts` where two
    ///   decisions say different things of one parameter from one day.
    init(_ notes: [SignedNote], key: VerifierKey?) throws {
        clauses = try notes.map { note in
            try note.verified(by: key.map { [$0] } ?? [])
            return try PolicyClause.inForce(parsing: note.text)
        }
        for (place, one) in clauses.enumerated() {
            for other in clauses[(place + 1)...]
            where one.clause.parameter == other.clause.parameter && one.from == other.from && one != other {
                throw Fault(
                    .governancePolicyContradicts,
                    "decisions \(one.decision) and \(other.decision) both set `\(one.clause.parameter)` from \(one.from)",
                    help: "neither is applied until one of them is amended"
                )
            }
        }
    }

    /// The parameters that clauses speak of.
    var parameters: Set<String> { Set(clauses.map(\.clause.parameter)) }

    /// The clause on a parameter on a day: the latest that has begun.
    func clause(_ parameter: String, on day: CalendarDate) -> PolicyClause.InForce? {
        clauses.filter { $0.clause.parameter == parameter && $0.from <= day }.max { $0.from < $1.from }
    }

    /// The value that holds, where a level has set one or not.
    ///
    /// A force that is not bound is not held to the bounds: the software has no authority that the law has not given.
    ///
    /// - Throws: ``Fault`` `governance.value_refused`, with the decision named.
    func value(
        of parameter: String,
        set: (level: GovernanceLevel, value: Int)?,
        standing: DecisionStanding,
        on day: CalendarDate
    ) throws -> Int? {
        guard let found = clause(parameter, on: day) else { return set?.value }
        guard let set else { return found.clause.usual }
        guard standing.isBound else { return set.value }
        guard found.clause.level <= set.level else {
            throw Self.refused(
                "`\(parameter)` is set at the \(found.clause.level.rawValue) level, not the \(set.level.rawValue)",
                found
            )
        }
        guard (found.clause.low...found.clause.high).contains(set.value) else {
            throw Self.refused(
                "`\(parameter)` lies between \(found.clause.low) and \(found.clause.high), not at \(set.value)",
                found
            )
        }
        return set.value
    }

    private static func refused(_ why: String, _ found: PolicyClause.InForce) -> Fault {
        Fault(
            .governanceValueRefused,
            "by decision \(found.decision), in force from \(found.from): \(why)",
            help: "set a value inside the bounds, ask for a derogation, or refer the decision"
        )
    }
}

extension Fault.Code {
    /// Two decisions contradict each other.
    package static let governancePolicyContradicts = Self("governance.policy_contradicts", status: 409)
    /// A value is outside what a decision allows.
    package static let governanceValueRefused = Self("governance.value_refused", status: 409)
}
