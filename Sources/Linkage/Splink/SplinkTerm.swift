/// A SQL value.
enum SplinkValue: Hashable, Sendable {
    case null
    case truth(Bool)
    /// A number, or a date as seconds since 1970.
    case number(Double)
    /// A text, or a list as ``SplinkRecords/list(_:)`` writes it.
    case text([UInt8])

    var isNull: Bool { self == .null }
}

/// What a term is to SQL.
enum SplinkType: Hashable, Sendable {
    case truth
    case text
    case integer
    /// A number written with a point; exact in SQL.
    case decimal
    /// A float of 32 bits.
    case real
    case double
    case date
    case timestamp
    case list
    /// `NULL`, which is of any type.
    case null
    /// A column whose kind is still to be found out.
    case unknown

    var isNumber: Bool { self == .integer || self == .decimal || self == .real || self == .double }
    var isTime: Bool { self == .date || self == .timestamp }
}

/// A condition with its columns found and its types checked.
indirect enum SplinkTerm: Hashable, Sendable {
    case column(Int, SplinkSide)
    case constant(SplinkValue)
    case and([SplinkTerm])
    case or([SplinkTerm])
    case not(SplinkTerm)
    case isNull(SplinkTerm)
    case compare(SQLComparison, SplinkTerm, SplinkTerm)
    case cases([SplinkCase], SplinkTerm)
    case call(SplinkFunction, [SplinkTerm])

    /// Adds the sides whose columns the term reads.
    func sides(_ found: inout Set<SplinkSide>) {
        switch self {
        case .column(_, let side): found.insert(side)
        case .constant: break
        case .and(let parts), .or(let parts), .call(_, let parts): for part in parts { part.sides(&found) }
        case .not(let inner), .isNull(let inner): inner.sides(&found)
        case .compare(_, let a, let b):
            a.sides(&found)
            b.sides(&found)
        case .cases(let cases, let otherwise):
            for each in cases {
                each.condition.sides(&found)
                each.value.sides(&found)
            }
            otherwise.sides(&found)
        }
    }

    /// The one side the term reads, or `nil` when it reads both or none.
    var side: SplinkSide? {
        var found: Set<SplinkSide> = []
        sides(&found)
        return found.count == 1 ? found.first : nil
    }

    /// Adds the columns the term reads.
    func columns(_ found: inout Set<Int>) {
        switch self {
        case .column(let column, _): found.insert(column)
        case .constant: break
        case .and(let parts), .or(let parts), .call(_, let parts): for part in parts { part.columns(&found) }
        case .not(let inner), .isNull(let inner): inner.columns(&found)
        case .compare(_, let a, let b):
            a.columns(&found)
            b.columns(&found)
        case .cases(let cases, let otherwise):
            for each in cases {
                each.condition.columns(&found)
                each.value.columns(&found)
            }
            otherwise.columns(&found)
        }
    }

    /// The same term with every column read from one side.
    func read(from side: SplinkSide) -> SplinkTerm {
        switch self {
        case .column(let column, _): .column(column, side)
        case .constant: self
        case .and(let parts): .and(parts.map { $0.read(from: side) })
        case .or(let parts): .or(parts.map { $0.read(from: side) })
        case .not(let inner): .not(inner.read(from: side))
        case .isNull(let inner): .isNull(inner.read(from: side))
        case .compare(let comparison, let a, let b): .compare(comparison, a.read(from: side), b.read(from: side))
        case .cases(let cases, let otherwise):
            .cases(
                cases.map { SplinkCase(condition: $0.condition.read(from: side), value: $0.value.read(from: side)) },
                otherwise.read(from: side)
            )
        case .call(let function, let arguments): .call(function, arguments.map { $0.read(from: side) })
        }
    }
}

/// One `WHEN … THEN …` of a term.
struct SplinkCase: Hashable, Sendable {
    var condition: SplinkTerm
    var value: SplinkTerm
}

/// A function with what is constant about it.
enum SplinkFunction: Hashable, Sendable {
    // MARK: - Any type
    case coalesce

    // MARK: - Texts
    case lower
    case upper
    /// Off the left, off the right; the second argument, where there is one, names the characters.
    case trim(Bool, Bool)
    case substring
    case left
    case right
    /// Passes over what is missing.
    case concat
    case concatWithSeparator
    /// `||`: missing when a part is.
    case join
    case replace
    case splitPart
    case length
    case startsWith
    case endsWith
    case contains
    case extract(SplinkPattern, Int)
    case regexReplace(SplinkPattern, [Unicode.Scalar], everywhere: Bool)
    case matches(SplinkPattern)
    case measure(SplinkMeasure)

    // MARK: - Casts
    case numberOfText(isTry: Bool)
    /// Within these bounds.
    case integerOfText(Double, Double, isTry: Bool)
    case integerOfNumber(Double, Double, isTry: Bool, halfToEven: Bool)
    case realOfNumber
    case textOfInteger
    case textOfDate
    case timeOfText(isTry: Bool, isDate: Bool)
    case parsedTime([SplinkDateFormat], isTry: Bool)
    case dayOfTime

    // MARK: - Numbers
    case arithmetic(SplinkArithmetic)
    case math(SplinkMath)
    case least
    case greatest

    // MARK: - Times
    case difference(String)
    case datePart(String)

    // MARK: - Lists
    case listLength
    /// Distinct elements in both lists; none when only the second list is missing.
    case shared
    /// The element at a place, from 1, or from -1 at the end.
    case element
    /// The best measure of any element of the one with any of the other; the greatest when true.
    case best(SplinkMeasure, Bool)
}

/// Operators of two numbers.
enum SplinkArithmetic: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case quotient = "//"
    case remainder = "%"
}

/// Functions of one number.
enum SplinkMath: String, Hashable, Sendable {
    case abs, floor, ceil, sqrt, ln, log2, log10, exp, sin, cos, tan, asin, acos, atan, radians, degrees
    case negative
}
