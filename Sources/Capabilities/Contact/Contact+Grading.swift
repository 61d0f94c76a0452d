import CapabilityKit

extension Contact {
    /// The six letters, each a short text with the lines it rests on.
    static func thrive(_ incident: Incident, _ screen: Screen) -> HTML {
        let signals = signals(of: incident, by: screen.rulebook.suggestions, scripts: screen.rulebook.scripts)
        let boxes = Letter.allCases.map { letter -> HTML in
            let said = incident.thrive[letter]
            let hints = screen.rulebook.suggestions.signals.filter { $0.letter == letter && signals[$0.code] != nil }
            let hint = hints.map(\.says).joined(separator: ", ")
            let places = said?.evidence.compactMap { place in incident.lines.firstIndex { $0.place == place } } ?? []
            let more = places.count > 3 ? " +\(places.count - 3)" : ""
            let evidence = places.map { "@\($0 + 1)" }.prefix(3).joined(separator: " ") + more
            let kind = said != nil ? "said" : hints.isEmpty ? "ask" : "hinted"
            return """
                \(form("assess", screen, class: "letter \(kind)", """
                    \(FormField.hidden("letter", letter.rawValue))<label for="thrive-\(letter.rawValue)">\(letter.title)</label>\
                    <input id="thrive-\(letter.rawValue)" name="text" value="\(said?.text ?? "")" maxlength="300" \
                    autocomplete="off" placeholder="\(hint.isEmpty ? "ask" : hint)"\(HTML.attribute("data-alt", letter == .threat ? "h" : nil)) \
                    aria-describedby="why-\(letter.rawValue)"><small id="why-\(letter.rawValue)">\(evidence)\
                    \(HTML.spoken(hint.isEmpty ? "nothing said" : "the log speaks of \(hint)"))</small>
                    """))
                """
        }
        return """
            <div class="fl"><span class="lab"><kbd>Alt H</kbd>Threat, harm, risk and need</span>\
            <div class="thr">\(boxes)</div></div>
            """
    }

    /// The grades, the suggestion with its rule, and what waits for a second person.
    static func grade(_ incident: Incident, _ screen: Screen) -> HTML {
        let canGrade = [.live, .sent, .attended].contains(incident.state)
        let standing = incident.standing.map(screen.scheme.rank)
        let suggested = screen.suggestion?.grade.code
        let buttons = screen.scheme.grades.enumerated().map { rank, grade -> HTML in
            let isLower = standing.map { rank > $0 } ?? false
            let isHere = incident.grade == grade.code
            let kind =
                "button n\(grade.national.rawValue)\(isHere ? " sel" : "")\(suggested == grade.code ? " sug1" : "")"
            if isLower {
                return """
                    <details class="fold lower"><summary class="\(kind)" title="\(grade.meaning)"><b>\(grade.code)</b>\(grade.title)\
                    </summary>\(form("lower", screen, """
                        \(FormField.hidden("code", grade.code))<label>Why lower? A second person decides. \
                        <input name="reason" id="lower-\(grade.code)" minlength="10" maxlength="800" required autocomplete="off">\
                        </label><button class="button small">Ask for it</button>
                        """))</details>
                    """
            }
            return form(
                "grade",
                screen,
                class: "one",
                """
                \(FormField.hidden("code", grade.code))<button class="\(kind)" title="\(grade.meaning)" data-grade="\(grade.code)"\
                \(HTML.attribute("aria-pressed", isHere ? "true" : "false"))\(HTML.flag("disabled", !canGrade))>\
                <b>\(grade.code)</b>\(grade.title)</button>
                """
            )
        }
        let send = form(
            "send",
            screen,
            class: "one send",
            """
            <button class="button primary" data-f="F9"\(HTML.flag("disabled", incident.state != .live || incident.grade == nil))>\
            Send to dispatch <kbd>F9</kbd></button>
            """
        )
        return """
            <div class="fl"><span class="lab"><kbd>F8</kbd>Grade\(due(incident, screen))</span>\
            <div class="grade" data-f="F8">\(buttons)\(send)</div>\(waiting(incident, screen))\
            <p class="hint">\(suggestion(screen))</p></div>
            """
    }

    private static func due(_ incident: Incident, _ screen: Screen) -> HTML {
        guard let due = dueAt(incident) else { return HTML() }
        let minutes = Int(due - screen.now.milliseconds) / 60_000
        return due < screen.now.milliseconds
            ? "<span class=\"tag warn\">target passed \(-minutes) min ago</span>"
            : "<span class=\"tag\">\(minutes) min to target</span>"
    }

    private static func suggestion(_ screen: Screen) -> HTML {
        guard let suggestion = screen.suggestion else {
            return "<span class=\"tag inferred\">no rule speaks</span> You decide."
        }
        guard let rule = suggestion.rule else {
            return
                "<span class=\"tag inferred\">suggested \(suggestion.grade.code)</span> The grade stands. You decide."
        }
        let rest = suggestion.reasons.count - 3
        let more = rest > 0 ? "; \(Phrase.count(rest, "more reason"))" : ""
        return """
            <span class="tag inferred">suggested \(suggestion.grade.code)</span> \(suggestion.reasons.prefix(3).joined(separator: "; "))\(more) \
            <small>(rule \(rule), rules of \(suggestion.version))</small>. You decide.
            """
    }

    /// What waits for a second person, with what they decide on: the entry that asked, and the grade.
    private static func waiting(_ incident: Incident, _ screen: Screen) -> HTML {
        if let lowering = incident.lowering {
            let asked = ("asked", "\(lowering.place)")
            return second(
                "Lowering to \(lowering.code) asked by \(lowering.by.words)",
                lowering.reason,
                by: lowering.by,
                screen,
                agree: button("agree", "Agree", screen, [asked, ("code", lowering.code)]),
                refuse: fold("Refuse", "refuse", [("reason", "Why not?")], screen, [asked])
            )
        }
        guard let closing = incident.closing else { return HTML() }
        let asked = ("asked", "\(closing.place)")
        return second(
            "Closing of an emergency nobody attended asked by \(closing.by.words): \(closing.result)",
            closing.reason,
            by: closing.by,
            screen,
            agree: button("agreeclose", "Agree", screen, [asked]),
            refuse: fold("Refuse", "refuseclose", [("reason", "Why not?")], screen, [asked])
        )
    }

    private static func second(
        _ what: String,
        _ reason: String,
        by asker: Actor,
        _ screen: Screen,
        agree: HTML,
        refuse: HTML
    ) -> HTML {
        let isOwn: Bool = if case .officer(let number, _) = asker { number == screen.officer.number } else { false }
        let doing: HTML =
            screen.supervises && !isOwn
            ? "\(agree)\(refuse)" : "<small>a supervisor decides; until then all stands as it is</small>"
        return """
            <div class="again" role="status">\(Icon.users.html)<span><b>\(what):</b> \(reason)</span>\(doing)</div>
            """
    }
}
