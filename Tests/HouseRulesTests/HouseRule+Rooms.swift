/// One shape for every room, and walls between them.
extension HouseRule {
    private static func room(_ file: String, _ text: String) -> SourceFile {
        SourceFile("Sources/Capabilities/\(file)", text)
    }

    /// Folders of `Sources/Capabilities` that hold code.
    static func roomNames(_ files: [SourceFile]) -> [String] {
        Set(files.filter(\.isSwift).compactMap(\.room)).sorted()
    }

    /// Whether a manifest opens nothing: an empty name over rules that no page shows yet.
    static func isClosed(_ manifest: SourceFile) -> Bool {
        let name = manifest.room ?? ""
        return !Pattern(#"\benum\s+\#(name)\s*\{\s*\}"#).matches(in: manifest.code).isEmpty
    }

    /// The room's short name, as its manifest gives it: `search`.
    static func shortName(_ room: String, _ files: [SourceFile]) -> String {
        let manifest = files.first { $0.room == room && $0.isManifest }
        let given = manifest.flatMap {
            Pattern(#"static\s+let\s+name\s*(?::\s*String\s*)?=\s*"(\w+)""#).matches(in: $0.text).first
        }
        return given?.word ?? room.lowercased()
    }

    static let rooms: [HouseRule] = [
        HouseRule(
            title: "A room has a manifest, and only files that carry its name",
            remedy: "name the manifest `Room.swift` and the others `Room+Subject.swift`",
            breaks: [
                [room("Search/Search+Pages.swift", "")],
                [room("Search/Search.swift", ""), room("Search/Pages.swift", "")],
                [room("Search/Search.swift", ""), room("Shared.swift", "")],
            ],
            keeps: [[room("Search/Search.swift", ""), room("Search/Search+Pages.swift", "")]]
        ) { files in
            let names = roomNames(files)
            let loose = files.filter {
                $0.isSource && $0.target == "Capabilities" && $0.room == nil && !names.isEmpty
            }
            return loose.map { Breach($0, "is in no room") }
                + names.flatMap { name in
                    let inside = files.filter { $0.room == name && $0.isSwift }
                    let odd = inside.filter { !$0.isManifest && !$0.name.hasPrefix("\(name)+") }
                    let manifest = inside.contains(where: \.isManifest) ? [] : inside.prefix(1)
                    return odd.map { Breach($0, "should be named `\(name)+….swift`") }
                        + manifest.map { Breach($0, "its room has no manifest `\(name).swift`") }
                }
        },
        HouseRule(
            title: "A room does not reach into another room",
            remedy: "move what both need to the floor below (Vocabulary, PageKit or CapabilityKit)",
            breaks: [[room("Search/Search.swift", "let a = Review.queue"), room("Review/Review.swift", "")]],
            keeps: [
                [room("Search/Search.swift", "/// Not Review.\nlet a = \"Review\""), room("Review/Review.swift", "")]
            ]
        ) { files in
            let names = roomNames(files)
            return files.filter { $0.room != nil && $0.isSwift }.flatMap { file in
                names.filter { $0 != file.room }.flatMap { other in
                    Pattern(#"\b\#(other)\b"#).matches(in: file.code).map {
                        Breach(file, line: $0.line, "mentions the room `\(other)`")
                    }
                }
            }
        },
        HouseRule(
            title: "Every room is in the directory, and has its card",
            remedy: "add `Room.self` to Sources/Node/Directory.swift and `static let card` to the manifest",
            breaks: [
                [
                    room("Search/Search.swift", "static let card = Card()"),
                    SourceFile("Sources/Node/Directory.swift", "[]"),
                ],
                [room("Search/Search.swift", ""), SourceFile("Sources/Node/Directory.swift", "[Search.self]")],
            ],
            keeps: [
                // Rules that no page shows yet: an empty name, which conforms to nothing and opens nothing.
                [room("Search/Search.swift", "enum Search {}"), SourceFile("Sources/Node/Directory.swift", "[]")],
                [
                    room("Search/Search.swift", "package static let card = Card()"),
                    SourceFile("Sources/Node/Directory.swift", "[Search.self]"),
                ],
            ]
        ) { files in
            guard let directory = files.first(where: { $0.path == "Sources/Node/Directory.swift" }) else { return [] }
            return files.filter(\.isManifest).flatMap { manifest -> [Breach] in
                let name = manifest.room ?? ""
                if isClosed(manifest) { return [] }
                let listed = !Pattern(#"\b\#(name)\.self\b"#).matches(in: directory.code).isEmpty
                let inside = files.filter { $0.room == name && $0.isSwift }
                let hasCard = inside.contains {
                    !Pattern(#"static\s+(?:let|var)\s+card\b"#).matches(in: $0.code).isEmpty
                }
                return (listed ? [] : [Breach(manifest, "`\(name).self` is not in the directory")])
                    + (hasCard ? [] : [Breach(manifest, "the room has no card")])
            }
        },
        HouseRule(
            title: "SQL is spoken only by Store, CapabilityKit and the rooms' storage",
            remedy: "move the statement to the room's `+Storage.swift`",
            breaks: [
                [room("Search/Search+Pages.swift", #"let q = "SELECT id FROM search_saved""#)],
                [SourceFile("Sources/Node/Server.swift", "let q: SQL = \"\"\"\n  DELETE FROM node_session\n  \"\"\"")],
            ],
            keeps: [[room("Search/Search+Storage.swift", #"let q = "SELECT id FROM search_saved""#)]]
        ) { files in
            files.filter { $0.isSource && !["Store", "CapabilityKit"].contains($0.target) }
                .filter { !($0.room != nil && $0.name.contains("+Storage")) }
                .flatMap { file in
                    file.literals.filter { !statement.matches(in: $0.text).isEmpty }.map {
                        Breach(file, line: $0.line, "holds an SQL statement")
                    }
                }
        },
        HouseRule(
            title: "A room's SQL names only the room's own tables",
            remedy: "ask the Desk for what belongs to the records or to another room",
            breaks: [
                [room("Search/Search+Storage.swift", #"let q = "SELECT id FROM records_fact""#)],
                [room("Search/Search+Storage.swift", #"let q = "SELECT 1 FROM search_a JOIN review_b ON 1 = 1""#)],
                [room("Search/Search+Storage.swift", #"let q = "CREATE INDEX search_i ON review_b (id)""#)],
            ],
            keeps: [
                [
                    room(
                        "Search/Search+Storage.swift",
                        """
                        let a = "WITH recent AS (SELECT id FROM search_a) SELECT id FROM recent WHERE a IS DISTINCT FROM b"
                        let b = "INSERT INTO search_a (id) VALUES (\\(id)) ON CONFLICT (id) DO UPDATE SET id = excluded.id"
                        let c = "CREATE TABLE IF NOT EXISTS search_b (id INTEGER PRIMARY KEY)"
                        let d = "CREATE UNIQUE INDEX search_i ON search_b (id)"
                        """
                    )
                ],
                [
                    room("Contact/Contact.swift", #"package static let name = "calls""#),
                    room("Contact/Contact+Storage.swift", #"let a = "UPDATE calls_line SET a = 1""#),
                ],
            ],
            check: checkTables
        ),
        forbid(
            #"^\s*(?:\w+\s+)?import\s+Store\b"#,
            in: {
                let opens = ["+Storage", "+Commands"].contains(where: $0.name.contains) || $0.isManifest
                return $0.room != nil && !opens || $0.target == "reeve" && $0.isSource && !$0.name.contains("Command")
            },
            title: "The Desk is the only way to the records",
            remedy: "ask the Desk; only a room's manifest, `+Storage` and `+Commands` see Store",
            breaks: [[room("Search/Search+Pages.swift", "import Store")]],
            keeps: [[room("Search/Search+Storage.swift", "import Store")]]
        ),
        forbid(
            #"\b(?:whoSaw|whatDid|whatFor|watchMaterial|ownDoings|AuditTrail|AuditLine|WatchMaterial)\b"#,
            in: { ($0.isSource && !["CapabilityKit"].contains($0.target)) && $0.room != "Oversight" },
            title:
                "Only the room of oversight reads the log: it serves what DPA 2018 s.62(4) allows, no page of performance",
            remedy:
                "count work where it is done, from its own records; the log is for lawfulness, conduct, security and proceedings",
            breaks: [
                [room("Workforce/Workforce+Pages.swift", "let busy = try await visit.desk.whatDid(party)")],
                [SourceFile("Sources/Node/Metrics.swift", "let trail: AuditTrail")],
            ],
            keeps: [[room("Oversight/Oversight+Answers.swift", "let found = try await visit.desk.whatDid(party)")]]
        ),
        HouseRule(
            title: "The tables of records and of the log are named by nobody outside CapabilityKit",
            remedy: "ask the Desk: it checks the policy and writes the ledger before it answers",
            breaks: [
                [room("Search/Search+Storage.swift", #"let table = "records_fact""#)],
                [SourceFile("Sources/Node/Health.swift", "let a = records_fact")],
                [room("Search/Search+Storage.swift", #"let table = "audit_entry""#)],
            ],
            keeps: [
                [SourceFile("Sources/CapabilityKit/Records.swift", #"let table = "records_fact""#)],
                [SourceFile("Sources/reeve/Demo.swift", #"let role = "records_clerk""#)],
            ]
        ) { files in
            // `records_clerk` is a role.
            let word = Pattern(#"\b(?:records_(?!clerk\b)|audit_)\w*"#)
            return files.filter { $0.isSource && $0.target != "CapabilityKit" }.flatMap { file in
                let inCode = word.matches(in: file.code).map { ($0.line, $0.word) }
                let said = file.literals.flatMap { literal in
                    word.matches(in: literal.text).map { (literal.line + $0.line - 1, $0.word) }
                }
                return (inCode + said).map { Breach(file, line: $0.0, "mentions `\($0.1)`") }
            }
        },
    ]

    /// The beginning of a statement, in the capitals that our SQL is written in.
    private static let statement = Pattern(
        #"^\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(?:UNIQUE\s+|TEMP\s+|VIRTUAL\s+)?(?:TABLE|INDEX|VIEW)\s|ALTER\s+TABLE\s|DROP\s+(?:TABLE|INDEX)\s|WITH\s+(?:RECURSIVE\s+)?\w+[^A-Z]*AS\s*\(|PRAGMA\s)"#
    )

    private static func checkTables(_ files: [SourceFile]) -> [Breach] {
        let table = Pattern(
            #"(?<!DISTINCT )\b(?:FROM|JOIN|INTO|UPDATE|TABLE(?: IF (?:NOT )?EXISTS)?|INDEX(?: IF NOT EXISTS)? \w+ ON)\s+(?!SET\b|IF\b)(\w+)(?!\s*\.)"#
        )
        let functions: Set<String> = ["json_each", "unnest", "generate_series", "pragma_table_info"]
        return files.filter { $0.room != nil && $0.isSwift }.flatMap { file in
            let prefix = shortName(file.room ?? "", files) + "_"
            return file.literals.flatMap { literal -> [Breach] in
                guard !statement.matches(in: literal.text).isEmpty else { return [] }
                let named = Set(
                    Pattern(
                        #"(?:WITH|RECURSIVE|,)\s+(\w+)\s*(?:\([^)]*\)\s*)?AS\s*(?:NOT\s+MATERIALIZED\s*|MATERIALIZED\s*)?\("#
                    )
                    .matches(in: literal.text).map(\.word)
                )
                return table.matches(in: literal.text).map(\.word)
                    .filter { !$0.hasPrefix(prefix) && !named.contains($0) && !functions.contains($0) }
                    .map {
                        Breach(
                            file,
                            line: literal.line,
                            "names the table `\($0)`, which does not begin with `\(prefix)`"
                        )
                    }
            }
        }
    }
}
