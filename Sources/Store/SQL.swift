/// SQL text whose interpolated values can only be bound parameters.
///
///     let sql: SQL = "SELECT body FROM records_record WHERE id = \(id)"
///
/// The text comes from the program, every value from `\(…)` is bound, so that no input can become SQL.
package struct SQL: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The statement with one `?` for each value.
    package private(set) var text: String
    package private(set) var values: [SQLValue]
    /// Whether a list without elements was bound; engines refuse such a statement.
    private(set) var bindsEmptyList: Bool

    /// A statement without values.
    package init(stringLiteral text: StaticString) {
        self.text = text.description
        values = []
        bindsEmptyList = false
    }

    /// A statement with the values interpolated into it.
    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
        bindsEmptyList = stringInterpolation.bindsEmptyList
    }

    /// The same statement in the words of one engine.
    ///
    /// Only for text that comes from the program.
    func reworded(_ change: (String) -> String) -> SQL {
        var copy = self
        copy.text = change(text)
        return copy
    }

    /// What a literal with `\(…)` is gathered in.
    package struct StringInterpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString
        fileprivate var text = ""
        fileprivate var values: [SQLValue] = []
        fileprivate var bindsEmptyList = false

        /// An empty text with room for a literal.
        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        /// Appends text of the program.
        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: SQLValue) {
            text += "?"
            values.append(value)
        }

        /// Binds a value of the program, NULL for nil.
        package mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        /// Binds a list: `WHERE id IN (\(ids))`.
        ///
        /// A statement with an empty list is refused when it runs.
        package mutating func appendInterpolation(_ list: [some SQLConvertible]) {
            if list.isEmpty { bindsEmptyList = true }
            for (place, value) in list.enumerated() {
                if place > 0 { text += ", " }
                appendInterpolation(value.sqlValue)
            }
        }

        /// Another piece of SQL with its own bound values.
        package mutating func appendInterpolation(_ sql: SQL) {
            text += sql.text
            values += sql.values
            bindsEmptyList = bindsEmptyList || sql.bindsEmptyList
        }
    }
}

/// A value that a database column can hold.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// A type that can be bound to a statement.
package protocol SQLConvertible: Sendable {
    var sqlValue: SQLValue { get }
}

extension String: SQLConvertible { package var sqlValue: SQLValue { .text(self) } }
extension Int: SQLConvertible { package var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLConvertible { package var sqlValue: SQLValue { .integer(self) } }
extension Int16: SQLConvertible { package var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Double: SQLConvertible { package var sqlValue: SQLValue { .real(self) } }
extension [UInt8]: SQLConvertible { package var sqlValue: SQLValue { .blob(self) } }
