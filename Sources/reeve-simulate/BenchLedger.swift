import ArgumentParser
import Foundation
import Ledger
import Store
import Vocabulary

/// `reeve-simulate bench`: how fast a log on a real disk takes entries and has them cosigned.
struct BenchLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures durable ledger entries a second on a real folder, and the time to a cosigned checkpoint.",
        discussion: """
            Each entry has a body of 400 bytes and is counted once it is durable. The log is published twice a second, \
            as the node does, and two witnesses with disks of their own cosign each checkpoint. One line of JSON for \
            each number in flight. Build with `-c release`.

              reeve-simulate bench --folder /var/tmp/ledger-bench --seconds 5
            """
    )

    @Option(help: "A folder on the disk to measure; it is filled and left behind.")
    var folder: String

    @Option(help: "How long each measure takes.")
    var seconds: Double = 3

    @Option(help: "How many entries are in flight, one measure for each.")
    var inFlight: [Int] = [1, 64, 512]

    func run() async throws {
        for lanes in inFlight {
            let place = "\(folder)/\(lanes)-\(UInt32(truncatingIfNeeded: getpid()))"
            let writer = try await TrialLog.open(place + "/log", publishEvery: 1_000)
            let cosigning = try await Self.witnesses(of: writer, in: place)
            let used = Self.cpuSeconds()
            let (times, cosigned) = try await measure(writer, cosigning, lanes: lanes)
            let cpu = Self.cpuSeconds() - used
            try await writer.close()
            let reading = ContinuousClock.now
            let disk = try FileLogDisk(folder: place + "/log", writing: false)
            let key = try TrialLog.key().verifierKey
            let report = try await LedgerVerification.verify(disk: disk, origin: TrialLog.origin, key: key)
            try TrialLog.print(
                Line(
                    inFlight: lanes,
                    entriesPerSecond: Int(Double(times.count) / seconds),
                    durableP50Ms: Self.percentile(times, 0.50),
                    durableP99Ms: Self.percentile(times, 0.99),
                    cosignedP50Ms: Self.percentile(cosigned, 0.50),
                    cosignedP99Ms: Self.percentile(cosigned, 0.99),
                    cpuSeconds: (cpu * 100).rounded() / 100,
                    verifySeconds: ((ContinuousClock.now - reading) / .milliseconds(1)).rounded() / 1_000,
                    entries: report.entries,
                    clean: report.isClean
                )
            )
        }
    }

    /// Two witnesses, each with a disk of its own.
    private static func witnesses(of writer: LedgerWriter, in place: String) async throws -> Cosigning {
        var keepers: [String: WitnessKeeper] = [:]
        for number in 1...2 {
            let name = "witness\(number).example"
            keepers[name] = try await WitnessKeeper.open(
                disk: try FileLogDisk(folder: "\(place)/\(name)"),
                key: try SigningKey(name: name, seed: [UInt8](repeating: UInt8(number), count: 32)),
                logs: [WatchedLog(origin: TrialLog.origin, keys: [writer.verifierKey])],
                clock: TrialLog.clock
            )
        }
        let known = keepers
        return Cosigning(
            ledger: writer,
            witnesses: known.values.map { WitnessContact(key: $0.verifierKey, address: "") },
            required: 2
        ) { witness, body in
            guard let keeper = known[witness.key.name] else { return WitnessReply(status: 404, body: "") }
            return await keeper.addCheckpoint(body)
        }
    }

    /// The sorted times from asking to durable, and from asking to a cosigned checkpoint (every 16th entry).
    private func measure(
        _ writer: LedgerWriter,
        _ cosigning: Cosigning,
        lanes: Int
    ) async throws -> (durable: [Duration], cosigned: [Duration]) {
        let body = [UInt8](repeating: 0x41, count: 400)
        let end = ContinuousClock.now + .seconds(seconds)
        let waiting = Shared<[(index: UInt64, start: ContinuousClock.Instant)]>([])
        async let cosigned = Self.cosign(
            writer,
            cosigning,
            until: end,
            waiting: { size in
                waiting.withLock { waiting in
                    let covered = waiting.filter { $0.index < size }.map(\.start)
                    waiting.removeAll { $0.index < size }
                    return covered
                }
            }
        )
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<lanes {
                group.addTask {
                    var times: [Duration] = []
                    while ContinuousClock.now < end {
                        let start = ContinuousClock.now
                        let receipt = try await writer.append(kind: .disclosure, body: body)
                        times.append(ContinuousClock.now - start)
                        if receipt.index % 16 == 0 { waiting.withLock { $0.append((receipt.index, start)) } }
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return (times.sorted(), try await cosigned.sorted())
    }

    /// Publishes and cosigns twice a second, as the node does; returns how long each sampled entry waited.
    private static func cosign(
        _ writer: LedgerWriter,
        _ cosigning: Cosigning,
        until end: ContinuousClock.Instant,
        waiting: @Sendable (UInt64) -> [ContinuousClock.Instant]
    ) async throws -> [Duration] {
        var times: [Duration] = []
        var isLast = false
        while !isLast {
            try await Task.sleep(for: .milliseconds(500))
            isLast = ContinuousClock.now >= end
            try await writer.publish()
            let size = try Checkpoint(parsing: try await cosigning.cosign().text).size
            let now = ContinuousClock.now
            times += waiting(size).map { now - $0 }
        }
        return times
    }

    private static func cpuSeconds() -> Double {
        var used = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(used.ru_utime) + seconds(used.ru_stime)
    }

    private static func percentile(_ sorted: [Duration], _ part: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
        return (time / .microseconds(1)).rounded() / 1_000
    }

    private struct Line: Encodable {
        var measure = "T2 durable entries and cosigned checkpoints"
        var inFlight: Int
        var entriesPerSecond: Int
        var durableP50Ms: Double?
        var durableP99Ms: Double?
        var cosignedP50Ms: Double?
        var cosignedP99Ms: Double?
        var cpuSeconds: Double
        var verifySeconds: Double
        var entries: UInt64
        var clean: Bool
    }
}
