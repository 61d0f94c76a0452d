import Vocabulary

/// Reads the SQL of one comparison level or blocking rule.
///
/// The grammar is that of DuckDB's expressions as far as Splink's libraries and most hands use it. Where SQL dialects
/// disagree about precedence (`a = b IS NULL`, `a = b = c`) it asks for brackets. Depth is bounded.
struct SQLParser {
    let tokens: [SQLToken]
    var at = 0
    var depth = 0
    var variables: [String] = []

    static let depthMax = 200

    init(_ tokens: [SQLToken]) { self.tokens = tokens }

    /// The expression a condition stands for.
    ///
    /// Columns are told apart by the suffix `_l` or `_r`, or by the prefix `l.` or `r.`.
    /// - Throws: `Fault` naming what was not understood.
    static func parse(_ sql: String) throws(Fault) -> SQLExpression {
        var parser = SQLParser(try SQLToken.split(sql))
        let expression = try parser.expression()
        guard parser.at == parser.tokens.count else { throw parser.unexpected() }
        return expression
    }

    // MARK: - Operators, loosest first

    mutating func expression() throws(Fault) -> SQLExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthMax else { throw SplinkFault.condition("brackets more than \(Self.depthMax) deep") }
        var parts = [try conjunction()]
        while take("OR") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(Fault) -> SQLExpression {
        var parts = [try negation()]
        while take("AND") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func negation() throws(Fault) -> SQLExpression {
        var isNegative = false
        while take("NOT") { isNegative.toggle() }
        let inner = try comparison()
        return isNegative ? .not(inner) : inner
    }

    private mutating func comparison() throws(Fault) -> SQLExpression {
        let left = try concatenation()
        if take("IS") { return try isSomething(left) }
        let isNegative = take("NOT")
        if take("IN") {
            let found = SQLExpression.among(left, try list(open: "(", close: ")"))
            try endOfComparison()
            return isNegative ? .not(found) : found
        }
        if take("BETWEEN") {
            let low = try concatenation()
            guard take("AND") else { throw unexpected() }
            let high = try concatenation()
            try endOfComparison()
            let both = SQLExpression.and([
                .compare(.greaterOrEqual, left, low), .compare(.lessOrEqual, left, high),
            ])
            return isNegative ? .not(both) : both
        }
        if isNegative { throw unexpected() }
        guard case .mark(let mark)? = peek else { return left }
        let name = mark == "!=" ? "<>" : mark == "==" ? "=" : mark
        guard let comparison = SQLComparison(rawValue: name) else { return left }
        at += 1
        let right = try concatenation()
        try endOfComparison()
        return .compare(comparison, left, right)
    }

    private mutating func isSomething(_ left: SQLExpression) throws(Fault) -> SQLExpression {
        let isNegative = take("NOT")
        let found: SQLExpression
        if take("NULL") {
            found = .isNull(left)
        } else if take("DISTINCT") {
            guard take("FROM") else { throw unexpected() }
            found = .isDistinct(left, try concatenation())
        } else if take("TRUE") {
            found = .call("coalesce", [left, .truth(false)])
        } else if take("FALSE") {
            found = .not(.call("coalesce", [left, .truth(true)]))
        } else {
            throw unexpected()
        }
        try endOfComparison()
        return isNegative ? .not(found) : found
    }

    /// Refuses a second comparison without brackets, which dialects read differently.
    private func endOfComparison() throws(Fault) {
        switch peek {
        case .mark(let mark)? where ["=", "==", "<>", "!=", "<", "<=", ">", ">="].contains(mark): break
        case .word(let word)? where ["IS", "IN", "BETWEEN", "NOT"].contains(word.uppercased()): break
        default: return
        }
        throw SplinkFault.condition("two comparisons in a row without brackets, at `\(tokens[at].shown)`")
    }

    mutating func concatenation() throws(Fault) -> SQLExpression {
        var left = try sum()
        while take(mark: "||") { left = .binary("||", left, try sum()) }
        return left
    }

    private mutating func sum() throws(Fault) -> SQLExpression {
        var left = try product()
        while case .mark(let mark)? = peek, mark == "+" || mark == "-" {
            at += 1
            left = .binary(mark, left, try product())
        }
        return left
    }

    private mutating func product() throws(Fault) -> SQLExpression {
        var left = try unary()
        while case .mark(let mark)? = peek, ["*", "/", "//", "%"].contains(mark) {
            at += 1
            left = .binary(mark, left, try unary())
        }
        return left
    }

    private mutating func unary() throws(Fault) -> SQLExpression {
        var isNegative = false
        while case .mark(let mark)? = peek, mark == "-" || mark == "+" {
            at += 1
            if mark == "-" { isNegative.toggle() }
        }
        let inner = try postfix()
        guard isNegative else { return inner }
        if case .number(var number) = inner {
            number.value = -number.value
            return .number(number)
        }
        return .negative(inner)
    }

    private mutating func postfix() throws(Fault) -> SQLExpression {
        var inner = try primary()
        while true {
            if take(mark: "::") {
                inner = .cast(inner, try typeName(), isTry: false)
            } else if take(mark: "[") {
                let index = try expression()
                guard take(mark: "]") else { throw unexpected() }
                inner = .element(inner, index)
            } else {
                return inner
            }
        }
    }

    // MARK: - Looking ahead

    var peek: SQLToken? { at < tokens.count ? tokens[at] : nil }

    func peekIs(_ keyword: String) -> Bool {
        if case .word(let word)? = peek { word.uppercased() == keyword } else { false }
    }

    mutating func take(_ keyword: String) -> Bool {
        guard peekIs(keyword) else { return false }
        at += 1
        return true
    }

    mutating func take(mark: String) -> Bool {
        guard peek == .mark(mark) else { return false }
        at += 1
        return true
    }

    func unexpected() -> Fault {
        SplinkFault.condition(at < tokens.count ? "`\(tokens[at].shown)` here" : "a condition that ends too early")
    }
}
