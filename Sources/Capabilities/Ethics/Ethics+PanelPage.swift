import CapabilityKit
import Ledger
import Vocabulary

extension Ethics {
    /// Answers `GET /ethics/panel`.
    @Sendable static func panelPage(_ visit: Visit) async throws -> Page {
        let (book, found) = try await book(visit, asked: "the panel and its record")
        return panelPage(EthicsScreen(book: book, found: found, visit: visit))
    }

    /// The panel: who sits on it, with what interests, and everything it has said.
    static func panelPage(_ screen: EthicsScreen) -> Page {
        let panel = screen.book.panel
        return Page(
            title: "The ethics panel",
            crumbs: [Page.Crumb("Ethics", Address(name)), Page.Crumb("The panel")],
            room: name,
            body: """
                <h1>The panel</h1><p class="lead">It advises with \(panel.quorum) members or more, most of them lay, and \
                nobody who declared an interest. What it says is published by saying it: the record only grows, and no force \
                can change it or take it down.</p>\(screen.summary)\(Card.grid([members(screen), record(screen)]))\
                \(stamp(screen.found))
                """
        )
    }

    private static func members(_ screen: EthicsScreen) -> Card {
        let panel = screen.book.panel
        let rows = panel.members.map { member -> [HTML] in
            let isOn = member.from <= screen.day && screen.day <= member.until
            let state: HTML = isOn ? "<span class=\"tag ok\">\(Icon.check.html)sits</span>" : "not now"
            let conflicts = member.conflicts.sorted().joined(separator: ", ")
            return [
                "<span class=\"id\">\(member.number)</span>", "\(member.name)", member.isLay ? "lay" : "not lay", state,
                "\(Phrase.shortDay(member.from)) to \(Phrase.shortDay(member.until))",
                conflicts.isEmpty ? "none declared" : "\(conflicts)",
            ]
        }
        let yes = [FormField.Choice("yes", "Lay"), FormField.Choice("no", "Not lay")]
        let numbers = panel.members.map { FormField.Choice($0.number, "\($0.number) \($0.name)") }
        return Card(
            "Members",
            anchor: "members",
            subtitle: "\(panel.members.count(where: \.isLay)) of \(panel.members.count) are lay",
            isPadded: false,
            body: """
                \(rows.isEmpty ? "<div class=\"body\"><p>Nobody has been appointed: there can be no advice.</p></div>" : DataTable(
                    caption: "Members of the panel",
                    columns: ["Number", "Name", "Lay", "Today", "Term", "Interests"],
                    rows: rows
                ).html)<div class="body">\(screen.form(
                    .appoint,
                    "Appoint a member",
                    [
                        .init("number", "Number", .line), .init("name", "Name", .line),
                        .init("isLay", "Lay?", .line, hint: "neither of a force nor of whoever sells to one"),
                        .init("from", "First day", .day), .init("until", "Last day", .day),
                        .init("conflicts", "Interests declared", hint: "one a line: a use's number or a supplier"),
                    ],
                    choices: ["isLay": yes]
                ))\(numbers.isEmpty ? HTML() : screen.form(
                    .declare,
                    "Declare an interest",
                    [.init("member", "Member", .line), .init("matter", "In which use or supplier", .line)],
                    choices: ["member": numbers]
                ))</div>
                """
        )
    }

