import CapabilityKit

extension AllForces {
    /// Answers `GET /nation`.
    @Sendable static func nationPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.nation(for: visit.requester)
        let roster = visit.desk.roster
        let standings = found.content
        let rows = standings.map { standing -> [HTML] in
            [
                "\(icon(standing).html) <b>\(roster[standing.force]?.officialName ?? standing.force.description)</b>",
                "\(words(standing))\(contradictions(standing))",
                "\(standing.heardAt.map { "\(Phrase.shortDay($0)) \(Phrase.time($0))" } ?? "")",
            ]
        }
        let table = DataTable(
            caption: "Every force, with how it last answered this node",
            columns: ["Force", "How it last answered", "When"],
            rows: rows
        )
        let answering = standings.count { $0.state?.isAnswer ?? false }
        let connected = standings.count { $0.isConnected }
        let alarms = standings.reduce(0) { $0 + $1.alarms }
        let alarm: HTML =
            alarms == 0
            ? HTML()
            : """
            <p class="alarm" role="alert">\(Icon.alert.html)<b>\(Phrase.count(alarms, "contradiction")) between this node \
            and others.</b> <a href="\(Address(name, "unsettled"))">Compare both logs</a>.</p>
            """
        let noRoster: HTML? = visit.desk.rosterProblem.map {
            """
            <p class="alarm" role="alert">\(Icon.alert.html)<b>No roster is in force.</b> The forces are named as they are \
            shipped, and none is asked. \($0)</p>
            """
        }
        let cards = [
            Card(
                "The forces",
                anchor: "map",
                subtitle: "one hexagon a force; the shape says its state",
                width: 5,
                body: """
                    \(try map(standings, roster: roster))\(legend(standings))\
                    \(visit.baseMap.flatMap { ground($0, standings, roster: roster) })
                    """
            ),
            Card("By name", anchor: "names", width: 7, isPadded: false, body: table.html),
        ]
        return Page(
            title: "All forces",
            crumbs: [Page.Crumb("All forces")],
            room: name,
            body: """
                <h1>All forces</h1><p class="lead">\(connected) of \(Phrase.count(standings.count, "force")) have a node here; \
                \(answering) answered when they were last asked. Nothing is asked to draw this page. \
                <a href="\(Address(name, "unsettled"))">Answers that are not settled</a> · \
                <a href="\(Address(name, "requests"))">Asked of us as the owner</a> · \
                <a href="\(Address(name, "waits"))">Asked of owners</a></p>
                \(noRoster)\(alarm)\(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    /// Answers `GET /nation/unsettled`.
    @Sendable static func unsettledPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.unsettled(for: visit.requester)
        let roster = visit.desk.roster
        let rows = found.content.answers.map { one -> [HTML] in
            [
                "<b>\(roster[one.force]?.shortName ?? one.force.description)</b>",
                "\(one.isOwnQuestion ? "we asked; they do not know yet what became of their answer" : "they asked; we do not know what became of our answer")",
                "\(Phrase.shortDay(one.at)) \(Phrase.time(one.at))", "<code>\(one.disclosure)</code>", "\(one.entry)",
            ]
        }
        let table = DataTable(
            caption: "Answers that are not settled",
            columns: ["Force", "What is open", "Since", "Disclosure", "Entry here"],
            rows: rows
        )
        let body: HTML =
            rows.isEmpty
            ? EmptyState.nothingHeld.html("Every answer of the last days is settled between both logs.")
            : Card.grid([Card("Not settled", anchor: "open", isPadded: false, body: table.html)])
        return Page(
            title: "Answers that are not settled",
            crumbs: [Page.Crumb("All forces", Address(name)), Page.Crumb("not settled")],
            room: name,
            body: """
                <h1>Answers that are not settled</h1><p class="lead">Both logs have the disclosure under one id. What was shown \
                and what never was is said by the force that asked; while it has not said so, neither is guessed at.</p>
                \(contradictions(found.content.alarms, roster: roster))\(body)\(stamp(found).html)
                """
        )
    }

    /// Where two nodes contradict one another, as a card; nothing where none do.
    private static func contradictions(_ alarms: [ExchangeAlarm], roster: Roster) -> HTML {
        guard !alarms.isEmpty else { return HTML() }
        let rows = alarms.map { alarm -> [HTML] in
            [
                "\(Icon.alert.html) <b>\(roster[alarm.force]?.shortName ?? alarm.force.description)</b>",
                "\(alarm.what.words)\(alarm.times > 1 ? ", \(alarm.times) times" : "")",
                "\(Phrase.shortDay(alarm.at)) \(Phrase.time(alarm.at))",
                "<code>\(alarm.disclosure)</code>",
            ]
        }
        let table = DataTable(
            caption: "Contradictions: compare the entries of both logs under the disclosure",
            columns: ["Force", "What contradicts", "When", "Disclosure"],
            rows: rows
        )
        return Card.grid([Card("Alarms", anchor: "alarms", isPadded: false, body: table.html)])
    }

    private static func contradictions(_ standing: NationStanding) -> HTML {
        guard standing.alarms > 0 else { return HTML() }
        return "<br>\(Icon.alert.html) \(Phrase.count(standing.alarms, "contradiction")) with this node"
    }

    /// Answers `GET /api/v1/nation`.
    @Sendable static func nationReply(_ visit: Visit) async throws -> Reply {
        let found = try await visit.desk.nation(for: visit.requester)
        return Reply(
            entry: found.entry,
            at: found.at.rfc3339,
            forces: found.content.map { standing in
                Reply.Line(
                    force: standing.force.description,
                    name: visit.desk.roster[standing.force]?.shortName ?? standing.force.description,
                    isConnected: standing.isConnected,
                    state: code(standing),
                    words: words(standing),
                    heardAt: standing.heardAt?.rfc3339,
                    alarms: standing.alarms
                )
            }
        )
    }

    /// The answer of `GET /api/v1/nation`.
    struct Reply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var forces: [Line]

        struct Line: Encodable, Sendable {
            var force: String
            var name: String
            var isConnected: Bool
            var state: String?
            var words: String
            var heardAt: String?
            /// How often the force and this node have contradicted one another.
            var alarms: Int
        }
    }

    // MARK: - The map

    /// How a force stands, in words; what it holds of anybody is no part of it.
    static func words(_ standing: NationStanding) -> String {
        guard standing.isConnected else { return "no node is connected" }
        return switch standing.state {
        case nil: "not asked since this node started"
        case .answered, .nothingHeld: "answers"
        case .notPermitted: "answers; did not permit the last question"
        case .askOwner: "answers; its owner had to be asked"
        case .timedOut: "timed out"
        case .down: "could not be reached"
        case .notAsked: "was not asked: too many questions wait for it"
        }
    }

    private static func icon(_ standing: NationStanding) -> Icon {
        guard standing.isConnected else { return .stop }
        return switch standing.state {
        case nil: .empty
        case .answered, .nothingHeld: .check
        case .notPermitted: .lock
        case .askOwner: .user
        case .timedOut: .clock
        case .down: .plug
        case .notAsked: .stop
        }
    }

    /// How a force stands, without a word of whether a colleague's question found somebody.
    private static func code(_ standing: NationStanding) -> String? {
        switch standing.state {
        case .answered, .nothingHeld: "answers"
        default: standing.state?.code
        }
    }

    static func shape(_ standing: NationStanding) -> String {
        standing.isConnected ? code(standing) ?? "unheard" : "absent"
    }

    private static func map(_ standings: [NationStanding], roster: Roster) throws -> HTML {
        let layout = try Layout.shipped()
        let byForce = Dictionary(standings.map { ($0.force, $0) }, uniquingKeysWith: { first, _ in first })
        let width = 52, height = 45
        let columns = (layout.hexagons.map(\.column).max() ?? 0) + 1, rows = (layout.hexagons.map(\.row).max() ?? 0) + 1
        let cells = layout.hexagons.compactMap { hexagon -> HTML? in
            guard let standing = byForce[hexagon.force], let force = roster[hexagon.force] else { return nil }
            let x = 26 + hexagon.column * width + (hexagon.row.isMultiple(of: 2) ? 0 : width / 2)
            let y = 30 + hexagon.row * height
            return """
                <g class="hex \(shape(standing))" transform="translate(\(x) \(y))"><title>\(force.officialName): \
                \(words(standing))</title><path d="M0-28 25-14V14L0 28-25 14v-28z"/>\
                <use href="#i-\(icon(standing).rawValue)" x="-8" y="-21" width="16" height="16"/>\
                <text y="13">\(force.abbreviation)</text></g>

                """
        }
        return """
            <svg class="nation" viewBox="0 0 \(columns * width + width / 2) \(rows * height + 20)" role="img" \
            aria-label="The forces as hexagons; the table beside says the same">\(cells)</svg>

            """
    }

    private static func legend(_ standings: [NationStanding]) -> HTML {
        var counts: [(words: String, icon: Icon, count: Int)] = []
        for standing in standings {
            let said = words(standing)
            if let place = counts.firstIndex(where: { $0.words == said }) {
                counts[place].count += 1
            } else {
                counts.append((said, icon(standing), 1))
            }
        }
        let lines = counts.map { "<li>\($0.icon.html)\($0.count) \($0.words)</li>" as HTML }
        return "<ul class=\"legend\">\(lines)</ul>"
    }
}
