import Ledger
import Policy
import Vocabulary

extension Desk {
    /// Who saw anything held of a person, when, and why: records of the person and what is said about them.
    ///
    /// - `limit`: the most entries to list, 1 to 1000; the sums are over all of them.
    package func whoSaw(
        _ person: PersonID,
        limit: Int = 200,
        for requester: Requester
    ) async throws -> Disclosure<AuditTrail> {
        try await keepUp()
        return try await disclose(.auditPerson, asked: "who saw person \(person)", for: requester) { _ in
            let members = try await joins.members(of: [person])[person] ?? []
            let trail = try await audit.whoSaw(members.map(\.number), limit: Self.bounded(limit))
            return Retrieved(content: trail, released: [])
        }
    }

    /// What one officer did in the last days, newest first.
    package func whatDid(
        _ party: RecallParty,
        days: Int = 90,
        limit: Int = 200,
        for requester: Requester
    ) async throws -> Disclosure<AuditTrail> {
        try await keepUp()
        let asked = "what officer \(party.force)/\(party.officer) did in \(days) days"
        return try await disclose(.auditOfficer, asked: asked, for: requester) { _ in
            let trail = try await audit.whatDid(party, since: since(days), limit: Self.bounded(limit))
            return Retrieved(content: trail, released: [])
        }
    }

    /// What was done for one purpose in the last days, newest first.
    package func whatFor(
        _ purpose: String,
        days: Int = 30,
        limit: Int = 200,
        for requester: Requester
    ) async throws -> Disclosure<AuditTrail> {
        try await keepUp()
        let asked = "what was done for \(purpose) in \(days) days"
        return try await disclose(.auditPurpose, asked: asked, for: requester) { _ in
            let trail = try await audit.whatFor(purpose, since: since(days), limit: Self.bounded(limit))
            return Retrieved(content: trail, released: [])
        }
    }

    /// What the officer asking did in the last days: everybody may see their own.
    package func ownDoings(
        days: Int = 90,
        limit: Int = 200,
        for requester: Requester
    ) async throws -> Disclosure<AuditTrail> {
        try await keepUp()
        return try await disclose(.auditOwn, asked: "what I did in \(days) days", for: requester) { _ in
            let party = RecallParty(force: requester.officer.force, officer: requester.officer.number)
            let trail = try await audit.whatDid(party, since: since(days), limit: Self.bounded(limit))
            return Retrieved(content: trail, released: [])
        }
    }

    /// The lookups of the last days with whom they showed, to find signals of misuse in; of one officer or of all.
    package func watchMaterial(
        of party: RecallParty? = nil,
        days: Int = 28,
        for requester: Requester
    ) async throws -> Disclosure<WatchMaterial> {
        try await keepUp()
        let whom = party.map { "officer \($0.force)/\($0.officer)" } ?? "all officers"
        return try await disclose(.auditSignals, asked: "signals of \(whom) in \(days) days", for: requester) { _ in
            let lines = try await audit.lookups(of: party, since: since(days))
            let opened = lines.filter { $0.kind != LedgerKind.refusal.rawValue }
            let listed = try await shown(in: opened)
            return Retrieved(
                content: WatchMaterial(
                    lines: lines,
                    seen: try await seen(in: opened),
                    shown: listed.shown,
                    people: listed.people,
                    knownReferences: try await shelf.known(references: Set(lines.map(\.reference)))
                ),
                released: []
            )
        }
    }

    /// Whether oversight may read it: what a restricted or sensitively marked record says is left out.
    private static func isOpen(_ record: StoredRecord) -> Bool {
        !record.isRestricted && !record.record.isRestricted && record.record.marking == .official
    }

