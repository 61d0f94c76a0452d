import Ledger
import Synchronization

/// Runs tasks one step at a time on the calling thread, choosing by seed whose step is next.
///
/// With it the interleaving of tasks is part of the seed: a race that happened once happens again.
final class SeededExecutor: TaskExecutor, Sendable {
    private let state: Mutex<(jobs: [UnownedJob], dice: SimulationDice)>

    init(seed: UInt64) { state = Mutex(([], SimulationDice(seed: seed))) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs `work` and everything it starts; `nil` when it came to a halt with nothing left to run.
    func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value? {
        let outcome = Outcome<Value>()
        Task(executorPreference: self) { outcome.set(await work()) }
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        return outcome.value
    }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else { return nil }
            return state.jobs.remove(at: state.dice.below(state.jobs.count))
        }
    }
}

/// Where a run leaves what it returns.
private final class Outcome<Value: Sendable>: Sendable {
    private let slot: Mutex<Value?> = Mutex(nil)

    var value: Value? { slot.withLock { $0 } }

    func set(_ value: Value) { slot.withLock { $0 = value } }
}
