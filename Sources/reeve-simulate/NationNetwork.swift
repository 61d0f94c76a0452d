import Federation
import Ledger
import Policy
import Vocabulary

/// How badly messages travel under a seed.
struct NationNetwork {
    var loss: Double
    var duplication: Double
    /// Of messages that take seconds, and of those that take half a minute.
    var slow: Double
    var verySlow: Double

    init(_ dice: inout SimulationDice) {
        loss = [0, 0.01, 0.05, 0.2][dice.below(4)]
        duplication = [0, 0.02, 0.1][dice.below(3)]
        slow = [0, 0.02, 0.1][dice.below(3)]
        verySlow = [0, 0.01, 0.03][dice.below(3)]
    }

    func delay(_ dice: inout SimulationDice) -> Int64 {
        if dice.happens(verySlow) { return Int64(dice.below(40_000)) }
        if dice.happens(slow) { return Int64(dice.below(3_000)) }
        return Int64(2 + dice.below(60))
    }
}

extension NationRun {
    /// Puts a message on its way: it may be lost, doubled, overtaken.
    func send(_ content: NationMessage.Content, from: Int, to: Int, life: Int) {
        let message = NationMessage(from: from, to: to, life: life, content: content)
        if from == to { return later(.deliver(message), after: 1) }
        if happens(network.loss) { return fall(message) }
        later(.deliver(message), after: network.delay(&dice))
        if happens(network.duplication) { later(.deliver(message), after: network.delay(&dice)) }
    }

    /// Lets the asking end of a lost question know at times, as a connection that breaks does.
    private func fall(_ message: NationMessage) {
        guard case .question(let question, let attempt) = message.content, happens(0.3) else { return }
        let back = NationMessage.Content.refused(disclosure: question.disclosure, attempt: attempt)
        let wait = Int64(roll(4_000))
        later(
            .deliver(NationMessage(from: message.to, to: message.from, life: message.life, content: back)),
            after: wait
        )
    }

    func isCut(_ a: Int, _ b: Int) -> Bool { cuts.contains { $0.isFarSide[a] != $0.isFarSide[b] } }

    func deliver(_ message: NationMessage) async {
        let node = nodes[message.to], other = message.from
        guard !isCut(message.from, message.to) else { return }
        guard node.isUp else {
            if message.isRequest { fall(message) }
            return
        }
        guard message.isRequest || node.lives(message.life) else { return }
        switch message.content {
        case .question(let question, let attempt):
            let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
            node.waiters[key, default: []].append(
                NationNode.Waiter(
                    from: other,
                    life: message.life,
                    attempt: attempt,
                    fingerprint: question.fingerprint
                )
            )
            if bug == .answersTwice { node.answering[key] = nil }
            await answer(key, .question(question), at: node)
        case .settlement(let settlement, let token):
            let key = AnsweringRecord.Key(asker: settlement.asker, disclosure: settlement.disclosure)
            if bug == .noTombstone, node.answering[key] == nil {
                return send(.settled(token: token), from: message.to, to: other, life: message.life)
            }
            node.settlers[settlement, default: []].append((other, message.life, token))
            await answer(key, .settlement(settlement), at: node)
        case .recall(let notice, let token):
            await learn(notice, of: nodes[other], for: (other, message.life, token), at: node)
        case .answer(let answer, let attempt):
            await arrived(answer, attempt: attempt, at: node)
        case .refused(let disclosure, let attempt):
            let silence = Answer(
                disclosure: disclosure,
                force: nodes[other].code,
                state: happens(0.5) ? .down : .timedOut,
                entry: 0,
                body: "",
                at: time(at: node)
            )
            await step(disclosure, .answer(nodes[other].code, attempt: attempt, silence), at: node)
        case .settled(let token), .recallKnown(let token): await heard(token, .known, at: node)
        case .settlementRefused(let token): await heard(token, .refused, at: node)
        }
    }

    /// What came of telling something.
    enum Hearing { case known, refused, nothing }

    func heard(_ token: Int, _ hearing: Hearing, at node: NationNode) async {
        guard let told = node.told.removeValue(forKey: token) else { return }
        switch told.duty {
        case .asking(let disclosure):
            switch hearing {
            case .known: await settle(disclosure, .told(told.force), at: node)
            case .refused: await settle(disclosure, .contradicted(told.force), at: node)
            case .nothing:
                await settle(disclosure, bug == .settlesOnce ? .told(told.force) : .untold(told.force), at: node)
            }
        case .knowing(let notice):
            if hearing == .nothing, bug == .recallsOnce {
                node.recalls[notice]?.report(told.force, isTold: true, at: time(at: node))
            } else {
                node.recalls[notice]?.report(told.force, isTold: hearing == .known, at: time(at: node))
            }
            node.keptRecalls[notice] = node.recalls[notice]
            tellRecall(notice, at: node)
        case .answering, .recalling: return
        }
    }

    /// Tells a force something and waits a while to hear that it knows.
    func tell(_ content: (Int) -> NationMessage.Content, _ force: ForceCode, for duty: NationDuty, at node: NationNode)
    {
        guard let to = places[force] else { return }
        let token = roll(1 << 60)
        node.told[token] = (duty, force)
        send(content(token), from: node.index, to: to, life: node.life)
        later(.unheard(node: node.index, life: node.life, token: token), after: 5_000)
    }

    /// Somebody sends again what was sent before, or what contradicts it.
    func meddle() {
        guard !sent.isEmpty else { return }
        var (question, to) = sent[roll(sent.count)]
        guard let from = places[question.asker] else { return }
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
        switch roll(3) {
        case 0: note("\(question.disclosure) is sent again")
        case 1:
            question.body = "3"
            question.asked = "something else"
            watch.expected.insert(key)
            note("\(question.disclosure) is sent with other content")
        default:
            // Only one that is settled already can be contradicted by somebody else.
            guard let settled = nodes[to].answering[key]?.record?.settlement else { return }
            var other = settled
            other.outcome = settled.outcome == .shown ? .notShown : .shown
            watch.expected.insert(key)
            note("\(question.disclosure) is settled otherwise")
            return send(.settlement(other, token: -1), from: from, to: to, life: -1)
        }
        send(.question(question, attempt: 99), from: from, to: to, life: -1)
    }
}
