/// The phonetic code of the New York State Identification and Intelligence System (1970), not cut to six letters.
///
/// Better than Soundex for the names of continental Europe. Used to find candidates, never to decide.
package enum NYSIIS {
    /// Returns the code of a name, or an empty text when no Latin letter is in it.
    package static func code(of name: String) -> String {
        var folded: [UInt8] = []
        TextFold.fold(name, into: &folded)
        var key: [UInt8] = []
        code(folded.span, into: &key)
        return String(decoding: key, as: UTF8.self)
    }

    /// Replaces `key` with the code of folded bytes; letters that are not Latin are passed over.
    package static func code(_ name: Span<UInt8>, into key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        var word: [UInt8] = []
        for index in name.indices where (0x61...0x7A).contains(name[index]) { word.append(name[index] - 0x20) }
        guard !word.isEmpty else { return }
        changeEnds(&word)
        key.append(word[0])
        var place = 1
        while place < word.count {
            let (sound, length) = sound(word, place)
            if let last = sound.last, last != key.last { key.append(contentsOf: sound) }
            place += length
        }
        if key.count > 1, key.last == UInt8(ascii: "S") { key.removeLast() }
        if key.count > 1, key.suffix(2) == [UInt8(ascii: "A"), UInt8(ascii: "Y")] { key.remove(at: key.count - 2) }
        if key.count > 1, key.last == UInt8(ascii: "A") { key.removeLast() }
    }

    /// Beginnings and ends that are one sound.
    private static func changeEnds(_ word: inout [UInt8]) {
        func begins(_ text: StaticString) -> Bool { has(word, 0, text) }
        if begins("MAC") {
            word[1] = UInt8(ascii: "C")
        } else if begins("KN") {
            word.removeFirst()
        } else if begins("K") {
            word[0] = UInt8(ascii: "C")
        } else if begins("PH") || begins("PF") {
            word[0] = UInt8(ascii: "F")
            word[1] = UInt8(ascii: "F")
        } else if begins("SCH") {
            word[1] = UInt8(ascii: "S")
            word[2] = UInt8(ascii: "S")
        }
        guard word.count >= 2 else { return }
        let end = word.count - 2
        if has(word, end, "IE") || has(word, end, "EE") {
            word.removeLast()
            word[end] = UInt8(ascii: "Y")
        } else if ["DT", "RT", "RD", "NT", "ND"].contains(where: { Array($0.utf8) == Array(word[end...]) }) {
            word.removeLast()
            word[end] = UInt8(ascii: "D")
        }
    }

    private static func sound(_ word: [UInt8], _ place: Int) -> ([UInt8], Int) {
        let letter = word[place]
        let before = word[place - 1]
        let next = place + 1 < word.count ? word[place + 1] : 0
        switch letter {
        case UInt8(ascii: "E") where next == UInt8(ascii: "V"): return (Array("AF".utf8), 2)
        case let letter where isVowel(letter): return ([UInt8(ascii: "A")], 1)
        case UInt8(ascii: "Q"): return ([UInt8(ascii: "G")], 1)
        case UInt8(ascii: "Z"): return ([UInt8(ascii: "S")], 1)
        case UInt8(ascii: "M"): return ([UInt8(ascii: "N")], 1)
        case UInt8(ascii: "K"): return ([next == UInt8(ascii: "N") ? next : UInt8(ascii: "C")], 1)
        case UInt8(ascii: "S") where has(word, place, "SCH"): return (Array("SS".utf8), 3)
        case UInt8(ascii: "P") where next == UInt8(ascii: "H"): return ([UInt8(ascii: "F")], 2)
        case UInt8(ascii: "H") where !isVowel(before) || next == 0 || !isVowel(next):
            return ([isVowel(before) && place > 1 ? UInt8(ascii: "A") : before], 1)
        case UInt8(ascii: "W") where isVowel(before): return ([before], 1)
        default: return ([letter], 1)
        }
    }

    private static func has(_ word: [UInt8], _ start: Int, _ text: StaticString) -> Bool {
        guard start >= 0, start + text.utf8CodeUnitCount <= word.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { word[start + $0] == text.utf8Start[$0] }
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case 0x41, 0x45, 0x49, 0x4F, 0x55: true
        default: false
        }
    }
}
