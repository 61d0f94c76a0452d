import Federation
import Foundation
import Ledger
import Policy
import Vocabulary

extension Desk {
    /// Takes in another force's recall of what this node received: everybody here who received it is told.
    ///
    /// It is logged before it takes effect. Said again, it changes nothing and is acknowledged again.
    ///
    /// `recall`: as it came; the caller has proved that it was sent by ``ForceRecall/owner``.
    ///
    /// - Throws: ``Fault`` `federation.not_owner` when it names a record that is not the sender's.
    package func receive(_ recall: ForceRecall) async throws -> RecallKnown {
        guard let neighbours else { throw Self.noNeighbours }
        // Each name is read and written again: two names in one, or a space within one, are not one of the owner's.
        var seen: Set<RecordHandle> = []
        let owned = roster.predecessors(of: recall.owner, on: today)
        let own = recall.records.allSatisfy { name in
            guard let at = name.lastIndex(of: "@"), let id = RecordID(String(name[..<at])),
                let version = Int32(name[name.index(after: at)...]), version > 0
            else { return false }
            return owned.contains(id.source.force) && "\(id)@\(version)" == name
                && seen.insert(RecordHandle(of: id)).inserted
        }
        guard recall.lifts != nil || recall.kind.flatMap(RecallKind.init) != nil else {
            throw Fault(
                .recallUnreadable,
                "recall `\(recall.entry)` of force `\(recall.owner)` does not say what is wrong",
                help: "send it in a version that this node speaks"
            )
        }
        guard own, recall.owner != neighbours.force, !recall.records.isEmpty else {
            throw Fault(
                .notOwner,
                "force `\(recall.owner)` recalls what is not its own",
                help: "only the owner recalls"
            )
        }
        // Told twice at once, it is written down once.
        let row = "recall \(recall.owner) \(recall.entry)"
        let entry = try await marking.take(row) {
            try await exchanges.catchUp(row)
            if let known = try await exchange.recall(recall.entry, of: recall.owner) { return known }
            return try await take(recall, neighbours)
        }
        return RecallKnown(force: neighbours.force, entry: entry)
    }

    private func take(_ recall: ForceRecall, _ neighbours: Neighbours) async throws -> UInt64 {
        var details = [
            "records": recall.records.joined(separator: " "), "reason": recall.reason.boundedWords(bytesMax: 1_000),
            "power": recall.power.boundedWords(bytesMax: 300),
        ]
        details["owner"] = recall.owner.description
        details["their entry"] = String(recall.entry)
        if let lifts = recall.lifts {
            guard let earlier = try await exchange.recall(lifts, of: recall.owner) else {
                throw Fault(.noSuchRecall, "the recall `\(lifts)` never came here", help: "it is told first")
            }
            details["lifts"] = String(earlier)
        } else {
            details["mark"] = recall.kind
            details["attribute"] = recall.attribute
        }
        let row = "recall \(recall.owner) \(recall.entry)", floor = await ledger.size
        await exchanges.expect(row, after: floor)
        let entry = try await recordRecall(
            .alteration,
            action: recall.lifts == nil ? .markRecord : .liftRecall,
            asked: "recall \(recall.entry) of force \(recall.owner)",
            rules: [],
            details: details,
            for: node(of: neighbours.force, reference: "recall \(recall.owner)/\(recall.entry)")
        )
        await questions.forget()
        await exchanges.write(row, after: floor) { [exchange] in
            try await exchange.keep(recall.entry, of: recall.owner, as: entry)
        }
        return entry
    }

    /// Tells forces of what was recalled of what they received, those that are due; the rest are told later.
    package func tellRecalls() async {
        guard let neighbours, (try? await keepUp()) != nil,
            let waiting = try? await audit.recallsToTell(apartFrom: neighbours.force)
        else { return }
        for (entry, force) in waiting {
            // Of a force that has ended, all that have followed it are told before it counts as told.
            let nodes = successors(of: force)
            guard nodes.allSatisfy({ $0 != neighbours.force && neighbours.connected.contains($0) }),
                await tellings.isDue(force, at: clock())
            else { continue }
            do {
                guard let recall = try await forceRecall(entry, neighbours.force, to: force) else { continue }
                var known: [RecallKnown] = []
                for node in nodes {
                    let said = try await neighbours.peers.recall(recall, to: node)
                    if said.force == node { known.append(said) }
                }
                guard known.count == nodes.count else { continue }
                try await note(known, of: entry, told: force)
                await tellings.succeed(force)
            } catch {
                await tellings.fail(force, at: clock())
            }
        }
    }

    /// A recall, or the lifting of one, as another force is told of it: of the records that it received and no others.
    private func forceRecall(_ entry: UInt64, _ owner: ForceCode, to force: ForceCode) async throws -> ForceRecall? {
        if let notice = try await audit.recall(entry) {
            return ForceRecall(
                owner: owner,
                entry: entry,
                at: notice.at,
                kind: notice.kind.rawValue,
                attribute: notice.attribute?.rawValue,
                records: try await audit.records(of: notice, receivedBy: force),
                reason: notice.reason,
                power: notice.power
            )
        }
        guard let lifted = try await audit.recall(liftedBy: entry) else { return nil }
        return ForceRecall(
            owner: owner,
            entry: entry,
            at: clock(),
            kind: nil,
            attribute: nil,
            records: try await audit.records(of: lifted, receivedBy: force),
            reason: lifted.reason,
            power: lifted.power,
            lifts: lifted.entry
        )
    }

    /// Writes down that a force knows, or those that followed it: its people's receipts are their nodes' matter from then
    /// on.
    private func note(_ known: [RecallKnown], of recall: UInt64, told force: ForceCode) async throws {
        let told = known.map { "the node of force \($0.force) told its people, entry \($0.entry) of its log" }
        let entry = LedgerEntryBody(
            operation: .consultation,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: node(of: force, reference: "recall \(recall)"),
            action: Permission.acknowledgeRecall.description,
            asked: "recall \(recall) is known to force \(force)",
            rules: [],
            rulesVersion: rulebook.version,
            details: [
                "recall": "\(recall)", "byNode": force.description, "did": told.joined(separator: "; "),
            ]
        )
        _ = try await ledger.append(kind: .consultation, body: entry.encoded())
        try await keepUp()
    }

    /// A force's node itself, acting on nobody's account.
    func node(of force: ForceCode, reference: String) -> Requester {
        let officer = Officer(number: "system", name: "The node itself", force: force, roles: ["system"])
        return Requester(officer: officer, authority: Authority(purpose: "audit.lawfulness", reference: reference))
    }
}

/// When each force is told again of what it has not acknowledged: at growing intervals, in memory only.
actor RecallTellings {
    private var waits: [ForceCode: (again: Int64, count: Int)] = [:]

    func isDue(_ force: ForceCode, at now: Timestamp) -> Bool { (waits[force]?.again ?? 0) <= now.milliseconds }

    func succeed(_ force: ForceCode) { waits[force] = nil }

    /// One second, doubling, an hour at most: a force that was down for a week is told within an hour of its return.
    func fail(_ force: ForceCode, at now: Timestamp) {
        let count = min((waits[force]?.count ?? 0) + 1, 12)
        waits[force] = (now.milliseconds + min(1000 << Int64(count - 1), 3_600_000), count)
    }
}

extension Fault.Code {
    /// A force recalls records that are not its own.
    package static let notOwner = Self("federation.not_owner", status: 403)
    /// A recall of a kind that is not known here.
    package static let recallUnreadable = Self("federation.recall_unreadable", status: 400)
}
