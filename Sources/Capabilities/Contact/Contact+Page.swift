import CapabilityKit

extension Contact {
    /// The screen: four panes, every one of them worked by keys.
    static func page(_ screen: Screen) -> Page {
        let number = screen.incident?.number
        let stream = Address(name, "stream").with("call", number)
        var page = Page(
            title: number.map { "Call \($0)" } ?? "Incidents",
            room: name,
            body: """
                <div class="contact" data-contact="\(stream)" data-call="\(number ?? "")" data-token="\(screen.token)" \
                data-officer="\(screen.officer.number)">
                <div class="panes">
                <nav class="pane list" aria-label="Incidents" data-pane="list" tabindex="-1">\
                <div data-part="list">\(list(screen))</div></nav>
                <section class="pane work" aria-label="This call">\(work(screen))</section>
                <section class="pane known" aria-label="What we know" tabindex="0"><div data-part="known">\(known(screen))</div>\
                </section>
                <section class="pane where" aria-label="Place, repeats and sources" tabindex="0">\
                <div data-part="side">\(side(screen))</div></section>
                </div>
                \(keys(screen))</div>

                """
        )
        page.files = ["contact.css", "contact.js"]
        return page
    }

    /// The parts that change while the screen is looked at, each under its name.
    static func parts(_ screen: Screen) -> [HTML] {
        var parts: [HTML] = [
            "<div data-part=\"list\">\(list(screen))</div>", "<div data-part=\"known\">\(known(screen))</div>",
            "<div data-part=\"side\">\(side(screen))</div>",
        ]
        if let incident = screen.incident {
            parts += [
                "<div data-part=\"head\">\(head(incident, screen))</div>",
                "<div data-part=\"prompts\">\(transferLines(screen))\(prompts(screen))</div>",
                "<ol data-part=\"lines\">\(lines(incident))</ol>",
                "<div data-part=\"offers\">\(offers(screen))</div>",
                "<div data-part=\"thrive\">\(thrive(incident, screen))</div>",
                "<div data-part=\"grade\">\(grade(incident, screen))</div>",
            ]
        }
        return parts
    }

    // MARK: - The list

    /// Open incidents: what waits to be answered first, then by urgency and age.
    static func ordered(_ screen: Screen) -> [BoardLine] {
        let open = screen.look.board.filter { $0.state != .closed }
        return open.sorted { a, b in
            let first = (rank(a, screen), a.openedAt.milliseconds), second = (rank(b, screen), b.openedAt.milliseconds)
            return first < second
        }
    }

    private static func rank(_ line: BoardLine, _ screen: Screen) -> Int {
        if line.number == screen.incident?.number { return -2 }
        if line.state == .waiting { return -1 }
        return screen.scheme.rank(line.grade) ?? 0
    }

    static func list(_ screen: Screen) -> HTML {
        let open = ordered(screen)
        let rows = open.map { line -> HTML in
            let isHere = line.number == screen.incident?.number
            let late = line.dueAt.map { $0 < screen.now.milliseconds } ?? false
            let isAlone = line.state == .waiting
            let detail = [line.place, isAlone ? "not answered" : line.state.rawValue].filter { !$0.isEmpty }
            return """
                <a class="job\(isAlone ? " ringing" : "")" href="\(Address(name).with("call", line.number))"\
                \(HTML.attribute("aria-current", isHere ? "true" : nil)) data-job>\
                \(badge(line.grade, screen))<span class="t"><b>\(line.title)</b>\
                <small><span class="id">\(short(line.number))</span> \(detail.joined(separator: ", "))\
                \(late ? " · target passed" : "")\(line.waits ? " · second person needed" : "")</small></span>\
                <time data-since="\(line.openedAt.rfc3339UTC)">\(screen.age(since: line.openedAt))</time></a>
                """
        }
        let none: HTML? = rows.isEmpty ? "<p class=\"none\">No incident is open.</p>" : nil
        let watch: HTML? =
            screen.supervises ? "<a class=\"more\" href=\"\(Address(name, "supervise"))\">Supervisor’s view</a>" : nil
        let cut: HTML? = open.count >= Shelf.boardMax ? "<p class=\"none\">Older ones are open and not shown.</p>" : nil
        let handed = screen.look.transfers.count { $0.state == .offered }
        let over: HTML = """
            <a class="more" href="\(Address(name, "transfers"))">Transfers\(handed == 0 ? "" : " (\(handed) waiting)")</a>
            """
        return "<h2>Open <span class=\"tag\">\(open.count)</span>\(watch)\(over)</h2>\(rows)\(none)\(cut)"
    }

    static func badge(_ grade: String, _ screen: Screen) -> HTML {
        let national = screen.scheme[code: grade]?.national.rawValue ?? 0
        let title = screen.scheme[code: grade]?.title ?? (grade.isEmpty ? "not graded" : "a grade no longer in use")
        return
            "<span class=\"g g\(national)\" title=\"\(title)\">\(grade.isEmpty ? "?" : grade)\(HTML.spoken(" \(title)"))</span>"
    }

    /// `WYP-20261123-0012` as `0012`.
    static func short(_ number: String) -> String { number.split(separator: "-").last.map(String.init) ?? number }

    /// `02:14` for minutes and seconds, `1 h 12` beyond an hour.
    static func age(since moment: Timestamp, at now: Timestamp) -> String {
        let seconds = max(0, Int((now.milliseconds - moment.milliseconds) / 1000))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if seconds >= 86_400 { return "\(seconds / 86_400) d" }
        if seconds >= 3_600 { return "\(seconds / 3_600) h \(two(seconds / 60 % 60))" }
        return "\(two(seconds / 60)):\(two(seconds % 60))"
    }

    /// `22:41:09` by the clock on the wall.
    static func clock(_ moment: Timestamp) -> String {
        let text = Timestamp.uk(milliseconds: moment.milliseconds).rfc3339
        return String(text.dropFirst(11).prefix(8))
    }

    // MARK: - Keys

    private static func keys(_ screen: Screen) -> HTML {
        let all: [(String, String)] =
            screen.incident == nil
            ? [("Alt N", "Answer the next call"), ("Alt I", "Incidents"), ("/", "Find anyone"), ("?", "All keys")]
            : [
                ("F2", "Where"), ("F4", "Log"), ("Alt H", "Threat"), ("F8", "Grade"), ("F9", "Send"),
                ("Alt A", "Attach"), ("Alt Q", "Ask next"), ("Alt I", "Incidents"), ("Alt N", "Next call"),
            ]
        let words = all.map { key, what -> HTML in "<span><kbd>\(key)</kbd>\(what)</span>" }
        return """
            <div class="keybar" role="group" aria-label="Keys">\(words)\
            <a href="\(Address(name, "paper").with("call", screen.incident?.number))">Paper form</a><span class="space"></span>\
            <span data-saved role="status">Every look-up here is recorded against this call · entry \(screen.stamp.entry)</span>\
            </div>
            """
    }
}
