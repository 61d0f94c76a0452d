/// One page of the web app, before the surrounding frame is added.
package struct Page: Sendable, Hashable {
    package var title: String
    /// The way here, from the top; the last one is this page.
    package var crumbs: [Crumb]
    /// What stands after the way here: steps to the next result and back.
    package var mover: HTML
    /// What stands at the right of the way here: the pill that says who answered.
    package var beside: HTML
    /// The room whose place in the rail is lit: `search`.
    package var room: String?
    /// What was asked, kept in the search box.
    package var query: String?
    package var body: HTML
    /// Style sheets and scripts of our own that this page wants beside those of every page: `contact.css`.
    package var files: [String] = []

    /// Creates a page.
    package init(
        title: String,
        crumbs: [Crumb] = [],
        mover: HTML = HTML(),
        beside: HTML = HTML(),
        room: String? = nil,
        query: String? = nil,
        body: HTML
    ) {
        self.title = title
        self.crumbs = crumbs
        self.mover = mover
        self.beside = beside
        self.room = room
        self.query = query
        self.body = body
    }

    /// A step on the way to a page.
    package struct Crumb: Sendable, Hashable {
        package var words: HTML
        package var address: Address?

        /// Creates a step; one without an address is where we are.
        package init(_ words: HTML, _ address: Address? = nil) {
            self.words = words
            self.address = address
        }
    }

    var crumbBar: HTML {
        guard !crumbs.isEmpty || !beside.isEmpty else { return HTML() }
        let steps = crumbs.map { crumb -> HTML in
            crumb.address == nil ? "<span>\(crumb.words)</span>" : HTML.link(crumb.words, to: crumb.address)
        }
        return """
            <div class="crumbs">\(steps.joined(separator: "<span aria-hidden=\"true\">›</span>"))\
            \(mover)<span class="space"></span>\(beside)</div>

            """
    }
}
