/// A file of separated values as it stands: headings and texts, for looking at and for Splink's models.
package struct PlainTable: Sendable {
    package var headings: [String]
    /// By row: as many texts as there are headings, empty where the file has none.
    package var rows: [[String]]
    /// By row: the line it begins on, from 1.
    package var lines: [Int] = []

    /// Reads a whole text, or only rows of some numbers, from 0 without the heading, in their order.
    ///
    /// - Throws: ``DelimitedText/Problem`` for a quote that never ends, no heading, or more values than headings.
    package init(_ text: UnsafeBufferPointer<UInt8>, rows wanted: Set<Int>? = nil) throws {
        var headings: [String] = []
        var rows: [[String]] = []
        var lines: [Int] = []
        let separator = DelimitedText.separator(of: Span(_unsafeElements: text))
        try DelimitedText.eachRow(of: text, separator: separator) { row, fields in
            if row == 0 {
                headings = (0..<fields.count).map { fields.string($0) }
                return
            }
            if let wanted, !wanted.contains(row - 1) { return }
            try fields.refuseExtra(after: headings.count)
            lines.append(fields.line)
            rows.append(headings.indices.map { fields.string($0) })
        }
        guard !headings.isEmpty else { throw DelimitedText.Problem(line: 1, words: "the file has no heading") }
        self.headings = headings
        self.rows = rows
        self.lines = lines
    }
}

extension DelimitedText.Fields {
    /// Values beyond the headings mean that a separator stands in a value: every value after it would be misread.
    func refuseExtra(after headings: Int) throws {
        guard count > headings else { return }
        for field in headings..<count where !with(field, { $0.isEmpty }) {
            throw DelimitedText.Problem(
                line: line,
                words: "field \(field + 1) is `\(string(field))`, and there are \(headings) columns"
            )
        }
    }
}
