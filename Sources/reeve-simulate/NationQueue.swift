import Federation
import Ledger
import Synchronization
import Vocabulary

/// What is going to happen somewhere in the simulated country.
enum NationEvent {
    case ask(node: Int)
    case cancel(node: Int, life: Int, disclosure: String)
    /// An entry has been durable for a moment; the one who wrote it hears of that.
    case recorded(node: Int, life: Int, NationDuty, SettlingEntry, entry: UInt64)
    case judged(node: Int, life: Int, Question)
    case deliver(NationMessage)
    /// A question's deadline, hedge or retry is due.
    case wakeQuestion(node: Int, life: Int, disclosure: String)
    /// A settlement is due to be told again.
    case wakeSettling(node: Int, life: Int, disclosure: String)
    case wakeRecall(node: Int, life: Int, notice: String)
    /// Nobody has acknowledged what was told.
    case unheard(node: Int, life: Int, token: Int)
    case recall(node: Int)
    case crash(node: Int, forMs: Int64)
    case start(node: Int)
    case skew(node: Int, byMs: Int64)
    case cut(NationCut)
    case mend(Int)
    /// Somebody sends a question again, or one of the same id with other content, or a settlement that contradicts.
    case meddle
    /// Disks work from now on.
    case calm
}

/// For which state machine an entry was written.
enum NationDuty: Hashable {
    case asking(String)
    case answering(AnsweringRecord.Key)
    case recalling(subject: Int)
    case knowing(String)
}

/// A parting of the network: nodes on different sides cannot reach one another.
struct NationCut {
    var number: Int
    var isFarSide: [Bool]
    var forMs: Int64
}

/// Something on its way from one node to another.
struct NationMessage {
    enum Content {
        case question(Question, attempt: Int)
        case answer(Answer, attempt: Int)
        case refused(disclosure: String, attempt: Int)
        case settlement(Settlement, token: Int)
        case settled(token: Int)
        case settlementRefused(token: Int)
        case recall(notice: String, token: Int)
        case recallKnown(token: Int)
    }

    var from: Int
    var to: Int
    /// Which life of the asking end the connection belongs to; it dies with it.
    var life: Int
    var content: Content

    /// Whether it opens the connection, rather than answering on it.
    var isRequest: Bool {
        switch content {
        case .question, .settlement, .recall: true
        case .answer, .refused, .settled, .settlementRefused, .recallKnown: false
        }
    }
}

/// What is going to happen, the soonest first; at one moment, in the order in which it was planned.
struct NationQueue {
    private var heap: [(at: Int64, number: Int, event: NationEvent)] = []
    private var count = 0

    var isEmpty: Bool { heap.isEmpty }

    mutating func add(_ event: NationEvent, at moment: Int64) {
        count += 1
        heap.append((moment, count, event))
        var place = heap.count - 1
        while place > 0, isSooner(place, (place - 1) / 2) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func next() -> (at: Int64, event: NationEvent)? {
        guard let last = heap.indices.last else { return nil }
        heap.swapAt(0, last)
        let first = heap.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && isSooner(child, least) {
                least = child
            }
            guard least != place else { return (first.at, first.event) }
            heap.swapAt(place, least)
            place = least
        }
    }

    private func isSooner(_ a: Int, _ b: Int) -> Bool {
        (heap[a].at, heap[a].number) < (heap[b].at, heap[b].number)
    }
}

/// The time of the simulated country, which every node's log reads with its own error.
final class NationClock: Sendable {
    private let state: Mutex<Int64>

    init(_ start: Int64) { state = Mutex(start) }

    var now: Int64 {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
