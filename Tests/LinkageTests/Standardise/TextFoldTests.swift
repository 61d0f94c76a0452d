import Testing

@testable import Linkage

struct TextFoldTests {
    @Test(
        "Accents, apostrophes and marks are folded away",
        arguments: [
            ("O'Brien", "obrien"), ("O’Brien", "obrien"), ("Smith-Jones", "smith jones"),
            ("  José  Núñez ", "jose nunez"),
            ("Jose\u{301}", "jose"), ("Łukasz Żak", "lukasz zak"), ("Strauß", "strauss"), ("Ægir Þór", "aegir thor"),
            ("Nguyễn", "nguyen"), ("ＳＭＩＴＨ", "smith"), ("", ""), ("-- --", ""), ("Дмитрий", "dmitri"),
            ("٠٧", "07"), ("St. John", "st john"),
        ]
    )
    func folds(text: String, expected: String) {
        #expect(TextFold.folded(text) == expected)
    }

    @Test("Folding a folded text changes nothing, whatever the text", arguments: 0..<20 as Range<UInt64>)
    func isIdempotent(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let once = TextFold.folded(RandomText.scalars(&dice))
            #expect(TextFold.folded(once) == once)
            #expect(!once.hasPrefix(" ") && !once.hasSuffix(" ") && !once.contains("  "))
        }
    }

    @Test("Hostile length is cut")
    func isBounded() {
        #expect(TextFold.folded(String(repeating: "é", count: 1_000_000)).utf8.count == TextFold.bytesMax)
    }

    @Test("Names, dates, codes and addresses survive any bytes", arguments: 0..<20 as Range<UInt64>)
    func survivesBytes(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            func text() -> String {
                dice.number(below: 2) == 0 ? RandomText.scalars(&dice) : RandomText.bytes(&dice)
            }
            let sketch = PersonSketch(
                handle: 1,
                givenNames: [text()],
                surnames: [text()],
                fullNames: [text()],
                sex: text(),
                postcodes: [text()],
                addressLines: [text()],
                phones: [text()],
                emails: [text()],
                identifiers: [text()]
            )
            let explanation = Linker().explain(sketch, sketch)
            #expect(explanation.probability.isFinite && explanation.totalBits.isFinite)
        }
    }
}

/// Text no one would write.
enum RandomText {
    static func scalars(_ dice: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<dice.number(below: 40) {
            let limit = [0x80, 0x250, 0x3000, 0x11_0000][dice.number(below: 4)]
            if let scalar = Unicode.Scalar(UInt32(dice.number(below: limit))) { text.unicodeScalars.append(scalar) }
        }
        return text
    }

    static func bytes(_ dice: inout SeededGenerator) -> String {
        String(decoding: (0..<dice.number(below: 60)).map { _ in UInt8(dice.number(below: 256)) }, as: UTF8.self)
    }
}
