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
        let standing = try await standing(of: requester)
        let rules = try await permit(.find, asked: text, for: requester, standing)
        let at = clock()
        var find = FindQuestion(text: text, limit: min(max(limit, 1), neighbours.rules.peopleMax))
        find.sensitive = rulebook.sensitive(for: requester, on: today, standing: standing).open.map(\.code)
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
        let lines = roster.forces(on: today).filter {
            $0.category == "territorial" || neighbours.connected.contains($0.code)
        }.map { force in
            // Who is asked is shown as not having answered until it has.
            let isAsked = neighbours.connected.contains(force.code)
            let state: AnswerState = isAsked ? .timedOut : .notAsked(reason: "no node of this force is connected")
            return ForceAnswer(force: force.code, state: state)
        }
        let forces = lines.filter { $0.state == .timedOut }.map(\.force)
        let log = Asking(question: question, requester: requester, rules: rules, details: standing.details)
        let receipt = try await append(
            log,
            .consultation,
            ["asked of": forces.map(\.description).joined(separator: " ")]
        )
        try await exchange.open(question, of: forces)
        let open = OpenQuestion(question, text: text, requester: requester, entry: receipt, forces: lines)
        await questions.add(open)
        // Whoever asked may go away: what was asked is settled all the same.
        Task { await drive(log, forces, open, neighbours) }
        return open
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
        let details: [String: String]
    }

    func append(
        _ log: Asking,
        _ kind: LedgerKind,
        _ details: [String: String],
        released: [StoredRecord] = [],
        withheld: [Withheld] = []
    ) async throws -> UInt64 {
        let entry = LedgerEntryBody(
            operation: kind,
            disclosure: log.question.disclosure,
            at: clock(),
            requester: log.requester,
            action: log.question.action,
            asked: log.question.asked,
            rules: log.rules,
            rulesVersion: rulebook.version,
            released: released,
            withheld: withheld,
            details: details.merging(log.details) { own, _ in own }
        )
        return try await ledger.append(kind: kind, body: entry.encoded()).index
    }

    // MARK: - The answers

    /// Asks, shows what comes, ends at the deadline, waits a while for what is late, closes and settles.
    private func drive(
        _ log: Asking,
        _ forces: [ForceCode],
        _ open: OpenQuestion,
        _ neighbours: Neighbours
    ) async {
        let targets = forces.filter { $0 != neighbours.force }.map { FanOutTarget($0) }
        async let own: Void = askHere(log, forces.contains(neighbours.force), open, neighbours)
        do {
            try await fanOut?.ask(log.question, of: targets) { news in
                await withDiscardingTaskGroup { group in
                    for standing in news.changed {
                        group.addTask { await take(standing, log, open) }
                    }
                }
                if news.stage != .waiting {
                    await open.endOnceAnswered(by: neighbours.force)
                }
            }
        } catch let fault as Fault where fault.code == .federationBusy {
            // Nothing was sent: nobody is said to have been slow.
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
        try? await close(log, unanswered: await open.unanswered)
        await open.over()
        await tellOutcomes()
    }

    private func askHere(_ log: Asking, _ isAsked: Bool, _ open: OpenQuestion, _ neighbours: Neighbours) async {
        guard isAsked else { return }
        var standing = ForceStanding(force: neighbours.force)
        standing.answer = try? await answer(log.question, by: log.requester)
        standing.state = standing.answer?.state ?? .down
        await take(standing, log, open)
    }

    /// Takes in how a force stands now: its own answer, or in which way it has not answered.
    private func take(_ standing: ForceStanding, _ log: Asking, _ open: OpenQuestion) async {
        guard let state = standing.state else { return }
        await questions.hear(standing.force, state, at: clock())
        if let answer = standing.answer {
            await take(answer, from: standing.force, log, open, isLate: standing.isLate)
        } else {
            await open.take(ForceAnswer(force: standing.force, state: state), people: [], withheld: [], entry: 0)
        }
    }

    /// Logs what a force answered, and only then lets it be seen.
    func take(
        _ answer: Answer,
        from force: ForceCode,
        _ log: Asking,
        _ open: OpenQuestion,
        isLate: Bool
    ) async {
        guard let read = Self.read(answer, from: force, to: log.question) else {
            // What cannot be read is no answer.
            return await open.take(ForceAnswer(force: force, state: .down), people: [], withheld: [], entry: 0)
        }
        let released = read.people.flatMap(\.members).flatMap { [$0.nominal] + $0.statements }
        do {
            let entry = try await append(
                log,
                .consultation,
                ["from": force.description, "state": answer.state.code, "their entry": String(answer.entry)],
                released: released,
                withheld: read.withheld
            )
            try await exchange.take(
                .shown,
                of: log.question.disclosure,
                from: [force],
                state: answer.state.code,
                entry: entry
            )
            let shown = ForceAnswer(force: force, state: answer.state)
            await open.take(shown, people: read.people, withheld: read.withheld, entry: entry, isLate: isLate)
        } catch {
            // What cannot be logged is not shown.
            await open.take(ForceAnswer(force: force, state: .down), people: [], withheld: [], entry: 0)
        }
    }

    /// What an answer holds, where it is one to this question and of this force.
    private static func read(
        _ answer: Answer,
        from force: ForceCode,
        to question: Question
    ) -> (people: [ForcePerson], withheld: [Withheld])? {
        guard answer.force == force, answer.disclosure == question.disclosure else { return nil }
        guard case .answered(let held) = answer.state else { return answer.body.isEmpty ? ([], []) : nil }
        guard let found = FindAnswer.people(in: answer.body, of: force) else { return nil }
        return found.people.reduce(0, { $0 + $1.members.count }) == held ? found : nil
    }
}
