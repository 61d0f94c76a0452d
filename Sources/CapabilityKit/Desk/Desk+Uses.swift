import Foundation
import Ledger
import Policy
import Vocabulary

/// The register of uses as somebody may see it.
package struct UseLog: Sendable {
    package var register: UseRegister
    /// Every act, oldest first.
    package var acts: [LoggedUse]
    /// The force whose node this is, its rooms' cards, and what a demonstration lets run.
    package var book: UseBook

    /// Every reason against running a capability on a day; empty where it may run.
    package func refusals(_ capability: String, on day: CalendarDate) -> [UseGate.Refusal] {
        register.refusals(capability, book, on: day)
    }
}

extension Desk {
    // MARK: - The gate

    /// Lets an act of a room go on, or refuses it because its use is not approved, in date and on its conditions.
    ///
    /// The one gate of the node: a page, a call of the API, a command and another force's question all pass it, since all
    /// of them end at a verb of the Desk or in a room's routes. The refusal is in the log.
    ///
    /// - Throws: a ``Fault`` of ``Fault/Code/gate``.
    func admit(_ action: String, asked: String, for requester: Requester) async throws {
        guard let fault = await shut(Self.capability(of: action)) else { return }
        try await turnAway(fault, action, asked: asked, for: requester)
    }

    /// Why a capability may not run now; `nil` where it may.
    func shut(_ capability: String) async -> Fault? {
        UseGate.fault(capability, await uses.refusals(capability, on: today), at: uses.book.force)
    }

    /// Counts a run of what may be used only so often; what was used up is suspended by the node itself, and refused.
    ///
    /// - Throws: ``Fault`` `use.suspended`.
    func spend(_ action: String, asked: String, for requester: Requester) async throws {
        guard let fault = try await spent(Self.capability(of: action)) else { return }
        try await turnAway(fault, action, asked: asked, for: requester)
    }

    private func turnAway(_ fault: Fault, _ action: String, asked: String, for requester: Requester) async throws {
        let entry = try await refuse(
            action,
            asked: asked,
            reason: fault.message,
            policies: [fault.code.description],
            for: requester
        )
        throw Fault(fault.code, fault.message, help: "\(fault.help ?? ""); the refusal is entry \(entry) in the log")
    }

    /// Counts a run of a capability; where it was used up, suspends it and says so.
    func spent(_ capability: String) async throws -> Fault? {
        guard let crossed = await uses.count(capability) else { return nil }
        try await suspend(.referred(use: crossed.use, reasons: [crossed.breach]), use: crossed.use)
        return await shut(capability)
    }

    /// The capability that a permission belongs to: `search` of `search.find`.
    static func capability(of action: String) -> String { String(action.prefix { $0 != "." }) }

    // MARK: - The register

    /// The register of uses; it tells nothing of any person on record.
    package func useLog(
        _ action: Permission,
        asked: String,
        for requester: Requester
    ) async throws -> Disclosure<UseLog> {
        try await disclose(action, asked: asked, for: requester) { _ in
            Retrieved(content: await currentUses(), released: [])
        }
    }

    /// Changes the register: decided by the rules, checked against the register as it stands, logged, and then in force.
    ///
    /// `act`: makes the act from the register, or throws where it makes no sense; nobody else changes it meanwhile.
    ///
    /// - Returns: the entry that records it.
    package func changeUses(
        _ action: Permission,
        asked: String,
        for requester: Requester,
        _ act: @Sendable (UseLog) throws -> UseAct
    ) async throws -> UInt64 {
        let rules = try await permit(action, asked: asked, for: requester)
        await uses.begin()
        do {
            let made = try act(await currentUses())
            let entry = try await write(made, action: action.description, asked: asked, rules: rules, for: requester)
            await uses.end()
            return entry
        } catch {
            await uses.end()
            throw error
        }
    }

    private func currentUses() async -> UseLog {
        UseLog(register: await uses.register, acts: await uses.log, book: uses.book)
    }

    /// Logs an act and lets it take effect; the caller has seen to it that nobody else changes the register.
    @discardableResult
    func write(
        _ act: UseAct,
        action: String,
        asked: String,
        rules: [String],
        for requester: Requester,
        kind: LedgerKind = .alteration
    ) async throws -> UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = LedgerEntryBody(
            operation: kind,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: action,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: ["use": String(decoding: try encoder.encode(act), as: UTF8.self)]
        )
        let receipt = try await ledger.append(kind: kind, body: body.encoded())
        _ = try await audit.catchUp()
        try await uses.catchUp()
        return receipt.index
    }
}
