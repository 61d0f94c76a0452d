import Federation
import Foundation
import Linkage
import Vocabulary

/// What a search asks of another force: the body of its question, in version 1.
struct FindQuestion: Codable, Sendable {
    var version = 1
    var text: String
    /// The most people to answer with.
    var limit: Int
    /// The id of an earlier question, of which the owner's people have decided, or will.
    var continues: String?
    /// The sensitive categories that the asker's own force has opened to the officer: strict necessity was stated
    /// there, or a life is in danger.
    var sensitive: [String]?
    /// On what each of them rests, in the log of the asker's force.
    var grounds: [StatedGround]?
}

/// What a force answers to a search: the body of its answer, in version 1.
///
/// People stand in the order of their relevance there. No score is sent: it would tell of what was kept back.
struct FindAnswer: FilledAnswer {
    var version = 1
    var people: [Person]
    /// What was kept back and may be spoken of.
    var withheld: [Kept] = []
    /// Fills the answer up to its size.
    var filling = ""

    /// One person, joined by the force that answers.
    struct Person: Codable, Sendable {
        var members: [Member]
        var matched: [Term]
    }

    /// One nominal with what is said of it.
    struct Member: Codable, Sendable {
        var nominal: WireRecord
        var statements: [WireRecord]
    }

    /// A word of the question, and the word of a record it met.
    struct Term: Codable, Sendable {
        var asked: String
        var stored: String
        var kind: Int
    }

    /// How many records were kept back for one reason.
    struct Kept: Codable, Sendable {
        var reason: String
        var count: Int
        /// Whether a person of the force may release them.
        var isForOwner: Bool?
    }
}

/// An answer that is filled up to a length that tells of no record.
protocol FilledAnswer: Codable, Sendable {
    /// Fills the answer up to its size.
    var filling: String { get set }
}

extension FilledAnswer {
    /// The text that is sent, of a length that is a multiple of the bucket.
    func filled(to bucket: Int) throws -> String {
        var text = try ExchangeShelf.text(self)
        guard bucket > 0, filling.isEmpty else { return text }
        let short = (bucket - text.utf8.count % bucket) % bucket
        // Within a text its quotation marks are escaped, so that only the field itself reads like this.
        guard short > 0, let field = text.firstRange(of: #""filling":""#) else { return text }
        text.insert(contentsOf: String(repeating: " ", count: short), at: field.upperBound)
        return text
    }
}

extension FindAnswer.Member {
    /// A member as it is sent.
    init(_ member: PersonPicture.Member, at moment: Timestamp) {
        self.init(
            nominal: WireRecord(member.nominal, at: moment),
            statements: member.statements.map { WireRecord($0, at: moment) }
        )
    }

    /// A member as it was sent; `nil` where it holds anything that is not readable or not of these forces.
    func read(owners: Set<ForceCode>) -> PersonPicture.Member? {
        guard let nominal = nominal.stored(), nominal.record.id.kind == .person else { return nil }
        let statements = self.statements.compactMap { $0.stored() }
        guard statements.count == self.statements.count,
            ([nominal] + statements).allSatisfy({ owners.contains($0.record.id.source.force) }),
            statements.allSatisfy({ $0.record.subject == nominal.record.id })
        else { return nil }
        return PersonPicture.Member(nominal: nominal, statements: statements)
    }
}

extension FindAnswer.Kept {
    /// What a force says it kept back; `isOwn`: whether it is this one, whose words are not marked as another's.
    func read(of force: ForceCode, isOwn: Bool) -> Withheld {
        let words = isOwn ? reason : reason.quotedWords()
        var kept = Withheld(force: force, reason: words, count: min(max(count, 0), 1_000_000))
        kept.isForOwner = isForOwner ?? false
        return kept
    }
}

/// A person as one force answered: every record of it is that force's own.
package struct ForcePerson: Sendable {
    package var force: ForceCode
    package var members: [PersonPicture.Member]
    package var matched: [MatchedTerm]
    /// Where the person stood in the force's answer, from 0.
    package var rank: Int
}

extension FindAnswer {
    /// The people of an answer; `nil` where it holds anything that is not readable or not that force's own.
    ///
    /// `owners`: the force, and forces that it followed.
    static func people(
        in body: String,
        of force: ForceCode,
        owners: Set<ForceCode>,
        isOwn: Bool
    ) -> (people: [ForcePerson], withheld: [Withheld])? {
        guard let answer = try? JSONDecoder().decode(Self.self, from: Data(body.utf8)), answer.version == 1 else {
            return nil
        }
        var people: [ForcePerson] = []
        for (rank, person) in answer.people.enumerated() {
            let members = person.members.compactMap { $0.read(owners: owners) }
            guard members.count == person.members.count else { return nil }
            guard !members.isEmpty else { return nil }
            let matched = person.matched.compactMap { term in
                MatchedTerm.Kind(rawValue: term.kind).map {
                    MatchedTerm(queryWord: term.asked, storedWord: term.stored, kind: $0)
                }
            }
            people.append(ForcePerson(force: force, members: members, matched: matched, rank: rank))
        }
        return (people, answer.withheld.map { $0.read(of: force, isOwn: isOwn) })
    }
}
