import Federation
import Foundation
import Ledger
import Linkage
import Policy
import Vocabulary

extension Desk {
    /// Puts a search to every force, this one included, and returns at once; the answers come in behind it.
    ///
    /// This node's own rules decide first. That it was asked is durable before anything is sent, and each answer, with the
    /// same disclosure id, before anything of it can be seen.
    ///
    /// - Throws: ``Fault`` `policy.not_permitted` after logging the refusal, `federation.no_neighbours`.
    package func askAll(_ text: String, limit: Int, for requester: Requester) async throws -> OpenQuestion {
        guard let neighbours else { throw Self.noNeighbours }
        // As other forces take it: what is searched for is what is logged, everywhere.
        let text = text.boundedWords(bytesMax: 1_000)
        let standing = try await standing(of: requester)
        let rules = try await permit(.find, asked: text, for: requester, standing)
        let at = clock()
        var find = FindQuestion(text: text, limit: min(max(limit, 1), neighbours.rules.peopleMax))
        find.opened = opened(for: requester, standing)
        let question = Question(
            disclosure: newDisclosureID(),
            asker: neighbours.force,
            officer: requester.officer,
            authority: requester.authority,
            action: Permission.find.description,
            asked: text,
            body: String(decoding: try JSONEncoder.sorted.encode(find), as: UTF8.self),
            at: at,
            deadline: neighbours.deadline(after: at)
        )
        // Who is asked is shown as not having answered until it has.
        let lines = namedForces.map { ForceAnswer(force: $0, state: reasonNotAsked($0) ?? .timedOut) }
        let forces = lines.filter { $0.state == .timedOut }.map(\.force)
        let log = Asking(question: question, requester: requester, rules: rules, details: standing.details)
        let (exchange, entry) = try await begin(log, forces)
        let open = OpenQuestion(question, text: text, requester: requester, entry: entry, forces: lines)
        await questions.add(open)
        // Whoever asked may go away: what was asked is settled all the same.
        Task {
            await drive(exchange, log, forces, open, neighbours)
            await exchanges.giveBack(question.disclosure)
        }
        return open
    }

    /// Writes down that forces are asked; the exchange is to be given back once it is over.
    func begin(_ log: Asking, _ forces: [ForceCode]) async throws -> (exchange: AskingExchange, entry: UInt64) {
        let floor = await ledger.size
        let disclosure = log.question.disclosure
        let exchange = await exchanges.borrow(disclosure, floor: floor) {
            AskingExchange(log, desk: self, floor: floor)
        }
        do {
            return (exchange, try await exchange.begin(forces))
        } catch {
            await exchanges.giveBack(disclosure)
            throw error
        }
    }

    /// A question asked earlier, for whoever asked it and for nobody else.
    ///
    /// - Throws: ``Fault`` `policy.not_permitted` when the rules would not let them ask it now.
    package func question(_ disclosure: String, for requester: Requester) async throws -> OpenQuestion? {
        try await permit(.find, asked: "answers to \(disclosure)", for: requester)
        if let open = await questions.question(disclosure) {
            // How lately they proved who they are says nothing of whose question it is.
            let isOwn = open.requester.officer == requester.officer && open.requester.authority == requester.authority
            return isOwn ? open : nil
        }
        return try await revived(disclosure, for: requester)
    }

    /// What every entry of one question says alike.
    struct Asking: Sendable {
        var question: Question
        let requester: Requester
        let rules: [String]
        var details: [String: String]

        /// The question that this one asks the owners of again.
        var continues: String? { details["continues"] }
    }

    /// What an entry of a question says.
    func body(of log: Asking, _ details: [String: String]) -> LedgerEntryBody {
        LedgerEntryBody(
            operation: .consultation,
            disclosure: log.question.disclosure,
            at: clock(),
            requester: log.requester,
            action: log.question.action,
            asked: log.question.asked,
            rules: log.rules,
            rulesVersion: rulebook.version,
            details: details.merging(log.details) { own, _ in own }
        )
    }

    // MARK: - The answers

