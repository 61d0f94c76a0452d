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
        let keys = BlockingKeys(PairComparer(columns: columns, shares: NameShares.logarithms(columns, .standard)))
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
}
