import Vocabulary

/// Reads the rules of a policy file: a subset of Cedar 4.
///
/// Left out: templates (`?principal`), extension types (`ip`, `decimal`, `datetime`), tags. Recursion is bounded by
/// ``depthMax``, so that no text can exhaust the stack.
struct PolicyParser {
    static let textBytesMax = 1 << 20
    static let rulesMax = 4_096
    static let depthMax = 100
    static let nodesMax = 4_000
    static let reserved: Set<String> = ["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"]

    let file: String
    let tokens: [PolicyLexer.Placed]
    var at = 0
    var depth = 0
    var nodes = 0

    init(_ text: String, file: String) throws {
        guard text.utf8.count <= Self.textBytesMax else {
            throw Self.fault("the file is larger than 1 MiB", file: file, line: 1, column: 1)
        }
        self.file = file
        var lexer = PolicyLexer(text, file: file)
        tokens = try lexer.tokens()
    }

    /// Every rule of the file.
    mutating func rules() throws -> [PolicyRule] {
        var rules: [PolicyRule] = []
        while current != .end {
            rules.append(try rule())
            guard rules.count <= Self.rulesMax else { throw fault("there are more than \(Self.rulesMax) rules") }
        }
        return rules
    }

    // MARK: - Rules

    private mutating func rule() throws -> PolicyRule {
        nodes = 0
        let line = tokens[at].line
        var annotations: [PolicyRule.Annotation] = []
        while take("@") {
            guard case .identifier(let name) = current else { throw fault("an annotation needs a name") }
            at += 1
            var text = ""
            if take("(") {
                text = try plainString("the annotation `@\(name)` needs a text in quotation marks")
                try expect(")")
            }
            guard !annotations.contains(where: { $0.name == name }) else {
                throw fault("the annotation `@\(name)` is given twice")
            }
            annotations.append(PolicyRule.Annotation(name: name, text: text))
        }
        guard case .identifier(let word) = current, let effect = PolicyRule.Effect(rawValue: word) else {
            throw fault("a rule begins with `permit` or `forbid`, not \(found)")
        }
        at += 1
        try expect("(")
        try expectWord("principal")
        let principal = try scope(isAction: false)
        try expect(",")
        try expectWord("action")
        let action = try scope(isAction: true)
        try expect(",")
        try expectWord("resource")
        let resource = try scope(isAction: false)
        _ = take(",")
        try expect(")")
        var conditions: [PolicyRule.Condition] = []
        while true {
            let isUnless: Bool
            let line = tokens[at].line
            if takeWord("when") {
                isUnless = false
            } else if takeWord("unless") {
                isUnless = true
            } else {
                break
            }
            try expect("{")
            conditions.append(
                PolicyRule.Condition(isUnless: isUnless, expression: try expression(), line: PolicyLine(line))
            )
            try expect("}")
        }
        try expect(";")
        return PolicyRule(
            annotations: annotations,
            effect: effect,
            principal: principal,
            action: action,
            resource: resource,
            conditions: conditions,
            line: PolicyLine(line)
        )
    }

    private mutating func scope(isAction: Bool) throws -> PolicyRule.Scope {
        if take("==") { return .equal(try entity()) }
        if takeWord("in") {
            guard isAction, take("[") else { return .member(try entity()) }
            var entities: [EntityUID] = []
            while !take("]") {
                entities.append(try entity())
                guard take(",") || current == .symbol("]") else { throw fault("`,` or `]` is missing before \(found)") }
            }
            return .memberOfAny(entities)
        }
        if !isAction, takeWord("is") {
            let type = try typeName()
            return takeWord("in") ? .typeAndMember(type, try entity()) : .type(type)
        }
        return .any
    }

    mutating func typeName() throws -> String {
        var name = try identifier("the name of a type")
        while current == .symbol("::"), case .identifier = peek {
            at += 1
            name += "::" + (try identifier("the name of a type"))
        }
        return name
    }

    private mutating func entity() throws -> EntityUID {
        let type = try typeName()
        try expect("::")
        return EntityUID(type, try plainString("an entity needs its identifier in quotation marks"))
    }

    // MARK: - Tokens

    var current: PolicyLexer.Token { tokens[at].token }
    var peek: PolicyLexer.Token { at + 1 < tokens.count ? tokens[at + 1].token : .end }

    /// The present token in words.
    var found: String {
        switch current {
        case .identifier(let name): "`\(name)`"
        case .string: "a text"
        case .number(let number): "`\(number)`"
        case .symbol(let symbol): "`\(symbol)`"
        case .end: "the end of the file"
        }
    }

    mutating func take(_ symbol: String) -> Bool {
        guard current == .symbol(symbol) else { return false }
        at += 1
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard current == .identifier(word) else { return false }
        at += 1
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard take(symbol) else { throw fault("`\(symbol)` is missing before \(found)") }
    }

    private mutating func expectWord(_ word: String) throws {
        guard takeWord(word) else { throw fault("`\(word)` is missing before \(found)") }
    }

    mutating func identifier(_ what: String) throws -> String {
        guard case .identifier(let name) = current, !Self.reserved.contains(name) else {
            throw fault("\(what) is missing before \(found)")
        }
        at += 1
        return name
    }

    mutating func plainString(_ message: String) throws -> String {
        guard case .string(let parts) = current else { throw fault(message) }
        var text = ""
        for part in parts {
            guard case .scalar(let scalar) = part else {
                throw fault("`\\*` has a meaning only in a pattern of `like`")
            }
            text.unicodeScalars.append(scalar)
        }
        at += 1
        return text
    }

    func fault(_ message: String) -> Fault {
        Self.fault(message, file: file, line: tokens[at].line, column: tokens[at].column)
    }

    static func fault(_ message: String, file: String, line: Int, column: Int) -> Fault {
        Fault(
            .policyMalformed,
            "\(file), line \(line), column \(column): \(message)",
            help: "correct the file and check it again; the node keeps to the rules it has"
        )
    }
}
