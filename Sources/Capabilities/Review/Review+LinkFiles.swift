import Foundation
import Linkage
import Vocabulary

extension Review {
    /// Joins the people of files that never enter a node: to try a file, to measure, to compare with other systems.
    struct LinkFiles: Encodable {
        var records: Int
        var people: Int
        var pairs: Int
        var compared: Int
        var weights: String
        var rounds: Int
        var converged: Bool
        var oversized: [OversizedBlocks]
        var columns: [ColumnRoles.Column]
        var quality: FileQuality?

        private enum CodingKeys: CodingKey {
            case records, people, pairs, compared, weights, rounds, converged, oversized, columns, quality
        }

        private var file: PersonFile
        private var joining: Joining

        /// Reads the files as one and joins their people.
        ///
        /// Several files must have the same headings.
        init(_ files: [String], key: String?, truth: String?, model: LinkageModel, say: (String) -> Void) throws {
            file = try Self.read(files, key: key, truth: truth)
            var model = model
            if model.origin == .shipped { model.otherTitles = file.otherTitles }
            var stage: JoinProgress.Stage?
            joining = Linker(model: model).join(file.people) { progress in
                if progress.stage != stage { say(progress.stage.rawValue) }
                stage = progress.stage
            }
            records = file.people.count
            people = joining.clusters.count
            pairs = joining.edges.count
            compared = joining.report.pairsScored
            weights = joining.report.weights
            rounds = joining.report.rounds
            converged = joining.report.converged
            oversized = joining.report.oversized
            columns = file.roles.columns
            if truth != nil { quality = FileQuality(truth: file.truth, joining: joining) }
        }

        private static func read(_ files: [String], key: String?, truth: String?) throws -> PersonFile {
            var text = Data()
            for (number, path) in files.enumerated() {
                guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
                    throw Fault(
                        .peopleFileUnreadable,
                        "`\(path)` cannot be read",
                        help: "nothing was written; give a CSV file"
                    )
                }
                if number == 0 {
                    text = data
                    continue
                }
                let heading = text.prefix { $0 != 0x0A }
                guard data.prefix(heading.count) == heading else {
                    throw Fault(
                        .peopleFileUnreadable,
                        "`\(path)` line 1 does not have the headings of `\(files[0])`",
                        help: "give files of the same columns, or put them into one; nothing was written"
                    )
                }
                if text.last != 0x0A { text.append(0x0A) }
                text.append(data.dropFirst(heading.count + 1))
            }
            do {
                return try text.withUnsafeBytes {
                    try PersonFile($0.bindMemory(to: UInt8.self), key: key, truth: truth)
                }
            } catch let problem as DelimitedText.Problem {
                throw Fault(
                    .peopleFileUnreadable,
                    "`\(files.joined(separator: ", "))` line \(problem.line): \(problem.words)",
                    help: "nothing was written"
                )
            }
        }

        /// Writes `clusters.csv`, `pairs.csv` and `model.json` into a folder; all of them or none.
        func write(to folder: String) throws {
            let place = URL(filePath: folder)
            do {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                var person = [Int64](repeating: 0, count: records)
                for cluster in joining.clusters {
                    for member in cluster { person[Int(member)] = cluster[0] }
                }
                var clusters = "record,person\n"
                for (row, key) in file.keys.enumerated() {
                    clusters += "\(Self.field(key)),\(Self.field(file.keys[Int(person[row])]))\n"
                }
                var pairs = "a,b,bits,probability,joined\n"
                for edge in joining.edges {
                    let isJoined = person[Int(edge.a)] == person[Int(edge.b)]
                    pairs += "\(Self.field(file.keys[Int(edge.a)])),\(Self.field(file.keys[Int(edge.b)])),"
                    pairs += "\(edge.bits),\(edge.probability),\(isJoined)\n"
                }
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
                let texts = [
                    ("clusters.csv", Data(clusters.utf8)), ("pairs.csv", Data(pairs.utf8)),
                    ("model.json", try encoder.encode(joining.model)),
                ]
                for (name, data) in texts { try data.write(to: place.appending(path: name + ".part")) }
                for (name, _) in texts {
                    let target = place.appending(path: name)
                    try? FileManager.default.removeItem(at: target)
                    try FileManager.default.moveItem(at: place.appending(path: name + ".part"), to: target)
                }
            } catch let error as CocoaError {
                throw Fault(
                    .peopleFileUnreadable,
                    "`\(folder)` cannot be written: \(error.localizedDescription)",
                    help: "give a folder with room that you may write to"
                )
            }
        }

