import Federation
import Ledger
import Vocabulary

/// Sees everything that happens in the simulated country, never crashes, and says what broke a promise.
struct NationWatch {
    private struct Place: Hashable {
        var place: Int
        var key: AnsweringRecord.Key
    }

    /// What each log has acknowledged, or held when it was read again.
    var logs: [[UInt64: SettlingEntry]] = []
    /// Exchanges that somebody meddled with, whose alarms have a cause.
    var expected: Set<AnsweringRecord.Key> = []
    private var released: [Place: Answer] = [:]
    private(set) var shown: [AnsweringRecord.Key: Set<ForceCode>] = [:]
    /// Entries that were acknowledged and gone when a log was read again.
    private(set) var lost: [String] = []

    /// A question leaves: its entry must be durable.
    func checkAsked(_ question: Question, _ force: ForceCode, _ node: NationNode) -> String? {
        let isLogged = logs[node.index].values.contains {
            $0.step == .asked && $0.disclosure == question.disclosure && $0.forces.contains(force)
        }
        return isLogged ? nil : "\(question.disclosure) was sent to \(force) before it was logged"
    }

    /// An answer leaves: its entry must be durable, and it must be the one answer there is.
    mutating func checkReleased(_ answer: Answer, _ key: AnsweringRecord.Key, _ node: NationNode) -> String? {
        let entry = logs[node.index][answer.entry]
        guard entry?.step == .answered, entry?.disclosure == key.disclosure, entry?.asker == key.asker else {
            return "\(node.code) answered \(key.disclosure) before it was logged"
        }
        let place = Place(place: node.index, key: key)
        if let before = released[place], before != answer {
            return "\(node.code) gave two answers to \(key.disclosure)"
        }
        released[place] = answer
        return nil
    }

    /// The page says what a force said: it must have said that, and nothing else.
    func checkState(_ state: AnswerState, of question: Question, place: Int) -> String? {
        switch state {
        case .timedOut, .down, .notAsked: return nil
        case .answered, .nothingHeld, .notPermitted, .askOwner: break
        }
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
        guard let said = released[Place(place: place, key: key)] else {
            return "\(question.disclosure): a force that never answered is shown as `\(state.words)`"
        }
        return said.state == state ? nil : "\(question.disclosure): `\(said.state.words)` is shown as `\(state.words)`"
    }

    /// An answer is shown: that must be durable, and happen once.
    mutating func checkShown(
        _ disclosure: String,
        _ force: ForceCode,
        place: Int,
        entry: UInt64,
        asker: NationNode
    ) -> String? {
        let key = AnsweringRecord.Key(asker: asker.code, disclosure: disclosure)
        guard let logged = logs[asker.index][entry], logged.step == .outcome, logged.outcome == .shown,
            logged.disclosure == disclosure, logged.forces.contains(force)
        else { return "the answer of \(force) to \(disclosure) was shown before it was logged" }
        guard released[Place(place: place, key: key)] != nil else {
            return "an answer of \(force) to \(disclosure) was shown that it never gave"
        }
        guard shown[key, default: []].insert(force).inserted else {
            return "the answer of \(force) to \(disclosure) was shown twice"
        }
        return nil
    }

    /// A log was read again after a start: nothing acknowledged may be gone.
    mutating func reread(_ node: NationNode) {
        for (index, entry) in logs[node.index].sorted(by: { $0.key < $1.key }) where node.log[index] != entry {
            lost.append("entry \(index) of \(node.code) was acknowledged and is gone")
        }
        logs[node.index] = node.log
    }
}

// MARK: - When all is at rest

extension NationRun {
    /// Reads every log once more and checks what must hold in the end.
    func judgeAll() async throws {
        for node in nodes {
            guard let writer = node.writer else {
                breach("\(node.code) never came back")
                continue
            }
            watch.lost.isEmpty ? () : watch.lost.forEach(breach)
            var count = 0
            try await writer.reader.forEach { _ in
                count += 1
                return true
            }
            if count != watch.logs[node.index].count { breach("the log of \(node.code) has \(count) entries") }
        }
        for asker in nodes { judgeAsker(asker) }
        for owner in nodes { judgeRecalls(owner) }
    }

    /// The entries of the asker and of each answerer tell the same story.
    private func judgeAsker(_ asker: NationNode) {
        let asked = entries(of: asker, .asked).filter { $0.entry.asker == asker.code }
        let outcomes = Dictionary(grouping: entries(of: asker, .outcome)) { $0.entry.disclosure }
        for (_, entry) in asked {
            let disclosure = entry.disclosure
            let key = AnsweringRecord.Key(asker: asker.code, disclosure: disclosure)
            for force in entry.forces {
                guard let place = places[force] else { continue }
                let own = outcomes[disclosure, default: []].filter { $0.entry.forces.contains(force) }
                guard let end = own.first, own.count == 1 else {
                    breach("\(disclosure) came to \(own.count) outcomes with \(force)")
                    continue
                }
                if watch.shown[key]?.contains(force) == true, end.entry.outcome != .shown {
                    breach("what \(force) said to \(disclosure) was shown and logged as not shown")
                }
                let theirs = entries(of: nodes[place], nil).filter {
                    $0.entry.disclosure == disclosure && $0.entry.asker == asker.code
                }
                let answered = theirs.filter { $0.entry.step == .answered }
                let settled = theirs.filter { $0.entry.step == .settled }
                if answered.count > 1 { breach("\(force) logged \(disclosure) \(answered.count) times") }
                if !answered.isEmpty, settled.count != 1 {
                    breach("\(force) has \(settled.count) settlements of \(disclosure)")
                }
                if end.entry.outcome == .shown, answered.isEmpty {
                    breach("\(disclosure) was shown and \(force) has no entry of it")
                }
                for entry in settled where entry.entry.outcome != end.entry.outcome || entry.entry.theirs != end.index {
                    breach("\(force) and \(asker.code) do not agree on what became of \(disclosure)")
                }
            }
        }
        let names = Set(asked.map(\.entry.disclosure))
        for node in nodes {
            for (index, entry) in entries(of: node, .answered) where entry.asker == asker.code {
                if !names.contains(entry.disclosure) { breach("entry \(index) of \(node.code) has no partner") }
            }
        }
        for (disclosure, asking) in asker.asking where asking.settling.record?.isDone == false {
            breach("\(disclosure) is not settled with everybody")
        }
    }

    /// Whoever was shown what was recalled knows of it.
    private func judgeRecalls(_ owner: NationNode) {
        for (index, recall) in entries(of: owner, .recalled) {
            for (at, entry) in entries(of: owner, .answered) where at < index {
                let key = AnsweringRecord.Key(asker: entry.asker, disclosure: entry.disclosure)
                guard owner.keptAnswers[key]?.answer?.body.isEmpty == false,
                    recall.disclosure.hasSuffix("-\(owner.keptAnswers[key]?.answer?.body ?? "")"),
                    watch.shown[key]?.contains(owner.code) == true, let place = places[entry.asker]
                else { continue }
                let knows = entries(of: nodes[place], .recallKnown).contains {
                    $0.entry.disclosure == recall.disclosure
                }
                if !knows { breach("\(entry.asker) was shown what \(owner.code) recalled, and does not know") }
            }
        }
    }

    private func entries(
        of node: NationNode,
        _ step: SettlingEntry.Step?
    ) -> [(index: UInt64, entry: SettlingEntry)] {
        watch.logs[node.index].filter { step == nil || $0.value.step == step }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}
