import Ledger
import Policy
import Store
import Vocabulary

extension Desk {
    /// The longest reason, power or account of what was done, in UTF-8 bytes.
    package static let recallWordsMax = 500

    /// Marks a record, or one thing it says, as wrong, restricted or erased, and calls it back from everybody who
    /// received it by any answer of this node (DPA 2018 ss.38(5), 46-48).
    ///
    /// It is logged before it takes effect, and from then on no answer goes out without it. Only the force that owns a
    /// record marks it. What is erased takes along what that force says about it and ties to it, in every version; the
    /// entry names each, and the ledger verifies as before. The same mark, made twice at once or while it stands, is one
    /// recall: the second gets the first.
    ///
    /// - `attribute`: what is wrong; given for `wrong` and for nothing else.
    /// - `reason`, `power`: why, and under which provision; neither may be empty.
    ///
    /// - Throws: ``Fault`` `recall.words_needed`, `recall.attribute_needed`, `recall.no_such_record`.
    package func mark(
        _ id: RecordID,
        as kind: RecallKind,
        attribute: Attribute? = nil,
        reason: String,
        power: String,
        for requester: Requester
    ) async throws -> RecallMade {
        let words = attribute.map { " \($0.rawValue)" } ?? ""
        let asked = "mark \(id) \(kind.rawValue)\(words)"
        let rules = try await permit(.markRecord, asked: asked, for: requester)
        try Self.check(reason: reason, power: power)
        let records = try await markable([id], .markRecord, asked: asked, rules: rules, for: requester)
        if kind == .wrong {
            guard let attribute, records.contains(where: { $0.record[attribute] != nil }) else {
                throw Fault(
                    .recallAttributeNeeded,
                    "`\(id)` says nothing of that kind",
                    help: "name the fact that is wrong, as the record's page names it"
                )
            }
        }
        let scope = kind == .erased ? try await withAllAbout(records) : records
        var details = ["mark": kind.rawValue, "reason": reason, "power": power]
        details["records"] = Self.names(scope)
        if kind == .wrong { details["attribute"] = attribute?.rawValue }
        let entry = try await marking.take("mark \(id) \(kind.rawValue)\(words)") { [details] in
            if let standing = try await audit.standing(kind, details["attribute"] ?? "", of: Self.names(scope)) {
                return standing
            }
            return try await recordRecall(
                kind == .erased ? .erasure : .alteration,
                action: .markRecord,
                asked: asked,
                rules: rules,
                details: details,
                for: requester
            )
        }
        return try await audit.made(entry)
    }

    /// Lifts a recall: what it marked counts again, and those who were told see that it was lifted.
    ///
    /// - Throws: ``Fault`` `recall.no_such_recall` when there is none that can be lifted; what was erased is gone.
    package func liftRecall(
        _ recall: UInt64,
        reason: String,
        power: String,
        for requester: Requester
    ) async throws -> RecallMade {
        let asked = "lift recall \(recall)"
        let rules = try await permit(.liftRecall, asked: asked, for: requester)
        try Self.check(reason: reason, power: power)
        let none = Fault(.noSuchRecall, "no recall `\(recall)` can be lifted", help: "look at the list of recalls")
        guard let before = try await audit.recall(recall), before.kind != .erased, before.liftedBy == nil else {
            throw none
        }
        let ids = before.records.compactMap { RecordID(String($0.prefix { $0 != "@" })) }
        _ = try await markable(ids, .liftRecall, asked: asked, rules: rules, for: requester)
        _ = try await marking.take("lift \(recall)") {
            if let lifted = try await audit.recall(recall)?.liftedBy { return lifted }
            return try await recordRecall(
                .alteration,
                action: .liftRecall,
                asked: asked,
                rules: rules,
                details: [
                    "lifts": "\(recall)", "reason": reason, "power": power, "records": Self.names(before.records),
                ],
                for: requester
            )
        }
        return try await audit.made(recall)
    }

    // MARK: - How a mark is made

