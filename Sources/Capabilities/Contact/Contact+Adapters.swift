import CapabilityKit
import Ledger

extension Contact {
    /// A machine that may hand something over, as the node keeps it: never its secret.
    struct Adapter: Hashable, Sendable {
        var name: String
        var scope: Scope
        var fingerprint: String
        var addedAt: Timestamp
        var endsAt: Timestamp
        /// The last day of its use as far as anybody has said so.
        var isEnded: Bool
    }

    /// The one thing that a credential is for.
    enum Scope: Hashable, Sendable {
        /// Announce calls of the telephone network, and nothing else.
        case calls
        /// Collect and answer what is handed on to one service.
        case transfers(service: String)

        /// `calls` or `transfers ambulance`, of the services that are known.
        init?(_ text: String, services: [TransferFile.Service]) {
            if text == "calls" {
                self = .calls
            } else if let service = services.first(where: { text == "transfers \($0.code)" }) {
                self = .transfers(service: service.code)
            } else {
                return nil
            }
        }

        var words: String {
            switch self {
            case .calls: "calls"
            case .transfers(let service): "transfers \(service)"
            }
        }

        /// The role by which the rules know it.
        var role: String {
            switch self {
            case .calls: "call_adapter"
            case .transfers: "service_adapter"
            }
        }
    }

    /// Opens the room to machines: calls of the network, and services that take incidents.
    package static func machines(_ routes: MachineRoutes) {
        routes.post("calls", announced)
        routes.post("transfers", collected)
        routes.post("transfer", answered)
    }

    /// On whose account a machine acts: an officer of the rules with one role, whom nobody can sign in as.
    private static func counter(_ call: MachineCall, _ role: String) throws -> Counter {
        let name = "machine \(call.credential.name)"
        let officer = Officer(number: name, name: name, force: call.force, roles: [role])
        let authority = Authority(purpose: "incident.respond", reference: name)
        return try Counter(call.desk, Requester(officer: officer, authority: authority))
    }

    /// Takes a call of the network: the fields of EISEC and AML under the names that `/api/v1/contact` has for them.
    @Sendable static func announced(_ machine: MachineCall) async throws -> Announced {
        let counter = try counter(machine, Scope.calls.role)
        let call = try call(machine.values)
        // Names that begin so are those of incidents that are taken over.
        guard let key = call.key, !key.hasPrefix("transfer ") else {
            throw Fault(.callUnreadable, "the call has no `key` of its own", help: "send the network’s name of it")
        }
        return Announced(number: try await counter.receive(call, shown: machine.credential))
    }

    /// What is said to the network: that the call is taken in, and nothing of it.
    struct Announced: Encodable, Sendable {
        var number: String
    }

    // MARK: - Services that take incidents

    /// Hands a service what is for it and what it has not said that it has.
    @Sendable static func collected(_ machine: MachineCall) async throws -> Collected {
        let counter = try counter(machine, Scope.transfers(service: "").role)
        let credential = machine.credential, now = machine.desk.clock()
        let service = try service(machine, counter)
        let letters = try await machine.desk.alter(
            .answerTransfer,
            as: .disclosure,
            asked: "what is handed on to \(service) was collected",
            for: counter.requester,
            check: { try Shelf.checkAdapter(credential, .transfers(service: service), at: now, in: $0) },
            { session in try TransferBox.waiting(in: session).filter { $0.party == service } }
        ).value
        let sender = machine.desk.roster[machine.force]?.officialName ?? machine.force.description
        return Collected(
            messages: letters.compactMap { letter in
                MAIT.message(letter.body, kind: letter.kind).map { message in
                    Collected.Message(
                        transfer: letter.transfer,
                        number: letter.number,
                        xml: MAIT.xml(
                            message,
                            from: sender,
                            to: service,
                            transfer: letter.transfer,
                            number: letter.number,
                            at: letter.at
                        )
                    )
                }
            }
        )
    }

    /// What waits for a service.
    struct Collected: Encodable, Sendable {
        var messages: [Message]

