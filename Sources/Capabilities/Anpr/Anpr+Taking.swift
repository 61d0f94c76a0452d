import CapabilityKit
import Foundation
import Sightings

extension Anpr.Counter {
    /// Takes a file of reads in, whole or not at all.
    func take(_ file: String) async throws -> (taken: ReadImport, entry: UInt64) {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let done = try await desk.changeReads(
            .importAnpr,
            asked: "take reads of \(name)",
            details: ["file": name],
            for: requester
        ) { store in
            name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
                ? try await store.importJSONLines(file) : try await store.importCSV(file)
        }
        return (done.value, done.entry)
    }

    /// Takes reads in that are in memory already, of a feed or a demonstration.
    func take(_ reads: [NewRead], from source: String) async throws -> (taken: ReadImport, entry: UInt64) {
        let done = try await desk.changeReads(
            .importAnpr,
            asked: "take \(reads.count) reads of \(source)",
            details: ["source": source],
            for: requester
        ) { try await $0.add(reads) }
        return (done.value, done.entry)
    }
}

extension Anpr {
    /// What became of a file, for a program.
    struct Taken: Encodable, Sendable {
        var entry: UInt64
        var file: String
        var added: Int
        var repeated: Int
        var refused: Int

        init(file: String, _ taken: ReadImport, entry: UInt64) {
            self.entry = entry
            self.file = file
            (added, repeated, refused) = (taken.added, taken.repeated, taken.refused)
        }
    }

    /// One measure.
    struct Figure: Encodable, Sendable {
        var what: String
        var milliseconds: Double
        var found: Int
    }

    /// Measures the questions on made-up traffic.
    static func bench(vehicles: Int, days: Int) async throws -> [Figure] {
        var settings = MadeTraffic.Settings()
        (settings.vehicles, settings.days) = (vehicles, days)
        (settings.convoys, settings.lines) = (3, 3)
        let traffic = MadeTraffic(settings)
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/reeve-anpr-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try ReadStore(folder: folder)
        var figures: [Figure] = []
        func measure(_ what: String, _ body: () async throws -> Int) async throws {
            let clock = ContinuousClock(), start = clock.now
            let found = try await body()
            figures.append(Figure(what: what, milliseconds: (clock.now - start) / .milliseconds(1), found: found))
        }
        let reads = (0..<days).map { traffic.reads(ofDay: $0) }
        try await measure("take in") {
            try store.describe(traffic.cameras)
            return try await store.add(reads.flatMap(\.self)).added
        }
        let held = store.reads
        let first = Int64(settings.firstDay) * 86_400_000
        let span = first..<first + Int64(days) * 86_400_000
        let seed = PlateKey(traffic.truth.convoys.first?.first ?? traffic.plateOfVehicle(0))
        try await measure("history of a plate") {
            try await held.history(PlatePattern(traffic.plateOfVehicle(0)), in: span).count
        }
        try await measure("part of a plate") {
            try await held.history(PlatePattern("\(traffic.plateOfVehicle(0).prefix(3))*"), in: span).count
        }
        try await measure("convoy") {
            guard let seed else { return 0 }
            return try await held.companions(of: seed, in: span).companions.count
        }
        try await measure("out and back") {
            try await held.outAndBack(to: traffic.market, from: nil, in: span, atLeast: 6).vehicles.count
        }
        try await measure("two places at once") {
            let times = CameraTimes(stretches: traffic.stretches, cameras: traffic.cameras.count, fastest: 0.6)
            return try await held.doublePlates(times, in: span).count
        }
        return figures
    }
}
