import CapabilityKit
import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("Import")
struct ImportTests {
    static let nominals = #"""
        NOMINAL_ID,SURNAME,FORENAME_1,FORENAME_2,DOB,SEX,ETHNICITY_SDE,OCCUPATION,PNC_ID,CRO_NO,CREATED,UPDATED,REVIEW_DATE,MARKING,NOTE
        N1,O'KAFOR,Dan,,14/03/1991,1,M2,baker,2009/0012345X,,01/02/2020 09:30,14/06/2026 23:40,02/06/2031,O,"limps, a ""bit"""
        N2,SMITH,Ann,Lee,31/02/1980,7,,,,,01/02/2020 09:30,,,OS,
        ,NOBODY,,,,,,,,,,,,,
        N3,JONES
        N1,OTHER,Dan,,14/03/1991,1,,,,,,,,,
        N2,SMITH,Ann,Lee,31/02/1980,7,,,,,01/02/2020 09:30,,,OS,
        N4,YOUNG,,,01/01/2030,1,,,,,,,,X,
        """#

    @Test("a nominals file becomes people, with the source's words kept and what is wrong counted")
    func nominals() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("nominals.csv", Self.nominals)
        let sink = MemorySink()
        let niche = try MappingCatalogue.load("niche", hash: .sha256)
        let report = try await importing(path, niche, into: sink, rejects: folder.path + "/rejects")
        #expect(report.position.rows == 7)
        #expect(report.position.records == 3)
        #expect(report.position.rejected == 3)
        #expect(report.position.outcome == BatchOutcome(new: 3))

        let one = try #require(await sink.record(.person, "N1"))
        #expect(
            one.body == [
                .init("surname", raw: "O'KAFOR"), .init("givenNames", raw: "Dan"),
                .init("birthDate", raw: "14/03/1991", standard: "1991-03-14"), .init("sex", raw: "1", standard: "male"),
                .init("ethnicity", raw: "M2"), .init("occupation", raw: "baker"), .init("pncID", raw: "2009/0012345X"),
                .init("@CREATED", raw: "01/02/2020 09:30"), .init("@UPDATED", raw: "14/06/2026 23:40"),
                .init("@REVIEW_DATE", raw: "02/06/2031"), .init("@MARKING", raw: "O"),
                .init("@NOTE", raw: "limps, a \"bit\""),
            ]
        )
        #expect(one.id == (await sink.id(.person, "N1")))
        #expect(one.moment == Timestamp(rfc3339: "2026-06-14T22:40:00Z")?.milliseconds)
        #expect(one.review == 20_310_602)
        #expect(one.marking == Marking.official.rawValue)
        let two = try #require(await sink.record(.person, "N2"))
        #expect(two["givenNames"]?.raw == "Ann Lee")
        #expect(two["birthDate"] == .init("birthDate", raw: "31/02/1980"))
        #expect(two.marking == Marking.officialSensitive.rawValue)

        let found = Set(report.findings.map { "\($0.attribute) \($0.finding.code) \($0.count)" })
        #expect(
            found == [
                " missing_key 1", " duplicate_key 1", " repeated_record 1", "birthDate bad_date 2",
                "birthDate future_date 1", "sex unknown_code 2", "pncID wrong_check_letter 1", "marking unknown_code 1",
                "marking bad_marking 1",
            ]
        )
        let rejects = try folder.read("rejects/nominals.csv.rejects.jsonl").split(separator: "\n")
        let parsed = try rejects.map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(parsed.map { $0["reason"]?.text } == ["missing_key", "ragged_row", "duplicate_key"])
        #expect(parsed.map { $0["line"] } == [.number("4"), .number("5"), .number("6")])
        #expect(parsed.map { $0["field"]?.text } == ["NOMINAL_ID", "", "NOMINAL_ID"])
        #expect(parsed[2]["value"]?.text == "N1")
    }

    /// A thousand people, some of them with something wrong.
    static func many() -> String {
        "NOMINAL_ID,SURNAME,FORENAME_1,FORENAME_2,DOB,SEX,ETHNICITY_SDE,OCCUPATION,PNC_ID,CRO_NO,CREATED,UPDATED,REVIEW_DATE,MARKING\n"
            + (0..<1000).map { number in
                let key = number % 97 == 5 ? "" : "N\(number % 990)"
                return "\(key),NAME\(number % 990),A,,14/03/1991,1,,,,,01/02/2020 09:30,,,O\n"
            }.joined()
    }

    @Test("importing the same file again changes nothing, and a changed record makes a version")
    func again() async throws {
        let folder = try TemporaryFolder()
        let niche = try MappingCatalogue.load("niche", hash: .sha256)
        let sink = MemorySink()
        let path = try folder.write("nominals.csv", Self.many())
        let first = try await importing(path, niche, into: sink)
        #expect(first.position.outcome.new == first.position.records)
        let before = await sink.versions
        let second = try await importing(path, niche, into: sink)
        #expect(second.wasDone)
        #expect(await sink.versions == before)
        // The same rows in another file: every record is there already.
        let longer = try folder.write("nominals.csv", Self.many() + "N5000,NEW,A,,14/03/1991,1,,,,,,,,O\n")
        let third = try await importing(longer, niche, into: sink)
        #expect(third.position.outcome == BatchOutcome(new: 1, unchanged: first.position.records))
        let changed = Self.many().replacingOccurrences(of: "N7,NAME7,", with: "N7,NAME8,")
        let fourth = try await importing(try folder.write("nominals.csv", changed), niche, into: sink)
        #expect(fourth.position.outcome.changed == 1)
        let versions = try #require(await sink.versions[sink.id(.person, "N7")])
        #expect(versions.map { $0["surname"]?.raw } == ["NAME7", "NAME8"])
    }

    @Test("an import killed at any batch goes on with the same command to the same end", arguments: 1...11)
    func killed(batch: Int) async throws {
        let folder = try TemporaryFolder()
        let niche = try MappingCatalogue.load("niche", hash: .sha256)
        let path = try folder.write("nominals.csv", Self.many())
        let whole = MemorySink()
        let expected = try await importing(path, niche, into: whole, rejects: folder.path + "/a", batchRecords: 90)
        let sink = MemorySink()
        await sink.die(before: batch)
        await #expect(throws: MemorySink.Died.self) {
            try await importing(path, niche, into: sink, rejects: folder.path + "/b", batchRecords: 90)
        }
        await sink.die(before: .max)
        let report = try await importing(path, niche, into: sink, rejects: folder.path + "/b", batchRecords: 90)
        #expect(await sink.versions == whole.versions)
        #expect(report.position.records == expected.position.records)
        #expect(report.position.rejected == expected.position.rejected)
        #expect(try folder.read("a/nominals.csv.rejects.jsonl") == folder.read("b/nominals.csv.rejects.jsonl"))
    }

    @Test("A gzip file that unpacks to more than its bound is refused, and what was read before is kept")
    func bomb() throws {
        let folder = try TemporaryFolder()
        try shell("head -c 3000000 /dev/zero | gzip > zeros.gz", in: folder.path)
        for (bound, isGood) in [(UInt64(3_000_000), true), (2_999_999, false)] {
            let source = try GzipBytes(FileBytes(path: folder.path + "/zeros.gz"), name: "zeros.gz", bytesMax: bound)
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
            defer { room.deallocate() }
            var total = 0, fault: Fault?
            do {
                while case let count = try source.read(into: room), count > 0 { total += count }
            } catch let error as Fault {
                fault = error
            }
            #expect((fault == nil) == isGood && total > 2_900_000 && total <= 3_000_000)
            #expect(isGood || fault?.message.contains("unpacks to more than") == true)
        }
    }

    @Test("gzip is read as what it holds, whole, in members, or cut short")
    func gzip() async throws {
        let folder = try TemporaryFolder()
        let plain = try folder.write("plain.csv", Self.many())
        for command in [
            "gzip -kc plain.csv > nominals.csv.gz",
            "(head -c 900 plain.csv | gzip; tail -c +901 plain.csv | gzip) > nominals.csv.gz",
        ] {
            try shell(command, in: folder.path)
            let niche = try MappingCatalogue.load("niche", hash: .sha256)
            let sink = MemorySink()
            let report = try await importing(folder.path + "/nominals.csv.gz", niche, into: sink)
            #expect(report.position.rows == 1000)
            #expect(report.fault == nil)
        }
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/nominals.csv.gz")))
        var damaged = whole
        damaged[whole.count - 6] ^= 0xff
        let cases: [([UInt8], Fault.Code)] = [
            (Array(whole[..<(whole.count - 9)]), .fileTruncated), (damaged, .fileDamaged),
            (whole + Array("rubbish".utf8), .fileDamaged),
        ]
        for (bytes, code) in cases {
            let path = try folder.write("nominals.csv.gz", bytes)
            let sink = MemorySink()
            let niche = try MappingCatalogue.load("niche", hash: .sha256)
            let report = try await importing(path, niche, into: sink)
            #expect(report.fault?.code == code)
            #expect(report.fault?.message.contains("nominals.csv.gz") == true)
            #expect(await !sink.records.isEmpty, "what was read before is kept")
        }
        #expect(FileManager.default.fileExists(atPath: plain))
    }

    private func shell(_ command: String, in folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test(
        "a file that cannot be read on says why and where",
        arguments: [
            ("ID,V\n1,\"a\n2,b\n", Fault.Code.quoteOpen, "line 2"), ("", .headerMissing, "is empty"),
            ("ID,ID\n1,2\n", .columnTwice, "`ID`"),
            ("ID,V\n1,\(String(repeating: "x", count: 11 << 20))\n", .rowTooLong, "line 2"),
            ("ID,V\n1,a\n2,\u{1}\n", .bodyBroken, ""),
        ]
    )
    func unreadable(text: String, code: Fault.Code, words: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", text)
        let mapping = try loadedMapping(
            #"{"name":"x","format":"csv","files":[{"records":[{"kind":"person","key":"ID","facts":{"summary":"V"}}]}]}"#
        )
        let sink = MemorySink()
        var fault: Fault?
        do { fault = try await importing(path, mapping, into: sink).fault } catch let thrown as Fault { fault = thrown }
        if code == .bodyBroken {
            // A control character is odd, not wrong: it is kept.
            #expect(fault == nil)
            #expect(await sink.record(.person, "2")?["summary"]?.raw == "\u{1}")
        } else {
            #expect(fault?.code == code)
            #expect(fault?.message.contains("t.csv") == true)
            #expect(fault?.message.contains(words) == !words.isEmpty, "\(fault?.message ?? "")")
        }
    }

    @Test("a row with a NUL byte or words after a quote is one reject")
    func badRows() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", "ID,V\n1,a\0b\n2,\"x\"y\n3,z\n")
        let mapping = try loadedMapping(
            #"{"name":"x","format":"csv","files":[{"records":[{"kind":"person","key":"ID","facts":{"summary":"V"}}]}]}"#
        )
        let sink = MemorySink()
        let report = try await importing(path, mapping, into: sink, rejects: folder.path)
        #expect(report.position.rejected == 2)
        #expect(report.rejectFile == folder.path + "/t.csv.rejects.jsonl")
        let reasons = try folder.read("t.csv.rejects.jsonl").split(separator: "\n")
            .map { try JSONValue(parsing: Array($0.utf8))["reason"]?.text }
        #expect(reasons == ["nul_byte", "text_after_quote"])
        #expect(await sink.records.map(\.key) == ["3"])
    }
}
