import CapabilityKit
import Ledger

/// The register as its acts come to: decisions, agreements, derogations, the log of votes, policy in force.
///
/// Pure: folding the same acts gives the same book. ``take(_:)`` is cheap, so that a page can fold the whole; signatures
/// and counts are checked once, when an act is let in (``admit(_:at:)``), and can be checked again at any time.
struct GovernanceBook: Hashable, Sendable {
    private(set) var register = DecisionRegister()
    /// The key of the log of votes; fixed by the first thing it signs.
    private(set) var secretariat: VerifierKey?
    /// The log of votes, in its order.
    private(set) var ballots: [String] = []
    private(set) var rosters: [GovernanceElectorate] = []
    /// By decision.
    private(set) var openings: [String: GovernanceOpening] = [:]
    private(set) var counts: [String: GovernanceCount] = [:]
    /// What was published for a decision, by what it is.
    private(set) var published: [String: [String: String]] = [:]
    private(set) var checkpoint: SignedNote?
    /// Signed clauses of policy.
    private(set) var clauses: [SignedNote] = []
    /// By parameter, level and force; the last counts.
    private(set) var settings: [PolicySetting] = []
    /// What the acts said of each decision, for its page.
    private(set) var history: [String: [GovernanceEntry]] = [:]
    private(set) var places: Int64 = 0

    init() {}

    /// Folds acts in their order.
    init(_ entries: some Sequence<GovernanceEntry>) throws {
        for entry in entries { try take(entry) }
    }

    /// The decision with a number.
    ///
    /// - Throws: ``Fault`` `governance.decision_unknown`.
    func decision(_ number: String) throws -> GovernanceDecision {
        guard let found = register.decisions.first(where: { $0.number == number }) else {
            throw Fault(
                .governanceDecisionUnknown,
                "no decision has the number `\(number)`",
                help: "look in the register at /governance"
            )
        }
        return found
    }

    /// The agreement with a title.
    func agreement(_ title: String) -> LegalAgreement? { register.agreements.first { $0.title == title } }

    /// Applies one act; a book that refuses it is unchanged.
    ///
    /// - Throws: ``Fault`` `governance.illegal` and others, with why.
    mutating func take(_ entry: GovernanceEntry) throws {
        var next = self
        guard entry.place == places + 1 else {
            throw GovernanceDecision.illegal("act \(entry.place) does not follow \(places)")
        }
        try next.apply(entry.act, on: entry.at.utcDate)
        next.places = entry.place
        if let number = next.subject(of: entry.act) { next.history[number, default: []].append(entry) }
        self = next
    }

    private mutating func apply(_ act: GovernanceAct, on day: CalendarDate) throws {
        switch act {
        case .proposed(let decision): try propose(decision, on: day)
        case .consulted(let number): try step(number, .consult, on: day)
        case .amended(let number, let text): try step(number, .amend(proposal: text), on: day)
        case .published(let number, let what, let address):
            _ = try decision(number)
            guard !address.isEmpty else { throw GovernanceDecision.illegal("it does not say where it stands") }
            published[number, default: [:]][what] = address
        case .opened(let statement, let roster, let key): try open(statement, roster, key, on: day)
        case .voted(let statement): ballots.append(statement)
        case .sealed(let note): checkpoint = try SignedNote(statement: Array(note.utf8))
        case .closed(let statement, let note, let count):
            ballots.append(statement)
            checkpoint = try SignedNote(statement: Array(note.utf8))
            try step(count.decision, .count(count), on: day)
            counts[count.decision] = count
        case .tookEffect(let number): try step(number, .takeEffect, on: day)
        case .referred(let number, let force, let ground, let reasons):
            try step(number, .refer(by: force, ground, reasons: reasons), on: day)
        case .determined(let number, let isUpheld, let reasons):
            try stated(reasons)
            try step(number, .determine(isUpheld: isUpheld), on: day)
        case .withdrawn(let number, let reasons):
            try stated(reasons)
            try step(number, .withdraw, on: day)
        case .ranOut(let number): try step(number, .runOut(try openings[number].map(heard)), on: day)
        case .reviewed(let number, let isKept, let reasons):
            try stated(reasons)
            try step(number, .review(isKept: isKept), on: day)
        case .agreed(let agreement):
            guard !agreement.title.isEmpty, !agreement.classes.isEmpty else {
                throw GovernanceDecision.illegal("an agreement has a title and covers a class of decisions")
            }
            register.agreements.removeAll { $0.title == agreement.title }
            register.agreements.append(agreement)
        case .optedIn(let number, let force):
            _ = try decision(number)
            register.optIns[number, default: []].insert(force)
        case .derogated(let number, let force, let reasons, let from, let until):
            register.derogations.append(
                try Derogation(from: decision(number), by: force, reasons: reasons, begins: from, until: until)
            )
        case .adopted(let adoption):
            _ = try decision(adoption.decision)
            guard !adoption.evidence.isEmpty else {
                throw GovernanceDecision.illegal("an adoption names its evidence: the signed finding of a machine")
            }
            register.adoptions.append(adoption)
        case .enacted(let clause, let key):
            try pin(key)
            clauses.append(try SignedNote(parsing: clause))
        case .set(let setting):
            settings.removeAll {
                $0.parameter == setting.parameter && $0.level == setting.level
                    && ($0.force == setting.force || setting.level != .local)
            }
            settings.append(setting)
        }
    }

