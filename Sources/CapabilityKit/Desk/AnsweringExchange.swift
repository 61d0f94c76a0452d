import Federation
import Ledger
import Vocabulary

/// One exchange that another force began: carries out what ``AnswererSettling`` says, in its order.
///
/// There is one for each exchange at a time, for as long as somebody waits for something of it; what is kept of it is in
/// the ``ExchangeShelf``.
actor AnsweringExchange {
    /// What was found for a question, and what its entry will say.
    struct Judged: Sendable {
        var answer: Answer
        var body: LedgerEntryBody
        /// How many recalls there had been: one more, and it is found anew.
        var generation = 0
        /// Whether a person of this force is to decide.
        var needsOwner = false

        /// Refuses after all: nothing of it was going to leave.
        mutating func refuse(_ reason: String) {
            answer.state = .notPermitted(reason: reason)
            (body.operation, body.refusal) = (.refusal, reason)
            body.details["state"] = answer.state.code
            needsOwner = false
        }
    }

    private let key: AnsweringRecord.Key
    private let desk: Desk
    private let neighbours: Neighbours
    /// The size of the log before anything of it was written.
    private let floor: UInt64
    private var machine: AnswererSettling?
    private var todo: [AnswererSettling.Instruction] = []
    private var isWorking = false
    private var judged: Judged?
    /// Why an earlier answer does not count, where there was one.
    private var isAgain = false
    private var triesLeft = 8
    /// Whether a contradiction that has just been written down was told, or counted.
    private var isTold = false
    /// Which judging is the one that counts.
    private var turn = 0
    /// What went wrong last, for those who wait.
    private var problem: (any Error)?
    private var own: Requester?
    private var asking: Question?
    private var waiting: [(question: String, line: CheckedContinuation<Answer, any Error>)] = []
    private var telling: [(settlement: Settlement, line: CheckedContinuation<Void, any Error>)] = []

    init(_ key: AnsweringRecord.Key, desk: Desk, neighbours: Neighbours, floor: UInt64) {
        self.key = key
        (self.desk, self.floor) = (desk, floor)
        self.neighbours = neighbours
    }

    /// What its row is known by.
    private var row: String { "given \(key.asker) \(key.disclosure)" }

    /// The answer to a question, its entry durable.
    func answer(_ question: Question, by own: Requester?) async throws -> Answer {
        try await load()
        // What a kept answer told may have been recalled since.
        if let record = machine?.record, record.settlement == nil, let entry = record.entry {
            _ = try await desk.settled()
            if try await desk.exchange.isRecalled(entry) { post(.withdrawn, isAgain: true) }
        }
        while machine == nil { try await load() }
        self.own = own
        return try await withCheckedThrowingContinuation { line in
            waiting.append((question.fingerprint, line))
            post(.question(question))
        }
    }

    /// Takes down what became of the answer, its entry durable.
    func settle(_ settlement: Settlement) async throws {
        try await load()
        machine?.hasFollowed = desk.roster.predecessors(of: neighbours.force, on: desk.today).count > 1
        try await withCheckedThrowingContinuation { line in
            telling.append((settlement, line))
            post(.settlement(settlement))
        }
    }

    private func load() async throws {
        guard machine == nil else { return }
        try await desk.exchanges.catchUp(row)
        let kept = try await desk.exchange.answering(key)
        // Somebody else may have come first.
        guard machine == nil else { return }
        isAgain = kept.map { $0.entry == nil && $0.settlement == nil } ?? false
        machine = kept.map { AnswererSettling($0) } ?? AnswererSettling(disclosure: key.disclosure, asker: key.asker)
    }

    private func post(_ event: AnswererSettling.Event, isAgain again: Bool = false) {
        isAgain = isAgain || again
        guard let out = machine?.handle(event) else { return }
        todo += out
        guard !isWorking, !todo.isEmpty else { return }
        isWorking = true
        // Whoever asked may go away: it is done all the same.
        Task { await work() }
    }

    private func work() async {
        while !todo.isEmpty { await carryOut(todo.removeFirst()) }
        isWorking = false
    }

    private func carryOut(_ instruction: AnswererSettling.Instruction) async {
        switch instruction {
        case .judge(let question): Task { await judge(question) }
        case .keep(let record): await keep(record)
        case .append(let entry): await append(entry)
        case .reply(let answer): await reply(answer)
        case .refuse(let why, let question):
            let refused = waiting.filter { question == nil || $0.question == question }
            waiting.removeAll { question == nil || $0.question == question }
            for waiter in refused { waiter.line.resume(throwing: fault(why)) }
        case .acknowledge(let settlement):
            let known = telling.filter { $0.settlement == settlement }
            telling.removeAll { $0.settlement == settlement }
            for teller in known { teller.line.resume() }
        case .refuseSettlement(let settlement, _):
            let refused = telling.filter { $0.settlement == settlement }
            telling.removeAll { $0.settlement == settlement }
            for teller in refused { teller.line.resume(throwing: settledOtherwise) }
        case .alarm(let why):
            if !isTold { await desk.raise(Self.what(why), of: key.disclosure, with: key.asker) }
            isTold = false
        }
    }

    private static func what(_ why: AnswererSettling.Refusal) -> ExchangeAlarm.What {
        switch why {
        case .otherQuestion: .otherQuestion
        case .neverAnswered: .neverAnswered
        case .otherOutcome, .settled, .unable: .otherOutcome
        }
    }

    private func keep(_ record: AnsweringRecord) async {
        let shelf = desk.exchange, at = desk.clock()
        do {
            guard record.entry == nil, record.settlement == nil else {
                // It follows from an entry that is durable: whatever becomes of its row, that stands.
                await desk.exchanges.write(row, after: floor) { try await shelf.keep(record, at: at) }
                return
            }
            try await shelf.keep(record, at: at)
        } catch {
            giveUp(error)
        }
    }

    private func judge(_ question: Question) async {
        asking = question
        turn += 1
        let turn = turn
        do {
            let details = isAgain ? ["again": "an earlier answer never left, or was recalled"] : [:]
            let found = try await desk.judge(question, by: own, neighbours, details)
            // Given up meanwhile and begun again: what is logged must be what is answered.
            guard turn == self.turn else { return }
            judged = found
            post(.judged(found.answer))
        } catch {
            guard turn == self.turn else { return }
            problem = error
            post(.unjudged)
        }
    }

    private func append(_ entry: SettlingEntry) async {
        do {
            var body: LedgerEntryBody
            var alarm: ExchangeAlarm?
            if entry.step == .contradiction, let why = entry.why.flatMap(AnswererSettling.Refusal.init) {
                let told = try await desk.alarm(Self.what(why), of: key.disclosure, with: key.asker)
                // Written down once; said again, it is counted and makes the log no longer.
                if try await desk.exchange.isKnown(told) {
                    isTold = true
                    return await desk.raise(told)
                }
                alarm = told
            }
            if entry.step == .answered {
                guard let judged else { return post(.failed(entry)) }
                body = judged.body
            } else {
                body = desk.settlingBody(entry, neighbours)
            }
            body.exchange = entry
            let receipt = try await desk.ledger.append(kind: body.operation, body: try body.encoded())
            if let alarm {
                // Before the other is refused: what it says next is said again.
                isTold = true
                await desk.raise(alarm)
            }
            post(.recorded(entry, entry: receipt.index))
        } catch {
            problem = error
            if entry.step != .answered {
                for teller in telling { teller.line.resume(throwing: error) }
                telling = []
            }
            post(.failed(entry))
        }
    }

    /// Lets an answer leave, unless a recall has overtaken it.
    private func reply(_ answer: Answer) async {
        if let judged, let asking, judged.answer.at == answer.at {
            let generation = try? await desk.settled()
            guard generation == judged.generation else {
                triesLeft -= 1
                post(.withdrawn, isAgain: true)
                guard triesLeft > 0 else {
                    return giveUp(
                        Fault(
                            .recallsUnderWay,
                            "records are being recalled just now",
                            help: "ask again in a moment"
                        )
                    )
                }
                return post(.question(asking))
            }
            self.judged = nil
        }
        let asked = machine?.record?.question
        let answered = waiting.filter { $0.question == asked }
        waiting.removeAll { $0.question == asked }
        for waiter in answered { waiter.line.resume(returning: answer) }
    }

    /// What could not be kept is read again by whoever comes next.
    private func giveUp(_ error: any Error) {
        (machine, judged, todo) = (nil, nil, [])
        turn += 1
        for waiter in waiting { waiter.line.resume(throwing: error) }
        for teller in telling { teller.line.resume(throwing: error) }
        (waiting, telling) = ([], [])
    }

    private func fault(_ why: AnswererSettling.Refusal) -> any Error {
        switch why {
        case .otherQuestion:
            Fault(
                .disclosureReused,
                "another question came with the id `\(key.disclosure)`",
                help: "put each question with an id of its own"
            )
        case .settled:
            Fault(
                .alreadySettled,
                "what became of disclosure `\(key.disclosure)` has been said; no answer leaves any more",
                help: "put the question anew"
            )
        case .unable, .otherOutcome, .neverAnswered:
            problem ?? Fault(.cannotAnswer, "this node cannot answer now", help: "ask again in a moment")
        }
    }

    private var settledOtherwise: Fault {
        Fault(
            .settledOtherwise,
            "what became of disclosure `\(key.disclosure)` was said before, and otherwise",
            help: "compare both logs; this one records what was said now"
        )
    }
}

extension Fault.Code {
    /// A question between forces at a node that has no neighbours.
    package static let noNeighbours = Self("federation.no_neighbours", status: 404)
    /// Two questions came with one disclosure id.
    package static let disclosureReused = Self("federation.disclosure_reused", status: 409)
    /// A question whose asker has said what became of its answer.
    package static let alreadySettled = Self("federation.already_settled", status: 409)
    /// No answer could be found or recorded.
    package static let cannotAnswer = Self("federation.cannot_answer", status: 503)
    /// A force says of one answer first one thing and then another.
    package static let settledOtherwise = Self("federation.settled_otherwise", status: 409)
}
