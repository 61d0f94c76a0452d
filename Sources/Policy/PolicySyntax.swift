import Vocabulary

/// One rule as it stands in a file.
package struct PolicyRule: Hashable, Sendable {
    /// Whether a rule allows or forbids what it fits.
    package enum Effect: String, Sendable { case permit, forbid }

    /// Whom the head of a rule fits.
    package indirect enum Scope: Hashable, Sendable {
        case any
        case equal(EntityUID)
        case member(EntityUID)
        case memberOfAny([EntityUID])
        case type(String)
        case typeAndMember(String, EntityUID)
    }

    /// A `when` or `unless` with its expression.
    package struct Condition: Hashable, Sendable {
        package var isUnless: Bool
        package var expression: PolicyExpression
        /// The line on which it begins, from 1; not part of what it says.
        package var line = PolicyLine(0)
    }

    /// Annotations in their order: name and text.
    package var annotations: [Annotation]
    package var effect: Effect
    package var principal: Scope
    package var action: Scope
    package var resource: Scope
    package var conditions: [Condition]
    /// The line on which it begins, from 1; not part of what it says.
    package var line = PolicyLine(0)

    /// `@name("text")` before a rule.
    package struct Annotation: Hashable, Sendable {
        package var name: String
        package var text: String
    }

    /// The text of the first annotation of this name.
    package func annotation(_ name: String) -> String? { annotations.first { $0.name == name }?.text }
}

/// A line number that takes no part in comparisons.
package struct PolicyLine: Hashable, Sendable {
    package let number: Int

    package init(_ number: Int) { self.number = number }

    package static func == (a: Self, b: Self) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}

/// An expression of a condition.
package indirect enum PolicyExpression: Hashable, Sendable {
    /// One of the four things every request has.
    package enum Variable: String, Sendable { case principal, action, resource, context }

    /// An operator between two expressions, as it is written.
    package enum Operator: String, Sendable, CaseIterable {
        case or = "||"
        case and = "&&"
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case member = "in"
        case plus = "+"
        case minus = "-"
        case times = "*"
    }

    /// A question asked of a set, as it is written.
    package enum Method: String, Sendable, CaseIterable {
        case contains, containsAll, containsAny, isEmpty
    }

    case literal(PolicyValue)
    case variable(Variable)
    case not(PolicyExpression)
    case negate(PolicyExpression)
    case binary(Operator, PolicyExpression, PolicyExpression)
    case condition(PolicyExpression, then: PolicyExpression, else: PolicyExpression)
    case attribute(PolicyExpression, String)
    case has(PolicyExpression, String)
    case like(PolicyExpression, [PatternPart])
    case type(PolicyExpression, String, in: PolicyExpression?)
    case set([PolicyExpression])
    case record([Field])
    case call(PolicyExpression, Method, [PolicyExpression])

    /// A part of the pattern of `like`.
    package enum PatternPart: Hashable, Sendable {
        case text(String)
        /// `*`: any characters, or none.
        case anything
    }

    /// A name and its value in a record.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: PolicyExpression
    }
}
