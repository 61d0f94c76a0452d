import CapabilityKit

/// What a question found, with chance and the innocent explanations beside it.
extension Anpr {
    static func found(_ kept: Kept, _ answer: Answer, _ bench: Bench) -> Card {
        let lines = answer.lines.enumerated().map { line($1, $0, kept, bench) }
        let none = EmptyState.nothingHeld.html(
            answer.silent.isEmpty
                ? "No read fits." : "No read fits; but cameras were silent, and absence shows nothing there."
        )
        return Card(
            lines.isEmpty ? "Nothing found" : Phrase.count(lines.count, "vehicle"),
            anchor: "found",
            subtitle: kept.question.words,
            tools:
                "<span class=\"tag\">\(kept.question.item)</span><span class=\"tag\">\(kept.question.grading)</span>",
            width: 8,
            body: """
                <p class="base">\(answer.baseRate)</p>\(lines.isEmpty ? none : "<div class=\"lines\">\(lines)</div>")
                \(weighing(kept, answer, bench))<p class="legend">\(destruction(kept, bench))</p>
                """
        )
    }

    private static func destruction(_ kept: Kept, _ bench: Bench) -> String {
        "What you do not select is destroyed on \(Phrase.shortDay(kept.dueAt))."
    }

    private static func line(_ line: Line, _ place: Int, _ kept: Kept, _ bench: Bench) -> HTML {
        let isSelected = kept.selected.contains { $0.line.plate == line.plate }
        let follow = Address(name).with("question", "\(kept.id)").with("ask", "history").with("line", "\(place)")
        let chance = line.expected.map { expected -> HTML in
            let p = line.corrected.map {
                $0 < 0.001 ? "p under 0.001 after correction" : "p \(Phrase.figure($0)) after correction"
            }
            return """
                <span class="tag inferred">\(Phrase.figure(expected)) expected by chance\(p.map { ", \($0)" } ?? "")</span>
                """
        }
        let mark: HTML? = isSelected ? "<span class=\"tag ok\">selected</span>" : nil
        return """
            <article data-result><h2><a href="\(follow)">\(line.plate)</a></h2><p>\(line.words)</p>\
            <p class="tags">\(chance)\(mark)</p>\(isSelected ? HTML() : select(line, kept, bench))</article>

            """
    }

    private static func select(_ line: Line, _ kept: Kept, _ bench: Bench) -> HTML {
        func tick(_ field: String, _ label: String) -> HTML {
            "<label class=\"tick\"><input type=\"checkbox\" name=\"\(field)\" value=\"1\">\(label)</label>"
        }
        let id = line.plate.lowercased()
        return """
            <details class="select"><summary>Select \(HTML.spoken(line.plate))</summary>\
            <form class="form" method="post" action="\(Address(name, "select"))" data-once>\
            \(FormField.hidden("token", bench.token))\(FormField.hidden("question", "\(kept.id)"))\
            \(FormField.hidden("plate", line.plate))
            <div class="field"><label for="note-\(id)">Why it is kept; what the pictures show</label>\
            <input id="note-\(id)" name="note" type="text" maxlength="2000" required autocomplete="off"></div>\
            \(tick("exploited", "Somebody under 18 or vulnerable may be in this"))\
            <fieldset class="roles"><legend>What they may be; both stay</legend>\(tick("suspect", "suspect"))\
            \(tick("victim", "victim"))</fieldset>
            <div class="field"><label for="referral-\(id)">Safeguarding referral, before anything else</label>\
            <input id="referral-\(id)" name="referral" type="text" maxlength="80" autocomplete="off"></div>
            <button class="button" type="submit">Keep this line</button></form></details>
            """
    }

    // MARK: - Drawings

