import Vocabulary

/// Made-up traffic with a known truth: what tests and figures are measured on.
///
/// Towns of several cameras lie on a grid of roads with cameras; people commute at their own hours, shop, visit, drive
/// lorries and pass through. Some reads are missed and some misread. Every plate has the age identifier 00 or 01, which
/// was never issued. The same settings give the same reads.
package struct MadeTraffic: Sendable {
    /// How much, and what is planted in it.
    package struct Settings: Sendable {
        package var seed: UInt64 = 1
        package var vehicles = 2000
        package var days = 28
        package var towns = 12
        package var convoys = 0
        package var lines = 0
        package var swaps = 0
        package var clones = 0
        /// The first day, in days since 1970-01-01; a Monday gives whole weeks.
        package var firstDay = 20514

        /// Two thousand vehicles in twelve towns for four weeks, with nothing planted.
        package init() {}
    }

    /// What was planted.
    package struct Truth: Sendable {
        /// Vehicles that travel together several times.
        package var convoys: [[String]] = []
        /// Vehicles that go out to the market and back.
        package var lines: [String] = []
        /// Vehicles of which the second carries on when the first stops.
        package var swaps: [[String]] = []
        /// Plates that two vehicles carry.
        package var clones: [String] = []
    }

    package let settings: Settings
    /// The cameras with places and areas; the area is the number of the nearest town.
    package let cameras: [Camera]
    /// Seconds along each stretch of road between cameras that follow one another.
    package let stretches: [(Int, Int, seconds: Double)]
    package private(set) var truth = Truth()
    /// Market and hub of the planted lines.
    package let market = 1
    package let hub = 0

    let network: MadeRoads
    private(set) var vehicles: [MadeVehicle] = []
    private(set) var planted: [MadeTrip] = []

    /// Traffic by its settings.
    package init(_ settings: Settings) {
        self.settings = settings
        network = MadeRoads(towns: max(settings.towns, 4), seed: settings.seed)
        cameras = network.cameras
        stretches = network.stretches
        for number in 0..<settings.vehicles { vehicles.append(vehicle(number)) }
        plantConvoys()
        plantLines()
        plantSwaps()
        plantClones()
    }

    /// The plate of one of the ordinary vehicles, from 0 to one less than there are.
    package func plateOfVehicle(_ number: Int) -> String { Self.plate(number) }

    /// The plate of a vehicle: unlike for every number, and never one that was issued.
    static func plate(_ number: Int) -> String {
        let letters = Array("ABCDEFGHJKLMNOPRSTUVWXY")
        // Steps through all combinations in an order that looks like none.
        var rest = Int((UInt64(number) &* 2_654_435_761) % 12_167) + (number / 12_167) * 12_167
        func letter() -> Character {
            defer { rest /= 23 }
            return letters[rest % 23]
        }
        let tail = [letter(), letter(), letter()]
        let head = [letter(), letter()]
        return String(head) + (number % 2 == 0 ? "00" : "01") + String(tail)
    }

    private func vehicle(_ number: Int) -> MadeVehicle {
        var dice = TrafficDice(settings.seed, 1, number)
        let town = network.town(by: dice.share())
        let kind: MadeVehicle.Kind =
            switch dice.share() {
            case ..<0.40: .commuter
            case ..<0.75: .occasional
            case ..<0.82: .lorry
            case ..<0.86: .taxi
            default: .passing
            }
        return MadeVehicle(
            plate: Self.plate(number),
            kind: kind,
            home: network.camera(in: town, &dice),
            work: network.camera(in: dice.share() < 0.5 ? town : network.town(by: dice.share()), &dice),
            leaves: 7.75 + 0.8 * dice.bell(),
            pace: 0.95 + 0.3 * dice.share()
        )
    }

    // MARK: - Planting

    private mutating func plantConvoys() {
        for number in 0..<settings.convoys {
            var dice = TrafficDice(settings.seed, 2, number)
            let members = (0..<2 + dice.below(2)).map { Self.plate(settings.vehicles + number * 4 + $0) }
            truth.convoys.append(members)
            var together: Set<Int> = []
            while together.count < min(5 + number % 3, settings.days) { together.insert(dice.below(settings.days)) }
            for day in together.sorted() {
                let (from, to) = farApart(&dice)
                let start = 3600 * (1 + 20 * dice.share())
                let pace = 0.95 + 0.2 * dice.share()
                let trip = dice.below(1 << 30)
                for (place, plate) in members.enumerated() {
                    let behind = Double(place) * (4 + 10 * dice.share())
                    planted.append(MadeTrip(plate, day, from, to, start + behind, pace, rhythm: trip))
                }
            }
            // Each also goes about alone.
            let others = (0..<settings.days).filter { !together.contains($0) && !together.contains($0 - 1) }
            for plate in members { errands(of: plate, &dice, days: others, share: 0.4) }
        }
    }

    private mutating func plantLines() {
        for number in 0..<settings.lines {
            var dice = TrafficDice(settings.seed, 3, number)
            let plate = Self.plate(settings.vehicles + 200_000 + number)
            truth.lines.append(plate)
            runs(of: plate, &dice, days: 0..<settings.days, share: 0.6)
        }
    }

    private mutating func plantSwaps() {
        for number in 0..<settings.swaps {
            var dice = TrafficDice(settings.seed, 4, number)
            let plates = (0..<2).map { Self.plate(settings.vehicles + 210_000 + number * 2 + $0) }
            truth.swaps.append(plates)
            let change = settings.days * 2 / 5 + dice.below(max(1, settings.days / 5))
            let home = network.camera(in: hub, &dice)
            let stop = network.camera(in: market, &dice)
            let hour = 10 + 6 * dice.share()
            for (place, plate) in plates.enumerated() {
                let days = place == 0 ? 0..<change : change..<settings.days
                runs(of: plate, &dice, days: days, share: 0.65, home: home, stop: stop, hour: hour)
            }
        }
    }

    private mutating func plantClones() {
        for number in 0..<settings.clones {
            var dice = TrafficDice(settings.seed, 5, number)
            let plate = Self.plate(settings.vehicles + 220_000 + number)
            truth.clones.append(plate)
            // The true one commutes, and the false one goes about far away at the same hours.
            let (here, there) = farApart(&dice)
            for (place, base) in [here, there].enumerated() {
                let town = network.areas[base]
                for day in 0..<settings.days where dice.share() < (place == 0 ? 0.8 : 0.5) {
                    let to = network.camera(in: network.neighbour(of: town, &dice), &dice)
                    let start = 3600 * (8 + 2 * dice.bell().magnitude)
                    planted.append(MadeTrip(plate, day, base, to, start, 1))
                    planted.append(MadeTrip(plate, day, to, base, start + 3600 * (1 + 4 * dice.share()), 1))
                }
            }
        }
    }

    /// Trips from hub to market and back the same day, after some twenty minutes to three hours.
    private mutating func runs(
        of plate: String,
        _ dice: inout TrafficDice,
        days: Range<Int>,
        share: Double,
        home: Int? = nil,
        stop: Int? = nil,
        hour: Double? = nil
    ) {
        let home = home ?? network.camera(in: hub, &dice)
        for day in days where dice.share() < share {
            let to = stop ?? network.camera(in: market, &dice)
            let start = 3600 * ((hour ?? 10 + 8 * dice.share()) + 0.3 * dice.bell())
            let there = start + network.seconds(from: home, to: to)
            planted.append(MadeTrip(plate, day, home, to, start, 1))
            planted.append(MadeTrip(plate, day, to, home, there + 1500 + 7000 * dice.share(), 1))
        }
    }

    private mutating func errands(of plate: String, _ dice: inout TrafficDice, days: [Int], share: Double) {
        let home = network.camera(in: network.town(by: dice.share()), &dice)
        for day in days where dice.share() < share {
            let to = network.camera(in: network.neighbour(of: network.areas[home], &dice), &dice)
            let start = 3600 * (8 + 10 * dice.share())
            planted.append(MadeTrip(plate, day, home, to, start, 1))
            planted.append(MadeTrip(plate, day, to, home, start + 3600 * (1.5 + dice.share()), 1))
        }
    }

    private func farApart(_ dice: inout TrafficDice) -> (Int, Int) {
        for _ in 0..<100 {
            let from = network.camera(in: dice.below(network.towns), &dice)
            let to = network.camera(in: dice.below(network.towns), &dice)
            if network.seconds(from: from, to: to) > 2400 { return (from, to) }
        }
        return (network.camera(in: 0, &dice), network.camera(in: network.towns - 1, &dice))
    }
}

/// A vehicle with habits.
struct MadeVehicle: Sendable {
    enum Kind: Sendable { case commuter, occasional, lorry, taxi, passing }
    var plate: String
    var kind: Kind
    var home: Int
    var work: Int
    var leaves: Double
    var pace: Double
}

/// One drive.
struct MadeTrip: Sendable {
    var plate: String
    var day: Int
    var from: Int
    var to: Int
    /// Seconds after midnight.
    var start: Double
    var pace: Double
    /// Vehicles of one rhythm are slow and fast at the same places.
    var rhythm: Int?

    init(_ plate: String, _ day: Int, _ from: Int, _ to: Int, _ start: Double, _ pace: Double, rhythm: Int? = nil) {
        (self.plate, self.day, self.from, self.to, self.start, self.pace) = (plate, day, from, to, start, pace)
        self.rhythm = rhythm
    }
}
