/// A titled box of a page: heading, a few words beside it, things to do, body.
package struct Card: Sendable, Hashable {
    /// Where links to it lead: `sources`.
    package var anchor: String
    package var title: String
    package var subtitle: String?
    /// What stands at the right of the heading.
    package var tools: HTML
    /// How wide it is on a desktop, in twelfths; the whole width on smaller screens.
    package var width: Int
    package var body: HTML
    /// Whether the body has the card's inner margin; charts and tables go to the edges.
    package var isPadded: Bool

    /// Creates a card.
    package init(
        _ title: String,
        anchor: String,
        subtitle: String? = nil,
        tools: HTML = HTML(),
        width: Int = 12,
        isPadded: Bool = true,
        body: HTML
    ) {
        self.anchor = anchor
        self.title = title
        self.subtitle = subtitle
        self.tools = tools
        self.width = min(max(width, 1), 12)
        self.isPadded = isPadded
        self.body = body
    }

    /// The card.
    package var html: HTML {
        let right: HTML = tools.isEmpty ? HTML() : "<span class=\"tools\">\(tools)</span>"
        let beside: HTML? = subtitle.map { "<span class=\"sub\">\($0)</span>" }
        return """
            <section class="card w\(width)" id="\(anchor)" aria-labelledby="\(anchor)-title">
            <header><h2 id="\(anchor)-title">\(title)</h2>\(beside)\(right)</header>
            \(isPadded ? "<div class=\"body\">\(body)</div>" : body)
            </section>

            """
    }

    /// Cards side by side on a twelve-column grid.
    package static func grid(_ cards: [Card]) -> HTML { "<div class=\"grid\">\n\(cards.map(\.html))</div>\n" }
}
