import CapabilityKit
import Vocabulary

extension Ethics {
    /// Answers `GET /ethics/use/{use}`: a use by its number, or what a room runs by, by its name.
    @Sendable static func usePage(_ visit: Visit) async throws -> Page {
        let number = try visit.pathValue("use")
        let (book, found) = try await book(visit, asked: "use \(number)")
        return try usePage(number, EthicsScreen(book: book, found: found, visit: visit))
    }

    /// The page of a use, or of a room without one of its own.
    static func usePage(_ number: String, _ screen: EthicsScreen) throws -> Page {
        let room = number.hasPrefix("set-up/") ? String(number.dropFirst(7)) : number
        if let card = screen.book.log.book.cards[room] { return roomPage(room, card, screen) }
        let use = try screen.book.use(number)
        let cards =
            [standing(use, screen), stages(use, screen), advice(use.number, screen)]
            + [figures(use.number, screen)].compactMap(\.self)
            + EthicsPart.allCases.map { part($0, of: use, screen) }
            + [history(use.number, screen)]
        return page(
            "\(use.number) \(use.title)",
            """
            <h1>\(use.title) <small>\(use.number)</small></h1>\
            <p class="lead">Runs in the room <a href="\(Address(name, "use", use.capability))">\(use.capability)</a> at \
            force \(use.force)\(use.supplier.map { ", supplied by \($0)" } ?? ", the force’s own"). \
            Stage: \(use.stage.title).</p>
            """,
            cards,
            screen
        )
    }

    private static func page(_ title: String, _ head: HTML, _ cards: [Card], _ screen: EthicsScreen) -> Page {
        Page(
            title: title,
            crumbs: [Page.Crumb("Ethics", Address(name)), Page.Crumb("\(title)")],
            room: name,
            body: "\(head)\(screen.summary)\(Card.grid(cards))\(stamp(screen.found))"
        )
    }

    /// What a room runs by: its card, and every approval of it.
    private static func roomPage(_ room: String, _ card: CapabilityCard, _ screen: EthicsScreen) -> Page {
        let log = screen.book.log
        let rows = [
            ("For", card.purpose), ("Power", card.power), ("Data", card.data),
            ("When it is wrong", card.errorCosts), ("A person decides", card.humanRole), ("Card until", card.expires),
        ]
        let uses = screen.book.ordered.filter { $0.capability == room }
        let links = uses.map { use -> HTML in
            "<li><a href=\"\(address(ofUse: use.number))\">\(use.number) \(use.title)</a></li>"
        }
        let number = "set-up/\(room)"
        var cards = [
            Card(
                "May it run?",
                anchor: "standing",
                width: 5,
                body: """
                    <p>\(state(of: room, screen))</p><p>It rests on: \(basis(of: room, log))</p>\
                    \(links.isEmpty ? HTML() : "<h3>Uses of this room</h3><ul>\(links)</ul>")\
                    \(log.register.approvals[number] == nil ? HTML() : ownerForms(number, screen))
                    """
            ),
            Card(
                "Its card",
                anchor: "card",
                width: 7,
                body: summary(rows)
            ),
        ]
        if log.register.approvals[number] != nil {
            cards +=
                [advice(number, screen)] + [figures(number, screen)].compactMap(\.self)
                + [history(number, screen)]
        }
        return page(
            room,
            "<h1>The room \(room)</h1><p class=\"lead\">What it runs by at this force.</p>",
            cards,
            screen
        )
    }

    /// Labels and values, one below the other.
    static func summary(_ rows: [(String, String)]) -> HTML {
        let lines = rows.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
        return "<dl class=\"summary\">\(lines)</dl>"
    }

    // MARK: - Whether it may run

    private static func standing(_ use: EthicsUse, _ screen: EthicsScreen) -> Card {
        let approval = screen.book.approval(of: use.number)
        let detail: HTML = approval.map { terms(of: $0, screen) } ?? "<p>Not approved: the room does not run by it.</p>"
        return Card(
            "May it run?",
            anchor: "standing",
            width: 5,
            body: """
                \(approval == nil ? HTML() : "<p>\(approved(use, screen.book, on: screen.day))</p>")\(detail)\
                \(screen.form(
                    .approve,
                    approval == nil ? "Approve it" : "Approve it anew",
                    hidden: [("use", use.number)],
                    [
                        .init("until", "Last day", .day),
                        .init("conditions", "Conditions", hint: "one a line, a code and what must be so: trained: everybody who uses it is"),
                        .init(
                            "thresholds",
                            "Stops by itself when crossed",
                            hint: "one a line: \(UseThreshold.forms.joined(separator: ", "))"
                        ),
                        EthicsScreen.reasons,
                    ]
                ))\(approval == nil ? HTML() : ownerForms(use.number, screen))
                """
        )
    }

