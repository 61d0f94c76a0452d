import ArgumentParser
import Foundation
import Ledger
import Store
import Vocabulary

/// `reeve-simulate fail-calls`: every system call of a log's writing path fails in turn, on a real disk.
struct FailCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fail-calls",
        abstract: "Fails every system call of the real writer in turn: EIO, ENOSPC, a disk that stays full, SIGKILL.",
        discussion: """
            The work opens a log, appends 600 entries from many tasks, publishes, erases and closes. It is done again \
            for each call and each way to fail, until a run comes to its end without meeting the call. A write fails \
            when half of it is on disk. Afterwards the log must open, hold all that was acknowledged, and verify.

              reeve-simulate fail-calls --folder /var/tmp/fail-calls

            Exit codes: 0 every promise held, 1 a promise was broken.
            """
    )

    /// A way to fail.
    enum Way: String, CaseIterable, ExpressibleByArgument, Sendable {
        case inputOutput = "EIO"
        case full = "ENOSPC"
        case staysFull = "ENOSPC-for-good"
        case kill = "SIGKILL"
    }

    @Option(help: "A folder on the disk to use; it is filled and emptied.")
    var folder: String

    @Option(help: "Fail every so many-th call only, for a quick trial.")
    var step = 1

    @Option(help: "For the program's own use: the call at which this process kills itself.")
    var killAt: Int?

    func run() async throws {
        if let killAt {
            _ = await Self.work(folder, failing: killAt, by: .kill, say: true)
            return
        }
        var summary = Summary()
        for way in Way.allCases {
            var call = 0
            while true {
                let place = "\(folder)/\(way.rawValue)-\(call)"
                try? FileManager.default.removeItem(atPath: place)
                let outcome = try await trial(place, call, way)
                if !outcome.met { break }
                let broken = await TrialLog.broken(place, acknowledged: outcome.acknowledged)
                summary.acknowledged += outcome.acknowledged.count
                summary.failed[way.rawValue, default: 0] += 1
                summary.broken += broken.map { "\(way.rawValue) in call \(call): \($0)" }
                if outcome.wentOn { summary.broken.append("\(way.rawValue) in call \(call): acknowledged after it") }
                try? FileManager.default.removeItem(atPath: place)
                call += max(1, step)
            }
        }
        try TrialLog.print(summary)
        if !summary.broken.isEmpty { throw ExitCode(1) }
    }

    private func trial(_ place: String, _ call: Int, _ way: Way) async throws -> Outcome {
        guard way == .kill else { return await Self.work(place, failing: call, by: way, say: false) }
        let (lines, wasKilled) = try TrialChild(["fail-calls", "--folder", place, "--kill-at", "\(call)"]).finish()
        var outcome = Outcome(met: wasKilled)
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, let index = UInt64(words[0]) { outcome.acknowledged[index] = String(words[1]) }
        }
        return outcome
    }

    private struct Outcome: Sendable {
        var met: Bool
        var acknowledged: [UInt64: String] = [:]
        /// Whether an entry was acknowledged after the log had refused one.
        var wentOn = false
    }

    private static func work(_ folder: String, failing call: Int, by way: Way, say: Bool) async -> Outcome {
        let calls = Shared(0)
        let state = Shared((outcome: Outcome(met: false), hasStopped: false))
        let trap: FileLogDisk.Trap = { _ in
            let number = calls.withLock { calls in
                defer { calls += 1 }
                return calls
            }
            guard number == call || number > call && way == .staysFull else { return 0 }
            state.withLock { $0.outcome.met = true }
            switch way {
            case .inputOutput: return EIO
            case .full, .staysFull: return ENOSPC
            case .kill:
                kill(getpid(), SIGKILL)
                return EIO
            }
        }
        guard let disk = try? FileLogDisk(folder: folder, trap: trap) else { return Outcome(met: false) }
        do {
            let writer = try await TrialLog.open(disk, publishEvery: 1_000_000)
            for round in 0..<6 {
                await withTaskGroup(of: Void.self) { group in
                    for lane in 0..<100 {
                        group.addTask {
                            let body = "round \(round) lane \(lane)"
                            let hadStopped = state.withLock { $0.hasStopped }
                            do {
                                let receipt = try await writer.append(kind: .disclosure, body: Array(body.utf8))
                                if say { TrialLog.say("\(receipt.index) \(body)") }
                                state.withLock {
                                    $0.outcome.acknowledged[receipt.index] = body
                                    if hadStopped { $0.outcome.wentOn = true }
                                }
                            } catch { state.withLock { $0.hasStopped = true } }
                        }
                    }
                }
                try await writer.publish()
            }
            // The last entry is that of the last round's batch; it is left alone, so that it can be compared.
            let doomed = try await writer.append(kind: .consultation, body: Array("to be erased".utf8))
            _ = try await writer.erase(doomed.index, body: [])
            try await writer.close()
        } catch {
            state.withLock { $0.hasStopped = true }
        }
        // A writer that failed still holds the folder.
        await disk.close()
        return state.withLock { $0.outcome }
    }

    private struct Summary: Encodable {
        var measure = "T3 every write-path system call failed in turn"
        /// How many calls were failed, by the way they failed.
        var failed: [String: Int] = [:]
        var acknowledged = 0
        var broken: [String] = []
    }
}
