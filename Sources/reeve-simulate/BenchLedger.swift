import ArgumentParser
import Foundation
import Ledger
import Store
import Vocabulary

/// `reeve-simulate bench`: how fast a log on a real disk takes entries.
struct BenchLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures durable ledger entries a second on a real folder, with 1, 64 and 512 in flight.",
        discussion: """
            Each entry has a body of 400 bytes and is counted once it is durable. Build with `-c release`.

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
            let disk = try FileLogDisk(folder: "\(folder)/\(lanes)-\(UInt32(truncatingIfNeeded: getpid()))")
            let key = try await SigningKey.kept(on: disk, name: "bench.example", randomness: FileLogDisk.randomness)
            let writer = try await LedgerWriter.open(
                disk: disk,
                key: key,
                origin: "bench.example",
                clock: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) },
                randomness: FileLogDisk.randomness
            )
            let times = try await measure(writer, lanes: lanes)
            let start = ContinuousClock.now
            try await writer.close()
            let closed = ContinuousClock.now - start
            let reading = ContinuousClock.now
            let readOnly = try FileLogDisk(folder: disk.folder, writing: false)
            let report = try await LedgerVerification.verify(
                disk: readOnly,
                origin: "bench.example",
                key: key.verifierKey
            )
            let verified = ContinuousClock.now - reading
            print(
                """
                \(lanes) in flight: \(Int(Double(times.count) / seconds)) durable entries/s, \
                p50 \(Self.percentile(times, 0.50)), p99 \(Self.percentile(times, 0.99)); \
                close \(closed); verify \(report.entries) entries in \(verified): \
                \(report.isClean ? "clean" : "\(report.findingsCount) findings")
                """
            )
        }
    }

    private func measure(_ writer: LedgerWriter, lanes: Int) async throws -> [Duration] {
        let body = [UInt8](repeating: 0x41, count: 400)
        let end = ContinuousClock.now + .seconds(seconds)
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<lanes {
                group.addTask {
                    var times: [Duration] = []
                    while ContinuousClock.now < end {
                        let start = ContinuousClock.now
                        _ = try await writer.append(kind: .disclosure, body: body)
                        times.append(ContinuousClock.now - start)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return times.sorted()
    }

    private static func percentile(_ sorted: [Duration], _ part: Double) -> String {
        guard !sorted.isEmpty else { return "none" }
        let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
        return "\((time / .microseconds(1)).rounded() / 1_000) ms"
    }
}
