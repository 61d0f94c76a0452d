/// Nothing runs unapproved: the rules are asked where the gate of uses stands, and nowhere else.
extension HouseRule {
    static let gate: [HouseRule] = [
        HouseRule(
            title: "The rules are asked only behind the gate of uses",
            remedy: "use `permit`, `disclose`, `consult` or `alter` of the Desk; for what a page offers, `offers`",
            breaks: [
                [SourceFile("Sources/CapabilityKit/Desk/Desk+Faces.swift", "let a = rulebook.decide(.find, for: b)")],
                [SourceFile("Sources/Capabilities/Search/Search+Pages.swift", "visit.desk.rulebook.decide(.find)")],
                [
                    SourceFile(
                        "Sources/CapabilityKit/Desk/Desk+Disclose.swift",
                        "func permit() { rulebook.decide(a) }"
                    )
                ],
            ],
            keeps: [
                [
                    SourceFile(
                        "Sources/CapabilityKit/Desk/Desk+Disclose.swift",
                        "try await admit(a)\nswitch rulebook.decide(a) {}"
                    )
                ],
                [SourceFile("Sources/CapabilityKit/Desk/Desk.swift", "func offers() { rulebook.decide(a) }")],
            ]
        ) { files in
            // One record more or less is decided inside a question that has passed the gate.
            let inside = ["Desk.swift", "RecordGate.swift"]
            let asks = Pattern(#"\brulebook\.decide\("#), gates = Pattern(#"\b(?:admit|shut)\("#)
            return files.filter { $0.isSource && $0.target != "reeve-simulate" }.flatMap { file -> [Breach] in
                if file.target == "CapabilityKit", inside.contains(file.name) { return [] }
                let first = gates.matches(in: file.code).first?.line ?? .max
                return asks.matches(in: file.code).filter { $0.line < first || file.target != "CapabilityKit" }.map {
                    Breach(file, line: $0.line, "asks the rules without the gate before it")
                }
            }
        },
        HouseRule(
            title: "Every route of a room passes the gate",
            remedy: "begin the handler in Routes with `try await visit(request, context)`",
            breaks: [
                [SourceFile("Sources/CapabilityKit/Web/Routes+Files.swift", "pages.get(path) { a, b in answer() }")],
                [SourceFile("Sources/Capabilities/Search/Search.swift", "routes.api.post(path) { a, b in answer() }")],
            ],
            keeps: [
                [
                    SourceFile(
                        "Sources/CapabilityKit/Web/Routes+Files.swift",
                        "pages.get(path) { a, b in try await answer(try await visit(a, b)) }"
                    )
                ]
            ]
        ) { files in
            let opens = Pattern(#"\b(?:pages|api)\.(?:get|post|put|patch|delete|head|on)\("#)
            let visits = Pattern(#"try await visit\("#)
            return files.filter { ["CapabilityKit", "Capabilities"].contains($0.target) && $0.isSource }.flatMap {
                file in
                let opened = opens.matches(in: file.code)
                return opened.dropFirst(visits.matches(in: file.code).count).map {
                    Breach(file, line: $0.line, "opens a route that does not pass the gate")
                }
            }
        },
    ]
}
