import Federation
import Foundation
import Ledger
import Linkage
import Policy
import Store
import Vocabulary

extension Desk {
    /// Reads a room's own tables: decided by the rules and logged before anything of it is shown.
    ///
    /// `details`: what the entry says of what was found, such as the numbers of the incidents in a list.
    package func consult<Value: Sendable>(
        _ action: Permission,
        asked: String,
        for requester: Requester,
        details: @escaping @Sendable (Value) -> [String: String] = { _ in [:] },
        _ read: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Disclosure<Value> {
        try await disclose(action, asked: asked, for: requester) { _ in
            let value = try await shelf.database.read(read)
            return Retrieved(content: value, released: [], details: details(value))
        }
    }

    /// Reads a room's own tables again for somebody who is looking at them.
    ///
    /// The rules are asked again. What the log already says was shown to them goes on under the same entry; what goes
    /// beyond it is logged anew before it is shown.
    ///
    /// `covers`: whether what was shown names all of what is read now.
    package func goOn<Value: Sendable>(
        with shown: Disclosure<Value>,
        _ action: Permission,
        asked: String,
        details: @escaping @Sendable (Value) -> [String: String],
        covers: @Sendable (Value, Value) -> Bool,
        _ read: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Disclosure<Value> {
        try await permit(action, asked: asked, for: shown.requester)
        let value = try await shelf.database.read(read)
        guard covers(shown.content, value) else {
            return try await consult(action, asked: asked, for: shown.requester, details: details, read)
        }
        return Disclosure(
            content: value,
            entry: shown.entry,
            at: shown.at,
            requester: shown.requester,
            answers: shown.answers,
            withheld: shown.withheld
        )
    }

    /// A number that grows with every change of a room's own tables: it tells that something changed, and nothing of it.
    package func pulse(_ read: @escaping @Sendable (any Session) throws -> Int64) async throws -> Int64 {
        try await shelf.database.read(read)
    }

    /// Changes a room's own tables: decided by the rules, logged as what is said, then written in one transaction.
    ///
    /// `check`: throws where the change makes no sense, before anything is logged; `write` checks again, since somebody may
    /// have been quicker. What it returns is durable.
    package func alter<Value: Sendable>(
        _ action: Permission,
        as kind: LedgerKind = .alteration,
        asked: String,
        details: [String: String] = [:],
        for requester: Requester,
        check: @escaping @Sendable (any Session) throws -> Void = { _ in },
        _ write: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> (value: Value, entry: UInt64) {
        let standing = try await standing(of: requester)
        let rules = try await permit(action, asked: asked, for: requester, standing)
        try await shelf.database.read(check)
        let body = LedgerEntryBody(
            operation: kind,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: action.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: details.merging(standing.details) { own, _ in own }
        )
        let receipt = try await ledger.append(kind: kind, body: body.encoded())
        return (try await shelf.database.write(write), receipt.index)
    }

    /// Puts a search to every force where this node has neighbours, and to its own records otherwise, as an open question.
    ///
    /// - Throws: as ``askAll(_:limit:for:)`` and ``search(_:limit:for:)``.
    package func askWidely(_ text: String, limit: Int, for requester: Requester) async throws -> OpenQuestion {
        guard neighbours == nil else { return try await askAll(text, limit: limit, for: requester) }
        let found = try await search(text, limit: limit, for: requester)
        let question = Question(
            disclosure: newDisclosureID(),
            asker: requester.officer.force,
            officer: requester.officer,
            authority: requester.authority,
            action: Permission.find.description,
            asked: text,
            body: "",
            at: found.at,
            deadline: found.at
        )
        let open = OpenQuestion(question, text: text, requester: requester, entry: found.entry, forces: found.answers)
        let people = found.content.enumerated().flatMap { rank, hit in
            Dictionary(grouping: hit.members) { $0.nominal.record.id.source.force }.sorted { $0.key < $1.key }.map {
                ForcePerson(force: $0.key, members: $0.value, matched: hit.matched, rank: rank)
            }
        }
        for (place, answer) in found.answers.enumerated() {
            await open.take(
                answer,
                people: people.filter { $0.force == answer.force },
                withheld: place == 0 ? found.withheld : [],
                entry: found.entry
            )
        }
        await open.over()
        await questions.add(open)
        return open
    }
}