    /// Whom the lists of results showed, as their entries disclosed them.
    ///
    /// Each is told by the name on a record and the postcodes of the addresses that went out with it; what changed since
    /// is as it is now. What other forces answered is not here: their records are not kept.
    private func shown(in lines: [AuditLine]) async throws -> (shown: [UInt64: [Int]], people: [WatchMaterial.Seen]) {
        let lists = lines.filter { $0.action == Permission.find.description && $0.released > 0 }.map(\.entry)
        let disclosed = try await audit.disclosed(by: lists)
        let records = try await shelf.current(Set(disclosed.map(\.record)).sorted()).filter(Self.isOpen)
        let byHandle = Dictionary(records.map { ($0.handle, $0) }, uniquingKeysWith: { first, _ in first })
        var shown: [UInt64: [Int]] = [:]
        var places: [WatchMaterial.Seen: Int] = [:]
        var people: [WatchMaterial.Seen] = []
        for (entry, group) in Dictionary(grouping: disclosed, by: \.entry) {
            let listed = group.compactMap { byHandle[$0.record] }
            let homes = Dictionary(grouping: listed.filter { $0.record.id.kind == .residence }) { $0.record.subject }
            for nominal in listed where nominal.record.id.kind == .person {
                let said = [nominal] + (homes[nominal.record.id] ?? [])
                let seen = WatchMaterial.Seen(
                    names: Set([nominal.record.personName].compactMap { $0 }),
                    postcodes: Set(said.compactMap { $0.record[.postcode] })
                )
                let place = places[seen] ?? people.count
                if place == people.count {
                    people.append(seen)
                    places[seen] = place
                }
                shown[entry, default: []].append(place)
            }
        }
        return (shown, people)
    }

    /// Whom the lookups opened, as a person or by one record, by name and postcode.
    private func seen(in lines: [AuditLine]) async throws -> [UInt64: WatchMaterial.Seen] {
        var persons: [PersonID: [UInt64]] = [:]
        for line in lines where line.asked.hasPrefix("person ") {
            if let person = PersonID(String(line.asked.dropFirst(7))) {
                persons[person, default: []].append(line.entry)
            }
        }
        let nominalsOpened = try await nominalsOpened(in: lines)
        for (nominal, person) in try await joins.persons(of: nominalsOpened.keys.sorted()) {
            persons[person, default: []] += nominalsOpened[nominal] ?? []
        }
        let members = try await joins.members(of: persons.keys.sorted { $0.number < $1.number })
        let handles = members.values.flatMap { $0 }
        let nominals = try await shelf.current(handles).filter(Self.isOpen)
        let homes = try await shelf.about(nominals.map(\.handle)).filter {
            $0.record.id.kind == .residence && Self.isOpen($0)
        }
        let byHandle = Dictionary(nominals.map { ($0.handle, $0) }, uniquingKeysWith: { first, _ in first })
        let bySubject = Dictionary(grouping: homes) { $0.record.subject }
        var seen: [UInt64: WatchMaterial.Seen] = [:]
        for (person, entries) in persons {
            let known = (members[person] ?? []).compactMap { byHandle[$0] }
            let names = Set(known.compactMap(\.record.personName))
            let statements = known.flatMap { bySubject[$0.record.id] ?? [] } + known
            let postcodes = Set(statements.compactMap { $0.record[.postcode] })
            for entry in entries { seen[entry] = WatchMaterial.Seen(names: names, postcodes: postcodes) }
        }
        return seen
    }

    /// The nominals that lookups opened by the page of a record: of themselves, or of something said of them.
    private func nominalsOpened(in lines: [AuditLine]) async throws -> [RecordHandle: [UInt64]] {
        var opened: [RecordHandle: [UInt64]] = [:]
        for line in lines where line.asked.hasPrefix("record ") {
            guard let id = RecordID(String(line.asked.dropFirst(7))) else { continue }
            opened[shelf.handle(of: id), default: []].append(line.entry)
        }
        var nominals: [RecordHandle: [UInt64]] = [:]
        for stored in try await shelf.current(opened.keys.sorted()) {
            let nominal =
                stored.record.id.kind == .person ? stored.handle : stored.record.subject.map(shelf.handle(of:))
            if let nominal { nominals[nominal, default: []] += opened[stored.handle] ?? [] }
        }
        return nominals
    }

    private func since(_ days: Int) -> Int64 { clock().milliseconds - Int64(min(max(days, 1), 36_600)) * 86_400_000 }

    private static func bounded(_ limit: Int) -> Int { min(max(limit, 1), 1000) }
}

extension Permission {
    /// See who saw a person.
    package static let auditPerson = Permission("oversight.person", "See who saw a person, and why")
    /// See what an officer did.
    package static let auditOfficer = Permission("oversight.officer", "See what an officer looked at, and why")
    /// See what was done for a purpose.
    package static let auditPurpose = Permission("oversight.purpose", "See what was done for a purpose")
    /// See one's own doings.
    package static let auditOwn = Permission("oversight.own", "See what one has done oneself")
    /// See signals of misuse.
    package static let auditSignals = Permission("oversight.signals", "See signals that a lookup may need a question")
}
