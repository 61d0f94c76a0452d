import Ledger
import Policy
import Store
import Vocabulary

/// What a person decides when a review is due.
package enum RetentionDecision: String, Hashable, Sendable, CaseIterable {
    /// Kept until the next review.
    case keep
    /// Kept, and read only by who puts records right: evidence, or needed for a claim.
    case restrict
    /// What the records say is removed from this node.
    case dispose
}

/// What a decision brought about.
package struct RetentionOutcome: Hashable, Sendable {
    /// The ledger entry that records and proves it.
    package var entry: UInt64
    package var decision: RetentionDecision
    package var records: [RecordID]
    /// When a person looks again; `nil` after disposal.
    package var next: CalendarDate?
}

extension Desk {
    /// Whose review is due by a day, the longest overdue first: people of whom the officer's own force holds a record.
    ///
    /// It lists; a person decides. O(records of this node).
    package func retentionDue(
        by day: CalendarDate? = nil,
        limit: Int = 50,
        for requester: Requester
    ) async throws -> Disclosure<[RetentionClock]> {
        try await keepUp()
        let day = day ?? today
        return try await disclose(.readRetention, asked: "retention reviews due by \(day)", for: requester) { gate in
            let clocks = try await clocks(by: day, force: requester.officer.force)
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            var shown: [RetentionClock] = []
            for clock in clocks where shown.count < min(max(limit, 1), 500) {
                let members = assembler.pass(try await shelf.current(clock.person.records))
                guard members.contains(where: { $0.record.id.source.force == requester.officer.force }) else {
                    continue
                }
                var shownClock = clock.shown(members)
                let said = clock.reckoned.becauseOf
                // Its words are those of the records that say it, and go out only where these do.
                if assembler.pass(try await shelf.current(said)).count < said.count {
                    shownClock.reckoned.because = ""
                    shownClock.isBecauseKeptBack = true
                }
                shown.append(shownClock)
            }
            return Retrieved(content: shown, released: assembler.released, withheld: assembler.withheld)
        }
    }

    /// Decides what becomes of the records that the officer's own force holds of a person.
    ///
    /// Disposal and restriction are recalls: everybody who received the records is told (DPA 2018 s.48(9)).
    ///
    /// - Throws: ``Fault`` `retention.not_due` when what is not due is to be disposed of, `recall.words_needed`,
    ///   `recall.no_such_record`.
    package func decideRetention(
        of person: PersonID,
        _ decision: RetentionDecision,
        reason: String,
        for requester: Requester
    ) async throws -> RetentionOutcome {
        let asked = "retention of person \(person): \(decision.rawValue)"
        let rules = try await permit(.decideRetention, asked: asked, for: requester)
        let power = rulebook.purposes[requester.authority.purpose]?.power ?? "DPA 2018 s.39(2)"
        try Self.check(reason: reason, power: power)
        let members = try await joins.members(of: [person])[person] ?? []
        let own = try await shelf.current(members).map(\.record.id).filter {
            $0.kind == .person && $0.source.force == requester.officer.force
        }
        let nominals = try await markable(own, .decideRetention, asked: asked, rules: rules, for: requester)
        let clock = try await clocks(by: nil, force: requester.officer.force, only: members).first
        guard decision != .dispose || clock.map({ $0.due <= today }) ?? false else {
            throw Fault(
                .retentionNotDue,
                "the review is not due before \(clock.map { "\($0.due)" } ?? "anything is known to reckon from")",
                help: "what has to go earlier is erased as a correction of the record"
            )
        }
        let records = decision == .dispose ? try await withAllAbout(nominals) : nominals
        var details = ["decision": decision.rawValue, "person": person.description, "reason": reason, "power": power]
        details["records"] = Self.names(records)
        details["group"] = clock?.group.code
        switch decision {
        case .keep: break
        case .restrict: details["mark"] = RecallKind.restricted.rawValue
        case .dispose: details["mark"] = RecallKind.erased.rawValue
        }
        let next = decision == .dispose ? nil : today.adding(years: clock?.group.reviewYears ?? retention.yearsMin)
        details["nextReview"] = next.map { "\($0.digits)" }
        let entry = try await recordRecall(
            decision == .dispose ? .erasure : .alteration,
            action: .decideRetention,
            asked: asked,
            rules: rules,
            details: details,
            for: requester
        )
        return RetentionOutcome(entry: entry, decision: decision, records: nominals.map(\.record.id), next: next)
    }

    /// The clocks of the persons of whom a force holds a record, those due by a day, or of some nominals' person alone.
    private func clocks(
        by day: CalendarDate?,
        force: ForceCode,
        only members: [RecordHandle]? = nil
    ) async throws -> [ReckonedClock] {
        let membership = try await joins.membership()
        let pile = try await shelf.contacts(of: members, by: retention)
        var people: [Int64: PersonClock] = [:]
        for (nominal, known) in pile.sorted(by: { $0.key < $1.key }) {
            let person = members == nil ? membership[nominal] ?? nominal : 0
            people[person, default: PersonClock(number: person)].add(nominal, known)
        }
        var found: [ReckonedClock] = []
        for person in people.values where person.forces.contains(force) {
            guard let reckoned = retention.clock(of: person.contacts, decidedNext: person.decidedNext) else { continue }
            if let day, reckoned.due > day { continue }
            found.append(ReckonedClock(person: person, reckoned: reckoned))
        }
        return found.sorted { ($0.due, $0.person.number) < ($1.due, $1.person.number) }
    }
}

/// What the clock of one person is reckoned from.
private struct PersonClock {
    var number: Int64
    var records: [RecordHandle] = []
    var forces: Set<ForceCode> = []
    var contacts: [RetentionRules.Contact] = []
    var decided: (decision: String, on: CalendarDate)?
    var decidedNext: CalendarDate?

    init(number: Int64) { self.number = number }

    mutating func add(_ nominal: Int64, _ known: NominalContacts) {
        records.append(RecordHandle(number: nominal))
        forces.insert(known.force)
        contacts += known.contacts
        if let review = known.review, decided.map({ $0.on <= review.on }) ?? true {
            decided = (review.decision, review.on)
            decidedNext = review.next ?? decidedNext
        }
    }
}

/// A clock that has been reckoned, before anybody may see whose it is.
private struct ReckonedClock {
    var person: PersonClock
    var reckoned: RetentionRules.Reckoned

    var due: CalendarDate { reckoned.due }
    var group: RetentionRules.Group { reckoned.group }

    /// With what may be shown of the person.
    func shown(_ members: [StoredRecord]) -> RetentionClock {
        RetentionClock(
            person: PersonID(number: person.number),
            name: members.lazy.compactMap(\.record.personName).first ?? "Name not held",
            reckoned: reckoned,
            decided: person.decided.map { RetentionClock.Decided(decision: $0.decision, on: $0.on) },
            records: members.map(\.record.id)
        )
    }
}

extension Permission {
    /// See whose retention review is due.
    package static let readRetention = Permission("retention.due", "See whose records are due for review")
    /// Decide what becomes of a person's records.
    package static let decideRetention = Permission(
        "retention.decide",
        "Keep, restrict or dispose of a person's records"
    )
}

extension Fault.Code {
    /// Disposal before a review is due.
    package static let retentionNotDue = Self("retention.not_due", status: 409)
}
