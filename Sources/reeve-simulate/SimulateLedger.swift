import ArgumentParser
import Foundation

/// `reeve-simulate ledger`: many lives of a log, one for each seed.
struct SimulateLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract:
            "Writes a log through crashes, torn writes, failed syncs and full disks, and checks that it keeps its word.",
        discussion: """
            Promises: no acknowledged entry is lost or changed; nothing is acknowledged after a failure; after recovery \
            the log verifies; nobody waits for ever.

              reeve-simulate ledger --seeds 1...1000 --json
            """
    )

    @Option(help: "The seeds to run, such as 1...1000.")
    var seeds: SeedRange = SeedRange(range: 1...200)

    @Option(help: "One seed to run, in place of --seeds.")
    var seed: UInt64?

    @Flag(help: "Print every call to the disk of each run.")
    var trace = false

    @Flag(help: "Print the outcome as one JSON object.")
    var json = false

    func run() throws {
        let range = seed.map { $0...$0 } ?? seeds.range
        var summary = Summary(seeds: "\(range.lowerBound)...\(range.upperBound)")
        for seed in range {
            let run = LedgerRun(seed: seed)
            let executor = SeededExecutor(seed: seed)
            let halted = LedgerRun.Outcome(seed: seed, broken: ["somebody waits for ever"])
            let outcome = executor.run { await run.run() } ?? halted
            summary.add(outcome)
            if trace { for line in run.trace { print(line) } }
            if !json { for promise in outcome.broken { print("seed \(seed): \(promise)") } }
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            print(String(decoding: try encoder.encode(summary), as: UTF8.self))
        } else {
            print(
                """
                \(summary.runs) runs, \(summary.acknowledged) entries acknowledged, \(summary.crashes) crashes, \
                \(summary.stops) stops: \(summary.broken.isEmpty ? "every promise held" : "PROMISES BROKEN")
                """
            )
        }
        if !summary.broken.isEmpty { throw ExitCode(1) }
    }

    private struct Summary: Encodable {
        var seeds: String
        var runs = 0
        var acknowledged = 0
        var crashes = 0
        var stops = 0
        /// The runs in which a promise was broken.
        var broken: [LedgerRun.Outcome] = []

        init(seeds: String) { self.seeds = seeds }

        mutating func add(_ outcome: LedgerRun.Outcome) {
            runs += 1
            acknowledged += outcome.acknowledged
            crashes += outcome.crashes
            stops += outcome.stops
            if !outcome.broken.isEmpty { broken.append(outcome) }
        }
    }
}

/// Seeds from one number to another, written `1...1000`.
struct SeedRange: ExpressibleByArgument {
    let range: ClosedRange<UInt64>

    init(range: ClosedRange<UInt64>) { self.range = range }

    init?(argument: String) {
        let parts = argument.split(separator: "...", omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap({ UInt64($0) }) else { return nil }
        guard parts.count <= 2, let last = parts.count == 1 ? first : UInt64(parts[1]), first <= last else {
            return nil
        }
        range = first...last
    }

    var defaultValueDescription: String { "\(range.lowerBound)...\(range.upperBound)" }
}
