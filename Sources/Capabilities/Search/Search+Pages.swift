import PageKit

extension Search {
    /// The search page: before a question, what can be asked; after it, the people found, most relevant first.
    static func searchPage(_ view: SearchView) -> Page {
        guard let outcome = view.outcome else {
            return Page(title: "Search", room: "search", query: view.query, body: "\(front(view))")
        }
        let found = Phrase.count(outcome.total, "person", "people")
        return Page(
            title: "\(found) for \(view.query)",
            crumbs: [Page.Crumb("Search", .home), Page.Crumb("results")],
            beside: AnswersPill(outcome.answers).html,
            room: "search",
            query: view.query,
            body: """
                <div class="results-head"><h1>\(found) <small>for <q>\(view.query)</q></small></h1>\
                <p class="quiet">\(order(of: outcome))</p></div>
                \(results(outcome))\(outcome.stamp.html)
                """
        )
    }

    private static func order(of outcome: SearchView.Outcome) -> HTML {
        let seconds = Phrase.decimal(Double(outcome.milliseconds) / 1000)
        let time = outcome.milliseconds < 100 ? "under 0.1 s" : "\(seconds) s"
        let shown =
            outcome.total > outcome.hits.count ? "The \(outcome.hits.count) most relevant, " : "Most relevant first, "
        return """
            \(shown)found in \(time). <span class="keyed"><kbd>J</kbd> <kbd>K</kbd> move, <kbd>Enter</kbd> opens.</span>
            """
    }

    private static func results(_ outcome: SearchView.Outcome) -> HTML {
        guard !outcome.hits.isEmpty else { return nothing(outcome.answers) }
        let more: HTML? = outcome.next.map { "<p><a class=\"button\" href=\"\($0)\">More results</a></p>" }
        return "<ol class=\"hits\">\n\(outcome.hits.map { item($0) })</ol>\(more)\n"
    }

    /// Nothing to show, for one of three reasons that must not be confused.
    static func nothing(_ answers: [AnswerLine]) -> HTML {
        let asked = answers.filter { $0.state != .notAsked }
        let next: HTML = """
            Try fewer words, another spelling, or a date of birth such as <code>14 March 1991</code>.
            """
        if !asked.isEmpty, asked.allSatisfy({ $0.state == .notPermitted }) {
            return EmptyState.notPermitted.html("No force may answer this for your purpose. The refusal is recorded.")
        }
        if !asked.isEmpty, asked.allSatisfy({ !$0.state.isAnswer }) {
            return EmptyState.sourceDown.html("No force answered. That says nothing about what they hold: ask again.")
        }
        return EmptyState.nothingHeld.html(
            "No force that answered holds anyone like this. Forces that did not answer may.",
            next: next
        )
    }

    /// One person found, as a card of the list.
    static func item(_ hit: SearchView.Hit, attributes: HTML = HTML(), more: HTML? = nil) -> HTML {
        let vitals = hit.vitals.map { "<span>\(Highlight.mark($0, terms: hit.terms))</span>" as HTML }
        let warnings: HTML =
            hit.warnings.isEmpty ? HTML() : "<p class=\"tags\">\(hit.warnings.map(\.tag))</p>"
        let facts = hit.facts.map { fact -> HTML in
            let identifier: HTML = fact.isIdentifier ? " class=\"id\"" : ""
            let more: HTML? = fact.more.map { " <span class=\"more\">\($0)</span>" }
            return """
                <div><dt>\(fact.label)</dt><dd><span\(identifier)>\
                \(Highlight.mark(fact.value, terms: hit.terms))</span>\(more) \
                \(SourceLine.row(fact.sources))</dd></div>

                """
        }
        let joined: HTML = hit.joined.map { ", joined as one \($0.html)" } ?? HTML()
        return """
            <li class="card hit" data-result\(attributes)><h2><a href="\(hit.address)">\
            \(Highlight.mark(hit.name, terms: hit.terms))</a></h2>\
            <p class="vitals">\(vitals)</p>\(warnings)
            <dl class="matched">\(facts)</dl><p class="quiet">\(hit.records)\(joined)</p>\(more)</li>

            """
    }

    private static func sample(_ question: String) -> HTML {
        "<a href=\"\(Address("search").with("q", question))\">\(question)</a>"
    }

    private static func front(_ view: SearchView) -> HTML {
        let samples: HTML =
            view.samples.isEmpty
            ? HTML()
            : "Try \(view.samples.map(sample).joined(separator: ", "))."
        let rows = view.holdings.map { holding -> [HTML] in
            [
                "<b>\(holding.force)</b>", "\(holding.systems)", "\(Phrase.number(holding.records))",
                "\(holding.freshness)",
            ]
        }
        let holdings = DataTable(
            caption: "What can be searched here",
            columns: ["Force", "Systems", .init("Records", isNumber: true), "Latest"],
            rows: rows
        )
        let card = Card(
            "What can be searched here",
            anchor: "holdings",
            subtitle: "each still owned by the force that holds it",
            isPadded: false,
            body: holdings.html
        )
        let unasked = EmptyState.notSearched.html(
            "Nothing has been asked yet. Each question is recorded with your purpose.",
            next: samples.isEmpty ? nil : samples
        )
        return """
            <h1>Search</h1>
            <p class="lead">Type a name, a place, a date of birth, a number plate, a phone or a PNCID in the box \
            above, \
            in any order and any spelling.</p>
            \(unasked)\(view.holdings.isEmpty ? HTML() : Card.grid([card]))
            """
    }
}
