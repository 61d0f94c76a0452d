import Foundation

/// How code reads.
extension HouseRule {
    /// Beyond this a file is pointed out.
    static let lineCountLiked = 300
    /// Beyond this a file is refused.
    static let lineCountMax = 400

    static func lineCount(_ file: SourceFile) -> Int {
        file.text.split(separator: "\n", omittingEmptySubsequences: false).count
    }

    private static func source(_ text: String) -> [SourceFile] { [SourceFile("Sources/Store/Row.swift", text)] }

    static let text: [HouseRule] = [
        HouseRule(
            title: "A file fits in a reader's head",
            remedy: "split it by subject: `Type+Subject.swift`",
            breaks: [source(String(repeating: "\n", count: lineCountMax))],
            keeps: [source(String(repeating: "\n", count: lineCountMax - 1))]
        ) { files in
            files.filter { $0.isSwift && ($0.isSource || $0.path.hasPrefix("Tests/")) && lineCount($0) > lineCountMax }
                .map { Breach($0, "has \(lineCount($0)) lines, at most \(lineCountMax) are allowed") }
        },
        forbid(
            #"\btry!|\bas!|\bfatalError\("#,
            in: \.isSource,
            title: "Nothing crashes on purpose",
            remedy: "throw a `Fault`; a broken invariant of our own is a `precondition`",
            breaks: [source("let a = try! f()"), source("let a = b as! C"), source("default: fatalError()")],
            keeps: [source("// never try!\nlet a = try f()")]
        ),
        forbid(
            #"@unchecked\s+Sendable|\bTask\.detached\b|\bnonisolated\(unsafe\)|@preconcurrency\b|\bunowned\(unsafe\)"#,
            in: \.isSource,
            title: "Concurrency is checked by the compiler, never waved through",
            remedy: "make it a value, an actor, or a `Mutex` from Synchronization",
            breaks: [
                source("final class A: @unchecked Sendable {}"), source("Task.detached { }"),
                source("nonisolated(unsafe) var a = 1"),
            ],
            keeps: [source("final class A: Sendable {}")]
        ),
        HouseRule(
            title: "Every package and public type and function has a doc line",
            remedy: "write one `///` line that says what it is or gives back",
            breaks: [
                source("package struct A {}"), source("package func a() {}"),
                source("\n@inlinable\npackage static func b() {}"),
                source("// a note\npublic protocol C {}"),
            ],
            keeps: [
                source("/// What it is.\n@frozen\npackage struct A {\n    package init() {}\n    package var b = 1\n}"),
                source("/// D.\npackage protocol Disk {\n    /// R.\n    func read()\n}\npackage func read() {}"),
                source("package static func == (a: A, b: A) -> Bool { true }\npackage func run() async throws {}"),
            ],
            check: checkDocLines
        ),
        forbid(
            #"\b(?:struct|class|enum|actor|protocol|typealias)\s+\w*(?:Managers?|Helpers?|Utils?|Utilit(?:y|ies)|Impl)\b"#,
            in: \.isSwift,
            title: "A type is named for what it is",
            remedy: "use the field's noun for what it holds or does",
            breaks: [source("struct RowHelper {}"), source("enum Utils {}"), source("final class QueryManager {}")],
            keeps: [source("struct RowReader {}")]
        ),
        HouseRule(
            title: "No type shares its module's name",
            remedy: "rename the type: the module could no longer be named in full",
            breaks: [source("package struct Store {}")],
            keeps: [source("enum A {\n    struct Store {}\n}"), source("package struct StoreFile {}")]
        ) { files in
            files.filter(\.isSource).flatMap { file in
                Pattern(
                    #"^(?:(?:package|public|internal|private|final|indirect)\s+)*(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)"#
                )
                .matches(in: file.code).filter { $0.word == file.target }
                .map { Breach(file, line: $0.line, "declares `\($0.word)` in the module of that name") }
            }
        },
        HouseRule(
            title: "Nothing unfinished is left in the text",
            remedy: "finish it, or take it out and say so in the README's table of what works",
            breaks: [
                source("// TODO: later"), source("/// A stub."), source("// just a placeholder"),
                [SourceFile("README.md", "This is not implemented yet.")],
            ],
            keeps: [source(#"let a = input(placeholder: "a name")"#), source("/// Stubborn, todos.")]
        ) { files in
            let words = Pattern(
                #"\b(?:TODO|FIXME|HACK|WIP)\b|\b(?:[Nn]ot (?:yet )?implemented|[Uu]nimplemented|[Ss]tubs?|[Cc]oming soon|[Ll]orem ipsum)\b|//.*\bplaceholder\b(?! attribute)"#
            )
            return files.filter { !$0.quotesBreaches && isProse($0) }.flatMap { file in
                words.matches(in: file.text).map {
                    Breach(file, line: $0.line, "`\($0.groups[0].trimmingPrefix("// "))`")
                }
            }
        },
        HouseRule(
            title: "Nothing depends on one machine's folders",
            remedy: "name it from the package root, or take it as an option",
            breaks: [source(#"let a = "/home/someone/data""#), [SourceFile("docs/guide/a.md", "see ../shared/notes")]],
            keeps: [[SourceFile("Tests/A/B.swift", #"let a = "../shared/data/01_matching""#)]]
        ) { files in
            let paths = Pattern(#"(?<![\w.])/(?:home|root|work|Users)/\w+|\.\./shared/(?!data\b)\w+"#)
            return files.filter { !$0.quotesBreaches && isProse($0) }.flatMap { file in
                paths.matches(in: file.text).map { Breach(file, line: $0.line, "names `\($0.word)`") }
            }
        },
        HouseRule(
            title: "Fault codes are well formed, and each is declared once",
            remedy: "write `Self(\"room.what_went_wrong\", status: 4xx)` in the folder that throws it",
            breaks: [
                source("extension Fault.Code {\n static let a = Self(\"BadPlate\", status: 400) }"),
                source(
                    "extension Fault.Code { static let a = Self(\"a.b\", status: 400)\nstatic let b = Self(\"a.b\", status: 400) }"
                ),
                source("extension Fault.Code { static let a = Self(\"store.full\", status: 200) }"),
                [
                    SourceFile("Sources/Capabilities/Search/Search.swift", #"let name = "search""#),
                    SourceFile(
                        "Sources/Capabilities/Search/Search+Query.swift",
                        #"extension Fault.Code { static let a = Self("query.empty", status: 400) }"#
                    ),
                ],
            ],
            keeps: [source("extension Fault.Code { static let a = Self(\"store.disk_full\", status: 507) }")],
            check: checkFaultCodes
        ),
    ]

    /// Files whose words people read; fixtures and data are not.
    static func isProse(_ file: SourceFile) -> Bool {
        ["swift", "md", "sh", "py", "js", "css", "cedar"].contains { file.path.hasSuffix(".\($0)") }
            || file.name == "Makefile"
    }

    private static func checkDocLines(_ files: [SourceFile]) -> [Breach] {
        let declaration = Pattern(
            #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:package|public)\s+(?:(?:static|final|indirect|mutating|nonmutating|nonisolated|consuming|borrowing|override|class)\s+)*(?:struct|class|enum|actor|protocol|typealias|func)\s+(\S+?)(?=[\s(<:={]|$)"#
        )
        // Documented by the protocol that asks for it: one of another library, or one of ours.
        let outside: Set<String> = [
            "hash", "encode", "run", "validate", "migrate", "routes", "makeIterator", "next", "index", "appendLiteral",
            "appendInterpolation",
            "StringInterpolation", "StringLiteralType",
        ]
        let protocols = Pattern(#"\bprotocol\s+\w+[^{]*\{[^\n]*\n(?:(?!\}).*\n)*\}"#)
        let witnesses = outside.union(
            files.filter(\.isSource).flatMap { protocols.matches(in: $0.code) }
                .flatMap { Pattern(#"\bfunc\s+(\w+)"#).matches(in: $0.word).map(\.word) }
        )
        return files.filter(\.isSource).flatMap { file -> [Breach] in
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            return declaration.matches(in: file.code).compactMap { match -> Breach? in
                let name = match.word
                guard name.first?.isLetter == true, !witnesses.contains(name) else { return nil }
                var above = match.line - 2
                while above >= 0, lines[above].trimmingPrefix(while: \.isWhitespace).hasPrefix("@") { above -= 1 }
                let line = above >= 0 ? lines[above].trimmingPrefix(while: \.isWhitespace) : ""
                if line.hasPrefix("///") || line.hasSuffix("*/") { return nil }
                return Breach(file, line: match.line, "`\(name)` has no doc line")
            }
        }
    }

    private static func checkFaultCodes(_ files: [SourceFile]) -> [Breach] {
        var seen: Set<String> = []
        return files.filter { $0.isSource && $0.code.contains("Fault.Code") }.flatMap { file -> [Breach] in
            Pattern(#"\b(?:Self|Fault\.Code|Code)\(\s*"([^"]*)",\s*status:\s*(\d+)\s*\)"#).matches(in: file.text)
                .flatMap { match -> [Breach] in
                    let code = match.groups[1]
                    var wrong: [String] = []
                    if Pattern(#"^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$"#).matches(in: code).isEmpty {
                        wrong.append("`\(code)` is not of the form `room.what_went_wrong`")
                    }
                    if !seen.insert(code).inserted { wrong.append("`\(code)` is declared twice") }
                    if !(400...599).contains(Int(match.groups[2]) ?? 0) {
                        wrong.append("`\(code)` has no 4xx or 5xx status")
                    }
                    if let room = file.room, !code.hasPrefix(shortName(room, files) + ".") {
                        wrong.append("`\(code)` should begin with `\(shortName(room, files)).`")
                    }
                    return wrong.map { Breach(file, line: match.line, $0) }
                }
        }
    }
}
