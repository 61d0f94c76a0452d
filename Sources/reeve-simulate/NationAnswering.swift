import Federation
import Ledger
import Policy
import Vocabulary

// The answerer's end, the log of each node, and recalls.
extension NationRun {
    /// Something has happened to an exchange that another force began.
    func answer(_ key: AnsweringRecord.Key, _ event: AnswererSettling.Event, at node: NationNode) async {
        var machine = node.answering[key] ?? AnswererSettling(disclosure: key.disclosure, asker: key.asker)
        let out = machine.handle(event)
        node.answering[key] = machine
        let life = node.life
        for instruction in out {
            guard node.lives(life) else { return }
            switch instruction {
            case .judge(let question):
                let slow = roll(100)
                let wait = slow == 0 ? roll(60_000) : slow < 6 ? roll(6_000) : 1 + roll(30)
                later(.judged(node: node.index, life: life, question), after: Int64(wait))
            case .keep(let record):
                // A crash just before it is kept, or just after.
                let falls = !isCalm && happens(0.002), isKept = happens(0.5)
                if !falls || isKept { node.keptAnswers[key] = record }
                if falls { crash(node, forMs: Int64(roll(20_000))) }
            case .append(let entry):
                if bug == .earlyAnswer, let early = machine.record?.answer { release(early, key, at: node) }
                await append(entry, for: .answering(key), at: node)
            case .reply(let answer): release(answer, key, at: node)
            case .refuse(let why, let fingerprint):
                note("\(node.code) refuses \(key.disclosure): \(why)")
                let refused = node.waiters[key]?.filter { fingerprint == nil || $0.fingerprint == fingerprint } ?? []
                node.waiters[key]?.removeAll { fingerprint == nil || $0.fingerprint == fingerprint }
                for waiter in refused {
                    let back = NationMessage.Content.refused(disclosure: key.disclosure, attempt: waiter.attempt)
                    send(back, from: node.index, to: waiter.from, life: waiter.life)
                }
            case .acknowledge(let settlement):
                for settler in node.settlers.removeValue(forKey: settlement) ?? [] {
                    send(.settled(token: settler.token), from: node.index, to: settler.from, life: settler.life)
                }
            case .refuseSettlement(let settlement, _):
                for settler in node.settlers.removeValue(forKey: settlement) ?? [] {
                    let back = NationMessage.Content.settlementRefused(token: settler.token)
                    send(back, from: node.index, to: settler.from, life: settler.life)
                }
            case .alarm(let why): alarm(key, why.rawValue, at: node)
            }
        }
    }

    /// What a force says to a question, by its own rules and records.
    func judged(_ question: Question, at node: NationNode) async {
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
        guard !happens(0.01), let subject = Int(question.body), let day = CalendarDate(year: 2026, month: 11, day: 23)
        else { return await answer(key, .unjudged, at: node) }
        let request = PolicyRequest(
            officer: question.officer,
            permission: NationRules.permission,
            authority: question.authority,
            purposes: NationRules.purposes,
            resource: .node
        )
        let state: AnswerState
        switch node.rules.decide(request, on: day) {
        case .permitted: state = node.held[subject] == 0 ? .nothingHeld : .answered(held: node.held[subject])
        case .notPermitted: state = .askOwner(contact: "records")
        case .forbidden: state = .notPermitted(reason: "not for other forces' vetting")
        }
        let body = if case .answered = state { question.body } else { "" }
        let said = Answer(
            disclosure: question.disclosure,
            force: node.code,
            state: state,
            entry: 0,
            body: body,
            at: time(at: node)
        )
        await answer(key, .judged(said), at: node)
    }

    /// An answer leaves.
    private func release(_ answer: Answer, _ key: AnsweringRecord.Key, at node: NationNode) {
        note("\(node.code) answers \(key.disclosure): \(answer.state.code)")
        watch.checkReleased(answer, key, node).map(breach)
        if node.answering[key]?.record?.settlement != nil { breach("an answer left after it was settled") }
        for waiter in node.waiters.removeValue(forKey: key) ?? [] {
            if let record = node.answering[key]?.record, record.question != waiter.fingerprint {
                breach("the answer to one question was given to another of the same id")
            }
            send(.answer(answer, attempt: waiter.attempt), from: node.index, to: waiter.from, life: waiter.life)
        }
    }

    // MARK: - The log

