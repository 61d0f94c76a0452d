import Vocabulary

/// The name of a rule: its `@id`, or `rule-7` for the seventh rule of a file without one.
package struct PolicyID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One rule ready to be used: what it says, on which days, and in words.
///
/// | annotation | meaning |
/// |---|---|
/// | `@id("search-officer")` | its name, unique in the set |
/// | `@words("…")` | what it says, for whoever is refused |
/// | `@clause1("…")`, `@clause2("…")` | what the first, second … part of its conditions asks for |
/// | `@from("2026-02-05")`, `@until("2027-03-31")` | the first and the last day on which it counts |
/// | `@source("DPA 2018 s.35")` | where it comes from |
/// | `@obligation("mask:pncID, note:…")` | what must be done when it permits |
package struct NamedRule: Hashable, Sendable {
    /// Its name.
    package let id: PolicyID
    /// What it says, as it stands in the file.
    package let rule: PolicyRule
    /// What it says in words, if it says so.
    package let words: String?
    /// Where it comes from.
    package let source: String?
    /// What must be done when it permits.
    package let obligations: [Obligation]
    /// The first day on which it counts.
    package let from: CalendarDate?
    /// The last day on which it counts.
    package let until: CalendarDate?
    /// The parts of its conditions in their order: all must hold.
    let clauses: [Clause]

    /// One thing a rule asks for.
    struct Clause: Hashable, Sendable {
        var expression: PolicyExpression
        var isUnless: Bool
        var words: String
    }

    /// Whether it counts on a day.
    package func isEffective(on day: CalendarDate) -> Bool {
        let number = Self.number(day)
        if let from, number < Self.number(from) { return false }
        if let until, number > Self.number(until) { return false }
        return true
    }

    private static func number(_ day: CalendarDate) -> Int {
        (Int(day.year) * 100 + Int(day.month ?? 1)) * 100 + Int(day.day ?? 1)
    }

    init(_ rule: PolicyRule, position: Int, file: String) throws {
        self.rule = rule
        id = PolicyID(rawValue: rule.annotation("id") ?? "rule-\(position + 1)")
        words = rule.annotation("words")
        source = rule.annotation("source")
        obligations = (rule.annotation("obligation") ?? "").split(separator: ",").map(Obligation.init(trimming:))
        from = try Self.day(rule, "from", file: file)
        until = try Self.day(rule, "until", file: file)
        let parts = rule.conditions.flatMap { condition in
            condition.isUnless
                ? [(condition.expression, true)] : Self.conjuncts(condition.expression).map { ($0, false) }
        }
        clauses = parts.enumerated().map { position, part in
            let text = PolicyPrinter.text(of: part.0)
            let words = rule.annotation("clause\(position + 1)")
            return Clause(
                expression: part.0,
                isUnless: part.1,
                words: words ?? (part.1 ? "`\(text)` must not hold" : "`\(text)` must hold")
            )
        }
    }

    /// The parts joined by `&&`, in their order.
    private static func conjuncts(_ expression: PolicyExpression) -> [PolicyExpression] {
        guard case .binary(.and, let left, let right) = expression else { return [expression] }
        return conjuncts(left) + conjuncts(right)
    }

    private static func day(_ rule: PolicyRule, _ name: String, file: String) throws -> CalendarDate? {
        guard let text = rule.annotation(name) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].count == 4, parts[1].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            let date = CalendarDate(year: year, month: month, day: day)
        else {
            throw PolicyParser.fault(
                "`@\(name)` needs a day such as `2026-02-05`, not `\(text)`",
                file: file,
                line: rule.line.number,
                column: 1
            )
        }
        return date
    }
}

/// Something that must be done with what is permitted: `mask:pncID`.
///
/// What each means is known to whoever enforces it; one that is not known must be treated as a refusal.
package struct Obligation: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    init(trimming text: Substring) {
        let start = text.drop { $0 == " " }
        rawValue = String(start.reversed().drop { $0 == " " }.reversed())
    }

    /// What stands before the colon: `mask`.
    package var verb: Substring { rawValue.prefix { $0 != ":" } }
    /// What stands after the colon: `pncID`; `nil` without one.
    package var argument: Substring? {
        rawValue.firstIndex(of: ":").map { rawValue[rawValue.index(after: $0)...] }
    }

    package var description: String { rawValue }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The rules of a node, in a documented subset of the Cedar policy language.
///
/// ```
/// @id("search-officer") @words("officers may search for a law-enforcement purpose")
/// permit (principal in Role::"officer", action == Action::"search.find", resource)
/// when { context.purpose.isLawEnforcement };
/// ```
///
/// What no rule permits is not permitted; what one rule forbids is forbidden whatever others permit. A rule whose
/// conditions cannot be worked out is left out of the decision and reported.
package struct PolicySet: Sendable {
    /// The rules in the order of the file.
    package let policies: [NamedRule]
    /// Names the text the rules were read from, so that a decision can be understood later; by custom its SHA-256.
    package let version: String

    /// Reads a file of rules.
    ///
    /// - Parameters:
    ///   - text: at most 1 MiB and 4,096 rules.
    ///   - file: the name for messages.
    ///   - version: names the text.
    /// - Throws: `policy.malformed` naming the line and column.
    package init(parsing text: String, file: String = "policies.cedar", version: String = "") throws {
        var parser = try PolicyParser(text, file: file)
        var policies: [NamedRule] = []
        var names: [PolicyID: Int] = [:]
        for (position, rule) in try parser.rules().enumerated() {
            let policy = try NamedRule(rule, position: position, file: file)
            if let other = names.updateValue(rule.line.number, forKey: policy.id) {
                throw PolicyParser.fault(
                    "the name `\(policy.id)` is taken by the rule on line \(other)",
                    file: file,
                    line: rule.line.number,
                    column: 1
                )
            }
            policies.append(policy)
        }
        self.policies = policies
        self.version = version
    }

    /// The rule of this name.
    package subscript(id: PolicyID) -> NamedRule? { policies.first { $0.id == id } }

    /// The rules that count on a day.
    package func effective(on day: CalendarDate) -> [NamedRule] { policies.filter { $0.isEffective(on: day) } }

    /// The rules as canonical text.
    package var text: String { PolicyPrinter.text(of: policies.map(\.rule)) }
}
