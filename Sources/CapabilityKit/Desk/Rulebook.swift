import Policy
import Vocabulary

/// The rules in force at this node: policies, purposes, and who holds which role, all of them data.
package struct Rulebook: Sendable {
    package let policies: PolicySet
    package let purposes: PurposeList
    /// SHA-256 of the policy text in hexadecimal: the version written into every ledger entry.
    package let version: String

    package init(policies: PolicySet, purposes: PurposeList, version: String) {
        self.policies = policies
        self.purposes = purposes
        self.version = version
    }
}

/// What the rules say to one act.
package enum Ruling: Hashable, Sendable {
    /// Permitted by these policies, with these obligations.
    case permitted(policies: [String], obligations: [String])
    /// Refused, with the reason in words and the policies that refused it, if any spoke.
    case refused(reason: String, policies: [String])
}

extension Rulebook {
    /// Whether an officer may do something at all, today.
    package func decide(_ action: Permission, for requester: Requester, on day: CalendarDate) -> Ruling {
        ruling(action, on: .node, for: requester, day: day)
    }

    /// Whether an officer may do something to one record.
    ///
    /// The rules speak of a record's force, marking and status, never of one record by its name: two records alike in
    /// these are decided alike.
    package func decide(
        _ action: Permission,
        on record: Record,
        for requester: Requester,
        day: CalendarDate
    ) -> Ruling {
        let resource = PolicyEntity.record(
            "any",
            force: record.id.source.force,
            marking: record.marking,
            status: record.isRestricted ? "restricted" : "open"
        )
        return ruling(action, on: resource, for: requester, day: day)
    }

    private func ruling(
        _ action: Permission,
        on resource: PolicyEntity,
        for requester: Requester,
        day: CalendarDate
    ) -> Ruling {
        let request = PolicyRequest(
            officer: requester.officer,
            training: requester.officer.training,
            flags: requester.officer.training,
            permission: action,
            authority: requester.authority,
            purposes: purposes,
            resource: resource
        )
        let decision = policies.decide(request, on: day)
        let named = decision.policies.map(\.rawValue)
        if case .permitted(_, let obligations) = decision {
            if let unknown = obligations.first(where: { !Self.canMeet($0.rawValue) }) {
                return .refused(
                    reason: "not permitted: the rule asks for `\(unknown)`, which this node cannot do",
                    policies: named
                )
            }
            return .permitted(policies: named, obligations: obligations.map(\.rawValue))
        }
        return .refused(reason: decision.words, policies: named)
    }

    /// Whether the Desk does what an obligation asks: `mask:` and an attribute.
    ///
    /// What it does not know it cannot meet.
    private static func canMeet(_ obligation: String) -> Bool {
        obligation.hasPrefix("mask:") && Attribute(rawValue: String(obligation.dropFirst(5))) != nil
    }
}

extension Record {
    /// Whether its owner has restricted it (DPA 2018 ss.46(4), 47(2)): a state every reader honours.
    package var isRestricted: Bool { id.kind.isEntity && self[.status]?.lowercased() == "restricted" }
}
