import Foundation
import Ledger
import Policy
import Sightings
import Store
import Vocabulary

extension Desk {
    /// Asks the reads of this force's cameras: bounded, decided by the rules and by the age of what is asked, and logged
    /// before anything of it is shown.
    ///
    /// - `ground`: what the question needs of the room's own tables.
    /// - `question`: looks only into what the bounds allow; it is not run unless it is permitted.
    /// - `found`: the vehicles that the answer turns out to be about, whose looks are counted as well.
    /// - Throws: ``Fault`` `policy.not_permitted` after logging the refusal, `reads.no_item`, `reads.bounds`,
    ///   `authority.surveillance_question` where a vehicle is looked at again and again.
    package func askReads<Ground: Sendable, Value: Sendable>(
        _ action: Permission,
        within bounds: ReadBounds,
        asked: String,
        for requester: Requester,
        found: (Value) -> [PlateKey] = { _ in [] },
        ground: @escaping @Sendable (any Session) throws -> Ground,
        _ question: (Reads, Ground) async throws -> Value
    ) async throws -> Disclosure<Value> {
        let reference = bounds.item.reference
        guard !reference.isEmpty, reference.utf8.count <= 80 else {
            throw Fault(
                .noIntelligenceItem,
                "a question of reads starts from an item of intelligence",
                help: "give the number of the item and its grading"
            )
        }
        guard !bounds.areas.isEmpty, bounds.days.count <= Self.readDaysMax else {
            throw Fault(
                .readBounds,
                "the question has no bounds",
                help: "name the areas, and at most \(Self.readDaysMax) days"
            )
        }
        let standing = try await standing(of: requester)
        return try await disclose(action, asked: asked, for: requester) { _ in
            let rule = try await ageRule(bounds, action, asked: asked, for: requester, standing)
            let value = try await question(try await reads.current(), try await shelf.database.read(ground))
            return Retrieved(
                content: value,
                released: [],
                subjects: Set(bounds.plates + found(value)).sorted().map { handle(of: $0, for: requester) },
                details: bounds.details(rule: rule)
            )
        }
    }

    /// The longest that one question looks back over, in days: a year of reads and the day it began on.
    package static let readDaysMax = 367

    /// Writes what follows from something disclosed into a room's own tables: the disclosure is the proof that it was
    /// logged.
    package func keep<Shown: Sendable, Value: Sendable>(
        _ shown: Disclosure<Shown>,
        _ write: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await shelf.database.write(write)
    }

    /// Brings reads or cameras in: decided by the rules and logged before anything is taken.
    ///
    /// - Returns: what the change came to, and the entry.
    package func changeReads<Value: Sendable>(
        _ action: Permission,
        asked: String,
        details: [String: String] = [:],
        for requester: Requester,
        _ change: (ReadStore) async throws -> Value
    ) async throws -> (value: Value, entry: UInt64) {
        let standing = try await standing(of: requester)
        let rules = try await permit(action, asked: asked, for: requester, standing)
        let store = try reads.store()
        let body = LedgerEntryBody(
            operation: .collection,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: action.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: details
        )
        let receipt = try await ledger.append(kind: .collection, body: body.encoded())
        return (try await change(store), receipt.index)
    }

    /// Removes reads whose time is over, and a room's own rows with them, on the node's own account; nothing is logged
    /// where nothing is due.
    ///
    /// - `force`: whose node it is; `isDue`, `write`: whether rows of the room are due, and what removes them.
    /// - Returns: the entry, where something was removed.
    @discardableResult
    package func disposeReads(
        _ action: Permission,
        of force: ForceCode,
        isDue: @escaping @Sendable (any Session) throws -> Bool,
        _ write: @escaping @Sendable (any Session) throws -> Void
    ) async throws -> UInt64? {
        let store = try reads.store(), now = clock()
        let months = retention.reads?.months ?? Self.readMonths
        let first = Self.day(now, monthsBefore: months)
        let oldReads = reads.disposed != first && store.reads.dayNumbers.contains { $0 < first }
        guard try await shelf.database.read(isDue) || oldReads else { return nil }
        let node = Officer(number: "system", name: "The node itself", force: force, roles: ["system"])
        let requester = Requester(
            officer: node,
            authority: Authority(purpose: "data.retention", reference: "\(months) months")
        )
        // Not by the gate of uses: where the room is suspended, what is over its time goes all the same.
        guard offers(action, to: requester) else {
            throw Fault(
                .notPermitted,
                "no rule lets the node dispose of reads",
                help: "see `anpr-dispose` in the rules"
            )
        }
        let body = LedgerEntryBody(
            operation: .erasure,
            disclosure: newDisclosureID(),
            at: now,
            requester: requester,
            action: action.description,
            asked: "dispose of what is over its time",
            rules: [],
            rulesVersion: rulebook.version,
            details: ["before": CalendarDate(dayNumber: first)?.description ?? "", "months": "\(months)"]
        )
        let receipt = try await ledger.append(kind: .erasure, body: body.encoded())
        try await shelf.database.write(write)
        if oldReads { _ = try store.dispose(before: first) }
        reads.disposed = first
        return receipt.index
    }

    /// Months that reads are kept where the table of retention does not say: NASPLE's twelve.
    private static let readMonths = 12

    private static func day(_ now: Timestamp, monthsBefore months: Int) -> Int {
        let today = now.utcDate
        let all = Int(today.year) * 12 + Int(today.month ?? 1) - 1 - months
        let year = all / 12, month = all % 12 + 1
        let day = min(Int(today.day ?? 1), CalendarDate.days(inMonth: month, of: year))
        return CalendarDate(year: year, month: month, day: day)?.dayNumber ?? 0
    }

    /// The row of the table that lets data of this age be asked about, or a refusal that is logged.
    private func ageRule(
        _ bounds: ReadBounds,
        _ action: Permission,
        asked: String,
        for requester: Requester,
        _ standing: Standing
    ) async throws -> AuthorityRules.ReadRule {
        let age = (today.dayNumber ?? 0) - bounds.days.lowerBound
        let decision = rulebook.authority.reads(
            daysOld: age,
            purpose: requester.authority.purpose,
            grading: bounds.item.grading,
            authorities: Set(standing.authorities.keys),
            on: today
        )
        switch decision {
        case .permitted(let rule): return rule
        case .refused(let reason, let help):
            let entry = try await refuse(
                action.description,
                asked: asked,
                reason: reason,
                policies: [],
                for: requester
            )
            throw Fault(.notPermitted, reason, help: help + "; the refusal is entry \(entry) in the log")
        }
    }

    /// The name under which looks at a vehicle are counted: no record, and the same in every question.
    private func handle(of plate: PlateKey, for requester: Requester) -> RecordHandle {
        let text = plate.isHashed ? "\(plate.number)" : plate.text
        let source = Source(force: requester.officer.force, system: "anpr")
        return RecordHandle(of: RecordID(source: source, kind: .vehicle, key: text))
    }
}

extension Fault.Code {
    /// No graded item of intelligence was given.
    package static let noIntelligenceItem = Self("reads.no_item", status: 422)
    /// A question of reads without bounds, or with bounds that are too wide.
    package static let readBounds = Self("reads.bounds", status: 422)
}
