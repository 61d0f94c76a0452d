import CapabilityKit

extension Review {
    /// The page of one question: two sides with their facts aligned, three answers, and what was judged before.
    static func pairPage(_ view: PairView) -> Page {
        let question = view.isCluster ? "Are these groups one person?" : "Are these one person?"
        let cards = [facts(view), opinion(view), earlier(view)].compactMap(\.self)
        return Page(
            title: question,
            crumbs: [Page.Crumb("Review", view.work.queue), Page.Crumb("question")],
            // How long the queue is would say whether a pair that was opened by itself stands in it.
            beside: progress(view.judgedToday, view.work.single == nil ? view.remaining : nil),
            room: "review",
            body: """
                <div class="record-head"><h1>\(question)</h1>\(lead(view))</div>
                \(dissent(view))<div class="judge"><div class="stack">\(cards.map(\.html))</div>\(answer(view))</div>
                \(view.stamp.html)
                """
        )
    }

    /// How far the officer is: `14 judged today · 212 left`.
    static func progress(_ judged: Int, _ left: Int?) -> HTML {
        let rest: HTML? = left.map { " · \(Phrase.number($0)) left" }
        return "<span class=\"pill\"><b>\(Phrase.number(judged)) judged today</b>\(rest)</span>"
    }

    private static func lead(_ view: PairView) -> HTML {
        guard view.isCluster else {
            return "<p class=\"lead\">Two records side by side. Your answer counts at once, above the software's.</p>"
        }
        let left = Phrase.count(view.left.count, "record"), right = Phrase.count(view.right.count, "record")
        return """
            <p class="lead">\(left) on one side, \(right) on the other. Your answer is on the two in question, \
            \(view.left.first?.html) and \(view.right.first?.html), the closest link between the sides: \
            the others go where their own links lead.</p>
            """
    }

    // MARK: - The two sides

    private static func facts(_ view: PairView) -> Card {
        let table: HTML = """
            <table class="compare"><caption class="vh">The facts of both sides, and whether they agree</caption>\
            <thead><tr><th scope="col"><span class="vh">Fact</span></th>\
            <th scope="col" class="m"><span class="vh">Agreement</span></th>\
            \(head("A", view.leftName, view.left))\(head("B", view.rightName, view.right))</tr></thead>
            <tbody>\(view.fields.map(row))</tbody></table>

            """
        return Card(
            "Side by side",
            anchor: "facts",
            subtitle: "each fact as its source gives it",
            isPadded: false,
            body: table
        )
    }

    private static func head(_ letter: String, _ name: String, _ records: [SourceLine]) -> HTML {
        let more = records.count - 6
        let rest: HTML? = more > 0 ? "<span class=\"quiet\">and \(Phrase.count(more, "other"))</span>" : nil
        return """
            <th scope="col"><span class="side"><i aria-hidden="true">\(letter)</i>\
            <span class="vh">Side \(letter): </span><b>\(name)</b></span>\
            <span class="chips">\(records.prefix(6).map(\.html))\(rest)</span></th>
            """
    }

    private static func row(_ field: ComparedField) -> HTML {
        """
        <tr class="\(kind(field.agreement))"><th scope="row">\(field.label)</th>\
        <td class="m"><span class="agreement"><i aria-hidden="true">\(sign(field.agreement))</i>\
        \(field.agreement.rawValue)</span></td>\
        <td class="l">\(values(field.left))</td><td class="r">\(values(field.right))</td></tr>

        """
    }

    private static func kind(_ agreement: Agreement) -> HTML {
        switch agreement {
        case .agree: "agree"
        case .partly: "partly"
        case .differ: "differ"
        case .oneSided: "alone"
        }
    }

    private static func sign(_ agreement: Agreement) -> String {
        switch agreement {
        case .agree: "="
        case .partly: "≈"
        case .differ: "≠"
        case .oneSided: "–"
        }
    }

    private static func values(_ values: [ComparedField.Value]) -> HTML {
        guard !values.isEmpty else { return "<span class=\"quiet\">not held</span>" }
        return values.map { value -> HTML in
            let identifier: HTML = value.isIdentifier ? " class=\"id\"" : ""
            let shared: HTML? =
                value.isShared ? "<span class=\"shared\">\(Icon.check.html)\(HTML.spoken("on both sides"))</span>" : nil
            let more: HTML? = value.more.map { " <span class=\"more\">\($0)</span>" }
            return """
                <div class="value"><span\(identifier)>\(marked(value))</span>\(shared)\(more)\
                \(SourceLine.row(value.sources))</div>
                """
        }.joined()
    }

    /// The text with the part in bold and underlined in which it differs from the other side's.
    private static func marked(_ value: ComparedField.Value) -> HTML {
        guard let odd = value.odd else { return "\(value.text)" }
        let text = Array(value.text)
        let parts = [text[..<odd.lowerBound], text[odd], text[odd.upperBound...]].map { String($0) }
        return "\(parts[0])<b class=\"odd\">\(parts[1])</b>\(parts[2])"
    }

