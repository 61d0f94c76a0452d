import CapabilityKit
import Foundation
import Linkage
import Vocabulary

extension Review {
    /// How files are joined.
    struct LinkChoices {
        /// The column that names the record.
        var key: String?
        /// The column that knows the true person.
        var truth: String?
        /// The probability from which pairs are joined; `nil` is the model's own.
        var joinProbability: Double?
        /// A file of judged pairs, which outweigh every number.
        var labels: String?
        /// How many pairs go into the sample for judging.
        var sample = 200
        /// Whether the outcome is also written for Splink.
        var splink = false
        /// How many threads compare at once; it changes no outcome.
        var threads = ProcessInfo.processInfo.activeProcessorCount
    }

    /// Joins the people of files that never enter a node: to try a file, to measure, to compare with other systems.
    struct LinkFiles: Encodable {
        var records: Int
        var people: Int
        var pairs: Int
        var compared: Int
        var weights: String
        var rounds = 0
        var converged = true
        var joinProbability: Double
        var joinsRefused = 0
        /// Judged pairs that were taken over, and those that contradict others.
        var judged = 0
        var contradictions = 0
        var rules: [RulePairs] = []
        var oversized: [OversizedBlocks] = []
        var columns: [ColumnRoles.Column] = []
        var quality: JoiningQuality?

        private enum CodingKeys: CodingKey {
            case records, people, pairs, compared, weights, rounds, converged, joinProbability, joinsRefused, judged
            case contradictions, rules, oversized, columns, quality
        }

        let files: [String]
        let choices: LinkChoices
        /// Made ready when it is asked for: joining alone does not need it.
        let engine: () -> FileEngine
        let keys: [String]
        let clusters: [[Int64]]
        let edges: [Edge]
        /// The model as it was used, as JSON.
        let model: Data

        /// Reads the files as one and joins their people.
        ///
        /// Several files must have the same headings. `say` hears of each stage as it begins.
        init(_ files: [String], _ choices: LinkChoices, model: FileModel, say: (String) -> Void) async throws {
            switch model {
            case .own(let model): try await self.init(files, choices, own: model, say: say)
            case .splink(let model): try self.init(files, choices, splink: model, say: say)
            }
            pairs = edges.count
            people = clusters.count
        }

        private init(_ files: [String], _ choices: LinkChoices, own: LinkageModel, say: (String) -> Void) async throws {
            say("reading")
            // The text is let go of at once: joining needs the memory.
            let file = try PeopleFiles(files).read { try PersonFile($0, key: choices.key, truth: choices.truth) }
            var model = own
            if model.origin == .shipped { model.otherTitles = file.otherTitles }
            if let joinProbability = choices.joinProbability { model.joinProbability = joinProbability }
            let judgements = try choices.labels.map { try Review.labels(in: $0, keys: file.keys) } ?? []
            var stage: JoinProgress.Stage?
            let linker = Linker(model: model)
            let joining = await linker.join(
                file.people,
                judgements: judgements,
                threads: choices.threads
            ) { progress in
                if progress.stage != stage { say(progress.stage.rawValue) }
                stage = progress.stage
            }
            self.files = files
            self.choices = choices
            engine = { .own(PairExplainer(model: joining.model, columns: file.people)) }
            keys = file.keys
            clusters = joining.clusters
            edges = joining.edges
            self.model = Data(try CommandJSON.text(joining.model).utf8)
            records = file.people.count
            (people, pairs) = (0, 0)
            compared = joining.report.pairsScored
            weights = joining.report.weights
            rounds = joining.report.rounds
            converged = joining.report.converged
            joinProbability = joining.model.joinProbability
            joinsRefused = joining.report.joinsRefused
            judged = judgements.count
            contradictions = joining.report.contradictions.count
            rules = joining.report.rules
            oversized = joining.report.oversized
            columns = file.roles.columns
            if choices.truth != nil {
                quality = JoiningQuality(truth: file.truth, clusters: clusters, edges: edges)
            }
        }

