import CapabilityKit
import Foundation

extension Search {
    /// The answer of `GET /api/v1/search` and of `reeve search --json`.
    struct Reply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var purpose: String
        var reference: String
        /// `4 of 43 forces answered`.
        var answered: String
        var forces: [ForceReply]
        var withheld: [WithheldReply]
        var people: [PersonLine]
        /// How good each record is that the answer rests on.
        var quality: [QualityEnvelope]

        init(_ found: Disclosure<[PersonHit]>, roster: Roster, today: CalendarDate) {
            entry = found.entry
            at = found.at.rfc3339
            purpose = found.requester.authority.purpose
            reference = found.requester.authority.reference
            forces = found.answers.map { ForceReply($0, roster: roster) }
            answered = "\(found.answers.count { $0.state.isAnswer }) of \(found.answers.count) forces answered"
            withheld = found.withheld.map(WithheldReply.init)
            let chips = Chips(roster: roster)
            people = found.content.map {
                PersonLine(
                    PersonPicture(id: $0.person, members: $0.members),
                    score: $0.score,
                    chips: chips,
                    today: today
                )
            }
            quality = Search.quality(found.content.flatMap(\.members), at: found.at)
        }

        func json() throws -> String { try CommandJSON.text(self) }
    }

    /// The answer of `GET /api/v1/search/person/{id}`.
    struct PersonReply: Encodable, Sendable {
        var entry: UInt64
        var at: String
        var forces: [ForceReply]
        var withheld: [WithheldReply]
        var person: PersonLine
        var events: [EventReply]
        /// How good each record is that the answer rests on.
        var quality: [QualityEnvelope]

        init(_ found: Disclosure<PersonPicture>, roster: Roster, today: CalendarDate) {
            let chips = Chips(roster: roster)
            entry = found.entry
            at = found.at.rfc3339
            forces = found.answers.map { ForceReply($0, roster: roster) }
            withheld = found.withheld.map(WithheldReply.init)
            person = PersonLine(found.content, score: nil, chips: chips, today: today)
            events = Search.events(found.content, chips: chips).map(EventReply.init)
            let picture = found.content
            quality = Search.quality(picture.members, at: found.at)
            let ties =
                picture.involvements.flatMap { [$0.event, $0.role] } + picture.vehicles.flatMap { [$0.thing, $0.tie] }
            quality += ties.map { QualityEnvelope(of: $0, on: found.at) }
        }
    }

    /// One force's answer; each way of not answering has its own code.
    struct ForceReply: Encodable, Sendable {
        var force: String
        var name: String
        var state: String
        var words: String

        init(_ answer: ForceAnswer, roster: Roster) {
            force = answer.force.description
            name = roster[answer.force]?.shortName ?? force
            state = answer.state.code
            words = answer.state.words
        }
    }

    /// Records kept back.
    struct WithheldReply: Encodable, Sendable {
        var force: String
        var reason: String
        var count: Int

        init(_ withheld: Withheld) {
            force = withheld.force.description
            reason = withheld.reason
            count = withheld.count
        }
    }

    /// One joined person with the source of every fact.
    struct PersonLine: Encodable, Sendable {
        var id: String
        var score: Double?
        var name: String
        var born: String?
        var records: [String]
        var warnings: [Line]
        var facts: [Line]

        struct Line: Encodable, Sendable {
            var title: String
            var text: String
            /// `WYP Niche 2026-11-19 2 C P`, one for each system that says so.
            var source: String
            var confidence: String?
        }

        init(_ picture: PersonPicture, score: Double?, chips: Chips, today: CalendarDate) {
            let facts = Facts(picture: picture, chips: chips, today: today)
            id = picture.id.description
            self.score = score
            name = facts.name
            born = facts.birthDates.first?.value
            records = picture.members.map(\.nominal.record.id.description)
            warnings = Search.warnings(picture, chips: chips, today: today).map { warning in
                let text = [warning.detail, warning.overdue].compactMap { $0 }.joined(separator: " ")
                return Line(title: warning.title, text: text, source: warning.source.words)
            }
            self.facts = facts.lines.map { line in
                Line(
                    title: line.label,
                    text: [line.value, line.beside, line.more].compactMap { $0 }.joined(separator: ", "),
                    source: line.sources.map(\.words).joined(separator: "; "),
                    confidence: line.confidence?.word
                )
            }
        }
    }

    /// One event of a person.
    struct EventReply: Encodable, Sendable {
        var date: String?
        var title: String
        var detail: String?
        var source: String

        init(_ event: EventLine) {
            date = event.date?.description
            title = event.title
            detail = event.detail
            source = event.source.words
        }
    }

    /// The envelope of each record of these people, the nominal before what is said of it.
    static func quality(_ members: [PersonPicture.Member], at moment: Timestamp) -> [QualityEnvelope] {
        members.flatMap { [$0.nominal] + $0.statements }.map { QualityEnvelope(of: $0, on: moment) }
    }

}
