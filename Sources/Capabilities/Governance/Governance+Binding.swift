import CapabilityKit
import Vocabulary

/// The law under which a decision binds: recorded here, never made here.
///
/// A vote is consent to nothing by itself. A collaboration agreement (Police Act 1996 s.22A) binds a force once its chief
/// officer and its local policing body have both signed; regulations (s.53, s.53A) bind every force.
struct LegalAgreement: Hashable, Sendable, Codable {
    enum Kind: String, Sendable, Codable {
        case section22A, regulations
    }

    /// When each seat of a force signed, and when it left.
    struct Signature: Hashable, Sendable, Codable {
        var force: ForceCode
        var chiefOn: CalendarDate?
        var bodyOn: CalendarDate?
        /// The last day on which it is a party.
        var leftOn: CalendarDate?
    }

    var title: String
    var kind: Kind
    var from: CalendarDate
    var until: CalendarDate?
    /// Decisions that it covers, by class.
    var classes: Set<String>
    var signatures: [Signature]

    /// Since when it binds a force on a day, or why it does not.
    func binds(_ force: ForceCode, class code: String, on day: CalendarDate) -> Result<CalendarDate, NotBound> {
        guard classes.contains(code), from <= day, until.map({ day <= $0 }) ?? true else {
            return .failure(.noAgreement)
        }
        if kind == .regulations { return .success(from) }
        guard let signed = signatures.first(where: { $0.force == force }), signed.leftOn.map({ day <= $0 }) ?? true
        else { return .failure(.notAParty) }
        guard let chief = signed.chiefOn, chief <= day else { return .failure(.chiefHasNotSigned) }
        guard let body = signed.bodyOn, body <= day else { return .failure(.bodyHasNotSigned) }
        return .success(max(from, chief, body))
    }

    /// Why a carried decision does not bind a force.
    enum NotBound: String, Error, Hashable, Sendable, Codable {
        case noAgreement, notAParty, chiefHasNotSigned, bodyHasNotSigned
        /// Class C: the force has not put its own data in.
        case notOptedIn
    }
}

/// A departure from a decision that binds: with reasons, in public, and never without an end.
struct Derogation: Hashable, Sendable, Codable {
    let decision: String
    let force: ForceCode
    let reasons: String
    let from: CalendarDate
    /// The last day.
    let until: CalendarDate

    /// A derogation from a decision.
    ///
    /// Together a force's derogations end within the months of the procedure, counted from the day on which the decision
    /// began to bind: a second one is not a second term.
    ///
    /// - Throws: ``Fault`` `governance.derogation`.
    init(
        from decision: GovernanceDecision,
        by force: ForceCode,
        reasons: String,
        begins: CalendarDate,
        until: CalendarDate
    ) throws {
        guard let bindsFrom = decision.bindsFrom, decision.stage == .carried || decision.stage == .binding else {
            throw Self.refused("decision \(decision.number) binds nobody")
        }
        let last = try bindsFrom.adding(months: decision.procedure.derogationMonthsMax)
        guard !reasons.isEmpty else { throw Self.refused("it gives no reasons") }
        guard bindsFrom <= begins, begins <= until, until <= last else {
            throw Self.refused("from decision \(decision.number) it lies between \(bindsFrom) and \(last)")
        }
        self.decision = decision.number
        self.force = force
        self.reasons = reasons
        self.from = begins
        self.until = until
    }

    /// Whether it holds on a day.
    func isInForce(on day: CalendarDate) -> Bool { from <= day && day <= until }

    private static func refused(_ why: String) -> Fault {
        Fault(.governanceDerogation, "the derogation cannot be recorded: \(why)", help: "refer the decision instead")
    }
}

/// How one decision stands at one force on one day.
enum DecisionStanding: Hashable, Sendable {
    /// It was not carried, has ended, or is away for a determination.
    case notInForce
    /// It was carried and begins to bind on a day.
    case notYet(CalendarDate)
    case notBound(LegalAgreement.NotBound)
    /// Bound since a day under an agreement.
    case bound(since: CalendarDate, under: String)
    /// Bound, and departing from it until a day.
    case derogating(until: CalendarDate)