    private static func record(_ screen: EthicsScreen) -> Card {
        let panel = screen.book.panel
        let rows = zip(panel.record.indices, panel.record).reversed().map { place, entry -> [HTML] in
            let what: HTML =
                switch entry {
                case .advice(let advice):
                    """
                    <b>Advice</b> on <a href="\(address(ofUse: advice.use))">\(advice.use)</a>: \(advice.kind.words)\
                    <span class="more">\(advice.reasons)</span>
                    """
                case .reply(let reply):
                    "<b>Reply</b> of force \(reply.force) to \(reply.advice): \(reply.kind.words)<span class=\"more\">\(reply.reasons)</span>"
                case .correction(let earlier, let text):
                    "<b>Correction</b> of \(earlier)<span class=\"more\">\(text)</span>"
                }
            return [
                "\(place)", what, "\(Phrase.number(screen.book.published[place]))",
                "<code>\(String(panel.seals[place].description.prefix(16)))</code>",
            ]
        }
        return Card(
            "Everything it has said",
            anchor: "record",
            subtitle: panel.areSealsRight ? "every seal holds" : "a seal does not hold",
            isPadded: false,
            body: """
                \(rows.isEmpty ? "<div class=\"body\"><p>Nothing yet.</p></div>" : DataTable(
                    caption: "The panel’s record",
                    columns: [DataTable.Column("Place", isNumber: true), "What", "Entry of the log", "Seal"],
                    rows: rows
                ).html)<div class="body">\(screen.form(
                    .correct,
                    "Correct an entry",
                    [.init("place", "Its place", .line), EthicsScreen.reasons]
                ))</div>
                """
        )
    }

    /// What the panel said of a use, with the force's reply beside it.
    static func advice(_ number: String, _ screen: EthicsScreen) -> Card {
        let panel = screen.book.panel
        let given = zip(panel.record.indices, panel.record).compactMap { place, entry -> (Int, PanelAdvice)? in
            if case .advice(let advice) = entry, advice.use == number { (place, advice) } else { nil }
        }
        let rows = given.reversed().map { place, advice -> [HTML] in
            let replies = panel.record.compactMap { entry -> HTML? in
                guard case .reply(let reply) = entry, reply.advice == place else { return nil }
                return """
                    <b>\(reply.kind.words.capitalizedFirst)</b>, \(Phrase.shortDay(reply.on))\
                    <span class="more">\(reply.reasons)</span>
                    """
            }
            let corrections = panel.record.compactMap { entry -> HTML? in
                guard case .correction(place, let text) = entry else { return nil }
                return "<span class=\"more\">Corrected: \(text)</span>"
            }
            let kinds = PanelReply.Kind.allCases.map { FormField.Choice($0.rawValue, $0.words.capitalizedFirst) }
            let reply = screen.form(
                .reply,
                "Reply for the force",
                hidden: [("use", number), ("place", "\(place)")],
                [.init("kind", "The force’s answer", .line), EthicsScreen.reasons],
                choices: ["kind": kinds]
            )
            let isLast = place == given.last?.0
            return [
                """
                <b>\(advice.kind.words.capitalizedFirst)</b>, \(Phrase.shortDay(advice.on)), \
                \(Phrase.count(advice.present.count, "member"))<span class="more">\(advice.reasons)</span>\(corrections)
                """,
                "\(replies.isEmpty ? ["No reply yet."] : replies)\(isLast ? reply : HTML())",
            ]
        }
        let kinds = PanelAdvice.Kind.allCases.map { FormField.Choice($0.rawValue, $0.words.capitalizedFirst) }
        return Card(
            "The panel’s advice and the force’s reply",
            anchor: "advice",
            subtitle: "published by itself; nobody can take it down",
            isPadded: false,
            body: """
                \(rows.isEmpty ? "<div class=\"body\"><p>The panel has not been asked, or has not answered.</p></div>" : DataTable(
                    caption: "Advice and replies",
                    columns: ["The panel’s advice", "The force’s reply"],
                    rows: rows
                ).html)<div class="body">\(screen.form(
                    .advise,
                    "Publish the panel’s advice",
                    hidden: [("use", number)],
                    [
                        .init("kind", "The panel advises to", .line),
                        .init("present", "Members present", .line, hint: "their numbers: 1, 2, 3, 5, 6"),
                        EthicsScreen.reasons,
                    ],
                    choices: ["kind": kinds]
                ))</div>
                """
        )
    }
}

extension String {
    /// The same with a capital at its head.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
