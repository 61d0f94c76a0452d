import CapabilityKit

extension Contact {
    /// The pane of what is known: danger first, each with source, date and expiry; then incidents that may be the same,
    /// what to ask, the place and the people.
    static func known(_ screen: Screen) -> HTML {
        guard let incident = screen.incident else {
            return """
                <div class="ph"><h2>What we know</h2></div><div class="know"><p class="quiet">Nothing is asked until a call arrives.</p>\
                </div>
                """
        }
        return """
            <div class="ph"><h2>What we know</h2><span class="space"></span>\(pill(screen))</div>
            <div class="know">\(dangers(screen))\(duplicates(screen))\(ask(incident, screen))\(place(incident, screen))\
            \(people(screen))\(judged(incident, screen))</div>
            """
    }

    private static func pill(_ screen: Screen) -> HTML {
        let known = screen.known
        guard !known.forces.isEmpty else { return "<span class=\"pill\">\(Icon.stop.html)not asked</span>" }
        let isWhole = known.answered == known.forces.count
        let waiting = known.forces.count { $0.state == nil }
        let words = waiting > 0 ? "answered, \(waiting) to come" : "answered"
        return """
            <span class="pill\(isWhole ? "" : " warn")">\(isWhole ? Icon.check.html : Icon.clock.html)\
            <span><b>\(known.answered) of \(known.forces.count)</b> \(words)</span></span>
            """
    }

    private static func dangers(_ screen: Screen) -> HTML {
        let facts = screen.known.facts
        guard !facts.isEmpty else { return nothing(screen) }
        var groups: [(code: String, facts: [SafetyFact])] = []
        for fact in facts {
            if let place = groups.firstIndex(where: { $0.code == fact.code && $0.facts[0].about == fact.about }) {
                groups[place].facts.append(fact)
            } else {
                groups.append((fact.code, [fact]))
            }
        }
        let shown = groups.prefix(8).map { danger($0.facts) }, rest = groups.dropFirst(8)
        let titles = Set(rest.compactMap { $0.facts.first?.title }).sorted().joined(separator: ", ")
        let more: HTML? =
            rest.isEmpty
            ? nil
            : """
            <details class="maybe"><summary>\(Phrase.count(rest.count, "more warning")): \(titles)</summary>\
            \(rest.map { danger($0.facts) })</details>
            """
        return "\(shown)\(more)\(missing(screen))"
    }

    private static func danger(_ facts: [SafetyFact]) -> HTML {
        guard let first = facts.first else { return HTML() }
        let said = facts.map { fact -> HTML in
            let until: HTML? = fact.until.map { " Until \(Phrase.shortDay($0))." }
            let overdue: HTML? = fact.overdue.map {
                " <span class=\"tag warn\">review overdue since \(Phrase.shortDay($0))</span>"
            }
            return "<p>\(fact.detail)\(until)\(overdue) \(fact.source.html)</p>"
        }
        return """
            <div class="al"><h3>\(first.icon.html)\(first.title)<small>\(first.about)</small></h3>\(said)</div>
            """
    }

    private static func duplicates(_ screen: Screen) -> HTML {
        let cards = screen.duplicates.enumerated().map { order, one -> HTML in
            let near = one.metres.map { ", \($0) m away" } ?? ", same place"
            return """
                <div class="kb inf"><h3>\(Icon.split.html)Same as <span class="id">\(short(one.number))</span>?</h3>\
                <p>\(one.summary), \(one.minutes) min apart\(near).</p><div class="row">\
                \(button("link", order == 0 ? "Link them <kbd>Alt L</kbd>" : "Link them", screen, key: order == 0 ? "l" : nil,
                    [("number", one.number)]))\(button("apart", "Different", screen, [("number", one.number)]))\
                <a class="button small" href="\(Address(name).with("call", one.number))">Open</a></div></div>
                """
        }
        guard cards.count > 1 else { return "\(cards)" }
        return """
            \(Array(cards.prefix(1)))<details class="maybe"><summary>\(Phrase.count(cards.count - 1, "more incident")) that may be the \
            same</summary>\(Array(cards.dropFirst(1)))</details>
            """
    }

    private static func place(_ incident: Incident, _ screen: Screen) -> HTML {
        let place = incident.placeText ?? incident.call?.address ?? ""
        let here = screen.look.earlier.filter { screen.repeats.place.contains($0.number) }
        let rows = here.map { one -> HTML in
            "<li><b>\(Phrase.shortDay(one.openedAt))</b> <a href=\"\(Address(name).with("call", one.number))\">\(one.summary)</a></li>"
        }
        let none: HTML = place.isEmpty ? "<p>No place yet.</p>" : "<p>No earlier call at this place on this node.</p>"
        return """
            <div class="kb"><h3>\(Icon.home.html)\(place.isEmpty ? "Place not known" : place)\
            <span class="space"></span><span class="tag">\(Phrase.count(here.count, "earlier call"))</span></h3>\
            \(rows.isEmpty ? none : listed(rows, first: 4, "earlier call"))</div>
            """
    }

