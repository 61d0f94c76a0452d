/// Why an expression has no value, in words.
struct PolicyEvaluationError: Error, Hashable {
    var message: String

    init(_ message: String) { self.message = message }
}

/// Works out expressions for one request, with the meanings of Cedar 4.
struct PolicyEvaluator {
    let request: PolicyRequest

    /// Whether a scope of the head fits.
    func fits(_ scope: PolicyRule.Scope, _ entity: EntityUID) -> Bool {
        switch scope {
        case .any: true
        case .equal(let wanted): entity == wanted
        case .member(let group): request.entities.isMember(entity, of: group)
        case .memberOfAny(let groups): groups.contains { request.entities.isMember(entity, of: $0) }
        case .type(let type): entity.type == type
        case .typeAndMember(let type, let group):
            entity.type == type && request.entities.isMember(entity, of: group)
        }
    }

    /// The value of an expression that must be true or false.
    func truth(_ expression: PolicyExpression) throws(PolicyEvaluationError) -> Bool {
        let value = try value(expression)
        guard case .bool(let truth) = value else { throw wrong(value, "true or false") }
        return truth
    }

    /// The value of an expression.
    func value(_ expression: PolicyExpression) throws(PolicyEvaluationError) -> PolicyValue {
        switch expression {
        case .literal(let value): return value
        case .variable(let variable):
            switch variable {
            case .principal: return .entity(request.principal)
            case .action: return .entity(request.action)
            case .resource: return .entity(request.resource)
            case .context: return .record(request.context)
            }
        case .not(let inner): return .bool(try !truth(inner))
        case .negate(let inner):
            let (value, overflow) = Int64(0).subtractingReportingOverflow(try long(inner))
            return .long(try checked(value, overflow))
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right)
        case .condition(let condition, let then, let otherwise):
            return try truth(condition) ? value(then) : value(otherwise)
        case .attribute(let subject, let name): return try attribute(value(subject), name)
        case .has(let subject, let name):
            switch try value(subject) {
            case .record(let fields): return .bool(fields[name] != nil)
            case .entity(let uid): return .bool(request.entities[uid]?.attributes[name] != nil)
            case let other: throw wrong(other, "a record or an entity")
            }
        case .like(let subject, let pattern):
            let value = try value(subject)
            guard case .string(let text) = value else { throw wrong(value, "text") }
            return .bool(Self.matches(Array(text.unicodeScalars), pattern))
        case .type(let subject, let type, let group):
            let uid = try entity(subject)
            guard uid.type == type else { return .bool(false) }
            guard let group else { return .bool(true) }
            return .bool(try isMember(uid, of: value(group)))
        case .set(let elements):
            var values: Set<PolicyValue> = []
            for element in elements { values.insert(try value(element)) }
            return .set(values)
        case .record(let fields):
            var values: [String: PolicyValue] = [:]
            for field in fields { values[field.name] = try value(field.value) }
            return .record(values)
        case .call(let subject, let method, let arguments): return try call(subject, method, arguments)
        }
    }

    private func binary(
        _ symbol: PolicyExpression.Operator,
        _ left: PolicyExpression,
        _ right: PolicyExpression
    ) throws(PolicyEvaluationError) -> PolicyValue {
        switch symbol {
        case .or:
            if try truth(left) { return .bool(true) }
            return .bool(try truth(right))
        case .and:
            guard try truth(left) else { return .bool(false) }
            return .bool(try truth(right))
        case .equal: return .bool(try value(left) == value(right))
        case .unequal: return .bool(try value(left) != value(right))
        case .less: return .bool(try long(left) < long(right))
        case .lessOrEqual: return .bool(try long(left) <= long(right))
        case .greater: return .bool(try long(left) > long(right))
        case .greaterOrEqual: return .bool(try long(left) >= long(right))
        case .member:
            let member = try entity(left)
            return .bool(try isMember(member, of: value(right)))
        case .plus:
            let (value, overflow) = try long(left).addingReportingOverflow(try long(right))
            return .long(try checked(value, overflow))
        case .minus:
            let (value, overflow) = try long(left).subtractingReportingOverflow(try long(right))
            return .long(try checked(value, overflow))
        case .times:
            let (value, overflow) = try long(left).multipliedReportingOverflow(by: try long(right))
            return .long(try checked(value, overflow))
        }
    }

    private func call(
        _ subject: PolicyExpression,
        _ method: PolicyExpression.Method,
        _ arguments: [PolicyExpression]
    ) throws(PolicyEvaluationError) -> PolicyValue {
        let own = try set(subject)
        guard let argument = arguments.first else { return .bool(own.isEmpty) }
        switch method {
        case .contains: return .bool(own.contains(try value(argument)))
        case .containsAll: return .bool(try set(argument).isSubset(of: own))
        case .containsAny: return .bool(try !set(argument).isDisjoint(with: own))
        case .isEmpty: return .bool(own.isEmpty)
        }
    }

    private func attribute(_ value: PolicyValue, _ name: String) throws(PolicyEvaluationError) -> PolicyValue {
        let found: PolicyValue?
        switch value {
        case .record(let fields): found = fields[name]
        case .entity(let uid):
            guard let entity = request.entities[uid] else {
                throw PolicyEvaluationError("nothing is known of `\(uid)`")
            }
            found = entity.attributes[name]
        default: throw wrong(value, "a record or an entity")
        }
        guard let found else { throw PolicyEvaluationError("there is no `\(name)`") }
        return found
    }

    private func isMember(_ member: EntityUID, of group: PolicyValue) throws(PolicyEvaluationError) -> Bool {
        switch group {
        case .entity(let uid): return request.entities.isMember(member, of: uid)
        case .set(let values):
            var groups: [EntityUID] = []
            for value in values {
                guard case .entity(let uid) = value else { throw wrong(value, "an entity") }
                groups.append(uid)
            }
            return groups.contains { request.entities.isMember(member, of: $0) }
        default: throw wrong(group, "an entity or a set of entities")
        }
    }

    private func long(_ expression: PolicyExpression) throws(PolicyEvaluationError) -> Int64 {
        let value = try value(expression)
        guard case .long(let number) = value else { throw wrong(value, "a number") }
        return number
    }

    private func entity(_ expression: PolicyExpression) throws(PolicyEvaluationError) -> EntityUID {
        let value = try value(expression)
        guard case .entity(let uid) = value else { throw wrong(value, "an entity") }
        return uid
    }

    private func set(_ expression: PolicyExpression) throws(PolicyEvaluationError) -> Set<PolicyValue> {
        let value = try value(expression)
        guard case .set(let values) = value else { throw wrong(value, "a set") }
        return values
    }

    private func checked(_ value: Int64, _ overflow: Bool) throws(PolicyEvaluationError) -> Int64 {
        guard !overflow else { throw PolicyEvaluationError("a number became too large") }
        return value
    }

    private func wrong(_ value: PolicyValue, _ wanted: String) -> PolicyEvaluationError {
        PolicyEvaluationError("\(value.typeName) stands where \(wanted) is needed")
    }

    /// Whether a text fits a pattern, in O(text × pattern) at worst.
    static func matches(_ text: [Unicode.Scalar], _ pattern: [PolicyExpression.PatternPart]) -> Bool {
        // Unfolded to one element a character; `nil` stands for any characters.
        let wanted = pattern.flatMap { part -> [Unicode.Scalar?] in
            switch part {
            case .text(let text): text.unicodeScalars.map { $0 }
            case .anything: [nil]
            }
        }
        var position = 0
        var place = 0
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < wanted.count, let scalar = wanted[place], scalar == text[position] {
                place += 1
                position += 1
            } else if place < wanted.count, wanted[place] == nil {
                star = (place, position)
                place += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return wanted[place...].allSatisfy { $0 == nil }
    }
}
