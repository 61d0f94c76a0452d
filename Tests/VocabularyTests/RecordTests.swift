import Testing
import Vocabulary

@Suite struct RecordNameTests {
    private static func id(_ key: String, system: String = "niche", kind: RecordKind = .person) throws -> RecordID {
        RecordID(source: Source(force: try #require(ForceCode("13")), system: system), kind: kind, key: key)
    }

    @Test("a record's name is force, system, kind and key")
    func text() throws {
        let id = try Self.id("4471902")
        #expect(id.description == "13/niche/person/4471902")
        #expect(RecordID("13/niche/person/4471902") == id)
        #expect(id.source.description == "13/niche")
        #expect(Source("13/niche") == id.source)
    }

    @Test(
        "keys are one segment of an address, whatever they hold",
        arguments: [
            ("a/b", "a%2Fb"), ("é", "%C3%A9"), ("a b%", "a%20b%25"), ("..", "%2E%2E"), ("", ""),
            ("a.b-c_d~e", "a.b-c_d~e"),
            ("\u{0}", "%00"),
        ]
    )
    func encoding(_ key: String, _ encoded: String) throws {
        let id = try Self.id(key)
        #expect(id.description == "13/niche/person/" + encoded)
        #expect(RecordID(id.description) == id)
    }

    @Test(
        "other texts are no names",
        arguments: [
            "", "13/niche/person", "13/niche/person/1/2", "13/niche/ghost/1", "abcde/niche/person/1", "/niche/person/1",
            "13/niche/person/a b", "13/niche/person/%4", "13/niche/person/%GG", "13/niche/person/%FF",
            "13/niche/person/é",
        ]
    )
    func refused(_ text: String) { #expect(RecordID(text) == nil) }

    @Test("random keys come back byte for byte", arguments: [61, 62, 63] as [UInt64])
    func roundTrip(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        for _ in 0..<3000 {
            let kind = try #require(RecordKind.allCases.randomElement(using: &dice))
            try Self.check(Self.id(dice.text(upTo: 40), system: dice.text(upTo: 10), kind: kind))
        }
    }

    @Test("naughty strings come back byte for byte", .enabled(if: Vectors.arePresent, "needs ../shared/data"))
    func naughty() throws {
        let strings = try Vectors.naughtyStrings()
        try #require(strings.count > 400)
        for text in strings { try Self.check(Self.id(text)) }
    }

    private static func check(_ id: RecordID) throws {
        let text = id.description
        let isOneLine = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        #expect(isOneLine, "\(text)")
        let back = try #require(RecordID(text))
        // Equality of strings folds Unicode's equivalent forms; the source's key has to come back in its own bytes.
        #expect(Array(back.key.utf8) == Array(id.key.utf8))
        #expect(Array(back.source.system.utf8) == Array(id.source.system.utf8))
        #expect(back.kind == id.kind && back.source.force == id.source.force)
    }

    @Test("names are in one order everywhere")
    func order() throws {
        let names = ["13/a/person/1", "13/a/person/2", "13/a/vehicle/1", "13/b/person/1", "14/a/person/1"]
        let ids = try names.map { try #require(RecordID($0)) }
        #expect(ids.shuffled().sorted() == ids)
    }

    @Test("kinds have names that read back", arguments: RecordKind.allCases)
    func kinds(_ kind: RecordKind) {
        #expect(kind.name == "\(kind)")
        #expect(RecordKind(name: kind.name) == kind)
    }

    @Test("a record answers with the standard form, or the source's words without one")
    func values() throws {
        let record = Record(
            id: try Self.id("1"),
            facts: [Fact(.surname, raw: "Okafor"), Fact(.birthDate, raw: "14/3/91", standard: "1991-03-14")]
        )
        #expect(record[.surname] == "Okafor")
        #expect(record[.birthDate] == "1991-03-14")
        #expect(record[.postcode] == nil)
    }
}

@Suite struct MarkingTests {
    @Test("the two markings are read and written", arguments: Marking.allCases)
    func roundTrip(_ marking: Marking) { #expect(Marking(marking.description) == marking) }

    @Test(
        "loose writing",
        arguments: ["official sensitive", "Official-Sensitive", "OFFICIAL: SENSITIVE", "OFFICIAL – SENSITIVE"]
    )
    func loose(_ text: String) { #expect(Marking(text) == .officialSensitive) }

    @Test(
        "anything higher or unknown is refused",
        arguments: [
            "", "SECRET", "TOP SECRET", "RESTRICTED", "CONFIDENTIAL", "OFFICIAL-SENSITIVE RECIPIENTS ONLY",
            "UNOFFICIAL",
        ]
    )
    func refused(_ text: String) { #expect(Marking(text) == nil) }

    @Test("sensitive is held more closely")
    func order() { #expect(Marking.official < .officialSensitive) }
}

@Suite struct GradingTests {
    @Test(
        "gradings are read and written",
        arguments: [("2CP", "2 C P"), ("1 e p", "1 E P"), ("3/D/C", "3 D C"), ("1BCs1a2", "1 B C A2 S1")]
    )
    func written(_ text: String, _ form: String) throws {
        let grading = try #require(Grading(text))
        #expect(grading.description == form)
        #expect(Grading(form) == grading)
    }

    @Test(
        "other texts are no gradings",
        arguments: ["", "2C", "0CP", "4CP", "2FP", "2CX", "2CPA1", "2CCA4", "2CCA", "E41"]
    )
    func refused(_ text: String) { #expect(Grading(text) == nil) }

    @Test("conditions belong to handling code C")
    func conditions() {
        let graded = Grading(
            source: .reliable,
            intelligence: .corroborated,
            handling: .conditions,
            conditions: [.overtUse]
        )
        #expect(graded.conditions == .overtUse)
        #expect(Grading("1BC")?.conditions == nil)
        #expect(
            Grading(source: .reliable, intelligence: .corroborated, handling: .permitted, conditions: [.overtUse])
                .conditions == nil
        )
    }

    @Test("every grading reads back")
    func all() {
        for source in Grading.SourceReliability.allCases {
            for intelligence in Grading.Assessment.allCases {
                #expect(Grading("\(source.rawValue)\(intelligence.rawValue)P")?.intelligence == intelligence)
                for bits in UInt8(1)..<32 {
                    let grading = Grading(
                        source: source,
                        intelligence: intelligence,
                        handling: .conditions,
                        conditions: Grading.Conditions(rawValue: bits)
                    )
                    #expect(Grading(grading.description) == grading)
                }
            }
        }
    }
}

@Suite struct FaultTests {
    @Test("a fault says what happened, what to do and why")
    func description() {
        let code = Fault.Code("test.broken", status: 400)
        let cause = Fault(code, "the file ended early")
        let fault = Fault(code, "cannot read `a.csv`", help: "send it again", cause: cause)
        #expect(
            fault.description
                == "test.broken: cannot read `a.csv`\n  help: send it again\n  because: test.broken: the file ended early"
        )
    }

    @Test(
        "a force code is one to four letters or digits",
        arguments: [("13", "13"), ("nca", "NCA"), ("", nil), ("12345", nil), ("1/", nil)]
    )
    func forces(_ text: String, _ code: String?) { #expect(ForceCode(text)?.description == code) }
}
