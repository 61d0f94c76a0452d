import CapabilityKit
import Ledger

extension Contact.Counter {
    /// Offers an incident to another force or service; the same offer again is the same.
    ///
    /// `place`: from 1, how often the incident was handed on before and once more.
    ///
    /// - Returns: the transfer's name.
    /// - Throws: ``Fault`` `contact.no_such_party`, `contact.not_now`, `contact.words_needed`.
    func offer(
        _ number: String,
        to party: String,
        _ wants: Contact.MAIT.Wants,
        note: String,
        place: Int
    ) async throws -> String {
        let isForce = ForceCode(party).map { desk.roster[$0]?.code == $0 && $0 != force } ?? false
        guard isForce || rulebook.transfers.services.contains(where: { $0.code == party }) else {
            throw Fault(.noSuchParty, "nobody is known as `\(party)`", help: "choose a force or a service of the list")
        }
        let look = try await look(at: number).content
        guard let incident = look.incident else { throw Contact.Shelf.noSuchIncident(number) }
        let message = Contact.MAIT.Message(
            kind: .create,
            wants: wants,
            sheet: Contact.MAIT.sheet(of: incident, toForce: isForce, by: rulebook),
            text: note
        )
        let name = "\(number)/\(place)"
        let ours = look.transfers.filter { $0.isOurs && $0.incident == number }
        // Sent twice, it is one; what was on the sheet when it was first sent stands.
        if let before = ours.first(where: { $0.name == name }), before.party == party, before.wants == wants,
            before.note == note
        {
            return name
        }
        guard [.live, .sent, .attended].contains(incident.state), place == ours.count + 1,
            wants == .attend || !ours.contains(where: { $0.isOpen && $0.wants == .takeOver })
        else {
            throw Fault(
                .notNow,
                "incident `\(number)` is not open here, or it is handed on to somebody already",
                help: "look at its transfers as they stand now"
            )
        }
        guard note.contains(where: { !$0.isWhitespace }), note.utf8.count <= 4_000 else {
            throw Fault(.wordsNeeded, "words are needed here", help: "say in a few words what is asked of them")
        }
        try await say(message, Contact.Transfer.Key(party: party, origin: force, name: name), number: 1)
        return name
    }

    /// Says something about a transfer; the same again is the same.
    ///
    /// `number`: the place among our messages about it that the page offered.
    ///
    /// - Throws: ``Fault`` `federation.no_such_transfer`, `contact.not_now`, `contact.words_needed`.
    func answer(
        _ key: Contact.Transfer.Key,
        _ kind: Contact.MAIT.Kind,
        text: String,
        number: Int
    ) async throws {
        let look = try await look(at: nil).content
        guard let transfer = look.transfers.first(where: { $0.key == key }) else {
            throw Contact.Shelf.noSuchTransfer(key.name)
        }
        if let before = transfer.said.first(where: { $0.isOurs && $0.number == number })?.message,
            before.kind == kind, before.text == text
        {
            return
        }
        var message = Contact.MAIT.Message(kind: kind, text: text)
        try transfer.check(message)
        if kind == .acknowledge, transfer.wants == .takeOver { message.reference = try await takeOver(transfer) }
        try await say(message, key, number: number)
    }

    /// Opens an incident here for one that is taken over: it stands before the giver is told that it is ours.
    private func takeOver(_ transfer: Contact.Transfer) async throws -> String {
        let now = desk.clock(), force = force, rulebook = rulebook, actor = actor
        let title = rulebook.transfers.title(of: transfer.party, roster: desk.roster)
        let prefix = desk.roster[force]?.abbreviation ?? force.description
        return try await desk.alter(
            .transferIncident,
            as: .collection,
            asked: "transfer \(transfer.name) of force \(transfer.origin): an incident is opened for it",
            details: ["transfer": transfer.name, "origin": transfer.origin.description],
            for: requester
        ) { session in
            try Contact.Shelf.takeOver(
                transfer,
                from: title,
                by: actor,
                force: force,
                prefix: prefix,
                at: now,
                rulebook,
                in: session
            )
        }.value
    }

    /// Logs a message, puts it into the box together with what follows from it here, and sends it.
    private func say(_ message: Contact.MAIT.Message, _ key: Contact.Transfer.Key, number: Int) async throws {
        let force = force
        let letter = TransferLetter(
            party: key.party,
            origin: key.origin,
            transfer: key.name,
            isInward: false,
            number: number,
            at: desk.clock(),
            kind: message.kind.rawValue,
            body: try Contact.MAIT.body(message),
            officer: requester.officer,
            authority: requester.authority
        )
        _ = try await desk.alter(
            .transferIncident,
            as: .disclosure,
            asked: "transfer \(key.name) of force \(key.origin): \(letter.kind), to \(key.party)",
            details: [
                "incident": key.incident, "transfer": key.name, "origin": key.origin.description, "to": key.party,
                "message": "\(number)", "digest": ForceTransfer.digest(of: letter.kind, letter.body),
            ],
            for: asking(for: key.incident),
            check: { try Contact.Shelf.check(message, of: key, force, in: $0) },
            { session in
                try Contact.Shelf.check(message, of: key, force, in: session)
                try TransferBox.put(letter, in: session)
            }
        )
        // It is durable; should this not get through, the node goes on telling it.
        let desk = desk
        Task { await desk.tellTransfers() }
    }
}

extension Contact.Transfer {
    /// The name of a transfer with its two sides.
    struct Key: Hashable, Sendable {
        var party: String
        var origin: ForceCode
        var name: String

        var incident: String { name.split(separator: "/").first.map(String.init) ?? name }
    }

    var key: Key { Key(party: party, origin: origin, name: name) }
}

extension Fault.Code {
    /// Nobody is known to whom an incident could be handed on.
    static let noSuchParty = Self("contact.no_such_party", status: 400)
}
