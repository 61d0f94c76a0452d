/// A chart of one quantity against another, both between 0 and 1, as SVG.
///
/// It goes beside a table of the same figures: nobody needs to read it from the picture.
package struct PlotChart: Sendable, Hashable {
    /// Said for those who cannot see it.
    package var words: String
    package var across: String
    package var upwards: String
    /// In order from left to right.
    package var points: [Point]
    /// Whether the line on which both are equal is drawn.
    package var showsEquality: Bool

    /// One point, with what a pointer resting on it is told.
    package struct Point: Sendable, Hashable {
        package var x: Double
        package var y: Double
        package var words: String

        /// A point; both places are between 0 and 1.
        package init(x: Double, y: Double, words: String) {
            self.x = x
            self.y = y
            self.words = words
        }
    }

    /// A chart of points joined by a line.
    package init(words: String, across: String, upwards: String, points: [Point], showsEquality: Bool = false) {
        self.words = words
        self.across = across
        self.upwards = upwards
        self.points = points
        self.showsEquality = showsEquality
    }

    private static let (left, right, top, bottom) = (52.0, 404.0, 12.0, 252.0)

    private static func x(_ value: Double) -> String { Drawing.units(left + min(max(value, 0), 1) * (right - left)) }
    private static func y(_ value: Double) -> String { Drawing.units(bottom - min(max(value, 0), 1) * (bottom - top)) }

    /// The drawing: axes from 0 to 1, a line, a dot for each point.
    package var html: HTML {
        var grid = HTML()
        for step in 0...5 {
            let value = Double(step) / 5
            let figure = Phrase.decimal(value)
            grid.append(
                """
                <line class="grid" x1="\(Self.x(0))" x2="\(Self.x(1))" y1="\(Self.y(value))" y2="\(Self.y(value))"/>\
                <text x="44" y="\(Self.y(value))" dy="4" text-anchor="end">\(figure)</text>\
                <text x="\(Self.x(value))" y="270" text-anchor="middle">\(figure)</text>
                """
            )
        }
        let path = points.map { "\(Self.x($0.x)),\(Self.y($0.y))" }.joined(separator: " ")
        let dots = points.map {
            "<circle cx=\"\(Self.x($0.x))\" cy=\"\(Self.y($0.y))\" r=\"3.5\"><title>\($0.words)</title></circle>"
                as HTML
        }
        let equality: HTML =
            showsEquality
            ? """
            <line class="equal" x1="\(Self.x(0))" y1="\(Self.y(0))" x2="\(Self.x(1))" y2="\(Self.y(1))"/>
            """ : HTML()
        return """
            <svg class="plot" viewBox="0 0 420 300" role="img" aria-label="\(words)">\(grid)\(equality)\
            <polyline class="curve" points="\(path)"/>\(dots)\
            <text class="axis" x="228" y="292" text-anchor="middle">\(across)</text>\
            <text class="axis" x="12" y="132" text-anchor="middle" transform="rotate(-90 12 132)">\(upwards)</text></svg>

            """
    }
}
