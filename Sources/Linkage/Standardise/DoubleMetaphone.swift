/// Double Metaphone (Philips, 2000): two codes of at most four sounds, for an English and for another reading.
///
/// `Schmidt` is `XMT` and `SMT`, `Smith` `SM0` and `XMT`: names meet when a code of one is a code of the other. `0` is
/// th, `X` is sh, `A` a vowel at the beginning. Used to find candidates, never to decide.
package struct DoubleMetaphone: Sendable, Hashable {
    /// The first reading.
    package let primary: String
    /// The second reading; the same where there is one only.
    package let alternate: String

    /// Returns the codes of a name; empty ones when no Latin letter is in it.
    ///
    /// Spaces and marks are part of the reading (`Van der Beek`), so that the text as written is best.
    package init(_ name: String) {
        var reader = DoubleMetaphoneReader(name)
        reader.read()
        primary = String(decoding: reader.primary.prefix(4), as: UTF8.self)
        alternate = String(decoding: reader.alternate.prefix(4), as: UTF8.self)
    }

    /// Whether a code of one is a code of the other.
    package func meets(_ other: DoubleMetaphone) -> Bool {
        guard !primary.isEmpty, !other.primary.isEmpty else { return false }
        return primary == other.primary || primary == other.alternate || alternate == other.primary
            || alternate == other.alternate
    }
}

/// The letters of a name being read from left to right, with the two codes.
struct DoubleMetaphoneReader {
    var primary: [UInt8] = []
    var alternate: [UInt8] = []
    let text: [UInt8]
    var place = 0
    /// Whether the name looks Slavic or Germanic, which some letters are read by.
    let isSlavoGermanic: Bool

    init(_ name: String) {
        var text: [UInt8] = []
        var buffer: [UInt8] = []
        for scalar in name.unicodeScalars.prefix(128) {
            if scalar.value < 0x80 {
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                text.append((0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
            } else {
                TextFold.fold(String(scalar), into: &buffer)
                for byte in buffer where (0x61...0x7A).contains(byte) { text.append(byte - 0x20) }
            }
        }
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        self.text = text
        let whole = String(decoding: text, as: UTF8.self)
        isSlavoGermanic = whole.contains("W") || whole.contains("K") || whole.contains("CZ")
    }

    mutating func read() {
        if ["GN", "KN", "PN", "WR", "PS"].contains(where: { has(0, $0) }) { place = 1 }
        while place < text.count, primary.count < 4 || alternate.count < 4 {
            let letter = text[place]
            switch letter {
            case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "U"),
                UInt8(ascii: "Y"):
                if place == 0 { put("A") }
                place += 1
            case UInt8(ascii: "B"): putLetter("P", doubled: "B")
            case UInt8(ascii: "C"): readC()
            case UInt8(ascii: "D"): readD()
            case UInt8(ascii: "F"): putLetter("F", doubled: "F")
            case UInt8(ascii: "G"): readG()
            case UInt8(ascii: "H"):
                // Heard at the beginning or between vowels.
                if place == 0 || isVowel(place - 1), isVowel(place + 1) {
                    put("H")
                    place += 2
                } else {
                    place += 1
                }
            case UInt8(ascii: "J"): readJ()
            case UInt8(ascii: "K"): putLetter("K", doubled: "K")
            case UInt8(ascii: "L"): readL()
            case UInt8(ascii: "M"):
                put("M")
                let isMuteB = has(place - 1, "UMB") && (place + 1 == text.count - 1 || has(place + 2, "ER"))
                place += at(place + 1) == UInt8(ascii: "M") || isMuteB ? 2 : 1
            case UInt8(ascii: "N"): putLetter("N", doubled: "N")
            case UInt8(ascii: "P"):
                if has(place + 1, "H") {
                    put("F")
                    place += 2
                } else {
                    put("P")
                    place += has(place + 1, "P") || has(place + 1, "B") ? 2 : 1
                }
            case UInt8(ascii: "Q"): putLetter("K", doubled: "Q")
            case UInt8(ascii: "R"): readR()
            case UInt8(ascii: "S"): readS()
            case UInt8(ascii: "T"): readT()
            case UInt8(ascii: "V"): putLetter("F", doubled: "V")
            case UInt8(ascii: "W"): readW()
            case UInt8(ascii: "X"): readX()
            case UInt8(ascii: "Z"): readZ()
            default: place += 1
            }
        }
    }

    /// Adds sounds to both codes, or a first to one and a second to the other.
    mutating func put(_ first: String, _ second: String? = nil) {
        primary.append(contentsOf: first.utf8)
        alternate.append(contentsOf: (second ?? first).utf8)
    }

    private mutating func putLetter(_ sound: String, doubled: String) {
        put(sound)
        place += has(place + 1, doubled) ? 2 : 1
    }

    func at(_ index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

    /// Whether the text has the letters at a place.
    func has(_ start: Int, _ letters: String) -> Bool {
        guard start >= 0, start + letters.utf8.count <= text.count else { return false }
        var index = start
        for letter in letters.utf8 {
            if text[index] != letter { return false }
            index += 1
        }
        return true
    }

    /// Whether the text has one of several at a place.
    func hasAny(_ start: Int, _ choices: String...) -> Bool { choices.contains { has(start, $0) } }

    func isVowel(_ index: Int) -> Bool {
        switch at(index) {
        case 0x41, 0x45, 0x49, 0x4F, 0x55, 0x59: true
        default: false
        }
    }
}
