import Federation
import Foundation
import Ledger
import Policy
import Vocabulary

extension Desk {
    /// Tells forces what became of their answers, those that are due; the rest are told later.
    package func tellOutcomes() async {
        guard neighbours != nil else { return }
        let size = await ledger.size
        await exchanges.catchUp()
        if let due = try? await exchange.due(at: clock(), limit: 2000) {
            await withDiscardingTaskGroup { group in
                for disclosure in due {
                    group.addTask { try? await withAsked(disclosure) { await $0.tell() } }
                }
            }
        }
        try? await exchange.advance(to: await exchanges.floor(size: size))
    }

    /// Waits until the questions put from here are over and their forces told, for a program that is about to end; what is
    /// not done in the time is done when the node starts next.
    package func finishAsking(seconds: Int = 15) async {
        for _ in 0..<max(seconds, 0) * 20 where await exchanges.isAsking {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Takes down what became of an answer of this node; said twice, it counts once.
    ///
    /// `settlement`: as it came; the caller has proved that it was sent by ``Settlement/asker``.
    package func settled(_ settlement: Settlement) async throws {
        let key = AnsweringRecord.Key(asker: settlement.asker, disclosure: settlement.disclosure)
        try await withAnswering(key) { try await $0.settle(settlement) }
    }

    /// Answers of which this node or the other does not know what became of them, half a minute after they were given.
    package func unsettledAnswers() async throws -> [UnsettledAnswer] {
        guard neighbours != nil else { return [] }
        let before = clock().milliseconds - 30_000
        return try await exchange.untold(before: before, limit: 500)
            + (try await exchange.unsettled(before: before, limit: 500))
    }

    // MARK: - Exchanges under way

    /// Lends the exchange that another force began to what has come for it.
    func withAnswering<Outcome: Sendable>(
        _ key: AnsweringRecord.Key,
        _ work: (AnsweringExchange) async throws -> Outcome
    ) async throws -> Outcome {
        guard let neighbours else { throw Self.noNeighbours }
        let floor = await ledger.size
        let lent = await exchanges.borrow(key, floor: floor) {
            AnsweringExchange(key, desk: self, neighbours: neighbours, floor: floor)
        }
        do {
            let outcome = try await work(lent)
            await exchanges.giveBack(key)
            return outcome
        } catch {
            await exchanges.giveBack(key)
            throw error
        }
    }

    /// Lends a question that was put earlier; not at all where nothing of it is kept.
    private func withAsked(_ disclosure: String, _ work: (AskingExchange) async throws -> Void) async throws {
        try await exchanges.catchUp("asked \(disclosure)")
        guard let neighbours, let asked = try await exchange.asking(disclosure, by: neighbours.force) else { return }
        let log = asking(asked, neighbours)
        let floor = await ledger.size
        let lent = await exchanges.borrow(disclosure, floor: floor) {
            AskingExchange(asked, log: log, desk: self, floor: floor)
        }
        do {
            try await work(lent)
            await exchanges.giveBack(disclosure)
        } catch {
            await exchanges.giveBack(disclosure)
            throw error
        }
    }

    /// What the entries of a question say that was put before the node started.
    private func asking(_ asked: ExchangeShelf.Asked, _ neighbours: Neighbours) -> Asking {
        let details = ["closed": "after a restart"]
        if let question = asked.question {
            let requester = Requester(officer: question.officer, authority: question.authority)
            return Asking(question: question, requester: requester, rules: [], details: details)
        }
        // Its entry is durable, and what else is known of it is there.
        let node = node(of: neighbours.force, reference: "entry \(asked.record.entry)")
        let question = Question(
            disclosure: asked.record.disclosure,
            asker: neighbours.force,
            officer: node.officer,
            authority: node.authority,
            action: "exchange.close",
            asked: "the question of entry \(asked.record.entry)",
            body: "",
            at: clock(),
            deadline: clock()
        )
        return Asking(question: question, requester: node, rules: [], details: details)
    }

    // MARK: - After a start

    /// Brings what is kept of exchanges up to the log, and closes what the node was asking when it stopped: an answer
    /// without an entry of its own was never shown.
    func goOnWithExchanges() async throws {
        guard let neighbours else { return }
        try await followLog(neighbours)
        for disclosure in try await exchange.open() {
            try await withAsked(disclosure) { try await $0.close(unsent: []) }
        }
        // What was just closed among them: nobody tells it before the node runs.
        try await exchange.tellAtOnce()
    }

    /// What an entry says of what another force told this one.
    func settlingBody(_ entry: SettlingEntry, _ neighbours: Neighbours) -> LedgerEntryBody {
        var details = ["asker": entry.asker.description]
        details["outcome"] = entry.outcome?.rawValue
        details["their entry"] = entry.theirs.map(String.init)
        return LedgerEntryBody(
            operation: .system,
            disclosure: entry.disclosure,
            at: clock(),
            requester: node(of: neighbours.force, reference: "disclosure \(entry.disclosure)"),
            action: entry.step == .contradiction ? "exchange.contradiction" : "exchange.settle",
            asked: "what became of an answer",
            rules: [],
            rulesVersion: rulebook.version,
            details: details
        )
    }

    // MARK: - Alarms

    /// Says on the status page, and loudly in the program's log, that two nodes contradict one another.
    ///
    /// Met again, it is counted and not told again.
    func raise(_ what: ExchangeAlarm.What, of disclosure: String, with force: ForceCode) async {
        await raise(ExchangeAlarm(disclosure: disclosure, force: force, what: what, at: clock()))
    }

    func raise(_ alarm: ExchangeAlarm) async {
        // An alarm that cannot be kept is said all the same.
        let isNew = (try? await exchange.keep(alarm)) ?? true
        if isNew { neighbours?.alarm(alarm) }
    }

    /// What a force's word about an answer is written down as: under its id, or, once there were very many of ids that were
    /// never answered, with the others of the day.
    func alarm(_ what: ExchangeAlarm.What, of disclosure: String, with force: ForceCode) async throws -> ExchangeAlarm {
        var alarm = ExchangeAlarm(disclosure: disclosure, force: force, what: what, at: clock())
        let day: Int64 = 86_400_000, start = alarm.at.milliseconds / day * day
        if what == .neverAnswered, try await exchange.alarms(what, with: force, since: start) >= Self.unknownIDsMax {
            alarm.disclosure = "further ids of \(today)"
        }
        return alarm
    }

    /// How many ids of one day that were never answered are written down one by one, for each force.
    private static let unknownIDsMax = 100
}
