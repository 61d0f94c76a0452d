import Foundation
import Vocabulary

extension Sandbox {
    /// A real town of a force, with outward postcodes of its area and its middle.
    struct Town: Sendable {
        var name: String
        var outward: [String]
        /// Hundred-thousandths of a degree, WGS84.
        var latitude: Int
        var longitude: Int
    }

    /// A place in the nation: a real town, an invented street.
    ///
    /// No address here is a real one: the names of streets and houses are invented words, so street, town and postcode
    /// never stand together in the world, although each town and outward postcode is real.
    struct Address: Hashable, Sendable {
        var force: Int
        var town: Int
        /// `14`, `Flat 3, 14` or the name of a house; empty for a place in the street.
        var house: String
        var street: String
        var postcode: String
        var latitude: Int
        var longitude: Int

        var line: String { house.isEmpty ? street : house + " " + street }
    }

    /// The towns, streets and numbers of the forces of a nation.
    struct Gazetteer: Sendable {
        private(set) var towns: [Town] = []
        /// Towns by force, weighted by size.
        private var townsOf: [Weighted<Int>]
        /// For each force the others, weighted by residents and nearness: where people move.
        private(set) var elsewhere: [Weighted<Int>] = []
        private var heads: [String] = []
        private var tails: [String] = []
        private var types = Weighted<String>()
        private var houses: [String] = []

        private static let streetsInTown = 400
        private static let inwardLetters = Array("ABDEFGHJLNPQRSTUWXYZ").map(String.init)

        /// Reads the towns of the given forces.
        init(_ folder: URL, forces: [Force]) throws {
            townsOf = Array(repeating: Weighted(), count: forces.count)
            var first = [Int?](repeating: nil, count: forces.count)
            try Table(
                folder,
                "towns.tsv",
                columns: ["force", "town", "outward", "latitude", "longitude", "weight"]
            ).each { row in
                guard let force = forces.firstIndex(where: { $0.code.description == row[0] }) else { return }
                if first[force] == nil { first[force] = towns.count }
                townsOf[force].add(towns.count, try row.number(5))
                towns.append(
                    Town(
                        name: row[1],
                        outward: row[2].split(separator: " ").map(String.init),
                        latitude: try row.degrees(3),
                        longitude: try row.degrees(4)
                    )
                )
            }
            var middles: [Town] = []
            for (force, place) in zip(forces, first) {
                guard let place else {
                    throw Fault(.sandboxPlan, "force `\(force.code)` has no towns", help: "add them to `towns.tsv`")
                }
                middles.append(towns[place])
            }
            for here in forces.indices {
                var others = Weighted<Int>()
                for there in forces.indices where there != here {
                    let north = (middles[here].latitude - middles[there].latitude) / 1000
                    let east = (middles[here].longitude - middles[there].longitude) / 1700
                    let apart = north * north + east * east
                    others.add(there, max(1, forces[there].population / (apart + 400)))
                }
                elsewhere.append(others)
            }
            try Table(folder, "streets.tsv", columns: ["part", "word", "weight"]).each { row in
                switch row[0] {
                case "head": heads.append(row[1])
                case "tail": tails.append(row[1])
                case "type": types.add(row[1], try row.number(2))
                default: houses.append(row[1])
                }
            }
        }

        /// A home in a force's area.
        func home(_ force: Int, _ dice: inout Dice) -> Address {
            let number = dice.between(1, 180)
            var address = street(force, number: number, &dice)
            switch dice.below(100) {
            case 0..<3: address.house = dice.pick(houses) ?? "\(number)"
            case 3..<14: address.house = "Flat \(dice.between(1, 24)), \(number)"
            case 14..<17: address.house = "\(number)\(dice.pick(["a", "b"]) ?? "a")"
            default: address.house = "\(number)"
            }
            return address
        }

        /// A place in a street in a force's area.
        func street(_ force: Int, number: Int = 40, town: Int? = nil, _ dice: inout Dice) -> Address {
            let town = town ?? townsOf[force].draw(&dice) ?? 0
            return street(force, town: town, index: dice.below(Self.streetsInTown), number: number)
        }

        /// The same street of the same town always has the same name, place and postcodes, whatever the seed.
        private func street(_ force: Int, town: Int, index: Int, number: Int) -> Address {
            let place = towns[town]
            var dice = Dice(seed: UInt64(index), stream: Sandbox.hash(place.name))
            let name = [(dice.pick(heads) ?? "") + (dice.pick(tails) ?? ""), types.draw(&dice) ?? "Road"].joined(
                separator: " "
            )
            let outward = dice.pick(place.outward) ?? ""
            let latitude = place.latitude + dice.between(-2600, 2600)
            let longitude = place.longitude + dice.between(-4000, 4000)
            let sector = dice.below(10)
            // Some twenty houses share a postcode, as in the world.
            let stretch = Sandbox.mixed(dice.next() &+ UInt64(number / 20))
            let letters = Self.inwardLetters
            let first = letters[Int(stretch % 20)]
            let second = letters[Int((stretch >> 20) % 20)]
            return Address(
                force: force,
                town: town,
                house: "",
                street: name,
                postcode: "\(outward) \(sector)\(first)\(second)",
                latitude: latitude + number,
                longitude: longitude + number * 2
            )
        }
    }

    /// A number for a word, the same on every machine (FNV-1a).
    static func hash(_ word: String) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return value
    }
}
