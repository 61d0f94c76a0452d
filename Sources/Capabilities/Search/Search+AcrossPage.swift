import CapabilityKit
import Linkage

/// What the page of a question to all forces shows: permitted and recorded already.
struct AcrossView: Sendable {
    var query: String
    /// The id under which every force's log has the question.
    var disclosure: String
    var hits: [Hit]
    var forces: [Force]
    var answers: [AnswerLine]
    var hasEnded: Bool
    var isOver: Bool
    var stamp: LedgerStamp

    /// One person found.
    struct Hit: Sendable {
        var hit: SearchView.Hit
        /// What the person is known by while answers come in: a record of each force.
        var keys: [String]
        /// Whether records of several forces were joined by software to make it.
        var isJoinedAcross: Bool
    }

    /// One force in the strip of all.
    struct Force: Sendable {
        var code: String
        /// A few letters for the strip: `WYP`.
        var abbreviation: String
        var name: String
        /// `nil` while its answer is waited for.
        var state: AnswerState?
        /// What it kept back and may say so of.
        var withheld: [Withheld] = []
        var isLate: Bool

        /// What it said, in plain words: `2 records held; 1 not permitted: …`.
        var words: String {
            let kept = withheld.map { kept in
                kept.isForOwner
                    ? "\(kept.count) more: ask the owner" : "\(kept.count) more not permitted: \(kept.reason)"
            }
            return (["\(name): \(state?.words ?? "asked, waiting")"] + kept).joined(separator: "; ")
                + (isLate ? ", late" : "")
        }
    }
}

extension Search {
    /// The page; where its question goes on, a script adds what comes without moving what is there.
    static func acrossPage(_ view: AcrossView) -> Page {
        let stream: HTML? =
            view.isOver ? nil : " data-stream=\"\(Address(name, "stream", view.disclosure))\""
        return Page(
            title: "\(Phrase.count(view.hits.count, "person", "people")) for \(view.query)",
            crumbs: [Page.Crumb("Search", .home), Page.Crumb("results")],
            beside: pill(view),
            room: "search",
            query: view.query,
            body: "<div class=\"across\"\(stream)>\n\(parts(view))</div>"
        )
    }

    /// The pill beside the way here.
    static func pill(_ view: AcrossView) -> HTML {
        let isWhole = view.hasEnded || view.forces.allSatisfy { $0.state != nil }
        return "<span data-part=\"pill\">\(isWhole ? AnswersPill(view.answers).html : HTML())</span>"
    }

    /// The parts of the page that change as answers come in.
    static func parts(_ view: AcrossView) -> HTML {
        let found = Phrase.count(view.hits.count, "person", "people")
        let waiting = view.forces.count { $0.state == nil }
        let stage: HTML =
            if waiting > 0, !view.hasEnded {
                "\(Phrase.count(waiting, "force")) still to answer."
            } else if !view.isOver {
                """
                The question has ended; a late answer is added. \
                <a href="\(Address(name).with("later", view.disclosure))">Show what came later</a>.
                """
            } else {
                "Nothing more will come."
            }
        return """
            <div class="results-head"><h1 data-part="count">\(found) <small>for <q>\(view.query)</q></small></h1>
            <p class="quiet" data-part="stage" role="status">Most relevant first. \(stage)</p></div>
            <details class="forces" open><summary>What each force said</summary>
            <ul class="strip" data-part="strip">\(view.forces.map(line))</ul></details>
            \(results(view))<div data-part="stamp">\(view.stamp.html)</div>

            """
    }

    private static func line(_ force: AcrossView.Force) -> HTML {
        let words = force.words, kept = force.withheld.reduce(0) { $0 + $1.count }
        let brief: String =
            switch force.state {
            case nil: "waiting"
            case .answered(let held): kept > 0 ? "\(held), \(kept) kept back" : "\(held)"
            case .nothingHeld: "nothing"
            case .notPermitted: "not permitted"
            case .askOwner: "ask owner"
            case .timedOut: "timed out"
            case .down: "down"
            case .notAsked: "not asked"
            }
        return """
            <li class="\(force.state?.code ?? "waiting")" data-force="\(force.code)" title="\(words)">\
            \((force.state.map(icon) ?? .clock).html)<b>\(force.abbreviation)</b> <span aria-hidden="true">\(brief)\
            \(force.isLate ? ", late" : "")</span><span class="vh">\(words)</span></li>

            """
    }

