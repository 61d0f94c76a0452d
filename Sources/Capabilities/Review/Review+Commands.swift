import ArgumentParser
import CapabilityKit
import Foundation
import Linkage

/// The command `reeve link [FILE…] [--truth …]`.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Join the records that speak of the same person.",
        discussion: """
            Joining is combination under DPA 2018 s.62: it is logged before it takes effect. What a person judged stays.
            With --truth, a CSV of `record,person`, the result is measured against what is known to be true.

            With files, their people are joined without a node and without a log: what each column says is found from
            its heading and its values, weights are learnt from the file itself, and --truth names the column that
            knows the true person. Use it on files you may hold, to try and to measure. --out writes the people, the
            pairs, the model, a report with charts, and a sample of pairs worth judging; a judged sample comes back by
            --labels and stands above the weights. A model that Splink saved runs unchanged.

            EXAMPLE
              reeve link --data .reeve/demo --truth .reeve/demo-nation/truth.csv
              reeve link people.csv --id record --truth person --out joined
              reeve link people.csv --id record --model splink.json --threshold 0.9 --out joined

            EXIT CODES
              0 joined · 64 wrong usage · 65 a file is not as it should be · 70 fault
            """
    )

    @Argument(help: "CSV files of people to join without a node; their first line names the columns.")
    var files: [String] = []

    @Option(help: "Which record is of which true person: a CSV of `record,person`, or with files one of their columns.")
    var truth: String?

    @Option(help: "With files: the column that names the record; without it records are numbered from 1.")
    var id: String?

    @Option(help: "With files: the folder for people, pairs, model, report.html and review-sample.csv.")
    var out: String?

    @Option(help: "With files: a model saved earlier, or by Splink, used as it is.")
    var model: String?

    @Option(help: "With files: a JSON of comparison levels to learn with, such as an edited model.json.")
    var levels: String?

    @Flag(help: "With files and --out: also write the model, and the records in standard form, as Splink reads them.")
    var splink = false

    @Option(help: "With files: the probability from which pairs are joined, instead of the model's own.")
    var threshold: Double?

    @Option(help: "With files: a CSV of judged pairs, such as a review-sample.csv with its column judgement filled in.")
    var labels: String?

    @Option(help: "With files: how many pairs go into review-sample.csv.")
    var sample = 200

    @Flag(help: "With files: learn the weights from the file itself. This is what happens without --model.")
    var auto = false

    @Option(help: "With files: how many threads compare at once; without it as many as there are cores.")
    var threads: Int?

    @Option(help: "What it is for: a code of the node's list of purposes.")
    var purpose = "data.quality"

    @Option(help: "The work order or decision it is done under.")
    var reference = "routine joining"

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    func validate() throws {
        if files.isEmpty, id != nil || out != nil || model != nil || auto || threshold != nil || labels != nil {
            throw ValidationError("--id, --out, --model, --auto, --threshold and --labels go with files")
        }
        if files.isEmpty, threads != nil { throw ValidationError("--threads goes with files") }
        if let threads, !(1...1_024).contains(threads) {
            throw ValidationError("--threads is between 1 and 1024")
        }
        if let threshold, !(threshold > 0 && threshold < 1) {
            throw ValidationError("--threshold is a probability between 0 and 1")
        }
        if !(0...100_000).contains(sample) { throw ValidationError("--sample is between 0 and 100000") }
        if levels != nil, model != nil {
            throw ValidationError("give --levels or --model, not both: a model brings its levels")
        }
        if files.isEmpty, levels != nil || splink { throw ValidationError("--levels and --splink go with files") }
        if splink, out == nil { throw ValidationError("--splink goes with --out") }
        if auto, model != nil { throw ValidationError("give --auto or --model, not both") }
    }

    func run() async throws {
        guard files.isEmpty else { return try await linkFiles() }
        let known = try truth.map { try Review.truth(in: $0) }
        let quiet = json
        try await node.run(for: Authority(purpose: purpose, reference: reference)) { desk, requester in
            let made = try await desk.combine(for: requester) { step in
                if !quiet { FileHandle.standardError.write(Data("\(step)\n".utf8)) }
            }
            var result = Review.LinkResult(made: made)
            if let known {
                let clusters = try await desk.clusters(for: requester)
                result.quality = Review.quality(of: clusters, against: known)
            }
            print(try result.text(json: json))
        }
    }

    private func linkFiles() async throws {
        let used =
            try model.map { try Review.FileModel(file: $0) }
            ?? .own(levels.map { try Review.model(levels: $0) } ?? .standard)
        var choices = Review.LinkChoices(
            key: id,
            truth: truth,
            joinProbability: threshold,
            labels: labels,
            sample: sample,
            splink: splink
        )
        if let threads { choices.threads = threads }
        let quiet = json
        let linked = try await Review.LinkFiles(files, choices, model: used) { stage in
            if !quiet { FileHandle.standardError.write(Data("\(stage)\n".utf8)) }
        }
        if let out {
            for remark in try linked.write(to: out) { FileHandle.standardError.write(Data("\(remark)\n".utf8)) }
        }
        print(try linked.text(json: json))
    }
}

