import Foundation
import Ledger
import Linkage
import Vocabulary

extension Review {
    /// Files of people, read as one; all have the same headings.
    struct PeopleFiles: Sendable {
        let paths: [String]
        /// The first file, and of the others what follows their headings.
        let text: Data
        /// By file: the line of ``text`` on which its first row stands.
        private let starts: [Int]

        init(_ paths: [String]) throws(Fault) {
            self.paths = paths
            var text = Data()
            var starts = [2]
            for (number, path) in paths.enumerated() {
                guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else {
                    throw Fault(
                        .peopleFileUnreadable,
                        "`\(path)` cannot be read",
                        help: "nothing was written; give a CSV file"
                    )
                }
                try Self.checkText(of: data, path)
                if number == 0 {
                    text = data
                    continue
                }
                let heading = text.prefix { $0 != 0x0A }
                let end = data.dropFirst(heading.count).first
                guard data.prefix(heading.count) == heading, end == nil || end == 0x0A || end == 0x0D else {
                    throw Fault(
                        .peopleFileUnreadable,
                        "`\(path)` line 1 does not have the headings of `\(paths[0])`",
                        help: "give files of the same columns, or put them into one; nothing was written"
                    )
                }
                if text.last != 0x0A { text.append(0x0A) }
                starts.append(text.count { $0 == 0x0A } + 1)
                text.append(data.dropFirst(heading.count + 1))
            }
            self.text = text
            self.starts = starts
        }

        /// Refuses what is no text in UTF-8, with the line: half a name would be compared with whole ones.
        private static func checkText(of data: Data, _ path: String) throws(Fault) {
            let line: Int? = data.withUnsafeBytes { bytes in
                var validator = UTF8Validator()
                var hasNUL = false
                var end = validator.firstBad(in: bytes, sawNUL: &hasNUL) ?? (validator.isInside ? bytes.count : nil)
                if hasNUL { end = min(end ?? bytes.count, bytes.firstIndex(of: 0) ?? bytes.count) }
                return end.map { end in bytes[..<end].count { $0 == 0x0A } + 1 }
            }
            guard let line else { return }
            throw Fault(
                .peopleFileUnreadable,
                "`\(path)` line \(line) is not text in UTF-8",
                help:
                    "save it as CSV in UTF-8 (`iconv -f WINDOWS-1252 -t UTF-8`, where it is from a spreadsheet); nothing"
                    + " was written"
            )
        }

        /// Reads the text, and names file and line where it cannot be read.
        func read<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result {
            do {
                return try text.withUnsafeBytes { try body($0.bindMemory(to: UInt8.self)) }
            } catch let problem as DelimitedText.Problem {
                throw fault(line: problem.line, problem.words)
            }
        }

        /// A fault that names the file and its own line.
        func fault(line: Int, _ words: String) -> Fault {
            let file = starts.lastIndex { $0 <= line } ?? 0
            let own = file == 0 ? line : line - starts[file] + 2
            return Fault(
                .peopleFileUnreadable,
                "`\(paths[file])` line \(own): \(words)",
                help: "mend the line and try again; nothing was written"
            )
        }

        /// The SHA-256 of what was read.
        var digest: String { text.withUnsafeBytes { Digest.sha256($0) }.description }

        /// The values of some rows as they stand in the file, by the number of the row from 0.
        func rows(_ wanted: Set<Int>) throws -> (headings: [String], values: [Int: [String]]) {
            let table = try read { try PlainTable($0, rows: wanted) }
            return (table.headings, Dictionary(uniqueKeysWithValues: zip(wanted.sorted(), table.rows)))
        }
    }

    /// One field of a CSV line, in quotes where it needs them.
    static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// The same for a file that people open in a spreadsheet: what would be taken for a formula is marked as text.
    static func sheetField(_ text: String) -> String { field(isFormula(text) ? "'" + text : text) }

    /// What ``sheetField(_:)`` marked, as it was.
    static func fromSheet(_ text: String) -> String {
        text.hasPrefix("'") && isFormula(String(text.dropFirst())) ? String(text.dropFirst()) : text
    }

    private static func isFormula(_ text: String) -> Bool {
        text.unicodeScalars.first.map { "=+-@\t\r\0＝＋－＠".unicodeScalars.contains($0) } ?? false
    }
}

extension Fault.Code {
    /// A file of people cannot be read as one.
    static let peopleFileUnreadable = Self("review.people_file_unreadable", status: 422)
    /// The outcome of a joining of files cannot be written.
    static let joiningUnwritable = Self("review.joining_unwritable", status: 507)
    /// A folder or file is not what a joining of files wrote.
    static let joiningUnreadable = Self("review.joining_unreadable", status: 422)
    /// Judged pairs that cannot be read.
    static let labelsUnreadable = Self("review.labels_unreadable", status: 422)
}
