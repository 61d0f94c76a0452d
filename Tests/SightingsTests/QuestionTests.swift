import Foundation
import Sightings
import Testing
import Vocabulary

/// Reads by chance with many coincidences, and the same kept plainly to be asked slowly.
struct RandomReads {
    struct Plain: Hashable {
        var plate: String
        var camera: Int
        var time: Int64
    }

    let store: ReadStore
    var plain: [Plain] = []
    private let scratch: Scratch

    static let firstDay = 20514
    static let cameras = (0..<12).map { number in
        Camera(
            name: "C\(number)",
            latitude: 52 + Double(number % 4) * 0.05,
            longitude: -1 + Double(number / 4) * 0.2,
            area: number % 3
        )
    }

    init(seed: UInt64, count: Int = 6000) async throws {
        var state = seed
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let letters = Array("AB8O0D1I")
        let plates = (0..<60).map { _ in
            String((0..<5 + below(3)).map { _ in letters[below(letters.count)] })
        }
        for _ in 0..<count {
            let day = Int64(Self.firstDay + below(4)) * 86_400_000
            // Half of all reads around midnight, so that days have to be put together.
            let time =
                below(2) == 0
                ? below(86_400) * 1000 : below(2) == 0 ? below(3600) * 1000 : 82_800_000 + below(3600) * 1000
            plain.append(Plain(plate: plates[below(plates.count)], camera: below(12), time: day + Int64(time)))
        }
        // Of reads of one plate in one millisecond the order is nobody's.
        var seen: Set<String> = []
        plain = plain.filter { seen.insert("\($0.plate) \($0.time)").inserted }
        scratch = try Scratch()
        store = try ReadStore(folder: scratch.store)
        try store.describe(Self.cameras)
        _ = try await store.add(
            plain.map { read in
                NewRead(plate: read.plate, camera: "C\(read.camera)", time: Timestamp(milliseconds: read.time))
            }
        )
        plain.sort { ($0.plate, $0.time) < ($1.plate, $1.time) }
    }

    var byPlate: [[Plain]] {
        Dictionary(grouping: plain, by: \.plate).sorted { $0.key < $1.key }.map(\.value)
    }
}

@Suite("Questions to the reads") struct QuestionTests {
    static let seeds: [UInt64] = [1, 2, 3]

