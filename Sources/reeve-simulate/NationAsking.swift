import Federation
import Ledger
import Vocabulary

// The asker's end: carries out what `FanOut` and `AskerSettling` say.
extension NationRun {
    /// An officer asks all forces.
    func ask(_ node: NationNode) async {
        guard node.isUp else { return }
        let disclosure = String(outcome.questions, radix: 16).leftPadded + String(dice.next(), radix: 16).leftPadded
        let now = time(at: node)
        let question = Question(
            disclosure: disclosure,
            asker: node.code,
            officer: Officer(number: "4471", name: "Simulated Officer", force: node.code, roles: ["officer"]),
            authority: Authority(
                purpose: happens(0.7) ? "crime.investigate" : "vetting",
                reference: "SIM-\(outcome.questions)"
            ),
            action: "search.find",
            asked: "subject",
            body: "\(roll(Self.subjects))",
            at: now,
            deadline: Timestamp(milliseconds: now.milliseconds + Int64(300 + roll(2_000)))
        )
        outcome.questions += 1
        note("\(node.code) asks \(disclosure)")
        node.asking[disclosure] = NationNode.Asking(
            settling: AskerSettling(disclosure: disclosure, asker: node.code),
            question: question
        )
        if happens(0.15) {
            later(.cancel(node: node.index, life: node.life, disclosure: disclosure), after: Int64(roll(3_000)))
        }
        await settle(disclosure, .begin(nodes.map(\.code)), at: node)
    }

    func giveUp(_ disclosure: String, at node: NationNode) async {
        note("\(node.code) gives up \(disclosure)")
        guard node.asking[disclosure]?.fanOut != nil else {
            return await settle(disclosure, .close(unsent: []), at: node)
        }
        await step(disclosure, .cancel, at: node)
    }

    /// Something has happened to a settlement.
    func settle(_ disclosure: String, _ event: AskerSettling.Event, at node: NationNode) async {
        guard let out = node.asking[disclosure]?.settling.handle(event, at: time(at: node)) else { return }
        let life = node.life
        for instruction in out {
            guard node.lives(life) else { return }
            switch instruction {
            case .append(let entry): await append(entry, for: .asking(disclosure), at: node)
            case .keep(let record):
                node.lateAsking[disclosure] = record
                if happens(0.5) {
                    node.keptAsking.merge(node.lateAsking) { _, new in new }
                    node.lateAsking = [:]
                }
            case .send(let forces): await begin(disclosure, forces, at: node)
            case .show(let forces, let entry): show(forces, of: disclosure, entry: entry, at: node)
            case .tooLate(let forces): note("\(disclosure) never shows \(forces)")
            case .tell(let force, let settlement):
                tell({ .settlement(settlement, token: $0) }, force, for: .asking(disclosure), at: node)
            case .alarm(let force):
                alarm(AnsweringRecord.Key(asker: node.code, disclosure: disclosure), "of \(force)", at: node)
            }
        }
        guard node.lives(life), let asking = node.asking[disclosure], let wake = asking.settling.wakeAt else { return }
        let at = clock.now + max(1, wake.milliseconds - time(at: node).milliseconds)
        guard at < asking.settlingWake else { return }
        node.asking[disclosure]?.settlingWake = at
        queue.add(.wakeSettling(node: node.index, life: life, disclosure: disclosure), at: at)
    }

    private func begin(_ disclosure: String, _ forces: [ForceCode], at node: NationNode) async {
        guard let question = node.asking[disclosure]?.question else { return }
        guard node.peers.beginQuestion() else {
            note("\(node.code) is too busy for \(disclosure)")
            return await settle(disclosure, .close(unsent: Set(forces)), at: node)
        }
        node.asking[disclosure]?.fanOut = FanOut(question, of: forces.map { FanOutTarget($0) }, limits: limits)
        await step(disclosure, .begin, at: node)
    }

