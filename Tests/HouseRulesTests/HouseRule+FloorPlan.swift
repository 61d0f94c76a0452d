/// Which floor may use which, and by which door the outside comes in.
extension HouseRule {
    /// Lowest floor first: a target may import only names that come before it.
    static let floors = [
        "Vocabulary", "Linkage", "Ledger", "Policy", "Store", "Sightings", "Federation", "PageKit", "CapabilityKit",
        "Capabilities", "Node", "reeve", "reeve-simulate",
    ]

    /// Modules of the toolchain that any file may import.
    static let open: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "Swift",
    ]

    /// A library from outside, the product of `Package.swift` that brings it, and the files it may enter by.
    struct Door: Sendable {
        let modules: Set<String>
        let product: String?
        let allows: @Sendable (SourceFile) -> Bool
        let place: String

        init(
            _ modules: Set<String>,
            product: String?,
            _ place: String,
            allows: @escaping @Sendable (SourceFile) -> Bool
        ) {
            self.modules = modules
            self.product = product
            self.allows = allows
            self.place = place
        }
    }

    private static func within(_ folders: String...) -> @Sendable (SourceFile) -> Bool {
        { file in folders.contains { file.path.hasPrefix("Sources/\($0)/") } }
    }

    static let doors: [Door] = [
        Door(["GRDB"], product: "GRDB", "Sources/Store", allows: within("Store")),
        Door(["GRDBSQLite"], product: "GRDBSQLite", "Sources/Store", allows: within("Store")),
        Door(["CPostgres"], product: "CPostgres", "Sources/Store", allows: within("Store")),
        Door(
            [
                "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix", "NIOHTTP1", "ServiceLifecycle",
                "NIOTLS", "Logging",
            ],
            product: "Hummingbird",
            "CapabilityKit, Node and reeve",
            allows: within("CapabilityKit", "Node", "reeve")
        ),
        Door(
            ["AsyncHTTPClient"],
            product: "AsyncHTTPClient",
            "Sources/Node/Outside and Sources/Node/Federation",
            allows: within("Node/Outside", "Node/Federation")
        ),
        Door(["NIOSSL"], product: "NIOSSL", "Sources/Node/Federation", allows: within("Node/Federation")),
        Door(["X509"], product: "X509", "Sources/Node/Federation", allows: within("Node/Federation")),
        Door(["SwiftASN1"], product: "SwiftASN1", "Sources/Node/Federation", allows: within("Node/Federation")),
        Door(["Crypto"], product: "Crypto", "Sources/Ledger", allows: within("Ledger")),
        Door(["CryptoExtras"], product: "CryptoExtras", "Sources/Ledger", allows: within("Ledger")),
        Door(
            ["RawStructuredFieldValues"],
            product: "RawStructuredFieldValues",
            "Sources/Federation/Messages",
            allows: within("Federation/Messages")
        ),
        Door(["CZlib"], product: "CZlib", "Sources/Capabilities/Intake", allows: within("Capabilities/Intake")),
        Door(
            ["CLinkageKernels"],
            product: "CLinkageKernels",
            "Sources/Linkage/Kernels",
            allows: within("Linkage/Kernels")
        ),
        Door(
            ["Dispatch"],
            product: nil,
            "Store, Node, reeve and Intake, for calls that block",
            allows: within("Store", "Node", "reeve", "Capabilities/Intake")
        ),
        Door(["FoundationXML"], product: nil, "Sources/Capabilities/Intake", allows: within("Capabilities/Intake")),
        Door(["FoundationNetworking"], product: nil, "Node and reeve", allows: within("Node", "reeve")),
        Door(
            ["ArgumentParser"],
            product: "ArgumentParser",
            "CapabilityKit, reeve, reeve-simulate, and a room's manifest and commands"
        ) { file in
            within("CapabilityKit", "reeve", "reeve-simulate")(file)
                || file.room != nil && (file.isManifest || file.name.contains("+Commands"))
        },
    ]

    static let floorPlan: [HouseRule] = [
        HouseRule(
            title: "Imports go down the floor plan only",
            remedy: "move what both floors need to the lower one, or the file to the higher one",
            breaks: [[SourceFile("Sources/Ledger/Tile.swift", "import Store")]],
            keeps: [[SourceFile("Sources/Store/Row.swift", "import Ledger\nimport Foundation")]]
        ) { files in
            files.filter(\.isSource).flatMap { file in
                let height = floors.firstIndex { $0 == file.target } ?? 0
                return file.imports.compactMap { match -> Breach? in
                    guard let other = floors.firstIndex(of: match.word), other >= height else { return nil }
                    return Breach(file, line: match.line, "imports `\(match.word)`, which is not on a floor below")
                }
            }
        },
        HouseRule(
            title: "Package.swift declares what a target imports, and no outside library that it does not import",
            remedy: "declare the module in Package.swift: an undeclared one leaves stale code behind that crashes",
            breaks: [
                [
                    SourceFile("Package.swift", #".target(name: "Store", dependencies: ["Vocabulary"]),"#),
                    SourceFile("Sources/Store/Row.swift", "import Ledger"),
                ],
                [
                    SourceFile(
                        "Package.swift",
                        ".target(name: \"Store\", dependencies: [\"Vocabulary\", \"CPostgres\"]),"
                    ),
                    SourceFile("Sources/Store/Row.swift", "import Vocabulary"),
                ],
                [
                    SourceFile("Package.swift", #".target(name: "Store"),"#),
                    SourceFile("Sources/Attic/Row.swift", "import Vocabulary"),
                ],
            ],
            keeps: [
                [
                    SourceFile(
                        "Package.swift",
                        """
                        let core: [Target.Dependency] = ["Vocabulary"]
                        .target(name: "Store", dependencies: core + ["Ledger", .grdb]),
                        static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
                        """
                    ),
                    SourceFile(
                        "Sources/Store/Row.swift",
                        "import Ledger\nimport Vocabulary\nimport GRDB\nimport Foundation"
                    ),
                ]
            ],
            check: checkDeclarations
        ),
        HouseRule(
            title: "Outside libraries enter by one door each",
            remedy: "use the package API of the target that owns the door, or add to it there",
            breaks: [
                [SourceFile("Sources/Node/Server.swift", "import GRDB")],
                [SourceFile("Sources/Capabilities/Search/Search+Pages.swift", "import ArgumentParser")],
                [SourceFile("Sources/Linkage/Fetch.swift", "import AsyncHTTPClient")],
            ],
            keeps: [
                [
                    SourceFile("Sources/Store/SQLite.swift", "import GRDB"),
                    SourceFile("Sources/Capabilities/Search/Search+Commands.swift", "import ArgumentParser"),
                ]
            ]
        ) { files in
            files.filter(\.isSource).flatMap { file in
                file.imports.compactMap { match -> Breach? in
                    guard !floors.contains(match.word), !open.contains(match.word) else { return nil }
                    guard let door = doors.first(where: { $0.modules.contains(match.word) }) else {
                        return Breach(
                            file,
                            line: match.line,
                            "imports `\(match.word)`, which has no door in the house rules"
                        )
                    }
                    if door.allows(file) { return nil }
                    return Breach(file, line: match.line, "imports `\(match.word)`, whose door is \(door.place)")
                }
            }
        },
        forbid(
            #"\bDate\(\)|\bDate\.now\b|\bUUID\(\)|\.random\(|\.shuffled\(\)|SystemRandomNumberGenerator|\bFileManager\b|\bFileHandle\b|\bURLSession\b|\bProcessInfo\b|\bTask\.sleep\b|\bTask\s*\{|\b(?:Continuous|Suspending)Clock\b|\bDispatchQueue\b|\bThread\.|\bclock_gettime\b|\bgetenv\("#,
            in: { ["Vocabulary", "Linkage", "Ledger", "Policy", "Federation"].contains($0.target) && $0.isSource },
            title: "The pure core has no clock, dice, disk, network or tasks of its own",
            remedy: "take it as a parameter: that is what lets a whole country be simulated from a seed",
            breaks: [
                [SourceFile("Sources/Policy/Rule.swift", "let now = Date()")],
                [SourceFile("Sources/Ledger/Writer.swift", "Task { await flush() }")],
                [SourceFile("Sources/Linkage/Seed.swift", "let n = Int.random(in: 0..<9)")],
            ],
            keeps: [
                [
                    SourceFile("Sources/Policy/Rule.swift", "// not Date()\nfunc decide(at now: Timestamp)"),
                    SourceFile("Sources/Node/Clock.swift", "let now = Date()"),
                ]
            ]
        ),
    ]

    private static func checkDeclarations(_ files: [SourceFile]) -> [Breach] {
        guard let package = files.first(where: { $0.path == "Package.swift" }) else { return [] }
        let manifest = PackageManifest(package.text)
        var breaches: [Breach] = []
        var used: [String: Set<String>] = [:]
        for file in files {
            guard let target = file.target else { continue }
            guard let declared = manifest.dependencies[target] else {
                breaches.append(Breach(file, "`\(target)` is not a target of Package.swift"))
                continue
            }
            for match in file.imports {
                let module = match.word
                let door = doors.first { $0.modules.contains(module) }
                let needed = floors.contains(module) || module == "TestKit" ? module : door?.product
                used[target, default: []].insert(needed ?? module)
                if let needed, !declared.contains(needed) {
                    breaches.append(
                        Breach(file, line: match.line, "imports `\(module)`, but `\(target)` does not declare it")
                    )
                }
            }
        }
        let outside = Set(doors.compactMap(\.product))
        for (target, declared) in manifest.dependencies.sorted(by: { $0.key < $1.key }) where floors.contains(target) {
            for product in declared.intersection(outside).subtracting(used[target] ?? []).sorted() {
                breaches.append(Breach(package, "`\(target)` declares `\(product)`, but no file of it imports it"))
            }
        }
        return breaches
    }
}
