import Ledger
import Policy
import Vocabulary

extension Desk {
    /// Lets somebody into a room, or refuses when the notice at its door has run out: no capability without its card.
    ///
    /// - Throws: ``Fault`` `room.card_expired`, after logging the refusal.
    package func enter(_ room: any Capability.Type, for requester: Requester) async throws {
        guard room.card.expires < today.description else { return }
        let reason = "the approval of `\(room.title)` ended on \(room.card.expires)"
        let entry = try await refuse("\(room.name).enter", asked: "enter", reason: reason, policies: [], for: requester)
        throw Fault(
            .cardExpired,
            reason,
            help: "whoever answers for it must look at its card again; the refusal is entry \(entry) in the log"
        )
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

extension Fault.Code {
    /// A room's card has run out.
    package static let cardExpired = Self("room.card_expired", status: 403)
}