    /// Writes an entry; the one who wrote it hears of that a moment later, if the node lives so long.
    func append(_ entry: SettlingEntry, for duty: NationDuty, at node: NationNode) async {
        guard let writer = node.writer else { return }
        do {
            let index = try await writer.append(kind: entry.kind, body: try entry.encoded).index
            note("\(node.code) logs \(index): \(entry.step.rawValue) \(entry.disclosure)")
            node.log[index] = entry
            watch.logs[node.index][index] = entry
            // Publishing may have failed after the entry was durable.
            guard !node.disk.isDown else { return crash(node, forMs: Int64(roll(20_000))) }
            let wait = happens(0.02) ? roll(2_000) : 1 + roll(15)
            later(.recorded(node: node.index, life: node.life, duty, entry, entry: index), after: Int64(wait))
        } catch {
            guard !node.disk.isDown else { return crash(node, forMs: Int64(roll(20_000))) }
            switch duty {
            case .asking(let disclosure): await settle(disclosure, .failed(entry), at: node)
            case .answering(let key): await answer(key, .failed(entry), at: node)
            case .recalling, .knowing: break
            }
            end(node)
        }
    }

    func recorded(_ entry: SettlingEntry, _ index: UInt64, for duty: NationDuty, at node: NationNode) async {
        switch duty {
        case .asking(let disclosure): await settle(disclosure, .recorded(entry, entry: index), at: node)
        case .answering(let key): await answer(key, .recorded(entry, entry: index), at: node)
        case .recalling:
            node.recalls[entry.disclosure] = RecallTelling(
                notice: entry.disclosure,
                entry: index,
                recipients: entry.forces
            )
            tellRecall(entry.disclosure, at: node)
        case .knowing(let notice):
            node.known.insert(notice)
            for waiter in node.learning.removeValue(forKey: notice) ?? [] {
                send(.recallKnown(token: waiter.token), from: node.index, to: waiter.from, life: waiter.life)
            }
        }
    }

    /// Goes on after a start with what the log says was under way.
    func goOn(_ node: NationNode) async {
        let life = node.life
        for disclosure in node.asking.keys.sorted() {
            guard node.lives(life), let record = node.asking[disclosure]?.settling.record else { continue }
            if record.isOpen, bug != .forgetsOpen { await settle(disclosure, .close(unsent: []), at: node) }
            if node.lives(life) { await settle(disclosure, .tick, at: node) }
        }
        for notice in node.recalls.keys.sorted() where node.lives(life) { tellRecall(notice, at: node) }
    }

    // MARK: - Recall

    /// A force finds one of its records wrong and recalls it from everybody who received it.
    func recall(at node: NationNode) async {
        let subject = roll(Self.subjects)
        guard node.isUp, node.held[subject] > 0 else { return }
        var recipients: Set<ForceCode> = []
        for entry in node.log.values where entry.step == .answered {
            let key = AnsweringRecord.Key(asker: entry.asker, disclosure: entry.disclosure)
            guard node.keptAnswers[key]?.answer?.body == "\(subject)" else { continue }
            if node.keptAnswers[key]?.settlement?.outcome != .notShown { recipients.insert(key.asker) }
        }
        let notice = "recall-\(node.code)-\(outcome.recalls)-\(subject)"
        outcome.recalls += 1
        note("\(node.code) recalls \(notice)")
        node.held[subject] -= 1
        let entry = SettlingEntry(.recalled, disclosure: notice, asker: node.code, forces: recipients.sorted())
        await append(entry, for: .recalling(subject: subject), at: node)
    }

    /// Tells everybody who is due.
    func tellRecall(_ notice: String, at node: NationNode) {
        let now = time(at: node)
        for force in node.recalls[notice]?.due(at: now) ?? [] {
            tell({ .recall(notice: notice, token: $0) }, force, for: .knowing(notice), at: node)
        }
        node.keptRecalls[notice] = node.recalls[notice]
        guard let wake = node.recalls[notice]?.wakeAt else { return }
        let at = clock.now + max(1, wake.milliseconds - now.milliseconds)
        guard at < node.recallWake[notice] ?? .max else { return }
        node.recallWake[notice] = at
        queue.add(.wakeRecall(node: node.index, life: node.life, notice: notice), at: at)
    }

    /// A force hears of a recall: it is in its log before it says that it knows.
    func learn(
        _ notice: String,
        of owner: NationNode,
        for waiter: (from: Int, life: Int, token: Int),
        at node: NationNode
    ) async {
        if node.known.contains(notice) {
            return send(.recallKnown(token: waiter.token), from: node.index, to: waiter.from, life: waiter.life)
        }
        node.learning[notice, default: []].append(waiter)
        guard node.learning[notice]?.count == 1 else { return }
        let entry = SettlingEntry(.recallKnown, disclosure: notice, asker: owner.code, forces: [node.code])
        await append(entry, for: .knowing(notice), at: node)
    }
}
