/// Why an expression has no kind of value, in words.
struct PolicyTypeProblem: Error, Hashable {
    var message: String

    init(_ message: String) { self.message = message }
}

/// Tells what kind of value an expression has for one action, one type of principal and one type of resource, by the
/// rules of Cedar 4's strict validation.
struct PolicyTyping {
    let schema: PolicySchema
    let principal: String
    let action: String
    let resource: String
    let context: [String: PolicyType.Field]

    /// That an attribute is known to be there, because `has` was asked.
    struct Known: Hashable {
        var subject: PolicyExpression
        var name: String
    }

    /// A kind of value, and the attributes known to be there when the value is true.
    typealias Typed = (type: PolicyType, known: Set<Known>)

    /// The kind of an expression that must be true or false.
    func truth(
        _ expression: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> (value: Bool?, known: Set<Known>) {
        let typed = try typed(expression, known)
        guard case .bool(let value) = typed.type else { throw Self.wrong(expression, typed.type, "true or false") }
        return (value, typed.known)
    }

    /// The kind of an expression.
    func typed(_ expression: PolicyExpression, _ known: Set<Known>) throws(PolicyTypeProblem) -> Typed {
        switch expression {
        case .literal(let value): return (try type(of: value), [])
        case .variable(let variable):
            switch variable {
            case .principal: return (.entity(principal), [])
            case .action: return (.entity(PolicySchema.actionType), [])
            case .resource: return (.entity(resource), [])
            case .context: return (.record(context), [])
            }
        case .not(let inner):
            let inner = try truth(inner, known)
            return (.bool(inner.value.map { !$0 }), [])
        case .negate(let inner):
            try demand(inner, .long, known)
            return (.long, [])
        case .binary(let symbol, let left, let right): return try binary(symbol, left, right, known)
        case .condition(let condition, let then, let otherwise):
            return try choice(condition, then, otherwise, known)
        case .attribute(let subject, let name):
            let owner = try fields(of: subject, known)
            guard let field = owner.fields[name] else {
                throw PolicyTypeProblem("there is no attribute `\(name)` in `\(PolicyPrinter.text(of: subject))`")
            }
            guard !field.isOptional || known.contains(Known(subject: subject, name: name)) else {
                let text = PolicyPrinter.text(of: subject)
                throw PolicyTypeProblem("`\(text).\(name)` may be absent: ask `\(text) has \(name)` first")
            }
            return (field.type, [])
        case .has(let subject, let name): return try has(subject, name, known)
        case .like(let subject, _):
            try demand(subject, .string, known)
            return (.bool(nil), [])
        case .type(let subject, let type, let group):
            guard schema.entities[type] != nil || type == PolicySchema.actionType else {
                throw PolicyTypeProblem("there is no entity type `\(type)`")
            }
            let own = try entity(subject, known)
            guard let group else { return (.bool(own == type), []) }
            guard own == type else { return (.bool(false), []) }
            return try member(subject, of: group, known)
        case .set(let elements):
            var element: PolicyType?
            for part in elements {
                let next = try typed(part, known).type
                guard let joined = element.map({ $0.joined(with: next) }) ?? next else {
                    throw PolicyTypeProblem("`\(PolicyPrinter.text(of: expression))` mixes kinds of values")
                }
                element = joined
            }
            guard let element else { throw PolicyTypeProblem("the kind of an empty set cannot be told") }
            return (.set(element), [])
        case .record(let parts):
            var fields: [String: PolicyType.Field] = [:]
            for part in parts { fields[part.name] = .init(type: try typed(part.value, known).type, isOptional: false) }
            return (.record(fields), [])
        case .call(let subject, let method, let arguments): return try call(subject, method, arguments, known)
        }
    }

    private func choice(
        _ condition: PolicyExpression,
        _ then: PolicyExpression,
        _ otherwise: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Typed {
        let test = try truth(condition, known)
        switch test.value {
        case true:
            let yes = try typed(then, known.union(test.known))
            return (yes.type, yes.known.union(test.known))
        case false: return try typed(otherwise, known)
        case nil:
            let yes = try typed(then, known.union(test.known))
            let no = try typed(otherwise, known)
            guard let type = yes.type.joined(with: no.type) else {
                throw PolicyTypeProblem(
                    "the two answers of `if` are of different kinds: \(yes.type.words) and \(no.type.words)"
                )
            }
            return (type, yes.known.union(test.known).intersection(no.known))
        }
    }

    private func has(
        _ subject: PolicyExpression,
        _ name: String,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Typed {
        let owner = try fields(of: subject, known)
        guard let field = owner.fields[name] else { return (.bool(false), []) }
        let fact = Known(subject: subject, name: name)
        // An entity that is not held has no attributes, so that one of an entity is never certain to be there.
        if known.contains(fact) || owner.isRecord && !field.isOptional { return (.bool(true), [fact]) }
        return (.bool(nil), [fact])
    }

    private func call(
        _ subject: PolicyExpression,
        _ method: PolicyExpression.Method,
        _ arguments: [PolicyExpression],
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Typed {
        let element = try element(subject, known)
        guard let argument = arguments.first else { return (.bool(nil), []) }
        let other = method == .contains ? try typed(argument, known).type : try self.element(argument, known)
        guard element.joined(with: other) != nil else {
            throw PolicyTypeProblem(
                "`\(PolicyPrinter.text(of: argument))` can never be in `\(PolicyPrinter.text(of: subject))`"
            )
        }
        return (.bool(nil), [])
    }

    private func type(of value: PolicyValue) throws(PolicyTypeProblem) -> PolicyType {
        switch value {
        case .bool(let value): return .bool(value)
        case .long: return .long
        case .string: return .string
        case .entity(let uid):
            if uid.type == PolicySchema.actionType {
                guard schema.actions[uid.id] != nil else { throw PolicyTypeProblem("there is no action `\(uid.id)`") }
            } else if schema.entities[uid.type] == nil {
                throw PolicyTypeProblem("there is no entity type `\(uid.type)`")
            }
            return .entity(uid.type)
        case .set, .record: throw PolicyTypeProblem("a whole set or record cannot stand as one value")
        }
    }
}

extension PolicyTyping {
    private func binary(
        _ symbol: PolicyExpression.Operator,
        _ left: PolicyExpression,
        _ right: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Typed {
        switch symbol {
        case .and:
            let first = try truth(left, known)
            if first.value == false { return (.bool(false), []) }
            let second = try truth(right, known.union(first.known))
            if second.value == false { return (.bool(false), []) }
            let value = first.value == true ? second.value : nil
            return (.bool(value), first.known.union(second.known))
        case .or:
            let first = try truth(left, known)
            if first.value == true { return (.bool(true), first.known) }
            let second = try truth(right, known)
            if first.value == false { return (.bool(second.value), second.known) }
            if second.value == true { return (.bool(true), second.known) }
            if second.value == false { return (.bool(nil), first.known) }
            return (.bool(nil), first.known.intersection(second.known))
        case .equal: return (.bool(try equality(left, right, known)), [])
        case .unequal: return (.bool(try equality(left, right, known).map { !$0 }), [])
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            try demand(left, .long, known)
            try demand(right, .long, known)
            return (.bool(nil), [])
        case .plus, .minus, .times:
            try demand(left, .long, known)
            try demand(right, .long, known)
            return (.long, [])
        case .member: return try member(left, of: right, known)
        }
    }

    /// Whether two expressions are equal, where that is certain.
    private func equality(
        _ left: PolicyExpression,
        _ right: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Bool? {
        let one = try typed(left, known).type, other = try typed(right, known).type
        if let a = literal(left), let b = literal(right) { return a == b }
        if one.joined(with: other) != nil { return nil }
        if case .entity = one, case .entity = other { return false }
        throw PolicyTypeProblem(
            "`\(PolicyPrinter.text(of: left))` is \(one.words) and `\(PolicyPrinter.text(of: right))` is "
                + "\(other.words): they are never equal"
        )
    }

    private func member(
        _ left: PolicyExpression,
        of right: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> Typed {
        let own = try entity(left, known)
        let group: String
        switch try typed(right, known).type {
        case .entity(let type), .set(.entity(let type)): group = type
        case let other: throw Self.wrong(right, other, "an entity or a set of entities")
        }
        if let uid = uid(left), uid.type == PolicySchema.actionType, let groups = uids(right) {
            return (.bool(groups.contains { $0.type == uid.type && schema.isAction(uid.id, in: $0.id) }), [])
        }
        return (.bool(schema.canBe(own, in: group) ? nil : false), [])
    }

    /// The value of an expression that is written out; the action of a request is known.
    ///
    /// Two truth values that are joined stand for one: Cedar's parser puts them together as it reads.
    private func literal(_ expression: PolicyExpression) -> PolicyValue? {
        switch expression {
        case .literal(let value): return value
        case .variable(.action): return .entity(EntityUID(PolicySchema.actionType, action))
        case .binary(let symbol, let left, let right) where symbol == .and || symbol == .or:
            guard case .bool(let one)? = literal(left), case .bool(let other)? = literal(right) else { return nil }
            return .bool(symbol == .and ? one && other : one || other)
        default: return nil
        }
    }

    private func uid(_ expression: PolicyExpression) -> EntityUID? {
        if case .entity(let uid)? = literal(expression) { uid } else { nil }
    }

    private func uids(_ expression: PolicyExpression) -> [EntityUID]? {
        guard case .set(let elements) = expression else { return uid(expression).map { [$0] } }
        let found = elements.compactMap(uid)
        return found.count == elements.count ? found : nil
    }

    private func fields(
        of subject: PolicyExpression,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) -> (fields: [String: PolicyType.Field], isRecord: Bool) {
        switch try typed(subject, known).type {
        case .record(let fields): return (fields, true)
        case .entity(let type): return (schema.entities[type]?.attributes ?? [:], false)
        case let other: throw Self.wrong(subject, other, "a record or an entity")
        }
    }

    private func entity(_ expression: PolicyExpression, _ known: Set<Known>) throws(PolicyTypeProblem) -> String {
        let type = try typed(expression, known).type
        guard case .entity(let name) = type else { throw Self.wrong(expression, type, "an entity") }
        return name
    }

    private func element(_ expression: PolicyExpression, _ known: Set<Known>) throws(PolicyTypeProblem) -> PolicyType {
        let type = try typed(expression, known).type
        guard case .set(let element) = type else { throw Self.wrong(expression, type, "a set") }
        return element
    }

    private func demand(
        _ expression: PolicyExpression,
        _ wanted: PolicyType,
        _ known: Set<Known>
    ) throws(PolicyTypeProblem) {
        let type = try typed(expression, known).type
        guard type == wanted else { throw Self.wrong(expression, type, wanted.words) }
    }

    private static func wrong(_ expression: PolicyExpression, _ type: PolicyType, _ wanted: String) -> PolicyTypeProblem
    {
        PolicyTypeProblem("`\(PolicyPrinter.text(of: expression))` is \(type.words) where \(wanted) is needed")
    }
}
