@testable import Linkage

/// Text that no one would write, and some that people do.
enum HostileText {
    /// Texts by kind: broken bytes, long marks, both directions, separators, a whole file in one cell.
    static func any(_ dice: inout SeededGenerator) -> [UInt8] {
        switch dice.number(below: 9) {
        case 0: (0..<dice.number(below: 400)).map { _ in UInt8(dice.number(below: 256)) }
        case 1: Array(("Zo" + String(repeating: "\u{301}\u{308}\u{489}", count: dice.number(below: 200)) + "e").utf8)
        case 2: Array("\u{202E}drowssap\u{202C} \u{2067}محمد بن عبد الله\u{2069} יוסף \u{200F}\u{061C}".utf8)
        case 3:
            (0..<dice.number(below: 200)).map { _ in Array(",;:\t\n\r\"'|\\/ \u{0}-.@()".utf8)[dice.number(below: 17)] }
        case 4: pieces(&dice).flatMap { Array($0.utf8) }
        // Well-formed text cut in the middle of a scalar, and bytes that begin no scalar.
        case 5: Array(pieces(&dice).joined().utf8.dropFirst(dice.number(below: 3)).dropLast(dice.number(below: 3)))
        case 6: [0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xC0, 0xAF, 0xE2, 0x82] + Array("Anne".utf8) + [0xF0, 0x9F]
        case 7: Array(RandomText.scalars(&dice).utf8)
        default:
            Array(repeating: [0x41, 0x20, 0x2D, 0xC3, 0x31][dice.number(below: 5)], count: dice.number(below: 600))
        }
    }

    private static func pieces(_ dice: inout SeededGenerator) -> [String] {
        let all = [
            "O'", "Brien", "van der ", "ＷＩＤＥ", "ß", "ﬁ", "İ", "ı", "ǅ", "王小明", "김", "Дми", "трий", "Ω", "👩‍👩‍👧", "\u{FEFF}",
            "\u{200D}", "x\u{327}", "Ð", "'", "’", "-", " ", "  ", ",", "Mr", "jr", "٠٧٧", "Ⅷ", "½", "²", "ᾳ", "ŉ", "ẞ",
            "ا", "\u{0}",
        ]
        return (0..<dice.number(below: 30)).map { _ in all[dice.number(below: all.count)] }
    }

    static func string(_ dice: inout SeededGenerator) -> String { String(decoding: any(&dice), as: UTF8.self) }

    /// Some ten thousand bytes of each kind of trouble.
    static let long: [(what: String, text: String)] = [
        ("letters", String(repeating: "a", count: 40_000)), ("words", String(repeating: "ab ", count: 13_000)),
        ("accents", "e" + String(repeating: "\u{301}", count: 20_000)),
        ("spaces", String(repeating: " ", count: 40_000)), ("commas", String(repeating: "a,", count: 20_000)),
        ("Han", String(repeating: "王", count: 13_000)), ("Arabic", String(repeating: "محمد ", count: 4_400)),
        ("marks", String(repeating: "'-.", count: 13_000)), ("digits", String(repeating: "07", count: 20_000)),
        ("emoji", String(repeating: "👩‍👩‍👧", count: 2_000)),
    ]
}
