import Federation
import Linkage
import Policy
import Vocabulary

extension Desk {
    /// The people this force holds for a question, exactly as if what it may not speak of were not there.
    ///
    /// People who match the most words are answered, two thirds of them at least, and nobody who matches fewer; a person of whom something was left out
    /// counts with the words that stand in the rest.
    ///
    /// `releasing`: whether a person of this force releases what its owner must be asked for.
    func people(
        for find: FindQuestion,
        of neighbours: Neighbours,
        _ requester: Requester,
        _ standing: Standing = .none,
        releasing: Bool = false
    ) async throws -> FoundForAnother {
        let limit = min(max(find.limit, 1), neighbours.rules.peopleMax)
        let owned = roster.predecessors(of: neighbours.force, on: today)
        var gate = RecordGate(
            rulebook: rulebook,
            requester: requester,
            action: .find,
            day: today,
            standing: standing
        )
        gate.releasesForOwner = releasing
        var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
        var tiers: [Int: [Candidate]] = [:]
        let matches = try await catalogue.matches(find.text, limit: 200)
        // A force that has nobody but by half of the words is not asked for them: who searches for somebody in Leeds has
        // no need of everybody there (DPA 2018 s.37).
        let least = (matches.asked * 2 + 2) / 3
        for match in matches.people where match.words >= least {
            tiers[match.words, default: []].append(Candidate(person: match.person, matched: match.matched))
        }
        while let words = tiers.keys.max(), let tier = tiers.removeValue(forKey: words) {
            var found: [(members: [PersonPicture.Member], matched: [MatchedTerm])] = []
            for start in stride(from: 0, to: tier.count, by: limit) where found.count < limit {
                let portion = tier[start..<min(start + limit, tier.count)]
                let unread = portion.filter { $0.part == nil }.map(\.person)
                let members = try await assembler.members(of: unread)
                for candidate in portion {
                    if let part = candidate.part {
                        found.append((part, candidate.matched))
                        continue
                    }
                    let own = (members[candidate.person] ?? []).compactMap { Self.own($0, of: owned) }
                    let all = assembler.joined[candidate.person] ?? []
                    guard !own.isEmpty else { continue }
                    if own.count == all.count, assembler.lessened.isDisjoint(with: all) {
                        found.append((own, candidate.matched))
                        continue
                    }
                    // Something was left out: each part that hangs together by itself is looked at by itself.
                    for part in try await parts(of: own) {
                        let matched = try await self.words(of: find.text, in: part, by: assembler)
                        let count = Set(matched.map(\.queryWord)).count
                        if count == words {
                            found.append((part, matched))
                        } else if count >= least {
                            tiers[count, default: []]
                                .append(Candidate(person: candidate.person, matched: matched, part: part))
                        }
                    }
                }
            }
            if !found.isEmpty {
                return FoundForAnother(people: Array(found.prefix(limit)), withheld: assembler.withheld)
            }
        }
        return FoundForAnother(people: [], withheld: assembler.withheld)
    }

    /// Somebody the index found.
    private struct Candidate {
        var person: PersonID
        var matched: [MatchedTerm]
        /// What may be shown, where it was looked at already and something was left out.
        var part: [PersonPicture.Member]?
    }

    /// A member as this force may answer for it: its own records only.
    static func own(_ member: PersonPicture.Member, of forces: Set<ForceCode>) -> PersonPicture.Member? {
        guard forces.contains(member.nominal.record.id.source.force) else { return nil }
        let statements = member.statements.filter { forces.contains($0.record.id.source.force) }
        return PersonPicture.Member(nominal: member.nominal, statements: statements)
    }

    /// The members in groups that joins between them alone hold together.
    func parts(of members: [PersonPicture.Member]) async throws -> [[PersonPicture.Member]] {
        guard members.count > 1 else { return [members] }
        var group = Array(members.indices)
        let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1.nominal.handle, $0) })
        for edge in try await joins.edges(among: members.map(\.nominal.handle)) where edge.probability >= 0.5 {
            guard let a = places[edge.a], let b = places[edge.b], group[a] != group[b] else { continue }
            let (from, to) = (max(group[a], group[b]), min(group[a], group[b]))
            for place in group.indices where group[place] == from { group[place] = to }
        }
        return Dictionary(grouping: members.indices) { group[$0] }.sorted { $0.key < $1.key }
            .map { $0.value.map { members[$0] } }
    }
}
