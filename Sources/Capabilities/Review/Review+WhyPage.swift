import PageKit

extension Review {
    /// The page that explains a joining: one sentence, conflicts, then every pair as a waterfall, weakest first.
    static func whyPage(_ view: WhyView) -> Page {
        let pairs = view.pairs.enumerated().sorted { a, b in
            if a.element.isWeakest != b.element.isWeakest { return a.element.isWeakest }
            return (a.element.waterfall.total, a.offset) < (b.element.waterfall.total, b.offset)
        }
        let cards = pairs.enumerated().map { card(for: $1.element, number: $0 + 1, of: pairs.count) }
        let none = EmptyState.nothingHeld.html("There is one record alone, so nothing was joined.")
        return Page(
            title: "Why one person: \(view.name)",
            crumbs: [
                Page.Crumb("Search", .home), Page.Crumb("\(view.name)", view.personAddress),
                Page.Crumb("why one person"),
            ],
            room: "search",
            body: """
                <div class="record-head"><h1>Why one person <small>\(view.name)</small></h1>\
                <p class="lead">\(view.sentence) \(view.joined.html)</p></div>
                \(conflicts(view.conflicts))\(cards.isEmpty ? none : Card.grid(cards))\(view.stamp.html)
                """
        )
    }

    private static func conflicts(_ conflicts: [FactLine.Conflict]) -> HTML {
        guard !conflicts.isEmpty else { return HTML() }
        let items = conflicts.map { conflict -> HTML in
            "<li><span>\(conflict.words) <b>\(conflict.value)</b></span> \(SourceLine.row(conflict.sources))</li>"
        }
        return """
            <section class="conflicts" aria-labelledby="conflicts-title"><h2 id="conflicts-title">\(Icon.alert.html)\
            \(Phrase.count(conflicts.count, "conflict"))</h2><ul>\(items)</ul></section>

            """
    }

    private static func card(for pair: WhyView.Pair, number: Int, of total: Int) -> Card {
        let doubts = pair.doubts.map { "<span class=\"conflict\">\(Icon.alert.html)\($0)</span>" as HTML }
        let weakest: HTML = pair.isWeakest ? "<span class=\"tag warn\">\(Icon.alert.html)weakest tie</span>" : HTML()
        // What a person held to be one is drawn solid, what software inferred dashed.
        let maker: HTML =
            pair.judgedBy.map { "<span class=\"tag ok\">\(Icon.check.html)judged by \($0)</span>" }
            ?? "<span class=\"tag inferred\">inferred</span>"
        let judge: HTML? = pair.judgeAddress.map {
            "<p><a class=\"button small\" href=\"\($0)\">Judge this pair</a></p>"
        }
        return Card(
            "Pair \(number) of \(total)",
            anchor: "pair-\(number)",
            tools: "\(weakest)\(maker)",
            width: total == 1 ? 12 : 6,
            body: """
                <p class="pair">\(pair.left.html) <span>against</span> \(pair.right.html)</p>
                <p>\(pair.sentence)</p>\(doubts)
                \(pair.waterfall.html)\(judge)
                """
        )
    }
}
