import Foundation
import Linkage
import Vocabulary

extension Review {
    /// A folder that `reeve link … --out` wrote, with the rows of some of its records.
    struct JoinedFolder {
        let note: JoiningNote
        let engine: FileEngine
        /// By name: the place of a record in the engine.
        let places: [String: Int]
        let names: [String]

        /// The records of one person, by the name of one of them.
        static func members(of record: String, in folder: String) throws -> [String] {
            let table = try PeopleFiles([folder + "/clusters.csv"]).read { try PlainTable($0) }
            guard let person = table.rows.first(where: { $0[0] == record })?.last else {
                throw Fault(
                    .joiningUnreadable,
                    "no record `\(record)` is in `\(folder)/clusters.csv`",
                    help: "name a record as its key column does"
                )
            }
            return table.rows.filter { $0.last == person }.map { $0[0] }
        }

        /// Reads these records again, from the files that were joined.
        init(_ folder: String, records: [String]) throws {
            guard let data = FileManager.default.contents(atPath: folder + "/joining.json"),
                let note = try? JSONDecoder().decode(JoiningNote.self, from: data), note.format == JoiningNote.format
            else {
                throw Fault(
                    .joiningUnreadable,
                    "`\(folder)/joining.json` cannot be read",
                    help: "give a folder that `reeve link … --out` wrote"
                )
            }
            let read = try PeopleFiles(note.files)
            guard read.digest == note.digest else {
                throw Fault(
                    .joiningUnreadable,
                    "`\(note.files.joined(separator: ", "))` changed since it was joined",
                    help: "join it again, so that the numbers are of the same records"
                )
            }
            self.note = note
            switch try FileModel(file: folder + "/model.json") {
            case .own(let model):
                let file = try read.read {
                    try PersonFile($0, key: note.id, truth: note.truth, roles: ColumnRoles(columns: note.columns))
                }
                names = file.keys
                engine = .own(PairExplainer(model: model, columns: file.people))
            case .splink(var model):
                let (all, table) = try Review.splinkRecords(note.files, key: note.id, model: &model)
                names = LinkFiles.splinkKeys(table, note.id ?? model.uniqueIDColumn)
                engine = .splink(try SplinkLinker(model, all), all)
            }
            places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
            for record in records where places[record] == nil {
                throw Fault(
                    .joiningUnreadable,
                    "no record `\(record)` is in `\(note.files.joined(separator: ", "))`",
                    help: "name a record as its key column does; without --id, by the number of its row"
                )
            }
            let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
            for record in records where counts[record, default: 0] > 1 {
                throw Fault(
                    .joiningUnreadable,
                    "two rows are called `\(record)`",
                    help: "join with an --id that is unique"
                )
            }
        }

        private func place(_ record: String) -> Int { places[record] ?? 0 }

        /// Why two records have the weight they have.
        func pair(_ a: String, _ b: String) throws -> ExplainReply {
            var found = try engine.explain(place(a), place(b))
            (found.a, found.b) = (0, 1)
            return ExplainReply(found, levels: note.levels) { [a, b][Int($0)] }
        }

        /// What holds these records together, and what speaks against it.
        func cluster(_ records: [String]) throws -> ExplainReply {
            let found = try ClusterExplanation(members: records.indices.map(Int64.init)) { a, b in
                var pair = try engine.explain(place(records[Int(a)]), place(records[Int(b)]))
                (pair.a, pair.b) = (a, b)
                return pair
            }
            return ExplainReply(found, levels: note.levels) { records[Int($0)] }
        }
    }
}
