import Foundation

/// What `Package.swift` declares, read as text: each target and everything that it depends on.
///
/// It reads the few shapes that our manifest uses: `let core: [Target.Dependency] = […]`, sums of such names and
/// lists, and `static var crypto: Self { .product(name: "Crypto", …) }`.
struct PackageManifest {
    /// Target names and product names, by target.
    private(set) var dependencies: [String: Set<String>] = [:]
    private(set) var systemLibraries: Set<String> = []

    private var lists: [String: Set<String>] = [:]
    private var products: [String: String] = [:]

    init(_ text: String) {
        for match in Pattern(#"static\s+var\s+(\w+)\s*:\s*Self\s*\{\s*\.product\(name:\s*"(\w+)""#).matches(in: text) {
            products[match.groups[1]] = match.groups[2]
        }
        for match in Pattern(#"^let\s+(\w+):\s*\[Target\.Dependency\]\s*=\s*(.+)$"#).matches(in: text) {
            lists[match.groups[1]] = resolve(match.groups[2])
        }
        for match in Pattern(#"\.systemLibrary\(\s*name:\s*"(\w+)""#).matches(in: text) {
            systemLibraries.insert(match.groups[1])
        }
        for match in Pattern(
            #"\.(?:target|executableTarget|testTarget)\(\s*name:\s*"([\w-]+)"([^\n]*(?:\n(?!\s*\.(?:target|executableTarget|testTarget)\(|\s*//|\s*\]\s*,\s*$).*)*)"#
        )
        .matches(in: text) {
            let declared = Pattern(#"dependencies:\s*((?:\w+|\[[^\]]*\])(?:\s*\+\s*(?:\w+|\[[^\]]*\]))*)"#)
                .matches(in: match.groups[2]).first?.word
            dependencies[match.groups[1]] = resolve(declared ?? "")
        }
    }

    private func resolve(_ expression: String) -> Set<String> {
        var names: Set<String> = []
        for match in Pattern(#""([\w-]+)"|\.(\w+)|(\w+)"#).matches(in: expression) {
            if !match.groups[1].isEmpty { names.insert(match.groups[1]) }
            if !match.groups[2].isEmpty { names.insert(products[match.groups[2]] ?? match.groups[2]) }
            if !match.groups[3].isEmpty { names.formUnion(lists[match.groups[3]] ?? [match.groups[3]]) }
        }
        return names
    }
}
