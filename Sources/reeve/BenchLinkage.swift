import ArgumentParser
import Foundation
import Linkage
import Vocabulary

/// The command `reeve bench linkage`.
struct BenchLinkage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linkage",
        abstract: "Measure the joining of people: seconds by stage, memory, and how good the outcome is.",
        discussion: """
            Without a file, people are made up from the seed. Nothing about the people is given to the joining: roles of
            columns and weights are found as `reeve link --auto` finds them. Kernels are measured on the surnames.

            EXAMPLE
              reeve bench linkage --records 100000
              reeve bench linkage --file people.csv --id record --truth person
            """
    )

    @Option(help: "How many records are made up.")
    var records = 100_000

    @Option(help: "Where the making begins.")
    var seed: UInt64 = 1

    @Option(help: "A CSV file of people instead.")
    var file: String?

    @Option(help: "With a file: the column that names the record.")
    var id: String?

    @Option(help: "With a file: the column that knows the true person.")
    var truth: String?

    @Option(help: "How many names the kernels compare, each with each; 0 leaves them out.")
    var names = 2_000

    func validate() throws {
        if file == nil, id != nil || truth != nil { throw ValidationError("--id and --truth go with --file") }
        if !(1...20_000_000).contains(records) { throw ValidationError("--records is between 1 and 20000000") }
        if !(0...20_000).contains(names) { throw ValidationError("--names is between 0 and 20000") }
    }

    /// What is printed.
    struct Report: Encodable {
        var system = "reeve"
        var records: Int
        /// Seconds of CPU by stage; all but `read` are the joining itself.
        var cpuSeconds: [String: Double]
        var cpuSecondsAfterReading: Double
        var cpuSecondsWithReading: Double
        /// The most that this process held while it joined; it still held the text of made-up people.
        var peakMB: Int
        var people: Int
        var pairsCompared: Int
        var pairsKept: Int
        var converged: Bool
        var quality: JoiningQuality?
        var kernels: KernelBench.Report?
    }

    func run() throws {
        let (people, before) = try readPeople()
        let hasTruth = file == nil || truth != nil

        var stages: [String: Double] = [:]
        var stage = "read"
        var since = before
        func turn(to next: String) {
            let now = ProcessUse.seconds
            stages[stage, default: 0] += now - since
            (stage, since) = (next, now)
        }
        turn(to: "standardise")
        var model = LinkageModel.standard
        model.otherTitles = people.otherTitles
        let joining = Linker(model: model).join(people.people) { progress in
            if let next = Self.stages[progress.stage], next != stage { turn(to: next) }
        }
        turn(to: "end")
        let peak = ProcessUse.peakMB
        stages = stages.mapValues(Self.rounded)
        let after = stages.filter { $0.key != "read" }.values.reduce(0, +)
        let report = Report(
            records: people.people.count,
            cpuSeconds: stages,
            cpuSecondsAfterReading: Self.rounded(after),
            cpuSecondsWithReading: Self.rounded(after + (stages["read"] ?? 0)),
            peakMB: peak,
            people: joining.clusters.count,
            pairsCompared: joining.report.pairsScored,
            pairsKept: joining.edges.count,
            converged: joining.report.converged,
            quality: hasTruth
                ? JoiningQuality(truth: people.truth, clusters: joining.clusters, edges: joining.edges) : nil,
            kernels: try kernels(people.roles)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private static let stages: [JoinProgress.Stage: String] = [
        .standardising: "standardise", .blocking: "block", .estimating: "estimate", .comparing: "compare",
        .clustering: "cluster",
    ]

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

    /// The people, and the seconds of CPU used before they were read; the text is let go of, as it counts as memory.
    private func readPeople() throws -> (people: PersonFile, before: Double) {
        let text = try read()
        let before = ProcessUse.seconds
        return (try parse(text), before)
    }

    private func read() throws -> Data {
        guard let file else { return Data(BenchPeople(records: records, seed: seed).csv.utf8) }
        guard let data = try? Data(contentsOf: URL(filePath: file), options: .alwaysMapped) else {
            throw Fault(.benchFileUnreadable, "`\(file)` cannot be read", help: "give a CSV file")
        }
        return data
    }

    private func parse(_ text: Data) throws -> PersonFile {
        do {
            return try text.withUnsafeBytes { bytes in
                try PersonFile(
                    bytes.bindMemory(to: UInt8.self),
                    key: file == nil ? "record" : id,
                    truth: file == nil ? "person" : truth
                )
            }
        } catch let problem as DelimitedText.Problem {
            throw Fault(.benchFileUnreadable, "`\(file ?? "made-up people")` line \(problem.line): \(problem.words)")
        }
    }

    /// The kernels on the surnames of the first rows, each with each.
    private func kernels(_ roles: ColumnRoles) throws -> KernelBench.Report? {
        guard names > 0, let column = roles.columns.firstIndex(where: { $0.role == .surname }) else { return nil }
        let table = try read().withUnsafeBytes { try PlainTable($0.bindMemory(to: UInt8.self), rows: Set(0..<names)) }
        let surnames = table.rows.map { Array($0[column].lowercased().utf8) }.filter { !$0.isEmpty }
        return KernelBench.run(surnames) { ProcessUse.seconds }
    }
}

extension Fault.Code {
    /// A file to measure with cannot be read.
    static let benchFileUnreadable = Self("bench.file_unreadable", status: 422)
}
