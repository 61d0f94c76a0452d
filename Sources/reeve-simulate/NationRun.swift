import Federation
import Ledger
import Policy
import Vocabulary

/// A few minutes, or weeks, of a country of 3 to 43 forces under a seed.
///
/// The state machines, logs and rules are the real ones; network, disks, clocks and deeds are dice. One event happens
/// at a time, so a seed decides everything: the same seed gives the same trace, byte for byte.
final class NationRun {
    /// What a run came to.
    struct Outcome: Sendable, Codable {
        var seed: UInt64
        var nodes = 0
        var questions = 0
        /// Answers shown; those of them that came after the deadline.
        var shown = 0
        var late = 0
        var crashes = 0
        var recalls = 0
        /// Alarms that had a cause.
        var alarms = 0
        var steps = 0
        /// A digest of the trace.
        var digest = ""
        /// Promises that were broken, in words.
        var broken: [String] = []
    }

    /// Subjects that forces hold something of.
    static let subjects = 4
    private static let stepsMax = 400_000

    let bug: NationBug?
    let clock = NationClock(1_795_000_000_000)
    let keepsTrace: Bool
    let network: NationNetwork
    var dice: SimulationDice
    var queue = NationQueue()
    var nodes: [NationNode] = []
    var places: [ForceCode: Int] = [:]
    var keys: [SigningKey] = []
    var watch = NationWatch()
    var outcome: Outcome
    var cuts: [NationCut] = []
    var limits = FanOutLimits()
    /// Questions that were sent at least once, for whoever meddles.
    var sent: [(question: Question, to: Int)] = []
    var isCalm = false
    private(set) var trace: [String] = []
    private var mixed: UInt64 = 0xCBF2_9CE4_8422_2325

    init(seed: UInt64, bug: NationBug? = nil, keepsTrace: Bool = false) {
        self.bug = bug
        self.keepsTrace = keepsTrace
        dice = SimulationDice(seed: seed)
        network = NationNetwork(&dice)
        outcome = Outcome(seed: seed)
    }

    /// Lives through it all and checks every promise.
    func run() async -> Outcome {
        do {
            try build()
            for node in nodes { await start(node) }
            plan()
            while let next = queue.next() {
                clock.now = max(clock.now, next.at)
                outcome.steps += 1
                guard outcome.steps < Self.stepsMax else {
                    breach("the country does not come to rest")
                    break
                }
                await happen(next.event)
            }
            try await judgeAll()
        } catch {
            breach("the simulation itself failed: \(error)")
        }
        outcome.digest = String(mixed, radix: 16)
        return outcome
    }

    // MARK: - Dice and notes

    func roll(_ bound: Int) -> Int { dice.below(bound) }

    func happens(_ chance: Double) -> Bool { dice.happens(chance) }

    func later(_ event: NationEvent, after wait: Int64) { queue.add(event, at: clock.now + max(0, wait)) }

    /// The time on a node's own clock.
    func time(at node: NationNode) -> Timestamp { Timestamp(milliseconds: clock.now + node.skew.now) }

    /// Adds a line to the trace.
    func note(_ line: String) {
        for byte in line.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        mixed = (mixed ^ UInt64(bitPattern: clock.now)) &* 0x100_0000_01B3
        if keepsTrace { trace.append("\(clock.now - 1_795_000_000_000) \(line)") }
    }

    /// A promise was broken.
    func breach(_ words: String) {
        note("BROKEN: \(words)")
        if outcome.broken.count < 20 { outcome.broken.append(words) }
    }

    // MARK: - The country

    private func build() throws {
        let count = [3 + roll(5), 3 + roll(8), 5 + roll(15), 10 + roll(34)][min(roll(8), 3)]
        outcome.nodes = count
        limits.lateMs = Int64(3_000 + roll(20_000))
        limits.questions = roll(6) == 0 ? 1 : 64
        limits.attemptsPerPeer = roll(6) == 0 ? 2 : 64
        limits.hedgeSamples = 1 + roll(4)
        let failing = happens(0.4) ? [0.003, 0.01][roll(2)] : 0
        for index in 0..<count {
            guard let code = ForceCode(index < 9 ? "0\(index + 1)" : "\(index + 1)") else { continue }
            let skew = happens(0.1) ? roll(1_200_000) - 600_000 : roll(4_000) - 2_000
            let node = NationNode(
                index: index,
                code: code,
                seed: dice.next(),
                rules: try NationRules.all[roll(NationRules.all.count)],
                held: (0..<Self.subjects).map { _ in happens(0.5) ? 0 : 1 + roll(3) },
                skew: Int64(skew)
            )
            node.peers = FanOutPeers(limits: limits)
            node.disk.setChances([.crash: failing, .inputOutput: failing / 2, .full: failing / 2])
            places[code] = index
            nodes.append(node)
            keys.append(try NationRules.key(index))
        }
        watch.logs = Array(repeating: [:], count: count)
    }