    private static func people(_ screen: Screen) -> HTML {
        let tied = screen.known.people.filter { $0.ties != [.maybe] }
        let maybe = screen.known.people.filter { $0.ties == [.maybe] }
        func row(_ person: Known.Person) -> HTML {
            let ties = person.ties.sorted().map(\.words).joined(separator: ", ")
            let link: HTML = person.address.map { "<a href=\"\($0)\">\(person.name)</a>" } ?? "\(person.name)"
            let warned: HTML? =
                person.warnings > 0
                ? " <span class=\"tag warn\">\(Phrase.count(person.warnings, "warning"))</span>" : nil
            return "<li><b>\(link)</b>\(person.born), \(ties)\(warned) \(person.sources.map(\.html))\(person.more)</li>"
        }
        let more: HTML? =
            maybe.isEmpty
            ? nil
            : """
            <details class="maybe"><summary>\(Phrase.count(maybe.count, "other person", "other people")) found by the words alone</summary>\
            <ul>\(maybe.map(row))</ul></details>
            """
        let none: HTML? = tied.isEmpty ? "<p>Nobody is tied to this number or place by a record.</p>" : nil
        return """
            <div class="kb"><h3>\(Icon.users.html)People</h3>\(listed(tied.map(row), first: 6, "person", "people"))\(none)\(more)</div>
            """
    }

    private static func ask(_ incident: Incident, _ screen: Screen) -> HTML {
        guard let script = screen.script else { return HTML() }
        let open = script.questions.filter { incident.answers["\(script.id).\($0.id)"] == nil }
        let answered = script.questions.compactMap { question -> HTML? in
            incident.answers["\(script.id).\(question.id)"].map {
                "<li><span>\(question.asks)</span><b>\($0.rawValue)</b></li>"
            }
        }
        let next = open.prefix(3).enumerated().map { order, question -> HTML in
            let values = [("script", script.id), ("question", question.id)]
            let answers = [("yes", "y"), ("no", "o"), ("unknown", "u")].map { answer, key -> HTML in
                let words: HTML =
                    order == 0 ? "\(answer.headCapitals) <kbd>Alt \(key.uppercased())</kbd>" : "\(answer.headCapitals)"
                return button("said", words, screen, key: order == 0 ? key : nil, values + [("answer", answer)])
            }
            return
                "<li\(order == 0 ? " data-ask tabindex=\"-1\"" as HTML : HTML())><span>\(question.asks)</span><span class=\"row\">\(answers)</span></li>"
        }
        let note: HTML? = script.note.map { "<p class=\"note\">\($0)</p>" }
        let later: HTML? = open.count > 3 ? "<p class=\"note\">\(open.count - 3) more to ask after these</p>" : nil
        return """
            <div class="kb ask"><h3>\(Icon.mic.html)Ask next<span class="space"></span>\
            <span class="cap">\(script.title), version \(script.version)</span></h3>\(note)<ol>\(next)</ol>\(later)\
            <ul class="told">\(answered)</ul></div>
            """
    }

    /// What is judged beside the grade where the call is of that kind: a missing person's risk, domestic abuse.
    private static func judged(_ incident: Incident, _ screen: Screen) -> HTML {
        var html = HTML()
        let scripts = screen.rulebook.scripts
        if screen.script?.id == "missing" || incident.missingLevel != nil {
            let levels = scripts.missing.levels.map { level -> HTML in
                let chosen = HTML.flag("selected", level.code == incident.missingLevel)
                return "<option value=\"\(level.code)\"\(chosen)>\(level.title): \(level.meaning)</option>"
            }
            let said: HTML? = incident.missingSaidBy.map { "<p>Said by \($0).</p>" }
            html.append(
                """
                <div class="kb"><h3>\(Icon.eye.html)Risk to the missing person</h3>\(said)\(form("missing", screen, class: "stack", """
                    <label for="missing-level">Level</label><select id="missing-level" name="level">\(levels)</select>\
                    <label for="missing-by">Who said it</label><input id="missing-by" name="by" required maxlength="200">\
                    <label for="missing-reason">Why</label><input id="missing-reason" name="reason" required maxlength="800">\
                    <button class="button small">Keep the level</button>
                    """))</div>
                """
            )
        }
        if screen.script?.id == "domestic" || incident.dashLevel != nil {
            let count = incident.dashYes?.count ?? 0
            let topics = scripts.dash.topics.enumerated().map { order, topic -> HTML in
                "<li value=\"\(order + 1)\">\(topic)</li>"
            }
            let marker: HTML? =
                count >= scripts.dash.marker
                ? "<span class=\"tag warn\">\(count) yes: common marker for MARAC</span>" : nil
            html.append(
                """
                <div class="kb"><h3>\(Icon.heart.html)DASH<span class="space"></span>\
                <span class="cap">\(incident.dashLevel.map { "\(count) yes, judged \($0)" } ?? "not done")</span></h3>\(marker)\
                <details><summary>27 topics and the level</summary><ol class="dash">\(topics)</ol><p class="note">\(scripts.dash.note)</p>\
                \(form("dash", screen, class: "stack", """
                    <label for="dash-yes">Numbers answered yes</label>\
                    <input id="dash-yes" name="yes" value="\((incident.dashYes ?? []).map(String.init).joined(separator: " "))" \
                    maxlength="120" placeholder="1 2 13"><label for="dash-level">Level</label><select id="dash-level" name="level">\
                    <option>standard</option><option>medium</option><option>high</option></select>\
                    <button class="button small">Keep DASH</button>
                    """))</details></div>
                """
            )
        }
        return html
    }
}
