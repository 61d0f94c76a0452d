import Vocabulary

/// Something that is wrong with a rule, found before anybody asks.
package struct PolicyFinding: Hashable, Sendable {
    package var file: String
    /// From 1.
    package var line: Int
    package var policy: PolicyID
    /// What is wrong, in words.
    package var message: String
    /// Whether the rule could still be used: it can never fit, but does no harm.
    package var isWarning: Bool

    /// As a compiler says it.
    package var words: String { "\(file), line \(line), in `\(policy)`: \(message)" }
}

extension PolicySet {
    /// What is wrong with the rules by a schema, in the order of the file: types, attributes and actions that it does
    /// not know, kinds of values that cannot meet, attributes that may be absent and were not asked for with `has`.
    ///
    /// The rules accepted are those that Cedar 4 accepts in strict mode.
    package func findings(by schema: PolicySchema, file: String = "policies.cedar") -> [PolicyFinding] {
        policies.flatMap { PolicyValidation(schema: schema, policy: $0, file: file).findings() }
    }

    /// The same rules, once nothing is wrong with them by a schema.
    ///
    /// - Throws: `policy.malformed` naming file, line, rule and what is wrong.
    package func validated(by schema: PolicySchema, file: String = "policies.cedar") throws -> PolicySet {
        guard let first = findings(by: schema, file: file).first(where: { !$0.isWarning }) else { return self }
        throw Fault(
            .policyMalformed,
            first.words,
            help: "correct the rule, or declare what it speaks of in schema.cedarschema; `reeve policy check` lists all"
        )
    }
}

/// Checks one rule for every kind of request that the schema allows.
struct PolicyValidation {
    let schema: PolicySchema
    let policy: NamedRule
    let file: String

    private var rule: PolicyRule { policy.rule }

    func findings() -> [PolicyFinding] {
        let unknown = unknownNames()
        guard unknown.isEmpty else { return unknown.map { finding($0, line: rule.line.number) } }
        var found: [PolicyFinding] = []
        var fits = false, canHold = false
        for (name, action) in schema.actions.sorted(by: { $0.key < $1.key }) {
            for principal in action.principals {
                for resource in action.resources {
                    let typing = PolicyTyping(
                        schema: schema,
                        principal: principal,
                        action: name,
                        resource: resource,
                        context: action.context
                    )
                    guard mayFit(rule.principal, principal), mayFit(name), mayFit(rule.resource, resource) else {
                        continue
                    }
                    fits = true
                    let (holds, finding) = check(by: typing)
                    canHold = canHold || holds
                    if let finding, !found.contains(finding) { found.append(finding) }
                }
            }
        }
        if !fits {
            found.append(finding("no action of the schema fits this head", line: rule.line.number))
        } else if found.isEmpty, !canHold {
            found.append(finding("it can never hold", line: rule.line.number, isWarning: true))
        }
        return found
    }

    /// Whether the conditions may hold for one kind of request, and what is wrong with them.
    private func check(by typing: PolicyTyping) -> (canHold: Bool, finding: PolicyFinding?) {
        var known: Set<PolicyTyping.Known> = []
        for condition in rule.conditions {
            let expression = condition.isUnless ? .not(condition.expression) : condition.expression
            do throws(PolicyTypeProblem) {
                let typed = try typing.truth(expression, known)
                if typed.value == false { return (false, nil) }
                known.formUnion(typed.known)
            } catch {
                return (true, finding(error.message, line: condition.line.number))
            }
        }
        return (true, nil)
    }

    private func finding(_ message: String, line: Int, isWarning: Bool = false) -> PolicyFinding {
        PolicyFinding(file: file, line: line, policy: policy.id, message: message, isWarning: isWarning)
    }

    // MARK: - The head

    private func mayFit(_ scope: PolicyRule.Scope, _ type: String) -> Bool {
        switch scope {
        case .any: true
        case .equal(let uid): uid.type == type
        case .member(let group): schema.canBe(type, in: group.type)
        case .memberOfAny(let groups): groups.contains { schema.canBe(type, in: $0.type) }
        case .type(let wanted): wanted == type
        case .typeAndMember(let wanted, let group): wanted == type && schema.canBe(type, in: group.type)
        }
    }

    private func mayFit(_ action: String) -> Bool {
        switch rule.action {
        case .any: true
        case .equal(let uid): uid.id == action
        case .member(let group): schema.isAction(action, in: group.id)
        case .memberOfAny(let groups): groups.contains { schema.isAction(action, in: $0.id) }
        case .type, .typeAndMember: false
        }
    }

    // MARK: - Names

    /// Types and actions named anywhere in the rule that the schema does not have.
    private func unknownNames() -> [String] {
        var found: [String] = []
        func note(_ uid: EntityUID) {
            if uid.type == PolicySchema.actionType {
                if schema.actions[uid.id] == nil { found.append("there is no action `\(uid.id)`") }
            } else {
                note(type: uid.type)
            }
        }
        func note(type: String) {
            if schema.entities[type] == nil, type != PolicySchema.actionType {
                found.append("there is no entity type `\(type)`")
            }
        }
        func scope(_ scope: PolicyRule.Scope) {
            switch scope {
            case .any: break
            case .equal(let uid), .member(let uid): note(uid)
            case .memberOfAny(let uids): uids.forEach(note)
            case .type(let type): note(type: type)
            case .typeAndMember(let type, let uid):
                note(type: type)
                note(uid)
            }
        }
        for part in [rule.principal, rule.action, rule.resource] { scope(part) }
        for condition in rule.conditions {
            condition.expression.forEachPart { part in
                if case .literal(.entity(let uid)) = part { note(uid) }
                if case .type(_, let type, _) = part { note(type: type) }
            }
        }
        return found
    }
}

extension PolicyExpression {
    /// Calls `body` with this expression and all within it.
    func forEachPart(_ body: (PolicyExpression) -> Void) {
        body(self)
        switch self {
        case .literal, .variable: break
        case .not(let inner), .negate(let inner), .attribute(let inner, _), .has(let inner, _), .like(let inner, _):
            inner.forEachPart(body)
        case .binary(_, let left, let right):
            left.forEachPart(body)
            right.forEachPart(body)
        case .condition(let condition, let then, let otherwise):
            for part in [condition, then, otherwise] { part.forEachPart(body) }
        case .type(let subject, _, let group):
            subject.forEachPart(body)
            group?.forEachPart(body)
        case .set(let elements): for element in elements { element.forEachPart(body) }
        case .record(let fields): for field in fields { field.value.forEachPart(body) }
        case .call(let subject, _, let arguments):
            subject.forEachPart(body)
            for argument in arguments { argument.forEachPart(body) }
        }
    }
}
