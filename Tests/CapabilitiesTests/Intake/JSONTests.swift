import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("JSON")
struct JSONTests {
    /// Files of the suite's answer `y` that are refused on purpose: a name given twice would lose one of its values.
    static let refusedOnPurpose: Set<String> = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]

    @Test("JSONTestSuite's verdicts hold", .enabled(if: isThere("12_peer_vectors/JSONTestSuite.tar.gz")))
    func suite() throws {
        let files = try tarFiles(sharedData("12_peer_vectors/JSONTestSuite.tar.gz").path)
        var verdicts = 0
        for (path, bytes) in files {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            guard name.hasPrefix("y_") || name.hasPrefix("n_"), let verdict = name.first else { continue }
            verdicts += 1
            let accepted = (try? JSONValue(parsing: bytes)) != nil
            let expected = verdict == "y" && !Self.refusedOnPurpose.contains(name)
            #expect(accepted == expected, "\(name)")
            // The reader of lines agrees with the reader of documents wherever a document is one line with an object.
            guard !bytes.contains(0x0a), bytes.first == UInt8(ascii: "{") else { continue }
            let shape = TreeShape(separator: ".")
            _ = shape.addLevel("", parent: nil)
            shape.setColumns([], of: 0)
            let reader = JSONLinesReader(TextBytes(MemoryBytes(bytes)), name: name, shape: shape, buffer: 8)
            guard let row = try? reader.next() else { continue }
            let isRead = row.problem == nil || row.problem == .nulByte
            #expect(isRead == expected, "\(name) as a line")
        }
        #expect(verdicts > 180)
    }

    /// The files of a gzip tar.
    private func tarFiles(_ path: String) throws -> [(String, [UInt8])] {
        let source = try ImportJob.open(path)
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try room.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            bytes += room[..<count]
        }
        var files: [(String, [UInt8])] = []
        var at = 0
        while at + 512 <= bytes.count, bytes[at] != 0 {
            let name = String(decoding: bytes[at..<at + 100].prefix { $0 != 0 }, as: UTF8.self)
            let octal = String(decoding: bytes[at + 124..<at + 135].filter { $0 > 0x20 }, as: UTF8.self)
            let size = Int(octal, radix: 8) ?? 0
            files.append((name, Array(bytes[at + 512..<at + 512 + size])))
            at += 512 + (size + 511) / 512 * 512
        }
        return files
    }

    /// Reads lines with the columns given, rows inside at `people`.
    private func rows(_ text: String, buffer: Int = 1 << 12) throws -> [[String]] {
        let shape = TreeShape(separator: ".")
        _ = shape.addLevel("", parent: nil)
        _ = shape.addLevel("people", parent: 0)
        shape.setColumns(["log", "place.postcode", "names"], of: 0)
        shape.setColumns(["ref", "../log", "tags"], of: 1)
        #expect(shape.resolveInherited() == nil)
        let reader = JSONLinesReader(TextBytes(MemoryBytes(Array(text.utf8))), name: "t", shape: shape, buffer: buffer)
        var rows: [[String]] = []
        while let row = try reader.next() {
            var cells = ["\(row.level)"] + (0..<row.count).map { row.text($0) }
            for index in 0..<row.extraCount {
                let extra = try #require(row.extras?[index])
                let words = UnsafeBufferPointer(start: row.base + Int(extra.span.start), count: Int(extra.span.count))
                cells.append(reader.extraNames[Int(extra.name)] + "=" + String(decoding: words, as: UTF8.self))
            }
            if let problem = row.problem { cells.append("!" + problem.code) }
            rows.append(cells)
        }
        return rows
    }

    @Test("nested objects, rows inside and what nobody asked for all come through", arguments: [8, 9, 31, 4096])
    func nested(buffer: Int) throws {
        let text = """
            {"people":[{"ref":"p1","tags":["a","b\\u00e9"],"z":{"y":1.50}},{"ref":"p\\"2"}],"log":"L1","place":{"postcode":"LS6 3AA","x":null},"q":[1,{"w":true}]}
            {"log":12,"names":["John","","Paul \\ud83d\\ude00"],"people":null}
            """
        #expect(
            try rows(text, buffer: buffer) == [
                ["0", "L1", "LS6 3AA", "", "q.w=true", "q=1"],
                ["1", "p1", "a bé", "L1", "z.y=1.50"],
                ["1", "p\"2", "", "L1"],
                ["0", "12", "", "John Paul 😀"],
            ]
        )
    }

    @Test(
        "a line that is no object is one bad row",
        arguments: [
            ("[1]", "not_an_object"), ("{\"a\":1,\"a\":2}", "not_json"), ("{\"a\":01}", "not_json"),
            ("{\"a\":\"\\u0000\"}", "nul_byte"), ("{\"a\":1} x", "not_json"), ("{\"a\":\"\\ud800\"}", "not_json"),
            ("{\"a\"", "not_json"), (String(repeating: "[", count: 100_000), "not_json"),
            ("{\"a\":" + String(repeating: "[", count: 100_000), "not_json"),
        ]
    )
    func badLines(line: String, code: String) throws {
        let found = try rows("{\"log\":1}\n\(line)\n\n{\"log\":2}\n")
        #expect(found.map { $0.last } == ["", "!" + code, ""], "\(found.map { $0.last })")
    }
}