        struct Message: Encodable, Sendable {
            var transfer: String
            var number: Int
            var xml: String
        }
    }

    /// Takes what a service says: that it has a message (`received`), or one of its own.
    @Sendable static func answered(_ machine: MachineCall) async throws -> Answered {
        let counter = try counter(machine, Scope.transfers(service: "").role)
        let credential = machine.credential, now = machine.desk.clock(), values = machine.values
        let service = try service(machine, counter)
        let force = machine.force, requester = counter.requester
        guard let name = values["transfer"], let number = Int(values["number"] ?? ""), number > 0 else {
            throw unreadable
        }
        let word = values["kind"] ?? "", kind = MAIT.Kind(rawValue: word)
        guard word == "received" || kind != nil && kind != .create else { throw unreadable }
        let message = kind.map { MAIT.Message(kind: $0, text: values["text"] ?? "", reference: values["reference"]) }
        let body = try message.map { try MAIT.body($0) } ?? ""
        _ = try await machine.desk.alter(
            .answerTransfer,
            as: .collection,
            asked: "transfer \(name) of force \(force): \(word), said by \(service)",
            details: [
                "transfer": name, "sender": service, "message": "\(number)",
                "digest": ForceTransfer.digest(of: word, body),
            ],
            for: requester,
            check: { session in
                try Shelf.checkAdapter(credential, .transfers(service: service), at: now, in: session)
                _ = try Shelf.transfer(service, force, name, of: force, in: session)
            },
            { session in
                let letters = try TransferBox.letters(service, force, name, in: session)
                guard let message else {
                    if let letter = letters.first(where: { !$0.isInward && $0.number == number }) {
                        try TransferBox.isKnown(letter, as: 0, in: session)
                    }
                    return
                }
                let letter = TransferLetter(
                    party: service,
                    origin: force,
                    transfer: name,
                    isInward: true,
                    number: number,
                    at: now,
                    kind: message.kind.rawValue,
                    body: body,
                    officer: requester.officer,
                    authority: requester.authority,
                    isKnown: true
                )
                try TransferBox.put(letter, in: session)
            }
        )
        return Answered(transfer: name, number: number)
    }

    /// What was taken in of a service.
    struct Answered: Encodable, Sendable {
        var transfer: String
        var number: Int
    }

    /// The service of the list for which a machine says it speaks; whether it may is looked up.
    private static func service(_ machine: MachineCall, _ counter: Counter) throws -> String {
        let service = machine.values["service"] ?? ""
        guard counter.rulebook.transfers.services.contains(where: { $0.code == service }) else {
            throw Fault(.noSuchParty, "nobody is known as `\(service)`", help: "send `service` as the node lists it")
        }
        return service
    }

    /// One answer to a credential that is unknown, ended, or for something else: nothing tells which.
    static var adapterRefused: Fault {
        Fault(.adapterRefused, "this credential does not open this", help: "ask whoever keeps the node’s adapters")
    }
}

extension Contact.Counter {
    /// Asks the sources about a call that a machine announced, once somebody who takes calls opens it: a machine asks nothing.
    func asked(_ shown: Disclosure<Look>, at number: String?) async throws -> Disclosure<Look> {
        guard let incident = shown.content.incident, incident.state == .waiting, !shown.content.isAsked,
            desk.offers(.workContact, to: requester), try await ask(about: incident, put: [])
        else { return shown }
        return try await lookAgain(shown, at: number)
    }
}

extension Permission {
    /// Answer what is handed on to a service.
    static let answerTransfer = Permission(
        "contact.answer",
        "As a service’s machine: collect and answer what is handed on to that service"
    )
    /// Say which machines may announce calls or take transfers.
    static let keepAdapters = Permission("contact.adapters", "Say which machines may announce calls or take transfers")
}

extension Fault.Code {
    /// A machine’s credential is not one that opens this.
    static let adapterRefused = Self("contact.adapter_refused", status: 401)
}