    private func plan() {
        let busy = Int64(60_000)
        func some(_ most: Int, _ event: () -> NationEvent) {
            for _ in 0..<roll(most + 1) { later(event(), after: Int64(roll(Int(busy)))) }
        }
        // A few officers, so that some questions overlap.
        let askers = 1 + roll(min(3, nodes.count))
        for _ in 0..<1 + roll(4) { later(.ask(node: roll(askers)), after: Int64(roll(Int(busy) / 2))) }
        some(4) { .crash(node: roll(nodes.count), forMs: downTime()) }
        some(2) {
            let number = roll(1 << 30)
            return .cut(NationCut(number: number, isFarSide: nodes.map { _ in happens(0.3) }, forMs: downTime()))
        }
        some(2) { .skew(node: roll(nodes.count), byMs: Int64(roll(60_000) - 30_000)) }
        some(2) { .recall(node: roll(nodes.count)) }
        some(2) { .meddle }
        later(.calm, after: 2 * busy)
    }

    /// Seconds mostly, hours at times, weeks now and then.
    private func downTime() -> Int64 {
        switch roll(10) {
        case 0: Int64(7 + roll(15)) * 86_400_000 + Int64(roll(86_400_000))
        case 1, 2: Int64(60_000 + roll(4 * 3_600_000))
        default: Int64(200 + roll(20_000))
        }
    }

    // MARK: - What happens

    private func happen(_ event: NationEvent) async {
        switch event {
        case .ask(let node): await ask(nodes[node])
        case .cancel(let node, let life, let disclosure):
            guard nodes[node].lives(life) else { return }
            await giveUp(disclosure, at: nodes[node])
        case .recorded(let node, let life, let duty, let entry, let index):
            guard nodes[node].lives(life) else { return }
            await recorded(entry, index, for: duty, at: nodes[node])
        case .judged(let node, let life, let question):
            guard nodes[node].lives(life) else { return }
            await judged(question, at: nodes[node])
        case .deliver(let message): await deliver(message)
        case .wakeQuestion(let node, let life, let disclosure):
            guard nodes[node].lives(life) else { return }
            nodes[node].asking[disclosure]?.questionWake = .max
            await step(disclosure, .tick, at: nodes[node])
        case .wakeSettling(let node, let life, let disclosure):
            guard nodes[node].lives(life) else { return }
            nodes[node].asking[disclosure]?.settlingWake = .max
            await settle(disclosure, .tick, at: nodes[node])
        case .wakeRecall(let node, let life, let notice):
            guard nodes[node].lives(life) else { return }
            nodes[node].recallWake[notice] = nil
            tellRecall(notice, at: nodes[node])
        case .unheard(let node, let life, let token):
            guard nodes[node].lives(life) else { return }
            await heard(token, .nothing, at: nodes[node])
        case .recall(let node): await recall(at: nodes[node])
        case .crash(let node, let forMs): crash(nodes[node], forMs: forMs)
        case .start(let node): await start(nodes[node])
        case .skew(let node, let byMs): nodes[node].skew.now += byMs
        case .cut(let cut):
            note("cut \(cut.number)")
            cuts.append(cut)
            later(.mend(cut.number), after: cut.forMs)
        case .mend(let number):
            note("mend \(number)")
            cuts.removeAll { $0.number == number }
        case .meddle: meddle()
        case .calm:
            isCalm = true
            for node in nodes {
                node.disk.setChances([:])
                node.disk.setCapacity(.max)
            }
        }
    }

    /// The node is gone at once, and comes back after a while.
    func crash(_ node: NationNode, forMs: Int64) {
        guard node.isUp else { return }
        note("\(node.code) goes down for \(forMs) ms")
        outcome.crashes += 1
        node.disk.crash()
        node.stop()
        later(.start(node: node.index), after: forMs)
    }

    /// The node's log failed on a disk that is still there: the process ends and is started again.
    func end(_ node: NationNode) {
        guard node.isUp else { return }
        note("\(node.code) stops")
        node.stop()
        later(.start(node: node.index), after: Int64(1_000 + roll(5_000)))
    }

    private func start(_ node: NationNode) async {
        guard !node.isUp else { return }
        node.disk.restart()
        node.peers = FanOutPeers(limits: limits)
        do {
            try await node.start(key: keys[node.index], clock: clock, dice: dice.next())
        } catch let fault as Fault where fault.code == .ledgerDamaged {
            return breach("the log of \(node.code) does not open: \(fault.message)")
        } catch {
            note("\(node.code) cannot start")
            return later(.start(node: node.index), after: 10_000)
        }
        note("\(node.code) starts with \(node.log.count) entries")
        watch.reread(node)
        await goOn(node)
    }
}
