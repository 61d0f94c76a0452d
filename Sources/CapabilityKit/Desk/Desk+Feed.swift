import Ledger
import Policy
import Sightings
import Store
import Vocabulary

extension Desk {
    /// Takes a batch of the cameras' feed in: decided by the rules, logged, then durable; `write` writes what follows into
    /// the room's own tables.
    package func feedReads<Value: Sendable>(
        _ action: Permission,
        _ batch: [NewRead],
        asked: String,
        for requester: Requester,
        _ write: @escaping @Sendable (any Session) throws -> Value
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
            rulesVersion: rulebook.version
        )
        let receipt = try await ledger.append(kind: .collection, body: body.encoded())
        try await reads.journal(of: store).append(batch, joining: store)
        return (try await shelf.database.write(write), receipt.index)
    }
}
