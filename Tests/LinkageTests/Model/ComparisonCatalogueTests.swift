import Foundation
import Testing
import Vocabulary

@testable import Linkage

@Suite("Comparison levels as data")
struct ComparisonCatalogueTests {
    private static func read(_ json: String) throws -> ComparisonCatalogue {
        try JSONDecoder().decode(ComparisonCatalogue.self, from: Data(json.utf8))
    }

    private static func surname(_ levels: String) -> String { #"[{"field": "surname", "levels": [\#(levels)]}]"# }

    private static let same = #"{"level": "same", "when": [{"function": "equal"}]}"#
    private static let rest = #"{"level": "different"}"#

    @Test("The standard levels pass their own check, name every level and come back from JSON")
    func standard() throws {
        let standard = ComparisonCatalogue.standard
        #expect(standard.comparisons.map(\.field) == ComparisonField.allCases)
        for comparison in standard.comparisons {
            try LevelRules.check(comparison)
            // The surname's "exchanged" is counted under the first name.
            #expect(comparison.field.levels.starts(with: comparison.levels.map(\.level)))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let written = try encoder.encode(standard)
        let read = try JSONDecoder().decode(ComparisonCatalogue.self, from: written)
        #expect(read == standard)
        #expect(try encoder.encode(read) == written)
    }

    @Test("A model of before there was a choice is compared by the standard levels")
    func older() throws {
        var model = LinkageModel.standard
        model.comparisons = nil
        let written = try JSONEncoder().encode(model)
        #expect(!String(decoding: written, as: UTF8.self).contains("comparisons"))
        let read = try JSONDecoder().decode(LinkageModel.self, from: written)
        #expect(read.levels == LinkageModel.standard.levels)
    }

    @Test("A threshold in the file decides the level, and a level left out falls to the next")
    func thresholds() throws {
        var model = LinkageModel.standard
        func level(_ a: String, _ b: String) -> UInt8 {
            let columns = PersonColumns([
                PersonSketch(handle: 1, surnames: [a]), PersonSketch(handle: 2, surnames: [b]),
            ])
            return PairComparer(columns: columns, model: model).compare(0, 1).pattern[.surname]
        }
        // Jaro–Winkler .96, .89 and .84; two edits, four and two.
        let pairs = [("okonkwo", "okonkwa"), ("marhta", "marhtaxy"), ("dixon", "dicksonx")]
        #expect(pairs.map { level($0, $1) } == [Level.Surname.close, Level.Surname.close, Level.Surname.different])
        model.comparisons = try Self.read(
            Self.surname(
                [
                    Self.same, #"{"level": "similar", "when": [{"function": "jaroWinkler", "atLeast": 0.6}]}"#,
                    Self.rest,
                ].joined(separator: ",")
            )
        )
        #expect(pairs.allSatisfy { level($0, $1) == Level.Surname.similar })
        model.comparisons = try Self.read(
            Self.surname(
                [
                    Self.same,
                    #"{"level": "one letter or close spelling", "when": [{"function": "edits", "atMost": 3}]}"#,
                    Self.rest,
                ].joined(separator: ",")
            )
        )
        #expect(level("okonkwo", "okonkxyz") == Level.Surname.close)
        #expect(level("okonkwo", "okonxyzq") == Level.Surname.different)
        model.comparisons = try Self.read(Self.surname("\(Self.same),\(Self.rest)"))
        #expect(pairs.allSatisfy { level($0, $1) == Level.Surname.different })
        #expect(level("smith-jones", "smith") == Level.Surname.different)
    }

    @Test("Dates, postcodes, addresses, numbers and other facts are compared by what the file says")
    func otherFields() throws {
        var model = LinkageModel.standard
        model.comparisons = try Self.read(
            """
            [{"field": "birthDate", "levels": [\(Self.same),
              {"level": "agrees as far as known", "when": [{"function": "asFarAsKnown"}]}, \(Self.rest)]},
             {"field": "postcode", "levels": [\(Self.same),
              {"level": "same district", "when": [{"function": "district"}]}, \(Self.rest)]},
             {"field": "address", "levels": [\(Self.same), \(Self.rest)]},
             {"field": "phone", "levels": [\(Self.same),
              {"level": "one digit", "when": [{"function": "edits", "atMost": 1, "lengthMin": 15}]}, \(Self.rest)]},
             {"field": "email", "levels": [\(Self.same), \(Self.rest)]},
             {"field": "other1", "levels": [\(Self.same),
              {"level": "close spelling", "when": [{"function": "edits", "atMost": 2}]}, \(Self.rest)]}]
            """
        )
        func sketch(_ handle: Int64, _ change: Bool) -> PersonSketch {
            PersonSketch(
                handle: handle,
                birthDates: [CalendarDate(year: 1980, month: 3, day: change ? 4 : 14)].compactMap { $0 },
                postcodes: [change ? "LS6 3AB" : "LS6 3AA"],
                addressLines: [change ? "7 Cardigan Road" : "7 Cardigan Road Leeds"],
                phones: [change ? "+447700900461" : "+447700900462"],
                emails: [change ? "joan.oak@one.example" : "joan.oak@two.example"],
                others: [[change ? "joyner" : "joiners"]]
            )
        }
        for several in [false, true] {
            var second = sketch(2, true)
            // With a second number the pair goes the way of lists, which must say the same.
            if several { second.phones.append("+447700900999") }
            let columns = PersonColumns([sketch(1, false), second])
            let changed = PairComparer(columns: columns, model: model).compare(0, 1).pattern
            let usual = PairComparer(columns: columns, model: .standard).compare(0, 1).pattern
            #expect([changed[.birthDate], usual[.birthDate]] == [Level.Birth.different, Level.Birth.digit])
            #expect([changed[.postcode], usual[.postcode]] == [Level.Postcode.district, Level.Postcode.typo])
            #expect(changed[.address] == Level.Address.different && usual[.address] < Level.Address.different)
            #expect([changed[.phone], usual[.phone]] == [Level.Token.different, Level.Token.near])
            #expect([changed[.email], usual[.email]] == [Level.Token.different, Level.Token.near])
            #expect([changed[.other1], usual[.other1]] == [Level.Other.close, Level.Other.different])
        }
    }

    @Test("The rarity of a value counts as much as the file says")
    func rarity() throws {
        func bits(_ rarity: String) throws -> Double {
            var model = LinkageModel.standard
            let same = #"{"level": "same", "when": [{"function": "equal"}]\#(rarity)}"#
            model.comparisons = try Self.read(Self.surname("\(same),\(Self.rest)"))
            let (a, b) = (
                PersonSketch(handle: 1, surnames: ["Smith"]), PersonSketch(handle: 2, surnames: ["Smith"])
            )
            let step = Linker(model: model).explain(a, b).steps.first { $0.field == "Surname" }
            return step?.rarityBits ?? .nan
        }
        let whole = try bits(#", "rarity": {"bitsMax": 8}"#)
        #expect(whole < -1)
        #expect(try bits(#", "rarity": {"bitsMax": 8, "weight": 0.5}"#) == whole / 2)
        #expect(try bits(#", "rarity": {"bitsMax": 0.25}"#) == -0.25)
        #expect(try bits("") == 0)
    }

    @Test(
        "What cannot be used is refused by field, level and reason",
        arguments: [
            ("[]}", ""), (#"[{"field": "colour", "levels": []}]"#, "`colour`"),
            (#"[{"field": "sex"}]"#, ""), (surname(same), "lacks the level `different`"),
            (surname(rest), "lacks the level `same`"), (surname("\(rest),\(same)"), "`same`"),
            (surname(#"\#(same),{"level": "alike"},\#(rest)"#), "no level `alike`"),
            (surname(#"\#(same),{"level": "similar"},\#(rest)"#), "lacks a test"),
            (surname(#"\#(same),{"level": "similar", "when": [{"function": "likes"}]},\#(rest)"#), "`likes`"),
            (surname(#"\#(same),{"level": "similar", "when": [{"function": "nickname"}]},\#(rest)"#), "`nickname`"),
            (surname(#"\#(same),{"level": "similar", "when": [{"function": "jaroWinkler"}]},\#(rest)"#), "atLeast"),
            (
                surname(
                    #"\#(same),{"level": "similar", "when": [{"function": "jaroWinkler", "atleast": 1}]},\#(rest)"#
                ),
                "`atleast`"
            ),
            (
                surname(#"\#(same),{"level": "similar", "when": [{"function": "edits", "atMost": 9}]},\#(rest)"#),
                "from 1 to 3"
            ),
            (
                surname(#"\#(same),{"level": "different", "rarity": {"bitsMax": 8}}"#), "rarity"
            ),
            (
                #"[{"field": "sex", "levels": [\#(same),\#(rest)]}, {"field": "sex", "levels": [\#(same),\#(rest)]}]"#,
                "twice"
            ),
        ]
    )
    func refusals(_ json: String, _ words: String) {
        let error = #expect(throws: (any Error).self) { _ = try Self.read(json) }
        guard !words.isEmpty else { return }
        guard let fault = error as? Fault else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.code == .levelsUnreadable)
        #expect("\(fault.message) \(fault.help ?? "")".contains(words), "\(fault.message) \(fault.help ?? "")")
    }
}
