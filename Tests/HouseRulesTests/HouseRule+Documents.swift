import Foundation

/// Documents that stay true.
extension HouseRule {
    private static func document(_ text: String, at path: String = "docs/guide/a.md") -> [SourceFile] {
        [SourceFile(path, text)]
    }

    static let documents: [HouseRule] = [
        HouseRule(
            title: "Links inside the documents lead somewhere",
            remedy: "correct the path, which is read from the document's own folder",
            breaks: [document("see [the plan](../no-such-file.md)")],
            keeps: [document("see [it](../../Package.swift), [web](https://www.example.org) and [here](#below)")]
        ) { files in
            files.filter { $0.path.hasSuffix(".md") && !$0.path.hasPrefix("Sources/") }.flatMap { file in
                Pattern(#"(?<!`)\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)"#).matches(in: file.text).compactMap {
                    match in
                    let folder = SourceTree.root.appending(path: file.path).deletingLastPathComponent()
                    let target = folder.appending(path: match.word).standardizedFileURL
                    if FileManager.default.fileExists(atPath: target.path()) { return nil }
                    return Breach(file, line: match.line, "links to `\(match.word)`, which is not there")
                }
            }
        },
        HouseRule(
            title: "Every decision is in the index, with its status",
            remedy: "add a row to docs/decisions/README.md: number, title, status",
            breaks: [
                [
                    SourceFile("docs/decisions/README.md", "| none |"),
                    SourceFile("docs/decisions/0009-paper.md", "# Paper"),
                ]
            ],
            keeps: [
                [
                    SourceFile("docs/decisions/README.md", "| [0009](0009-paper.md) | Paper | accepted |"),
                    SourceFile("docs/decisions/0009-paper.md", "# Paper"),
                ]
            ]
        ) { files in
            let index = files.first { $0.path == "docs/decisions/README.md" }
            return files.filter { $0.path.hasPrefix("docs/decisions/0") }.compactMap { file -> Breach? in
                let row = Pattern(#"^\|.*\(\#(file.name)\).*\|\s*(?:accepted|proposed|rejected|superseded)[^|]*\|\s*$"#)
                return row.matches(in: index?.text ?? "").isEmpty ? Breach(file, "has no row in the index") : nil
            }
        },
        HouseRule(
            title: "Commands for make in the documents are targets of the Makefile",
            remedy: "correct the document, or add the target to the Makefile",
            breaks: [document("```sh\nmake coffee\n```") + [SourceFile("Makefile", "demo:\n")]],
            keeps: [document("```sh\nmake demo\n```") + [SourceFile("Makefile", "demo: ## Run\n")]]
        ) { files in
            guard let makefile = files.first(where: { $0.path == "Makefile" }) else { return [] }
            let targets = Set(Pattern(#"^([a-z-]+):"#).matches(in: makefile.text).map(\.word))
            return files.filter { $0.path.hasSuffix(".md") }.flatMap { file in
                (Pattern(#"^make ([a-z-]+)"#).matches(in: file.text)
                    + Pattern(#"`make ([a-z-]+)`"#).matches(in: file.text))
                    .filter { !targets.contains($0.word) }
                    .map { Breach(file, line: $0.line, "`make \($0.word)` is not a target") }
            }
        },
    ]
}
