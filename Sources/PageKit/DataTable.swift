/// A table of anything: sticky heading, and the same rows as CSV one link away.
package struct DataTable: Sendable, Hashable {
    /// Said by screen readers, and shown when `showsCaption`.
    package var caption: String
    package var columns: [Column]
    package var rows: [[HTML]]
    /// Where the same rows are served as CSV.
    package var csv: Address?

    /// Creates a table.
    ///
    /// A row shorter than the columns is filled up with empty cells; a longer one is cut.
    package init(caption: String, columns: [Column], rows: [[HTML]], csv: Address? = nil) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.csv = csv
    }

    /// A column's heading.
    package struct Column: Sendable, Hashable, ExpressibleByStringLiteral {
        package var title: String
        /// Whether it holds figures, set to the right.
        package var isNumber: Bool

        /// Creates a column.
        package init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }

        /// Creates a column of words.
        package init(stringLiteral title: String) { self.init(title) }
    }

    /// The table in a region that scrolls by itself when it is wider than the screen.
    package var html: HTML {
        let heads = columns.map { column -> HTML in
            "<th scope=\"col\"\(column.isNumber ? " class=\"num\"" : "" as HTML)>\(column.title)</th>"
        }
        let lines = rows.map { row -> HTML in
            let cells = columns.indices.map { index -> HTML in
                let column = columns[index]
                let content = index < row.count ? row[index] : HTML()
                return """
                    <td\(column.isNumber ? " class=\"num\"" : "" as HTML)\
                    \(HTML.attribute("data-label", column.title))>\(content)</td>
                    """
            }
            return "<tr>\(cells)</tr>\n"
        }
        let link: HTML? = csv.map {
            "<p class=\"export\"><a href=\"\($0)\" download>\(Icon.down.html)Download as CSV</a></p>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Table: \(caption)"><table class="data">\
            <caption class="vh">\(caption)</caption><thead><tr>\(heads)</tr></thead><tbody>
            \(lines)</tbody></table></div>\(link)

            """
    }
}
