import CapabilityKit
import Foundation

/// Vehicles of interest and the reads of them.
extension Anpr {
    /// What the page of vehicles of interest shows.
    struct WatchLook: Sendable {
        var watches: [Watch]
        var hits: [Hit]
        /// Changes when hits do.
        var pulse: Int64
    }

    /// Answers `GET /anpr/watch`.
    @Sendable static func watchPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let shown = try await counter.lookAtWatch()
        let stamp = LedgerStamp(at: shown.at, entry: shown.entry, reference: visit.requester.authority.reference)
        var page = Page(
            title: "Vehicles of interest",
            crumbs: [Page.Crumb("Number plates", Address(name)), Page.Crumb("vehicles of interest")],
            room: name,
            body: """
                <h1>Vehicles of interest</h1><p class="lead">A read of one of these is shown here as it comes. Look at the plate \
                before anything is done: what is to be done is shown then.</p>
                \(Card.grid([
                    Card("Reads of them", anchor: "hits", width: 8, isPadded: false, body: """
                        <div data-hits="\(Address(name, "hits"))" role="status">\(hits(shown.content, token: visit.formToken))</div>
                        """),
                    watchForm(visit, limits: counter.limits),
                    list(shown.content.watches, token: visit.formToken),
                ]))\(stamp.html)
                """
        )
        page.files = ["anpr.css", "anpr.js"]
        return page
    }

    /// The reads of vehicles of interest, the newest first.
    static func hits(_ look: WatchLook, token: String) -> HTML {
        let rows = look.hits.map { hit -> HTML in
            let local = Timestamp.uk(milliseconds: hit.pass.at)
            let picture: HTML = hit.pass.patch.map { "picture <b>\($0)</b>" } ?? "the camera sent no picture"
            func button(_ verdict: String, _ words: String) -> HTML {
                """
                <button class="button small" type="submit" name="verdict" value="\(verdict)">\(words)</button>
                """
            }
            let rest: HTML =
                switch hit.verdict {
                case "yes":
                    "<span class=\"tag risk\">\(hit.watch.instruction.rawValue)</span> <span>\(hit.watch.reason)</span>"
                case "no": "<span class=\"tag ok\">another plate: nothing is done</span>"
                default:
                    """
                    <form method="post" action="\(Address(name, "check"))" data-once>\(FormField.hidden("token", token))\
                    \(FormField.hidden("hit", "\(hit.id)"))<span>Look at the plate, \(picture): is it \
                    <b>\(hit.pass.plate)</b>?</span> \(button("yes", "It is"))\(button("no", "It is another"))</form>
                    """
                }
            return """
                <li data-hit="\(hit.id)"\(HTML.attribute("class", hit.verdict.isEmpty ? "open" : nil))><b class="plate">\
                \(hit.pass.plate)</b><span>\(hit.pass.camera), \(Phrase.shortDay(local)) \(Phrase.time(local))\
                \(hit.pass.confidence.map { ", \($0)% sure" } ?? "")</span>\(rest)</li>

                """
        }
        return rows.isEmpty
            ? "<div class=\"body\">\(EmptyState.nothingHeld.html("No camera has read one yet."))</div>"
            : "<ul class=\"hits\">\(rows)</ul>"
    }

    private static func list(_ watches: [Watch], token: String) -> Card {
        let rows = watches.map { watch -> [HTML] in
            let last = Timestamp.uk(milliseconds: watch.expiresAt - 1)
            return [
                "<b>\(watch.plate)</b>", "\(watch.reason)", "\(watch.instruction.rawValue)",
                "\(watch.item) <span class=\"tag\">\(watch.grading)</span>", "\(watch.owner)",
                "\(Phrase.shortDay(last))",
                """
                <form method="post" action="\(Address(name, "unwatch"))">\(FormField.hidden("token", token))\
                \(FormField.hidden("watch", "\(watch.id)"))<button class="button small" type="submit">Take off\
                \(HTML.spoken(" \(watch.plate)"))</button></form>
                """,
            ]
        }
        return Card(
            "The list",
            anchor: "list",
            subtitle: Phrase.count(watches.count, "vehicle"),
            isPadded: rows.isEmpty,
            body: rows.isEmpty
                ? EmptyState.nothingHeld.html("No vehicle is on the list.")
                : DataTable(
                    caption: "Vehicles of interest",
                    columns: ["Plate", "Why", "What is to be done", "Item", "Owner", "Until", "End"],
                    rows: rows
                ).html
        )
    }

    private static func watchForm(_ visit: Visit, limits: Limits) -> Card {
        let today = visit.desk.today
        let last = today.dayNumber.flatMap { CalendarDate(dayNumber: $0 + 7) } ?? today
        func field(_ name: String, _ label: String, type: String = "text", value: String = "") -> HTML {
            """
            <div class="field"><label for="field-\(name)">\(label)</label><input id="field-\(name)" name="\(name)" \
            type="\(type)" value="\(value)" maxlength="400" required autocomplete="off"></div>
            """
        }
        let choices = Instruction.allCases.map { FormField.Choice($0.rawValue, $0.rawValue) }
        return Card(
            "Put one on the list",
            anchor: "add",
            subtitle: "at most \(limits.watchDays) days",
            width: 4,
            body: """
                <form class="form ask" method="post" action="\(Address(name, "watch"))" data-once>\
                \(FormField.hidden("token", visit.formToken))\(field("plate", "Plate"))
                <div class="pair">\(field("item", "Item of intelligence"))\(field("grading", "Grading, 3x5x2"))</div>\
                \(field("reason", "Why"))\
                \(FormField("instruction", label: "What is to be done", control: .choice(choices)).html)\
                \(field("expires", "Until", type: "date", value: last.description))
                <button class="button primary" type="submit">Put on the list</button></form>
                """
        )
    }

    // MARK: - Forms

    /// Takes `POST /anpr/watch`.
    @Sendable static func watchTaken(_ visit: Visit) async throws -> FormOutcome {
        _ = try await Counter(visit).watch(visit.form)
        return FormOutcome(next: Address(name, "watch"))
    }

    /// Takes `POST /anpr/unwatch`.
    @Sendable static func unwatchTaken(_ visit: Visit) async throws -> FormOutcome {
        try await Counter(visit).unwatch(visit.form["watch"].flatMap { Int64($0) } ?? 0)
        return FormOutcome(next: Address(name, "watch"))
    }

    /// Takes `POST /anpr/check`.
    @Sendable static func checkTaken(_ visit: Visit) async throws -> FormOutcome {
        guard let verdict = visit.form["verdict"], ["yes", "no"].contains(verdict) else {
            throw Fault(.watchUnreadable, "what you saw is missing", help: "say whether it is the plate")
        }
        try await Counter(visit).check(visit.form["hit"].flatMap { Int64($0) } ?? 0, isRight: verdict == "yes")
        return FormOutcome(next: Address(name, "watch"))
    }

    /// Answers `GET /anpr/hits` with the reads of vehicles of interest, each time something changed.
    @Sendable static func hitStream(_ visit: Visit) async throws -> AsyncThrowingStream<ServerEvent, any Error> {
        let counter = try Counter(visit)
        let shown = try await counter.lookAtWatch()
        let watch = HitWatch(counter, shown, token: visit.formToken, isStill: visit.isStill)
        return AsyncThrowingStream { try await watch.next() }
    }

    /// Somebody looking at the reads of vehicles of interest while they come.
    ///
    /// That they are shown is logged before they are. It ends as soon as they are signed out or act for another purpose,
    /// and after some minutes anyhow; the page asks anew.
    private actor HitWatch {
        private let counter: Counter
        private let token: String
        private let isStill: @Sendable () async -> Bool
        private let ends: Int64
        private var shown: Disclosure<WatchLook>

        init(
            _ counter: Counter,
            _ shown: Disclosure<WatchLook>,
            token: String,
            isStill: @escaping @Sendable () async -> Bool
        ) {
            (self.counter, self.shown, self.token, self.isStill) = (counter, shown, token, isStill)
            ends = counter.desk.clock().milliseconds + 300_000
        }

        /// The reads once something has changed; `nil` when it is over.
        func next() async throws -> ServerEvent? {
            while !Task.isCancelled {
                guard await isStill(), counter.desk.clock().milliseconds < ends else { return nil }
                if try await counter.hitPulse() != shown.content.pulse {
                    shown = try await counter.lookAtWatchAgain(shown)
                    guard await isStill() else { return nil }
                    return ServerEvent("hits", Anpr.hits(shown.content, token: token).source)
                }
                try? await Task.sleep(for: .milliseconds(300))
            }
            return nil
        }
    }
}

extension Anpr.Counter {
    /// The list and the last reads of those on it; logged.
    func lookAtWatch() async throws -> Disclosure<Anpr.WatchLook> {
        let now = desk.clock()
        return try await desk.consult(.watchAnpr, asked: "vehicles of interest", for: requester) {
            try Anpr.Shelf.watchLook(at: now, in: $0)
        }
    }

    /// The same again for somebody to whom it was disclosed; a read that was not shown yet is logged before it is.
    func lookAtWatchAgain(_ shown: Disclosure<Anpr.WatchLook>) async throws -> Disclosure<Anpr.WatchLook> {
        let now = desk.clock()
        return try await desk.goOn(
            with: shown,
            .watchAnpr,
            asked: "vehicles of interest",
            details: { _ in [:] },
            covers: { Set($0.hits.map(\.id)).isSuperset(of: $1.hits.map(\.id)) }
        ) { try Anpr.Shelf.watchLook(at: now, in: $0) }
    }

    /// A number that changes when hits do, and tells nothing of them.
    func hitPulse() async throws -> Int64 { try await desk.pulse { try Anpr.Shelf.hitPulse(in: $0) } }
}
