import Policy
import Vocabulary

extension Desk {
    /// Everything that may be shown of one joined person.
    ///
    /// - Throws: ``Fault`` `records.no_such_person` when no record of that person is held or may be shown; the answer
    ///   is the same for both, so that it does not give away what exists.
    package func person(_ id: PersonID, for requester: Requester) async throws -> Disclosure<PersonPicture> {
        try await disclose(.viewPerson, asked: "person \(id)", for: requester) { gate in
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            var picture = try await picture(of: id, by: &assembler)
            picture.weakest = try await explain(Array(picture.joins.suffix(1)), among: picture.members).first
            return Retrieved(
                content: picture,
                released: assembler.released,
                withheld: assembler.withheld,
                subjects: picture.members.map(\.nominal.handle)
            )
        }
    }

    /// One record in all its versions, and what refers to it.
    ///
    /// - Throws: ``Fault`` `records.no_such_record` when it is not held or may not be shown.
    package func record(_ id: RecordID, for requester: Requester) async throws -> Disclosure<RecordHistory> {
        try await disclose(.viewRecord, asked: "record \(id)", for: requester) { gate in
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            let handle = shelf.handle(of: id)
            let held = try await shelf.versions(of: handle)
            // What may not be shown as it now stands is not shown as it once was.
            guard let newest = try await assembler.passWithEnds(Array(held.prefix(1))).first else {
                throw NothingToShow(
                    fault: Fault(.noSuchRecord, "no record `\(id)` can be shown", help: "check the address"),
                    withheld: assembler.withheld
                )
            }
            let versions = [newest] + assembler.pass(Array(held.dropFirst()))
            let about = try await shelf.about([handle])
            let pointing = try await shelf.pointing(at: [handle])
            let referring = try await assembler.passWithEnds(about + pointing)
            let person =
                newest.record.id.kind == .person ? try await joins.persons(of: [handle])[handle] : nil
            let history = RecordHistory(versions: versions, referring: referring, person: person)
            return Retrieved(
                content: history,
                released: assembler.released,
                withheld: assembler.withheld,
                subjects: [.person, .vehicle].contains(id.kind) ? [handle] : []
            )
        }
    }

    func picture(of id: PersonID, by assembler: inout PictureAssembler) async throws -> PersonPicture {
        guard let members = try await assembler.members(of: [id])[id], !members.isEmpty else {
            throw NothingToShow(
                fault: Fault(
                    .noSuchPerson,
                    "no person `\(id)` can be shown",
                    help: "search again; people are re-joined as records change"
                ),
                withheld: assembler.withheld
            )
        }
        let handles = members.map(\.nominal.handle)
        let involvements = try await assembler.involvements(of: handles)
        return PersonPicture(
            id: id,
            members: members,
            involvements: involvements,
            vehicles: try await assembler.ties(of: handles, kind: .keeper),
            others: try await assembler.others(in: involvements, apartFrom: id, limit: 12),
            joins: try await joins.edges(among: handles)
        )
    }
}

extension Permission {
    /// See a joined person.
    package static let viewPerson = Permission("search.person", "See everything held of one person")
    /// See one record.
    package static let viewRecord = Permission("search.record", "See one record of a force with all its versions")
}

extension Fault.Code {
    /// Nothing can be shown of the person asked for.
    package static let noSuchPerson = Self("records.no_such_person", status: 404)
    /// The record asked for cannot be shown.
    package static let noSuchRecord = Self("records.no_such_record", status: 404)
}
