import Testing

@Suite("The recipe for a room") struct RecipeTests {
    /// The template as `Scripts/new-room.sh TrialRoom` would put it in the tree.
    static let trial: [SourceFile] = SourceTree.files.compactMap { file in
        guard file.path.hasPrefix("docs/template-room/"), file.isSwift else { return nil }
        let name = file.name.replacing("Template", with: "TrialRoom")
        let folder = name.hasSuffix("Tests.swift") ? "Tests/CapabilitiesTests" : "Sources/Capabilities"
        let text = file.text.replacing("Template", with: "TrialRoom").replacing("template", with: "trialroom")
        return SourceFile("\(folder)/TrialRoom/\(name)", text.replacing("TITLE", with: "TrialRoom"))
    }

    @Test("The template has a manifest, a subject, pages and a test")
    func files() {
        #expect(
            Set(Self.trial.map(\.name)) == [
                "TrialRoom.swift", "TrialRoom+Count.swift", "TrialRoom+Pages.swift", "TrialRoomTests.swift",
            ]
        )
    }

    @Test("A room made from the template keeps every rule of the house", arguments: HouseRule.all)
    func keeps(_ rule: HouseRule) {
        let directory = SourceFile("Sources/Node/Directory.swift", "[TrialRoom.self]")
        let tree = SourceTree.files.filter { $0.path != directory.path } + Self.trial + [directory]
        let breaches = rule.check(tree).filter { $0.path.contains("TrialRoom") }
        #expect(breaches.map(\.description) == [])
    }
}
