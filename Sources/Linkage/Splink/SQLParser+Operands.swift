import Vocabulary

extension SQLParser {
    // MARK: - Operands

    mutating func primary() throws(Fault) -> SQLExpression {
        guard at < tokens.count else { throw SplinkFault.condition("a condition that ends too early") }
        let token = tokens[at]
        at += 1
        switch token {
        case .text(let text): return .text(text)
        case .number(let text):
            guard let value = Double(text) else { throw SplinkFault.condition("the number `\(text)`") }
            let hasExponent = text.contains { $0 == "e" || $0 == "E" }
            let isInteger = !hasExponent && !text.contains(".")
            return .number(SQLNumber(value: value, isInteger: isInteger, hasExponent: hasExponent))
        case .quoted(let name): return try column(name, isQuoted: true)
        case .word(let word): return try named(word)
        case .mark("("):
            let inner = try expression()
            guard take(mark: ")") else { throw unexpected() }
            return inner
        case .mark("["):
            at -= 1
            return .list(try list(open: "[", close: "]"))
        case .mark:
            at -= 1
            throw unexpected()
        }
    }

    private mutating func named(_ word: String) throws(Fault) -> SQLExpression {
        let upper = word.uppercased()
        switch upper {
        case "NULL": return .null
        case "TRUE": return .truth(true)
        case "FALSE": return .truth(false)
        case "CASE": return try cases()
        case "CAST" where peek == .mark("("), "TRY_CAST" where peek == .mark("("):
            at += 1
            let inner = try expression()
            guard take("AS") else { throw unexpected() }
            let type = try typeName()
            guard take(mark: ")") else { throw unexpected() }
            return .cast(inner, type, isTry: upper == "TRY_CAST")
        case "DATE", "TIMESTAMP":
            if case .text(let text)? = peek {
                at += 1
                return .cast(.text(text), word.lowercased(), isTry: false)
            }
        case "AND", "OR", "NOT", "WHEN", "THEN", "END", "ELSE", "AS", "SELECT", "FROM":
            at -= 1
            throw unexpected()
        default: break
        }
        if peek == .mark("(") { return try call(word.lowercased()) }
        if take(mark: "->") {
            variables.append(word)
            defer { variables.removeLast() }
            return .lambda(word, try expression())
        }
        if variables.contains(word) { return .variable(word) }
        return try column(word, isQuoted: false)
    }

    private mutating func call(_ name: String) throws(Fault) -> SQLExpression {
        if name == "extract" {
            at += 1
            guard case .word(let part)? = peek else { throw unexpected() }
            at += 1
            guard take("FROM") else { throw unexpected() }
            let inner = try expression()
            guard take(mark: ")") else { throw unexpected() }
            return .call("date_part", [.text(part.lowercased()), inner])
        }
        return .call(name, try list(open: "(", close: ")"))
    }

    private mutating func column(_ first: String, isQuoted: Bool) throws(Fault) -> SQLExpression {
        if take(mark: ".") {
            guard let side = ["l": SplinkSide.left, "r": .right][first.lowercased()], at < tokens.count else {
                throw SplinkFault.condition("the table `\(first)`, where only `l` and `r` are known,")
            }
            at += 1
            switch tokens[at - 1] {
            case .word(let name), .quoted(let name): return .column(name, side)
            default:
                at -= 1
                throw unexpected()
            }
        }
        switch first.lowercased().suffix(2) {
        case "_l": return .column(String(first.dropLast(2)), .left)
        case "_r": return .column(String(first.dropLast(2)), .right)
        default: throw SplinkFault.condition("the column `\(first)`, which has neither `_l` nor `_r` at its end,")
        }
    }

    private mutating func cases() throws(Fault) -> SQLExpression {
        let subject: SQLExpression? = peekIs("WHEN") ? nil : try expression()
        var found: [SQLCase] = []
        while take("WHEN") {
            let condition = try expression()
            guard take("THEN") else { throw unexpected() }
            let value = try expression()
            found.append(SQLCase(condition: subject.map { .compare(.equal, $0, condition) } ?? condition, value: value))
        }
        guard !found.isEmpty else { throw unexpected() }
        let otherwise: SQLExpression = take("ELSE") ? try expression() : .null
        guard take("END") else { throw unexpected() }
        return .cases(found, otherwise)
    }

    mutating func list(open: String, close: String) throws(Fault) -> [SQLExpression] {
        guard take(mark: open) else { throw unexpected() }
        if take(mark: close) { return [] }
        var parts = [try expression()]
        while take(mark: ",") { parts.append(try expression()) }
        guard take(mark: close) else { throw unexpected() }
        return parts
    }

    mutating func typeName() throws(Fault) -> String {
        guard case .word(let word)? = peek else { throw unexpected() }
        at += 1
        if peek == .mark("(") || peek == .mark("[") {
            throw SplinkFault.condition("the type `\(word)` with a size")
        }
        return word.lowercased()
    }
}
