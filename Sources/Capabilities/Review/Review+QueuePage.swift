import CapabilityKit

extension Review {
    /// What the page of the queue shows.
    struct QueueView: Sendable {
        var queue: ReviewQueue
        var work: Work
        var isBlind: Bool
        /// The forces of the filter with their names and how many questions they are in, most first.
        var forces: [(code: ForceCode, name: String, count: Int)]
        var lines: [Line]
        var today: [PairView.EarlierLine]
        var judgedToday: Int
        var token: String
        var stamp: LedgerStamp

        /// One question.
        struct Line: Sendable {
            var address: Address
            var kind: ReviewKind
            var forces: String
            var records: Int
            var opinion: (words: String, confidence: Confidence)?
        }
    }

    /// Answers `GET /review`.
    @Sendable static func queuePage(_ visit: Visit) async throws -> Page {
        let work = try Work(visit.query)
        let limit = try visit.number("limit", in: 1...500, default: 12)
        let blind = isBlind(visit)
        let found = try await visit.desk.reviewQueue(work.filter, limit: limit, blind: blind, for: visit.requester)
        return queuePage(
            queueView(found, work, isBlind: blind, roster: visit.desk.roster, token: visit.formToken)
        )
    }

    static func queueView(
        _ found: Disclosure<ReviewQueue>,
        _ work: Work,
        isBlind: Bool,
        roster: Roster,
        token: String
    ) -> QueueView {
        let queue = found.content
        func abbreviation(_ force: ForceCode?) -> String {
            force.map { roster[$0]?.abbreviation ?? $0.description } ?? "?"
        }
        let undone = Set(queue.mine.compactMap(\.undoes))
        return QueueView(
            queue: queue,
            work: work,
            isBlind: isBlind,
            forces: queue.byForce.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { ($0.key, roster[$0.key]?.shortName ?? $0.key.description, $0.value) },
            lines: queue.next.map { line in
                QueueView.Line(
                    address: Address("review", "pair", line.pair.description),
                    kind: line.kind,
                    forces: line.a == line.b
                        ? "\(abbreviation(line.a)), twice" : "\(abbreviation(line.a)) and \(abbreviation(line.b))",
                    records: line.records,
                    opinion: line.opinion.map { (words(for: $0.cause), Confidence(probability: $0.probability)) }
                )
            },
            today: queue.mine.filter { $0.verdict != nil }.map { judgement in
                PairView.EarlierLine(
                    words: words(for: judgement.verdict),
                    isThisPair: true,
                    who: "entry \(Phrase.number(judgement.entry))",
                    when: Phrase.time(judgement.madeAt),
                    how: judgement.seconds.map { "after \(Phrase.count($0, "second"))" },
                    reason: judgement.reason,
                    isTakenBack: undone.contains(judgement.entry)
                )
            },
            judgedToday: queue.mine.count { $0.verdict != nil && !undone.contains($0.entry) },
            token: token,
            stamp: LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        )
    }

    private static func words(for cause: ReviewCause) -> String {
        switch cause {
        case .uncertain: "not joined, doubtful"
        case .weak: "joined by one weak link"
        case .refused: "refused by the group"
        case .contradicted: "judgements contradict"
        case .sample: "drawn by lot"
        }
    }

    /// The page of the queue: how much is left, which part to work on, what is next and what was done today.
    static func queuePage(_ view: QueueView) -> Page {
        let today = today(view)
        let cards = [next(view), filters(view), today, order(width: today == nil ? 12 : 6)].compactMap(\.self)
        let left = Phrase.count(view.queue.left, "question")
        return Page(
            title: "Review: \(left)",
            crumbs: [Page.Crumb("Review")],
            beside: progress(view.judgedToday, view.queue.left),
            room: "review",
            body: """
                <div class="review-head"><div><h1>\(left) <small>for a person to judge</small></h1>\
                <p class="lead">Are two records of one person? You answer: same, not sure, different. \
                Your answer counts at once and stands above whatever the software thinks.</p></div>\
                \(start(view))</div>
                \(Card.grid(cards))\(view.stamp.html)
                """
        )
    }

    private static func start(_ view: QueueView) -> HTML {
        guard view.queue.left > 0 else { return HTML() }
        let words = view.judgedToday > 0 ? "Go on" : "Start"
        return """
            <p><a class="button primary" href="\(view.work.next)" data-key="g">\(words) <kbd>G</kbd></a></p>
            """
    }

