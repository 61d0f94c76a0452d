import Foundation
import Vocabulary

extension Fault.Code {
    /// A file of names or places in the sandbox's data cannot be used.
    package static let sandboxData = Self("sandbox.data_unreadable", status: 500)
    /// The nation asked for cannot be made.
    package static let sandboxPlan = Self("sandbox.plan_impossible", status: 400)
    /// The nation cannot be written where it was asked for.
    package static let sandboxOutput = Self("sandbox.output_unwritable", status: 500)
}

extension Sandbox {
    /// A table of tab-separated values with a header row.
    struct Table {
        private var rows: [[String]]
        private var columns: [String]
        private var file: String

        /// Reads a table and checks that it has the columns the reader needs.
        init(_ folder: URL, _ file: String, columns needed: [String]) throws {
            let text: String
            do {
                text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            } catch {
                throw Fault(
                    .sandboxData,
                    "cannot read `\(file)`",
                    help: "the sandbox's names and places are in `\(folder.path)`",
                    cause: error
                )
            }
            var lines = text.split(whereSeparator: \.isNewline)[...]
            guard let header = lines.popFirst() else {
                throw Fault(.sandboxData, "`\(file)` is empty", help: "it needs a header row")
            }
            let names = header.split(separator: "\t").map(String.init)
            let places = try needed.map { column in
                guard let place = names.firstIndex(of: column) else {
                    throw Fault(
                        .sandboxData,
                        "`\(file)` has no column `\(column)`",
                        help: "its header row names the columns"
                    )
                }
                return place
            }
            self.file = file
            columns = needed
            rows = try lines.enumerated().map { number, line in
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard fields.count == names.count else {
                    throw Fault(
                        .sandboxData,
                        "line \(number + 2) of `\(file)` has \(fields.count) values, not \(names.count)",
                        help: "values are separated by one tab"
                    )
                }
                return places.map { String(fields[$0]) }
            }
        }

        /// Every row, its values in the order of the columns asked for.
        func map<Value>(_ body: (Row) throws -> Value) throws -> [Value] {
            try rows.map { try body(Row(values: $0, file: file)) }
        }

        /// Passes every row to the body.
        func each(_ body: (Row) throws -> Void) throws {
            for row in rows { try body(Row(values: row, file: file)) }
        }

        struct Row {
            var values: [String]
            var file: String

            subscript(_ column: Int) -> String { values[column] }

            /// A whole number.
            func number(_ column: Int) throws -> Int {
                guard let number = Int(values[column]) else {
                    throw Fault(.sandboxData, "`\(values[column])` in `\(file)` is not a whole number")
                }
                return number
            }

            /// Degrees as whole hundred-thousandths, read digit by digit so that no rounding is involved.
            func degrees(_ column: Int) throws -> Int {
                let text = values[column]
                let parts = text.drop { $0 == "-" }.split(separator: ".")
                guard parts.count == 2, let whole = Int(parts[0]), parts[1].count <= 5,
                    let fraction = Int(parts[1].padding(toLength: 5, withPad: "0", startingAt: 0))
                else { throw Fault(.sandboxData, "`\(text)` in `\(file)` is not degrees such as `53.801`") }
                let value = whole * 100_000 + fraction
                return text.hasPrefix("-") ? -value : value
            }
        }
    }
}
