import CapabilityKit
import Foundation
import Sightings

/// Questions that begin with an area or with cameras, and what took a vehicle's place there.
extension Anpr.Asking {
    func trips(_ answer: inout Anpr.Answer, _ ground: Anpr.Ground) async throws {
        guard let area = question.areas.first.flatMap({ ground.areas[$0] }) else { return }
        let found = try await reads.outAndBack(
            to: area,
            from: ground.areas[question.home],
            in: span,
            atLeast: question.atLeast
        )
        try mustBeFew(found.vehicles.count)
        let names = Dictionary(ground.areas.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        answer.lines = found.vehicles.map { vehicle in
            Anpr.Line(
                plate: text(vehicle.plate),
                words:
                    "\(Phrase.count(vehicle.visits, "visit")) on \(Phrase.count(vehicle.days, "day")), usually \(vehicle.dwellMinutes) min, from \(names[vehicle.home] ?? "elsewhere"); \(Phrase.percent(vehicle.nightShare)) of its reads at night",
                observed: Double(vehicle.visits),
                expected: vehicle.expected,
                corrected: vehicle.corrected,
                hours: vehicle.hours
            )
        }
        answer.tried = found.tried
        answer.explained = found.explained
        answer.falseAlarms = found.expectedByChance
        answer.baseRate =
            "\(Phrase.number(found.tried)) vehicles went there and back at least once; \(Phrase.number(found.explained)) more did so \(question.atLeast) times and are explained by how often others from the same place do."
        answer.method =
            "Expected: what as many outings of others from the same area would bring there; corrected for \(Phrase.number(found.tried)) vehicles tried."
    }

    func clones(_ answer: inout Anpr.Answer, _ ground: Anpr.Ground) async throws {
        let places = Dictionary(
            reads.cameras.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let stretches = ground.roads.compactMap { road -> (Int, Int, seconds: Double)? in
            guard let from = places[road.from], let to = places[road.to] else { return nil }
            return (from, to, road.seconds)
        }
        let times =
            stretches.isEmpty
            ? CameraTimes(straightLineBetween: reads.cameras, kilometresAnHour: 180, beyondKilometres: 3)
            : CameraTimes(stretches: stretches, cameras: reads.cameras.count, fastest: 0.6)
        let all = try await reads.doublePlates(times, in: span)
        let found = all.filter { plate in
            plate.cause == .clone && plate.steps.contains { inside.contains($0.from) || inside.contains($0.to) }
        }
        try mustBeFew(found.count)
        answer.lines = found.map { plate in
            let step = plate.steps.first
            let example = step.map { step in
                let minutes = Phrase.decimal(Double(step.arrived - step.left) / 60_000)
                return ", such as \(reads.cameras[step.from].name) to \(reads.cameras[step.to].name) in \(minutes) min"
            }
            return Anpr.Line(
                plate: text(plate.plate),
                words: "in two places \(Phrase.count(plate.episodes, "time"))\(example ?? "")",
                observed: Double(plate.episodes)
            )
        }
        .sorted { ($1.observed ?? 0, $0.plate) < ($0.observed ?? 0, $1.plate) }
        let misread = all.count { $0.cause == .misread }
        let camera = all.count { $0.cause == .camera }
        answer.tried = all.count
        answer.explained = misread + camera
        answer.baseRate =
            "\(Phrase.number(all.count)) plates were read in two places at once; \(Phrase.number(misread)) are explained by misreading and \(Phrase.number(camera)) by a camera's clock or place."
        answer.method =
            stretches.isEmpty
            ? "No times by road are in the register: by straight line at 180 km/h, which finds fewer."
            : "By the least time on the road between cameras, at credible speed."
    }

    func newcomers(_ answer: inout Anpr.Answer, _ ground: Anpr.Ground) async throws {
        guard let area = question.areas.first.flatMap({ ground.areas[$0] }) else { return }
        let found = try await reads.newcomers(
            to: area,
            in: span,
            quiet: question.within,
            atLeast: question.atLeast
        )
        try mustBeFew(found.count)
        answer.lines = found.map { vehicle in
            let days = [vehicle.firstDay, vehicle.lastDay].map { CalendarDate(dayNumber: $0)?.description ?? "" }
            return Anpr.Line(
                plate: text(vehicle.plate),
                words: "first on \(days[0]), then on \(Phrase.count(vehicle.days, "day")) to \(days[1])",
                observed: Double(vehicle.days)
            )
        }
        answer.tried = found.count
        answer.baseRate =
            "\(Phrase.count(found.count, "vehicle")) began to come in these weeks: people move and change jobs, and most of them did."
    }

    func swap(_ answer: inout Anpr.Answer, _ ground: Anpr.Ground) async throws {
        guard let area = question.areas.first.flatMap({ ground.areas[$0] }), let seed = PlateKey(question.plate)
        else { return }
        let found = try await reads.successors(of: seed, in: area, span: span, gap: question.within)
        try mustBeFew(found.count)
        answer.lines = found.map { vehicle in
            let day = CalendarDate(dayNumber: vehicle.firstDay)?.description ?? ""
            return Anpr.Line(
                plate: text(vehicle.plate),
                words: "began on \(day); cameras and hours alike by \(Phrase.percent(vehicle.likeness))",
                observed: vehicle.likeness,
                expected: vehicle.likenessByChance
            )
        }
        answer.tried = found.first?.tried ?? 0
        answer.baseRate =
            "\(Phrase.number(answer.tried ?? 0)) vehicles began at the right time and were compared."
        answer.method = "Expected: the most alike of vehicles that began while the first was still about."
    }

    func stops(_ answer: inout Anpr.Answer) async throws {
        let places = Set(try cameras())
        let found = try await reads.stops(near: places, in: span, stay: 10...180, atLeast: question.atLeast)
        try mustBeFew(found.count)
        answer.lines = found.map { vehicle in
            let lengths = vehicle.stops.map { ($0.upperBound - $0.lowerBound) / 60_000 }.sorted()
            let days = Set(vehicle.stops.map { Timestamp.uk(milliseconds: $0.lowerBound).date }).count
            var hours = [Int](repeating: 0, count: 24)
            for stop in vehicle.stops { hours[Int(stop.lowerBound / 3_600_000 % 24)] += 1 }
            return Anpr.Line(
                plate: text(vehicle.plate),
                words:
                    "\(Phrase.count(lengths.count, "stop")) on \(Phrase.count(days, "day")), usually \(lengths[lengths.count / 2]) min",
                observed: Double(lengths.count),
                hours: hours
            )
        }
        .sorted { ($1.observed ?? 0, $0.plate) < ($0.observed ?? 0, $1.plate) }
        answer.tried = found.count
        answer.baseRate = "\(Phrase.count(found.count, "vehicle")) stop there as often: who lives near does."
    }
}
