import Testing
import Vocabulary

@testable import Linkage

/// Records made to be as many pairs as can be: the work grows with the records and not with their square.
struct HostileInputTests {
    enum Attack: String, CaseIterable, Sendable {
        case names, records, phone, postcode, address, email, identifier, birthDate, other, sound, firstLetters, lists
        case justBelow
    }

    private func sketch(_ attack: Attack, _ number: Int) -> PersonSketch {
        let own = Self.word(number)
        let date = CalendarDate(year: 1930 + number % 80, month: 1 + number / 80 % 12, day: 1 + number / 960 % 28)
        var sketch = PersonSketch(
            handle: Int64(number),
            givenNames: [own],
            surnames: [String(own.reversed())],
            birthDates: date.map { [$0] } ?? []
        )
        let same = CalendarDate(year: 1991, month: 3, day: 14).map { [$0] } ?? []
        switch attack {
        case .names: (sketch.givenNames, sketch.surnames) = (["John"], ["Smith"])
        case .records:
            sketch = PersonSketch(
                handle: Int64(number),
                givenNames: ["John James"],
                surnames: ["Smith"],
                birthDates: same,
                sex: "m",
                postcodes: ["LS6 3AA"],
                addressLines: ["12 Mill Road"],
                phones: ["07700 900461"],
                emails: ["john@mail.example"],
                identifiers: ["ref:1234567"],
                others: [["joiner"], ["leeds"], ["york"], ["hull"]]
            )
        case .phone: sketch.phones = ["07700 900461"]
        case .postcode: (sketch.postcodes, sketch.surnames) = (["LS6 3AA"], ["Smith"])
        case .address: sketch.addressLines = ["12 Mill Road"]
        case .email: sketch.emails = ["none@mail.example"]
        case .identifier: sketch.identifiers = ["ref:0000000"]
        case .birthDate: sketch.birthDates = CalendarDate(year: 1900, month: 1, day: 1).map { [$0] } ?? []
        case .other:
            (sketch.others, sketch.givenNames) = ([["unknown"], ["unknown"], ["unknown"], ["unknown"]], ["Not"])
        case .sound:
            sketch.givenNames = ["Robert" + String(repeating: "a", count: number % 7)]
            sketch.surnames = ["Smith" + String(repeating: "e", count: number / 7 % 7)]
        case .firstLetters: (sketch.givenNames, sketch.surnames) = (["Joh\(own)"], ["Smit\(own)"])
        case .lists:
            sketch.givenNames = ["Anna", "Beth", "Cara", "Dora", "Emma", "Fay", "Gina", "Hope"]
            sketch.surnames = ["Smith", "Jones", "Patel", "Okafor", "Nowak", "Bhatt", "Quill", "Lima"]
            sketch.phones = (0..<8).map { "07700 90046\($0)" }
            sketch.postcodes = (0..<8).map { "LS\($0) 3AA" }
            sketch.identifiers = (0..<8).map { "ref:\(1_234_567 + $0)" }
        case .justBelow:
            // Every block as large as may be paired in full, and no two rules with the same blocks.
            sketch.phones = ["07700 \(900_000 + number / Blocking.blockMax)"]
            sketch.emails = ["m\(number % 37)x\(number / 1_776)@mail.example"]
            sketch.identifiers = ["ref:\(1_000_000 + number % 41 + number / 1_968 * 64)"]
        }
        return sketch
    }

    private static func word(_ number: Int) -> String {
        var rest = number &* 2_654_435_761 % 456_976
        var text = ""
        for _ in 0..<4 {
            text.unicodeScalars.append(Unicode.Scalar(UInt8(97 + rest % 26)))
            rest /= 26
        }
        return text
    }

    @Test("Pairs grow with the records and not with their square", arguments: Attack.allCases)
    func pairsAreLinear(attack: Attack) {
        let count = attack == .lists ? 500 : 300
        let report = Linker(model: .fixed).join((0..<count).map { sketch(attack, $0) }).report
        // All pairs would be 150 a record, and 250 of those of many values, which have as many blocks.
        #expect(report.pairsScored <= count * (attack == .lists ? 120 : 60), "\(report)")
    }

    @Test("Blocks of many records hold few pairs", arguments: Attack.allCases)
    func blocksAreLinear(attack: Attack) {
        let count = attack == .lists ? 600 : 2_000
        let columns = PersonColumns((0..<count).map { sketch(attack, $0) })
        let keys = BlockingKeys(PairComparer(columns: columns, model: .standard))
        let blocking = Blocking(
            keys,
            rules: Array(BlockingRule.standard.prefix(Blocking.rulesMax)),
            contents: keys.contents()
        )
        #expect(
            blocking.pairsAtMost <= count * (attack == .lists ? 280 : 110),
            "\(blocking.pairsAtMost / count) a record"
        )
    }

    private func file(_ bytes: [UInt8]) throws -> PersonFile {
        try bytes.withUnsafeBufferPointer { try PersonFile($0) }
    }

    @Test("A file of ten thousand columns is read, and two of one name are refused by name")
    func manyColumns() throws {
        let names = ["surname", "first name"] + (0..<10_000).map { "c\($0)" }
        let row = ["Okafor", "Amara"] + names.dropFirst(2).map { _ in "x" }
        let line = { (cells: [String]) in cells.joined(separator: ",") + "\n" }
        let read = try file(Array((line(names) + line(row) + line(row)).utf8))
        #expect(read.people.count == 2 && read.headings.count == 10_002)
        #expect(throws: DelimitedText.Problem(line: 1, words: "two columns are called `c7`")) {
            try self.file(Array((line(names + ["c7"]) + line(row)).utf8))
        }
    }

    @Test("Zero bytes and bytes that are no UTF-8 are read without harm, and join nobody with everybody")
    func strangeBytes() throws {
        var bytes = Array("surname,first name,dob\n".utf8)
        for number in 0..<60 {
            bytes += [0xFF, 0xFE, UInt8(0x80 + number), 0, 0xC3, 0x2C, 0xED, 0xA0, UInt8(0x80 + number % 60), 0x2C]
            bytes += Array("19\(10 + number)-03-14\n".utf8)
        }
        let people = try file(bytes).people
        #expect(people.count == 60)
        #expect(Linker(model: .fixed).join(people).clusters.count > 30)
    }

    @Test("Fields of many thousand letters are compared in bounded time", arguments: ["word ", "a", "ab"])
    func longFields(text: String) {
        let long = String(repeating: text, count: 20_000 / text.utf8.count)
        let sketches = (0..<8).map { number in
            PersonSketch(
                handle: Int64(number),
                givenNames: [long + Self.word(number)],
                surnames: [Self.word(number) + long],
                birthDates: CalendarDate(year: 1980, month: 1 + number, day: 3).map { [$0] } ?? [],
                birthTexts: [long],
                postcodes: [long],
                addressLines: [long + "\(number)"],
                phones: [long],
                emails: [long + "@mail.example"],
                identifiers: [long + ":" + long],
                others: [[long + Self.word(number)]]
            )
        }
        #expect(Linker(model: .fixed).join(sketches).report.pairsScored <= 28)
    }
}
