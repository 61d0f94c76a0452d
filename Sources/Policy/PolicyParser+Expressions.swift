import Vocabulary

extension PolicyParser {
    /// Reads an expression, loosest binding first.
    mutating func expression() throws -> PolicyExpression {
        try deeper { parser in
            guard parser.takeWord("if") else { return try parser.or() }
            let condition = try parser.expression()
            guard parser.takeWord("then") else { throw parser.fault("`then` is missing before \(parser.found)") }
            let then = try parser.expression()
            guard parser.takeWord("else") else { throw parser.fault("`else` is missing before \(parser.found)") }
            return try parser.node(.condition(condition, then: then, else: parser.expression()))
        }
    }

    private mutating func or() throws -> PolicyExpression {
        try chain([.or]) { try $0.and() }
    }

    private mutating func and() throws -> PolicyExpression {
        try chain([.and]) { try $0.relation() }
    }

    /// A relation does not go on: `a < b < c` is refused, as in Cedar.
    private mutating func relation() throws -> PolicyExpression {
        let left = try sum()
        if takeWord("has") { return try has(left) }
        if takeWord("like") {
            guard case .string(let parts) = current else { throw fault("`like` needs a pattern in quotation marks") }
            at += 1
            return try node(.like(left, Self.pattern(parts)))
        }
        if takeWord("is") {
            let type = try typeName()
            let group = takeWord("in") ? try sum() : nil
            return try node(.type(left, type, in: group))
        }
        if takeWord("in") { return try node(.binary(.member, left, sum())) }
        for symbol in [PolicyExpression.Operator.equal, .unequal, .lessOrEqual, .greaterOrEqual, .less, .greater]
        where take(symbol.rawValue) {
            return try node(.binary(symbol, left, sum()))
        }
        if current == .symbol("=") { throw fault("`=` is not an operator; write `==`") }
        return left
    }

    private mutating func has(_ subject: PolicyExpression) throws -> PolicyExpression {
        if case .string = current { return try node(.has(subject, plainString("`has` needs a name"))) }
        var subject = subject
        var name = try identifier("the name of an attribute")
        var whole = try node(.has(subject, name))
        // `a has b.c` asks for each step in turn.
        while take(".") {
            subject = try node(.attribute(subject, name))
            name = try identifier("the name of an attribute")
            whole = try node(.binary(.and, whole, node(.has(subject, name))))
        }
        return whole
    }

    private mutating func sum() throws -> PolicyExpression {
        try chain([.plus, .minus]) { parser in try parser.chain([.times]) { try $0.unary() } }
    }

    private mutating func chain(
        _ operators: [PolicyExpression.Operator],
        _ part: (inout PolicyParser) throws -> PolicyExpression
    ) throws -> PolicyExpression {
        var left = try part(&self)
        var length = 0
        while let found = operators.first(where: { current == .symbol($0.rawValue) }) {
            at += 1
            length += 1
            guard length <= Self.depthMax else { throw fault("more than \(Self.depthMax) parts are joined here") }
            left = try node(.binary(found, left, part(&self)))
        }
        return left
    }

    private mutating func unary() throws -> PolicyExpression {
        try deeper { parser in
            if parser.take("!") { return try parser.node(.not(parser.unary())) }
            guard parser.take("-") else { return try parser.member() }
            if case .number(let number) = parser.current {
                parser.at += 1
                return try parser.access(parser.node(.literal(.long(Int64(truncatingIfNeeded: 0 &- number)))))
            }
            return try parser.node(.negate(parser.unary()))
        }
    }

    private mutating func member() throws -> PolicyExpression {
        try access(primary())
    }

    private mutating func access(_ start: PolicyExpression) throws -> PolicyExpression {
        var value = start
        var length = 0
        while true {
            if take(".") {
                let name = try identifier("the name of an attribute")
                value = take("(") ? try call(value, name) : try node(.attribute(value, name))
            } else if take("[") {
                value = try node(
                    .attribute(value, plainString("`[` needs the name of an attribute in quotation marks"))
                )
                try expect("]")
            } else {
                return value
            }
            length += 1
            guard length <= Self.depthMax else {
                throw fault("more than \(Self.depthMax) steps follow one another here")
            }
        }
    }

