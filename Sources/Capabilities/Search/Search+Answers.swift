import CapabilityKit

extension Search {
    /// Answers `GET /search?q=…`.
    @Sendable static func searchPage(_ visit: Visit) async throws -> Page {
        if let disclosure = visit.query["later"] { return try await laterPage(disclosure, visit) }
        if let disclosure = visit.query["across"] { return try await acrossPersonPage(disclosure, visit) }
        let query = try text(visit)
        guard !query.isEmpty else {
            return searchPage(SearchView(holdings: try await holdings(visit.desk), samples: []))
        }
        let limit = try visit.number("limit", in: 1...100, default: 20)
        if visit.desk.neighbours != nil { return try await acrossPage(query, limit: limit, visit) }
        let began = ContinuousClock.now
        let found = try await visit.desk.search(query, limit: limit, for: visit.requester)
        let took = ContinuousClock.now - began
        let chips = Chips(roster: visit.desk.roster)
        let hits = found.content.enumerated().map { place, hit in
            self.hit(hit, query: query, place: place + 1, visit: visit, chips: chips, today: visit.desk.today)
        }
        let outcome = SearchView.Outcome(
            hits: hits,
            total: hits.count,
            answers: answers(found.answers, roster: visit.desk.roster),
            milliseconds: Int(took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000),
            stamp: stamp(found),
            next: hits.count == limit && limit < 100
                ? visit.asking(query, at: Address(name)).with("limit", String(min(limit * 2, 100))) : nil
        )
        return searchPage(SearchView(query: query, outcome: outcome))
    }

    /// Answers `GET /search/person/{id}?q=…&n=…`.
    @Sendable static func personPage(_ visit: Visit) async throws -> Page {
        let id = try personID(visit)
        let found = try await visit.desk.person(id, for: visit.requester)
        let chips = Chips(roster: visit.desk.roster)
        var view = personView(
            found,
            chips: chips,
            years: try years(visit),
            today: visit.desk.today,
            base: visit.baseMap
        )
        view.place = try place(visit)
        return personPage(view)
    }

    /// Answers `GET /search/record/{id}`.
    @Sendable static func recordPage(_ visit: Visit) async throws -> Page {
        let text = try visit.pathValue("id")
        guard let id = RecordID(text) else {
            throw Fault(.noSuchRecord, "`\(text)` does not name a record", help: "follow a link to the record")
        }
        let found = try await visit.desk.record(id, for: visit.requester)
        return recordPage(recordView(found, roster: visit.desk.roster))
    }

    /// Answers `GET /api/v1/search?q=…&limit=…`.
    @Sendable static func searchReply(_ visit: Visit) async throws -> Reply {
        let limit = try visit.number("limit", in: 1...100, default: 20)
        let query = try text(visit)
        guard !query.isEmpty else {
            throw Fault(.nothingAsked, "the question is empty", help: "give `q`: a name, place, date, number or plate")
        }
        let found = try await visit.desk.search(query, limit: limit, for: visit.requester)
        return Reply(found, roster: visit.desk.roster, today: visit.desk.today)
    }

    /// Answers `GET /api/v1/search/person/{id}`.
    @Sendable static func personReply(_ visit: Visit) async throws -> PersonReply {
        let found = try await visit.desk.person(try personID(visit), for: visit.requester)
        return PersonReply(found, roster: visit.desk.roster, today: visit.desk.today)
    }

    private static func personID(_ visit: Visit) throws -> PersonID {
        let text = try visit.pathValue("id")
        guard let id = PersonID(text) else {
            throw Fault(.noSuchPerson, "`\(text)` does not name a person", help: "search again")
        }
        return id
    }

    /// The question as typed, within bounds.
    static func text(_ visit: Visit) throws -> String {
        let text = (visit.query["q"] ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard text.utf8.count <= 400 else {
            throw Fault(
                .questionTooLong,
                "the question is longer than 400 bytes",
                help: "leave out words that matter least"
            )
        }
        return text
    }

    /// How many years of events the timeline shows; `nil` for all.
    private static func years(_ visit: Visit) throws -> Int? {
        visit.query["years"] == "all" ? nil : try visit.number("years", in: 1...20, default: 4)
    }

    /// Where in a search this person stood, from the address alone: nothing is asked again to draw it.
    private static func place(_ visit: Visit) throws -> PersonView.Place? {
        guard let query = visit.query["q"], !query.isEmpty else { return nil }
        let number = try visit.number("n", in: 1...100, default: 1)
        return PersonView.Place(
            query: query,
            terms: query.split(separator: " ").map(String.init),
            number: number,
            total: try visit.number("of", in: 1...100, default: number),
            results: visit.asking(query, at: Address(name))
        )
    }

    /// What this node holds, for the page before a question: counts by force, nothing of anybody.
    private static func holdings(_ desk: Desk) async throws -> [SearchView.Holding] {
        try await desk.holdings().map { holding in
            SearchView.Holding(
                force: desk.roster[holding.force]?.officialName ?? holding.force.description,
                systems: holding.systems.joined(separator: ", "),
                records: holding.records,
                freshness: holding.newest.map { "to \(Phrase.shortDay($0))" } ?? "nothing yet"
            )
        }
    }

    /// The foot of a page: the entry that records it.
    static func stamp<Content>(_ found: Disclosure<Content>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }

    /// What each force said, for the pill.
    static func answers(_ answers: [ForceAnswer], roster: Roster) -> [AnswerLine] {
        answers.map { answer in
            let name = roster[answer.force]?.shortName ?? answer.force.description
            return switch answer.state {
            case .answered(let held): AnswerLine(force: name, state: .answered, detail: Phrase.count(held, "record"))
            case .nothingHeld: AnswerLine(force: name, state: .nothingHeld)
            case .notPermitted(let reason): AnswerLine(force: name, state: .notPermitted, detail: reason)
            case .askOwner(let contact): AnswerLine(force: name, state: .askOwner, detail: contact)
            case .timedOut: AnswerLine(force: name, state: .timedOut)
            case .down: AnswerLine(force: name, state: .down)
            case .notAsked(let reason): AnswerLine(force: name, state: .notAsked, detail: reason)
            }
        }
    }
}

extension Fault.Code {
    /// A question longer than its bound.
    static let questionTooLong = Self("search.question_too_long", status: 400)
    /// A question with no words.
    static let nothingAsked = Self("search.nothing_asked", status: 400)
}
