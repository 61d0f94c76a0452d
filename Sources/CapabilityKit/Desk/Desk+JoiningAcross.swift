import Federation
import Linkage
import Policy
import Vocabulary

/// People of several forces whom software takes for one, made from answers for showing alone.
///
/// It is kept nowhere: each record stays its own force's.
package struct AcrossPerson: Sendable {
    /// Each as its own force joined it, the best match first.
    package var people: [ForcePerson]
    /// Joins between forces, by this node's software, the weakest first.
    package var joins: [Join]

    /// A join of two of the people.
    package struct Join: Sendable {
        package var a: ForcePerson
        package var b: ForcePerson
        package var explanation: PairExplanation
    }

    /// Every record, those of the best match first.
    package var members: [PersonPicture.Member] { people.flatMap(\.members) }
    /// Words of the question, with the words of records they met.
    package var matched: [MatchedTerm] { Array(Set(people.flatMap(\.matched))) }
    /// The name by which this person is found again among the same answers: the first record's.
    package var key: String { members.first.map { "\($0.nominal.record.id)" } ?? "" }
    /// The same as one person found, for pages that draw those.
    package var hit: PersonHit {
        let id = PersonID(number: members.first?.nominal.handle.number ?? 0)
        return PersonHit(person: id, score: 0, members: members, matched: matched)
    }
    /// The forces whose records they are.
    package var forces: Set<ForceCode> { Set(people.map(\.force)) }
}

/// All that was answered of one person by all forces.
package struct AcrossPicture: Sendable {
    package var picture: PersonPicture
    package var across: AcrossPerson
    package var answers: [ForceAnswer]
}

extension Desk {
    /// The people of all answers so far, those joined across forces as one, the best match first.
    ///
    /// The scorer and its weights are those that join this node's own records.
    package func joinedAcross(_ state: AskedState) async throws -> [AcrossPerson] {
        let linker = Linker(model: try await model())
        let people = state.people
        let sketches = people.enumerated().map { PersonSketch(of: $1, handle: Int64($0)) }
        let clusters = people.count > 1 ? linker.join(sketches).clusters : people.indices.map { [Int64($0)] }
        let words = people.map { Set($0.matched.map(\.queryWord)).count }
        let most = words.max() ?? 0
        // The word itself before one that only begins or sounds like it.
        let loose = people.map { $0.matched.reduce(0) { $0 + $1.kind.rawValue } }
        return clusters.map { cluster in
            cluster.map(Int.init).sorted {
                (words[$1], people[$0].rank, people[$0].force) < (words[$0], people[$1].rank, people[$1].force)
            }
        }
        // As within one force: who matches fewer words than another is not needed (DPA 2018 s.37).
        .filter { cluster in cluster.contains { words[$0] == most } }
        .sorted { a, b in
            let first = (loose[a[0]], people[a[0]].rank, -a.count, people[a[0]].force)
            return first < (loose[b[0]], people[b[0]].rank, -b.count, people[b[0]].force)
        }
        .map { cluster in
            AcrossPerson(people: cluster.map { people[$0] }, joins: Self.joins(cluster, people, sketches, linker))
        }
    }

    /// The heaviest joins that hold a cluster together, the weakest of them first.
    private static func joins(
        _ cluster: [Int],
        _ people: [ForcePerson],
        _ sketches: [PersonSketch],
        _ linker: Linker
    ) -> [AcrossPerson.Join] {
        // A cluster that no officer could read is not explained pair by pair.
        guard (2...12).contains(cluster.count) else { return [] }
        var pairs: [AcrossPerson.Join] = []
        for (place, a) in cluster.enumerated() {
            for b in cluster.dropFirst(place + 1) {
                let explanation = linker.explain(sketches[a], sketches[b])
                pairs.append(AcrossPerson.Join(a: people[a], b: people[b], explanation: explanation))
            }
        }
        var group = Dictionary(uniqueKeysWithValues: cluster.map { (sketches[$0].handle, sketches[$0].handle) })
        var kept: [AcrossPerson.Join] = []
        for pair in pairs.sorted(by: { $0.explanation.totalBits > $1.explanation.totalBits }) {
            guard let from = group[pair.explanation.a], let to = group[pair.explanation.b], from != to else { continue }
            for (handle, own) in group where own == from { group[handle] = to }
            kept.append(pair)
        }
        return kept.reversed()
    }

    /// One person of the answers to a question, as a picture of all that was answered of them.
    ///
    /// It is a consultation of its own and logged as one, under this node's rules for looking at a person.
    ///
    /// - Throws: ``Fault`` `records.no_such_person` when the answers are forgotten or the requester did not ask.
    package func personAcross(
        _ key: String,
        of disclosure: String,
        for requester: Requester
    ) async throws -> Disclosure<AcrossPicture> {
        let asked = "person \(key) in the answers to \(disclosure)"
        return try await disclose(.viewPerson, asked: asked, for: requester) { _ in
            guard let open = try await question(disclosure, for: requester) else {
                throw NothingToShow(fault: Self.answersForgotten, withheld: [])
            }
            let state = await open.now
            let all = try await joinedAcross(state)
            let across =
                all.first { $0.key == key }
                ?? all.first { $0.members.contains { "\($0.nominal.record.id)" == key } }
            guard let across, let first = across.members.first else {
                throw NothingToShow(fault: Self.answersForgotten, withheld: [])
            }
            let joins = across.joins.compactMap { join -> JoinEdge? in
                guard let a = join.a.members.first, let b = join.b.members.first else { return nil }
                return JoinEdge(
                    a: a.nominal.handle,
                    b: b.nominal.handle,
                    bits: join.explanation.totalBits,
                    probability: join.explanation.probability,
                    madeBy: .software
                )
            }
            var picture = PersonPicture(
                id: PersonID(number: first.nominal.handle.number),
                members: across.members,
                joins: joins.sorted { $0.bits > $1.bits }
            )
            picture.weakest = across.joins.first.flatMap { join in
                guard let a = join.a.members.first, let b = join.b.members.first else { return nil }
                return JoiningReasons.Pair(
                    a: a.nominal,
                    b: b.nominal,
                    madeBy: .software,
                    explanation: join.explanation
                )
            }
            return Retrieved(
                content: AcrossPicture(picture: picture, across: across, answers: state.answers),
                released: across.members.flatMap { [$0.nominal] + $0.statements },
                subjects: across.members.map(\.nominal.handle),
                details: ["question": disclosure]
            )
        }
    }

    private static let answersForgotten = Fault(
        .noSuchPerson,
        "these answers are no longer at hand",
        help: "search again; answers of other forces are kept only while they are looked at"
    )
}

extension PersonSketch {
    /// What one force says of one person in all the records it joined.
    init(of person: ForcePerson, handle: Int64) {
        let parts = person.members.map { PersonSketch(of: $0) }
        self.init(
            handle: handle,
            force: person.force.description,
            givenNames: parts.flatMap(\.givenNames),
            surnames: parts.flatMap(\.surnames),
            fullNames: parts.flatMap(\.fullNames),
            birthDates: parts.flatMap(\.birthDates),
            sex: parts.lazy.compactMap(\.sex).first,
            postcodes: parts.flatMap(\.postcodes),
            addressLines: parts.flatMap(\.addressLines),
            phones: parts.flatMap(\.phones),
            emails: parts.flatMap(\.emails),
            identifiers: parts.flatMap(\.identifiers)
        )
    }
}
