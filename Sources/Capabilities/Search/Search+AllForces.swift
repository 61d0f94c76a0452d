import CapabilityKit
import Foundation

extension Search {
    /// The answer of `GET /api/v1/search/all` and of `reeve search --all-forces --json`: everything that had come by then.
    struct AllReply: Encodable, Sendable {
        /// The id under which every force's log has the question; absent where this node has no others to ask.
        var disclosure: String?
        var entry: UInt64
        var at: String
        var purpose: String
        var reference: String
        /// `4 of 43 forces answered`.
        var answered: String
        /// Whether no late answer can come any more.
        var isOver: Bool
        var forces: [ForceReply]
        /// Forces whose answer came after the deadline.
        var late: [String]
        var withheld: [WithheldReply]
        var people: [Person]
        /// How good each record is that the answer rests on.
        var quality: [QualityEnvelope]

        /// One person, joined across forces for this answer alone.
        struct Person: Encodable, Sendable {
            var forces: [String]
            /// How sure the weakest join between forces is; absent where one force alone answered with them.
            var joinedAcross: Double?
            var person: PersonLine
        }

        init(_ state: AskedState, _ people: [AcrossPerson], _ open: OpenQuestion, _ desk: Desk) {
            disclosure = open.disclosure
            entry = state.entry
            at = open.at.rfc3339
            purpose = open.requester.authority.purpose
            reference = open.requester.authority.reference
            isOver = state.isOver
            forces = state.answers.map { ForceReply($0, roster: desk.roster) }
            answered = "\(state.answers.count { $0.state.isAnswer }) of \(state.answers.count) forces answered"
            late = state.forces.filter(\.isLate).map(\.force.description)
            withheld = state.withheld.map(WithheldReply.init)
            let chips = Chips(roster: desk.roster, own: desk.neighbours?.force)
            self.people = people.map { person in
                Person(
                    forces: person.forces.map(\.description).sorted(),
                    joinedAcross: person.joins.map(\.explanation.probability).min(),
                    person: PersonLine(
                        PersonPicture(id: person.hit.person, members: person.members),
                        score: nil,
                        chips: chips,
                        today: desk.today
                    )
                )
            }
            quality = Search.quality(people.flatMap(\.members), at: open.at)
        }

        /// Of a node that is connected to no others.
        init(_ found: Disclosure<[PersonHit]>, _ desk: Desk) {
            let own = Reply(found, roster: desk.roster, today: desk.today)
            (entry, at, purpose, reference) = (own.entry, own.at, own.purpose, own.reference)
            (answered, forces, withheld, quality) = (own.answered, own.forces, own.withheld, own.quality)
            (isOver, late) = (true, [])
            people = zip(found.content, own.people).map { hit, line in
                let forces = Set(hit.members.map { $0.nominal.record.id.source.force.description })
                return Person(forces: forces.sorted(), joinedAcross: nil, person: line)
            }
        }

        func json() throws -> String { try CommandJSON.text(self) }

        /// The reply as lines for a terminal.
        var listing: String {
            var lines = ["\(people.count) found · \(answered) · log entry \(entry)", ""]
            for force in forces where force.state != "not_asked" {
                let kept = withheld.filter { $0.force == force.force }.map { "; \($0.count) kept back: \($0.reason)" }
                lines.append(
                    "  \(force.name): \(force.words)\(kept.joined())\(late.contains(force.force) ? ", late" : "")"
                )
            }
            lines.append("")
            for one in people {
                lines.append(
                    "\(one.person.name)  born \(one.person.born ?? "not known")  \(one.forces.joined(separator: ", "))"
                )
                for warning in one.person.warnings {
                    lines.append("  ! \(warning.title): \(warning.text)  [\(warning.source)]")
                }
                for fact in one.person.facts { lines.append("  \(fact.title): \(fact.text)  [\(fact.source)]") }
                lines.append("")
            }
            return lines.joined(separator: "\n")
        }
    }