        /// The least probability of a pair that is kept of a Splink model's.
        private static let keptProbability = 0.01

        private init(_ files: [String], _ choices: LinkChoices, splink: SplinkModel, say: (String) -> Void) throws {
            if choices.labels != nil {
                throw Fault(
                    .labelsUnreadable,
                    "judged pairs cannot be used with a model of Splink",
                    help: "leave out --labels, or join without --model: Splink's clusters know no judgements"
                )
            }
            say("reading")
            var model = splink
            let (records, table) = try Review.splinkRecords(files, key: choices.key, model: &model)
            say("checking the model")
            let linker = try SplinkLinker(model, records)
            say("comparing")
            let found = try linker.predict(bitsMin: SplinkScorer.bits(probability: Self.keptProbability))
            say("clustering")
            let line = choices.joinProbability ?? 0.95
            let heads = linker.clusters(found.pairs, bitsMin: SplinkScorer.bits(probability: line))
            var groups: [UInt32: [Int64]] = [:]
            for (row, head) in heads.enumerated() { groups[head, default: []].append(Int64(row)) }
            self.files = files
            self.choices = choices
            engine = { .splink(linker, records) }
            keys = Self.splinkKeys(table, choices.key ?? model.uniqueIDColumn)
            clusters = groups.values.sorted { $0[0] < $1[0] }
            edges = SplinkLinker.edges(found.pairs)
            self.model = try model.json()
            self.records = records.count
            (people, pairs) = (0, 0)
            compared = found.pairsWeighed.reduce(0, +)
            weights = "of a model that Splink saved, used as they were"
            joinProbability = line
            rules = zip(model.blockingRules, found.pairsWeighed).map { RulePairs(rule: $0.sql, pairs: $1) }
            if let truth = choices.truth {
                let persons = try Self.column(table, truth)
                quality = JoiningQuality(truth: persons, clusters: clusters, edges: edges)
            }
        }

        /// The names of the rows: the values of a column, or their numbers where there is none.
        static func splinkKeys(_ table: PlainTable, _ name: String) -> [String] {
            guard let place = table.headings.firstIndex(of: name) else {
                return table.rows.indices.map { String($0 + 1) }
            }
            return table.rows.map { $0[place] }
        }

        private static func column(_ table: PlainTable, _ name: String) throws -> [String] {
            guard let place = table.headings.firstIndex(of: name) else {
                throw Fault(
                    .peopleFileUnreadable,
                    "line 1: there is no column `\(name)`",
                    help: "the columns are \(table.headings.joined(separator: ", "))"
                )
            }
            return table.rows.map { $0[place] }
        }

        /// What is printed.
        func text(json: Bool) throws -> String {
            if json { return try CommandJSON.text(self) }
            var lines = [
                "\(records) records are \(people) people", "\(compared) pairs compared, \(pairs) worth a look",
            ]
            lines += ["weights \(weights)" + (converged ? "" : "; the estimate did not settle in every part")]
            if judged > 0 {
                lines.append("\(judged) judged pairs followed, \(contradictions) of them against others")
            }
            lines += columns.map { "  \($0.name): \($0.role.rawValue) (\($0.reason))" }
            lines += oversized.map {
                "  blocks divided: \($0.rule), \($0.blocks), the largest of \($0.largest) records"
            }
            if let quality { lines.append(quality.text) }
            return lines.joined(separator: "\n")
        }
    }
}

extension JoiningQuality {
    /// The figures in one line.
    fileprivate var text: String {
        func figure(_ value: Double) -> String { String(format: "%.4f", value) }
        return "pairwise F1 \(figure(pairwiseF1)) at probability \(figure(pairwiseThreshold)), cluster F1"
            + " \(figure(clusterF1)) (precision \(figure(clusterPrecision)), recall \(figure(clusterRecall))),"
            + " B-cubed \(figure(bCubed))"
    }
}
