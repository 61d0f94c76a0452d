import Vocabulary

/// Fetches joined people with what is said of them, passing every record through the gate.
struct PictureAssembler {
    let shelf: RecordShelf
    let joins: JoinShelf
    let gate: RecordGate

    /// Everything released or kept back so far.
    private(set) var released: [StoredRecord] = []
    private(set) var withheld: [Withheld] = []
    /// Nominals of whom something was kept back or masked.
    private(set) var lessened: Set<RecordHandle> = []
    /// The nominals of each joined person that was looked at, whether they may be shown or not.
    private(set) var joined: [PersonID: [RecordHandle]] = [:]
    /// Versions of records that are in one of the two already.
    private var accounted: Set<Version> = []

    private struct Version: Hashable {
        var handle: RecordHandle
        var number: Int
    }

    init(shelf: RecordShelf, joins: JoinShelf, gate: RecordGate) {
        self.shelf = shelf
        self.joins = joins
        self.gate = gate
    }

    /// The members of each joined person, the seed (most statements, then lowest handle) first.
    ///
    /// `kinds`: the statements that are wanted; what is not looked at is not released. All of them when not given.
    mutating func members(
        of persons: [PersonID],
        saying kinds: Set<RecordKind>? = nil
    ) async throws -> [PersonID: [PersonPicture.Member]] {
        let handles = try await joins.members(of: persons)
        joined.merge(handles) { _, new in new }
        let held = try await shelf.current(handles.values.flatMap { $0 }).filter { $0.record.id.kind == .person }
        let nominals = pass(held)
        let said = try await shelf.about(nominals.map(\.handle)).filter {
            kinds?.contains($0.record.id.kind) ?? !$0.record.id.kind.isTie
        }
        let statements = pass(said)
        let whole = Set(nominals + statements)
        for record in held + said where !whole.contains(gate.apartFromUnsearched(record)) {
            lessened.insert(record.record.subject.map(shelf.handle(of:)) ?? record.handle)
        }
        let bySubject = Dictionary(grouping: statements) { $0.record.subject }
        let byHandle = Dictionary(nominals.map { ($0.handle, $0) }, uniquingKeysWith: { first, _ in first })
        var result: [PersonID: [PersonPicture.Member]] = [:]
        for (person, records) in handles {
            let members = records.compactMap { byHandle[$0] }.map {
                PersonPicture.Member(nominal: $0, statements: bySubject[$0.record.id] ?? [])
            }
            result[person] = members.sorted {
                ($1.statements.count, $0.nominal.handle) < ($0.statements.count, $1.nominal.handle)
            }
        }
        return result
    }

    /// Events in which these nominals have a role, newest first; an event without its role row is not shown.
    mutating func involvements(of nominals: [RecordHandle]) async throws -> [PersonPicture.Involvement] {
        let roles = pass(try await shelf.about(nominals).filter { $0.record.id.kind == .role })
        let events = try await things(at: roles)
        return roles.compactMap { role in
            role.record.object.flatMap { events[$0] }.map { PersonPicture.Involvement(event: $0, role: role) }
        }
        .sorted { ($1.event.startedAt, $0.role.handle) < ($0.event.startedAt, $1.role.handle) }
    }

    /// What these nominals are tied to by rows of a kind: vehicles by keeper rows.
    mutating func ties(of nominals: [RecordHandle], kind: RecordKind) async throws -> [PersonPicture.Tie] {
        let rows = pass(try await shelf.about(nominals).filter { $0.record.id.kind == kind })
        let things = try await things(at: rows)
        return rows.compactMap { row in
            row.record.object.flatMap { things[$0] }.map { PersonPicture.Tie(thing: $0, tie: row) }
        }
    }

    /// Other people with a role in these events, those sharing most events first.
    mutating func others(
        in involvements: [PersonPicture.Involvement],
        apartFrom person: PersonID,
        limit: Int
    ) async throws -> [PersonPicture.Other] {
        let events = involvements.map(\.event.handle)
        let roles = pass(try await shelf.pointing(at: events).filter { $0.record.id.kind == .role })
        let subjects = Set(roles.compactMap { $0.record.subject.map(shelf.handle(of:)) })
        let persons = try await joins.persons(of: subjects.sorted())
        var counted: [PersonID: (events: Set<RecordID>, handle: RecordHandle, role: String?)] = [:]
        for role in roles {
            guard let subject = role.record.subject.map(shelf.handle(of:)), let event = role.record.object,
                let other = persons[subject], other != person
            else { continue }
            counted[other, default: ([], subject, role.record[.role])].events.insert(event)
        }
        let most = counted.sorted { ($1.value.events.count, $0.key.number) < ($0.value.events.count, $1.key.number) }
            .prefix(limit)
        let nominals = pass(try await shelf.current(most.map(\.value.handle)))
        let byHandle = Dictionary(nominals.map { ($0.handle, $0) }, uniquingKeysWith: { first, _ in first })
        return most.compactMap { other in
            byHandle[other.value.handle].map {
                PersonPicture.Other(
                    person: other.key,
                    nominal: $0,
                    events: other.value.events.count,
                    theirRole: other.value.role
                )
            }
        }
    }

    /// Passes records through the gate and keeps account of both sides, of each version once.
    mutating func pass(_ records: [StoredRecord]) -> [StoredRecord] {
        let fresh = records.filter { accounted.insert(Version(handle: $0.handle, number: $0.version)).inserted }
        let result = gate.pass(fresh)
        released += result.released
        result.withheld.forEach { keepBack($0) }
        return fresh.count == records.count ? result.released : gate.pass(records).released
    }

    /// Passes statements and ties of which both ends may be shown as well: what speaks of a record that is kept back is
    /// kept back with it, for the same reason.
    mutating func passWithEnds(_ records: [StoredRecord]) async throws -> [StoredRecord] {
        let ends = Set(
            records.flatMap { [$0.record.subject, $0.record.object].compactMap { $0 } }.map(shelf.handle(of:))
        )
        var reasons: [RecordID: String] = [:]
        for end in try await shelf.current(ends.sorted()) {
            if let kept = gate.pass([end]).withheld.first { reasons[end.record.id] = kept.reason }
        }
        var passing: [StoredRecord] = []
        for record in records {
            let reason = [record.record.subject, record.record.object].lazy.compactMap { $0.flatMap { reasons[$0] } }
                .first
            if let reason {
                keepBack(Withheld(force: record.record.id.source.force, reason: reason, count: 1))
            } else {
                passing.append(record)
            }
        }
        return pass(passing)
    }

    private mutating func keepBack(_ kept: Withheld) { withheld.count(kept) }

    private mutating func things(at rows: [StoredRecord]) async throws -> [RecordID: StoredRecord] {
        let found = pass(try await shelf.current(rows.compactMap { $0.record.object.map(shelf.handle(of:)) }))
        return Dictionary(found.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension StoredRecord {
    /// When an event began or was reported, as text that sorts; the empty string when the source does not say.
    var startedAt: String { record[.startedAt] ?? record.recordedAt?.rfc3339UTC ?? "" }
}

extension RecordKind {
    /// Whether a row of this kind ties two records together.
    var isTie: Bool { rawValue >= 40 }
}
