/// A thing in a link chart: a person, a vehicle, a phone, a place, an event.
package struct LinkThing: Sendable, Hashable {
    package var name: String
    package var detail: String?
    package var icon: Icon
    /// Its own page, where this officer may open it.
    package var address: Address?
    /// How many more links it has that are not drawn.
    package var moreLinks: Int
    package var hasWarning: Bool
    /// Whether software inferred it.
    package var isInferred: Bool

    /// Creates a thing.
    package init(
        _ name: String,
        detail: String? = nil,
        icon: Icon,
        address: Address? = nil,
        moreLinks: Int = 0,
        hasWarning: Bool = false,
        isInferred: Bool = false
    ) {
        self.name = name
        self.detail = detail
        self.icon = icon
        self.address = address
        self.moreLinks = moreLinks
        self.hasWarning = hasWarning
        self.isInferred = isInferred
    }
}

/// A tie between two things of a chart, by their places in its list.
package struct LinkLine: Sendable, Hashable {
    package var from: Int
    package var to: Int
    /// What ties them: `keeper`.
    package var label: String
    /// Whether software inferred it: such a line is dashed and violet.
    package var isInferred: Bool
    package var source: SourceLine?

    /// Creates a tie.
    package init(from: Int, to: Int, label: String, isInferred: Bool = false, source: SourceLine? = nil) {
        self.from = from
        self.to = to
        self.label = label
        self.isInferred = isInferred
        self.source = source
    }
}

/// A chart of who and what is tied to the first thing, one or two steps out, and the same ties as a table.
package struct LinkChart: Sendable, Hashable {
    /// The things; the first is the one the page is about.
    package var things: [LinkThing]
    /// The ties; one that names a thing that is not there, or ties a thing to itself, is left out.
    package var links: [LinkLine]

    /// Creates a chart.
    package init(things: [LinkThing], links: [LinkLine]) {
        self.things = things
        self.links = links.filter {
            things.indices.contains($0.from) && things.indices.contains($0.to) && $0.from != $0.to
        }
    }

    /// The chart, its legend, and the table of the same ties.
    package var html: HTML {
        """
        <div class="chart-wrap" tabindex="0" role="region" aria-label="Link chart">\(drawing)</div>
        <div class="legend"><span><svg viewBox="0 0 14 14" class="links" aria-hidden="true"><path class="edge" d="M0 \
        7h14"/></svg>\
        recorded by a person</span><span><svg viewBox="0 0 14 14" class="links" aria-hidden="true">\
        <path class="edge inferred" d="M0 7h14"/></svg>inferred by software, check before use</span>\(plusLegend)</div>
        <details class="as-table"><summary>\(Icon.list.html)The same \(Phrase.count(links.count, "link")) as a \
        table</summary>\
        \(table)</details>

        """
    }

    private var plusLegend: HTML {
        things.contains { $0.moreLinks > 0 } ? "<span><b>+8</b> more links, not yet opened</span>" : HTML()
    }

    /// The ties as a table, for those who cannot see the chart.
    package var table: HTML {
        let rows = links.map { link -> [HTML] in
            [
                HTML.link("\(things[link.from].name)", to: things[link.from].address),
                link.isInferred ? "<span class=\"tag inferred\">inferred</span> \(link.label)" : "\(link.label)",
                HTML.link("\(things[link.to].name)", to: things[link.to].address),
                link.source?.html ?? HTML(),
            ]
        }
        return DataTable(caption: "Links", columns: ["From", "Tie", "To", "Source"], rows: rows).html
    }

    /// The drawing alone, for export.
    package var drawing: HTML {
        let layout = LinkLayout(of: self)
        let points = layout.points
        let lines = links.map { link -> HTML in
            let (a, b) = (points[link.from], points[link.to])
            let kind: HTML = link.isInferred ? "edge inferred" : "edge"
            return """
                <line class="\(kind)" x1="\(Drawing.units(a.x))" y1="\(Drawing.units(a.y))" \
                x2="\(Drawing.units(b.x))" y2="\(Drawing.units(b.y))"/>

                """
        }
        let words = zip(links, layout.labels).map { link, at -> HTML in
            let kind: HTML = link.isInferred ? "label inferred" : "label"
            return """
                <text class="\(kind)" x="\(Drawing.units(at.x))" y="\(Drawing.units(at.y + 4))">\
                \(Self.short(link.label, 24))</text>

                """
        }
        let nodes = things.indices.map { node(things[$0], at: points[$0], isCentre: $0 == 0) }
        return """
            <svg class="links" viewBox="0 0 \(Int(LinkLayout.width)) \(Int(LinkLayout.height))" role="group" \
            aria-label="Link chart, \(Phrase.count(things.count, "thing")) and \(Phrase.count(links.count, "link"))">
            \(lines)\(words)\(nodes)</svg>
            """
    }

    private func node(_ thing: LinkThing, at point: LinkLayout.Point, isCentre: Bool) -> HTML {
        let radius = isCentre ? 31.0 : 24.0
        let half = isCentre ? 15.5 : 12.0
        let (x, y) = (point.x, point.y)
        let kind = isCentre ? "node centre" : thing.isInferred ? "node inferred" : "node"
        var shape: HTML = """
            <circle cx="\(Drawing.units(x))" cy="\(Drawing.units(y))" r="\(Drawing.units(radius))"/>\
            <use href="#i-\(thing.icon.rawValue)" x="\(Drawing.units(x - half))" y="\(Drawing.units(y - half))" \
            width="\(Drawing.units(half * 2))" height="\(Drawing.units(half * 2))"/>
            """
        if thing.hasWarning {
            let (right, top) = (x + radius * 0.74, y - radius * 1.03)
            shape.append("<path class=\"warning\" d=\"M\(Drawing.units(right)) \(Drawing.units(top))l11 19h-22z\"/>")
        }
        if thing.moreLinks > 0 {
            shape.append(
                """
                <circle class="plus" cx="\(Drawing.units(x + 21))" cy="\(Drawing.units(y + 16))" r="11"/>\
                <text class="more" x="\(Drawing.units(x + 21))" y="\(Drawing.units(y + 20))">+\(thing.moreLinks)</text>
                """
            )
        }
        let below = y + radius + 18
        let detail: HTML? = thing.detail.map {
            """
            <text class="detail" x="\(Drawing.units(x))" y="\(Drawing.units(below + 15))">\(Self.short($0, 28))</text>
            """
        }
        shape.append(
            """
            <text x="\(Drawing.units(x))" y="\(Drawing.units(below))">\(Self.short(thing.name, 26))</text>\(detail)
            """
        )
        let spoken = HTML.attribute("aria-label", spokenName(thing))
        guard let address = thing.address else {
            return "<g class=\"\(kind)\" role=\"img\"\(spoken)>\(shape)</g>\n"
        }
        return "<a class=\"\(kind)\" href=\"\(address)\"\(spoken)>\(shape)</a>\n"
    }

    private func spokenName(_ thing: LinkThing) -> String {
        var words = [thing.name]
        if let detail = thing.detail { words.append(detail) }
        if thing.hasWarning { words.append("has warnings") }
        if thing.isInferred { words.append("inferred by software") }
        if thing.moreLinks > 0 { words.append("\(Phrase.count(thing.moreLinks, "more link"))") }
        return words.joined(separator: ", ")
    }

    private static func short(_ text: String, _ limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }
}
