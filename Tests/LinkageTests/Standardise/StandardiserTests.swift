import Testing
import Vocabulary

@testable import Linkage

struct StandardiserTests {
    private func key(_ text: String, _ write: (Span<UInt8>, inout [UInt8]) -> Void) -> String {
        var key: [UInt8] = []
        write(text.utf8Span.span, &key)
        return String(decoding: key, as: UTF8.self)
    }

    @Test(
        "Dates are read with what is known of them",
        arguments: [
            ("1980-03-14", 19_800_314), ("14/03/1980", 19_800_314), ("19800314", 19_800_314),
            ("March 1980", 19_800_300),
            ("14 March 1980", 19_800_314), ("1980", 19_800_000), ("c. 1980", 19_800_091), ("circa 1980", 19_800_091),
            ("1980?", 19_800_091), ("~1980", 19_800_091), ("1980s", 19_800_092), ("early 1980's", 19_800_092),
            ("1834-70-14", 18_347_014), ("31/02/1980", 19_800_231), ("", nil), ("Tuesday", nil), ("c.", nil),
            ("s", nil),
        ] as [(String, UInt32?)]
    )
    func dates(text: String, expected: UInt32?) {
        #expect(BirthDateText().packed(text.utf8Span.span) == expected)
    }

    @Test("The order of day and month is found from the column, and a few slips do not change it")
    func dateOrder() {
        #expect(BirthDateText(of: ["03/14/1980", "12/31/1991", "01/02/1970"]).order == .monthFirst)
        #expect(BirthDateText(of: ["14/03/1980", "31/12/1991", "01/13/1970"]).order == .dayFirst)
        #expect(BirthDateText(of: ["01/02/1970", "1980", ""]).order == .dayFirst)
        #expect(BirthDateText(order: .monthFirst).packed("03/14/1980".utf8Span.span) == 19_800_314)
    }

    @Test("Ranges of years agree when they meet")
    func vagueDates() {
        func level(_ a: UInt32, _ b: UInt32) -> UInt8 {
            PairComparer.birthLevel(a, b, LinkageModel.standard.levels.birth)
        }
        #expect(level(PackedDate.about(1950), 19_530_101) == Level.Birth.partial)
        #expect(level(PackedDate.about(1950), 19_560_101) == Level.Birth.different)
        #expect(level(PackedDate.decade(1980), 19_890_500) == Level.Birth.partial)
        #expect(level(PackedDate.decade(1980), PackedDate.about(1993)) == Level.Birth.partial)
        #expect(level(PackedDate.decade(1980), PackedDate.decade(1990)) == Level.Birth.different)
        #expect(PackedDate(value: PackedDate.about(1950)).text == "c. 1950")
        #expect(PackedDate(value: PackedDate.decade(1980)).text == "1980s")
    }

    @Test(
        "Postcodes are read as typed, with look-alikes mended",
        arguments: [
            ("LS6 3AA", "ls63aa"), ("ls63aa", "ls63aa"), ("LS6 OAA", "ls60aa"), ("L56 3AA", "l563aa"),
            ("EC1A 1BB", "ec1a1bb"), ("LS6", "ls6"), ("LS6 3", "ls63~"), ("5W1A 1AA", "sw1a1aa"), ("M1 IAE", "m11ae"),
            ("2119", "2119"), ("90210", "90210"), ("", ""), ("K1A 0B1", "k1a0b1"),
        ]
    )
    func postcodes(text: String, expected: String) {
        #expect(key(text) { PostcodeKey.write($0, into: &$1) } == expected)
    }

    @Test(
        "One telephone number has one key",
        arguments: [
            "07700 900461", "+44 (0)7700 900461", "0044 7700 900461", "44 7700 900 461", "7700900461",
            "Tel: 07700-900-461", "+447700900461 ext 12",
        ]
    )
    func phones(text: String) { #expect(key(text) { PhoneKey.write($0, into: &$1) } == "7700900461") }

    @Test("Numbers of other countries keep their code, and short ones have no key")
    func otherPhones() {
        #expect(key("+33 1 40 20 50 50") { PhoneKey.write($0, into: &$1) } == "+33140205050")
        #expect(key("0033140205050") { PhoneKey.write($0, into: &$1) } == "+33140205050")
        for text in ["999", "", "+0000"] { #expect(key(text) { PhoneKey.write($0, into: &$1) }.isEmpty) }
    }

    @Test(
        "One e-mail address has one key, and what is none has no key",
        arguments: [
            (" <A.Example+x@Police.EXAMPLE> ", "a.example@police.example"),
            ("mailto:A.Example+x@" + "googlemail.com", "aexample@" + "gmail.com"), ("no address", ""), ("@", ""),
            ("a@b.example;", "a@b.example"),
        ]
    )
    func emails(text: String, expected: String) {
        #expect(key(text) { EmailKey.write($0, into: &$1) } == expected)
    }

    @Test(
        "Address lines come to one writing",
        arguments: [
            ("14 a high st leeds", "14a high st leeds"), ("st johns rd", "saint johns rd"),
            ("12 14 st johns rd", "12 14 saint johns rd"),
            ("high st", "high st"), ("st", "st"), ("", ""), ("flat 2 a high st", "flat 2 a high st"), ("14 a", "14 a"),
        ]
    )
    func addresses(text: String, expected: String) {
        var line = Array(text.utf8)
        AddressWords.tidy(&line)
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }

    @Test("No text stops a standardiser, and the key of a key is the key", arguments: 0..<8 as Range<UInt64>)
    func survives(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let likely = Array("0123456789 +()/.-@flatstrdc'LS6aeiouAx~\u{00e9}\u{0645}".utf8)
        for _ in 0..<300 {
            let bytes = (0..<dice.number(below: 40)).map { _ in
                dice.number(below: 2) == 0 ? likely[dice.number(below: likely.count)] : UInt8(dice.number(below: 256))
            }
            for write: (Span<UInt8>, inout [UInt8]) -> Void in [
                { PhoneKey.write($0, into: &$1) }, { EmailKey.write($0, into: &$1) },
            ] {
                var once: [UInt8] = []
                var again: [UInt8] = []
                write(bytes.span, &once)
                write(once.span, &again)
                #expect(once == again, "\(bytes)")
            }
            var line: [UInt8] = []
            PostcodeKey.write(bytes.span, into: &line)
            TextFold.fold(bytes.span, into: &line)
            AddressWords.tidy(&line)
            #expect(line.count <= TextFold.bytesMax + 3)
            if let date = BirthDateText().packed(bytes.span) { #expect(!PackedDate(value: date).text.isEmpty) }
        }
    }
}
