import Federation
import Ledger
import Policy
import Vocabulary

/// What a verb of the Desk found, before anybody may see it.
struct Retrieved<Content: Sendable>: Sendable {
    var content: Content
    /// Every record whose content is part of the answer.
    var released: [StoredRecord]
    var withheld: [Withheld] = []
    /// Persons and vehicles that the answer is about: looking at one again and again is counted.
    var subjects: [RecordHandle] = []
    /// What else the entry says of how it was shown.
    var details: [String: String] = [:]
}

/// Thrown by what retrieves when nothing can be shown: the fault for the asker, and for the log alone what was kept back.
struct NothingToShow: Error {
    var fault: Fault
    var withheld: [Withheld]
}

extension Desk {
    /// Decides, retrieves, logs, and only then discloses: the one path on which data leaves.
    ///
    /// - `action`: what is being done, by the name the rules know it: `search.find`.
    /// - `asked`: the question in the asker's words, kept in the ledger's erasable body.
    /// - `retrieve`: finds the answer; it is not run unless the action is permitted.
    ///
    /// Throws ``Fault`` `policy.not_permitted` after logging the refusal; the fault of a ``NothingToShow`` after logging
    ///   that it was asked; `ledger.…` when the entry cannot be made durable, in which case nothing is disclosed.
    func disclose<Content: Sendable>(
        _ action: Permission,
        asked: String,
        for requester: Requester,
        retrieve: (RecordGate) async throws -> Retrieved<Content>
    ) async throws -> Disclosure<Content> {
        let standing = try await standing(of: requester)
        let ruling = try await permit(action, asked: asked, for: requester, standing)
        let gate = RecordGate(
            rulebook: rulebook,
            requester: requester,
            action: action,
            day: today,
            standing: standing
        )
        let log = Consulting(action: action, asked: asked, rules: ruling, standing: standing, requester: requester)
        // A recall that begins while the answer is on its way is not overtaken by it: the answer is found again.
        for _ in 0..<Self.triesMax {
            let generation = try await settled()
            let found = try await retrieved(retrieve, gate, log)
            // What is not going to be handed over is not logged as disclosed.
            guard await audit.generation == generation else { continue }
            try await askAboutLooking(at: found.subjects, action: action, asked: asked, standing, for: requester)
            let disclosure = try await disclose(found, log)
            if await audit.generation == generation { return disclosure }
        }
        throw Fault(.recallsUnderWay, "records are being recalled just now", help: "ask again in a moment")
    }

    /// How often an answer is found anew because a recall overtook it.
    private static let triesMax = 8

    /// What every entry of one question says alike.
    private struct Consulting {
        let action: Permission
        let asked: String
        let rules: [String]
        let standing: Standing
        let requester: Requester
    }

    /// Runs what retrieves; that nothing can be shown is logged before it is said.
    private func retrieved<Content: Sendable>(
        _ retrieve: (RecordGate) async throws -> Retrieved<Content>,
        _ gate: RecordGate,
        _ log: Consulting
    ) async throws -> Retrieved<Content> {
        do {
            return try await retrieve(gate)
        } catch let nothing as NothingToShow {
            let entry = LedgerEntryBody(
                operation: nothing.withheld.isEmpty ? .consultation : .refusal,
                disclosure: newDisclosureID(),
                at: clock(),
                requester: log.requester,
                action: log.action.description,
                asked: log.asked,
                rules: log.rules,
                rulesVersion: rulebook.version,
                withheld: nothing.withheld,
                refusal: nothing.withheld.first?.reason,
                details: log.standing.details
            )
            _ = try await ledger.append(kind: entry.operation, body: entry.encoded())
            throw nothing.fault
        }
    }

