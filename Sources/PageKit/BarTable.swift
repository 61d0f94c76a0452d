/// Figures with a bar each: the table is the chart, so that eye and reader get the same numbers.
package struct BarTable: Sendable, Hashable {
    package var caption: String
    /// The headings: of the label, of the drawing, of each figure.
    package var heads: [String]
    package var rows: [Row]

    /// Creates a table; bars are drawn to one scale, which holds 0 and the ends of all bars.
    package init(caption: String, heads: [String], rows: [Row]) {
        self.caption = caption
        self.heads = heads
        self.rows = rows
    }

    /// One line.
    package struct Row: Sendable, Hashable {
        package var label: String
        /// A heading over the rows that follow it; it has no bars.
        package var isGroup: Bool
        /// Drawn one below the other.
        package var bars: [Bar]
        package var figures: [String]

        /// A line of figures.
        package init(_ label: String, _ bars: [Bar], _ figures: [String]) {
            self.label = label
            self.bars = bars
            self.figures = figures
            isGroup = false
        }

        /// A heading over the rows that follow.
        package init(group label: String) {
            self.label = label
            bars = []
            figures = []
            isGroup = true
        }
    }

    /// From 0 to a value.
    package struct Bar: Sendable, Hashable {
        package var value: Double
        package var kind: Kind

        /// How a bar is filled; words or place tell the same.
        package enum Kind: String, Sendable, Hashable {
            case supporting = "for"
            case against
            case total
        }

        /// A bar from 0.
        package init(_ value: Double, _ kind: Kind) {
            self.value = value
            self.kind = kind
        }
    }

    /// The table, which scrolls by itself when it is wider than the screen.
    package var html: HTML {
        let values = rows.flatMap(\.bars).map(\.value).filter(\.isFinite)
        let (low, high) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
        func place(_ value: Double) -> Double { high > low ? 2 + (value - low) / (high - low) * 96 : 2 }
        let lines = rows.map { row -> HTML in
            if row.isGroup {
                return "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"\(heads.count)\">\(row.label)</th></tr>\n"
            }
            let height = max(18, row.bars.count * 10 + 4)
            let bars = row.bars.enumerated().map { number, bar -> HTML in
                let ends = (place(min(0, bar.value)), place(max(0, bar.value)))
                return """
                    <rect\(HTML.attribute("class", bar.kind.rawValue)) x="\(Drawing.units(ends.0))%" \
                    width="\(Drawing.units(max(ends.1 - ends.0, bar.value == 0 ? 0 : 0.4)))%" \
                    y="\(row.bars.count == 1 ? 2 : 2 + number * 10)" height="\(row.bars.count == 1 ? 14 : 8)" rx="2"/>
                    """
            }
            let figures = row.figures.map { "<td class=\"num\">\($0)</td>" as HTML }
            return """
                <tr><th scope="row">\(row.label)</th><td class="drawn"><svg height="\(height)" aria-hidden="true">\
                <line class="zero" x1="\(Drawing.units(place(0)))%" x2="\(Drawing.units(place(0)))%" y1="0" y2="100%"/>\
                \(bars)</svg></td>\(figures)</tr>

                """
        }
        let titles = heads.enumerated().map { number, title -> HTML in
            "<th scope=\"col\"\(number > 1 ? " class=\"num\"" : "" as HTML)>\(title)</th>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Table: \(caption)"><table class="bars">\
            <caption class="vh">\(caption)</caption><thead><tr>\(titles)</tr></thead><tbody>
            \(lines)</tbody></table></div>

            """
    }
}
