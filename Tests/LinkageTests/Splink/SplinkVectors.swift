import Foundation

@testable import Linkage

/// The vectors beside the tests; `Scripts/bench/splink_vectors.py` makes them with Splink 5.0.0 and DuckDB 2.0.0.
enum SplinkVectors {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    /// The lines of a table as cells, the first as its head; `\N` is missing.
    static func table(_ name: String) throws -> (head: [String], rows: [[String?]]) {
        let text = String(decoding: try data(name), as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let head = lines.removeFirst()
        return (head, lines.map { $0.map { $0 == "\\N" ? nil : $0 } })
    }

    static func records(
        _ head: [String],
        _ rows: [[String?]],
        kinds: [String: SplinkRecords.Kind] = [:]
    ) throws
        -> SplinkRecords
    {
        var records = SplinkRecords(count: rows.count)
        for (place, name) in head.enumerated() {
            try records.addColumn(name, kind: kinds[name], rows.map { $0[place] })
        }
        return records
    }

    static func records(_ name: String) throws -> SplinkRecords {
        let table = try table(name)
        return try records(table.head, table.rows)
    }

    /// Conditions of Splink's libraries and of many hands, with DuckDB's answer for every two of the rows.
    struct Conditions: Decodable {
        struct Condition: Decodable {
            var sql: String
            /// `t`, `f` or `n` for each pair, row by row.
            var answers: String
        }
        var columns: [String]
        var rows: [[String?]]
        var conditions: [Condition]
        var refused: [String]
    }

    static func conditions() throws -> Conditions {
        try JSONDecoder().decode(Conditions.self, from: data("conditions.json"))
    }
}
