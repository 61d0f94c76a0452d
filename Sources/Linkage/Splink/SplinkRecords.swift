import Vocabulary

/// A plain table of texts for a Splink model to run over.
///
/// Each distinct text is kept once and numbered; a column is one number a row. The rows of every data set to be linked
/// stand in one table, told apart by the model's source column.
package struct SplinkRecords: Sendable {
    /// What the values of a column are to SQL.
    package enum Kind: Hashable, Sendable {
        case text
        case number
        /// Days; texts as `2020-02-03`.
        case date
        /// Times of a day; texts as `2020-02-03 10:11:12`.
        case timestamp
        /// Lists of texts, each element written as the byte 0x1F and its text: see ``SplinkRecords/list(_:)``.
        case list
    }

    /// One column: number of the text in the dictionary plus one for each row, 0 where the value is missing.
    struct Column: Sendable {
        var name: String
        /// `nil` is found out from how the model uses the column.
        var kind: Kind?
        var ids: [UInt32]
    }

    /// Rows.
    package let count: Int
    private(set) var dictionary: ByteDictionary
    private(set) var columns: [Column] = []

    /// The byte before each element of a list.
    static let elementMark: UInt8 = 0x1F

    /// A table of that many rows, as yet without columns.
    package init(count: Int) {
        self.count = count
        self.dictionary = ByteDictionary()
    }

    /// A table over texts that are already numbered; the columns' ids are the dictionary's numbers plus one.
    init(count: Int, dictionary: ByteDictionary, columns: [Column]) {
        self.count = count
        self.dictionary = dictionary
        self.columns = columns
    }

    /// Adds a column; the values' count is the table's.
    ///
    /// - Parameters:
    ///   - name: as the model names it.
    ///   - kind: `nil` lets the model's use of the column decide.
    ///   - values: one for each row; `nil` is SQL's NULL, which an empty text is not.
    /// - Throws: `Fault` when the column is there already or the count differs.
    package mutating func addColumn(_ name: String, kind: Kind? = nil, _ values: [String?]) throws(Fault) {
        guard values.count == count else {
            throw SplinkFault.records(
                "column `\(name)` has \(values.count) values for \(count) records",
                help: "give one value for each record"
            )
        }
        guard column(name) == nil else {
            throw SplinkFault.records(
                "there are two columns `\(name)`",
                help: "leave one out: SQL ignores case in names"
            )
        }
        var ids: [UInt32] = []
        ids.reserveCapacity(count)
        for value in values {
            if let value {
                ids.append(dictionary.intern(value.utf8Span.span) + 1)
            } else {
                ids.append(0)
            }
        }
        columns.append(Column(name: name, kind: kind, ids: ids))
    }

    /// The text that stands for a list in a column of kind ``Kind/list``.
    package static func list(_ elements: [String]) -> String { elements.map { "\u{1F}\($0)" }.joined() }

    /// The place of a column, whatever the case of its name.
    func column(_ name: String) -> Int? {
        let wanted = name.lowercased()
        return columns.firstIndex { $0.name == name } ?? columns.firstIndex { $0.name.lowercased() == wanted }
    }

    /// The text of a row, or `nil` where it is missing.
    package func value(row: Int, column: Int) -> String? {
        let id = columns[column].ids[row]
        return id == 0 ? nil : dictionary.text(id - 1)
    }
}
