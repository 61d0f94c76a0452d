import ArgumentParser
import Foundation
import Linkage
import CapabilityKit
import Vocabulary

/// The command `reeve bench search`.
struct BenchSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Measure looking one person up among millions: building, opening, answering, and how many are found.",
        discussion: """
            Without a file, people are made up from the seed. With one, the questions are rows of a second file with the
            same columns; rows of the first with a question's key are taken out, and the true person tells who should
            be found. The index is saved, opened again from disk and asked there.

            EXAMPLE
              reeve bench search --people 10000000
              reeve bench search --csv people.csv --questions asked.csv --id record --truth person
            """
    )

    @Option(help: "How many records are made up; nine in ten are of different people.")
    var people = 1_000_000

    @Option(help: "How many questions are asked about made-up people.")
    var queries = 1_000

    @Option(help: "Where the making begins.")
    var seed: UInt64 = 1

    @Option(help: "A CSV file of people instead.")
    var csv: String?

    @Option(help: "With a file: the CSV file of questions.")
    var questions: String?

    @Option(help: "With a file: the column that names the record.")
    var id = "rec_id"

    @Option(help: "With a file: the column that knows the true person.")
    var truth = "cluster"

    @Option(help: "Where the index is saved; left there when given.")
    var index: String?

    @Flag(help: "Print the JSON in one line.")
    var json = false

    func validate() throws {
        if (csv == nil) != (questions == nil) { throw ValidationError("--csv and --questions go together") }
        if !(1...50_000_000).contains(people) { throw ValidationError("--people is between 1 and 50000000") }
        if !(1...100_000).contains(queries) { throw ValidationError("--queries is between 1 and 100000") }
    }

    /// What is printed.
    private struct Report: Codable {
        var people = 0
        var buildCPUSeconds = 0.0
        var bytesPerRecord = 0.0
        /// To open by the head alone, and with all sums compared.
        var openMilliseconds = 0.0
        var verifyMilliseconds = 0.0
        var p50Milliseconds = 0.0
        var p99Milliseconds = 0.0
        var cpuMicrosecondsPerQuery = 0.0
        var queriesPerSecond1 = 0.0
        var queriesPerSecond4 = 0.0
        var candidatesPerQuery = 0.0
        /// Of the true records of a person, ten at most, the share that is among the first ten.
        var recallAt10 = 0.0
        /// The share of questions with a true record among the first ten.
        var hitAt10 = 0.0
        var peakMB = 0
    }

    func run() async throws {
        var report = Report()
        let path =
            index ?? FileManager.default.temporaryDirectory.appending(path: "reeve-\(UUID().uuidString).idx").path
        defer { if index == nil { try? FileManager.default.removeItem(atPath: path) } }
        let material = try build(path, &report)
        let lookup = try open(path, &report)
        try await measure(lookup, material, &report)
        report.peakMB = ProcessUse.peakMB
        let encoder = JSONEncoder()
        encoder.outputFormatting = json ? [.sortedKeys] : [.sortedKeys, .prettyPrinted]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    // MARK: - Building

    private func build(_ path: String, _ report: inout Report) throws -> BenchSearchMaterial {
        var (columns, material) =
            if let csv, let questions {
                try BenchSearchMaterial.read(csv, questions, key: id, truth: truth)
            } else {
                BenchSearchMaterial.make(BenchSearchPeople(records: people, seed: seed), questions: queries)
            }
        report.people = columns.count
        let start = ProcessUse.seconds
        var lookup = try PersonLookup(Self.take(&columns))
        for handle in material.asked { lookup.remove(handle) }
        try lookup.compact()
        report.buildCPUSeconds = Self.rounded(ProcessUse.seconds - start)
        guard let bytes = lookup.bytes else { return material }
        report.bytesPerRecord = Self.rounded(Double(bytes.count) / Double(max(lookup.count, 1)))
        FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try bytes.withBytes { raw in
            // In pieces, so that the whole is never copied.
            for from in stride(from: 0, to: raw.count, by: 1 << 24) {
                try file.write(contentsOf: Data(raw[from..<min(from + 1 << 24, raw.count)]))
            }
        }
        try file.close()
        return material
    }

    /// Hands the columns over and keeps nothing of them.
    private static func take(_ columns: inout PersonColumns) -> PersonColumns {
        var taken = PersonColumns()
        swap(&taken, &columns)
        return taken
    }

    private func open(_ path: String, _ report: inout Report) throws -> PersonLookup {
        let clock = ContinuousClock()
        var start = clock.now
        let bare = try PersonLookup(reading: FlatBytes(MappedFile(path: path)), verifying: false)
        report.openMilliseconds = Self.milliseconds(clock.now - start)
        report.people = bare.count
        start = clock.now
        let lookup = try PersonLookup(reading: FlatBytes(MappedFile(path: path)))
        report.verifyMilliseconds = Self.milliseconds(clock.now - start)
        return lookup
    }

    // MARK: - Asking

    private func measure(
        _ lookup: PersonLookup,
        _ material: BenchSearchMaterial,
        _ report: inout Report
    ) async throws {
        let weights = LookupWeights(material.model)
        var scratch = LookupScratch()
        for place in 0..<min(100, material.count) { _ = material.ask(place, lookup, weights, &scratch) }
        let clock = ContinuousClock()
        var times: [Double] = []
        var candidates = 0
        var (recall, hits, counted) = (0.0, 0.0, 0.0)
        let cpu = ProcessUse.seconds
        let began = clock.now
        for place in 0..<material.count {
            let start = clock.now
            let found = material.ask(place, lookup, weights, &scratch)
            times.append(Self.milliseconds(clock.now - start))
            candidates += scratch.candidateCount
            let truth = material.truth[place]
            guard !truth.isEmpty else { continue }
            let right = Double(found.filter { truth.contains($0.handle) }.count)
            recall += right / Double(min(10, truth.count))
            hits += right > 0 ? 1 : 0
            counted += 1
        }
        let count = Double(max(material.count, 1))
        report.queriesPerSecond1 = Self.rounded(count / Self.seconds(clock.now - began))
        report.cpuMicrosecondsPerQuery = Self.rounded((ProcessUse.seconds - cpu) / count * 1e6)
        times.sort()
        guard !times.isEmpty else {
            throw Fault(.benchFileUnreadable, "there is no question to ask", help: "give a file of questions with rows")
        }
        report.p50Milliseconds = Self.rounded(times[times.count / 2])
        report.p99Milliseconds = Self.rounded(times[times.count * 99 / 100])
        report.candidatesPerQuery = Self.rounded(Double(candidates) / count)
        report.recallAt10 = Self.rounded(recall / max(counted, 1))
        report.hitAt10 = Self.rounded(hits / max(counted, 1))
        report.queriesPerSecond4 = Self.rounded(await Self.together(lookup, material, weights))
    }

    /// Questions answered in a second by four at once, each asking all of them.
    private static func together(
        _ lookup: PersonLookup,
        _ material: BenchSearchMaterial,
        _ weights: LookupWeights
    ) async -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let rounds = max(1, 4_000 / max(material.count, 1))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var scratch = LookupScratch()
                    for _ in 0..<rounds {
                        for place in 0..<material.count { _ = material.ask(place, lookup, weights, &scratch) }
                    }
                }
            }
        }
        return Double(4 * rounds * material.count) / seconds(clock.now - start)
    }

    private static func seconds(_ time: Duration) -> Double { time / .seconds(1) }

    private static func milliseconds(_ time: Duration) -> Double { rounded(time / .milliseconds(1)) }

    private static func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }
}

extension FlatBytes {
    /// A mapped file's bytes, which keep it mapped.
    convenience init(_ file: MappedFile) { self.init(file.bytes) { withExtendedLifetime(file) {} } }
}
