import Foundation
import Linkage
import Vocabulary

/// What opening a person asks of the force that holds them: the body of its question, in version 1.
struct PersonQuestion: Codable, Sendable {
    var version = 1
    /// A nominal record of the person: `14/niche/person/7`.
    var record: String
    /// The sensitive categories that the asker's own force has opened to the officer, as in a search.
    var sensitive: [String]?
    /// On what each of them rests, as in a search.
    var grounds: [StatedGround]?
}

/// What a force answers to it: the body of its answer, in version 1.
struct PersonAnswer: FilledAnswer {
    var version = 1
    var members: [FindAnswer.Member]
    var events: [Tie]
    var vehicles: [Tie]
    /// What was kept back and may be spoken of.
    var withheld: [FindAnswer.Kept] = []
    /// Fills the answer up to its size.
    var filling = ""

    /// Something tied to the person: an event by a role, a vehicle by a keeper row.
    struct Tie: Codable, Sendable {
        var thing: WireRecord
        var tie: WireRecord
    }

    /// The person of an answer; `nil` where it holds anything that is not readable or not of these forces.
    static func picture(
        in body: String,
        of record: RecordID,
        owners: Set<ForceCode>
    ) -> (picture: PersonPicture, withheld: [FindAnswer.Kept])? {
        guard let answer = try? JSONDecoder().decode(Self.self, from: Data(body.utf8)), answer.version == 1 else {
            return nil
        }
        let members = answer.members.compactMap { $0.read(owners: owners) }
        let own = Set(members.map(\.nominal.record.id))
        guard members.count == answer.members.count, own.contains(record) else { return nil }
        var picture = PersonPicture(id: PersonID(number: RecordHandle(of: record).number), members: members)
        for (ties, kind) in [(answer.events, RecordKind.event), (answer.vehicles, .vehicle)] {
            for wire in ties {
                guard let thing = wire.thing.stored(), let tie = wire.tie.stored(), thing.record.id.kind == kind,
                    [thing, tie].allSatisfy({ owners.contains($0.record.id.source.force) }),
                    tie.record.subject.map(own.contains) == true, tie.record.object == thing.record.id
                else { return nil }
                if kind == .event {
                    picture.involvements.append(PersonPicture.Involvement(event: thing, role: tie))
                } else {
                    picture.vehicles.append(PersonPicture.Tie(thing: thing, tie: tie))
                }
            }
        }
        return (picture, answer.withheld)
    }
}

extension PersonPicture {
    /// Every record in it, once.
    var records: [StoredRecord] {
        var seen: Set<RecordID> = []
        let all =
            members.flatMap { [$0.nominal] + $0.statements } + involvements.flatMap { [$0.event, $0.role] }
            + vehicles.flatMap { [$0.thing, $0.tie] }
        return all.filter { seen.insert($0.record.id).inserted }
    }
}
