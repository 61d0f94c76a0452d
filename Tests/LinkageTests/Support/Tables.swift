import Foundation

/// Files that tests read: published vectors beside the project, and data sets where a machine has them.
enum TestFiles {
    static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let vectors = packageRoot.appending(path: "../shared/data/12_peer_vectors").standardizedFileURL.path

    static let matching = packageRoot.appending(path: "../shared/data/01_matching").standardizedFileURL.path

    /// Where the FEBRL files are: `REEVE_FEBRL`, or `.reeve/febrl` in the package.
    static let febrl =
        ProcessInfo.processInfo.environment["REEVE_FEBRL"] ?? packageRoot.appending(path: ".reeve/febrl").path

    /// The text of a gzip file.
    static func unpacked(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gunzip", "-c", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    static func exist(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// A small comma-separated table with quoted cells.
struct CSVTable {
    var rows: [[String]] = []

    /// Reads a file; `trimmed` takes the spaces off both ends of each cell.
    init(path: String, trimmed: Bool = false) throws {
        self.init(bytes: try Data(contentsOf: URL(filePath: path)), trimmed: trimmed)
    }

    /// Reads a text.
    init(text: String) { self.init(bytes: Data(text.utf8), trimmed: false) }

    private init(bytes: Data, trimmed: Bool) {
        for line in bytes.split(separator: 0x0A) { rows.append(Self.cells(line, trimmed: trimmed)) }
    }

    /// The rows after the first as dictionaries by its cells; empty cells left out.
    var records: [[String: String]] {
        guard let head = rows.first else { return [] }
        return rows.dropFirst().map { row in
            var record: [String: String] = [:]
            for (name, value) in zip(head, row) where !value.isEmpty { record[name] = value }
            return record
        }
    }

    private static func cells(_ line: Data, trimmed: Bool) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var quoted = false
        func close() {
            let text = String(decoding: cell, as: UTF8.self)
            cells.append(trimmed ? text.trimmingCharacters(in: .whitespaces) : text)
            cell = []
        }
        for byte in line {
            switch byte {
            case 0x22: quoted.toggle()
            case 0x2C where !quoted: close()
            case 0x0D: break
            default: cell.append(byte)
            }
        }
        close()
        return cells
    }
}
