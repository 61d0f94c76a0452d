import ArgumentParser
import Foundation

/// `reeve-simulate nation`: many lives of a country of forces, one for each seed.
struct SimulateNation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nation",
        abstract: "Lets forces ask one another over a bad network, on bad disks, and checks that they keep their word.",
        discussion: """
            Promises: nothing is sent, answered or shown before it is durable in the log; the entries of both forces \
            agree; every force asked comes to one outcome; a silent force is never shown as holding nothing; a late \
            answer is not lost; a recall reaches everybody who was shown what it recalls.

              reeve-simulate nation --seeds 1...10000 --json
              reeve-simulate nation --seeds 412 --trace
            """
    )

    @Option(help: "The seeds to run, such as 1...10000, or one.")
    var seeds: SeedRange = SeedRange(range: 1...500)

    @Flag(help: "Print every event of each run.")
    var trace = false

    @Flag(help: "Print the outcome as one JSON object.")
    var json = false

    @Option(help: ArgumentHelp("Plant a bug, to see it found.", valueName: "name"))
    var plantedBug: NationBug?

    @Flag(help: "Stop at the first seed that breaks a promise.")
    var untilBroken = false

    func run() throws {
        var summary = NationSummary(seeds: "\(seeds.range.lowerBound)...\(seeds.range.upperBound)", bug: plantedBug)
        for seed in seeds.range {
            let (outcome, lines) = NationSummary.live(seed, bug: plantedBug, keepsTrace: trace)
            summary.add(outcome)
            for line in lines { print(line) }
            if !json { for promise in outcome.broken { print("seed \(seed): \(promise)") } }
            if untilBroken, !outcome.broken.isEmpty { break }
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            print(String(decoding: try encoder.encode(summary), as: UTF8.self))
        } else {
            print(
                """
                \(summary.runs) runs, \(summary.questions) questions, \(summary.shown) answers shown (\(summary.late) \
                late), \(summary.crashes) crashes, \(summary.recalls) recalls, digest \(summary.digest): \
                \(summary.broken.isEmpty ? "every promise held" : "PROMISES BROKEN")
                """
            )
        }
        if !summary.broken.isEmpty { throw ExitCode(1) }
    }
}

/// What many runs came to.
struct NationSummary: Encodable {
    var seeds: String
    var bug: NationBug?
    var runs = 0
    var questions = 0
    var shown = 0
    var late = 0
    var crashes = 0
    var recalls = 0
    var alarms = 0
    var steps = 0
    /// A digest of the traces of all runs.
    var digest = ""
    /// The runs in which a promise was broken.
    var broken: [NationRun.Outcome] = []

    init(seeds: String, bug: NationBug?) {
        self.seeds = seeds
        self.bug = bug
    }

    mutating func add(_ outcome: NationRun.Outcome) {
        runs += 1
        questions += outcome.questions
        shown += outcome.shown
        late += outcome.late
        crashes += outcome.crashes
        recalls += outcome.recalls
        alarms += outcome.alarms
        steps += outcome.steps
        var mixed = UInt64(digest, radix: 16) ?? 0
        for byte in outcome.digest.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        digest = String(mixed, radix: 16)
        if !outcome.broken.isEmpty { broken.append(outcome) }
    }

    /// One run, from its seed to its end, and its trace if that is wanted.
    static func live(
        _ seed: UInt64,
        bug: NationBug? = nil,
        keepsTrace: Bool = false
    ) -> (outcome: NationRun.Outcome, trace: [String]) {
        var halted = NationRun.Outcome(seed: seed)
        halted.broken = ["somebody waits for ever"]
        let lived = SeededExecutor(seed: seed).run {
            let run = NationRun(seed: seed, bug: bug, keepsTrace: keepsTrace)
            return (await run.run(), run.trace)
        }
        return lived ?? (halted, [])
    }
}