    /// Asks, shows what comes, ends at the deadline, waits a while for what is late, closes and settles.
    private func drive(
        _ exchange: AskingExchange,
        _ log: Asking,
        _ forces: [ForceCode],
        _ open: OpenQuestion,
        _ neighbours: Neighbours
    ) async {
        let targets = forces.filter { $0 != neighbours.force }.map { FanOutTarget($0) }
        var unsent: Set<ForceCode> = []
        async let own: Void = askHere(exchange, log, forces.contains(neighbours.force), open, neighbours)
        do {
            try await fanOut?.ask(log.question, of: targets) { news in
                for force in news.alarms { await raise(.otherAnswer, of: log.question.disclosure, with: force) }
                await withDiscardingTaskGroup { group in
                    for standing in news.changed {
                        group.addTask { await take(standing, exchange, log, open) }
                    }
                }
                if news.stage != .waiting {
                    await open.endOnceAnswered(by: neighbours.force)
                }
                unsent = Set(news.standings.filter { $0.attempts == 0 }.map(\.force))
            }
        } catch let fault as Fault where fault.code == .federationBusy {
            // Nothing was sent: nobody is said to have been slow, and nobody need be told.
            unsent = Set(targets.map(\.force))
            for target in targets {
                let state = AnswerState.notAsked(reason: fault.message)
                await open.take(ForceAnswer(force: target.force, state: state), people: [], withheld: [], entry: 0)
            }
        } catch {
            // The node is stopping.
            await open.end()
        }
        await own
        await open.end()
        try? await exchange.close(unsent: unsent)
        await open.over()
        await exchange.tell()
    }

    private func askHere(
        _ exchange: AskingExchange,
        _ log: Asking,
        _ isAsked: Bool,
        _ open: OpenQuestion,
        _ neighbours: Neighbours
    ) async {
        guard isAsked else { return }
        var standing = ForceStanding(force: neighbours.force)
        standing.answer = try? await answer(log.question, by: log.requester)
        standing.state = standing.answer?.state ?? .down
        await take(standing, exchange, log, open)
    }

    /// Takes in how a force stands now: its own answer, or in which way it has not answered.
    private func take(_ standing: ForceStanding, _ exchange: AskingExchange, _ log: Asking, _ open: OpenQuestion) async
    {
        guard let state = standing.state else { return }
        await questions.hear(standing.force, state, at: clock())
        if let answer = standing.answer {
            await take(answer, from: standing.force, exchange, log.question, open, isLate: standing.isLate)
        } else {
            await open.take(ForceAnswer(force: standing.force, state: state), people: [], withheld: [], entry: 0)
        }
    }

    /// Logs what a force answered, and only then lets it be seen.
    ///
    /// - Returns: whether it is seen.
    @discardableResult
    func take(
        _ answer: Answer,
        from force: ForceCode,
        _ exchange: AskingExchange,
        _ question: Question,
        _ open: OpenQuestion,
        isLate: Bool
    ) async -> Bool {
        let down = ForceAnswer(force: force, state: .down)
        guard let read = read(answer, from: force, to: question) else {
            // What cannot be read is no answer.
            await open.take(down, people: [], withheld: [], entry: 0)
            return false
        }
        let released = read.people.flatMap(\.members).flatMap { [$0.nominal] + $0.statements }
        let shown = ForceAnswer(force: force, state: answer.state)
        let taken = await exchange.take(answer, released: released, withheld: read.withheld) { entry in
            await open.take(shown, people: read.people, withheld: read.withheld, entry: entry, isLate: isLate)
        }
        // What cannot be logged is not shown; what came after its outcome changes nothing of what is shown.
        if taken == .unlogged { await open.take(down, people: [], withheld: [], entry: 0) }
        return taken == .shown
    }

    /// What an answer holds, where it is one to this question and of this force.
    private func read(
        _ answer: Answer,
        from force: ForceCode,
        to question: Question
    ) -> (people: [ForcePerson], withheld: [Withheld])? {
        guard answer.force == force, answer.disclosure == question.disclosure else { return nil }
        guard case .answered(let held) = answer.state else { return answer.body.isEmpty ? ([], []) : nil }
        guard
            let found = FindAnswer.people(
                in: answer.body,
                of: force,
                owners: roster.predecessors(of: force, on: today),
                isOwn: force == neighbours?.force
            )
        else { return nil }
        return found.people.reduce(0, { $0 + $1.members.count }) == held ? found : nil
    }
}