    /// Whether the force must follow it on the day.
    var isBound: Bool {
        if case .bound = self { true } else { false }
    }
}

/// The register of decisions: what was decided, who is bound from when under which law, who has adopted it.
struct DecisionRegister: Hashable, Sendable, Codable {
    /// A force has what a decision asks for, as a machine found it.
    struct Adoption: Hashable, Sendable, Codable {
        var decision: String
        var force: ForceCode
        var on: CalendarDate
        /// The signed finding, by its hash or address.
        var evidence: String
    }

    var decisions: [GovernanceDecision] = []
    var agreements: [LegalAgreement] = []
    var derogations: [Derogation] = []
    /// Class C: forces that have put their own data in, by decision; no majority does it for them (DPA 2018 s.58).
    var optIns: [String: Set<ForceCode>] = [:]
    var adoptions: [Adoption] = []

    /// How a decision stands at a force on a day.
    func standing(of decision: GovernanceDecision, at force: ForceCode, on day: CalendarDate) -> DecisionStanding {
        guard decision.stage == .carried || decision.stage == .binding, let bindsFrom = decision.bindsFrom else {
            return .notInForce
        }
        return standing(of: decision.number, class: decision.rule.code, from: bindsFrom, at: force, on: day)
    }

    /// How what was carried stands at a force, where its number, class and day are known and no more.
    func standing(
        of number: String,
        class code: String,
        from bindsFrom: CalendarDate,
        at force: ForceCode,
        on day: CalendarDate
    ) -> DecisionStanding {
        guard bindsFrom <= day else { return .notYet(bindsFrom) }
        if code == "C", optIns[number]?.contains(force) != true { return .notBound(.notOptedIn) }
        let found = agreements.map { agreement in (agreement, agreement.binds(force, class: code, on: day)) }
        let binding = found.compactMap { agreement, result in (try? result.get()).map { (agreement, $0) } }
        guard let (agreement, since) = binding.min(by: { $0.1 < $1.1 }) else {
            // The reason that lacks least: somebody who has half signed is nearer than nobody.
            let order: [LegalAgreement.NotBound] = [.bodyHasNotSigned, .chiefHasNotSigned, .notAParty, .noAgreement]
            let why = found.compactMap { result -> LegalAgreement.NotBound? in
                if case .failure(let why) = result.1 { why } else { nil }
            }
            return .notBound(order.first { why.contains($0) } ?? .noAgreement)
        }
        let departing = derogations.filter {
            $0.decision == number && $0.force == force && $0.isInForce(on: day)
        }.map(\.until).max()
        if let departing { return .derogating(until: departing) }
        return .bound(since: max(bindsFrom, since), under: agreement.title)
    }

    /// A force that has not done what was decided, bound or not.
    struct NotAdopted: Hashable, Sendable {
        var decision: String
        var force: ForceCode
        var standing: DecisionStanding
        /// Since it was proposed, and since the vote closed.
        var daysSinceProposed: Int
        var daysSinceDecided: Int
    }

    /// "Decided, not adopted": the oldest first.
    func notAdopted(by forces: [ForceCode], on day: CalendarDate) -> [NotAdopted] {
        decisions.filter { $0.stage == .carried || $0.stage == .binding }.flatMap { decision in
            let adopted = Set(adoptions.filter { $0.decision == decision.number && $0.on <= day }.map(\.force))
            return forces.filter { !adopted.contains($0) }.map { force in
                NotAdopted(
                    decision: decision.number,
                    force: force,
                    standing: standing(of: decision, at: force, on: day),
                    daysSinceProposed: decision.age(on: day),
                    daysSinceDecided: (day.dayNumber ?? 0) - (decision.closesOn?.dayNumber ?? 0)
                )
            }
        }.sorted { ($1.daysSinceDecided, $0.decision, $0.force) < ($0.daysSinceDecided, $1.decision, $1.force) }
    }
}

extension Fault.Code {
    /// A derogation without reasons, without end, or from what binds nobody.
    package static let governanceDerogation = Self("governance.derogation", status: 409)
}