    /// What an approval says: by whom, how long, on which conditions, and what stops it.
    private static func terms(of approval: UseApproval, _ screen: EthicsScreen) -> HTML {
        let said = screen.book.log.register.conditions[approval.use] ?? [:]
        let conditions = approval.conditions.map { condition -> HTML in
            let state: HTML =
                switch said[condition.code] {
                case true: "<span class=\"tag ok\">\(Icon.check.html)so</span>"
                case false: "<span class=\"tag risk\">\(Icon.stop.html)not so</span>"
                case nil: "<span class=\"tag warn\">\(Icon.alert.html)nobody has said</span>"
                }
            return "<li>\(state) \(condition.text) <code>\(condition.code)</code></li>"
        }
        let thresholds = approval.thresholds.map { "<li>\($0.words)</li>" as HTML }
        let suspended = approval.suspensions[screen.book.log.book.force].map { suspension -> HTML in
            """
            <p><span class="tag risk">\(Icon.stop.html)suspended</span> on \(Phrase.day(suspension.on)), and back with the \
            panel: \(suspension.breaches.joined(separator: "; "))</p>
            """
        }
        return """
            \(suspended)\(summary([
                ("By", "officer \(approval.by)"), ("From", Phrase.day(approval.from)), ("Until", Phrase.day(approval.until)),
            ]))<h3>Conditions</h3>\(conditions.isEmpty ? "<p>None.</p>" : "<ul>\(conditions)</ul>")\
            <h3>Stops by itself when crossed</h3>\(thresholds.isEmpty ? "<p>Nothing was agreed.</p>" : "<ul>\(thresholds)</ul>")
            """
    }

    /// What its owner may do to an approval.
    private static func ownerForms(_ number: String, _ screen: EthicsScreen) -> HTML {
        guard let approval = screen.book.log.register.approvals[number] else { return HTML() }
        let hidden = [("use", number)]
        let codes = approval.conditions.map { FormField.Choice($0.code, $0.text) }
        let yes = [FormField.Choice("yes", "It is so"), FormField.Choice("no", "It is not so")]
        let isSuspended = approval.suspensions[screen.book.log.book.force] != nil
        return """
            \(codes.isEmpty ? HTML() : screen.form(
                .state,
                "Say whether a condition is so",
                hidden: hidden,
                [.init("condition", "Condition", .line), .init("isTrue", "Is it so?", .line), EthicsScreen.reasons],
                choices: ["condition": codes, "isTrue": yes]
            ))\(measureForm(hidden, screen))\(screen.form(.count, "Let the node count", hidden: hidden, []))\(isSuspended ? screen.form(
                .reinstate,
                "Let it run again on the panel’s advice",
                hidden: hidden,
                [EthicsScreen.reasons]
            ) : HTML())\(screen.form(.withdraw, "Withdraw the approval", hidden: hidden, [EthicsScreen.reasons]))
            """
    }

    private static func measureForm(_ hidden: [(String, String)], _ screen: EthicsScreen) -> HTML {
        screen.form(
            .measure,
            "Write down figures",
            hidden: hidden,
            [
                .init("from", "First day counted", .day), .init("until", "Last day counted", .day),
                .init(
                    "groups",
                    "Outcomes by group",
                    hint: "one a line, true and false positives, false and true negatives: women: 50 10 50 890"
                ),
                .init(
                    "judgements",
                    "Judgements, without names",
                    hint: "one a line, things shown, seconds, things changed, decided otherwise: 4 35 1 no"
                ),
                .init("baseline", "What it was built on", hint: "one category a line: urban: 500"),
                .init("current", "What it now meets", hint: "one category a line: urban: 520"),
                .init("uses", "How often it was used", .lines),
            ]
        )
    }

    // MARK: - Stages

    private static func stages(_ use: EthicsUse, _ screen: EthicsScreen) -> Card {
        let rows = EthicsStage.allCases.map { stage -> [HTML] in
            let mark: HTML = stage == use.stage ? " <span class=\"tag ok\">\(Icon.flag.html)here</span>" : HTML()
            let documents = stage.documents.map { part -> HTML in
                let state: HTML =
                    use.has(part)
                    ? "<span class=\"tag ok\">\(Icon.check.html)there</span>"
                    : "<span class=\"tag warn\">missing</span>"
                return "<div><a href=\"\(Address.here(part.rawValue))\">\(part.title)</a> \(state)</div>"
            }
            return ["<b>\(stage.title)</b>\(mark)", "\(stage.gateQuestion)", "\(stage.decisionMaker)", "\(documents)"]
        }
        let gaps = use.gaps(on: screen.day, panel: screen.book.panel)
        let list: HTML =
            gaps.isEmpty
            ? "<p><span class=\"tag ok\">\(Icon.check.html)nothing is missing</span> at this stage.</p>"
            : """
            <h3>Missing for the gate of this stage</h3><ul>\(gaps.map { "<li>\(Icon.alert.html) \($0)</li>" as HTML })</ul>
            """
        return Card(
            "Stages and their gates",
            anchor: "stages",
            width: 7,
            isPadded: false,
            body: """
                \(DataTable(
                    caption: "The three stages",
                    columns: ["Stage", "The question at its gate", "Who decides", "Documents"],
                    rows: rows
                ).html)<div class="body">\(list)\(use.stage.next == nil ? HTML() : screen.form(
                    .advance,
                    "Answer the gate’s question: yes",
                    hidden: [("use", use.number)],
                    [EthicsScreen.reasons]
                ))</div>
                """
        )
    }

    private static func history(_ number: String, _ screen: EthicsScreen) -> Card {
        let rows = (screen.book.history[number] ?? []).reversed().map { line -> [HTML] in
            [
                "\(Phrase.number(line.entry))", "\(Phrase.shortDay(line.at)) \(Phrase.time(line.at))",
                "\(line.officer)", "\(line.words)",
            ]
        }
        return Card(
            "Everything that was done to it",
            anchor: "history",
            subtitle: "from the log",
            isPadded: false,
            body: DataTable(
                caption: "History of \(number)",
                columns: [DataTable.Column("Entry", isNumber: true), "When", "By", "What"],
                rows: rows
            ).html
        )
    }
}
