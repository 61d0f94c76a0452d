import CapabilityKit

/// One thing that happened in the register of decisions: the register is the list of these and nothing else.
///
/// Whoever has the acts in their order, from the tables or from the node's log, has the register. Each act carries what
/// it was decided by (rule, procedure, count), so that a later table of classes changes nothing that has been.
enum GovernanceAct: Hashable, Sendable, Codable {
    case proposed(GovernanceDecision)
    case consulted(decision: String)
    case amended(decision: String, text: String)
    /// What a class needs before its vote: `plan`, `opinion`, with where it stands.
    case published(decision: String, what: String, address: String)
    /// The secretariat's opening, signed with `key`, over a roster with the voters' keys.
    case opened(statement: String, roster: String, key: String)
    /// A signed vote.
    case voted(statement: String)
    /// The log of votes as it stands, vouched for by the secretariat.
    case sealed(checkpoint: String)
    /// The closing entry, the log's checkpoint over everything with it, and what the votes came to.
    case closed(statement: String, checkpoint: String, count: GovernanceCount)
    case tookEffect(decision: String)
    case referred(decision: String, force: ForceCode, ground: GovernanceDecision.Referral.Ground, reasons: String)
    case determined(decision: String, isUpheld: Bool, reasons: String)
    case withdrawn(decision: String, reasons: String)
    case ranOut(decision: String)
    case reviewed(decision: String, isKept: Bool, reasons: String)
    /// A legal agreement as it stands now: a second under one title takes the place of the first.
    case agreed(LegalAgreement)
    case optedIn(decision: String, force: ForceCode)
    case derogated(decision: String, force: ForceCode, reasons: String, from: CalendarDate, until: CalendarDate)
    case adopted(DecisionRegister.Adoption)
    /// A clause of policy, signed with `key`.
    case enacted(clause: String, key: String)
    case set(PolicySetting)

    /// What it is in a few words, for lists and for the log.
    var words: String {
        switch self {
        case .proposed(let decision): "decision \(decision.number) proposed"
        case .consulted(let decision): "decision \(decision): consultation began"
        case .amended(let decision, _): "decision \(decision): text changed, consultation begins anew"
        case .published(let decision, let what, _): "decision \(decision): \(what) published"
        case .opened: "a vote opened"
        case .voted: "a signed vote taken in"
        case .sealed: "the log of votes sealed"
        case .closed(_, _, let count): "decision \(count.decision): vote closed, \(count.result)"
        case .tookEffect(let decision): "decision \(decision) took effect"
        case .referred(let decision, let force, _, _): "decision \(decision) referred by force \(force)"
        case .determined(let decision, let isUpheld, _):
            "decision \(decision): \(isUpheld ? "upheld" : "set aside") by the Inspectorate"
        case .withdrawn(let decision, _): "decision \(decision) withdrawn"
        case .ranOut(let decision): "decision \(decision): the time box ended"
        case .reviewed(let decision, let isKept, _): "decision \(decision) reviewed: \(isKept ? "kept" : "ended")"
        case .agreed(let agreement): "agreement `\(agreement.title)` as it stands"
        case .optedIn(let decision, let force): "decision \(decision): force \(force) opted its own data in"
        case .derogated(let decision, let force, _, _, let until):
            "decision \(decision): force \(force) departs from it until \(until)"
        case .adopted(let adoption): "decision \(adoption.decision): force \(adoption.force) has adopted it"
        case .enacted: "a signed clause of policy taken in"
        case .set(let setting):
            "`\(setting.parameter)` set to \(setting.value) at the \(setting.level.rawValue) level by force \(setting.force)"
        }
    }

    /// Whether it is the taking in of something that carries its own signature: anybody may hand that in.
    var isSigned: Bool {
        if case .voted = self { true } else { false }
    }
}

/// An act with its place, its moment and who did it.
struct GovernanceEntry: Hashable, Sendable {
    /// From 1, without gaps.
    var place: Int64
    var at: Timestamp
    var officer: String
    var force: ForceCode
    var act: GovernanceAct
}

/// A value of a parameter as a level has set it.
struct PolicySetting: Hashable, Sendable, Codable {
    var parameter: String
    var level: GovernanceLevel
    var value: Int
    /// Who set it, and for whom where the level is local.
    var force: ForceCode
}
