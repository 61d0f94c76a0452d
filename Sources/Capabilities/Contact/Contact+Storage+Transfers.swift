import CapabilityKit
import Store

extension Contact.Shelf {
    /// How long a transfer is in the list after the last word about it, in milliseconds.
    private static let listed: Int64 = 7 * 86_400_000

    /// What is handed on, by us or to us, as far as something was said of it in the last week.
    static func transfers(
        of force: ForceCode,
        at now: Timestamp,
        in session: any Session
    ) throws -> [Contact.Transfer] {
        Contact.transfers(try TransferBox.letters(since: now.milliseconds - listed, in: session), of: force)
    }

    /// One transfer; a fault where there is none.
    static func transfer(
        _ party: String,
        _ origin: ForceCode,
        _ name: String,
        of force: ForceCode,
        in session: any Session
    ) throws -> Contact.Transfer {
        let letters = try TransferBox.letters(party, origin, name, in: session)
        guard let transfer = Contact.Transfer(letters, of: force) else { throw noSuchTransfer(name) }
        return transfer
    }

    /// Opens an incident for what was taken over, with the words that came along; the same transfer opens one.
    ///
    /// - Returns: the number of the incident here.
    static func takeOver(
        _ transfer: Contact.Transfer,
        from title: String,
        by actor: Contact.Actor,
        force: ForceCode,
        prefix: String,
        at now: Timestamp,
        _ rulebook: Contact.Rulebook,
        in session: any Session
    ) throws -> String {
        // What came is another's: what of it cannot be true is left out, and stands in the message as it was sent.
        var call = transfer.sheet?.call ?? Contact.Call(line: "transfer")
        if (try? call.check()) == nil { call = Contact.Call(line: "transfer") }
        call.key = "transfer \(transfer.origin) \(transfer.name)"
        let place = transfer.sheet?.place.flatMap { place in
            place.utf8.count <= 400 && place.contains { !$0.isWhitespace } ? place : nil
        }
        if call.address == nil { call.address = place }
        let number = try open(call, force: force, prefix: prefix, at: now, rulebook, in: session)
        var steps: [Contact.Step] = [.answered]
        var words = ["Taken over from \(title), their \(transfer.incident): \(transfer.sheet?.title ?? "")"]
        if let grade = transfer.sheet?.grade { words.append("their grade \(grade)") }
        if !transfer.note.isEmpty { words.append(transfer.note) }
        steps.append(.wrote(text: words.joined(separator: ". "), stage: .information))
        for line in transfer.sheet?.log ?? [] {
            steps.append(.wrote(text: "[\(title), \(line.at)] \(line.text)", stage: .information))
        }
        if let place { steps.append(.placed(text: place)) }
        for (order, step) in steps.enumerated() {
            // A name stands for one act on this node: that of the transfer is in it.
            let name = "\(call.key ?? "") \(order)", act = fitting(step)
            let weighed = try weigh(act, named: name, by: actor, at: now, of: number, rulebook, in: session)
            _ = try take(weighed, rulebook, in: session)
        }
        return number
    }

    /// A line of 4000 bytes is longer here by where it came from: what does not fit is cut, visibly.
    private static func fitting(_ step: Contact.Step) -> Contact.Step {
        guard case .wrote(var text, let stage) = step, text.utf8.count > 4_000 else { return step }
        while text.utf8.count > 3_990 { text.removeLast() }
        return .wrote(text: text + " …", stage: stage)
    }

    /// Fault when a message cannot be said of a transfer as it stands.
    static func check(
        _ message: Contact.MAIT.Message,
        of key: Contact.Transfer.Key,
        _ force: ForceCode,
        in session: any Session
    ) throws {
        guard message.kind != .create else { return }
        try transfer(key.party, key.origin, key.name, of: force, in: session).check(message)
    }

    /// Fault when an act would end an incident that somebody else was asked to take over and has not answered for.
    static func checkHandedOn(
        _ act: Contact.Step,
        _ number: String,
        _ force: ForceCode?,
        in session: any Session
    ) throws {
        guard case .closed = act, let force else { return }
        let waits = try TransferBox.letters(beginning: "\(number)/", of: force, in: session)
        guard !Contact.transfers(waits, of: force).contains(where: { $0.state == .offered && $0.wants == .takeOver })
        else {
            throw Fault(
                .notNow,
                "the incident is handed on, and nobody has acknowledged it",
                help: "withdraw the transfer, or wait for their answer"
            )
        }
    }

    static func noSuchTransfer(_ name: String) -> Fault {
        Fault(.noSuchTransfer, "no transfer `\(name)` is known here", help: "open it from the list of transfers")
    }
}