    private static func icon(_ state: AnswerState) -> Icon {
        switch state {
        case .answered: .check
        case .nothingHeld: .empty
        case .notPermitted: .lock
        case .askOwner: .user
        case .timedOut: .clock
        case .down: .plug
        case .notAsked: .stop
        }
    }

    private static func results(_ view: AcrossView) -> HTML {
        let list: HTML = "<ol class=\"hits\" data-part=\"hits\">\n\(view.hits.map(item))</ol>\n"
        let none: HTML = view.hits.isEmpty && view.hasEnded ? nothing(view.answers) : HTML()
        return "<div data-part=\"none\">\(none)</div>\(list)"
    }

    private static func item(_ hit: AcrossView.Hit) -> HTML {
        let joined: HTML? =
            hit.isJoinedAcross
            ? "<p class=\"quiet\">Joined across forces by software for this answer; kept nowhere.</p>" : nil
        return item(hit.hit, attributes: " data-keys=\"\(hit.keys.joined(separator: " "))\"", more: joined)
    }

    /// The page of one person of the answers.
    static func acrossPersonPage(
        _ found: Disclosure<AcrossPicture>,
        _ visit: Visit
    ) -> Page {
        let chips = Chips(roster: visit.desk.roster, own: visit.desk.neighbours?.force)
        let picture = found.content.picture, across = found.content.across
        let facts = Facts(picture: picture, chips: chips, today: visit.desk.today)
        let warnings = warnings(picture, chips: chips, today: visit.desk.today)
        let names = across.forces.sorted().map { visit.desk.roster[$0]?.shortName ?? $0.description }
        let pairs = across.joins.map { join -> HTML in
            guard let a = join.a.members.first?.nominal, let b = join.b.members.first?.nominal else { return HTML() }
            return """
                <div class="pair"><p>\(SourceLine.row([chips.chip(a), chips.chip(b)]))</p>\
                \(Waterfall(join.explanation, showsWords: true).html)</div>

                """
        }
        let why: HTML =
            pairs.isEmpty
            ? "<p>One force alone answered with records of this person.</p>"
            : """
            <p>This node's software takes these records of different forces for one person, for this answer alone. \
            Nobody has judged it, and nothing is stored.</p>\(pairs)
            """
        let links = across.people.compactMap { person -> HTML? in
            guard let record = person.members.first?.nominal.record.id else { return nil }
            let force = visit.desk.roster[person.force]?.shortName ?? person.force.description
            let address = Address(name, "held", "record", "\(record)")
            return "<li><a href=\"\(address)\">\(force): ask for everything it holds of this person</a></li>"
        }
        let cards = [
            Card(
                "What is known",
                anchor: "facts",
                subtitle: "each fact with who says so",
                body: FactTable(caption: "What is known", facts: facts.lines).html
            ),
            Card("Why one person", anchor: "why", subtitle: "weakest first", body: why),
        ]
        return Page(
            title: facts.name,
            crumbs: [Page.Crumb("Search", .home), Page.Crumb("person")],
            beside: AnswersPill(answers(found.content.answers, roster: visit.desk.roster)).html,
            room: "search",
            query: visit.query["q"],
            body: """
                <div class="results-head"><h1>\(facts.name) <small>\(records(of: picture)): \(Phrase.list(names))</small></h1>
                <p class="quiet">What the forces answered to the question: who somebody is, where, and warnings. \
                Each force holds events and vehicles of its own beside it.</p><ul>\(links)</ul></div>
                \(WarningPanel(warnings: warnings, checked: "As answered.").html)
                \(Card.grid(cards))\(stamp(found).html)
                """
        )
    }
}
