import ArgumentParser
import Federation
import Foundation
import Ledger
import Node
import Synchronization
import Vocabulary

/// The command `reeve bench federation`.
struct BenchFederation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "federation",
        abstract:
            "Measure two nodes that ask each other: exchanges a second, certificates that change, and revocation.",
        discussion: """
            Two nodes in this process on loopback ports: mutual TLS, signed messages, real logs on disk at both ends. An
            exchange is two durable entries at the asking node and one at the answering node. Latency is from before the
            first entry to after the last.

            EXAMPLE
              reeve bench federation --exchanges 5000 --rotations 1000 --json
            """
    )

    @Option(help: "Exchanges of the first part.")
    var exchanges = 5_000

    @Option(help: "Exchanges under way at a time.")
    var inFlight = 32

    @Option(help: "How often certificates change in the second part, while exchanges go on.")
    var rotations = 1_000

    @Option(help: "Milliseconds between two changes.")
    var rotateEveryMs = 40

    @Flag(help: "Leave out the third part, which takes up to half a minute.")
    var noRevocation = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reeve-bench-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try await FederationBench.make(in: folder)
        var report = FederationReport()
        let start = ProcessUse.seconds
        try await bench.serving {
            report.throughput = try await bench.load(inFlight, until: .exchanges(exchanges))
            if rotations > 0 {
                let load = try await bench.rotating(rotations, everyMs: rotateEveryMs, inFlight)
                report.rotations = rotations
                report.underRotation = load
            }
            if !noRevocation { report.secondsToRefusal = try await bench.revoke() }
        }
        report.entries = try await bench.close()
        report.processorSeconds = ProcessUse.seconds - start
        report.peakMB = ProcessUse.peakMB
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        if json {
            say(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            for line in report.lines { say(line) }
        }
        if report.failures > 0 || (!noRevocation && report.secondsToRefusal.map { $0 > 60 } ?? true) {
            throw ExitCode(1)
        }
    }
}

/// What was measured.
struct FederationReport: Encodable {
    /// One part of the load.
    struct Load: Encodable {
        var exchanges = 0
        var failures = 0
        var seconds = 0.0
        var exchangesPerSecond = 0.0
        var p50Ms = 0.0
        var p95Ms = 0.0
        var p99Ms = 0.0
    }

    var throughput = Load()
    var rotations = 0
    var underRotation: Load?
    /// From the authority's word to the first refusal; no exchange succeeded after it.
    var secondsToRefusal: Double?
    /// Entries in both logs, verified afterwards.
    var entries = 0
    var processorSeconds = 0.0
    var peakMB = 0

    var failures: Int { throughput.failures + (underRotation?.failures ?? 0) }

    var lines: [String] {
        func text(_ name: String, _ load: Load) -> String {
            let rate = Int(load.exchangesPerSecond)
            return "\(name): \(load.exchanges) exchanges, \(load.failures) failed, \(rate)/s, "
                + "p50 \(load.p50Ms) ms, p95 \(load.p95Ms) ms, p99 \(load.p99Ms) ms"
        }
        return [text("steady", throughput)]
            + (underRotation.map { [text("with \(rotations) changes of certificate", $0)] } ?? [])
            + (secondsToRefusal.map { ["refused \($0) s after it was called back"] } ?? [])
            + ["\(entries) entries in two logs; \(processorSeconds) s of processor; \(peakMB) MB"]
    }
}