    private mutating func call(_ subject: PolicyExpression, _ name: String) throws -> PolicyExpression {
        guard let method = PolicyExpression.Method(rawValue: name) else {
            throw fault("`\(name)` is not one of contains, containsAll, containsAny and isEmpty")
        }
        var arguments: [PolicyExpression] = []
        while !take(")") {
            arguments.append(try expression())
            guard take(",") || current == .symbol(")") else { throw fault("`,` or `)` is missing before \(found)") }
        }
        let wanted = method == .isEmpty ? 0 : 1
        guard arguments.count == wanted else { throw fault("`\(name)` takes \(wanted) value, not \(arguments.count)") }
        return try node(.call(subject, method, arguments))
    }

    private mutating func primary() throws -> PolicyExpression {
        switch current {
        case .string: return try node(.literal(.string(plainString("a text was expected"))))
        case .number(let number):
            guard let value = Int64(exactly: number) else { throw fault("the number `\(number)` is too large") }
            at += 1
            return try node(.literal(.long(value)))
        case .symbol("("):
            at += 1
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["):
            at += 1
            var elements: [PolicyExpression] = []
            while !take("]") {
                elements.append(try expression())
                guard take(",") || current == .symbol("]") else { throw fault("`,` or `]` is missing before \(found)") }
            }
            return try node(.set(elements))
        case .symbol("{"): return try record()
        case .symbol("?"): throw fault("templates are not part of this subset of Cedar")
        case .identifier("true"), .identifier("false"):
            let value = current == .identifier("true")
            at += 1
            return try node(.literal(.bool(value)))
        case .identifier(let name):
            if peek != .symbol("::"), peek != .symbol("("), let variable = PolicyExpression.Variable(rawValue: name) {
                at += 1
                return try node(.variable(variable))
            }
            let type = try typeName()
            if current == .symbol("(") { throw fault("`\(type)` is not a function of this subset of Cedar") }
            guard take("::") else { throw fault("`\(type)` has no meaning here; a text needs quotation marks") }
            let id = try plainString("an entity needs its identifier in quotation marks")
            return try node(.literal(.entity(EntityUID(type, id))))
        case .symbol, .end: throw fault("a value is missing before \(found)")
        }
    }

    private mutating func record() throws -> PolicyExpression {
        at += 1
        var fields: [PolicyExpression.Field] = []
        while !take("}") {
            let name: String
            if case .string = current {
                name = try plainString("a field needs a name")
            } else {
                name = try identifier("the name of a field")
            }
            try expect(":")
            guard !fields.contains(where: { $0.name == name }) else {
                throw fault("the field `\(name)` is given twice")
            }
            fields.append(PolicyExpression.Field(name: name, value: try expression()))
            guard take(",") || current == .symbol("}") else { throw fault("`,` or `}` is missing before \(found)") }
        }
        return try node(.record(fields))
    }

    private static func pattern(_ parts: [PolicyStringPart]) -> [PolicyExpression.PatternPart] {
        var pattern: [PolicyExpression.PatternPart] = []
        var text = ""
        for part in parts {
            if case .scalar("*") = part {
                if !text.isEmpty { pattern.append(.text(text)) }
                text = ""
                if pattern.last != .anything { pattern.append(.anything) }
            } else if case .scalar(let scalar) = part {
                text.unicodeScalars.append(scalar)
            } else {
                text += "*"
            }
        }
        if !text.isEmpty { pattern.append(.text(text)) }
        return pattern
    }

    // MARK: - Limits

    private mutating func node(_ expression: PolicyExpression) throws -> PolicyExpression {
        nodes += 1
        guard nodes <= Self.nodesMax else { throw fault("the rule has more than \(Self.nodesMax) parts") }
        return expression
    }

    private mutating func deeper(
        _ body: (inout PolicyParser) throws -> PolicyExpression
    ) throws -> PolicyExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw fault("expressions are nested more than \(Self.depthMax) deep") }
        return try body(&self)
    }
}
