import CapabilityKit

extension Oversight {
    /// The page of a trail: sums by officer and purpose, then the entries.
    static func trailPage(
        _ found: Disclosure<AuditTrail>,
        of title: String,
        crumb: String?,
        desk: Desk,
        further: [Card] = []
    ) -> Page {
        let trail = found.content
        let links = desk.offers(.auditOfficer, to: found.requester)
        let sums = trail.sums.prefix(50).map { sum -> [HTML] in
            [officer(sum.party, desk, isLink: links), purpose(sum.purpose, desk), "\(Phrase.number(sum.count))"]
        }
        let lines = trail.lines.map { line -> [HTML] in
            let behalf: HTML? = line.onBehalfOf.isEmpty ? nil : " <small>on behalf of \(line.onBehalfOf)</small>"
            return [
                "\(Phrase.shortDay(line.at)) \(Phrase.time(line.at))",
                "\(officer(line.party, desk, isLink: links))\(behalf)",
                "\(line.asked) <span class=\"more\">\(line.action)</span>",
                "\(purpose(line.purpose, desk)) <span class=\"more\">\(line.reference)</span>",
                outcome(line), "\(line.entry)",
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
                    ? "<p>The log has no such entry.</p>"
                    : DataTable(
                        caption: "Entries, the newest first",
                        columns: ["When", "Officer", "What", "Why", "Outcome", "Entry"],
                        rows: lines
                    ).html
            ),
        ]
        let signals: HTML? =
            further.isEmpty || !desk.offers(.auditSignals, to: found.requester)
            ? nil : " <a href=\"\(Address(name, "signals"))\">Signals that a lookup needs a question</a>"
        var crumbs = [Page.Crumb("Oversight", crumb == nil ? nil : Address(name))]
        if let crumb { crumbs.append(Page.Crumb("\(crumb)")) }
        return Page(
            title: title,
            crumbs: crumbs,
            room: name,
            body: """
                <h1>\(title)</h1><p class="lead">From the log, which serves lawfulness, self-monitoring and discipline, \
                integrity and security, and criminal proceedings, and nothing else.\(signals)</p>
                \(Card.grid(further + cards))\(stamp(found).html)
                """
        )
    }

    /// The page of signals: what stands in the log, and what else it may be.
    static func signalsPage(_ found: Disclosure<WatchMaterial>, _ signals: [Signal], desk: Desk) -> Page {
        let rows = signals.map { signal -> [HTML] in
            let entries = signal.entries.prefix(8).map(String.init).joined(separator: ", ")
            let more = signal.entries.count > 8 ? " and \(signal.entries.count - 8) more" : ""
            return [
                officer(signal.party, desk), "\(signal.kind.title)\(signal.grade == .shown ? ", in a list" : "")",
                "\(signal.seen)", "\(signal.otherwise)",
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
            body: rows.isEmpty ? "<p>Nothing in these lookups stands out.</p>" : table.html
        )
        return Page(
            title: "Signals",
            crumbs: [Page.Crumb("Oversight", Address(name)), Page.Crumb("Signals")],
            room: name,
            body: """
                <h1>Signals</h1><p class="lead">Lookups that may need a question. A signal is no finding: read the \
                entries and ask before you think anything of anybody. That you looked is in the log.</p>
                <p class="quiet">Rules: \(desk.watch.source)</p>\(Card.grid([card]))\(stamp(found).html)
                """
        )
    }

    /// What professional standards and auditors look at from their own page; nothing for everybody else.
    static func further(_ visit: Visit) -> [Card] {
        let desk = visit.desk
        guard desk.offers(.auditOfficer, to: visit.requester) else { return [] }
        func card(_ title: String, _ anchor: String, _ field: FormField) -> Card {
            Card(
                title,
                anchor: anchor,
                width: 4,
                body: """
                    <form class="form" action="\(Address(name, "find"))" method="post">\
                    \(FormField.hidden("token", visit.formToken))\(field.html)<button class="button">Show</button></form>
                    """
            )
        }
        let officer = FormField(
            "officer",
            label: "Officer",
            hint: "force and number, 13-4821; the number alone for your own force",
            control: .text(maxLength: 64)
        )
        let person = FormField(
            "person",
            label: "Person",
            hint: "as the address of their page names them",
            control: .text(maxLength: 32)
        )
        let purposes = desk.rulebook.purposes.effective(on: desk.today).purposes.map {
            FormField.Choice($0.code, $0.title)
        }
        let purpose = FormField(
            "purpose",
            label: "Purpose",
            hint: "of the last thirty days, whoever it was",
            control: .choice(purposes)
        )
        return [
            card("What an officer did", "an-officer", officer), card("Who saw a person", "a-person", person),
            card("What was done for a purpose", "a-purpose", purpose),
        ]
    }

    /// What came of it: how many records left with the entry, if any.
    private static func outcome(_ line: AuditLine) -> HTML {
        if line.kind == "refusal" { return "refused" }
        return line.released == 0 ? "no record" : "\(Phrase.count(line.released, "record"))"
    }

    private static func officer(_ party: RecallParty, _ desk: Desk, isLink: Bool = true) -> HTML {
        let force = desk.roster[party.force]?.abbreviation ?? party.force.description
        guard isLink else { return "\(party.officer), \(force)" }
        return HTML.link("\(party.officer), \(force)", to: Address(name, "officer", "\(party.force)-\(party.officer)"))
    }

    private static func purpose(_ code: String, _ desk: Desk) -> HTML {
        "\(desk.rulebook.purposes[code]?.title ?? code)"
    }

    private static func stamp<Content>(_ found: Disclosure<Content>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }
}
