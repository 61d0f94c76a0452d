import CapabilityKit

extension Contact {
    /// The pane in which the call is worked.
    static func work(_ screen: Screen) -> HTML {
        guard let incident = screen.incident else { return quietDesk(screen) }
        return """
            <div data-part="head">\(head(incident, screen))</div>
            \(form("place", screen, class: "fl", """
                <label for="place"><kbd>F2</kbd>Where</label>\
                <input id="place" name="text" value="\(incident.placeText ?? incident.call?.address ?? "")" \
                autocomplete="off" maxlength="400" data-f="F2" placeholder="Address, postcode, road, landmark">\
                <button class="vh">Keep the place</button>
                """))
            <div data-part="prompts">\(transferLines(screen))\(prompts(screen))</div>
            <div class="log"><ol aria-label="Call log; a line once entered stays, a correction stands beside it" \
            data-part="lines" tabindex="0">\(lines(incident))</ol>\
            <div data-part="offers">\(offers(screen))</div>
            \(form("write", screen, class: "type", """
                <label for="line"><kbd>F4</kbd><span class="vh">New line of the log</span></label>\
                <input id="line" name="text" autocomplete="off" maxlength="1000" data-f="F4" spellcheck="true" \
                placeholder="What is said, what is done">\
                <label class="vh" for="stage">Decision stage</label>\
                <select id="stage" name="stage" title="National Decision Model: Alt 1 to Alt 5">\(Stage.allCases.map { stage in
                    "<option value=\"\(stage.rawValue)\">\(stage.rawValue) \(stage.title)</option>" as HTML
                })</select><button class="vh">Enter the line</button>
                """))</div>
            <div class="unsent" data-kept role="status" hidden></div>
            <div data-part="thrive">\(thrive(incident, screen))</div>
            <div data-part="grade">\(grade(incident, screen))</div>
            """
    }

    /// Before a call is opened.
    private static func quietDesk(_ screen: Screen) -> HTML {
        let ringing = screen.look.board.filter { $0.state == .waiting }
        let words =
            ringing.isEmpty
            ? "No call waits. The next one appears at the left as it arrives."
            : "\(Phrase.count(ringing.count, "call")) waiting."
        return """
            <div class="unsent" data-kept role="status" hidden></div>
            <div class="call"><h1>Ready</h1></div><div class="fl"><p class="lead" data-part="ready">\(words)</p></div>
            \(form("arrive", screen, class: "fl by-hand", """
                <h2>Take a call by hand</h2><p class="quiet">Where the network hands nothing over.</p>\
                <label for="hand-line">Line</label><select id="hand-line" name="line"><option>999</option><option>101</option>\
                <option>text relay</option><option>online</option></select>\
                <label for="hand-number">Number</label><input id="hand-number" name="number" maxlength="40" autocomplete="off">\
                <label for="hand-address">Address</label><input id="hand-address" name="address" maxlength="400" autocomplete="off">\
                <button class="button primary">Open a call</button>
                """))
            """
    }

    // MARK: - The head

    static func head(_ incident: Incident, _ screen: Screen) -> HTML {
        let call = incident.call
        let opened = incident.entries.first?.at ?? screen.now
        let subscriber: HTML? = call?.subscriber.map { "<span class=\"src\"><b>Line</b><span>\($0)</span></span>" }
        let position: HTML? = call?.location.map { location in
            let at = location.at.flatMap { Timestamp(rfc3339: $0) }.map { " · \(clock($0))" } ?? ""
            return """
                <span class="src"><b>\(location.method)</b><span>within \(Int(location.radiusMetres)) m\(at)</span></span>
                """
        }
        let number: HTML = call?.number.map { "<b class=\"id\">\($0)</b>" } ?? "<b>number withheld</b>"
        var tags: [HTML] = []
        if call?.isWhispering == true { tags.append("<span class=\"tag warn\">caller whispering</span>") }
        if call?.isSilent == true { tags.append("<span class=\"tag warn\">silent</span>") }
        if call?.isText == true { tags.append("<span class=\"tag warn\">by text</span>") }
        if case .officer(let to, _) = incident.offeredTo {
            tags.append("<span class=\"tag warn\">handed to \(to), not taken yet</span>")
        }
        if incident.hasRungOff { tags.append("<span class=\"tag warn\">rang off</span>") }
        let risks = screen.known.facts.reduce(into: [(String, Icon)]()) { all, fact in
            if !all.contains(where: { $0.0 == fact.title }) { all.append((fact.title, fact.icon)) }
        }
        let strip = risks.prefix(4).map { title, icon -> HTML in "<span class=\"tag risk\">\(icon.html)\(title)</span>"
        }
        let more: HTML? = risks.count > 4 ? "<span class=\"tag risk\">\(risks.count - 4) more</span>" : nil
        let isLive = incident.state == .live
        let timer: HTML = """
            <span class="dur" role="timer" data-since="\(opened.rfc3339UTC)">\(screen.age(since: opened))</span>
            """
        return """
            <div class="call"><h1>\(isLive ? "<span class=\"live\" aria-hidden=\"true\"></span>" as HTML : HTML())\
            \(call?.line ?? "") call <span class="id">\(short(incident.number))</span> <small>\(incident.state.rawValue)</small></h1>\
            \(timer)<p class="by">\(number)\(subscriber)\(position)\(tags)</p>\
            <p class="strip">\(strip)\(more)</p>\(tools(incident, screen))</div>
            """
    }

