import CapabilityKit

extension AllForces {
    /// Answers `GET /nation/requests`: what a person of this force has to release or decline.
    @Sendable static func requestsPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.ownerRequests(for: visit.requester)
        let cards = found.content.map { request -> HTML in
            let question = request.question
            let force = visit.desk.roster[question.asker]?.officialName ?? question.asker.description
            let form: HTML =
                request.outcome == .waiting
                ? """
                <form method="post" action="\(Address(name, "decide"))" data-once>\
                <input type="hidden" name="token" value="\(visit.formToken)">\
                <input type="hidden" name="asker" value="\(question.asker.description)">\
                <input type="hidden" name="disclosure" value="\(question.disclosure)">\
                <p><label for="w-\(question.disclosure)">Why</label> \
                <input id="w-\(question.disclosure)" name="words" required maxlength="400"></p>\
                <p><button class="button" name="outcome" value="release">Release</button> \
                <button class="button" name="outcome" value="decline">Decline</button></p></form>
                """
                : "<p>\(request.outcome.rawValue) by \(request.decidedBy): \(request.words)</p>"
            return """
                <section class="card request"><h2>\(force) asks for <q>\(question.asked)</q></h2>\
                <p>\(question.officer.name), \(question.officer.number), for \(question.authority.purpose), \
                \(question.authority.reference); \(Phrase.shortDay(question.at)) \(Phrase.time(question.at))</p>\(form)</section>

                """
        }
        let body: HTML =
            cards.isEmpty
            ? EmptyState.nothingHeld.html("No other force has asked for anything to be released.") : "\(cards)"
        return Page(
            title: "Asked of us as the owner",
            crumbs: [Page.Crumb("All forces", Address(name)), Page.Crumb("asked of us")],
            room: name,
            body: """
                <h1>Asked of us as the owner</h1><p class="lead">The rules let another force have these records only when a \
                person here releases them. Look at the records first; what is released is logged in both forces.</p>
                \(body)\(stamp(found).html)
                """
        )
    }

    /// Takes the form of ``requestsPage(_:)``.
    @Sendable static func decide(_ visit: Visit) async throws -> FormOutcome {
        guard let asker = ForceCode(visit.form["asker"] ?? "") else {
            throw Fault(.noSuchRequest, "no such request waits", help: "look at the list of requests")
        }
        _ = try await visit.desk.decide(
            visit.form["disclosure"] ?? "",
            of: asker,
            release: visit.form["outcome"] == "release",
            words: visit.form["words"] ?? "",
            for: visit.requester
        )
        return FormOutcome(next: Address(name, "requests"))
    }

    /// Answers `GET /nation/waits`: which of one's own questions wait for an owner.
    @Sendable static func waitsPage(_ visit: Visit) async throws -> Page {
        let found = try await visit.desk.waitingForOwners(for: visit.requester)
        let rows = found.content.map { wait -> [HTML] in
            let forces = wait.forces.map { visit.desk.roster[$0]?.shortName ?? $0.description }
            return [
                "<a href=\"\(Address("search").with("later", wait.disclosure))\">\(wait.asked)</a>",
                "\(Phrase.list(forces))", "\(Phrase.shortDay(wait.at)) \(Phrase.time(wait.at))",
            ]
        }
        let table = DataTable(
            caption: "Questions that wait for an owner",
            columns: ["Asked", "Of", "When"],
            rows: rows
        )
        let body: HTML =
            rows.isEmpty
            ? EmptyState.nothingHeld.html("None of your questions waits for an owner.")
            : Card.grid([Card("Waiting", anchor: "waiting", isPadded: false, body: table.html)])
        return Page(
            title: "Asked of owners",
            crumbs: [Page.Crumb("All forces", Address(name)), Page.Crumb("asked of owners")],
            room: name,
            body: """
                <h1>Asked of owners</h1><p class="lead">Opening a question, for the same purpose and reference, asks its owners \
                again.</p>\(body)\(stamp(found).html)
                """
        )
    }

    /// The foot of a page: the entry that records it.
    static func stamp<Content>(_ found: Disclosure<Content>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }
}
