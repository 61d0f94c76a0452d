/// Which of the two records of a pair a column is read from.
package enum SplinkSide: UInt8, Hashable, Sendable {
    case left
    case right
}

/// A SQL condition as it was written, before its columns and types are known.
indirect enum SQLExpression: Hashable, Sendable {
    case column(String, SplinkSide)
    /// A name bound by a lambda: `x` in `x -> f(x)`.
    case variable(String)
    case text(String)
    case number(SQLNumber)
    case truth(Bool)
    case null
    /// A function by its name in lower case.
    case call(String, [SQLExpression])
    case lambda(String, SQLExpression)
    case list([SQLExpression])
    case element(SQLExpression, SQLExpression)
    case and([SQLExpression])
    case or([SQLExpression])
    case not(SQLExpression)
    case negative(SQLExpression)
    case compare(SQLComparison, SQLExpression, SQLExpression)
    /// Arithmetic and `||`, by its operator.
    case binary(String, SQLExpression, SQLExpression)
    case isNull(SQLExpression)
    /// `IS DISTINCT FROM`.
    case isDistinct(SQLExpression, SQLExpression)
    case among(SQLExpression, [SQLExpression])
    case cases([SQLCase], SQLExpression)
    /// `CAST`, or `TRY_CAST` when the flag is true, to a type by its name in lower case.
    case cast(SQLExpression, String, isTry: Bool)
}

/// One `WHEN … THEN …`.
struct SQLCase: Hashable, Sendable {
    var condition: SQLExpression
    var value: SQLExpression
}

/// A number as SQL types it by how it is written.
struct SQLNumber: Hashable, Sendable {
    var value: Double
    var isInteger: Bool
    /// Whether it was written with an exponent, which makes it a double and not a decimal.
    var hasExponent = false
}

/// The six comparisons.
enum SQLComparison: String, Hashable, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether two values in this order (negative, zero, positive) satisfy it.
    @inline(__always)
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    @inline(__always)
    func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}
