import ArgumentParser
import Foundation
import Ledger
import Store
import Vocabulary

/// `reeve-simulate kill`: kill -9 at random moments while two forces' logs record disclosures.
struct KillLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Kills a process with 64 disclosures in flight at random moments; each needs entries in two logs.",
        discussion: """
            A disclosure is announced once the entries that record it are durable in the asking and in the answering \
            force's log. After each kill both logs must hold an entry for every disclosure announced so far; after \
            every twentieth they must verify, and the next begin anew.

              reeve-simulate kill --folder /var/tmp/kill --times 10000 --seed 1

            Exit codes: 0 every promise held, 1 a promise was broken.
            """
    )

    @Option(help: "A folder on the disk to use; it is filled and emptied.")
    var folder: String

    @Option(help: "How often to kill.")
    var times = 100

    @Option(help: "Which moments.")
    var seed: UInt64 = 1

    @Option(help: "Stop after this many seconds, however many kills there were.")
    var secondsMax: Double = 86_400

    @Flag(help: "For the program's own use: be the one that is killed.")
    var load = false

    func run() async throws {
        if load { return try await Self.disclose(folder) }
        var dice = SimulationDice(seed: seed)
        var summary = Summary(seed: seed)
        var announced: [String] = []
        let start = ContinuousClock.now
        try? FileManager.default.removeItem(atPath: folder)
        while summary.kills < times, ContinuousClock.now - start < .seconds(secondsMax), summary.broken.isEmpty {
            let child = try TrialChild(["kill", "--folder", folder, "--load"])
            // Half of the kills may fall into the opening of the logs; the others fall after the first disclosure.
            let before = dice.happens(0.5) ? Data() : child.firstWords()
            try await Task.sleep(for: .microseconds(dice.below(60_000)))
            child.kill()
            let (lines, wasKilled) = child.finish(after: before)
            if !wasKilled { summary.broken.append("the load ended by itself") }
            announced += lines.map(String.init)
            summary.kills += 1
            summary.disclosures += lines.count
            if summary.kills % 20 == 0 || summary.kills == times {
                for log in ["asking", "answering"] { summary.broken += await Self.missing(announced, folder, log) }
                try? FileManager.default.removeItem(atPath: folder)
                announced = []
            } else {
                for log in ["asking", "answering"] { summary.broken += try await Self.absent(announced, folder, log) }
            }
        }
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        try TrialLog.print(summary)
        if !summary.broken.isEmpty { throw ExitCode(1) }
    }

    /// Discloses from 64 tasks until killed.
    private static func disclose(_ folder: String) async throws {
        let asking = try await TrialLog.open(folder + "/asking")
        let answering = try await TrialLog.open(folder + "/answering")
        let life = UInt32(truncatingIfNeeded: getpid())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<64 {
                group.addTask {
                    for number in 0... {
                        let body = "\(life)/\(lane)/\(number)"
                        async let here = asking.append(kind: .consultation, body: Array(body.utf8))
                        async let there = answering.append(kind: .disclosure, body: Array(body.utf8))
                        _ = try await (here, there)
                        TrialLog.say(body)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Which announced disclosures a log does not hold, read without putting anything right.
    private static func absent(_ announced: [String], _ folder: String, _ log: String) async throws -> [String] {
        if announced.isEmpty { return [] }
        var left = Set(announced)
        let reader = try await LedgerReader.open(disk: try FileLogDisk(folder: "\(folder)/\(log)", writing: false))
        try await reader.forEach { entry in
            if case .kept(let body) = entry.body { left.remove(String(decoding: body, as: UTF8.self)) }
            return true
        }
        return left.sorted().map { "the \(log) log has no entry of disclosure \($0)" }
    }

    /// The same after the log has been opened again, with what its verification finds.
    private static func missing(_ announced: [String], _ folder: String, _ log: String) async -> [String] {
        do {
            let absent = try await absent(announced, folder, log)
            return absent + (await TrialLog.broken("\(folder)/\(log)", acknowledged: [:])).map { "\(log): \($0)" }
        } catch {
            return ["the \(log) log cannot be read: \(error)"]
        }
    }

    private struct Summary: Encodable {
        var measure = "T4 kill -9 under load"
        var seed: UInt64
        var kills = 0
        /// Disclosures announced before the kills.
        var disclosures = 0
        var seconds = 0.0
        var broken: [String] = []

        init(seed: UInt64) { self.seed = seed }
    }
}
