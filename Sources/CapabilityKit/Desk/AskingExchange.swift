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
    /// The size of the log before anything of it was written.
    private let floor: UInt64
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
    private var isShown: Set<ForceCode> = [], isTooLate: Set<ForceCode> = []
    private var problem: (any Error)?

    /// A question that is about to be put.
    init(_ log: Desk.Asking, desk: Desk, floor: UInt64) {
        (self.desk, self.floor) = (desk, floor)
        self.log = log
        isKnown = true
        machine = AskerSettling(disclosure: log.question.disclosure, asker: log.question.asker)
    }

    /// A question that was put earlier, from what is kept of it.
    init(_ asked: ExchangeShelf.Asked, log: Desk.Asking, desk: Desk, floor: UInt64) {
        (self.desk, self.floor) = (desk, floor)
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
    /// - Returns: what became of it.
    func take(
        _ answer: Answer,
        released: [StoredRecord],
        withheld: [Withheld],
        show: @escaping @Sendable (_ entry: UInt64) async -> Void
    ) async -> Taken {
        let force = answer.force
        // The first counts; another that came meanwhile is shown by nobody, and takes nothing from what the first shows.
        guard arrivals[force] == nil else { return .again }
        arrivals[force] = Arrival(answer: answer, released: released, withheld: withheld, show: show)
        // Whether an owner is to be asked again is kept with the first question alone.
        if log.continues == nil, log.question.action == Permission.find.description {
            states[force] = answer.state.code
        }
        await handle(.arrived([force]))
        return isShown.contains(force) ? .shown : isTooLate.contains(force) ? .tooLate : .unlogged
    }

    /// What became of an answer that arrived.
    enum Taken: Hashable, Sendable {
        case shown
        /// It came after its outcome: the question had been closed or given up, and the log says that it was not shown.
        case tooLate
        /// It could not be logged, so nobody sees it.
        case unlogged
        /// The force has answered before.
        case again
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
        do {
            try await desk.settle(settlement, with: force)
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
            for force in forces {
                await arrivals[force]?.show(entry)
                isShown.insert(force)
            }
        case .tooLate(let forces): isTooLate.formUnion(forces)
        case .tell(let force, let settlement): telling.append((force, settlement))
        case .alarm(let force): await desk.raise(.refusesOutcome, of: disclosure, with: force)
        }
    }

    /// Keeps what has changed; until it is kept the entries it follows from are read again at each start.
    private func keep(_ record: AskingRecord) async {
        let changed = record.asked.filter { $0.outcome != nil && kept[$0.force] != $0 }
        guard !isKept || !changed.isEmpty else { return }
        let shelf = desk.exchange, question = isKnown ? log.question : nil, at = log.question.at
        let isNew = !isKept, states = states
        let isWritten = await desk.exchanges.write("asked \(disclosure)", after: floor) {
            if isNew { try await shelf.keep(record, question: question, at: at) }
            try await shelf.keep(changed, of: record.disclosure, states: states)
        }
        guard isWritten else { return }
        isKept = true
        for asked in changed { kept[asked.force] = asked }
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
