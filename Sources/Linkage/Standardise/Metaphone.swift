/// Metaphone (Philips, 1990): how an English word sounds, in sixteen consonants; `0` is th, `X` is sh.
///
/// The whole code, not cut. Words keep their space. Used to find candidates, never to decide.
package enum Metaphone {
    /// Returns the code of a name, or an empty text when no Latin letter is in it.
    package static func code(of name: String) -> String {
        var folded: [UInt8] = []
        TextFold.fold(name, into: &folded)
        var key: [UInt8] = []
        code(folded.span, into: &key)
        return String(decoding: key, as: UTF8.self)
    }

    /// Replaces `key` with the code of folded bytes.
    package static func code(_ name: Span<UInt8>, into key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        var word = Word(name)
        word.skipMuteBeginning()
        while word.place < word.letters.count { word.step(&key) }
        while key.last == 0x20 { key.removeLast() }
    }
}

/// A word being read from left to right.
private struct Word {
    var letters: [UInt8] = []
    var place = 0
    private var start = 0

    init(_ name: Span<UInt8>) {
        letters.reserveCapacity(name.count)
        for index in name.indices { letters.append(name[index]) }
    }

    private func at(_ offset: Int) -> UInt8 {
        let index = place + offset
        return index >= start && index < letters.count ? letters[index] : 0
    }

    private func isAt(_ offset: Int, _ set: StaticString) -> Bool {
        let letter = at(offset)
        return (0..<set.utf8CodeUnitCount).contains { set.utf8Start[$0] == letter }
    }

    mutating func skipMuteBeginning() {
        guard letters.count >= 2 else { return }
        if ["kn", "gn", "pn", "wr", "ae"].contains(where: { Array($0.utf8) == Array(letters[0..<2]) }) {
            place = 1
            start = 1
        }
    }

    /// Writes the sound of a letter and moves past what it was read from.
    mutating func step(_ key: inout [UInt8]) {
        let letter = at(0)
        defer { place += 1 }
        let isFirst = place == start
        // Of doubled letters only the second counts; cc can be two sounds.
        if letter == at(1), letter != UInt8(ascii: "c") { return }
        func put(_ text: StaticString) {
            for index in 0..<text.utf8CodeUnitCount { key.append(text.utf8Start[index]) }
        }
        switch letter {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: if isFirst || at(-1) == 0x20 { key.append(letter - 0x20) }
        case UInt8(ascii: "b"):
            // Mute behind m at the end: comb.
            if !(isAt(-1, "m") && (at(1) == 0 || at(1) == 0x20)) { put("B") }
        case UInt8(ascii: "c"):
            if isAt(1, "i") && isAt(2, "a") || isAt(1, "h") {
                put("X")
                place += 1
            } else if isAt(1, "iey") {
                // Mute behind s: science.
                if !isAt(-1, "s") { put("S") }
                place += 1
            } else {
                put("K")
            }
        case UInt8(ascii: "d"):
            if isAt(1, "g"), isAt(2, "iey") {
                put("J")
                place += 2
            } else {
                put("T")
            }
        case UInt8(ascii: "f"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "m"), UInt8(ascii: "n"),
            UInt8(ascii: "r"):
            key.append(letter - 0x20)
        case UInt8(ascii: "g"): stepG(&key)
        case UInt8(ascii: "h"): if isFirst || isAt(1, "aeiou") || !isAt(-1, "aeiou") { put("H") }
        case UInt8(ascii: "k"): if isFirst || !isAt(-1, "c") { put("K") }
        case UInt8(ascii: "p"):
            put(isAt(1, "h") ? "F" : "P")
            if isAt(1, "h") { place += 1 }
        case UInt8(ascii: "q"): put("K")
        case UInt8(ascii: "s"):
            if isAt(1, "h") {
                put("X")
                place += 1
            } else if isAt(1, "i"), isAt(2, "oa") {
                put("X")
                place += 2
            } else {
                put("S")
            }
        case UInt8(ascii: "t"):
            if isAt(1, "i"), isAt(2, "oa") {
                put("X")
            } else if isAt(1, "h") {
                put("0")
                place += 1
            } else if !isAt(1, "c") || !isAt(2, "h") {
                put("T")
            }
        case UInt8(ascii: "v"): put("F")
        case UInt8(ascii: "w"):
            if isFirst, isAt(1, "h") {
                put("W")
                place += 1
            } else if isAt(1, "aeiou") {
                put("W")
            }
        case UInt8(ascii: "x"):
            if isFirst {
                put(isAt(1, "h") || isAt(1, "i") && isAt(2, "oa") ? "X" : "S")
            } else {
                put("KS")
            }
        case UInt8(ascii: "y"): if isAt(1, "aeiou") { put("Y") }
        case UInt8(ascii: "z"): put("S")
        case 0x20: if let last = key.last, last != 0x20 { key.append(0x20) }
        default: break
        }
    }

    private mutating func stepG(_ key: inout [UInt8]) {
        if isAt(1, "iey") {
            key.append(UInt8(ascii: "J"))
        } else if isAt(1, "h"), !isAt(2, "aeiou") {
            // Mute before a consonant and at the end: night, Baugh.
            place += 1
        } else if isAt(1, "n"), at(2) == 0 || at(2) == 0x20 || isAt(2, "e") && isAt(3, "d") && at(4) == 0 {
            return
        } else {
            key.append(UInt8(ascii: "K"))
        }
    }
}