    private static func dissent(_ view: PairView) -> HTML {
        guard !view.dissent.isEmpty else { return HTML() }
        let items = view.dissent.map { conflict -> HTML in
            "<li><span>\(conflict.words) <b>\(conflict.value)</b></span> \(SourceLine.row(conflict.sources))</li>"
        }
        return """
            <section class="conflicts" aria-labelledby="dissent-title"><h2 id="dissent-title">\(Icon.alert.html)\
            Facts that do not agree</h2><ul>\(items)</ul></section>

            """
    }

    // MARK: - The answer

    private static func answer(_ view: PairView) -> HTML {
        let button = { (verdict: PairVerdict, key: String, icon: Icon) -> HTML in
            """
            <button class="button" name="verdict" value="\(verdict.rawValue)" data-key="\(key.lowercased())">\
            \(icon.html)\(words(for: verdict)) <kbd>\(key)</kbd></button>
            """
        }
        let required = HTML.flag("required", view.needsReason)
        let hint: HTML =
            view.needsReason
            ? "Somebody else has judged these records: say why you judge as you do." : "If there is something to add."
        return """
            <aside class="card answer" aria-labelledby="answer-title"><h2 id="answer-title">Your answer</h2>
            <form method="post" action="\(Address("review", "judge"))" data-once>
            <div class="verdicts">\(button(.same, "S", .check))\(button(.unsure, "N", .clock))\
            \(button(.different, "D", .split))</div>
            <label for="reason">Reason</label><p class="hint" id="reason-hint">\(hint)</p>
            <input id="reason" name="reason" type="text" maxlength="250" autocomplete="off" \
            aria-describedby="reason-hint"\(required)>
            \(FormField.hidden("pair", view.pair.description))\
            \(FormField.hidden("showing", "\(view.stamp.entry)"))\(view.work.hidden)\
            \(FormField.hidden("token", view.token))</form>
            \(undo(view))\(blindToggle(isBlind: view.opinion == nil, back: back(view), view.work, view.token))</aside>

            """
    }

    private static func back(_ view: PairView) -> String { view.work.single?.description ?? "next" }

    private static func undo(_ view: PairView) -> HTML {
        guard let last = view.last else { return HTML() }
        return """
            <form method="post" action="\(Address("review", "undo"))" class="last" data-once>
            <p>Your last: <b>\(last.words)</b>, \(last.time), entry \(Phrase.number(last.entry)).</p>
            <button class="button small" data-key="u">Take it back <kbd>U</kbd></button>\
            \(view.work.hidden)\(FormField.hidden("token", view.token))</form>

            """
    }

    /// The switch between judging blind and seeing what the software thinks.
    static func blindToggle(isBlind: Bool, back: String, _ work: Work, _ token: String) -> HTML {
        let words: HTML =
            isBlind
            ? """
            <p>\(Icon.eye.html)<b>Blind.</b> What the software thinks is kept from you, so that you do not lean on it.</p>
            """
            : """
            <p>\(Icon.eye.html)<b>Not blind.</b> You see what the software thinks; the judgement says that you did.</p>
            """
        return """
            <form method="post" action="\(Address("review", "blind"))" class="blind">\(words)
            <button class="button small" name="blind" value="\(isBlind ? "off" : "on")" data-key="b">\
            \(isBlind ? "Show it" : "Judge blind") <kbd>B</kbd></button>\(FormField.hidden("back", back))\
            \(work.hidden)\(FormField.hidden("token", token))</form>

            """
    }

    // MARK: - What the software and others think

    private static func opinion(_ view: PairView) -> Card? {
        view.opinion.map { opinion in
            let caution: HTML? = opinion.caution.map { "<p class=\"conflict\">\(Icon.alert.html)\($0)</p>" }
            return Card(
                "What the software thinks",
                anchor: "software",
                tools: "<span class=\"tag inferred\">inferred</span> \(opinion.confidence.html)",
                body: "<p>\(opinion.words)</p>\(caution)\(opinion.waterfall.html)"
            )
        }
    }

    private static func earlier(_ view: PairView) -> Card? {
        guard !view.earlier.isEmpty else { return nil }
        let lines = view.earlier.map { line -> HTML in
            let back: HTML? = line.isTakenBack ? "<span class=\"tag\">taken back</span>" : nil
            let how: HTML? = line.how.map { ", \($0)" }
            let reason: HTML? = line.reason.isEmpty ? nil : "<q>\(line.reason)</q>"
            return """
                <li><b>\(line.words)</b> \(back)<span class="quiet">\(line.who), \(line.when)\(how)</span>\(reason)</li>
                """
        }
        let here = view.earlier.count { $0.isThisPair }
        let title: HTML = "<ul class=\"judgements\">\(lines)</ul>"
        // Somebody who judges blind opens it when they have made up their mind.
        let body: HTML =
            view.opinion == nil
            ? """
            <details><summary>Show them: better after you have made up your mind</summary>\(title)</details>
            """ : title
        return Card(
            "Earlier judgements",
            anchor: "earlier",
            subtitle: "\(here) of this pair, \(view.earlier.count - here) of other records of the two sides",
            body: body
        )
    }
}