    /// Writes down what is about to be disclosed, and then hands it over.
    private func disclose<Content: Sendable>(
        _ found: Retrieved<Content>,
        _ log: Consulting
    ) async throws -> Disclosure<Content> {
        let requester = log.requester
        let answers = try await answers(releasing: found.released, withheld: found.withheld)
        let at = clock()
        let elsewhere = found.released.contains { $0.record.id.source.force != requester.officer.force }
        let entry = LedgerEntryBody(
            operation: elsewhere ? .disclosure : .consultation,
            disclosure: newDisclosureID(),
            at: at,
            requester: requester,
            action: log.action.description,
            asked: log.asked,
            rules: log.rules,
            rulesVersion: rulebook.version,
            released: found.released,
            withheld: found.withheld,
            details: found.details.merging(log.standing.details) { own, _ in own }
        )
        let receipt = try await ledger.append(kind: entry.operation, body: entry.encoded())
        try await grants.look(by: requester.officer, at: found.subjects, entry: receipt.index, at)
        return Disclosure(
            content: found.content,
            entry: receipt.index,
            at: at,
            requester: requester,
            answers: answers,
            withheld: found.withheld
        )
    }

    /// Lets an act go on that discloses nothing by itself, or refuses it: either way the ledger knows.
    ///
    /// - Returns: the policies that permitted it.
    /// - Throws: ``Fault`` of the gate of uses; `policy.not_permitted`; `web.fresh_sign_in_needed` where the rule asks for a
    ///   fresh proof of who asks and there is none. All are logged.
    @discardableResult
    func permit(
        _ action: Permission,
        asked: String,
        for requester: Requester,
        _ known: Standing? = nil
    ) async throws -> [String] {
        try await admit(action.description, asked: asked, for: requester)
        let standing: Standing
        if let known { standing = known } else { standing = try await self.standing(of: requester) }
        switch rulebook.decide(action, for: requester, on: today, standing: standing) {
        case .permitted(let policies, let obligations):
            guard obligations.contains(Rulebook.fresh), !requester.isFresh else {
                try await spend(action.description, asked: asked, for: requester)
                return policies
            }
            // The screen may stand unlocked and the phone be another's: the try is worth an entry.
            let reason = "this needs you to have shown within the last minutes that it is you"
            _ = try await refuse(action.description, asked: asked, reason: reason, policies: policies, for: requester)
            throw Fault(.freshSignInNeeded, reason, help: "sign in once more at /sign-in/again, and do it then")
        case .refused(let reason, let policies):
            let entry = try await refuse(
                action.description,
                asked: asked,
                reason: reason,
                policies: policies,
                for: requester
            )
            throw Fault(
                .notPermitted,
                "\(reason)",
                help: rulebook.remedy(action, for: requester, on: today, standing: standing)
                    + "the refusal is entry \(entry) in the log; ask a supervisor if your role should allow this"
            )
        }
    }

    /// What every force of the roster said: this node answers for the forces whose records it holds.
    private func answers(releasing released: [StoredRecord], withheld: [Withheld]) async throws -> [ForceAnswer] {
        let here = try await shelf.forces()
        var held: [ForceCode: Int] = [:]
        for record in released where record.record.id.kind.isEntity {
            held[record.record.id.source.force, default: 0] += 1
        }
        let reasons = Dictionary(withheld.map { ($0.force, $0.reason) }, uniquingKeysWith: { first, _ in first })
        return Set(namedForces).union(here).sorted().map { force in
            let state: AnswerState =
                if let count = held[force] {
                    .answered(held: count)
                } else if let reason = reasons[force] {
                    .notPermitted(reason: reason)
                } else if here.contains(force) {
                    .nothingHeld
                } else {
                    reasonNotAsked(force) ?? .notAsked(reason: "this asks the own force's node alone")
                }
            return ForceAnswer(force: force, state: state)
        }
    }

    func newDisclosureID() -> String {
        randomness(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension Fault.Code {
    /// Recalls follow one another so fast that no answer stays right.
    package static let recallsUnderWay = Self("recall.under_way", status: 503)
    /// What was asked is sensitive, and it is too long since the officer proved who they are.
    package static let freshSignInNeeded = Self("web.fresh_sign_in_needed", status: 403)
    /// The rules do not let this officer do this, for this purpose, today.
    package static let notPermitted = Self("policy.not_permitted", status: 403)
}
