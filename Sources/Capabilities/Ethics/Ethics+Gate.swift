import CapabilityKit
import Vocabulary

/// What allows one use at some forces for a time, on conditions.
struct EthicsApproval: Hashable, Sendable, Codable {
    /// One condition, which something in the node or a named person says is true.
    struct Condition: Hashable, Sendable, Codable {
        var code: String
        var text: String
    }

    /// Why a use was stopped.
    struct Suspension: Hashable, Sendable, Codable {
        var on: CalendarDate
        var force: ForceCode
        var breaches: [String]
    }

    /// The use in the register.
    var use: String
    /// The capability of the node that it lets run.
    var capability: String
    var forces: Set<ForceCode>
    var from: CalendarDate
    /// The last day.
    var until: CalendarDate
    var conditions: [Condition]
    var thresholds: [EthicsThreshold]
    /// Stopped at a force; only the panel's later advice ends it, never better figures.
    private(set) var suspensions: [ForceCode: Suspension] = [:]

    init(
        use: String,
        capability: String,
        forces: Set<ForceCode>,
        from: CalendarDate,
        until: CalendarDate,
        conditions: [Condition],
        thresholds: [EthicsThreshold]
    ) {
        self.use = use
        self.capability = capability
        self.forces = forces
        self.from = from
        self.until = until
        self.conditions = conditions
        self.thresholds = thresholds
    }

    /// Stops the use at a force where the measures cross a threshold, and says what goes back to the panel.
    ///
    /// A use that is stopped stays stopped with the first reason.
    @discardableResult mutating func measured(
        _ measures: EthicsMeasures,
        at force: ForceCode,
        on day: CalendarDate
    ) -> Suspension? {
        if let already = suspensions[force] { return already }
        let breaches = thresholds.compactMap { $0.breach(measures) }
        guard !breaches.isEmpty else { return nil }
        let suspension = Suspension(on: day, force: force, breaches: breaches)
        suspensions[force] = suspension
        return suspension
    }

    /// Lets a use run again after the panel looked at what stopped it.
    ///
    /// - Throws: ``Fault`` `ethics.not_reinstated` for advice given before the suspension, about another use, or that is
    ///   not to proceed.
    mutating func reinstate(at force: ForceCode, by advice: PanelAdvice) throws {
        guard let suspension = suspensions[force] else { return }
        guard advice.use == use, suspension.on < advice.on, advice.kind.allowsProceeding else {
            throw Fault(
                .ethicsNotReinstated,
                "the use `\(use)` stays suspended at force \(force)",
                help: "it needs the panel's advice to proceed, given after \(suspension.on)"
            )
        }
        suspensions[force] = nil
    }
}

/// Whether a capability may run now, here: asked by the node on every route, and answered from what it is given.
enum EthicsGate {
    /// Why not; every reason that holds, in this order.
    enum Refusal: Hashable, Sendable {
        case noCard
        case cardExpired(CalendarDate)
        case noApproval
        case otherForce
        case notBegun(CalendarDate)
        case expired(CalendarDate)
        case suspended(EthicsApproval.Suspension)
        /// Not true, or not known to be true.
        case condition(EthicsApproval.Condition, isKnown: Bool)
        /// Crossed now; the caller suspends with ``EthicsApproval/measured(_:at:on:)``.
        case threshold(String)

        /// The reason in words.
        var words: String {
            switch self {
            case .noCard: "it has no card"
            case .cardExpired(let day): "its card ran out on \(day)"
            case .noApproval: "no use of it is approved"
            case .otherForce: "it is approved, and not for this force"
            case .notBegun(let day): "its approval begins on \(day)"
            case .expired(let day): "its approval ended on \(day)"
            case .suspended(let suspension):
                "it was suspended on \(suspension.on): \(suspension.breaches.joined(separator: "; "))"
            case .condition(let condition, let isKnown):
                isKnown
                    ? "a condition is not met: \(condition.text)" : "nobody has said that this is so: \(condition.text)"
            case .threshold(let breach): breach
            }
        }
    }

    /// What is known when the question is asked.
    struct Moment: Sendable {
        var force: ForceCode
        var day: CalendarDate
        /// Conditions by their code; one that is not there is not known.
        var conditions: [String: Bool]
        var measures: EthicsMeasures
    }

    /// Every reason against running the capability; empty where it may run.
    ///
    /// Approvals of other capabilities are passed over; where several are of this one, one without a reason against is
    /// enough, and otherwise the reasons are those of the one that comes closest.
    static func refusals(
        _ capability: String,
        card: CapabilityCard?,
        approvals: [EthicsApproval],
        _ moment: Moment
    ) -> [Refusal] {
        var always: [Refusal] = []
        if let card {
            // A date that cannot be read has run out.
            let last = CalendarDate(parsing: card.expires).flatMap { $0.isComplete ? $0 : nil }
            let expires = last ?? moment.day.last
            if last == nil || expires < moment.day { always.append(.cardExpired(expires)) }
        } else {
            always.append(.noCard)
        }
        let own = approvals.filter { $0.capability == capability }
        let against = own.map { refusals($0, moment) }
        guard let least = against.min(by: { $0.count < $1.count }) else { return always + [.noApproval] }
        return always + least
    }

    /// Lets the capability run or throws with every reason.
    ///
    /// - Throws: ``Fault`` `ethics.refused`.
    static func admit(
        _ capability: String,
        card: CapabilityCard?,
        approvals: [EthicsApproval],
        _ moment: Moment
    ) throws {
        let reasons = refusals(capability, card: card, approvals: approvals, moment)
        guard reasons.isEmpty else {
            throw Fault(
                .ethicsRefused,
                "`\(capability)` may not run at force \(moment.force): \(reasons.map(\.words).joined(separator: "; "))",
                help: "ask whoever owns the use; the register says what would make it lawful to use"
            )
        }
    }

    private static func refusals(_ approval: EthicsApproval, _ moment: Moment) -> [Refusal] {
        var reasons: [Refusal] = []
        if !approval.forces.contains(moment.force) { reasons.append(.otherForce) }
        if moment.day < approval.from { reasons.append(.notBegun(approval.from)) }
        if approval.until < moment.day { reasons.append(.expired(approval.until)) }
        if let suspension = approval.suspensions[moment.force] { reasons.append(.suspended(suspension)) }
        for condition in approval.conditions where moment.conditions[condition.code] != true {
            reasons.append(.condition(condition, isKnown: moment.conditions[condition.code] != nil))
        }
        reasons += approval.thresholds.compactMap { $0.breach(moment.measures) }.map { .threshold($0) }
        return reasons
    }
}

extension Fault.Code {
    /// A capability may not run here now.
    package static let ethicsRefused = Self("ethics.refused", status: 403)
    /// A suspension cannot be ended this way.
    package static let ethicsNotReinstated = Self("ethics.not_reinstated", status: 409)
}