    /// The answer of `GET /api/v1/search/held/record/{id}`.
    struct HeldReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var forces: [ForceReply]
        var withheld: [WithheldReply]
        /// Absent where the force did not answer with anything; ``forces`` says why.
        var person: PersonLine?
        var events: [EventReply]
        /// How good each record is that the answer rests on.
        var quality: [QualityEnvelope]
    }

    /// Answers `GET /api/v1/search/all?q=…&limit=…`, when every force has answered or the deadline has passed.
    @Sendable static func allReply(_ visit: Visit) async throws -> AllReply {
        let limit = try visit.number("limit", in: 1...100, default: 20)
        let query = try text(visit)
        guard !query.isEmpty else {
            throw Fault(.nothingAsked, "the question is empty", help: "give `q`: a name, place, date, number or plate")
        }
        guard visit.desk.neighbours != nil else {
            return AllReply(try await visit.desk.search(query, limit: limit, for: visit.requester), visit.desk)
        }
        let open = try await visit.desk.askAll(query, limit: limit, for: visit.requester)
        let state = await open.ended()
        return AllReply(state, try await visit.desk.joinedAcross(state), open, visit.desk)
    }

    /// Answers `GET /api/v1/search/held/record/{id}`.
    @Sendable static func heldReply(_ visit: Visit) async throws -> HeldReply {
        let found = try await visit.desk.personElsewhere(try heldRecord(visit), for: visit.requester)
        let roster = visit.desk.roster, chips = Chips(roster: roster, own: visit.desk.neighbours?.force)
        let picture = found.content
        var quality = Search.quality(picture?.members ?? [], at: found.at)
        let ties =
            (picture?.involvements ?? []).flatMap { [$0.event, $0.role] }
            + (picture?.vehicles ?? []).flatMap { [$0.thing, $0.tie] }
        quality += ties.map { QualityEnvelope(of: $0, on: found.at) }
        return HeldReply(
            entry: found.entry,
            at: found.at.rfc3339,
            forces: found.answers.map { ForceReply($0, roster: roster) },
            withheld: found.withheld.map(WithheldReply.init),
            person: picture.map { PersonLine($0, score: nil, chips: chips, today: visit.desk.today) },
            events: picture.map { Search.events($0, chips: chips).map(EventReply.init) } ?? [],
            quality: quality
        )
    }

    /// Answers `GET /search/held/record/{id}`: a person whom another force holds, as that force answers now.
    @Sendable static func heldPage(_ visit: Visit) async throws -> Page {
        let record = try heldRecord(visit)
        let found = try await visit.desk.personElsewhere(record, for: visit.requester)
        let roster = visit.desk.roster
        let chips = Chips(roster: roster, own: visit.desk.neighbours?.force)
        let said = found.answers.map { answer -> HTML in
            let kept = found.withheld.filter { $0.force == answer.force }.map { "; \($0.count) more: \($0.reason)" }
            return
                "<p>\(roster[answer.force]?.officialName ?? answer.force.description): \(answer.state.words)\(kept.joined())</p>"
        }
        guard let picture = found.content else {
            return Page(
                title: "Person at another force",
                crumbs: [Page.Crumb("Search", .home), Page.Crumb("person")],
                beside: AnswersPill(answers(found.answers, roster: roster)).html,
                room: name,
                body: "<h1>Nothing was answered of this person</h1>\(said)\(stamp(found).html)"
            )
        }
        let facts = Facts(picture: picture, chips: chips, today: visit.desk.today)
        let rows = events(picture, chips: chips).map { event -> [HTML] in
            [
                "\(event.date.map { "\($0)" } ?? "")", "\(event.title) \(event.detail ?? "")",
                SourceLine.row([event.source]),
            ]
        }
        let table = DataTable(
            caption: "Events in which this person has a role",
            columns: ["Day", "What", "Source"],
            rows: rows
        )
        var cards = [
            Card(
                "What is known",
                anchor: "facts",
                subtitle: "each fact with who says so",
                body: FactTable(caption: "What is known", facts: facts.lines).html
            )
        ]
        if !rows.isEmpty { cards.append(Card("Events", anchor: "events", isPadded: false, body: table.html)) }
        return Page(
            title: facts.name,
            crumbs: [Page.Crumb("Search", .home), Page.Crumb("person")],
            beside: AnswersPill(answers(found.answers, roster: roster)).html,
            room: name,
            body: """
                <div class="results-head"><h1>\(facts.name) <small>\(records(of: picture))</small></h1>
                <div class="quiet">\(said)</div></div>
                \(WarningPanel(warnings: warnings(picture, chips: chips, today: visit.desk.today), checked: "As answered.").html)
                \(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    private static func heldRecord(_ visit: Visit) throws -> RecordID {
        let text = try visit.pathValue("id")
        guard let id = RecordID(text), id.kind == .person else {
            throw Fault(.noSuchPerson, "`\(text)` does not name a record of a person", help: "follow a link to it")
        }
        return id
    }
}
