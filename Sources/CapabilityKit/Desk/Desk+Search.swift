import Linkage
import Policy
import Vocabulary

extension Desk {
    /// Joined people that the words speak of, the best first.
    ///
    /// - `text`: names, places, dates, numbers and plates in any order, as a person types them.
    /// - `limit`: the most people to return, 1 to 100.
    package func search(
        _ text: String,
        limit: Int,
        for requester: Requester
    ) async throws -> Disclosure<[PersonHit]> {
        let limit = min(max(limit, 1), 100)
        return try await disclose(.find, asked: text, for: requester) { gate in
            let hits = try await catalogue.search(text, limit: limit)
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            let members = try await assembler.members(of: hits.map(\.person))
            var found: [PersonHit] = []
            for hit in hits {
                guard let members = members[hit.person], !members.isEmpty else { continue }
                var matched = hit.matched
                let handles = try await joins.members(of: [hit.person])[hit.person] ?? []
                if !assembler.lessened.isDisjoint(with: handles) {
                    matched = try await words(of: text, in: members, by: assembler)
                    if matched.isEmpty { continue }
                }
                found.append(PersonHit(person: hit.person, score: hit.score, members: members, matched: matched))
            }
            let released = found.flatMap(\.members).flatMap { [$0.nominal] + $0.statements }
            return Retrieved(content: found, released: released, withheld: assembler.withheld)
        }
    }

    /// The words of a question that stand in what the asker may see of one person; the index knows more than that.
    func words(
        of text: String,
        in members: [PersonPicture.Member],
        by assembler: PictureAssembler
    ) async throws -> [MatchedTerm] {
        var document = IndexDocument(handle: 0)
        for member in members { Gathering(of: member).describe(&document) }
        // Vehicles are looked at, not shown: the copy's account is dropped.
        var aside = assembler
        let vehicles = try await aside.ties(of: members.map(\.nominal.handle), kind: .keeper)
        document.plates += vehicles.compactMap { $0.thing.record[.registrationMark] }
        return PersonIndex([document]).search(text, limit: 1).first?.matched ?? []
    }
}

extension Permission {
    /// Find people by what is known of them.
    package static let find = Permission("search.find", "Find people by name, place, date, number or plate")
}
