import Federation
import Ledger
import Policy
import Store
import Vocabulary

extension Desk {
    /// Takes in what another force says about an incident that is handed on, for this force's people to see.
    ///
    /// It is logged before it stands anywhere. Said again, it changes nothing and is acknowledged again.
    ///
    /// `message`: as it came; the caller has proved that it was sent by ``ForceTransfer/sender``.
    ///
    /// - Throws: ``Fault`` `federation.transfer_unreadable`; `federation.no_such_transfer` when it speaks of a transfer
    ///   that these two forces do not have; `federation.transfer_out_of_turn` when one before it has not come, or another
    ///   came in its place.
    package func receive(_ message: ForceTransfer) async throws -> TransferKnown {
        guard let neighbours else { throw Self.noNeighbours }
        let message = message.inBoundedWords
        let texts = [(message.transfer, 120), (message.kind, 20), (message.body, 61_440)]
        guard texts.allSatisfy({ !$0.0.isEmpty && $0.0.utf8.count <= $0.1 }), message.number > 0,
            // These two stand in the log and on pages.
            [message.transfer, message.kind].allSatisfy({ $0 == $0.boundedWords(bytesMax: 120) }),
            message.sender != neighbours.force
        else {
            throw Fault(.transferUnreadable, "the message about a transfer cannot be read", help: "send it anew")
        }
        let key = "\(message.sender) \(message.origin) \(message.transfer) \(message.number)"
        let entry = try await taking.take(key) { try await take(message, neighbours) }
        return TransferKnown(force: neighbours.force, entry: entry)
    }

    private func take(_ message: ForceTransfer, _ neighbours: Neighbours) async throws -> UInt64 {
        let party = message.sender.description
        let letters = try await exchange.database.read { session in
            try TransferBox.letters(party, message.origin, message.transfer, in: session)
        }
        // A transfer of ours, made to them; or one of theirs, made to us.
        let isOurs = message.origin == neighbours.force
        guard isOurs ? letters.contains(where: { !$0.isInward }) : message.origin == message.sender else {
            throw Fault(
                .noSuchTransfer,
                "there is no transfer `\(message.transfer)` between us",
                help: "speak by phone"
            )
        }
        let theirs = letters.filter(\.isInward)
        if let before = theirs.first(where: { $0.number == message.number }),
            before.kind == message.kind, before.body == message.body
        {
            return before.entry
        }
        var letter = TransferLetter(
            party: party,
            origin: message.origin,
            transfer: message.transfer,
            isInward: true,
            number: message.number,
            at: message.at,
            kind: message.kind,
            body: message.body,
            officer: message.officer,
            authority: message.authority,
            isKnown: true
        )
        guard message.number == theirs.count + 1 else { throw TransferBox.outOfTurn(letter) }
        let requester = Requester(officer: message.officer, authority: message.authority, asker: message.sender)
        let body = LedgerEntryBody(
            operation: .collection,
            disclosure: message.name,
            at: clock(),
            requester: requester,
            action: Permission.transferIncident.description,
            asked: "transfer \(message.transfer) of force \(message.origin): \(message.kind), said by force \(party)",
            rules: [],
            rulesVersion: rulebook.version,
            details: [
                "transfer": message.transfer, "origin": message.origin.description, "sender": party,
                "message": "\(message.number)", "digest": ForceTransfer.digest(of: message.kind, message.body),
            ]
        )
        letter.entry = try await ledger.append(kind: .collection, body: body.encoded()).index
        let kept = letter
        try await exchange.database.write { session in _ = try TransferBox.put(kept, in: session) }
        return kept.entry
    }

    /// Sends what waits to the forces that can be reached: the messages of each transfer in their order, until one fails.
    package func tellTransfers() async {
        guard let neighbours,
            let waiting = try? await exchange.database.read({ try TransferBox.waiting(in: $0) })
        else { return }
        let connected = neighbours.connected
        await withDiscardingTaskGroup { group in
            for (party, letters) in Dictionary(grouping: waiting, by: \.party) {
                guard let force = ForceCode(party), connected.contains(force) else { continue }
                group.addTask { await tell(letters, to: force, neighbours) }
            }
        }
    }

    private func tell(_ letters: [TransferLetter], to force: ForceCode, _ neighbours: Neighbours) async {
        var failed: Set<String> = []
        for letter in letters where !failed.contains("\(letter.origin) \(letter.transfer)") {
            let message = ForceTransfer(
                sender: neighbours.force,
                origin: letter.origin,
                transfer: letter.transfer,
                number: letter.number,
                officer: letter.officer,
                authority: letter.authority,
                at: letter.at,
                kind: letter.kind,
                body: letter.body
            )
            guard let known = try? await neighbours.peers.transfer(message, to: force), known.force == force,
                (try? await exchange.database.write({
                    try TransferBox.isKnown(letter, as: known.entry, in: $0)
                })) != nil
            else {
                failed.insert("\(letter.origin) \(letter.transfer)")
                if failed.count == Self.failuresMax { return }
                continue
            }
        }
    }

    /// After how many failures a force is left alone until the next time: one that is down holds nothing else up for long.
    private static let failuresMax = 3
}

extension Permission {
    /// Hand an incident on to another force or service, and answer what they hand on.
    package static let transferIncident = Permission(
        "contact.transfer",
        "Hand an incident on to another force or service, and answer what they hand on"
    )
}

extension Fault.Code {
    /// A message about a transfer lacks what it needs, or is too long.
    package static let transferUnreadable = Self("federation.transfer_unreadable", status: 400)
    /// A message speaks of a transfer that these two do not have.
    package static let noSuchTransfer = Self("federation.no_such_transfer", status: 404)
}
