import CapabilityKit
import Ledger

extension Contact {
    /// The way to the room's tables through the Desk: everything that is shown or changed is logged first.
    struct Counter: Sendable {
        let desk: Desk
        let rulebook: Rulebook
        let requester: Requester

        init(_ desk: Desk, _ requester: Requester) throws {
            self.desk = desk
            self.requester = requester
            rulebook = try .shipped()
        }

        init(_ visit: Visit) throws { try self.init(visit.desk, visit.requester) }

        var force: ForceCode { desk.neighbours?.force ?? requester.officer.force }
        var scheme: GradeScheme { rulebook.grades.scheme(of: force) }
        var actor: Actor {
            .officer(number: requester.officer.number, force: requester.officer.force.description)
        }

        /// The same officer asking for one incident: every look-up is recorded against it.
        func asking(for number: String) -> Requester {
            var asking = requester
            asking.authority.reference = number
            return asking
        }

        /// Takes a call in.
        ///
        /// `credential`: that of the machine which announces it; `nil` where a person takes it in.
        func receive(_ call: Call, shown credential: MachineCredential? = nil) async throws -> String {
            try call.check()
            let now = desk.clock(), force = force, rulebook = rulebook
            let prefix = desk.roster[force]?.abbreviation ?? force.description
            let taken = try await desk.alter(
                .receiveContact,
                as: .collection,
                asked: "a call arrived on \(call.line)",
                details: ["network": call.key ?? ""],
                for: requester,
                check: { session in
                    if let credential { try Shelf.checkAdapter(credential, .calls, at: now, in: session) }
                },
                { session in try Shelf.open(call, force: force, prefix: prefix, at: now, rulebook, in: session) }
            )
            return taken.value
        }

        /// Does an act of an incident; what it returns is durable and logged.
        ///
        /// `key`: the sender's own name of it, which stands for this act of this officer and for no other.
        func take(_ act: Step, key: String, of number: String) async throws -> (taken: Taken, entry: UInt64) {
            let now = desk.clock(), rulebook = rulebook
            let isSoftware = act.isOpenToSoftware
            let actor: Actor = isSoftware ? .software : actor
            let officer = requester.officer
            let name = isSoftware ? "software \(key)" : "\(officer.force)/\(officer.number) \(key)"
            let done = try await desk.alter(
                act.isForSecondPerson ? .superviseContact : .workContact,
                asked: "incident \(number): \(act.word)",
                details: ["incident": number, "act": act.word],
                for: asking(for: number),
                check: { session in
                    _ = try Shelf.weigh(act, named: name, by: actor, at: now, of: number, rulebook, in: session)
                },
                { session in
                    let weighed = try Shelf.weigh(
                        act,
                        named: name,
                        by: actor,
                        at: now,
                        of: number,
                        rulebook,
                        in: session
                    )
                    return try Shelf.take(weighed, rulebook, in: session)
                }
            )
            return (done.value, done.entry)
        }

        /// What one screen shows of the room's own tables.
        struct Look: Sendable {
            var board: [BoardLine]
            var incident: Incident?
            var earlier: [Earlier]
            var questions: [Put]
            /// Whether anybody at all has asked the sources about the incident.
            var isAsked = false
            /// Incidents that are handed on to others or by them, the newest week.
            var transfers: [Transfer] = []
            var revision: Int64

            /// A question that was put for the incident.
            struct Put: Hashable, Sendable {
                var subject: String
                var disclosure: String
            }

            /// Every incident of which it shows anything.
            var numbers: Set<String> {
                Set(board.map(\.number) + earlier.map(\.number) + [incident?.number].compactMap { $0 })
                    .union(transfers.map(\.incident))
            }

            /// What the log says of it: every incident that is shown, by its number.
            var details: [String: String] { ["incidents": numbers.sorted().joined(separator: " ")] }
        }

        /// The list, and one incident with what bears on it; logged with the number of every incident shown.
        func look(at number: String?) async throws -> Disclosure<Look> {
            let requester = number.map(asking) ?? requester
            return try await desk.consult(
                .readContact,
                asked: Self.asked(number),
                for: requester,
                details: \.details,
                look(number)
            )
        }

        /// The same again for somebody to whom it was disclosed; what they have not been shown is logged first.
        func lookAgain(_ shown: Disclosure<Look>, at number: String?) async throws -> Disclosure<Look> {
            try await desk.goOn(
                with: shown,
                .readContact,
                asked: Self.asked(number),
                details: \.details,
                covers: { $0.numbers.isSuperset(of: $1.numbers) },
                look(number)
            )
        }

        private static func asked(_ number: String?) -> String {
            number.map { "incident \($0)" } ?? "the list of incidents"
        }

        /// An incident alone, for an act of it; logged.
        func open(_ number: String) async throws -> Disclosure<Look> {
            let rulebook = rulebook, officer = requester.officer.number
            return try await desk.consult(.readContact, asked: Self.asked(number), for: asking(for: number)) {
                session in
                guard let incident = try Shelf.incident(number, rulebook, in: session) else {
                    throw Shelf.noSuchIncident(number)
                }
                let put = try Shelf.questions(number, by: officer, in: session).map {
                    Look.Put(subject: $0.subject, disclosure: $0.disclosure)
                }
                return Look(board: [], incident: incident, earlier: [], questions: put, revision: 0)
            }
        }
    }
}

extension Contact.Step {
    /// The act in a word, as the log has it; what it says is not repeated there.
    var word: String {
        switch self {
        case .arrived: "arrived"
        case .located: "located"
        case .rangOff: "rang off"
        case .answered: "answered"
        case .wrote: "wrote"
        case .corrected: "corrected"
        case .placed: "placed"
        case .attached: "attached"
        case .declined: "declined"
        case .assessed: "assessed"
        case .graded: "graded"
        case .loweringAsked: "asked for a lowering"
        case .loweringAgreed: "agreed to a lowering"
        case .loweringRefused: "refused a lowering"
        case .said: "asked a question"
        case .missingRisk: "judged the risk to a missing person"
        case .dash: "assessed domestic abuse"
        case .warned: "warned"
        case .reassessed: "assessed again"
        case .sent: "sent"
        case .attended: "attended"
        case .linked: "linked"
        case .toldApart: "told apart"
        case .handedOver: "handed over"
        case .takenOver: "taken over"
        case .closingAsked: "asked for a closing"
        case .closingAgreed: "agreed to a closing"
        case .closingRefused: "refused a closing"
        case .closed: "closed"
        case .reopened: "reopened"
        }
    }
}
