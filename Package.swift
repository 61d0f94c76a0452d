// swift-tools-version: 6.3
//
// The floor plan of Reeve. Read it from top to bottom: a target may use only the floors above it.
//
// Every target declares every Reeve module it can see, even through another module's re-export. SwiftPM's
// incremental build follows declarations only: leave one out and a changed struct in Vocabulary can leave stale
// code behind that crashes at run time. `HouseRulesTests` checks the declarations against the imports.

import PackageDescription

let core: [Target.Dependency] = ["Vocabulary", "Linkage", "Ledger", "Policy"]
let edges: [Target.Dependency] = core + ["Store", "Sightings", "Federation", "PageKit"]
let kit: [Target.Dependency] = edges + ["CapabilityKit"]
let building: [Target.Dependency] = kit + ["Capabilities", "Node"]

let package = Package(
    name: "reeve",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers.git", exact: "1.7.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin.git", exact: "1.5.0"),
    ],
    targets: [
        // MARK: - System libraries, from Debian

        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // MARK: - The pure core: no disk, no network, no clock of its own

        .target(name: "Vocabulary"),
        .target(name: "CLinkageKernels"),
        .target(name: "Linkage", dependencies: ["Vocabulary", "CLinkageKernels"]),
        .target(name: "Ledger", dependencies: ["Vocabulary", .crypto, .cryptoExtras]),
        .target(name: "Policy", dependencies: ["Vocabulary"]),

        // MARK: - The edges: disk, other nodes, HTML

        .target(name: "Store", dependencies: core + ["CPostgres", .grdb, .grdbSQLite]),
        .target(name: "Sightings", dependencies: ["Vocabulary"]),
        .target(name: "Federation", dependencies: core + [.structuredFields]),
        .target(name: "PageKit", dependencies: core),

        // MARK: - The rooms

        .target(name: "CapabilityKit", dependencies: edges + [.argumentParser, .hummingbird]),
        .target(
            name: "Capabilities",
            dependencies: kit + ["CZlib", .argumentParser],
            resources: [
                .copy("AllForces/Layout"), .copy("Anpr/Limits"), .copy("Contact/Rulebook"), .copy("Governance/Classes"),
                .copy("Intake/Mappings"), .copy("Sandbox/Names"),
            ]
        ),

        // MARK: - The building

        .target(
            name: "Node",
            dependencies: kit + ["Capabilities", .asyncHTTPClient, .certificates, .hummingbird, .nioSSL, .swiftASN1],
            resources: [.copy("Rules"), .copy("Assets")]
        ),
        .executableTarget(name: "reeve", dependencies: building + [.argumentParser]),
        .executableTarget(name: "reeve-simulate", dependencies: core + ["Store", "Federation", .argumentParser]),

        // MARK: - Tests

        .target(name: "TestKit", dependencies: building + [.hummingbird, .hummingbirdTesting], path: "Tests/TestKit"),
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary", "TestKit"]),
        .testTarget(
            name: "LinkageTests",
            dependencies: core + ["CLinkageKernels", "TestKit"],
            // Vectors, which the tests read where they lie.
            exclude: ["Splink/conditions.json", "Splink/people.model.json"]
                + ["people", "people_link_and_dedupe_3", "people_link_only_2", "people_link_only_3"].flatMap { name in
                    ["clusters", "pairs", "records"].map { "Splink/\(name).\($0).tsv" }
                }
        ),
        .testTarget(name: "LedgerTests", dependencies: core + ["TestKit"]),
        .testTarget(name: "PolicyTests", dependencies: core + ["TestKit"]),
        .testTarget(name: "StoreTests", dependencies: edges + ["TestKit"]),
        .testTarget(name: "SightingsTests", dependencies: ["Sightings", "Vocabulary"]),
        .testTarget(name: "FederationTests", dependencies: core + ["Federation", "TestKit", "reeve-simulate"]),
        .testTarget(name: "PageKitTests", dependencies: core + ["PageKit", "TestKit"], exclude: ["Goldens"]),
        .testTarget(name: "CapabilityKitTests", dependencies: building + ["TestKit"]),
        .testTarget(name: "CapabilitiesTests", dependencies: building + ["TestKit"], exclude: ["Goldens"]),
        .testTarget(
            name: "NodeTests",
            dependencies: building + [
                "TestKit", .argumentParser, .asyncHTTPClient, .crypto, .cryptoExtras, .hummingbird, .nioSSL,
            ]
        ),
        .testTarget(name: "HouseRulesTests", dependencies: building + ["TestKit", .argumentParser]),
    ],
    swiftLanguageModes: [.v6]
)

// Every target is compiled by the same rules.
for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}

// Joining and proving are most of what the tests compute. The pure core is optimised in debug builds as well, its checks of
// bounds and overflow included; to step through it, take the line out.
for target in package.targets where ["Vocabulary", "Linkage", "Ledger", "Policy"].contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
}
for target in package.targets where target.name == "CLinkageKernels" {
    target.cSettings = [.unsafeFlags(["-O2"], .when(configuration: .debug))]
}

extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var asyncHTTPClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var certificates: Self { .product(name: "X509", package: "swift-certificates") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var cryptoExtras: Self { .product(name: "CryptoExtras", package: "swift-crypto") }
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var grdbSQLite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var structuredFields: Self {
        .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
    }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var swiftASN1: Self { .product(name: "SwiftASN1", package: "swift-asn1") }
}
