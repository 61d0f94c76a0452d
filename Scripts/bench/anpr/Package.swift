// swift-tools-version: 6.3
// The store of reads with one program over it: Scripts/bench-anpr.sh puts the targets beside it.
import PackageDescription

let package = Package(
    name: "ask",
    targets: [
        .target(name: "Vocabulary"),
        .target(name: "Sightings", dependencies: ["Vocabulary"]),
        .executableTarget(name: "ask", dependencies: ["Vocabulary", "Sightings"]),
    ],
    swiftLanguageModes: [.v6]
)
for target in package.targets {
    target.swiftSettings = ["ExistentialAny", "MemberImportVisibility", "NonisolatedNonsendingByDefault"]
        .map { .enableUpcomingFeature($0) }
}
