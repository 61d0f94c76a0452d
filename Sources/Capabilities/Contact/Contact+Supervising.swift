import CapabilityKit

extension Contact {
    /// Answers `GET /contact/supervise`: every open incident by what most needs somebody's eye.
    @Sendable static func supervisePage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let shown = try await counter.look(at: nil)
        let now = visit.desk.clock()
        let scheme = counter.scheme
        let board = shown.content.board
        let rows = watched(board, scheme: scheme, at: now).map { line, why -> [HTML] in
            [
                "<a class=\"id\" href=\"\(Address(name).with("call", line.number))\">\(short(line.number))</a>",
                "\(line.grade.isEmpty ? "not graded" : "\(line.grade) \(scheme[code: line.grade]?.title ?? "")")",
                "\(line.title)", "\(line.place)", "\(line.state.rawValue)", "\(age(since: line.openedAt, at: now))",
                "\(why)", "\(line.owner)",
            ]
        }
        let table = DataTable(
            caption: "Open incidents, what most needs an eye first",
            columns: ["Incident", "Grade", "What", "Where", "State", "Age", "Why it stands here", "With"],
            rows: rows
        )
        let open = board.filter { $0.state != .closed }
        let late = open.count { $0.dueAt.map { $0 < now.milliseconds } ?? false }
        return Page(
            title: "Supervisor’s view",
            crumbs: [Page.Crumb("Incidents", Address(name)), Page.Crumb("supervisor’s view")],
            room: name,
            body: """
                <h1>Supervisor’s view</h1><p class="lead">\(Phrase.count(open.count, "incident")) open, \(late) past target, \
                \(open.count(where: \.waits)) waiting for a second person, \(open.count { $0.state == .waiting }) not answered.\
                \(open.count >= Shelf.boardMax ? " These are the newest; older ones are open and not shown." : "") \
                <a href="\(Address(name, "transfers"))">Transfers</a> · <a href="\(Address(name, "audit"))">Audit of calls</a> · \
                <a href="\(Address(name, "adapters"))">Adapters</a></p>
                \(rows.isEmpty
                    ? EmptyState.nothingHeld.html("No incident is open.")
                    : Card.grid([Card("Open incidents", anchor: "open", isPadded: false, body: table.html)]))
                \(LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference).html)
                """
        )
    }

    /// Open incidents in the order in which somebody should look, with the reason.
    static func watched(
        _ board: [BoardLine],
        scheme: GradeScheme,
        at now: Timestamp
    ) -> [(line: BoardLine, why: String)] {
        func reason(_ line: BoardLine) -> (Int, String) {
            if line.waitsFor == 1 { return (0, "a lowering waits for a second person") }
            if line.waits { return (0, "the closing of an emergency waits for a second person") }
            if line.state == .waiting { return (1, "not answered") }
            if let due = line.dueAt, due < now.milliseconds {
                return (2, "target passed \((now.milliseconds - due) / 60_000) min ago")
            }
            if line.grade.isEmpty { return (3, "not graded") }
            if let due = line.dueAt, due - now.milliseconds < 300_000 { return (4, "target within 5 min") }
            return (5, "")
        }
        return board.filter { $0.state != .closed }.map { ($0, reason($0)) }
            .sorted { a, b in
                let first = (a.1.0, scheme.rank(a.0.grade) ?? 0, a.0.openedAt.milliseconds)
                return first < (b.1.0, scheme.rank(b.0.grade) ?? 0, b.0.openedAt.milliseconds)
            }
            .map { ($0.0, $0.1.1) }
    }

    /// Answers `GET /contact/paper`: the form for when nothing works, filled with what is there; it prints on two sides.
    @Sendable static func paperPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let number = visit.query["call"].flatMap { $0.isEmpty ? nil : $0 }
        let shown = try await counter.look(at: number)
        let incident = shown.content.incident
        let fields: [(String, String)] = [
            ("Incident", number ?? ""), ("Number", incident?.call?.number ?? ""),
            ("Where", incident?.placeText ?? incident?.call?.address ?? ""),
            ("Grade, by whom, at", incident?.grade ?? ""), ("Sent to, at", ""),
        ]
        let letters = Letter.allCases.map { ($0.rawValue.headCapitals, incident?.thrive[$0]?.text ?? "") }
        let boxes = (fields + letters).map { title, text -> HTML in
            "<tr><th scope=\"row\">\(title)</th><td>\(text)</td></tr>"
        }
        let lines = (incident?.lines ?? []).map { line -> HTML in
            "<tr><td>\(clock(line.at))</td><td>\(line.text)</td></tr>"
        }
        let empty = [HTML](repeating: "<tr><td>&nbsp;</td><td></td></tr>", count: max(6, 18 - lines.count))
        var page = Page(
            title: "Paper form",
            crumbs: [Page.Crumb("Incidents", Address(name)), Page.Crumb("paper form")],
            room: name,
            body: """
                <div class="paper"><h1>Call for help, on paper</h1><p class="lead">For when the screen fails. Type it in afterwards, with \
                the times written here. <button class="button small" type="button" data-print hidden>Print</button></p>
                <table class="boxes">\(boxes)</table><table class="linesheet"><thead><tr><th scope="col">Time</th>\
                <th scope="col">What was said, what was done</th></tr></thead><tbody>\(lines)\(empty)</tbody></table></div>
                \(LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference).html)
                """
        )
        page.files = ["contact.css"]
        return page
    }
}