        private static func field(_ text: String) -> String {
            guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        }

        /// What is printed.
        func text(json: Bool) throws -> String {
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            }
            var lines = [
                "\(records) records are \(people) people", "\(compared) pairs compared, \(pairs) worth a look",
            ]
            lines += ["weights \(weights)" + (converged ? "" : "; the estimate did not settle in every part")]
            lines += columns.map { "  \($0.name): \($0.role.rawValue) (\($0.reason))" }
            lines += oversized.map {
                "  blocks divided: \($0.rule), \($0.blocks), the largest of \($0.largest) records"
            }
            if let quality { lines.append(quality.text) }
            return lines.joined(separator: "\n")
        }
    }

    /// How good a joining is where the truth is known.
    struct FileQuality: Encodable {
        /// Of pairs by their own weight, at the threshold that serves them best.
        var pairwiseF1: Double
        var pairwiseThreshold: Double
        /// Of pairs within clusters.
        var clusterPrecision: Double
        var clusterRecall: Double
        var clusterF1: Double
        var bCubed: Double
        /// Of pairs given a probability in each tenth: how many, and how many are true.
        var reliability: [Tenth]

        struct Tenth: Encodable {
            var pairs: Int
            var right: Int
        }

        init(truth: [String], joining: Joining) {
            var ids: [String: Int] = [:]
            let persons = truth.map { name in
                let known = ids[name] ?? ids.count
                ids[name] = known
                return known
            }
            var sizes = [Int](repeating: 0, count: ids.count)
            for person in persons { sizes[person] += 1 }
            let total = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
            func f1(_ right: Int, _ found: Int) -> Double {
                found + total == 0 ? 1 : 2 * Double(right) / Double(found + total)
            }
            reliability = (0..<10).map { _ in Tenth(pairs: 0, right: 0) }
            (pairwiseF1, pairwiseThreshold) = (0, 1)
            var right = 0
            for (number, edge) in joining.edges.enumerated() {
                let isRight = persons[Int(edge.a)] == persons[Int(edge.b)]
                if isRight { right += 1 }
                let tenth = min(Int(edge.probability * 10), 9)
                reliability[tenth].pairs += 1
                reliability[tenth].right += isRight ? 1 : 0
                // Pairs of one weight stand or fall together.
                let isLast = number + 1 == joining.edges.count || joining.edges[number + 1].bits != edge.bits
                guard isLast, f1(right, number + 1) > pairwiseF1 else { continue }
                (pairwiseF1, pairwiseThreshold) = (f1(right, number + 1), edge.probability)
            }
            var (found, shared) = (0, 0)
            var (precision, recall) = (0.0, 0.0)
            for cluster in joining.clusters {
                var counts: [Int: Int] = [:]
                for member in cluster { counts[persons[Int(member)], default: 0] += 1 }
                found += cluster.count * (cluster.count - 1) / 2
                for (person, count) in counts {
                    shared += count * (count - 1) / 2
                    precision += Double(count * count) / Double(cluster.count)
                    recall += Double(count * count) / Double(sizes[person])
                }
            }
            clusterPrecision = found == 0 ? 1 : Double(shared) / Double(found)
            clusterRecall = total == 0 ? 1 : Double(shared) / Double(total)
            clusterF1 = f1(shared, found)
            bCubed = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) / Double(truth.count)
        }

        var text: String {
            func figure(_ value: Double) -> String { String(format: "%.4f", value) }
            return "pairwise F1 \(figure(pairwiseF1)) at probability \(figure(pairwiseThreshold)), cluster F1"
                + " \(figure(clusterF1)) (precision \(figure(clusterPrecision)), recall \(figure(clusterRecall))),"
                + " B-cubed \(figure(bCubed))"
        }
    }
}

extension Fault.Code {
    /// A file of people cannot be read, or the outcome cannot be written.
    static let peopleFileUnreadable = Self("review.people_file_unreadable", status: 400)
}
