import Foundation
import Linkage
import Vocabulary

extension Review {
    /// What weighs the pairs of files: weights of our own, or a model that Splink saved.
    enum FileModel {
        case own(LinkageModel)
        case splink(SplinkModel)

        /// Reads a saved model and tells by its shape whose it is.
        init(file path: String) throws {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Fault(.joiningUnreadable, "`\(path)` cannot be read", help: "give a model.json")
            }
            let keys = (try? JSONSerialization.jsonObject(with: data) as? [String: Any])?.keys
            if let keys, keys.contains("comparisons"), keys.contains("link_type") {
                self = .splink(try SplinkModel(json: data))
                return
            }
            let model = try Review.decode(
                LinkageModel.self,
                data,
                path,
                help: "give the model.json of `reeve link … --out`, or a model that Splink saved"
            )
            do {
                try model.check()
            } catch {
                throw Fault(error.code, "`\(path)`: \(error.message)", help: error.help)
            }
            self = .own(model)
        }
    }

    /// The standard model with the comparison levels of a file: a list of comparisons, or a model that has them.
    static func model(levels path: String) throws -> LinkageModel {
        struct Saved: Decodable { var comparisons: ComparisonCatalogue }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.joiningUnreadable, "`\(path)` cannot be read", help: "give a file of comparison levels")
        }
        let help = "give the list under `comparisons` of a model.json, or the whole model.json"
        let isList = data.first { !" \n\r\t".utf8.contains($0) } == UInt8(ascii: "[")
        var model = LinkageModel.standard
        model.comparisons =
            isList
            ? try decode(ComparisonCatalogue.self, data, path, help: help)
            : try decode(Saved.self, data, path, help: help).comparisons
        return model
    }

    /// Reads JSON; a fault names the file and the place in it.
    private static func decode<Value: Decodable>(
        _ kind: Value.Type,
        _ data: Data,
        _ path: String,
        help: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(kind, from: data)
        } catch let fault as Fault {
            throw Fault(fault.code, "`\(path)`: \(fault.message)", help: fault.help)
        } catch {
            throw Fault(.joiningUnreadable, "`\(path)` is not as it should be\(place(of: error, data))", help: help)
        }
    }

    private static func place(of error: any Error, _ data: Data) -> String {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            (context.codingPath + [key].compactMap { $0 })
                .map { $0.intValue.map { "entry \($0 + 1)" } ?? "`\($0.stringValue)`" }.joined(separator: ", ")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context): return ": it lacks \(path(context, key))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return ": \(path(context)) is not of the kind expected"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            return ": \(path(context)) has a value that is none of those known"
        case DecodingError.dataCorrupted: return ": it is not JSON" + line(of: data)
        default: return ""
        }
    }

    /// The line on which a text stops being JSON: Foundation counts characters (`Invalid value around character 25.`).
    private static func line(of data: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            return ""
        } catch {
            let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? ""
            guard let place = Int(reason.filter(\.isNumber)) else { return "" }
            return " (line \(data.prefix(place).count { $0 == 0x0A } + 1))"
        }
    }

    /// What weighed the pairs, ready to weigh a pair again: number, picture and export come from here.
    enum FileEngine {
        case own(PairExplainer)
        case splink(SplinkLinker, SplinkRecords)

        /// Why the pair of two rows has its weight.
        func explain(_ a: Int, _ b: Int) throws -> PairExplanation {
            switch self {
            case .own(let explainer): explainer.explain(a, b)
            case .splink(let linker, let records): try linker.explain(a, b, records)
            }
        }

        /// Every level with its weight and the pairs behind it.
        func levels(_ edges: [Edge]) throws -> [LevelWeight] {
            switch self {
            case .own(let explainer): explainer.levels(of: edges)
            case .splink(let linker, _):
                try linker.levels(of: edges)
            }
        }
    }

    /// The rows of files as Splink's models see them: an empty field is a missing value.
    ///
    /// Without a column of the model's own for it, `source_dataset` is the name of the file, and the key is the number
    /// of the row.
    static func splinkRecords(
        _ files: [String],
        key: String?,
        model: inout SplinkModel
    ) throws -> (records: SplinkRecords, table: PlainTable) {
        var table: PlainTable?
        var sources: [String] = []
        for path in files {
            let part = try PeopleFiles([path]).read { try PlainTable($0) }
            if let known = table, known.headings != part.headings {
                throw Fault(
                    .peopleFileUnreadable,
                    "`\(path)` line 1 does not have the headings of `\(files[0])`",
                    help: "give files of the same columns; nothing was written"
                )
            }
            if table == nil { table = part } else { table?.rows += part.rows }
            let name = URL(filePath: path).deletingPathExtension().lastPathComponent
            sources += repeatElement(name, count: part.rows.count)
        }
        guard let table else { throw Fault(.peopleFileUnreadable, "no file was given") }
        if let key { model.uniqueIDColumn = key }
        var records = SplinkRecords(count: table.rows.count)
        for (place, heading) in table.headings.enumerated() {
            try records.addColumn(heading, table.rows.map { $0[place].isEmpty ? nil : $0[place] })
        }
        let names = Set(table.headings.map { $0.lowercased() })
        if !names.contains(model.uniqueIDColumn.lowercased()) {
            if key != nil {
                throw Fault(
                    .peopleFileUnreadable,
                    "`\(files[0])` line 1: there is no column `\(model.uniqueIDColumn)`",
                    help: "the columns are \(table.headings.joined(separator: ", "))"
                )
            }
            try records.addColumn(
                model.uniqueIDColumn,
                (1...max(table.rows.count, 1)).prefix(table.rows.count).map(String.init)
            )
        }
        if model.linkType != .dedupeOnly, !names.contains(model.sourceColumn.lowercased()) {
            try records.addColumn(model.sourceColumn, sources)
        }
        return (records, table)
    }
}
