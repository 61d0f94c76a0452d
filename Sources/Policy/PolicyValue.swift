/// A value in a policy or a request: what Cedar has, but for extension types.
package indirect enum PolicyValue: Hashable, Sendable {
    case string(String)
    case long(Int64)
    case bool(Bool)
    case entity(EntityUID)
    case set(Set<PolicyValue>)
    case record([String: PolicyValue])

    /// The name of the type, for messages.
    var typeName: String {
        switch self {
        case .string: "text"
        case .long: "a number"
        case .bool: "true or false"
        case .entity: "an entity"
        case .set: "a set"
        case .record: "a record"
        }
    }
}

/// The name of somebody or something a policy speaks of: `Role::"officer"`.
package struct EntityUID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The type, with `::` between its parts: `Role`.
    package var type: String
    /// The identifier within the type: `officer`.
    package var id: String

    package init(_ type: String, _ id: String) {
        self.type = type
        self.id = id
    }

    /// As it is written in a policy.
    package var description: String { "\(type)::\(PolicyPrinter.quoted(id))" }

    package static func < (a: Self, b: Self) -> Bool { (a.type, a.id) < (b.type, b.id) }
}

/// An entity with its attributes and parents.
package struct PolicyEntity: Hashable, Sendable {
    package var uid: EntityUID
    /// What `principal.rank` reads.
    package var attributes: [String: PolicyValue]
    /// Whose member it is: what `in` looks along, any number of steps.
    package var parents: Set<EntityUID>

    package init(_ uid: EntityUID, attributes: [String: PolicyValue] = [:], parents: Set<EntityUID> = []) {
        self.uid = uid
        self.attributes = attributes
        self.parents = parents
    }
}

/// The entities that a request is decided over.
package struct PolicyEntities: Hashable, Sendable {
    private var entities: [EntityUID: PolicyEntity]

    /// A later entity of the same name replaces an earlier one.
    package init(_ entities: [PolicyEntity] = []) {
        self.entities = Dictionary(entities.map { ($0.uid, $0) }) { $1 }
    }

    /// The entity of this name, if it is known.
    package subscript(uid: EntityUID) -> PolicyEntity? { entities[uid] }

    /// Adds or replaces an entity.
    package mutating func add(_ entity: PolicyEntity) { entities[entity.uid] = entity }

    /// Whether `member` is `group` or is in it through any number of parents; cycles do no harm.
    func isMember(_ member: EntityUID, of group: EntityUID) -> Bool {
        if member == group { return true }
        guard let start = entities[member], !start.parents.isEmpty else { return false }
        if start.parents.contains(group) { return true }
        var seen: Set<EntityUID> = [member]
        var left = Array(start.parents)
        while let next = left.popLast() {
            if next == group { return true }
            guard seen.insert(next).inserted, let entity = entities[next] else { continue }
            left.append(contentsOf: entity.parents)
        }
        return false
    }
}

/// A question to a policy set: whether a principal may do something to a resource in these circumstances.
package struct PolicyRequest: Sendable {
    package var principal: EntityUID
    package var action: EntityUID
    package var resource: EntityUID
    package var context: [String: PolicyValue]
    package var entities: PolicyEntities

    package init(
        principal: EntityUID,
        action: EntityUID,
        resource: EntityUID,
        context: [String: PolicyValue] = [:],
        entities: PolicyEntities = PolicyEntities()
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
        self.entities = entities
    }
}