    /// Something has happened to a question.
    func step(_ disclosure: String, _ event: FanOut.Event, at node: NationNode) async {
        guard let question = node.asking[disclosure]?.question, node.asking[disclosure]?.fanOut?.stage != .over else {
            return
        }
        let now = time(at: node), life = node.life
        if bug == .forgetsLate, case .answer(_, _, let answer) = event, answer.state.code != "down",
            now > question.deadline
        {
            return
        }
        guard let out = node.asking[disclosure]?.fanOut?.handle(event, at: now, peers: &node.peers),
            let fanOut = node.asking[disclosure]?.fanOut
        else { return }
        var fresh: [ForceCode] = []
        for instruction in out {
            switch instruction {
            case .send(let force, let attempt, _):
                guard let to = places[force] else { continue }
                watch.checkAsked(question, force, node).map(breach)
                sent.append((question, to))
                send(.question(question, attempt: attempt), from: node.index, to: to, life: life)
            case .changed(let force):
                guard let standing = fanOut.standing(of: force) else { continue }
                display(standing, of: question)
                if standing.hasAnswered { fresh.append(force) }
            case .alarm(let force): breach("force \(force) gave two answers to \(disclosure)")
            }
        }
        if case .tick = event, now >= question.deadline, fanOut.standings.contains(where: { $0.state == nil }) {
            breach("\(disclosure) is still waited for after its deadline")
        }
        if !fresh.isEmpty {
            if bug == .showsFirst { show(fresh, of: disclosure, entry: .max, at: node) }
            await settle(disclosure, .arrived(fresh), at: node)
        }
        guard node.lives(life) else { return }
        if fanOut.stage == .over {
            node.asking[disclosure]?.isClosed = true
            let unsent = fanOut.standings.filter { $0.attempts == 0 }.map(\.force)
            return await settle(disclosure, .close(unsent: Set(unsent)), at: node)
        }
        guard let wake = fanOut.wakeAt else { return }
        let at = clock.now + max(1, wake.milliseconds - time(at: node).milliseconds)
        guard at < node.asking[disclosure]?.questionWake ?? 0 else { return }
        node.asking[disclosure]?.questionWake = at
        queue.add(.wakeQuestion(node: node.index, life: life, disclosure: disclosure), at: at)
    }

    /// An answer has come back on its connection.
    func arrived(_ answer: Answer, attempt: Int, at node: NationNode) async {
        guard let fanOut = node.asking[answer.disclosure]?.fanOut, fanOut.stage != .over else { return }
        note("\(node.code) hears \(answer.force): \(answer.state.code)")
        // The connections of a question that was over within this step are gone, and so is the standing.
        let isAwaited = time(at: node) < fanOut.lateEnd
        await step(answer.disclosure, .answer(answer.force, attempt: attempt, answer), at: node)
        guard isAwaited, let after = node.asking[answer.disclosure]?.fanOut else { return }
        if after.standing(of: answer.force)?.answer == nil {
            breach("the answer of \(answer.force) to \(answer.disclosure) was forgotten")
        }
    }

    /// What the officer's page says of a force.
    private func display(_ standing: ForceStanding, of question: Question) {
        var state = standing.state
        if bug == .silenceIsNothing, state == .timedOut || state == .down { state = .nothingHeld }
        note(
            "\(question.disclosure) \(standing.force): \(state?.code ?? "waited for")\(standing.isLate ? " (late)" : "")"
        )
        guard let state, let place = places[standing.force] else { return }
        watch.checkState(state, of: question, place: place).map(breach)
    }

    private func show(_ forces: [ForceCode], of disclosure: String, entry: UInt64, at node: NationNode) {
        note("\(node.code) shows \(forces) of \(disclosure)")
        for force in forces {
            guard let place = places[force] else { continue }
            watch.checkShown(disclosure, force, place: place, entry: entry, asker: node).map(breach)
            outcome.shown += 1
            if node.asking[disclosure]?.fanOut?.standing(of: force)?.isLate == true { outcome.late += 1 }
        }
    }

    func alarm(_ key: AnsweringRecord.Key, _ what: String, at node: NationNode) {
        note("\(node.code) alarms \(what)")
        outcome.alarms += 1
        if !watch.expected.contains(key) { breach("an alarm without a cause at \(node.code): \(what)") }
    }
}

extension String {
    /// 16 characters, with zeros in front.
    fileprivate var leftPadded: String { String(repeating: "0", count: max(0, 16 - utf8.count)) + self }
}
