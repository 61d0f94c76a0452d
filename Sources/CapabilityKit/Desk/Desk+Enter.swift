import Ledger
import Policy
import Vocabulary

extension Desk {
    /// Lets somebody into a room, or refuses while its use may not run here: no capability without its card and approval.
    ///
    /// - Throws: a ``Fault`` of ``Fault/Code/gate``, after logging the refusal.
    package func enter(_ room: any Capability.Type, for requester: Requester) async throws {
        try await admit("\(room.name).enter", asked: "enter", for: requester)
    }

    /// Writes a refusal into the log and returns the entry's number.
    func refuse(
        _ action: String,
        asked: String,
        reason: String,
        policies: [String],
        for requester: Requester
    ) async throws -> UInt64 {
        let entry = LedgerEntryBody(
            operation: .refusal,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: action,
            asked: asked,
            rules: policies,
            rulesVersion: rulebook.version,
            refusal: reason
        )
        return try await ledger.append(kind: .refusal, body: entry.encoded()).index
    }
}