    /// Logs a mark, and lets it take effect before anything else is disclosed.
    func recordRecall(
        _ operation: LedgerKind,
        action: Permission,
        asked: String,
        rules: [String],
        details: [String: String],
        for requester: Requester
    ) async throws -> UInt64 {
        let entry = LedgerEntryBody(
            operation: operation,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: action.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: details
        )
        await audit.beginRecall()
        do {
            let receipt = try await ledger.append(kind: operation, body: entry.encoded())
            try await keepUp()
            await audit.endRecall(tookEffect: true)
            return receipt.index
        } catch {
            await audit.endRecall(tookEffect: false)
            throw error
        }
    }

    /// Takes into the tables what the log has gathered, so that no question about it waits; it tells nothing of anybody.
    ///
    /// The search index follows what was stored, and is saved now and then.
    package func keepIndexed() async throws {
        try await keepUp()
        try await catalogue.keep()
    }

    /// Brings the tables up to the ledger, and forgets what was made from records that may no longer be read.
    func keepUp() async throws {
        if try await audit.catchUp() { await forgetReadings() }
    }

    /// How many recalls there have been, once none is on its way.
    func settled() async throws -> Int {
        try await audit.settled { await forgetReadings() }
    }

    private func forgetReadings() async {
        await catalogue.forget()
        await reviews.invalidate()
        await questions.forget()
    }

    /// The records, if the officer may mark every one of them.
    func markable(
        _ ids: [RecordID],
        _ action: Permission,
        asked: String,
        rules: [String],
        for requester: Requester
    ) async throws -> [StoredRecord] {
        let gate = RecordGate(rulebook: rulebook, requester: requester, action: action, day: today, shows: false)
        let passed = gate.pass(try await shelf.current(ids.map(shelf.handle(of:))))
        guard passed.withheld.isEmpty, passed.released.count == Set(ids).count, !ids.isEmpty else {
            let reason = passed.withheld.first?.reason ?? "no such record is held"
            _ = try await refuse(action.description, asked: asked, reason: reason, policies: rules, for: requester)
            throw Fault(
                .recallNoSuchRecord,
                "not every record named can be marked by you: \(reason)",
                help: "only the force that owns a record marks it"
            )
        }
        return passed.released
    }

    /// The records with what their own force says about them and what it ties to them: the role of somebody in an
    /// event that is erased says that there was one.
    func withAllAbout(_ records: [StoredRecord]) async throws -> [StoredRecord] {
        let handles = records.map(\.handle)
        let about = try await shelf.about(handles) + shelf.pointing(at: handles)
        let forces = Set(records.map(\.record.id.source.force))
        var known = Set(handles)
        return records + about.filter { forces.contains($0.record.id.source.force) && known.insert($0.handle).inserted }
    }

    static func names(_ records: [StoredRecord]) -> String { names(records.map { "\($0.record.id)@\($0.version)" }) }

    private static func names(_ records: [String]) -> String { records.joined(separator: " ") }

    static func check(reason: String, power: String) throws {
        for (name, words) in [("reason", reason), ("power", power)] {
            guard words.contains(where: { !$0.isWhitespace }), words.utf8.count <= recallWordsMax else {
                throw Fault(
                    .recallWordsNeeded,
                    "the \(name) is empty or longer than \(recallWordsMax) bytes",
                    help: "say in a few words why, and under which provision"
                )
            }
        }
    }
}

extension Permission {
    /// Mark a record as wrong, restricted or erased.
    package static let markRecord = Permission(
        "recall.mark",
        "Mark a record of one's own force wrong, restricted or erased"
    )
    /// Lift a mark again.
    package static let liftRecall = Permission("recall.lift", "Lift a mark that was made in error or has served")
}

extension Fault.Code {
    /// A mark without a reason or a power, or with one over its bound.
    package static let recallWordsNeeded = Self("recall.words_needed", status: 422)
    /// What is wrong was not named, or the record does not say it.
    package static let recallAttributeNeeded = Self("recall.attribute_needed", status: 422)
    /// A record that cannot be marked by who asks.
    package static let recallNoSuchRecord = Self("recall.no_such_record", status: 404)
    /// No such recall, or none that can be lifted or acknowledged.
    package static let noSuchRecall = Self("recall.no_such_recall", status: 404)
}
