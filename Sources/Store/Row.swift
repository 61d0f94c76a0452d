import Vocabulary

/// One row of an answer: its values in the order of the SELECT list.
package struct Row: Hashable, Sendable {
    package var values: [SQLValue]

    package init(_ values: [SQLValue]) { self.values = values }

    /// The text in a column, or a fault when it holds something else.
    package func text(_ column: Int) throws -> String {
        guard case .text(let value) = values[column] else { throw mismatch(column, "text") }
        return value
    }

    /// The integer in a column, or a fault when it holds something else.
    package func integer(_ column: Int) throws -> Int64 {
        guard case .integer(let value) = values[column] else { throw mismatch(column, "an integer") }
        return value
    }

    /// The number in a column, whole or not, or a fault when it holds something else.
    package func real(_ column: Int) throws -> Double {
        switch values[column] {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: throw mismatch(column, "a number")
        }
    }

    /// The bytes in a column, or a fault when it holds something else.
    package func blob(_ column: Int) throws -> [UInt8] {
        guard case .blob(let value) = values[column] else { throw mismatch(column, "bytes") }
        return value
    }

    /// Whether a column is NULL.
    package func isNull(_ column: Int) -> Bool { values[column] == .null }

    private func mismatch(_ column: Int, _ wanted: String) -> Fault {
        Fault(.storeColumnMismatch, "column \(column) of the answer does not hold \(wanted)")
    }
}

extension Fault.Code {
    /// A stored value is not of the type the program expects.
    package static let storeColumnMismatch = Self("store.column_mismatch", status: 500)
}