    static func drawings(_ kept: Kept, _ answer: Answer, _ bench: Bench) -> [Card] {
        var cards: [Card] = []
        let compared = answer.lines.filter { $0.expected != nil }
        if !compared.isEmpty { cards.append(company(compared, answer)) }
        guard !answer.passes.isEmpty else { return cards }
        var reads: [String: Int] = [:]
        for pass in answer.passes { reads[pass.camera, default: 0] += 1 }
        let map = JourneyMap(
            sites: sites(bench.look.register, reads: reads, silent: Set(answer.silent.map(\.camera))),
            journeys: journeys(answer.passes, bench.look.register, first: kept.question.plate),
            base: bench.baseMap
        )
        let chart = hours(kept, answer)
        let export = Address(name, "export").with("question", "\(kept.id)")
        cards.append(
            Card("Where", anchor: "where", subtitle: "cameras and journeys", width: 7, isPadded: false, body: map.html)
        )
        cards.append(
            Card("When", anchor: "when", subtitle: "days by hour", width: 5, isPadded: false, body: chart.calendar)
        )
        cards.append(Card("Along time", anchor: "strip", isPadded: false, body: chart.strip))
        cards.append(
            Card(
                "Reads",
                anchor: "reads",
                subtitle: answer.passesLeftOut > 0
                    ? "the last \(Phrase.number(answer.passes.count)); \(Phrase.number(answer.passesLeftOut)) more"
                    : Phrase.count(answer.passes.count, "read"),
                tools: """
                    <a class="button small" href="\(export.with("as", "csv"))" data-key="c" download><kbd>c</kbd>CSV</a>\
                    <a class="button small" href="\(export.with("as", "geojson"))" data-key="g" download><kbd>g</kbd>GeoJSON</a>
                    """,
                isPadded: false,
                body: table(answer, bench)
            )
        )
        return cards
    }

    private static func hours(_ kept: Kept, _ answer: Answer) -> HourChart {
        let first = CalendarDate(parsing: kept.question.from)?.dayNumber ?? 0
        let last = CalendarDate(parsing: kept.question.to)?.dayNumber ?? first
        let moments = answer.passes.map {
            HourChart.Moment(label: $0.plate, at: Timestamp.uk(milliseconds: $0.at))
        }
        return HourChart(moments: moments, days: first...max(first, last))
    }

    /// The companions, with what chance would give drawn into the same bar.
    private static func company(_ lines: [Line], _ answer: Answer) -> Card {
        let rows = lines.map { line in
            BarTable.Row(
                line.plate,
                [BarTable.Bar(line.observed ?? 0, .supporting), BarTable.Bar(line.expected ?? 0, .total)],
                [
                    Phrase.figure(line.observed ?? 0), Phrase.figure(line.expected ?? 0),
                    line.corrected.map { $0 < 0.001 ? "under 0.001" : Phrase.figure($0) } ?? "",
                ]
            )
        }
        return Card(
            "Beside chance",
            anchor: "chance",
            subtitle: "observed above, expected below",
            isPadded: false,
            body: BarTable(
                caption: "Observed and expected",
                heads: [
                    "Vehicle", "Observed above, expected by chance below", "Observed", "By chance", "p, corrected",
                ],
                rows: rows
            ).html
        )
    }

    /// Each plate's reads as drives: a longer time without a read ends one.
    static func journeys(_ passes: [Pass], _ register: Register, first: String) -> [JourneyMap.Journey] {
        var points: [String: GeoPoint] = [:]
        for site in register.sites {
            guard let latitude = site.latitude, let longitude = site.longitude else { continue }
            points[site.name] = GeoPoint(latitude: latitude, longitude: longitude)
        }
        let byPlate = Dictionary(grouping: passes, by: \.plate).sorted {
            ($0.key == first ? 0 : 1, $1.value.count, $0.key) < ($1.key == first ? 0 : 1, $0.value.count, $1.key)
        }
        return byPlate.map { plate, passes in
            var drives: [[GeoPoint]] = []
            var last = Int64.min
            for pass in passes.sorted(by: { $0.at < $1.at }) {
                guard let point = points[pass.camera] else { continue }
                if last == .min || pass.at - last > 3 * 3_600_000 { drives.append([]) }
                drives[drives.count - 1].append(point)
                last = pass.at
            }
            return JourneyMap.Journey(plate: plate, drives: drives)
        }
    }

