import Foundation
import Vocabulary

/// One file to import: where it is, whose it is, and how it is read.
struct ImportJob: Sendable {
    var path: String
    var source: Source
    var mapping: LoadedMapping
    var file: Mapping.File
    /// Given on the command line, before what the mapping says.
    var encoding: TextEncoding?

    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// The bytes of the file, decompressed if they are gzip, whatever the name ends in.
    static func open(_ path: String) throws -> any ByteSource {
        let file = try FileBytes(path: path)
        var head = [UInt8](repeating: 0, count: 2)
        let count = try head.withUnsafeMutableBytes { try file.fill($0) }
        let whole = PrefixedBytes(Array(head[..<count]), then: file)
        guard count == 2, head == [0x1f, 0x8b] else { return whole }
        return try GzipBytes(whole, name: URL(fileURLWithPath: path).lastPathComponent)
    }

    /// Opens the file and makes its plan.
    func open(today: CalendarDate) throws -> (reader: any RowReader, plan: ImportPlan) {
        let name = name, path = path
        let encoding = encoding ?? mapping.mapping.encoding
        if mapping.mapping.format == .csv {
            let text = TextBytes(try Self.open(path), encoding: encoding ?? .utf8)
            let reader = CSVReader(text, name: name, delimiter: mapping.mapping.delimiter)
            let header = try mapping.mapping.header ?? Self.header(reader, name: name)
            let compiled = try PlanCompiler.csv(
                mapping.mapping,
                file: file,
                header: header,
                name: name,
                mappingFile: mapping.name,
                source: source,
                today: today
            )
            return (reader, compiled.plan)
        }
        let compiled = try PlanCompiler.tree(
            mapping.mapping,
            file: file,
            mappingFile: mapping.name,
            source: source,
            today: today
        )
        guard let shape = compiled.shape else {
            throw Fault(.mappingBroken, "`\(mapping.name)` names no rows")
        }
        if mapping.mapping.format == .jsonl {
            let text = TextBytes(try Self.open(path), encoding: encoding ?? .utf8)
            return (JSONLinesReader(text, name: name, shape: shape), compiled.plan)
        }
        _ = try FileBytes(path: path)
        let reader = XMLReader(name: name, shape: shape, encoding: encoding) { try Self.open(path) }
        return (reader, compiled.plan)
    }

    /// The names in the first row, without blanks around them; a column without a name is called by its number.
    static func header(_ reader: CSVReader, name: String) throws -> [String] {
        guard let row = try reader.next() else {
            throw Fault(.headerMissing, "`\(name)` is empty", help: "a CSV file begins with a row of column names")
        }
        if let problem = row.problem {
            throw Fault(.headerMissing, "`\(name)` line \(row.line) is not a row of column names: \(problem.words)")
        }
        return (0..<row.count).map { column in
            let text = String(decoding: Standardiser.trimmed(row[column]), as: UTF8.self)
            return text.isEmpty ? "column \(column + 1)" : text
        }
    }
}

/// A mapping and the digest of its file.
struct LoadedMapping: Sendable {
    var mapping: Mapping
    /// The file's name, for messages.
    var name: String
    var digest: String
}