extension Review {
    /// What `reeve link` prints.
    struct LinkResult: Encodable {
        var made: Combination
        var quality: Quality?

        struct Quality: Encodable {
            var precision: Double
            var recall: Double
            var f1: Double
            /// Records of the truth.
            var records: Int
            /// How many of them this node does not hold.
            var missing: Int
        }

        init(made: Combination) { self.made = made }

        func text(json: Bool) throws -> String {
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            }
            var lines = [
                "\(made.records) records are \(made.people) people; \(made.joinedPeople) of more than one record",
                made.summary,
                "log entry \(made.entry)",
            ]
            if let quality {
                let figures = [quality.precision, quality.recall, quality.f1].map { String(format: "%.4f", $0) }
                if quality.missing > 0 { lines.append("\(quality.missing) records of the truth are not in this node") }
                lines.append("pairwise precision \(figures[0]), recall \(figures[1]), F1 \(figures[2])")
            }
            return lines.joined(separator: "\n")
        }
    }

    /// Reads a truth file: `record,person`, no quoting needed because record ids are percent-encoded.
    static func truth(in file: String) throws -> [String: String] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Fault(
                .truthUnreadable,
                "`\(file)` cannot be read",
                help: "give a UTF-8 CSV with the columns record,person"
            )
        }
        var known: [String: String] = [:]
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let parts = line.split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Fault(.truthUnreadable, "`\(file)` line \(number + 1) does not have two columns")
            }
            if number > 0 { known[String(parts[0])] = String(parts[1]) }
        }
        return known
    }

    /// Measures joined records against the truth.
    ///
    /// Records of unknown person do not count. A record of the truth that this node does not hold counts as joined with
    /// nobody, so that leaving records out never flatters the figures.
    static func quality(of clusters: [[RecordID]], against truth: [String: String]) -> LinkResult.Quality {
        var people: [Int64: String] = [:]
        var found: [[Int64]] = []
        var left = truth
        for cluster in clusters {
            var members: [Int64] = []
            for record in cluster {
                guard let person = left.removeValue(forKey: record.description) else { continue }
                members.append(Int64(people.count))
                people[Int64(people.count)] = person
            }
            if !members.isEmpty { found.append(members) }
        }
        for (_, person) in left {
            found.append([Int64(people.count)])
            people[Int64(people.count)] = person
        }
        let quality = LinkageQuality(truth: people, clusters: found)
        return .init(
            precision: quality.precision,
            recall: quality.recall,
            f1: quality.f1,
            records: people.count,
            missing: left.count
        )
    }
}

extension Fault.Code {
    /// The truth file cannot be read.
    static let truthUnreadable = Self("review.truth_unreadable", status: 400)
}
