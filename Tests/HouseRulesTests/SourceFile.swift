import Foundation

/// One file of the package, read as text.
struct SourceFile: Sendable {
    /// From the package root: `Sources/Ledger/Tile.swift`.
    let path: String
    let text: String
    /// The text without comments and without what its string literals say; lines keep their numbers.
    let code: String
    /// What the string literals say.
    let literals: [SwiftText.Literal]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        if path.hasSuffix(".swift") {
            let scanned = SwiftText.scan(text)
            code = scanned.code
            literals = scanned.literals
        } else {
            code = text
            literals = []
        }
    }

    /// The last part of the path: `Tile.swift`.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// `Ledger` for `Sources/Ledger/Tile.swift` and `LedgerTests` for `Tests/LedgerTests/TileTests.swift`.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests", isSwift else { return nil }
        return String(parts[1])
    }

    /// `Search` for `Sources/Capabilities/Search/Search+Pages.swift`.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 3, parts[0] == "Sources", parts[1] == "Capabilities" else { return nil }
        return String(parts[2])
    }

    /// The room's manifest: `Sources/Capabilities/Search/Search.swift`.
    var isManifest: Bool { room.map { path == "Sources/Capabilities/\($0)/\($0).swift" } ?? false }

    var isSwift: Bool { path.hasSuffix(".swift") }

    var isSource: Bool { path.hasPrefix("Sources/") && isSwift }

    /// Files of these tests quote what the rules forbid.
    var quotesBreaches: Bool { path.hasPrefix("Tests/HouseRulesTests/") }

    /// The modules that the file imports, with their lines.
    var imports: [Match] {
        Pattern(
            #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|public|internal|private)\s+)?import\s+(?:(?:struct|class|enum|func|protocol|let|var|typealias)\s+)?(\w+)"#
        )
        .matches(in: code)
    }
}

/// A rule's expression, matched over a whole file at once.
struct Pattern: Sendable {
    private let expression: NSRegularExpression?

    /// `^` and `$` match at each line.
    init(_ text: String, ignoringCase: Bool = false) {
        expression = try? NSRegularExpression(
            pattern: text,
            options: ignoringCase ? [.anchorsMatchLines, .caseInsensitive] : [.anchorsMatchLines]
        )
    }

    /// Whether the expression could be read; a rule whose expression is broken would never catch anything.
    var isSound: Bool { expression != nil }

    func matches(in text: String) -> [Match] {
        guard let expression else { return [] }
        let whole = text as NSString
        var line = 1
        var counted = 0
        return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).map { found in
            let before = NSRange(location: counted, length: max(0, found.range.location - counted))
            line += whole.substring(with: before).utf8.count { $0 == UInt8(ascii: "\n") }
            counted = max(counted, found.range.location)
            let groups = (0..<found.numberOfRanges).map { index in
                let range = found.range(at: index)
                return range.location == NSNotFound ? "" : whole.substring(with: range)
            }
            // A match of `^\s*` may begin on the lines before the word it is about.
            let lead = groups[0].prefix { $0.isWhitespace }.utf8.count { $0 == UInt8(ascii: "\n") }
            return Match(line: line + lead, groups: groups)
        }
    }
}

/// One place where a pattern matched.
struct Match: Sendable {
    let line: Int
    /// The whole match, then each group; an empty string where a group took no part.
    let groups: [String]

    /// The last group, or the whole match where the pattern has no groups.
    var word: String { groups.last ?? "" }
}

/// The package's own files.
enum SourceTree {
    /// The folder that holds `Package.swift`.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every text file that the rules speak about.
    static let files: [SourceFile] =
        ["Sources", "Tests", "docs", "Scripts", ".ci"].flatMap(read(folder:))
        + ["Package.swift", "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].compactMap(
            read(path:)
        )

    private static let endings: Set<String> = [
        "swift", "md", "sh", "py", "json", "jsonl", "csv", "xml", "txt", "css", "js", "cedar", "sql",
    ]

    private static func read(folder: String) -> [SourceFile] {
        guard let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path()) else { return [] }
        return walk.compactMap { $0 as? String }.sorted()
            .filter { endings.contains(String($0.split(separator: ".").last ?? "")) }
            .compactMap { read(path: "\(folder)/\($0)") }
    }

    private static func read(path: String) -> SourceFile? {
        let url = root.appending(path: path)
        let bytes = (try? FileManager.default.attributesOfItem(atPath: url.path())[.size] as? Int) ?? 0
        guard bytes < 1_000_000, let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
        return SourceFile(path, text)
    }
}
