import Vocabulary

extension MadeTraffic {
    /// All reads of a day's drives, which may end after midnight, in order of time.
    ///
    /// - `day`: From 0 to one less than the number of days.
    package func reads(ofDay day: Int) -> [NewRead] {
        var reads: [NewRead] = []
        for (number, vehicle) in vehicles.enumerated() {
            var dice = TrafficDice(settings.seed, 1000 + day, number)
            for trip in trips(of: vehicle, day: day, &dice) { drive(trip, &dice, &reads) }
        }
        for (number, trip) in planted.enumerated() where trip.day == day {
            var dice = TrafficDice(settings.seed, 500, number)
            drive(trip, &dice, &reads)
        }
        return reads.sorted { ($0.time.milliseconds, $0.plate) < ($1.time.milliseconds, $1.plate) }
    }

    private func trips(of vehicle: MadeVehicle, day: Int, _ dice: inout TrafficDice) -> [MadeTrip] {
        let isWeekend = (settings.firstDay + day + 3) % 7 >= 5
        func there(_ to: Int, hour: Double, stay: Double) -> [MadeTrip] {
            let start = max(0, hour) * 3600
            let back = start + network.seconds(from: vehicle.home, to: to) * vehicle.pace + stay
            return [
                MadeTrip(vehicle.plate, day, vehicle.home, to, start, vehicle.pace),
                MadeTrip(vehicle.plate, day, to, vehicle.home, back, vehicle.pace),
            ]
        }
        switch vehicle.kind {
        case .commuter:
            if !isWeekend, dice.share() < 0.9 {
                let hour = vehicle.leaves + 0.15 * dice.bell()
                return there(vehicle.work, hour: hour, stay: 3600 * (8.5 + 0.5 * dice.bell()))
            }
            guard dice.share() < 0.3 else { return [] }
            return there(errand(vehicle, &dice), hour: 11 + 2 * dice.bell(), stay: 3600 * (0.5 + 2 * dice.share()))
        case .occasional:
            guard dice.share() < 0.45 else { return [] }
            return there(errand(vehicle, &dice), hour: 13 + 3 * dice.bell(), stay: 3600 * (0.4 + 2.5 * dice.share()))
        case .lorry:
            guard dice.share() < (isWeekend ? 0.2 : 0.85) else { return [] }
            return there(
                network.camera(in: dice.below(network.towns), &dice),
                hour: 5 + dice.bell().magnitude * 2,
                stay: 3600 * (0.5 + dice.share())
            )
        case .taxi:
            var hour = 6 + 8 * dice.share()
            return (0..<4 + dice.below(6)).flatMap { _ in
                defer { hour += 0.8 + dice.share() }
                let town = network.areas[vehicle.home]
                return there(network.camera(in: town, &dice), hour: hour, stay: 300 + 600 * dice.share())
            }
        case .passing:
            guard dice.share() < 0.08 else { return [] }
            let from = network.camera(in: network.town(by: dice.share()), &dice)
            let to = network.camera(in: dice.below(network.towns), &dice)
            return [MadeTrip(vehicle.plate, day, from, to, 86_400 * 0.9 * dice.share(), vehicle.pace)]
        }
    }

    private func errand(_ vehicle: MadeVehicle, _ dice: inout TrafficDice) -> Int {
        network.camera(in: network.neighbour(of: network.areas[vehicle.home], &dice), &dice)
    }

    /// What the cameras on the way make of a drive: most read it, a few in a thousand wrongly.
    private func drive(_ trip: MadeTrip, _ dice: inout TrafficDice, _ reads: inout [NewRead]) {
        let midnight = Int64(settings.firstDay + trip.day) * DayLayout.dayMilliseconds
        var rhythm = trip.rhythm.map { TrafficDice(settings.seed, 7, $0) }
        var place = trip.from
        var time = trip.start
        var heading = Heading.towards
        while true {
            if dice.share() < 0.95 {
                var plate = trip.plate
                var sure = 97 - Int(dice.bell().magnitude * 4)
                if dice.share() < 0.004 {
                    plate = misread(plate, &dice)
                    sure = max(40, sure - 8 - dice.below(25))
                }
                let jitter = rhythm == nil ? 0 : dice.bell()
                let stamp = Timestamp(milliseconds: midnight + Int64((time + jitter) * 1000))
                let details = ReadDetails(confidence: sure, lane: 1 + dice.below(3), heading: heading)
                reads.append(NewRead(plate: plate, camera: cameras[place].name, time: stamp, details: details))
            }
            guard place != trip.to else { break }
            let next = network.step(from: place, to: trip.to)
            let slow = rhythm?.bell().magnitude ?? dice.bell().magnitude
            time += network.seconds(from: place, to: next) * trip.pace * (1 + 0.06 * slow)
            place = next
            heading = .away
        }
    }

    private func misread(_ plate: String, _ dice: inout TrafficDice) -> String {
        let pairs: [Character: Character] = [
            "0": "D", "D": "0", "1": "L", "L": "1", "B": "8", "S": "5", "G": "6", "A": "4", "T": "7", "V": "Y",
            "Y": "V", "M": "N", "N": "M", "H": "M",
        ]
        var letters = Array(plate)
        let start = dice.below(letters.count)
        for step in letters.indices {
            let place = (start + step) % letters.count
            guard let other = pairs[letters[place]] else { continue }
            letters[place] = other
            return String(letters)
        }
        letters.remove(at: start)
        return String(letters)
    }
}