    private static func next(_ view: QueueView) -> Card {
        guard !view.lines.isEmpty else {
            return Card(
                "Next",
                anchor: "next",
                width: 8,
                body: EmptyState.nothingHeld.html(
                    "No question is left here.",
                    next: "Questions come when records are joined: <code>reeve link</code>."
                )
            )
        }
        var columns: [DataTable.Column] = ["Place", "Question", "Forces"]
        if !view.isBlind { columns += ["The software", "Its score"] }
        let rows = view.lines.enumerated().map { place, line -> [HTML] in
            let what = line.kind == .pair ? "two records" : "a group of \(line.records) records"
            var cells: [HTML] = [
                "\(place + 1)", "<a href=\"\(line.address)\">\(what)\(HTML.spoken(", question \(place + 1)"))</a>",
                "\(line.forces)",
            ]
            if let opinion = line.opinion { cells += ["\(opinion.words)", opinion.confidence.html] }
            return cells
        }
        let table = DataTable(caption: "The next questions", columns: columns, rows: rows)
        return Card(
            "Next",
            anchor: "next",
            subtitle: "where an answer helps most",
            width: 8,
            isPadded: false,
            body: table.html
        )
    }

    private static func filters(_ view: QueueView) -> Card {
        let here = view.work.filter
        func link(_ words: String, _ count: Int, _ filter: ReviewFilter) -> HTML {
            let current = HTML.attribute("aria-current", filter == here ? "true" : nil)
            return """
                <li><a href="\(Work(filter: filter).queue)"\(current)><span>\(words)</span>\
                <b>\(Phrase.number(count))</b></a></li>
                """
        }
        func with(_ change: (inout ReviewFilter) -> Void) -> ReviewFilter {
            var filter = here
            change(&filter)
            return filter
        }
        let kinds = [
            link("Everything", view.queue.total, ReviewFilter()),
            link("Two records", view.queue.pairs, with { $0.kind = .pair }),
            link("Groups", view.queue.clusters, with { $0.kind = .cluster }),
        ]
        let forces = view.forces.prefix(12).map { force in
            link(force.name, force.count, with { $0.force = force.code })
        }
        return Card(
            "What is left",
            anchor: "left",
            width: 4,
            body: """
                <h3>By kind</h3><ul class="filters">\(kinds)</ul>
                <h3>By force</h3><ul class="filters">\(forces)</ul>
                \(blindToggle(isBlind: view.isBlind, back: "queue", view.work, view.token))
                """
        )
    }

    private static func today(_ view: QueueView) -> Card? {
        guard !view.today.isEmpty else { return nil }
        let lines = view.today.prefix(10).map { line -> HTML in
            let back: HTML? = line.isTakenBack ? " <span class=\"tag\">taken back</span>" : nil
            let how: HTML? = line.how.map { ", \($0)" }
            return "<li><b>\(line.words)</b>\(back) <span class=\"quiet\">\(line.when)\(how), \(line.who)</span></li>"
        }
        return Card(
            "Your judgements today",
            anchor: "today",
            subtitle: Phrase.count(view.judgedToday, "that counts", "that count"),
            width: 6,
            body: "<ul class=\"judgements\">\(lines)</ul>"
        )
    }

    private static func order(width: Int) -> Card {
        Card(
            "How the order is made",
            anchor: "order",
            width: width,
            body: """
                <p>First what judgements contradict. Then, over and over, two questions on two records and one on a \
                group: always the one nearest to the line between joining and not joining, where an answer changes \
                most; a group counts as nearer the more records hang on the answer.</p>
                <p>Every tenth question is drawn by lot from all pairs that the software found at all alike, the sure \
                ones too. They show how often it is right where nobody doubts it, and nobody can tell from being \
                asked that a pair is doubtful.</p>
                """
        )
    }

    /// The page when nothing is left to ask this officer.
    static func donePage(_ work: Work, withheld: Int, stamp: LedgerStamp) -> Page {
        let kept: HTML? =
            withheld > 0
            ? "\(Phrase.count(withheld, "record is", "records are")) kept from you; somebody else must judge them."
            : nil
        return Page(
            title: "Nothing left to judge",
            crumbs: [Page.Crumb("Review", Work().queue), Page.Crumb("question")],
            room: "review",
            body: """
                <h1>Nothing left to judge</h1>
                \(EmptyState.nothingHeld.html("No question of this part of the queue is open to you now.", next: kept))\
                <p><a class="button" href="\(Work().queue)">Back to the queue</a></p>\(stamp.html)
                """
        )
    }
}
