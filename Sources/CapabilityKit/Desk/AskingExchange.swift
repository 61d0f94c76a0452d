import Federation
import Ledger
import Policy
import Vocabulary

/// One question put from here: carries out what ``AskerSettling`` says.
///
/// There is one for each question at a time, while its answers are waited for or its forces told; what is kept of it is in
/// the ``ExchangeShelf``, and follows from the log.
actor AskingExchange {
    /// An answer on its way to be shown.
    private struct Arrival {
        var answer: Answer
        var released: [StoredRecord]
        var withheld: [Withheld]
        var show: @Sendable (_ entry: UInt64) async -> Void
    }

    private let desk: Desk
    /// What every entry of it says alike; who asks is the node itself where the log alone remembers it.
    private let log: Desk.Asking
    private let isKnown: Bool
    private var machine: AskerSettling
    /// What is kept, as it was last written.
    private var kept: [ForceCode: AskingRecord.Asked] = [:]
    private var isKept = false
    private var arrivals: [ForceCode: Arrival] = [:]
    private var states: [ForceCode: String] = [:]
    private var telling: [(force: ForceCode, settlement: Settlement)] = []
    private var problem: (any Error)?

    /// A question that is about to be put.
    init(_ log: Desk.Asking, desk: Desk) {
        self.desk = desk
        self.log = log
        isKnown = true
        machine = AskerSettling(disclosure: log.question.disclosure, asker: log.question.asker)
    }

    /// A question that was put earlier, from what is kept of it.
    init(_ asked: ExchangeShelf.Asked, log: Desk.Asking, desk: Desk) {
        self.desk = desk
        self.log = log
        isKnown = asked.question != nil
        machine = AskerSettling(asked.record)
        isKept = true
        kept = Dictionary(asked.record.asked.map { ($0.force, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var disclosure: String { log.question.disclosure }

    /// Writes down that these forces are asked; once it returns the question may leave.
    ///
    /// - Returns: the entry that says so.
    func begin(_ forces: [ForceCode]) async throws -> UInt64 {
        await handle(.begin(forces))
        guard let entry = machine.record?.entry else {
            throw problem ?? Fault(.ledgerStopped, "the question could not be logged", help: "look at the node's log")
        }
        return entry
    }

    /// Logs what a force answered, and only then lets it be shown.
    ///
    /// `show`: called with the entry, and not at all where the answer came after its outcome or could not be logged.
    ///
    /// - Returns: whether it was shown.
    func take(
        _ answer: Answer,
        released: [StoredRecord],
        withheld: [Withheld],
        show: @escaping @Sendable (_ entry: UInt64) async -> Void
    ) async -> Bool {
        let force = answer.force
        // The first counts; another that came meanwhile is shown by nobody.
        guard arrivals[force] == nil else { return true }
        arrivals[force] = Arrival(answer: answer, released: released, withheld: withheld, show: show)
        // Whether an owner is to be asked again is kept with the first question alone.
        if log.continues == nil, log.question.action == Permission.find.description {
            states[force] = answer.state.code
        }
        await handle(.arrived([force]))
        return machine.record?.asked.first { $0.force == force }?.outcome == .shown
    }

    /// Nothing more will be shown; forces that nothing was sent to need not be told.
    func close(unsent: Set<ForceCode>) async throws {
        await handle(.close(unsent: unsent))
        if let problem { throw problem }
        if machine.record?.isOpen == false { try await desk.exchange.close(disclosure) }
    }

    /// Tells forces what became of their answers, those that are due.
    func tell() async {
        var due = telling
        telling = []
        for case .tell(let force, let settlement) in machine.handle(.tick, at: desk.clock()) {
            due.append((force, settlement))
        }
        let told = await withTaskGroup(of: (ForceCode, AskerSettling.Event).self) { group in
            for (force, settlement) in due {
                group.addTask { [desk] in (force, await Self.tell(force, settlement, desk)) }
            }
            var told: [AskerSettling.Event] = []
            for await (_, event) in group { told.append(event) }
            return told
        }
        for event in told { await handle(event) }
    }

    private static func tell(_ force: ForceCode, _ settlement: Settlement, _ desk: Desk) async -> AskerSettling.Event {
        guard let neighbours = desk.neighbours else { return .untold(force) }
        do {
            if force == neighbours.force {
                try await desk.settled(settlement)
            } else {
                try await neighbours.peers.settle(settlement, with: force)
            }
            return .told(force)
        } catch let fault as Fault where fault.code == .settledOtherwise {
            // It has it in its log that it was told, and otherwise before: to say it again changes nothing.
            return .contradicted(force)
        } catch {
            return .untold(force)
        }
    }

    private func handle(_ event: AskerSettling.Event) async {
        for instruction in machine.handle(event, at: desk.clock()) { await carryOut(instruction) }
    }

    private func carryOut(_ instruction: AskerSettling.Instruction) async {
        switch instruction {
        case .append(let entry):
            do {
                let index = try await append(entry)
                await handle(.recorded(entry, entry: index))
            } catch {
                problem = error
                await handle(.failed(entry))
            }
        case .keep(let record): await keep(record)
        // Whoever began it asks once it has begun.
        case .send: break
        case .show(let forces, let entry):
            for force in forces { await arrivals[force]?.show(entry) }
        case .tooLate: break
        case .tell(let force, let settlement): telling.append((force, settlement))
        case .alarm(let force): await desk.raise(.refusesOutcome, of: disclosure, with: force)
        }
    }

    /// Keeps what has changed; what cannot be kept is read from the log when the node starts.
    private func keep(_ record: AskingRecord) async {
        if !isKept {
            isKept = true
            try? await desk.exchange.keep(record, question: isKnown ? log.question : nil, at: log.question.at)
        }
        let changed = record.asked.filter { $0.outcome != nil && kept[$0.force] != $0 }
        for asked in changed { kept[asked.force] = asked }
        try? await desk.exchange.keep(changed, of: disclosure, states: states)
    }

    private func append(_ entry: SettlingEntry) async throws -> UInt64 {
        let names = entry.forces.map(\.description).joined(separator: " ")
        var body: LedgerEntryBody
        switch entry.step {
        case .asked: body = desk.body(of: log, ["asked of": names])
        case .outcome where entry.outcome == .shown:
            let arrived = entry.forces.compactMap { arrivals[$0] }
            body = desk.body(
                of: log,
                [
                    "from": names, "state": arrived.map(\.answer.state.code).joined(separator: " "),
                    "their entry": arrived.map { String($0.answer.entry) }.joined(separator: " "),
                ]
            )
            body.released = arrived.flatMap(\.released)
            body.withheld = arrived.flatMap(\.withheld)
        case .outcome: body = desk.body(of: log, ["not shown": names])
        case .contradiction:
            body = desk.body(of: log, ["contradicted by": names])
            body.operation = .system
            body.action = "exchange.contradiction"
        case .answered, .settled, .recalled, .recallKnown:
            throw Fault(.ledgerStopped, "the asker of a question writes no `\(entry.step.rawValue)`")
        }
        body.exchange = entry
        return try await desk.ledger.append(kind: body.operation, body: try body.encoded()).index
    }
}

/// The exchanges that are under way, each once.
actor Exchanges {
    private struct Place<Exchange: Sendable> {
        let exchange: Exchange
        /// The size of the log before anything of it was written.
        let floor: UInt64
        var users = 1
    }

    private var answering: [AnsweringRecord.Key: Place<AnsweringExchange>] = [:]
    private var asking: [String: Place<AskingExchange>] = [:]

    /// The exchange of a key, made where there is none; given back by ``giveBack(_:)-(AnsweringRecord.Key)``.
    func borrow(
        _ key: AnsweringRecord.Key,
        floor: UInt64,
        make: @Sendable () -> AnsweringExchange
    ) -> AnsweringExchange {
        if let place = answering[key] {
            answering[key]?.users += 1
            return place.exchange
        }
        let exchange = make()
        answering[key] = Place(exchange: exchange, floor: floor)
        return exchange
    }

    func giveBack(_ key: AnsweringRecord.Key) {
        guard let place = answering[key] else { return }
        if place.users == 1 { answering[key] = nil } else { answering[key]?.users -= 1 }
    }

    /// The question of an id, made where there is none.
    func borrow(_ disclosure: String, floor: UInt64, make: @Sendable () -> AskingExchange) -> AskingExchange {
        if let place = asking[disclosure] {
            asking[disclosure]?.users += 1
            return place.exchange
        }
        let exchange = make()
        asking[disclosure] = Place(exchange: exchange, floor: floor)
        return exchange
    }

    func giveBack(_ disclosure: String) {
        guard let place = asking[disclosure] else { return }
        if place.users == 1 { asking[disclosure] = nil } else { asking[disclosure]?.users -= 1 }
    }

    /// Whether questions put from here are under way, or forces being told.
    var isAsking: Bool { !asking.isEmpty }

    /// Entries before this one are of exchanges that are not under way; `size`: the log's, read before.
    func floor(size: UInt64) -> UInt64 {
        min(size, min(answering.values.map(\.floor).min() ?? size, asking.values.map(\.floor).min() ?? size))
    }
}
