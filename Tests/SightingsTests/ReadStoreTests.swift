import Foundation
import Sightings
import Testing
import Vocabulary

/// A folder that is removed with its owner.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "reads-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, as name: String = "reads.csv") throws -> String {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        return "\(path)/\(name)"
    }

    var store: String { path + "/store" }

    var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: store))?.sorted() ?? [] }
}

func milliseconds(_ text: String) throws -> Int64 { try #require(Timestamp(rfc3339: text)).milliseconds }

let everything: Range<Int64> = 0..<4_000_000_000_000

@Suite("The store of reads") struct ReadStoreTests {
    static let table = """
        time,camera,plate,confidence,lane,direction,patch
        2026-03-02 23:59:58.164,A1 north,AB00 ABC,95,3,N,p/1.jpg
        2026-03-03 00:00:10.000,M1,ab00abc,,1,,
        2026-10-25T01:30:00+01:00,M1,ÄB 00 XYZ,60,,away,
        2026-10-25T01:30:00Z,M1,AB01XYZ,100,0,,p/2.jpg

        """

    @Test("A read comes back as it was written: raw plate, offset, details and picture")
    func roundTrip() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let result = try await store.importCSV(scratch.write(Self.table))
        #expect(result.added == 4 && result.refused == 0 && result.days.count == 3)
        for reads in [store.reads, try ReadStore(folder: scratch.store).reads] {
            let found = try await reads.history(try PlatePattern("AB00*"), in: everything)
            #expect(found.map(\.mark) == ["AB00ABC", "AB00ABC"])
            #expect(found.map(\.raw) == ["AB00 ABC", "ab00abc"])
            #expect(found.map { reads.cameras[$0.camera].name } == ["A1 north", "M1"])
            #expect(found[0].time.milliseconds == (try milliseconds("2026-03-02T23:59:58.164Z")))
            #expect(found[0].details == ReadDetails(confidence: 95, lane: 3, heading: .north))
            #expect(found[0].patch == "p/1.jpg" && found[1].patch == nil)
            #expect(found[1].details == ReadDetails(lane: 1))
            let other = try await reads.history(try PlatePattern("AB01XYZ"), in: everything)
            #expect(other.map(\.patch) == ["p/2.jpg"] && other[0].details.lane == 0)
            let foreign = try await reads.history(try PlatePattern("ÄB00XYZ"), in: everything)
            #expect(foreign.map(\.raw) == ["ÄB 00 XYZ"])
            #expect(foreign.map(\.time.offsetMinutes) == [60])
            #expect(foreign.map(\.time.milliseconds) == [try milliseconds("2026-10-25T00:30:00Z")])
        }
    }

    @Test("The hour that October has twice is told apart by its offset, and read as the first when it has none")
    func octoberHour() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        var columns = ReadColumns(time: "t", camera: "c", plate: "p")
        columns.isUKTime = true
        let file = try scratch.write(
            "t,c,p\n25/10/2026 01:30:00,A,AB00ABC\n25/10/2026 02:30:00,A,AB00ABC\n01/07/2026 12:00,A,AB00ABC\n"
        )
        #expect(try await store.importCSV(file, columns: columns).added == 3)
        let found = try await store.reads.history(try PlatePattern("AB00ABC"), in: everything)
        #expect(
            found.map(\.time.rfc3339)
                == ["2026-07-01T12:00:00+01:00", "2026-10-25T01:30:00+01:00", "2026-10-25T02:30:00Z"]
        )
    }

    @Test("A line that is no read is refused by line and field, and the others come in")
    func refusals() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let file = try scratch.write(
            """
            time,camera,plate,confidence
            2026-03-02 10:00:00,A,AB00ABC,95
            2026-03-02 10:61:00,A,AB00ABC,95
            2026-03-02 10:00:01,A,--,95
            2026-03-02 10:00:02,,AB00ABC,95
            2026-03-02 10:00:03,A,AB00ABC,101
            2026-03-02 10:00:04,A,AB00ABC
            2026-03-02 10:00:05,A,AB00ABC,95,more
            2026-02-30 10:00:06,A,AB00ABC,95
            2026-03-02 10:00:07,"A",AB00ABC,95\r

            2026-03-02 10:00:08,A,AB00ABC,95
            """
        )
        let result = try await store.importCSV(file)
        #expect(result.added == 3)
        #expect(result.refusals.map(\.line) == [3, 4, 5, 6, 7, 8, 9])
        #expect(
            result.refusals.map(\.field) == [
                "time", "plate", "camera", "confidence", "plate", "confidence", "time",
            ]
        )
        #expect(result.refused == 7)
    }

    @Test("A table without time, camera or plate is refused whole")
    func noTable() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        await #expect(throws: Fault.self) { try await store.importCSV(scratch.write("a,b\n1,2\n")) }
        #expect(store.reads.count == 0)
    }

    @Test("Late reads of a day join it, and a file imported twice changes nothing")
    func lateAndTwice() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let file = try scratch.write(Self.table)
        _ = try await store.importCSV(file)
        let before = scratch.files
        let again = try await store.importCSV(file)
        #expect(again.added == 0 && again.repeated == 4)
        #expect(scratch.files == before)
        let late = try scratch.write("ts,cam,vrm\n2026-03-02 08:00:00,M1,AB00ABC\n", as: "late.csv")
        let held = store.reads
        #expect(try await store.importCSV(late).added == 1)
        let found = try await store.reads.history(try PlatePattern("AB00ABC"), in: everything)
        #expect(found.count == 3 && found[1].patch == "p/1.jpg" && found[1].raw == "AB00 ABC")
        #expect(try await held.history(try PlatePattern("AB00ABC"), in: everything).count == 2, "a snapshot stays")
        #expect(scratch.files.count == before.count, "the replaced day is gone")
    }

    @Test("A file that is shorter, or one bit different, is found out", arguments: [1, 2])
    func torn(how: Int) async throws {
        let scratch = try Scratch()
        _ = try await ReadStore(folder: scratch.store).importCSV(scratch.write(Self.table))
        let name = try #require(scratch.files.first { $0.hasSuffix(".reads") })
        let path = scratch.store + "/" + name
        var data = try Data(contentsOf: URL(filePath: path))
        if how == 1 {
            try data.dropLast(8).write(to: URL(filePath: path))
            #expect(throws: Fault.self) { try ReadStore(folder: scratch.store) }
        } else {
            data[data.count - 60] ^= 4
            try data.write(to: URL(filePath: path))
            let store = try ReadStore(folder: scratch.store)
            #expect(try await store.damagedDays().count == 1)
        }
    }

    @Test("What an import that was killed left behind is not seen, and goes with the next")
    func killed() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        _ = try await store.importCSV(scratch.write(Self.table))
        let before = scratch.files
        for name in ["20514.spill", "20514-2.reads", "20514-2.reads.part", "manifest.json.part"] {
            try Data("left".utf8).write(to: URL(filePath: scratch.store + "/" + name))
        }
        #expect(try ReadStore(folder: scratch.store).reads.count == 4)
        _ = try await store.importCSV(scratch.write("ts,cam,vrm\n2026-03-02 08:00:00,M1,AB00ABC\n", as: "more.csv"))
        #expect(scratch.files.count == before.count)
        #expect(try ReadStore(folder: scratch.store).reads.count == 5)
    }

    @Test("A store that another process is changing says so")
    func busy() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        let file = try scratch.write(Self.table)
        let lock = open(scratch.store + "/lock", O_RDWR | O_CREAT, 0o600)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        await #expect(throws: Fault.self) { try await store.importCSV(file) }
        close(lock)
        #expect(try await store.importCSV(file).added == 4)
    }
}