    @Test("A search by part of a plate finds what a plain one finds", arguments: seeds)
    func history(seed: UInt64) async throws {
        let made = try await RandomReads(seed: seed)
        let span = Int64(20514) * 86_400_000 + 40_000_000..<Int64(20517) * 86_400_000 + 50_000
        let patterns = [
            ("A?8*", "^A.8.*$"), ("*0D", "^.*0D$"), ("AB8O0", "^AB8O0$"), ("?????", "^.....$"), ("*A*A*", "^.*A.*A.*$"),
            ("8%1_", "^8.*1.$"),
        ]
        for (pattern, expression) in patterns where pattern != "?????" {
            let regex = try Regex(expression)
            let expected = made.plain.filter { span.contains($0.time) && $0.plate.wholeMatch(of: regex) != nil }
            let found = try await made.store.reads.history(try PlatePattern(pattern), in: span)
            #expect(
                found.map { RandomReads.Plain(plate: $0.mark, camera: $0.camera, time: $0.time.milliseconds) }
                    == expected,
                "\(pattern)"
            )
        }
        let folded = try #require(RegistrationMark("AB8O")).folded
        let expected = made.plain.filter { RegistrationMark($0.plate)?.folded.hasPrefix(folded) == true }.count
        #expect(
            try await made.store.reads.history(try PlatePattern("AB8O*", confusables: true), in: everything).count
                == expected
        )
    }

    @Test("A pattern of wildcards alone is refused")
    func nothingKnown() { #expect(throws: Fault.self) { try PlatePattern("??*") } }

    @Test("Passes of one camera and then another are those a plain join finds", arguments: seeds)
    func passages(seed: UInt64) async throws {
        let made = try await RandomReads(seed: seed)
        var expected: [[Int64]] = []
        for line in made.byPlate {
            for a in line where a.camera == 3 {
                for b in line where b.camera == 7 && b.time > a.time && b.time <= a.time + 7_200_000 {
                    expected.append([a.time, b.time])
                }
            }
        }
        let found = try await made.store.reads.passages(from: 3, to: 7, in: everything, within: 7_200_000)
        let pairs = found.map { [$0.first, $0.second] }
        let sorted = expected.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(!expected.isEmpty && pairs.sorted { $0.lexicographicallyPrecedes($1) } == sorted)
        #expect(found.map { $0.first / 86_400_000 } == found.map { $0.first / 86_400_000 }.sorted())
    }

    @Test("Meetings are those a plain count of pairs finds", arguments: seeds)
    func meetings(seed: UInt64) async throws {
        let made = try await RandomReads(seed: seed)
        let day = made.plain.filter { $0.time / 86_400_000 == 20515 }
        var shared: [String: Set<Int>] = [:]
        for a in day {
            for b in day where a.plate < b.plate && a.camera == b.camera && abs(a.time - b.time) <= 60_000 {
                shared[a.plate + " " + b.plate, default: []].insert(a.camera)
            }
        }
        let counts = shared.values.map(\.count)
        for least in 1...3 {
            let found = try await made.store.reads.meetings(onDay: 20515, within: 60_000, atLeast: least)
            let pairs = counts.count { $0 >= least }
            #expect(found.pairs == pairs && found.most == (pairs == 0 ? 0 : counts.max() ?? 0))
            let exactly = Dictionary(grouping: counts.filter { $0 >= least }, by: \.self).mapValues(\.count)
            #expect(found.pairsByCameras == exactly)
        }
        #expect(counts.contains { $0 > 1 })
    }

    @Test("Impossible steps are those a plain walk finds, midnight included", arguments: seeds)
    func speed(seed: UInt64) async throws {
        let made = try await RandomReads(seed: seed)
        var expected: [[Int64]] = []
        for line in made.byPlate {
            for (a, b) in zip(line, line.dropFirst()) {
                let km = try #require(
                    CameraTimes.kilometres(RandomReads.cameras[a.camera], RandomReads.cameras[b.camera])
                )
                let apart = b.time - a.time
                if apart < 3_600_000, km > 5, km * 3_600_000 > 200 * Double(apart) {
                    expected.append([a.time, b.time])
                }
            }
        }
        let times = CameraTimes(straightLineBetween: RandomReads.cameras, kilometresAnHour: 200, beyondKilometres: 5)
        let found = try await made.store.reads.impossibleSteps(times, in: everything)
        #expect(found.map { [$0.left, $0.arrived] } == expected)
        #expect(expected.contains { $0[0] / 86_400_000 != $0[1] / 86_400_000 })
    }

    @Test("Visits are those a plain walk finds", arguments: seeds)
    func visits(seed: UInt64) async throws {
        let made = try await RandomReads(seed: seed)
        for (least, home) in [(1, nil), (20, nil), (24, 0), (24, 2)] as [(Int, Int?)] {
            var expected: [[String]] = []
            for line in made.byPlate {
                let areas = line.map { $0.camera % 3 }
                let steps = Array(zip(areas, areas.dropFirst()))
                let begins = Dictionary(grouping: line, by: { $0.time / 86_400_000 }).values.map { $0[0].camera % 3 }
                let tally = (0..<3).map { area in begins.count { $0 == area } }
                let most = try #require(tally.firstIndex(of: tally.max() ?? 0))
                let entries = steps.count { $0 != 1 && $1 == 1 }
                let exits = steps.count { $0 == 1 && $1 != 1 }
                if entries >= least, exits >= least, home == nil || home == most {
                    expected.append([line[0].plate, "\(entries)", "\(exits)", "\(most)"])
                }
            }
            let found = try await made.store.reads.visits(to: 1, from: home, in: everything, atLeast: least)
            #expect(found.map { [$0.plate.text, "\($0.entries)", "\($0.exits)", "\($0.home)"] } == expected)
        }
    }
}