    private static func table(_ answer: Answer, _ bench: Bench) -> HTML {
        let sites = Dictionary(bench.look.register.sites.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = answer.passes.suffix(250).reversed().map { pass -> [HTML] in
            let local = Timestamp.uk(milliseconds: pass.at)
            let site = sites[pass.camera]
            let clock =
                site?.clockError.flatMap { abs($0) >= 1 ? " clock \($0 > 0 ? "+" : "")\(Int($0)) s" : nil } ?? ""
            let raw: HTML? = pass.raw.map { " <span class=\"more\">written \($0)</span>" }
            return [
                "\(Phrase.shortDay(local))", "\(Phrase.time(local))\(clock)", "\(pass.plate)\(raw)", "\(pass.camera)",
                "\(site?.area ?? "")", "\(pass.confidence.map { "\($0)%" } ?? "")",
                "\(pass.lane.map(String.init) ?? "")",
                "\(pass.patch ?? "none kept")",
            ]
        }
        return DataTable(
            caption: "Reads, the last first",
            columns: [
                "Day", "Time", "Plate", "Camera", "Area", .init("Sure", isNumber: true), .init("Lane", isNumber: true),
                "Picture of the plate",
            ],
            rows: rows
        ).html
    }

    // MARK: - Weighing and keeping

    private static func weighing(_ kept: Kept, _ answer: Answer, _ bench: Bench) -> HTML {
        let explains = bench.limits.questions.first { $0.kind == kept.question.kind }?.explains ?? []
        let alarms: HTML? = answer.falseAlarms.map { alarms in
            alarms.isFinite
                ? "<p><b>\(Phrase.figure(alarms))</b> innocent vehicles are named by an answer like this on average.</p>"
                : "<p>How many innocent vehicles it names is not known: too few visit less often to tell.</p>"
        }
        let silent = answer.silent.prefix(12).map { silence -> HTML in
            let why = silence.reason.isEmpty ? "down, or nobody passed" : silence.reason
            return "<li>\(silence.camera): no read on \(Phrase.count(silence.days, "day")); \(why)</li>"
        }
        let silences: HTML? =
            silent.isEmpty
            ? nil
            : "<h3>Absence shows nothing at</h3><ul>\(silent)</ul>"
        return """
            <div id="weighing"><h3>What else would explain it</h3>\
            <ul>\(explains.map { "<li>\($0)</li>" as HTML })</ul>\(alarms)\
            \(answer.method.isEmpty ? HTML() : "<p>\(answer.method)</p>")\
            <p>The keeper need not drive, a plate need not be the vehicle’s, and areas with more cameras see more.</p>\
            \(silences)</div>
            """
    }

    static func keeping(_ kept: Kept, _ answer: Answer, _ bench: Bench) -> Card {
        let preserve: HTML =
            answer.passes.isEmpty
            ? HTML()
            : """
            <form class="form" method="post" action="\(Address(name, "preserve"))" data-once>\
            \(FormField.hidden("token", bench.token))\(FormField.hidden("question", "\(kept.id)"))
            <div class="field"><label for="field-case">Case (CPIA 1996)</label><p class="hint" id="hint-case">its reads stay \
            beyond twelve months</p><input id="field-case" name="case" type="text" maxlength="80" required \
            autocomplete="off" aria-describedby="hint-case"></div><button class="button" type="submit">Preserve to the case</button>\
            </form>
            """
        return Card(
            "Selected",
            anchor: "selected",
            subtitle: Phrase.count(kept.selected.count, "line"),
            width: 12,
            body: "\(selected(kept))\(productForm(kept, bench))\(preserve)"
        )
    }

    static func selected(_ kept: Kept) -> HTML {
        let lines = kept.selected.map { selected -> HTML in
            let roles: HTML? =
                selected.isExploited
                ? """
                <span class="tag risk">\(selected.roles.joined(separator: " and ")): safeguarding \(selected.referral)</span>
                """ : nil
            return "<li><b>\(selected.line.plate)</b> \(selected.line.words)<br>\(selected.note) \(roles)</li>"
        }
        return lines.isEmpty ? "<p>Nothing yet.</p>" : "<ul class=\"selected\">\(lines)</ul>"
    }
}
