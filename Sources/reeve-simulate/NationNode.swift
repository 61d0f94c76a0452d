import Federation
import Foundation
import Ledger
import Policy
import Synchronization
import Vocabulary

/// One node of the simulated country: a real log on a simulated disk, real state machines, and what it keeps.
final class NationNode {
    /// A question of this node's own that is under way.
    struct Asking {
        var settling: AskerSettling
        var question: Question?
        var fanOut: FanOut?
        /// When the next wake of the question is planned for; of the settling.
        var questionWake: Int64 = .max
        var settlingWake: Int64 = .max
        /// Answers that were taken in and are not on their way to be shown only because they never will be.
        var isClosed = false
    }

    /// Who waits for an answer.
    struct Waiter {
        var from: Int
        var life: Int
        var attempt: Int
        var fingerprint: String
    }

    let index: Int
    let code: ForceCode
    let disk: SimulatedDisk
    let rules: PolicySet
    /// How far this node's clock is ahead, in milliseconds.
    let skew: NationClock

    // What survives a crash, beside the log on its disk.
    var keptAnswers: [AnsweringRecord.Key: AnsweringRecord] = [:]
    var keptAsking: [String: AskingRecord] = [:]
    var keptRecalls: [String: RecallTelling] = [:]
    /// Records held of each subject of the simulation.
    var held: [Int]

    // What does not.
    var life = 0
    var isUp = false
    var writer: LedgerWriter?
    var peers = FanOutPeers()
    var asking: [String: Asking] = [:]
    /// Written late: not yet on the disk.
    var lateAsking: [String: AskingRecord] = [:]
    var answering: [AnsweringRecord.Key: AnswererSettling] = [:]
    var waiters: [AnsweringRecord.Key: [Waiter]] = [:]
    var settlers: [Settlement: [(from: Int, life: Int, token: Int)]] = [:]
    var recalls: [String: RecallTelling] = [:]
    var recallWake: [String: Int64] = [:]
    /// Recalls that it knows of and has in its log; those on their way into it, with who waits.
    var known: Set<String> = []
    var learning: [String: [(from: Int, life: Int, token: Int)]] = [:]
    /// What was told and not acknowledged yet, by token.
    var told: [Int: (duty: NationDuty, force: ForceCode)] = [:]
    /// The log as this node knows it.
    var log: [UInt64: SettlingEntry] = [:]

    init(index: Int, code: ForceCode, seed: UInt64, rules: PolicySet, held: [Int], skew: Int64) {
        self.index = index
        self.code = code
        self.rules = rules
        self.held = held
        self.skew = NationClock(skew)
        disk = SimulatedDisk(seed: seed)
    }

    /// Whether it runs, and still in this life.
    func lives(_ life: Int) -> Bool { isUp && self.life == life }

    /// The power goes, or the process ends: what was not durable is gone.
    func stop() {
        isUp = false
        life += 1
        writer = nil
        peers = FanOutPeers(limits: peers.limits)
        (asking, lateAsking, answering, waiters, settlers) = ([:], [:], [:], [:], [:])
        (recalls, recallWake, known, learning, told, log) = ([:], [:], [], [:], [:], [:])
    }

    /// Opens the log and reads what follows from it.
    func start(key: SigningKey, clock: NationClock, dice: UInt64) async throws {
        let salts = Mutex(SimulationDice(seed: dice))
        let skew = skew
        let writer = try await LedgerWriter.open(
            disk: disk,
            key: key,
            origin: key.name,
            clock: { Timestamp(milliseconds: clock.now + skew.now) },
            randomness: { count in salts.withLock { $0.bytes(count) } },
            publishEvery: 20_000
        )
        try await readBack(await writer.reader)
        self.writer = writer
        isUp = true
    }

    private func readBack(_ reader: LedgerReader) async throws {
        var asked: [String: AskingRecord] = [:]
        var answered = keptAnswers
        var log: [UInt64: SettlingEntry] = [:]
        let decoder = JSONDecoder()
        try await reader.forEach { entry in
            guard case .kept(let body) = entry.body else { return true }
            let said = try decoder.decode(SettlingEntry.self, from: Data(body))
            log[entry.index] = said
            AskingRecord.follow(said, at: entry.index, into: &asked)
            AnsweringRecord.follow(said, at: entry.index, into: &answered)
            return true
        }
        self.log = log
        for (disclosure, var record) in asked {
            if let kept = keptAsking[disclosure] { record.adoptTelling(from: kept) }
            asking[disclosure] = Asking(settling: AskerSettling(record))
        }
        for (key, record) in answered { answering[key] = AnswererSettling(record) }
        for (index, entry) in log where entry.step == .recalled {
            var telling = RecallTelling(notice: entry.disclosure, entry: index, recipients: entry.forces)
            if let kept = keptRecalls[entry.disclosure] { telling.adoptTelling(from: kept) }
            recalls[entry.disclosure] = telling
        }
        for entry in log.values where entry.step == .recallKnown { known.insert(entry.disclosure) }
    }
}

extension SettlingEntry {
    /// The body of its entry.
    var encoded: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return Array(try encoder.encode(self))
        }
    }
}
