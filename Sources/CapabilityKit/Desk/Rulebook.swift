import Policy
import Vocabulary

/// The rules in force at this node: policies, purposes, tables of authority, all of them data with days and sources.
package struct Rulebook: Sendable {
    package let policies: PolicySet
    /// The closed list of purposes, of every day.
    package let purposes: PurposeList
    /// Who may authorise what, how long an emergency lasts, what is sensitive.
    package let authority: AuthorityRules
    package let reference: ReferenceTables
    /// SHA-256 over all files of rules in hexadecimal: the version written into every ledger entry.
    package let version: String

    package init(
        policies: PolicySet,
        purposes: PurposeList,
        version: String,
        authority: AuthorityRules = .none,
        reference: ReferenceTables = ReferenceTables()
    ) {
        self.policies = policies
        self.purposes = purposes
        self.authority = authority
        self.reference = reference
        self.version = version
    }
}

/// The tables that pages and other rooms look things up in.
package struct ReferenceTables: Sendable {
    package var roles: [RoleDescription] = []
    package var ranks: [RankDescription] = []
    package var powers: [LegalPower] = []
    package var grades: [GradeDescription] = []

    package init() {}
}

/// What the rules say to one act.
package enum Ruling: Hashable, Sendable {
    /// Permitted by these policies, with these obligations.
    case permitted(policies: [String], obligations: [String])
    /// Refused, with the reason in words and the policies that refused it, if any spoke.
    case refused(reason: String, policies: [String])
}

extension Rulebook {
    /// Whether an officer may do something at all, on a day.
    package func decide(
        _ action: Permission,
        for requester: Requester,
        on day: CalendarDate,
        standing: Standing = .none
    ) -> Ruling {
        ruling(request(action, on: .node, for: requester, day: day, standing), day: day, standing)
    }

    /// Whether an officer may do something to one record.
    ///
    /// The rules speak of a record's force, marking and status, never of one record by its name: two records alike in
    /// these are decided alike.
    package func decide(
        _ action: Permission,
        on record: Record,
        isRestricted: Bool = false,
        for requester: Requester,
        day: CalendarDate,
        standing: Standing = .none
    ) -> Ruling {
        let resource = PolicyEntity.record(
            "any",
            force: record.id.source.force,
            marking: record.marking,
            status: isRestricted || record.isRestricted ? "restricted" : "open"
        )
        return ruling(request(action, on: resource, for: requester, day: day, standing), day: day, standing)
    }

    /// What would make a refused act lawful, as the beginning of a sentence; empty where nothing would.
    func remedy(
        _ action: Permission,
        for requester: Requester,
        on day: CalendarDate,
        standing: Standing
    ) -> String {
        let decision = policies.decide(request(action, on: .node, for: requester, day: day, standing), on: day)
        switch decision {
        case .permitted: return ""
        case .notPermitted(let nearest):
            guard let miss = nearest.first else { return "" }
            let source = miss.source.map { " (\($0))" } ?? ""
            return "it would be permitted if: \(miss.needs.joined(separator: "; "))\(source); "
        case .forbidden(let by):
            let sources = by.compactMap(\.source)
            return sources.isEmpty ? "" : "the rule is \(sources.joined(separator: "; ")); "
        }
    }

    /// The sensitive categories whose strict necessity the asker has stated, and the others.
    func sensitive(
        for requester: Requester,
        on day: CalendarDate,
        standing: Standing
    ) -> (open: [AuthorityRules.SensitiveRules.Category], closed: [AuthorityRules.SensitiveRules.Category]) {
        let categories = authority.categories(on: day).map { category in
            let request = request(.openSensitive, on: .category(category.code), for: requester, day: day, standing)
            return (category: category, isOpen: policies.decide(request, on: day).isPermitted)
        }
        return (categories.filter(\.isOpen).map(\.category), categories.filter { !$0.isOpen }.map(\.category))
    }

    /// The question in the words of the policies.
    package func request(
        _ action: Permission,
        on resource: PolicyEntity,
        for requester: Requester,
        day: CalendarDate,
        _ standing: Standing
    ) -> PolicyRequest {
        var stated = requester.authority
        // A reference of no kind that the purpose asks for is none.
        if !isReference(stated.reference, for: stated.purpose, on: day) { stated.reference = "" }
        let ground = resource.uid.type == "Category" ? standing.sensitive[resource.uid.id] : nil
        return PolicyRequest(
            officer: requester.officer,
            training: requester.officer.training,
            flags: requester.officer.training,
            permission: action,
            authority: stated,
            purposes: purposes.effective(on: day),
            resource: resource,
            emergency: standing.emergency != nil,
            authorities: Set(standing.authorities.keys),
            sensitive: Set(standing.sensitive.keys),
            ground: ground?.entry.flatMap { entry in ground?.condition.map { (entry, $0) } },
            asker: requester.asker
        )
    }

    /// The kinds of reference of which a purpose asks for one, on a day; none where it asks for none.
    package func referenceKinds(for purpose: String, on day: CalendarDate) -> [AuthorityRules.ReferenceKind] {
        let kinds = authority.references.filter { $0.isEffective(on: day) }
        guard let wanted = purposes[purpose]?.references else { return kinds }
        return kinds.filter { wanted.contains($0.code) }
    }

    private func isReference(_ reference: String, for purpose: String, on day: CalendarDate) -> Bool {
        let kinds = referenceKinds(for: purpose, on: day)
        return kinds.isEmpty || kinds.contains { $0.fits(reference) }
    }

    private func ruling(_ request: PolicyRequest, day: CalendarDate, _ standing: Standing) -> Ruling {
        let decision = policies.decide(request, on: day)
        let named = decision.policies.map(\.rawValue)
        if case .permitted(_, let obligations) = decision {
            if let unknown = obligations.first(where: { !Self.canMeet($0.rawValue, standing) }) {
                return .refused(
                    reason: "not permitted: the rule asks for `\(unknown)`, which this node cannot do",
                    policies: named
                )
            }
            return .permitted(policies: named, obligations: obligations.map(\.rawValue))
        }
        return .refused(reason: decision.words, policies: named)
    }

    /// The obligation of a sensitive act: whoever does it must just have proved who they are.
    static let fresh = "fresh"

    /// Whether the Desk does what an obligation asks: `mask:` and an attribute; ``fresh``; `justify:` and `alert:` of an
    /// emergency, which the Desk tells of and has justified from the moment it is invoked.
    ///
    /// `ask:owner` it meets for what another force asks: a person of this force then decides. What it does not know it
    /// cannot meet.
    private static func canMeet(_ obligation: String, _ standing: Standing) -> Bool {
        if obligation == RecordGate.askOwner { return true }
        if obligation.hasPrefix("justify:") || obligation.hasPrefix("alert:") { return standing.emergency != nil }
        return obligation == fresh
            || obligation.hasPrefix("mask:") && Attribute(rawValue: String(obligation.dropFirst(5))) != nil
    }
}

extension Record {
    /// Whether its owner has restricted it (DPA 2018 ss.46(4), 47(2)): a state every reader honours.
    package var isRestricted: Bool { id.kind.isEntity && self[.status]?.lowercased() == "restricted" }
}
