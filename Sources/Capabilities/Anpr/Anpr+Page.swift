import CapabilityKit

extension Anpr {
    /// What one page of the workbench is drawn from.
    struct Bench: Sendable {
        var look: Counter.Look
        var limits: Limits
        /// The kind of question whose form stands there.
        var kind: Kind
        /// What its fields hold: what was asked before, so that nothing is typed twice.
        var values: [String: String]
        var token: String
        var today: CalendarDate
        var baseMap: BaseMap?
        var stamp: LedgerStamp

        var kept: Kept? { look.kept }
        var answer: Answer? { look.kept?.answer }
    }

    /// Answers `GET /anpr?question=…&ask=…&line=…`.
    @Sendable static func workbenchPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let shown = try await counter.look(at: visit.query["question"].flatMap { Int64($0) })
        let kept = shown.content.kept
        let kind = visit.query["ask"].flatMap { Kind(rawValue: $0) } ?? kept?.question.kind ?? .history
        let bench = Bench(
            look: shown.content,
            limits: counter.limits,
            kind: kind,
            values: values(of: kept, line: visit.query["line"].flatMap { Int($0) }, today: visit.desk.today),
            token: visit.formToken,
            today: visit.desk.today,
            baseMap: visit.baseMap,
            stamp: LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference)
        )
        var page = Page(
            title: "Number plates",
            crumbs: kept.map { [Page.Crumb("Number plates", Address(name)), Page.Crumb("question \($0.id)")] } ?? [],
            room: name,
            body: body(bench)
        )
        page.files = ["anpr.css"]
        return page
    }

    /// The fields of a form as an earlier question had them; of a line, its vehicle.
    static func values(of kept: Kept?, line: Int?, today: CalendarDate) -> [String: String] {
        guard let question = kept?.question else {
            let days = today.dayNumber.map { [$0 - 27, $0] } ?? []
            let dates = days.compactMap { CalendarDate(dayNumber: $0)?.description }
            return dates.count == 2 ? ["from": dates[0], "to": dates[1]] : [:]
        }
        var values = [
            "item": question.item, "grading": question.grading, "plate": question.plate, "from": question.from,
            "to": question.to, "area": question.areas.joined(separator: ", "), "home": question.home,
            "cameras": question.cameras.joined(separator: ", "), "confusables": question.confusables ? "1" : "",
        ]
        if question.within > 0 { values["within"] = "\(question.within)" }
        if question.atLeast > 0 { values["atLeast"] = "\(question.atLeast)" }
        if let line, let lines = kept?.answer?.lines, lines.indices.contains(line) {
            values["plate"] = lines[line].plate
            values["area"] = ""
        }
        return values
    }

    static func body(_ bench: Bench) -> HTML {
        var cards = [form(bench)]
        if let kept = bench.kept, let answer = bench.answer {
            cards.append(found(kept, answer, bench))
            cards += drawings(kept, answer, bench)
            cards.append(keeping(kept, answer, bench))
        } else if let kept = bench.kept {
            cards.append(
                Card(
                    "Destroyed",
                    anchor: "found",
                    width: 8,
                    body: """
                        <p>What this question found was destroyed on \(Phrase.shortDay(kept.dueAt)); what was selected stays. \
                        \(bench.limits.resultDays) days are the table’s. Ask it again with the form.</p>\(selected(kept))
                        """
                )
            )
        } else {
            cards += [own(bench), feedback(bench)] + [products(bench)].compactMap(\.self) + [cameras(bench)]
        }
        return """
            <h1>Number plates</h1><p class="lead">Each question starts from a graded item of intelligence, is bounded, and is \
            recorded before it is answered. Nobody is scored, and what you do not select is destroyed.</p>
            \(kinds(bench))\(Card.grid(cards))\(bench.stamp.html)
            """
    }

    // MARK: - Asking

    private static func kinds(_ bench: Bench) -> HTML {
        let tabs = bench.limits.questions.enumerated().map { place, row -> HTML in
            let id = bench.kept.map { "\($0.id)" }
            let address = Address(name).with("question", id).with("ask", row.kind.rawValue)
            return """
                <a href="\(address)" data-key="\(place + 1)"\
                \(HTML.attribute("aria-current", row.kind == bench.kind ? "true" : nil))><kbd>\(place + 1)</kbd>\(row.title)</a>
                """
        }
        return "<nav class=\"asks\" aria-label=\"Questions\">\(tabs)</nav>"
    }

    private static func form(_ bench: Bench) -> Card {
        let kind = bench.kind
        let row = bench.limits.questions.first { $0.kind == kind }
        let wantsArea = row?.begins == .area || kind == .swap
        var fields: [HTML] = []
        if row?.begins == .plate {
            let hint = kind == .history ? "? for one character, * for any number" : "the whole plate"
            fields.append(input("plate", kind == .history ? "Plate, or part of it" : "Plate", hint, bench))
        }
        if kind == .history {
            fields.append(
                """
                <label class="tick"><input type="checkbox" name="confusables" value="1"\
                \(HTML.flag("checked", bench.values["confusables"] == "1"))>Characters that cameras confuse count as alike</label>
                """
            )
        }
        if row?.begins == .cameras {
            fields.append(
                input(
                    "cameras",
                    kind == .between ? "Cameras: first, second" : "Cameras about the place",
                    "by name, with a comma between",
                    bench
                )
            )
        } else {
            fields.append(
                areas("area", wantsArea ? "Area" : "Area, all where none is chosen", bench, needed: wantsArea)
            )
        }
        if kind == .trips { fields.append(areas("home", "Days begin in, anywhere where none is chosen", bench)) }
        fields.append(
            "<div class=\"pair\">\(input("from", "From", "", bench, type: "date"))\(input("to", "To", "", bench, type: "date"))</div>"
        )
        let within: [Kind: String] = [
            .between: "Minutes between at most", .convoy: "Seconds between at most",
            .newcomers: "Days without it first", .swap: "Days between at most",
        ]
        let least: [Kind: String] = [
            .convoy: "Drives together at least", .trips: "Visits at least", .newcomers: "Days at least",
            .stops: "Stops at least",
        ]
        let numbers = [
            within[kind].map { input("within", $0, "", bench) }, least[kind].map { input("atLeast", $0, "", bench) },
        ].compactMap(\.self)
        if !numbers.isEmpty { fields.append("<div class=\"pair\">\(numbers)</div>") }
        return Card(
            row?.title ?? "Ask",
            anchor: "ask",
            subtitle: "at most \(row?.daysMax ?? 0) days and \(row?.vehiclesMax ?? 0) vehicles",
            width: 4,
            body: """
                <form class="form ask" method="post" action="\(Address(name, "ask"))" data-once>\
                \(FormField.hidden("token", bench.token))\(FormField.hidden("kind", kind.rawValue))
                <div class="pair">\(input("item", "Item of intelligence", "", bench, needed: true))\
                \(input("grading", "Grading, 3x5x2", "", bench, needed: true))</div>\(fields)
                <button class="button primary" type="submit">Ask, and record it</button></form>
                """
        )
    }

    private static func input(
        _ field: String,
        _ label: String,
        _ hint: String,
        _ bench: Bench,
        type: String = "text",
        needed: Bool = false
    ) -> HTML {
        let hints = ["grading": "2 B P", "item": "IR-26-0417"]
        let value = bench.values[field] ?? ""
        let note: HTML? = hint.isEmpty ? nil : "<p class=\"hint\" id=\"hint-\(field)\">\(hint)</p>"
        return """
            <div class="field"><label for="field-\(field)">\(label)</label>\(note)<input id="field-\(field)" name="\(field)" \
            type="\(type)" value="\(value)" maxlength="120" autocomplete="off"\
            \(HTML.attribute("aria-describedby", hint.isEmpty ? nil : "hint-\(field)"))\
            \(HTML.attribute("placeholder", hints[field]))\(HTML.flag("required", needed || field == "plate"))></div>
            """
    }

    private static func areas(_ field: String, _ label: String, _ bench: Bench, needed: Bool = false) -> HTML {
        let value = bench.values[field] ?? ""
        let options = bench.look.register.areaNames.map { area -> HTML in
            "<option\(HTML.flag("selected", area == value))>\(area)</option>"
        }
        return """
            <div class="field"><label for="field-\(field)">\(label)</label><select id="field-\(field)" name="\(field)"\
            \(HTML.flag("required", needed))><option value=""></option>\(options)</select></div>
            """
    }

    // MARK: - The front

    private static func own(_ bench: Bench) -> Card {
        let rows = bench.look.own.map { kept -> [HTML] in
            [
                "<a href=\"\(Address(name).with("question", "\(kept.id)"))\">\(kept.question.words)</a>",
                "\(kept.question.item) <span class=\"tag\">\(kept.question.grading)</span>", "\(kept.reference)",
                "\(Phrase.shortDay(kept.askedAt)) \(Phrase.time(kept.askedAt))", "\(Phrase.shortDay(kept.dueAt))",
            ]
        }
        return Card(
            "Your questions",
            anchor: "own",
            subtitle: "what is not selected is destroyed after \(bench.limits.resultDays) days",
            width: 8,
            isPadded: rows.isEmpty,
            body: rows.isEmpty
                ? EmptyState.notSearched.html("You have asked nothing yet.")
                : DataTable(
                    caption: "Your questions",
                    columns: ["Question", "Item", "For", "Asked", "Destroyed on"],
                    rows: rows
                ).html
        )
    }

    private static func cameras(_ bench: Bench) -> Card {
        let register = bench.look.register
        let today = bench.today.dayNumber ?? 0
        let sites = sites(
            register,
            reads: [:],
            silent: Set(register.outages.filter { $0.touches(today...today) }.map(\.camera))
        )
        let wrong = register.sites.filter { abs($0.clockError ?? 0) >= 5 }
        let clocks: HTML? =
            wrong.isEmpty
            ? nil
            : "<p class=\"legend\">Clocks that are wrong: \(Phrase.list(wrong.prefix(8).map { "\($0.name) by \(Int($0.clockError ?? 0)) s" })).</p>"
        return Card(
            "Cameras",
            anchor: "cameras",
            subtitle:
                "\(Phrase.count(register.sites.count, "camera")) in \(Phrase.count(register.areas.count, "area"))",
            width: 12,
            isPadded: false,
            body: """
                \(sites.isEmpty
                    ? "<div class=\"body\">\(EmptyState.nothingHeld.html("The register is empty: `reeve anpr import --cameras`."))</div>"
                    : JourneyMap(sites: sites, journeys: [], base: bench.baseMap).html)\(clocks)
                """
        )
    }

    static func sites(_ register: Register, reads: [String: Int], silent: Set<String>) -> [JourneyMap.Site] {
        register.sites.compactMap { site in
            guard let latitude = site.latitude, let longitude = site.longitude,
                let point = GeoPoint(latitude: latitude, longitude: longitude)
            else { return nil }
            return JourneyMap.Site(
                name: site.name,
                point: point,
                reads: reads[site.name] ?? 0,
                isSilent: silent.contains(site.name)
            )
        }
    }
}
