import CapabilityKit
import Linkage

extension Search {
    /// The page of a question to all forces: at its deadline, or at once where a script fetches the rest.
    static func acrossPage(_ query: String, limit: Int, _ visit: Visit) async throws -> Page {
        let open = try await visit.desk.askAll(query, limit: limit, for: visit.requester)
        let live = visit.query["live"] == "1"
        let state = live ? await open.soon() : await open.ended()
        return acrossPage(try await view(of: state, open, visit))
    }

    /// The page of a question that was put earlier, with what has come of it since.
    static func laterPage(_ disclosure: String, _ visit: Visit) async throws -> Page {
        let open = try await asked(disclosure, visit)
        _ = await open.ended()
        try await visit.desk.askOwnersAgain(open, for: visit.requester)
        return acrossPage(try await view(of: await open.now, open, visit))
    }

    /// Answers `GET /search/stream/{id}` with the page's changing parts, each time something has come.
    @Sendable static func stream(_ visit: Visit) async throws -> AsyncThrowingStream<ServerEvent, any Error> {
        let open = try await asked(try visit.pathValue("id"), visit)
        return AsyncThrowingStream { line in
            let work = Task {
                do {
                    var state = await open.now
                    while true {
                        let view = try await view(of: state, open, visit)
                        line.yield(ServerEvent("state", parts(view).source + pill(view).source))
                        if state.isOver { break }
                        state = await open.next(after: state.revision)
                    }
                    line.yield(ServerEvent("over", "over"))
                    line.finish()
                } catch {
                    line.finish(throwing: error)
                }
            }
            line.onTermination = { _ in work.cancel() }
        }
    }

    /// The page of one person of the answers to a question.
    static func acrossPersonPage(_ disclosure: String, _ visit: Visit) async throws -> Page {
        let found = try await visit.desk.personAcross(visit.query["p"] ?? "", of: disclosure, for: visit.requester)
        return acrossPersonPage(found, visit)
    }

    private static func asked(_ disclosure: String, _ visit: Visit) async throws -> OpenQuestion {
        guard let open = try await visit.desk.question(disclosure, for: visit.requester) else {
            throw Fault(
                .answersForgotten,
                "the answers to this question are no longer at hand",
                help: "search again; answers of other forces are kept only while they are looked at"
            )
        }
        return open
    }

    private static func view(of state: AskedState, _ open: OpenQuestion, _ visit: Visit) async throws -> AcrossView {
        let desk = visit.desk
        let chips = Chips(roster: desk.roster, own: desk.neighbours?.force)
        let people = try await desk.joinedAcross(state)
        let hits = people.map { person in
            var hit = hit(person.hit, query: open.text, place: 1, visit: visit, chips: chips, today: desk.today)
            hit.address = Address(name).with("across", open.disclosure).with("p", person.key)
            hit.joined = person.joins.first.map { Confidence(probability: $0.explanation.probability) }
            return AcrossView.Hit(
                hit: hit,
                keys: person.people.compactMap { $0.members.first.map { "\($0.nominal.record.id)" } },
                isJoinedAcross: person.forces.count > 1
            )
        }
        let forces = state.forces.map { line in
            AcrossView.Force(
                code: line.force.description,
                abbreviation: desk.roster[line.force]?.abbreviation ?? line.force.description,
                name: desk.roster[line.force]?.shortName ?? line.force.description,
                state: line.state,
                withheld: state.withheld.filter { $0.force == line.force },
                isLate: line.isLate
            )
        }
        return AcrossView(
            query: open.text,
            disclosure: open.disclosure,
            hits: hits,
            forces: forces,
            answers: answers(state.answers, roster: desk.roster),
            hasEnded: state.hasEnded,
            isOver: state.isOver,
            stamp: LedgerStamp(at: open.at, entry: state.entry, reference: open.requester.authority.reference)
        )
    }
}

extension Fault.Code {
    /// The answers to a question to all forces have been forgotten, or were never this officer's.
    static let answersForgotten = Self("search.answers_forgotten", status: 404)
}