    private static func tools(_ incident: Incident, _ screen: Screen) -> HTML {
        let closing =
            incident.needsTwoToClose
            ? fold(
                "Close",
                "askclose",
                [("result", "How did it end?"), ("reason", "Nobody was there: why close? A second person decides.")],
                screen
            ) : fold("Close", "close", [("result", "How did it end?")], screen)
        let doing: HTML =
            switch incident.state {
            case .waiting:
                form(
                    "answer",
                    screen,
                    class: "one",
                    "<button class=\"button primary\" data-alt=\"n\">Answer <kbd>Alt N</kbd></button>"
                )
            case .closed:
                fold("Reopen", "reopen", [("reason", "Why is it opened again?")], screen)
            default:
                """
                \(fold("Hand over", "hand", [("to", "To whom, by number?"), ("note", "What must they know?")], screen))\
                \(closing)\(fold("Unit there", "attend", [("unit", "Which unit?")], screen))\(button("ask", "Ask all again", screen))\
                <a class="button small" href="\(Address(name, "transfers").with("call", incident.number))">Transfer</a>
                """
            }
        let isOffered =
            incident.offeredTo
            == .officer(
                number: screen.officer.number,
                force: screen.officer.force.description
            )
        return "<div class=\"tools\">\(isOffered ? button("take", "Take over", screen) : HTML())\(doing)</div>"
    }

    /// Why it should be assessed again.
    static func prompts(_ screen: Screen) -> HTML {
        guard !screen.prompts.isEmpty else { return HTML() }
        let words = screen.prompts.map(\.words).joined(separator: " · ")
        return """
            <div class="again" role="status">\(Icon.clock.html)<span><b>Assess again:</b> \(words)</span>\
            \(fold("Assessed, stands", "again", [("reason", "Why does it stand?")], screen))</div>
            """
    }

    // MARK: - The log

    static func lines(_ incident: Incident) -> HTML {
        let named = Set(incident.attachments.map(\.text))
        let items = incident.lines.enumerated().map { order, line -> HTML in
            let earlier: HTML? =
                line.versions.count > 1
                ? "<details class=\"was\"><summary>corrected</summary>\(line.versions.dropLast().joined(separator: " / "))</details>"
                : nil
            return """
                <li><time>\(clock(line.at))</time><span class="say">\(marked(line.text, attached: named, declined: incident.declined))\
                \(earlier)</span><small title="National Decision Model: \(line.stage.title)">\(line.stage.rawValue)\
                <span class="vh"> \(line.stage.title)</span> @\(order + 1)</small></li>
                """
        }
        return "\(items)"
    }

    /// A line with what was recognised underlined: dashed until a person attached it, solid after.
    static func marked(_ text: String, attached: Set<String>, declined: Set<String>) -> HTML {
        var rest = text[...]
        var html = HTML()
        for one in recognise(text) where !declined.contains(one.text) {
            guard let range = rest.firstRange(of: one.text) else { continue }
            html.append(HTML(text: rest[..<range.lowerBound]))
            html.append(
                attached.contains(one.text)
                    ? "<u class=\"fixed\">\(one.text)</u>"
                    : "<u class=\"offer\">\(one.text)<span class=\"vh\"> (offered: \(one.kind.rawValue))</span></u>"
            )
            rest = rest[range.upperBound...]
        }
        html.append(HTML(text: rest))
        return html
    }

    static func offers(_ screen: Screen) -> HTML {
        guard let offer = screen.offers.first else { return HTML() }
        let what: HTML =
            offer.name.map { "\(offer.recognised.text) is perhaps <b>\($0)</b>" }
            ?? "<b>\(offer.recognised.text)</b>, a \(offer.recognised.kind.rawValue)"
        let values = [
            ("kind", offer.recognised.kind.rawValue), ("text", offer.recognised.text), ("about", offer.key),
            ("name", offer.name ?? ""),
        ]
        let parts: [Part] = [offer.part] + Part.allCases.filter { $0 != offer.part }
        let options = parts.map { part -> HTML in "<option value=\"\(part.rawValue)\">\(part.rawValue)</option>" }
        let more: HTML? = screen.offers.count > 1 ? "<small>\(screen.offers.count - 1) more</small>" : nil
        return """
            <div class="sug"><span class="tag inferred">suggested</span><span class="what">\(what) \(more)</span>\
            \(form("attach", screen, class: "one", """
                \(values.map { FormField.hidden($0.0, $0.1) })<label class="vh" for="part">as</label>\
                <select id="part" name="part">\(options)</select>\
                <button class="button small" data-alt="a">Attach <kbd>Alt A</kbd></button>
                """))\(button("decline", "No", screen, key: "x", [("text", offer.recognised.text)]))</div>
            """
    }
}
