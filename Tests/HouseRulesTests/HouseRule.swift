import Testing

/// A rule of the house: what it asks, what to do about a breach, and small trees that break it and keep it.
///
/// A rule reads files as text and nothing else, so that it can be tried on files that do not exist.
struct HouseRule: Sendable, CustomTestStringConvertible {
    /// A sentence: what is true of every file.
    let title: String
    /// What to do when it is not.
    let remedy: String
    /// Each is a small tree that the rule must catch.
    let breaks: [[SourceFile]]
    /// Each is a small tree that the rule must let pass.
    let keeps: [[SourceFile]]
    /// Where the files break the rule.
    let check: @Sendable ([SourceFile]) -> [Breach]

    var testDescription: String { title }
}

/// One place where a rule is broken.
struct Breach: Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    init(_ file: SourceFile, line: Int = 1, _ what: String) {
        path = file.path
        self.line = line
        self.what = what
    }

    var description: String { "\(path):\(line): \(what)" }
}

extension HouseRule {
    static let all: [HouseRule] = floorPlan + rooms + gate + text + personalData + documents

    /// A rule that forbids what a pattern finds in the code of some files, comments and literals left out.
    static func forbid(
        _ pattern: String,
        in applies: @escaping @Sendable (SourceFile) -> Bool,
        title: String,
        remedy: String,
        breaks: [[SourceFile]],
        keeps: [[SourceFile]] = []
    ) -> HouseRule {
        HouseRule(title: title, remedy: remedy, breaks: breaks, keeps: keeps) { files in
            let pattern = Pattern(pattern)
            return files.filter(applies).flatMap { file in
                pattern.matches(in: file.code).map { match in
                    Breach(file, line: match.line, "`\(match.groups[0].trimmingPrefix { $0.isWhitespace })`")
                }
            }
        }
    }
}
