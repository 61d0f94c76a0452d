import PageKit

extension Search {
    /// The page of a joined person: warnings first, then what is known, when, with whom, where, and who says so.
    static func personPage(_ view: PersonView) -> Page {
        Page(
            title: view.name,
            crumbs: crumbs(view),
            mover: mover(view),
            beside: AnswersPill(view.answers).html,
            room: "search",
            query: view.place?.query,
            body: """
                \(head(view))\(view.warnings.html)</div>
                \(jump(view))\(Card.grid(cards(view)))\(view.stamp.html)
                """
        )
    }

    private static func crumbs(_ view: PersonView) -> [Page.Crumb] {
        guard let place = view.place else { return [Page.Crumb("Search", .home), Page.Crumb("person")] }
        return [
            Page.Crumb("Search", place.results),
            Page.Crumb(
                """
                person \(place.number) of \(Phrase.number(place.total)) for \
                \(Highlight.mark(place.query, terms: place.terms))
                """
            ),
        ]
    }

    private static func mover(_ view: PersonView) -> HTML {
        guard let place = view.place else { return HTML() }
        let steps = [
            place.previous.map { "<a href=\"\($0)\" rel=\"prev\" data-key=\"k\"><kbd>K</kbd> prev</a>" as HTML },
            place.next.map { "<a href=\"\($0)\" rel=\"next\" data-key=\"j\">next <kbd>J</kbd></a>" as HTML },
        ].compactMap(\.self)
        return steps.isEmpty
            ? HTML()
            : "<span class=\"segments\" role=\"group\" aria-label=\"Move between results\">\(steps)</span>"
    }

    private static func head(_ view: PersonView) -> HTML {
        let known: HTML? = view.knownAs.map { " <small>\($0)</small>" }
        let vitals = view.vitals.map { "<span>\($0.before) <b>\($0.value)</b>\($0.after)</span>" as HTML }
        let why: HTML? = view.whyAddress.map { " <a href=\"\($0)\" data-key=\"w\">why?</a>" }
        let joined: HTML = view.joined.map { ", joined as one person \($0.html)\(why)" } ?? HTML()
        return """
            <div class="top"><div class="identity"><span class="face">\(Icon.user.html)<span>No photo</span></span>\
            <div><h1>\(view.name)\(known)</h1><p class="vitals">\(vitals)</p>\
            <p class="vitals"><span>\(view.records)\(joined)</span></p></div></div>
            <div class="actions"><button class="button" type="button" data-print hidden>\
            \(Icon.print.html)Print</button></div>

            """
    }

    private static func jump(_ view: PersonView) -> HTML {
        let parts = [
            ("facts", "Known"), ("time", "Timeline"), ("links", "Links"), ("map", "Map"), ("sources", "Sources"),
            ("why", "Why one person"),
        ].filter { $0.0 != "why" || view.weakest != nil }
        let links = parts.map { "<a href=\"\(Address.here($0.0))\">\($0.1)</a>" as HTML }
        return "<nav class=\"jump\" aria-label=\"On this page\">\(links)</nav>\n"
    }

    private static func cards(_ view: PersonView) -> [Card] {
        var cards = [facts(view), timeline(view), links(view), map(view), sources(view)]
        if let weakest = view.weakest { cards.append(why(weakest, view)) }
        return cards
    }

    private static func facts(_ view: PersonView) -> Card {
        let table = FactTable(caption: "What is known, with confidence and sources", facts: view.facts)
        return Card(
            "What is known",
            anchor: "facts",
            subtitle: "every fact shows who says so",
            width: 6,
            body: view.facts.isEmpty
                ? EmptyState.nothingHeld.html("The records give no fact that you may see.") : table.html
        )
    }

    private static func timeline(_ view: PersonView) -> Card {
        let ranges = view.ranges.map { range -> HTML in
            let current = HTML.attribute("aria-current", range.isCurrent ? "true" : nil)
            return "<a href=\"\(range.address)\"\(current)>\(range.label)</a>"
        }
        let tools: HTML =
            ranges.isEmpty
            ? HTML() : "<span class=\"segments\" role=\"group\" aria-label=\"Length of time\">\(ranges)</span>"
        let timeline = Timeline(events: view.events, today: view.today, since: view.since)
        let none = EmptyState.nothingHeld.html("No force that answered holds an event with this person.")
        return Card(
            "Timeline",
            anchor: "time",
            subtitle: Phrase.count(view.events.count, "event"),
            tools: tools,
            width: 6,
            isPadded: view.events.isEmpty,
            body: view.events.isEmpty ? none : timeline.html
        )
    }

    private static func links(_ view: PersonView) -> Card {
        let none = EmptyState.nothingHeld.html("No record ties this person to another person or thing.")
        return Card(
            "Links",
            anchor: "links",
            subtitle:
                "\(Phrase.count(view.links.things.count, "thing")), \(Phrase.count(view.links.links.count, "link"))",
            width: 7,
            isPadded: view.links.links.isEmpty,
            body: view.links.links.isEmpty ? none : view.links.html
        )
    }

    private static func map(_ view: PersonView) -> Card {
        Card(
            "Map",
            anchor: "map",
            subtitle: "numbers match the timeline",
            width: 5,
            isPadded: view.map.marks.isEmpty,
            body: view.map.html
        )
    }

    private static func sources(_ view: PersonView) -> Card {
        let rows = view.sources.map { held -> [HTML] in
            [
                held.source.html, "\(held.gives)", "\(held.handling)", held.joined.html,
                held.isOverdue
                    ? "<span class=\"tag warn\">\(Icon.clock.html)\(held.review)</span>" : "\(held.review)",
            ]
        }
        let table = DataTable(
            caption: "Sources",
            columns: ["Record", "What it gives", "Owner and handling", "Joined", "Review"],
            rows: rows,
            csv: view.csv
        )
        return Card(
            "Sources",
            anchor: "sources",
            subtitle: "\(Phrase.count(view.sources.count, "record")), each still owned by the force that holds it",
            width: view.weakest == nil ? 12 : 8,
            body: table.html
        )
    }

    private static func why(_ weakest: PersonView.Weakest, _ view: PersonView) -> Card {
        let link: HTML? = view.whyAddress.map {
            """
            <p><a class="button small" href="\($0)">\(Icon.split.html)Every pair, step by step <kbd>W</kbd></a></p>
            """
        }
        return Card(
            "Why one person",
            anchor: "why",
            tools: "<span class=\"tag inferred\">inferred</span>",
            width: 4,
            body: """
                <p class="quiet pair">The weakest tie: \(weakest.left.html) against \(weakest.right.html). Bars show \
                how \
                far each match moves the odds.</p>
                \(weakest.waterfall.html)\(link)
                """
        )
    }
}
