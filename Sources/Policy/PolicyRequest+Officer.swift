import Vocabulary

extension PolicyRequest {
    /// The question whether an officer may do something to a record, in the terms of the node's own rules.
    ///
    /// The principal is `Officer::"13/4471"`, a member of `Role::"…"` for each role, with `number`, `force`, `rank`,
    /// `training` (a set of names) and `flags` (a set of names). The action is `Action::"search.find"`. The context has
    /// `reference`, `purpose` (a record of `code`, `isLawEnforcement` and `work`) where the purpose is on the list, `power` and
    /// `onBehalfOf` where they are given, `emergency`, `authorities` (the kinds of authority in force), `sensitive` (the
    /// categories strictly necessary), `ground` for a category that is opened by an entry and a condition of Schedule 8
    /// (a record of `entry` and `condition`), `asker` where another force's node asks, and `isOwnForce` telling whether the record
    /// is the officer's own force's.
    ///
    /// - Parameters:
    ///   - officer: who asks.
    ///   - training: what the officer is trained for and has not expired: `sensitive`.
    ///   - flags: what the officer is cleared for: `pnc`.
    ///   - permission: what for.
    ///   - authority: why; `nil` where nothing was given.
    ///   - purposes: the closed list.
    ///   - resource: what it is about.
    ///   - emergency: whether emergency access has been invoked.
    ///   - authorities: the kinds of authority in force for this purpose and reference.
    ///   - sensitive: the sensitive categories stated to be strictly necessary.
    ///   - ground: what the category asked about rests on: the entry that opened it and the condition of Schedule 8.
    ///   - asker: the force whose node asks, where the question comes from another node.
    package init(
        officer: Officer,
        training: Set<String> = [],
        flags: Set<String> = [],
        permission: Permission,
        authority: Authority?,
        purposes: PurposeList,
        resource: PolicyEntity,
        emergency: Bool = false,
        authorities: Set<String> = [],
        sensitive: Set<String> = [],
        ground: (entry: UInt64, condition: String)? = nil,
        asker: ForceCode? = nil
    ) {
        let uid = EntityUID("Officer", "\(officer.force)/\(officer.number)")
        var attributes: [String: PolicyValue] = [
            "number": .string(officer.number),
            "force": .string(officer.force.description),
            "training": .set(Set(training.map { .string($0) })),
            "flags": .set(Set(flags.map { .string($0) })),
        ]
        if let rank = officer.rank { attributes["rank"] = .string(rank) }
        var context: [String: PolicyValue] = [
            "reference": .string(authority?.reference ?? ""),
            "emergency": .bool(emergency),
            "authorities": .set(Set(authorities.map { .string($0) })),
            "sensitive": .set(Set(sensitive.map { .entity(EntityUID("Category", $0)) })),
        ]
        if let purpose = authority.flatMap({ purposes[$0.purpose] }) {
            context["purpose"] = .record([
                "code": .string(purpose.code), "isLawEnforcement": .bool(purpose.isLawEnforcement),
                "work": .string(purpose.work.rawValue),
            ])
        }
        if let power = authority?.power { context["power"] = .string(power) }
        if let ground {
            context["ground"] = .record([
                "entry": .long(Int64(clamping: ground.entry)), "condition": .string(ground.condition),
            ])
        }
        if let asker { context["asker"] = .string(asker.description) }
        if let other = authority?.onBehalfOf { context["onBehalfOf"] = .string(other) }
        if case .string(let owner)? = resource.attributes["force"] {
            context["isOwnForce"] = .bool(owner == officer.force.description)
        }
        let principal = PolicyEntity(
            uid,
            attributes: attributes,
            parents: Set(officer.roles.map { EntityUID("Role", $0) })
        )
        self.init(
            principal: uid,
            action: EntityUID("Action", permission.description),
            resource: resource.uid,
            context: context,
            entities: PolicyEntities([principal, resource])
        )
    }
}

extension PolicyEntity {
    /// A record as the rules see it: `Record::"…"` with `force`, `marking` (`OFFICIAL` or `OFFICIAL-SENSITIVE`) and
    /// `status` (`open`, `restricted`).
    package static func record(
        _ id: String,
        force: ForceCode,
        marking: Marking = .official,
        status: String = "open"
    ) -> PolicyEntity {
        PolicyEntity(
            EntityUID("Record", id),
            attributes: [
                "force": .string(force.description),
                "marking": .string(marking == .official ? "OFFICIAL" : "OFFICIAL-SENSITIVE"),
                "status": .string(status),
            ]
        )
    }

    /// A kind of sensitive data: `Category::"ethnic-origin"`.
    package static func category(_ code: String) -> PolicyEntity { PolicyEntity(EntityUID("Category", code)) }

    /// The node itself, for what is about no record: a search, the ledger.
    package static let node = PolicyEntity(EntityUID("Node", "this"))
}
