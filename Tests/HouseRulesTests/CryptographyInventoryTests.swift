import Foundation
import Testing

/// The inventory of cryptography, held against the sources.
@Suite("The inventory of cryptography") struct CryptographyInventoryTests {
    @Test("Every file that uses cryptography stands in the inventory, and nothing else does")
    func cryptography() throws {
        let page = try String(
            contentsOf: SourceTree.root.appending(path: "docs/security/cryptography.md"),
            encoding: .utf8
        )
        let rows = page.split(separator: "\n").compactMap { $0.firstMatch(of: /^\| `(\w+\.swift)` \|/)?.1 }
        let using =
            SourceTree.files.filter { $0.path.hasPrefix("Sources/") && $0.text.contains(/\nimport Crypto/) }
            .map(\.name)
            + SourceTree.files.filter { $0.path.hasPrefix("Sources/") && $0.text.hasPrefix("import Crypto") }
            .map(\.name)
        #expect(Set(rows.map(String.init)) == Set(using))
    }
}
