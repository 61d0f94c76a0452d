import Foundation
import Sightings
import Vocabulary

/// What questions find of the truths planted in made-up traffic, and name where nothing is planted.
struct Planted {
    let made: MadeTraffic
    let reads: Reads
    let span: Range<Int64>

    /// Four weeks of sixteen towns; forty convoys, lines and clones and twenty swaps, or nothing.
    init(seed: UInt64, vehicles: Int, isPlanted: Bool, folder: String) async throws {
        var settings = MadeTraffic.Settings()
        (settings.seed, settings.vehicles, settings.towns) = (seed, vehicles, 16)
        if isPlanted { (settings.convoys, settings.lines, settings.swaps, settings.clones) = (40, 40, 20, 40) }
        made = MadeTraffic(settings)
        try? FileManager.default.removeItem(atPath: folder)
        let store = try ReadStore(folder: folder)
        for day in 0..<settings.days { _ = try await store.add(made.reads(ofDay: day)) }
        try store.describe(made.cameras)
        reads = store.reads
        let start = Int64(settings.firstDay) * 86_400_000
        span = start..<start + Int64(settings.days + 1) * 86_400_000
    }

    /// One JSON object a question.
    func report() async throws {
        let truth = made.truth
        var company: Set<String> = []
        for members in truth.convoys {
            for one in try await reads.companions(of: key(members[0]), in: span).companions {
                company.insert(members[0] + one.plate.text)
            }
        }
        say("convoys", company, Set(truth.convoys.flatMap { members in members.dropFirst().map { members[0] + $0 } }))
        let trips = try await reads.outAndBack(to: made.market, from: made.hub, in: span, atLeast: 6)
        let swapped = Set(truth.swaps.joined())
        say("lines", Set(trips.vehicles.map(\.plate.text)).subtracting(swapped), Set(truth.lines))
        var places: [Int] = []
        for camera in made.cameras { places.append(reads.camera(named: camera.name) ?? 0) }
        let roads = made.stretches.map { (places[$0.0], places[$0.1], seconds: $0.seconds) }
        let times = CameraTimes(stretches: roads, cameras: reads.cameras.count, fastest: 0.7)
        let doubles = try await reads.doublePlates(times, in: span).filter { $0.cause == .clone }
        say("clones", Set(doubles.map(\.plate.text)), Set(truth.clones))
        var carriedOn: Set<String> = []
        for pair in truth.swaps {
            for one in try await reads.successors(of: key(pair[0]), in: made.market, span: span) {
                carriedOn.insert(pair[0] + one.plate.text)
            }
        }
        say("swaps", carriedOn, Set(truth.swaps.map { $0.joined() }))
        // Ordinary vehicles have no company and no successor.
        var alarms = 0
        var asked = 0
        var stated = 0.0
        for number in stride(from: 0, to: made.settings.vehicles, by: max(1, made.settings.vehicles / 300)) {
            let plate = try key(made.plateOfVehicle(number))
            let company = try await reads.companions(of: plate, in: span)
            alarms += company.companions.count
            alarms += try await reads.successors(of: plate, in: made.market, span: span).count
            stated += company.falseAlarms
            asked += 1
        }
        print(#"{"planted": "nothing", "asked": \#(asked), "alarms": \#(alarms), "allowed": \#(stated)}"#)
    }

    private func key(_ plate: String) throws -> PlateKey {
        guard let key = PlateKey(plate) else { throw CocoaError(.formatting) }
        return key
    }

    private func say(_ name: String, _ found: Set<String>, _ truth: Set<String>) {
        let right = found.intersection(truth).count
        print(#"{"planted": "\#(name)", "there": \#(truth.count), "found": \#(found.count), "right": \#(right)}"#)
    }
}