    private mutating func propose(_ new: GovernanceDecision, on day: CalendarDate) throws {
        guard !register.decisions.contains(where: { $0.number == new.number }) else {
            throw GovernanceDecision.illegal("decision \(new.number) is there already")
        }
        guard new.stage == .proposed, new.proposedOn == day else {
            throw GovernanceDecision.illegal("a decision begins as a proposal of its day")
        }
        register.decisions.append(new)
    }

    private mutating func step(_ number: String, _ event: GovernanceDecision.Event, on day: CalendarDate) throws {
        var found = try decision(number)
        try found.apply(event, on: day)
        register.decisions = register.decisions.map { $0.number == number ? found : $0 }
    }

    private mutating func open(_ statement: String, _ text: String, _ key: String, on day: CalendarDate) throws {
        try pin(key)
        let note = try SignedNote(statement: Array(statement.utf8))
        let opening = try GovernanceOpening(parsing: note.text)
        guard openings[opening.decision] == nil else {
            throw GovernanceDecision.illegal("the vote on decision \(opening.decision) was opened before")
        }
        let roster = try GovernanceElectorate(parsing: text)
        guard roster.digest == opening.roster else {
            throw GovernanceDecision.illegal("the roster is not the one that the opening names")
        }
        let published = Set(published[opening.decision, default: [:]].keys)
        try step(opening.decision, .openVote(opening, published: published), on: day)
        openings[opening.decision] = opening
        if !rosters.contains(roster) { rosters.append(roster) }
        ballots.append(statement)
    }

    private mutating func pin(_ key: String) throws {
        guard let key = VerifierKey.voter(key), secretariat.map({ $0 == key }) ?? true else {
            throw GovernanceDecision.illegal("the key is not the secretariat's")
        }
        secretariat = key
    }

    private func stated(_ reasons: String) throws {
        guard !reasons.isEmpty else { throw GovernanceDecision.illegal("it gives no reasons") }
    }

    /// The decision that an act is about, where it is about one.
    private func subject(of act: GovernanceAct) -> String? {
        switch act {
        case .proposed(let decision): decision.number
        case .consulted(let number), .amended(let number, _), .published(let number, _, _), .tookEffect(let number),
            .referred(let number, _, _, _), .determined(let number, _, _), .withdrawn(let number, _),
            .ranOut(let number), .reviewed(let number, _, _), .optedIn(let number, _),
            .derogated(let number, _, _, _, _):
            number
        case .closed(_, _, let count): count.decision
        case .adopted(let adoption): adoption.decision
        case .opened(let statement, _, _):
            openings.values.first { statement.contains("decision \($0.decision)\n") }?.decision
        case .voted, .sealed, .agreed, .enacted, .set: nil
        }
    }
}

extension Fault.Code {
    /// No decision has this number.
    package static let governanceDecisionUnknown = Self("governance.decision_unknown", status: 404)
}
