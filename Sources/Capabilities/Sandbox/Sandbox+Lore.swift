import Foundation
import Vocabulary

extension Sandbox {
    /// What happens in the nation and in which words: read from the tables in `Names/`.
    struct Lore: Sendable {
        /// The system of each force, by force of the nation.
        private(set) var systems: [System] = []
        private(set) var ages = Weighted<ClosedRange<Int>>()
        private(set) var vehicles = Weighted<[String]>()
        private(set) var words: [String: Weighted<String>] = [:]
        private(set) var stories: [Story] = []
        private(set) var warnings = Weighted<WarningKind>()
        private(set) var intelligence: [String: Weighted<String>] = [:]

        struct System: Sendable {
            var shape: Shape
            /// The first letter of registration marks of the area.
            var plateLetter: String
        }

        struct WarningKind: Sendable {
            var code: String
            var type: String
            var reviewMonths: Int
            var expires: Bool
            var details: [String]
        }

        /// Reads the tables for the given forces.
        init(_ folder: URL, forces: [Force]) throws {
            var systems: [String: System] = [:]
            try Table(folder, "systems.tsv", columns: ["force", "shape", "plate_letter"]).each { row in
                guard let shape = Shape(rawValue: row[1]), shape != .cad else {
                    throw Fault(
                        .sandboxData,
                        "`\(row[1])` is not a shape of records system",
                        help: "niche, connect or rms"
                    )
                }
                systems[row[0]] = System(shape: shape, plateLetter: row[2])
            }
            self.systems = forces.map {
                systems[$0.code.description]
                    ?? System(shape: .niche, plateLetter: "L")
            }
            try Table(folder, "ages.tsv", columns: ["from", "to", "weight"]).each { row in
                let (from, to) = try (row.number(0), row.number(1))
                guard from <= to else { throw Fault(.sandboxData, "`ages.tsv` has ages from \(from) to \(to)") }
                ages.add(from...to, try row.number(2))
            }
            try Table(folder, "vehicles.tsv", columns: ["make", "model", "weight"]).each { row in
                vehicles.add([row[0], row[1]], try row.number(2))
            }
            try Table(folder, "words.tsv", columns: ["kind", "word", "weight"]).each { row in
                words[row[0], default: Weighted()].add(row[1], try row.number(2))
            }
            stories = try Story.read(folder)
            try Table(
                folder,
                "warnings.tsv",
                columns: ["code", "type", "weight", "review_months", "expires", "details"]
            ).each { row in
                let details = row[5].split(separator: ";").map(String.init)
                warnings.add(
                    try WarningKind(
                        code: row[0],
                        type: row[1],
                        reviewMonths: row.number(3),
                        expires: row[4] == "yes",
                        details: details
                    ),
                    try row.number(2)
                )
            }
            try Table(folder, "intelligence.tsv", columns: ["kind", "weight", "text"]).each { row in
                intelligence[row[0], default: Weighted()].add(row[2], try row.number(1))
            }
        }

        /// A word of a kind.
        func word(_ kind: String, _ dice: inout Dice) -> String { words[kind]?.draw(&dice) ?? "" }
    }

    /// The shape of an export.
    package enum Shape: String, Sendable, CaseIterable {
        /// A relational set of CSV files.
        case niche
        /// One XML file.
        case connect
        /// One wide CSV file.
        case rms
        /// JSON Lines of calls.
        case cad
    }

    /// A kind of event, as a row of `stories.tsv` describes it.
    struct Story: Sendable {
        enum Scope: String, Sendable { case solo, household, pair, planted }

        struct Part: Sendable {
            var role: Role
            var ages: ClosedRange<Int>
            var optional: Bool
        }

        var name: String
        var eventClass: String
        var type: String
        var scope: Scope
        var parts: [Part]
        var place: String
        var weight: Int
        var outcomes: [String]
        var summary: String

        /// Reads every story.
        static func read(_ folder: URL) throws -> [Story] {
            try Table(
                folder,
                "stories.tsv",
                columns: ["story", "class", "type", "scope", "roles", "place", "weight", "outcomes", "summary"]
            ).map { row in
                let parts = try row[4].split(separator: ",").map { text -> Part in
                    let pieces = text.split(separator: ":")
                    let ages = (pieces.last ?? "").split(separator: "-").compactMap { Int($0) }
                    let name = pieces.first ?? ""
                    guard pieces.count == 2, ages.count == 2, ages[0] <= ages[1],
                        let role = Role(rawValue: String(name.prefix { $0 != "?" }))
                    else {
                        throw Fault(
                            .sandboxData,
                            "`\(text)` in `stories.tsv` is not a part",
                            help: "such as `suspect?:14-60`"
                        )
                    }
                    return Part(role: role, ages: ages[0]...ages[1], optional: name.hasSuffix("?"))
                }
                guard let scope = Scope(rawValue: row[3]), !parts.isEmpty else {
                    throw Fault(.sandboxData, "story `\(row[0])` has no scope or parts")
                }
                return Story(
                    name: row[0],
                    eventClass: row[1],
                    type: row[2],
                    scope: scope,
                    parts: parts,
                    place: row[5],
                    weight: try row.number(6),
                    outcomes: row[7].split(separator: ";").map(String.init),
                    summary: row[8]
                )
            }
        }
    }
}
