/// Writes rules as text that reads back as the same rules.
package enum PolicyPrinter {
    /// One rule over several lines.
    package static func text(of rule: PolicyRule) -> String {
        var text = ""
        for annotation in rule.annotations {
            text +=
                annotation.text.isEmpty ? "@\(annotation.name)\n" : "@\(annotation.name)(\(quoted(annotation.text)))\n"
        }
        text += "\(rule.effect.rawValue) (\n"
        text +=
            "    principal\(scope(rule.principal)),\n    action\(scope(rule.action)),\n    resource\(scope(rule.resource))\n)"
        for condition in rule.conditions {
            text += "\n\(condition.isUnless ? "unless" : "when") { \(PolicyPrinter.text(of: condition.expression)) }"
        }
        return text + ";\n"
    }

    /// Several rules, a blank line between them.
    package static func text(of rules: [PolicyRule]) -> String { rules.map { text(of: $0) }.joined(separator: "\n") }

    /// An expression on one line.
    package static func text(of expression: PolicyExpression) -> String { text(expression, above: 0) }

    /// A text in quotation marks with everything unusual escaped.
    package static func quoted(_ text: String) -> String { "\"\(escaped(text, isPattern: false))\"" }

    private static func scope(_ scope: PolicyRule.Scope) -> String {
        switch scope {
        case .any: ""
        case .equal(let entity): " == \(entity)"
        case .member(let entity): " in \(entity)"
        case .memberOfAny(let entities): " in [\(entities.map(\.description).joined(separator: ", "))]"
        case .type(let type): " is \(type)"
        case .typeAndMember(let type, let entity): " is \(type) in \(entity)"
        }
    }

    // How tightly each form binds: an operand that binds more loosely than asked for gets parentheses.
    private static func binding(_ expression: PolicyExpression) -> Int {
        switch expression {
        case .condition: 0
        case .binary(let symbol, _, _):
            switch symbol {
            case .or: 1
            case .and: 2
            case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .member: 3
            case .plus, .minus: 4
            case .times: 5
            }
        case .has, .like, .type: 3
        case .not, .negate: 6
        case .literal(.long(let value)) where value < 0: 6
        case .literal, .variable, .attribute, .set, .record, .call: 7
        }
    }

    private static func text(_ expression: PolicyExpression, above: Int) -> String {
        let plain = plain(expression)
        return binding(expression) < above ? "(\(plain))" : plain
    }

    private static func plain(_ expression: PolicyExpression) -> String {
        switch expression {
        case .literal(let value): return literal(value)
        case .variable(let variable): return variable.rawValue
        case .not(let inner): return "!\(text(inner, above: 6))"
        case .negate(let inner):
            // A bare number would be read as one negative number.
            if case .literal(.long) = inner { return "-(\(text(inner, above: 0)))" }
            return "-\(text(inner, above: 6))"
        case .binary(let symbol, let left, let right):
            let own = binding(expression)
            let leftText = text(left, above: own == 3 ? 4 : own)
            return "\(leftText) \(symbol.rawValue) \(text(right, above: own == 3 ? 4 : own + 1))"
        case .condition(let condition, let then, let otherwise):
            return "if \(text(condition, above: 0)) then \(text(then, above: 0)) else \(text(otherwise, above: 0))"
        case .attribute(let subject, let name):
            return isIdentifier(name)
                ? "\(text(subject, above: 7)).\(name)" : "\(text(subject, above: 7))[\(quoted(name))]"
        case .has(let subject, let name):
            return "\(text(subject, above: 4)) has \(isIdentifier(name) ? name : quoted(name))"
        case .like(let subject, let pattern):
            let parts = pattern.map { part in
                switch part {
                case .text(let text): escaped(text, isPattern: true)
                case .anything: "*"
                }
            }
            return "\(text(subject, above: 4)) like \"\(parts.joined())\""
        case .type(let subject, let type, let group):
            return "\(text(subject, above: 4)) is \(type)\(group.map { " in \(text($0, above: 4))" } ?? "")"
        case .set(let elements): return "[\(elements.map { text($0, above: 0) }.joined(separator: ", "))]"
        case .record(let fields):
            return "{\(fields.map { "\(quoted($0.name)): \(text($0.value, above: 0))" }.joined(separator: ", "))}"
        case .call(let subject, let method, let arguments):
            let list = arguments.map { text($0, above: 0) }.joined(separator: ", ")
            return "\(text(subject, above: 7)).\(method.rawValue)(\(list))"
        }
    }

    private static func literal(_ value: PolicyValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .long(let number): String(number)
        case .bool(let bool): bool ? "true" : "false"
        case .entity(let entity): entity.description
        case .set(let elements): "[\(elements.map(literal).sorted().joined(separator: ", "))]"
        case .record(let fields):
            "{\(fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(literal($0.value))" }.joined(separator: ", "))}"
        }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, PolicyLexer.isLetter(first) else { return false }
        return name.unicodeScalars.allSatisfy { PolicyLexer.isLetter($0) || PolicyLexer.isDigit($0) }
            && !PolicyParser.reserved.contains(name)
    }

    private static func escaped(_ text: String, isPattern: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case "\0": escaped += "\\0"
            case "*" where isPattern: escaped += "\\*"
            case _ where scalar.value < 32 || scalar.value == 127:
                escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
