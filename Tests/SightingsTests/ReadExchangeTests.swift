import Foundation
import Sightings
import Testing
import Vocabulary

@Suite("What goes into the store of reads and out of it") struct ReadExchangeTests {
    @Test("JSON Lines come in as the same table would, and a line that is none is refused")
    func jsonLines() async throws {
        let scratch = try Scratch()
        let lines = """
            {"time":"2026-03-02 23:59:58.164","camera":"A1 north","plate":"AB00 ABC","confidence":95,"lane":3,"direction":"N","patch":"p/1.jpg"}

            {"time":"2026-03-03T00:00:10Z","camera":"M1","plate":"ab00abc","confidence":null,"lane":"1","more":[1]}
            {"time":"2026-03-03T00:00:10Z","camera":"M1"
            {"time":"2026-03-03T00:00:11Z","camera":"M1","plate":["AB00ABC"]}
            {"time":"2026-03-03T00:00:12Z","camera":"M1","plate":"AB00ABC","confidence":true}
            {"time":"2026-03-03T00:00:13Z","camera":"M1"}
            {"time":"2026-10-25T01:30:00+01:00","camera":"M1","plate":"ÄB 00 XYZ","confidence":60.0,"direction":"away"}
            {"time":"2026-10-25T01:30:00Z","camera":"M1","plate":"AB01XYZ","confidence":100,"lane":0,"patch":"p\\/2.jpg"}
            """
        let store = try ReadStore(folder: scratch.store)
        let result = try await store.importJSONLines(scratch.write(lines, as: "reads.jsonl"))
        #expect(result.added == 4)
        #expect(result.refusals.map(\.line) == [4, 5, 6, 7])
        #expect(result.refusals.map(\.field) == ["plate", "plate", "confidence", "plate"])
        let other = try Scratch()
        let table = try ReadStore(folder: other.store)
        _ = try await table.importCSV(other.write(ReadStoreTests.table))
        let found = try await store.reads.history(try PlatePattern("*B*"), in: everything)
        #expect(found == (try await table.reads.history(try PlatePattern("*B*"), in: everything)))
        #expect(found.count == 3)
        await #expect(throws: Fault.self) { try await store.importJSONLines(scratch.write("[]", as: "none.jsonl")) }
    }

    @Test("What is exported as a table makes the same store again")
    func export() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        _ = try await store.importCSV(scratch.write(ReadStoreTests.table))
        let path = scratch.path + "/out.csv"
        #expect(try store.reads.exportCSV(to: path, in: everything) == 4)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("\n2026-03-02T23:59:58.164Z,A1 north,AB00 ABC,95,3,n,p/1.jpg,\n"))
        let again = try ReadStore(folder: scratch.path + "/again")
        #expect(try await again.importCSV(path).added == 4)
        for pattern in ["AB*", "ÄB00XYZ"] {
            let before = try await store.reads.history(try PlatePattern(pattern), in: everything)
            let after = try await again.reads.history(try PlatePattern(pattern), in: everything)
            #expect(!before.isEmpty && before == after)
        }
        let day = try milliseconds("2026-03-03T00:00:00Z")
        #expect(try store.reads.exportCSV(to: path, in: day..<day + 86_400_000) == 1)
        var odd = try #require(try await store.reads.history(try PlatePattern("AB01*"), in: everything).first)
        odd.patch = "a \"b\", c"
        #expect(store.reads.csv(of: [odd]).hasSuffix(",\"a \"\"b\"\", c\",\n"))
    }

    @Test("Days are disposed of whole, but for what a case preserves, which goes when it is released")
    func disposal() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        _ = try await store.importCSV(scratch.write(ReadStoreTests.table + "2026-03-03 00:00:11.000,M1,AB01XYZ,,1,,\n"))
        let day = try #require(CalendarDate(parsing: "2026-03-03")?.dayNumber)
        try store.preserve(PreservedReads(reference: "CC/1", plates: ["AB00ABC"], firstDay: day, lastDay: day))
        #expect(throws: Fault.self) {
            try store.preserve(PreservedReads(reference: "CC/2", plates: ["--"], firstDay: day, lastDay: day))
        }
        let held = store.reads
        let gone = try store.dispose(before: day + 1)
        #expect(gone.map(\.day) == [day - 1, day] && gone.map(\.removed) == [1, 1] && gone.map(\.kept) == [0, 1])
        #expect(gone.map(\.references) == [[], ["CC/1"]])
        #expect(try store.dispose(before: day + 1).isEmpty)
        #expect(held.count == 5, "a question under way keeps what it began with")
        for store in [store, try ReadStore(folder: scratch.store)] {
            #expect(store.reads.count == 3 && store.preserved.map(\.reference) == ["CC/1"])
            let found = try await store.reads.history(try PlatePattern("AB*"), in: everything)
            #expect(found.map(\.raw) == ["ab00abc", "AB01XYZ"])
        }
        #expect(scratch.files.filter { $0.hasSuffix(".reads") }.count == 2)
        #expect(try store.release("CC/1").count == 1)
        #expect(try store.dispose(before: day + 1).map(\.removed) == [1])
        #expect(store.reads.dayNumbers == [try #require(CalendarDate(parsing: "2026-10-25")?.dayNumber)])
    }

    @Test("A camera that fell silent is told from one that is seldom passed")
    func outages() async throws {
        let scratch = try Scratch()
        let store = try ReadStore(folder: scratch.store)
        var reads: [NewRead] = []
        for day in 0..<14 {
            for number in 0..<60 {
                let time = Timestamp(milliseconds: Int64(20514 + day) * 86_400_000 + Int64(number) * 1_200_000)
                // M1 is out on day 2, M2 halves at weekends, M3 is seldom passed.
                let isWeekend = day % 7 > 4
                if day != 2 || number < 3 { reads.append(NewRead(plate: "AB00ABC", camera: "M1", time: time)) }
                if number < (isWeekend ? 30 : 60) { reads.append(NewRead(plate: "AB01ABC", camera: "M2", time: time)) }
                if number % 40 == day % 40 { reads.append(NewRead(plate: "AB00XYZ", camera: "M3", time: time)) }
            }
        }
        _ = try await store.add(reads)
        let out = try await store.reads.outages(in: everything)
        #expect(out.map { store.reads.cameras[$0.camera].name } == ["M1"])
        #expect(out.map(\.day) == [20516] && out.map(\.reads) == [3] && out.map(\.usual) == [60])
    }
}
