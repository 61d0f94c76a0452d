/// The notice at a room's door: what it is for, by what power, what it may do, what it records.
package struct RoomNotice: Sendable, Hashable {
    package var name: String
    package var title: String
    /// One sentence: what for and under what authority.
    package var purpose: String
    /// The card: power, data, costs of error, the human's part, expiry.
    package var card: [Entry]
    package var permissions: [Entry]
    package var acts: [Entry]

    /// Creates a notice.
    package init(
        name: String,
        title: String,
        purpose: String,
        card: [Entry],
        permissions: [Entry],
        acts: [Entry]
    ) {
        self.name = name
        self.title = title
        self.purpose = purpose
        self.card = card
        self.permissions = permissions
        self.acts = acts
    }

    /// A name and what it means.
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var words: String

        /// Creates an entry.
        package init(_ name: String, _ words: String) {
            self.name = name
            self.words = words
        }
    }

    /// The page.
    package var page: Page {
        let codes = { (entries: [Entry]) -> HTML in
            let rows = entries.map { "<div><dt><code>\($0.name)</code></dt><dd>\($0.words)</dd></div>" as HTML }
            return rows.isEmpty ? "<p>None.</p>" : "<dl class=\"summary\">\(rows)</dl>"
        }
        let card = card.map { "<div><dt>\($0.name)</dt><dd>\($0.words)</dd></div>" as HTML }
        let cards = [
            Card(
                "Card",
                anchor: "card",
                subtitle: "what it may do and who answers for it",
                body: "<dl class=\"summary\">\(card)</dl>"
            ),
            Card(
                "Permissions",
                anchor: "permissions",
                subtitle: "what an officer may be allowed here",
                width: 6,
                body: codes(permissions)
            ),
            Card("Acts", anchor: "acts", subtitle: "what is written to the ledger", width: 6, body: codes(acts)),
        ]
        return Page(
            title: "About \(title)",
            crumbs: [Page.Crumb("\(title)", Address(name)), Page.Crumb("About")],
            room: name,
            body: """
                <h1>\(title)</h1><p class="lead">\(purpose)</p>
                \(Card.grid(cards))
                """
        )
    }
}
