import Foundation
import Vocabulary

extension Sandbox {
    /// A community of names: which given names go with which surnames, and how a family passes them on.
    struct Community: Sendable {
        enum Structure: String, Sendable { case family, sikh, muslim, patronymic, slavic, chinese }

        var name: String
        var structure: Structure
        /// The self-defined ethnicity code its people most often give.
        var ethnicity: String
        /// How many in a hundred of its given names come from the general English list.
        var englishPercent: Int
        /// Surnames by frequency.
        var surnames = Weighted<String>()
        /// Given names by sex (male, female), each with the years of birth it belongs to.
        var given: [[Era]] = [[], []]

        struct Era: Sendable {
            var from: Int
            var to: Int
            var names = Weighted<String>()
        }

        /// Whether a wife usually takes her husband's surname.
        var takesHusbandsName: Bool { structure == .family && name != "arabic" || structure == .slavic }
    }

    /// The names of the nation, read once from the tables in `Names/`.
    struct NameBook: Sendable {
        private(set) var communities: [Community] = []
        /// Communities by force code, weighted as they live there; `*` for forces without an entry of their own.
        private var weights: [(weight: Int, byForce: [String: Int])] = []
        private var english = 0
        private var heads: [String] = []
        private var tails: [String] = []
        private var nicknames: [String: [String]] = [:]
        private var givenVariants: [String: [String]] = [:]
        private var surnameVariants: [String: [String]] = [:]

        /// Reads the tables of names from a folder.
        init(_ folder: URL) throws {
            var places: [String: Int] = [:]
            try Table(
                folder,
                "communities.tsv",
                columns: [
                    "community", "weight", "structure", "ethnicity", "english_given_percent", "force_multipliers",
                ]
            ).each { row in
                guard let structure = Community.Structure(rawValue: row[2]) else {
                    throw Fault(
                        .sandboxData,
                        "`\(row[2])` is not a way of naming",
                        help: "family, sikh, muslim, patronymic, slavic or chinese"
                    )
                }
                places[row[0]] = communities.count
                communities.append(
                    try Community(name: row[0], structure: structure, ethnicity: row[3], englishPercent: row.number(4))
                )
                var byForce: [String: Int] = [:]
                for entry in row[5].split(separator: " ") {
                    let parts = entry.split(separator: ":")
                    if parts.count == 2, let factor = Double(parts[1]) { byForce[String(parts[0])] = Int(factor * 100) }
                }
                weights.append((try row.number(1), byForce))
            }
            guard let english = places["english"] else {
                throw Fault(
                    .sandboxData,
                    "`communities.tsv` has no `english`",
                    help: "its names serve where a community has none"
                )
            }
            self.english = english
            func community(_ name: String) throws -> Int {
                guard let place = places[name] else {
                    throw Fault(.sandboxData, "`\(name)` is not in `communities.tsv`")
                }
                return place
            }
            try Table(folder, "given.tsv", columns: ["name", "sex", "community", "from", "to", "weight"]).each { row in
                let (place, sex) = (try community(row[2]), row[1] == "m" ? 0 : 1)
                let (from, to, weight) = try (row.number(3), row.number(4), row.number(5))
                let eras = communities[place].given[sex]
                let era = eras.firstIndex { $0.from == from && $0.to == to } ?? eras.count
                if era == eras.count { communities[place].given[sex].append(.init(from: from, to: to)) }
                communities[place].given[sex][era].names.add(row[0], weight)
            }
            try Table(folder, "surnames.tsv", columns: ["surname", "community", "weight"]).each { row in
                communities[try community(row[1])].surnames.add(row[0], try row.number(2))
            }
            try Table(folder, "surname-parts.tsv", columns: ["part", "word"]).each { row in
                if row[0] == "head" { heads.append(row[1]) } else { tails.append(row[1]) }
            }
            try Table(folder, "nicknames.tsv", columns: ["name", "nickname"]).each {
                nicknames[$0[0], default: []].append($0[1])
            }
            try Table(folder, "variants.tsv", columns: ["kind", "name", "variant"]).each { row in
                if row[0] == "given" {
                    givenVariants[row[1], default: []].append(row[2])
                } else {
                    surnameVariants[row[1], default: []].append(row[2])
                }
            }
        }

        /// The communities of a force's area, weighted.
        func mix(of force: String) -> Weighted<Int> {
            Weighted(
                weights.indices.map { place in
                    (place, weights[place].weight * (weights[place].byForce[force] ?? 100) / 10)
                }
            )
        }

        /// A surname of a community; for the English one third come from the long tail of place-like surnames.
        func surname(_ community: Int, _ dice: inout Dice) -> String {
            if community == english, dice.chance(400), let head = dice.pick(heads),
                let tail = dice.pick(tails)
            {
                return head + tail
            }
            return communities[community].surnames.draw(&dice) ?? "Smith"
        }

        /// A given name right for sex (0 male, 1 female), community and year of birth.
        func given(_ community: Int, sex: Int, year: Int, _ dice: inout Dice) -> String {
            let own = communities[community]
            let source = own.englishPercent > 0 && dice.below(100) < own.englishPercent ? english : community
            let eras = communities[source].given[sex]
            let fitting = eras.first { $0.from <= year && year <= $0.to } ?? eras.last
            return fitting?.names.draw(&dice) ?? "Alex"
        }

        func nicknames(of given: String) -> [String] { nicknames[given] ?? [] }
        func variants(ofGiven given: String) -> [String] { givenVariants[given] ?? [] }
        func variants(ofSurname surname: String) -> [String] { surnameVariants[surname] ?? [] }

        /// The family's surname as a man (0) or a woman (1) of it bears it: Kowalski, Kowalska; Singh, Kaur.
        func surname(_ surname: String, _ community: Int, borneBy sex: Int) -> String {
            switch communities[community].structure {
            case .sikh where surname == "Singh" || surname == "Kaur": sex == 1 ? "Kaur" : "Singh"
            case .slavic where sex == 1 && (surname.hasSuffix("ski") || surname.hasSuffix("cki")):
                surname.dropLast() + "a"
            default: surname
            }
        }
    }
}
