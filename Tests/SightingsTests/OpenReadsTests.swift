import Foundation
import Sightings
import Testing
import Vocabulary

/// Reads that others published, beside the package in `../shared/data`; tests that use them are skipped without.
enum OpenReads {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/data/04_anpr_traffic").standardizedFileURL

    static let arePresent = FileManager.default.fileExists(atPath: folder.path)

    static let reserve = "vast2017_mc1/Lekagul_Sensor_Data.csv.gz"
    static let seattle = "seattle_pd_alpr_2021-10/spd-alpr-pub.csv.gz"

    static func text(_ path: String) throws -> String {
        guard path.hasSuffix(".gz") else {
            return try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", folder.appending(path: path).path]
        let output = Pipe()
        gzip.standardOutput = output
        try gzip.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        gzip.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// The fields of a table without quotation marks.
    static func rows(_ text: String) -> [[Substring]] {
        text.utf8.split { $0 == 10 || $0 == 13 }.dropFirst().map { line in
            line.split(separator: 44, omittingEmptySubsequences: false).map { Substring($0) }
        }
    }
}

@Suite(
    "Reads that others published",
    .enabled(if: OpenReads.arePresent, "needs ../shared/data, which is not in the repository")
) struct OpenReadsTests {
    @Test(
        "A season in a reserve comes in whole, and who does not fit its patterns is named with the reads that show it"
    )
    func reserve() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let text = try OpenReads.text(OpenReads.reserve)
        let result = try await store.importCSV(scratch.write(text))
        let rows = OpenReads.rows(text)
        #expect(result.added == 138_218 && rows.count == result.added && result.refused == 0)
        #expect(store.reads.cameras.count == 40)
        #expect(try await store.reads.counts().reduce(0) { $0 + $1.reads } == rows.count)
        try store.describe(store.reads.cameras.map { Camera(name: $0.name, area: 1) })
        let reads = store.reads
        let span = Int64(16_500) * 86_400_000..<Int64(16_800) * 86_400_000

        // Nearly everybody comes on one day or goes on the next; four were there on more than five.
        let often = try await reads.newcomers(to: 1, in: span, quiet: 0, atLeast: 6)
        var days: [Substring: Set<Substring>] = [:]
        for row in rows { days[row[1], default: []].insert(row[0].prefix(10)) }
        #expect(often.map(\.days) == days.values.map(\.count).filter { $0 > 5 }.sorted(by: >))
        #expect(often.map(\.days) == [44, 14, 8, 6])
        let longest = try #require(days.max { $0.value.count < $1.value.count })
        let track = try await reads.history(try PlatePattern(String(longest.key)), in: span)
        #expect(track.count == rows.count { $0[1] == longest.key } && track[0].plate == often[0].plate)

        // Gates are for rangers, who begin at their base: fourteen vehicles came through one from an entrance, at night.
        var strangers: Set<PlateKey> = []
        var hours: Set<Int64> = []
        for entrance in 0..<5 {
            for gate in 0..<9 {
                let from = try #require(reads.camera(named: "entrance\(entrance)"))
                let to = try #require(reads.camera(named: "gate\(gate)"))
                for passage in try await reads.passages(from: from, to: to, in: span, within: 7_200_000) {
                    strangers.insert(passage.plate)
                    hours.insert(passage.second / 3_600_000 % 24)
                }
            }
        }
        let rangers = Set(rows.filter { $0[3] == "ranger-base" }.map { $0[1] })
        let naive = Set(rows.filter { $0[3].hasPrefix("gate") && !rangers.contains($0[1]) }.map { $0[1] })
        #expect(strangers == Set(naive.compactMap { PlateKey(String($0)) }))
        #expect(strangers.count == 14 && hours == [2, 3, 4, 5])
    }

    @Test("A week of a city's reads comes in whole, repeats are as a plain count says, and disposal leaves none")
    func seattle() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let text = try OpenReads.text(OpenReads.seattle)
        let columns = ReadColumns(time: "dt", camera: "location", plate: "plate_hash", isMonthFirst: true)
        let file = try scratch.write(text)
        let result = try await store.importCSV(file, columns: columns)
        #expect(result.added == 40_629 && result.refused == 0)
        #expect(try await store.importCSV(file, columns: columns).repeated == 40_629)

        var seen: [Substring: Int] = [:]
        for row in OpenReads.rows(text) { seen[row[5], default: 0] += 1 }
        #expect(seen.count == 33_120)
        let week = Int64(18_895) * 86_400_000..<Int64(18_910) * 86_400_000
        for (plate, count) in seen.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(50) {
            #expect(try await store.reads.history(try PlatePattern(String(plate)), in: week).count == count)
        }
        let out = scratch.path + "/out.csv"
        #expect(try store.reads.exportCSV(to: out, in: week) == 40_629)
        let again = Dictionary(
            grouping: OpenReads.rows(try String(contentsOfFile: out, encoding: .utf8)),
            by: { $0[2] }
        )
        #expect(again.mapValues(\.count) == seen)

        let last = try #require(store.reads.dayNumbers.last)
        let gone = try store.dispose(before: last + 1)
        #expect(gone.reduce(0) { $0 + $1.removed } == 40_629 && store.reads.count == 0)
        #expect(!scratch.files.contains { $0.hasSuffix(".reads") })
    }

    @Test("Hardly a journey that people of Bath made is called impossible")
    func bath() throws {
        var placeOf: [Substring: Int] = [:]
        var cameras: [Camera] = []
        for row in OpenReads.rows(try OpenReads.text("bath_anpr/sites.csv")) {
            placeOf[row[0]] = cameras.count
            let (longitude, latitude) = (row[row.count - 2], row[row.count - 1])
            cameras.append(Camera(name: "\(row[0])", latitude: Double(latitude), longitude: Double(longitude)))
        }
        let times = CameraTimes(straightLineBetween: cameras, kilometresAnHour: 200, beyondKilometres: 0)
        var journeys = 0.0
        var impossible = 0.0
        for row in OpenReads.rows(try OpenReads.text("bath_anpr/moves_hr.csv.gz")) {
            let ends = row[0].split(separator: "_")
            let (from, to) = (try #require(placeOf[ends[0]]), try #require(placeOf[ends[1]]))
            let (seconds, count) = (try #require(Double(row[2])), try #require(Double(row[3])))
            journeys += count
            if seconds * 1000 < Double(times.leastMilliseconds(from: from, to: to)) { impossible += count }
        }
        #expect(cameras.allSatisfy { $0.latitude != nil } && journeys == 676_576)
        #expect(impossible / journeys <= 0.001)
    }
}
