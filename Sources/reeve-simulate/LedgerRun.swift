import Ledger
import Synchronization
import Vocabulary

/// One life of a log under a seed: several openings, many writers at once, crashes, torn writes and a full disk.
final class LedgerRun: Sendable {
    /// What a run came to.
    struct Outcome: Sendable, Codable {
        var seed: UInt64
        /// Entries that were acknowledged.
        var acknowledged = 0
        /// Crashes that were survived.
        var crashes = 0
        /// Times the log stopped because a write failed.
        var stops = 0
        /// Promises that were broken, in words.
        var broken: [String] = []
    }

    let seed: UInt64
    private let disk: SimulatedDisk
    private let state: Mutex<State>

    private struct State {
        var dice: SimulationDice
        var now: Int64 = 1_795_000_000_000
        var outcome: Outcome
        /// What each acknowledged entry holds; `nil` once its erasure has been asked for.
        var bodies: [UInt64: [UInt8]?] = [:]
        /// Whether the present writer has refused an entry because it stopped.
        var hasStopped = false
        var trace: [String] = []
    }

    init(seed: UInt64) {
        self.seed = seed
        disk = SimulatedDisk(seed: seed ^ 0x5EED)
        state = Mutex(State(dice: SimulationDice(seed: seed), outcome: Outcome(seed: seed)))
    }

    /// Every call to the disk and every event, in order.
    var trace: [String] { disk.trace + state.withLock { $0.trace } }

    /// Lives the whole life and checks every promise.
    func run() async -> Outcome {
        let lives = 2 + roll(5)
        for life in 0..<lives {
            disk.setChances([.crash: chance(0.02), .inputOutput: chance(0.01), .full: chance(0.01)])
            disk.setCapacity(roll(6) == 0 ? 4_000 + roll(60_000) : .max)
            await live()
            if roll(3) == 0 || disk.isDown {
                disk.crash()
                disk.restart()
                state.withLock { $0.outcome.crashes += 1 }
            }
            note("life \(life) ended")
        }
        disk.setChances([:])
        disk.setCapacity(.max)
        await checkAll()
        return state.withLock { $0.outcome }
    }

    /// Opens the log and uses it from several tasks until the work is done or something fails.
    private func live() async {
        guard let writer = await open() else { return }
        await checkEntries(writer)
        let tasks = 1 + roll(8)
        let entries = 1 + roll(40)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask { for _ in 0..<entries { await self.act(on: writer) } }
            }
        }
        if roll(2) == 0 { try? await writer.close() }
    }

    private func open() async -> LedgerWriter? {
        state.withLock { $0.hasStopped = false }
        do {
            let key = try SigningKey(name: "simulated.example", seed: [UInt8](repeating: 3, count: 32))
            return try await LedgerWriter.open(
                disk: disk,
                key: key,
                origin: "simulated.example",
                clock: { self.tick() },
                randomness: { count in self.state.withLock { $0.dice.bytes(count) } },
                publishEvery: Int64(1 + roll(40))
            )
        } catch let fault as Fault where fault.code == .ledgerDamaged {
            breach("the log does not open: \(fault.message)")
            return nil
        } catch {
            note("opening failed: \(error)")
            return nil
        }
    }

    /// One deed of one officer: mostly an entry, at times a publication or an erasure.
    private func act(on writer: LedgerWriter) async {
        let hadStopped = state.withLock { $0.hasStopped }
        let body = state.withLock { state in
            let length = state.dice.below(10) == 0 ? state.dice.below(5_000) : state.dice.below(120)
            return state.dice.bytes(length)
        }
        do {
            switch roll(20) {
            case 0:
                try await writer.publish()
            case 1:
                guard let target = pickErasure() else { return }
                acknowledge(try await writer.erase(target, body: body), body)
            default:
                acknowledge(try await writer.append(kind: .disclosure, body: body), body)
                if hadStopped { breach("an entry was acknowledged after the log had stopped") }
            }
        } catch {
            state.withLock { state in
                if !state.hasStopped { state.outcome.stops += 1 }
                state.hasStopped = true
            }
        }
    }

    private func pickErasure() -> UInt64? {
        state.withLock { state in
            guard !state.bodies.isEmpty else { return nil }
            let target = UInt64(state.dice.below(state.bodies.count))
            guard state.bodies[target] != nil else { return nil }
            state.bodies[target] = .some(nil)
            return target
        }
    }

    private func acknowledge(_ receipt: LedgerReceipt, _ body: [UInt8]) {
        state.withLock { state in
            state.outcome.acknowledged += 1
            if state.bodies.updateValue(body, forKey: receipt.index) != nil {
                state.outcome.broken.append("entry \(receipt.index) was acknowledged twice")
            }
        }
    }

    // MARK: - Checking

    private func checkEntries(_ writer: LedgerWriter) async {
        let reader = await writer.reader
        let expected = state.withLock { $0.bodies }
        var found: [UInt64: LedgerEntry] = [:]
        do {
            try await reader.forEach {
                found[$0.index] = $0
                return true
            }
        } catch {
            breach("the log cannot be read: \(error)")
        }
        for (index, body) in expected.sorted(by: { $0.key < $1.key }) {
            guard let entry = found[index] else {
                breach("acknowledged entry \(index) is lost")
                continue
            }
            if let body, entry.body != .kept(body) { breach("acknowledged entry \(index) has another body") }
        }
    }

    private func checkAll() async {
        guard let writer = await open() else {
            breach("the log does not open on a sound disk")
            return
        }
        await checkEntries(writer)
        do {
            acknowledge(try await writer.append(kind: .system, body: [1]), [1])
            try await writer.close()
            let report = try await LedgerVerification.verify(
                disk: disk,
                origin: "simulated.example",
                key: writer.verifierKey
            )
            for finding in report.findings { breach("verification: \(finding)") }
        } catch {
            breach("a log on a sound disk fails: \(error)")
        }
    }

    // MARK: - Chance

    private func roll(_ sides: Int) -> Int { state.withLock { $0.dice.below(sides) } }

    private func chance(_ most: Double) -> Double { Double(roll(1_000)) / 1_000 * most }

    private func tick() -> Timestamp {
        state.withLock { state in
            state.now += Int64(state.dice.below(3))
            return Timestamp(milliseconds: state.now)
        }
    }

    private func note(_ text: String) { state.withLock { $0.trace.append(text) } }

    private func breach(_ text: String) {
        state.withLock {
            $0.trace.append("BROKEN: \(text)")
            $0.outcome.broken.append(text)
        }
    }
}
