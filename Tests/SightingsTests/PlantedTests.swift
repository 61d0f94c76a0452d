import Foundation
import Sightings
import Testing
import Vocabulary

/// Made-up traffic in a store.
struct PlantedStore {
    let made: MadeTraffic
    let reads: Reads
    let span: Range<Int64>
    private let scratch: Scratch

    init(seed: UInt64, isPlanted: Bool) async throws {
        var settings = MadeTraffic.Settings()
        settings.seed = seed
        settings.vehicles = 400
        settings.towns = 9
        if isPlanted { (settings.convoys, settings.lines, settings.swaps, settings.clones) = (6, 6, 2, 6) }
        made = MadeTraffic(settings)
        scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        try store.describe(made.cameras)
        var all: [NewRead] = []
        for day in 0..<settings.days { all += made.reads(ofDay: day) }
        _ = try await store.add(all)
        reads = store.reads
        let start = Int64(settings.firstDay) * 86_400_000
        span = start..<start + Int64(settings.days + 1) * 86_400_000
    }

    var roads: CameraTimes { CameraTimes(stretches: made.stretches, cameras: made.cameras.count, fastest: 0.7) }
}

/// How much of what was found is true, and how much of the truth was found.
func quality(_ found: Set<String>, _ truth: Set<String>) -> (precision: Double, recall: Double) {
    let right = Double(found.intersection(truth).count)
    return (found.isEmpty ? 1 : right / Double(found.count), truth.isEmpty ? 1 : right / Double(truth.count))
}

@Suite("Planted truths") struct PlantedTests {
    @Test("The same settings make the same traffic, and every plate was never issued")
    func sameSeed() {
        var settings = MadeTraffic.Settings()
        settings.vehicles = 100
        let first = MadeTraffic(settings).reads(ofDay: 2)
        #expect(first == MadeTraffic(settings).reads(ofDay: 2) && !first.isEmpty)
        settings.seed = 2
        #expect(first != MadeTraffic(settings).reads(ofDay: 2))
        #expect(
            !first.contains { RegistrationMark($0.plate)?.couldBeIssued == true && $0.details.confidence ?? 0 > 90 }
        )
    }

    @Test("Planted convoys, lines, swaps and clones are found", arguments: [1, 2] as [UInt64])
    func planted(seed: UInt64) async throws {
        let store = try await PlantedStore(seed: seed, isPlanted: true)
        let truth = store.made.truth
        var company: Set<String> = []
        for members in truth.convoys {
            let answer = try await store.reads.companions(of: try #require(PlateKey(members[0])), in: store.span)
            for companion in answer.companions { company.insert(members[0] + companion.plate.text) }
        }
        let pairs = Set(truth.convoys.flatMap { members in members.dropFirst().map { members[0] + $0 } })
        let convoys = quality(company, pairs)
        #expect(convoys.precision >= 0.95 && convoys.recall >= 0.95)

        let trips = try await store.reads.outAndBack(
            to: store.made.market,
            from: store.made.hub,
            in: store.span,
            atLeast: 10
        )
        let swapped = Set(truth.swaps.joined())
        let lines = quality(Set(trips.vehicles.map(\.plate.text)).subtracting(swapped), Set(truth.lines))
        #expect(lines.precision >= 0.95 && lines.recall >= 0.95)

        let doubles = try await store.reads.doublePlates(store.roads, in: store.span)
        let clones = quality(Set(doubles.filter { $0.cause == .clone }.map(\.plate.text)), Set(truth.clones))
        #expect(clones.precision >= 0.95 && clones.recall >= 0.95)

        var carriedOn: Set<String> = []
        for pair in truth.swaps {
            let answer = try await store.reads.successors(
                of: try #require(PlateKey(pair[0])),
                in: store.made.market,
                span: store.span
            )
            for successor in answer { carriedOn.insert(pair[0] + successor.plate.text) }
        }
        let swaps = quality(carriedOn, Set(truth.swaps.map { $0.joined() }))
        #expect(swaps.precision >= 0.95 && swaps.recall >= 0.95)
    }

    @Test("Where nothing is planted, the alarms stay within what the answers state", arguments: [3, 4] as [UInt64])
    func nothingPlanted(seed: UInt64) async throws {
        let store = try await PlantedStore(seed: seed, isPlanted: false)
        var alarms = 0
        var stated = 0.0
        var explained = 0
        for number in stride(from: 0, to: store.made.settings.vehicles, by: 4) {
            let plate = try #require(PlateKey(store.made.plateOfVehicle(number)))
            let answer = try await store.reads.companions(of: plate, in: store.span)
            alarms += answer.companions.count
            stated += answer.falseAlarms
            explained += answer.explained
        }
        #expect(Double(alarms) <= stated)
        #expect(explained > 0, "some met often, and chance explains it")
        let trips = try await store.reads.outAndBack(
            to: store.made.market,
            from: store.made.hub,
            in: store.span,
            atLeast: 10
        )
        #expect(Double(trips.vehicles.count) <= trips.expectedByChance)
        let doubles = try await store.reads.doublePlates(store.roads, in: store.span)
        #expect(!doubles.contains { $0.cause == .clone })
    }
}
