import CapabilityKit

extension Oversight {
    /// The page of a trail: sums by officer and purpose, then the entries.
    static func trailPage(
        _ found: Disclosure<AuditTrail>,
        of title: String,
        crumb: String?,
        desk: Desk
    ) -> Page {
        let trail = found.content
        let sums = trail.sums.prefix(50).map { sum -> [HTML] in
            [officer(sum.party, desk), purpose(sum.purpose, desk), "\(Phrase.number(sum.count))"]
        }
        let lines = trail.lines.map { line -> [HTML] in
            let behalf: HTML? = line.onBehalfOf.isEmpty ? nil : " <small>on behalf of \(line.onBehalfOf)</small>"
            return [
                "\(Phrase.shortDay(line.at)) \(Phrase.time(line.at))", "\(officer(line.party, desk))\(behalf)",
                "\(line.action) <span class=\"more\">\(line.asked)</span>",
                "\(purpose(line.purpose, desk)) <span class=\"more\">\(line.reference)</span>",
                "\(line.kind == "refusal" ? "refused" : Phrase.count(line.released, "record"))", "\(line.entry)",
            ]
        }
        let isEmpty = trail.lines.isEmpty
        let cards = [
            Card(
                "By officer and purpose",
                anchor: "sums",
                subtitle: Phrase.count(trail.total, "entry", "entries"),
                width: 4,
                isPadded: false,
                body: DataTable(
                    caption: "Entries by officer and purpose",
                    columns: ["Officer", "Purpose", DataTable.Column("Entries", isNumber: true)],
                    rows: sums
                ).html
            ),
            Card(
                "Entries",
                anchor: "entries",
                subtitle: trail.lines.count < trail.total ? "the newest \(trail.lines.count)" : "all of them",
                width: 8,
                isPadded: isEmpty,
                body: isEmpty
                    ? EmptyState.nothingHeld.html("The log has no such entry.")
                    : DataTable(
                        caption: "Entries, the newest first",
                        columns: ["When", "Officer", "What", "Why", "Outcome", "Entry"],
                        rows: lines
                    ).html
            ),
        ]
        var crumbs = [Page.Crumb("Oversight", crumb == nil ? nil : Address(name))]
        if let crumb { crumbs.append(Page.Crumb("\(crumb)")) }
        return Page(
            title: title,
            crumbs: crumbs,
            room: name,
            body: """
                <h1>\(title)</h1><p class="lead">From the log, which serves lawfulness, self-monitoring and discipline, \
                integrity and security, and criminal proceedings, and nothing else.</p>
                \(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    /// The page of signals: what stands in the log, and what else it may be.
    static func signalsPage(_ found: Disclosure<WatchMaterial>, _ signals: [Signal], desk: Desk) -> Page {
        let rows = signals.map { signal -> [HTML] in
            let entries = signal.entries.prefix(8).map(String.init).joined(separator: ", ")
            let more = signal.entries.count > 8 ? " and \(signal.entries.count - 8) more" : ""
            return [
                officer(signal.party, desk), "\(signal.kind.title)", "\(signal.seen)", "\(signal.otherwise)",
                "\(entries)\(more)",
            ]
        }
        let table = DataTable(
            caption: "Signals",
            columns: ["Officer", "Signal", "What stands in the log", "What else it may be", "Entries"],
            rows: rows
        )
        let card = Card(
            "Signals",
            anchor: "signals",
            subtitle: "of \(Phrase.count(found.content.lines.count, "lookup"))",
            isPadded: rows.isEmpty,
            body: rows.isEmpty ? EmptyState.nothingHeld.html("Nothing in these lookups stands out.") : table.html
        )
        return Page(
            title: "Signals",
            crumbs: [Page.Crumb("Oversight", Address(name)), Page.Crumb("Signals")],
            room: name,
            body: """
                <h1>Signals</h1><p class="lead">Lookups that may need a question. A signal is no finding: read the \
                entries and ask before you think anything of anybody. That you looked is in the log.</p>
                \(Card.grid([card]))<p class="quiet">Rules: \(desk.watch.source)</p>\(stamp(found).html)
                """
        )
    }

    private static func officer(_ party: RecallParty, _ desk: Desk) -> HTML {
        let force = desk.roster[party.force]?.abbreviation ?? party.force.description
        return HTML.link("\(party.officer), \(force)", to: Address(name, "officer", "\(party.force)-\(party.officer)"))
    }

    private static func purpose(_ code: String, _ desk: Desk) -> HTML {
        "\(desk.rulebook.purposes[code]?.title ?? code)"
    }

    private static func stamp<Content>(_ found: Disclosure<Content>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }
}
