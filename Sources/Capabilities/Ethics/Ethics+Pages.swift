import CapabilityKit
import Vocabulary

extension Ethics {
    /// Answers `GET /ethics`.
    @Sendable static func registerPage(_ visit: Visit) async throws -> Page {
        let (book, found) = try await book(visit, asked: "the register of uses")
        return registerPage(EthicsScreen(book: book, found: found, visit: visit))
    }

    /// The register: what runs here today, every use, what the panel refused.
    static func registerPage(_ screen: EthicsScreen) -> Page {
        let book = screen.book
        let refused = book.ordered.filter { $0.isRefused(book.panel) }
        var cards = [running(screen), uses(screen)]
        if !refused.isEmpty { cards.append(self.refused(refused, book)) }
        return Page(
            title: "Uses of data and tools",
            crumbs: [Page.Crumb("Ethics")],
            room: name,
            body: """
                <h1>What data and tools are used for</h1>\
                <p class="lead">One use, one page. Nothing runs at this force that is not approved, in date and on its \
                conditions. <a href="\(Address(name, "panel"))">The panel and everything it has said</a></p>\
                \(screen.summary)\(Card.grid(cards))\(stamp(screen.found))
                """
        )
    }

    /// The foot of each page.
    static func stamp(_ found: Disclosure<UseLog>) -> HTML {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference).html
    }

    private static func running(_ screen: EthicsScreen) -> Card {
        let log = screen.book.log
        let rows = log.book.cards.sorted { $0.key < $1.key }.map { room, card -> [HTML] in
            [
                "<a href=\"\(Address(name, "use", room))\">\(room)</a>", state(of: room, screen),
                basis(of: room, log), "\(card.expires)",
            ]
        }
        let stopped = log.book.cards.keys.filter { !log.refusals($0, on: screen.day).isEmpty }.count
        return Card(
            "What may run here today",
            anchor: "running",
            subtitle: stopped == 0
                ? "every room" : "\(log.book.cards.count - stopped) of \(log.book.cards.count) rooms",
            isPadded: false,
            body: """
                \(DataTable(
                    caption: "Rooms of this node and whether they may run",
                    columns: ["Room", "Today", "It rests on", "Card until"],
                    rows: rows
                ).html)<div class="body">\(screen.form(
                    .adopt,
                    "Let run what this node brings with it",
                    [EthicsScreen.reasons]
                ))</div>
                """
        )
    }

    /// Whether a capability may run today: a tag with a word, and why not.
    static func state(of capability: String, _ screen: EthicsScreen) -> HTML {
        let reasons = screen.book.log.refusals(capability, on: screen.day)
        guard let first = reasons.first else { return "<span class=\"tag ok\">\(Icon.check.html)runs</span>" }
        return """
            <span class="tag risk">\(Icon.stop.html)refused</span> \(reasons.map(\.words).joined(separator: "; ")) \
            <code>\(first.code)</code>
            """
    }

    /// What an approval of a capability rests on, in words.
    static func basis(of capability: String, _ log: UseLog) -> HTML {
        if capability == name { return "the register itself: without it nothing could be approved" }
        let known = log.register.approvals(of: capability)
        let approvals =
            log.register.spoken.contains(capability)
            ? known : log.book.demonstration.filter { $0.capability == capability }
        guard !approvals.isEmpty else { return "nothing" }
        let lines = approvals.map { approval -> HTML in
            let words: HTML =
                switch approval.basis {
                case .advice: "<a href=\"\(address(ofUse: approval.use))\">\(approval.use)</a>, on the panel’s advice"
                case .setUp:
                    "<span class=\"tag warn\">\(Icon.clock.html)not looked at</span> officer \(approval.by)’s word at set-up"
                case .demonstration: "<span class=\"tag warn\">demonstration</span> nobody’s word"
                }
            return "<div>\(words), until \(Phrase.shortDay(approval.until))</div>"
        }
        return "\(lines)"
    }

    private static func uses(_ screen: EthicsScreen) -> Card {
        let book = screen.book
        let rows = book.ordered.map { use -> [HTML] in
            [
                "<span class=\"id\">\(use.number)</span>",
                "<a href=\"\(address(ofUse: use.number))\">\(use.title)</a>", "\(use.capability)",
                "\(use.stage.title)", advice(on: use, book), approved(use, book, on: screen.day),
            ]
        }
        let rooms = book.log.book.cards.keys.sorted().map { FormField.Choice($0, $0) }
        let table =
            rows.isEmpty
            ? "<div class=\"body\"><p>No use has been entered yet. What runs stands above, and begins unlooked at.</p></div>"
            : DataTable(
                caption: "Uses in the register",
                columns: ["Number", "Use", "Room", "Stage", "The panel", "Approval"],
                rows: rows
            ).html
        return Card(
            "Uses",
            anchor: "uses",
            subtitle: Phrase.count(rows.count, "use"),
            isPadded: false,
            body: """
                \(table)<div class="body">\(screen.form(
                    .open,
                    "Enter a use",
                    [
                        .init("title", "What is it used for", .line), .init("capability", "In which room", .line),
                        .init("supplier", "Supplier", .line, hint: "none where it is the force's own"),
                    ],
                    choices: ["capability": rooms]
                ))</div>
                """
        )
    }

    /// What the panel last said of a use.
    static func advice(on use: EthicsUse, _ book: EthicsBook) -> HTML {
        guard let standing = book.panel.standing(of: use.number) else { return "not asked" }
        let words = standing.advice.kind.words
        switch standing.advice.kind {
        case .reject: return "<span class=\"tag risk\">\(Icon.stop.html)\(words)</span>"
        case .proceed, .minorAmendments: return "<span class=\"tag ok\">\(Icon.check.html)\(words)</span>"
        default: return "<span class=\"tag warn\">\(Icon.alert.html)\(words)</span>"
        }
    }

    /// Whether a use is approved, in a word.
    static func approved(_ use: EthicsUse, _ book: EthicsBook, on day: CalendarDate) -> HTML {
        guard let approval = book.approval(of: use.number) else { return "not approved" }
        if let suspension = approval.suspensions[use.force] {
            return "<span class=\"tag risk\">\(Icon.stop.html)suspended</span> \(Phrase.shortDay(suspension.on))"
        }
        if approval.until < day { return "ended on \(Phrase.shortDay(approval.until))" }
        return "until \(Phrase.shortDay(approval.until))"
    }

    private static func refused(_ uses: [EthicsUse], _ book: EthicsBook) -> Card {
        let rows = uses.compactMap { use -> [HTML]? in
            guard let standing = book.panel.standing(of: use.number) else { return nil }
            let replies = standing.replies.map { "<div>\($0.kind.words): \($0.reasons)</div>" as HTML }
            return [
                "<a href=\"\(address(ofUse: use.number))\">\(use.number) \(use.title)</a>",
                "\(Phrase.shortDay(standing.advice.on))", "\(standing.advice.reasons)",
                replies.isEmpty ? "no reply yet" : "\(replies)",
            ]
        }
        return Card(
            "Refused by the panel",
            anchor: "refused",
            subtitle: "they stay here, with the reasons",
            isPadded: false,
            body: DataTable(
                caption: "Uses that the panel refused",
                columns: ["Use", "On", "The panel’s reasons", "The force’s reply"],
                rows: rows
            ).html
        )
    }
}
