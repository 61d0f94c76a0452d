import CapabilityKit
import Foundation
import Linkage
import PageKit
import Vocabulary

extension Review {
    /// What `joining.json` says of a folder of outcomes, so that a pair of it can be explained later.
    struct JoiningNote: Codable {
        static let format = "reeve-joining-1"

        var format = Self.format
        /// The files, by their whole path.
        var files: [String]
        /// SHA-256 of what was read.
        var digest: String
        var id: String?
        var truth: String?
        /// Whether the model is one that Splink saved.
        var isSplink: Bool
        var columns: [ColumnRoles.Column]
        var joinProbability: Double
        var levels: [LevelWeight]
    }
}

extension Review.LinkFiles {
    /// Writes `clusters.csv`, `pairs.csv`, `model.json`, `joining.json`, `report.html` and `review-sample.csv` into a
    /// folder, and `splink-model.json` and `splink-records.csv` where they were asked for; all of them or none.
    ///
    /// - Returns: what Splink has no word for, a sentence each.
    @discardableResult
    func write(to folder: String) throws -> [String] {
        let engine = engine()
        let read = try Review.PeopleFiles(files)
        let levels = try engine.levels(edges)
        let sample = try Review.PairSample.choose(
            edges,
            choices.sample,
            joinProbability: joinProbability,
            explain: engine.explain
        )
        let note = Review.JoiningNote(
            files: files.map { URL(filePath: $0).standardizedFileURL.path(percentEncoded: false) },
            digest: read.digest,
            id: choices.key,
            truth: choices.truth,
            isSplink: { if case .splink = engine { true } else { false } }(),
            columns: columns,
            joinProbability: joinProbability,
            levels: levels
        )
        let report = Review.LinkReport(
            joined: self,
            levels: levels,
            nearest: try sample.prefix(6).map { try engine.explain(Int($0.a), Int($0.b)) },
            sample: sample.count
        )
        let person = persons
        let splink = try splinkOutputs(engine)
        try Self.write(
            splink.files + [
                ("clusters.csv", Data(clustersText(person).utf8)), ("pairs.csv", Data(pairsText(person).utf8)),
                ("model.json", model), ("joining.json", Data(try CommandJSON.text(note).utf8)),
                ("report.html", Data(report.document.bytes)),
                ("review-sample.csv", Data(try sampleText(sample, read).utf8)),
            ],
            to: folder
        )
        return splink.left
    }

    /// The model and the records in standard form, as Splink reads them, and what it has no word for.
    private func splinkOutputs(
        _ engine: Review.FileEngine
    ) throws -> (files: [(name: String, data: Data)], left: [String]) {
        guard choices.splink else { return ([], []) }
        guard case .own(let explainer) = engine else {
            throw Fault(
                .joiningUnreadable,
                "the model is Splink's already",
                help: "leave out --splink, or --model"
            )
        }
        let export = SplinkExport(explainer.model, of: explainer.people)
        var text = export.headings.joined(separator: ",") + "\n"
        for (row, key) in keys.enumerated() {
            let values = [key] + export.row(explainer.people, row)
            text += values.map { Review.field($0) }.joined(separator: ",") + "\n"
        }
        let files = [("splink-model.json", try export.model.json()), ("splink-records.csv", Data(text.utf8))]
        return (files, export.left.map { "Splink has no word for \($0)" })
    }

    /// By row: the first row of its person.
    private var persons: [Int64] {
        var person = [Int64](repeating: 0, count: records)
        for cluster in clusters {
            for member in cluster { person[Int(member)] = cluster[0] }
        }
        return person
    }

    private func clustersText(_ person: [Int64]) -> String {
        var text = "record,person\n"
        for (row, key) in keys.enumerated() {
            text += "\(Review.field(key)),\(Review.field(keys[Int(person[row])]))\n"
        }
        return text
    }

    private func pairsText(_ person: [Int64]) -> String {
        var text = "a,b,bits,probability,joined\n"
        for edge in edges {
            let isJoined = person[Int(edge.a)] == person[Int(edge.b)]
            text += "\(Review.field(keys[Int(edge.a)])),\(Review.field(keys[Int(edge.b)])),"
            text += "\(edge.bits),\(edge.probability),\(isJoined)\n"
        }
        return text
    }

    /// The sample: both records side by side, an empty column for the judgement, and no score, so that it is blind.
    private func sampleText(_ sample: [Edge], _ read: Review.PeopleFiles) throws -> String {
        let rows = try read.rows(Set(sample.flatMap { [Int($0.a), Int($0.b)] }))
        let hidden = Set([choices.key, choices.truth].compactMap { $0 })
        let shown = rows.headings.indices.filter { !hidden.contains(rows.headings[$0]) }
        var text = "pair,judgement,a,b"
        for place in shown {
            for side in ["a", "b"] { text += "," + Review.sheetField("\(rows.headings[place]) \(side)") }
        }
        text += "\n"
        for (number, edge) in sample.enumerated() {
            text += "\(number + 1),,\(Review.sheetField(keys[Int(edge.a)])),\(Review.sheetField(keys[Int(edge.b)]))"
            let (a, b) = (rows.values[Int(edge.a)] ?? [], rows.values[Int(edge.b)] ?? [])
            for place in shown where place < a.count && place < b.count {
                text += ",\(Review.sheetField(a[place])),\(Review.sheetField(b[place]))"
            }
            text += "\n"
        }
        return text
    }

    private static func write(_ outputs: [(name: String, data: Data)], to folder: String) throws {
        let place = URL(filePath: folder)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (name, data) in outputs { try data.write(to: place.appending(path: name + ".part")) }
            for (name, _) in outputs {
                let target = place.appending(path: name)
                try? FileManager.default.removeItem(at: target)
                try FileManager.default.moveItem(at: place.appending(path: name + ".part"), to: target)
            }
        } catch let error as CocoaError {
            for (name, _) in outputs { try? FileManager.default.removeItem(at: place.appending(path: name + ".part")) }
            throw Fault(
                .joiningUnwritable,
                "`\(folder)` cannot be written: \(error.localizedDescription)",
                help: "give a folder with room that you may write to"
            )
        }
    }
}
