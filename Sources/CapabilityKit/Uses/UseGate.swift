import Vocabulary

/// Whether a capability may run now, here: asked by the node on every route, and answered from what it is given.
package enum UseGate {
    /// Why not; every reason that holds, in this order.
    package enum Refusal: Hashable, Sendable {
        case noCard
        case cardExpired(CalendarDate)
        case noApproval
        case otherForce
        case notBegun(CalendarDate)
        case expired(CalendarDate)
        case suspended(UseApproval.Suspension)
        /// Not true, or not known to be true.
        case condition(UseApproval.Condition, isKnown: Bool)

        /// The reason in words.
        package var words: String {
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
            }
        }

        /// The reason as a program reads it.
        package var code: Fault.Code {
            switch self {
            case .noCard: .useNoCard
            case .cardExpired: .cardExpired
            case .noApproval: .useNotApproved
            case .otherForce: .useNotHere
            case .notBegun: .useNotBegun
            case .expired: .useExpired
            case .suspended: .useSuspended
            case .condition: .useCondition
            }
        }
    }

    /// What is known when the question is asked.
    package struct Moment: Sendable {
        package var force: ForceCode
        package var day: CalendarDate
        /// Conditions by their code, for each use; one that is not there is not known.
        package var conditions: [String: [String: Bool]]

        package init(force: ForceCode, day: CalendarDate, conditions: [String: [String: Bool]] = [:]) {
            self.force = force
            self.day = day
            self.conditions = conditions
        }
    }

    /// Every reason against running the capability; empty where it may run.
    ///
    /// Approvals of other capabilities are passed over. A suspension of any approval of this one stops it: the capability
    /// is suspended and not a way of reaching it. Otherwise one approval without a reason against is enough, and the
    /// reasons are those of the one that comes closest.
    package static func refusals(
        _ capability: String,
        card: CapabilityCard?,
        approvals: [UseApproval],
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
        let suspended = own.filter { $0.until >= moment.day && $0.suspensions[moment.force] != nil }
        let against = (suspended.isEmpty ? own : suspended).map { refusals($0, moment) }
        guard let least = against.min(by: { $0.count < $1.count }) else { return always + [.noApproval] }
        return always + least
    }

    /// The fault that says why a capability may not run; `nil` where there is no reason against.
    package static func fault(_ capability: String, _ reasons: [Refusal], at force: ForceCode) -> Fault? {
        guard let first = reasons.first else { return nil }
        return Fault(
            first.code,
            "`\(capability)` may not run at force \(force): \(reasons.map(\.words).joined(separator: "; "))",
            help: "the register of uses (/ethics, `reeve ethics gate`) says who decides and what is missing"
        )
    }

    private static func refusals(_ approval: UseApproval, _ moment: Moment) -> [Refusal] {
        var reasons: [Refusal] = []
        if !approval.forces.contains(moment.force) { reasons.append(.otherForce) }
        if moment.day < approval.from { reasons.append(.notBegun(approval.from)) }
        if approval.until < moment.day { reasons.append(.expired(approval.until)) }
        if let suspension = approval.suspensions[moment.force] { reasons.append(.suspended(suspension)) }
        let said = moment.conditions[approval.use] ?? [:]
        for condition in approval.conditions where said[condition.code] != true {
            reasons.append(.condition(condition, isKnown: said[condition.code] != nil))
        }
        return reasons
    }
}

extension Fault.Code {
    /// A capability that no card describes.
    package static let useNoCard = Self("use.no_card", status: 403)
    /// A room's card has run out.
    package static let cardExpired = Self("room.card_expired", status: 403)
    /// No use of the capability is approved.
    package static let useNotApproved = Self("use.not_approved", status: 403)
    /// Approved, and for other forces.
    package static let useNotHere = Self("use.not_here", status: 403)
    /// The approval begins later.
    package static let useNotBegun = Self("use.not_begun", status: 403)
    /// The approval has ended.
    package static let useExpired = Self("use.expired", status: 403)
    /// Stopped, until the panel has looked at it.
    package static let useSuspended = Self("use.suspended", status: 403)
    /// A condition of the approval is not true, or nobody has said that it is.
    package static let useCondition = Self("use.condition", status: 403)

    /// Every way in which the gate refuses.
    package static let gate: [Self] = [
        .useNoCard, .cardExpired, .useNotApproved, .useNotHere, .useNotBegun, .useExpired, .useSuspended,
        .useCondition,
    ]
}
