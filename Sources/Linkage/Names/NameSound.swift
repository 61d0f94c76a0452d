/// How a folded name sounds, as one byte a sound: what spellings of one name in several languages have in common.
///
/// `schmidt`, `schmitt` and `shmidt` (Шмидт) have one or nearly one form. Letters are read by the commonest rule of
/// the European spellings; there is no right reading for all, so that sounds are compared by ``distance(_:_:)``, in
/// which those that spellings mix up are near. Sounds: vowels `a e i o u`; `p b f v t d s z k g h l r m n`, `S` (sh),
/// `C` (ch), `J` (zh and the English j), `w`, `y`.
package enum NameSound {
    /// The most sounds that are read.
    static let soundsMax = 48

    /// Replaces `sounds` with the sounds of a folded word; spaces and letters that are not Latin are passed over.
    package static func read(_ name: Span<UInt8>, into sounds: inout [UInt8]) {
        sounds.removeAll(keepingCapacity: true)
        func letter(_ index: Int) -> UInt8 { index < name.count && index >= 0 ? name[index] : 0 }
        var index = 0
        while index < name.count, sounds.count < soundsMax {
            let one = name[index]
            let two = letter(index + 1)
            let three = letter(index + 2)
            let (first, second, length) = reading(one, two, three, isFirst: index == 0 || letter(index - 1) == 0x20)
            // Double letters are one sound.
            if first != 0, sounds.last != first { sounds.append(first) }
            if second != 0, sounds.last != second { sounds.append(second) }
            index += length
        }
    }

    /// The sounds of a folded word.
    package static func sounds(of name: String) -> [UInt8] {
        var sounds: [UInt8] = []
        read(name.utf8Span.span, into: &sounds)
        return sounds
    }

    /// The sounds, at most two, and how many letters they were read from.
    private static func reading(
        _ one: UInt8,
        _ two: UInt8,
        _ three: UInt8,
        isFirst: Bool
    ) -> (UInt8, UInt8, Int) {
        func at(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }
        switch one {
        case at("a") where two == at("i") || two == at("y"): return (at("a"), at("i"), 2)
        case at("a"), at("i"), at("u"): return (one, 0, 1)
        case at("e"):
            if two == at("e") { return (at("i"), 0, 2) }
            if two == at("i") || two == at("y") { return (at("e"), at("i"), 2) }
            return (one, 0, 1)
        case at("o"):
            if two == at("o") || two == at("u") { return (at("u"), 0, 2) }
            return (one, 0, 1)
        case at("b"), at("d"), at("f"), at("l"), at("m"), at("n"), at("r"), at("v"), at("z"):
            if one == at("d"), two == at("z"), three == at("h") { return (at("J"), 0, 3) }
            if one == at("d"), two == at("j") || two == at("g") && (three == at("e") || three == at("i")) {
                return (at("J"), 0, 2)
            }
            if one == at("z"), two == at("h") { return (at("J"), 0, 2) }
            return (one, 0, 1)
        case at("c"):
            if two == at("h") { return (at("C"), 0, 2) }
            if two == at("z") { return (at("C"), 0, 2) }
            if two == at("k") { return (at("k"), 0, 2) }
            if two == at("e") || two == at("i") || two == at("y") { return (at("s"), 0, 1) }
            return (at("k"), 0, 1)
        case at("g"): return two == at("h") && !isFirst ? (at("g"), 0, 2) : (one, 0, two == at("h") ? 2 : 1)
        case at("h"): return (one, 0, 1)
        case at("j"): return (at("J"), 0, 1)
        case at("k"): return two == at("h") ? (at("h"), 0, 2) : (one, 0, 1)
        case at("p"): return two == at("h") ? (at("f"), 0, 2) : (one, 0, 1)
        case at("q"):
            return two == at("u") ? (at("k"), three == at("e") || three == at("i") ? 0 : at("v"), 2) : (at("k"), 0, 1)
        case at("s"):
            if two == at("c"), three == at("h") { return (at("S"), 0, 3) }
            if two == at("h") { return (at("S"), 0, 2) }
            if two == at("z") { return (at("s"), 0, 2) }
            return (one, 0, 1)
        case at("t"):
            if two == at("c"), three == at("h") { return (at("C"), 0, 3) }
            if two == at("s"), three == at("h") { return (at("C"), 0, 3) }
            if two == at("h") { return (at("t"), 0, 2) }
            if two == at("z") { return (at("t"), at("s"), 2) }
            return (one, 0, 1)
        case at("w"): return (at("w"), 0, 1)
        case at("x"): return isFirst ? (at("s"), 0, 1) : (at("k"), at("s"), 1)
        case at("y"): return (Romanisation.isVowel(two) ? at("y") : at("i"), 0, 1)
        default: return (0, 0, 1)
        }
    }

    /// The consonants of a name as classes that spellings do not mix up often, for blocking: `mhmd` and `mohammed` are
    /// one.
    ///
    /// Vowels, `h`, `w` and `y` are left out, but a vowel at the beginning is kept as `a`. Empty for a name without a
    /// consonant but the beginning.
    package static func skeleton(_ sounds: [UInt8], into key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        for (place, sound) in sounds.enumerated() {
            let group = groups[Int(sound & 0x7F)]
            if group == UInt8(ascii: "a") {
                if place == 0 { key.append(group) }
            } else if group != 0, key.last != group || !isNeighbour(sounds, place) {
                key.append(group)
            }
        }
    }

    private static func isNeighbour(_ sounds: [UInt8], _ place: Int) -> Bool {
        place > 0 && groups[Int(sounds[place - 1] & 0x7F)] == groups[Int(sounds[place] & 0x7F)]
    }

    private static let groups: [UInt8] = {
        var groups = [UInt8](repeating: 0, count: 128)
        for (members, group) in [
            ("aeiou", "a"), ("pb", "p"), ("fv", "f"), ("td", "t"), ("szSCJ", "s"), ("kg", "k"), ("l", "l"), ("r", "r"),
            ("m", "m"), ("n", "n"),
        ] {
            for member in members.utf8 { groups[Int(member)] = group.utf8.first ?? 0 }
        }
        return groups
    }()

    /// The price of turning one row of sounds into another: 1 for a consonant that is another, less where spellings
    /// mix sounds up, least for vowels.
    ///
    /// Symmetric; 0 for equal rows. O(n·m) for at most ``soundsMax`` a side.
    package static func distance(_ a: [UInt8], _ b: [UInt8]) -> Float {
        let n = min(a.count, soundsMax)
        let m = min(b.count, soundsMax)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: soundsMax + 1) { row in
            row[0] = 0
            for j in 0..<m { row[j + 1] = row[j] + NameSoundCosts.alone[Int(b[j] & 0x7F)] }
            for i in 0..<n {
                var diagonal = row[0]
                let alone = NameSoundCosts.alone[Int(a[i] & 0x7F)]
                row[0] += alone
                let prices = Int(a[i] & 0x7F) << 7
                for j in 0..<m {
                    let above = row[j + 1]
                    row[j + 1] = min(
                        above + alone,
                        min(
                            row[j] + NameSoundCosts.alone[Int(b[j] & 0x7F)],
                            diagonal + NameSoundCosts.exchange[prices | Int(b[j] & 0x7F)]
                        )
                    )
                    diagonal = above
                }
            }
            return row[m]
        }
    }

    /// Likeness of two rows of sounds, from 0 to 1: the distance against their length.
    package static func similarity(_ a: [UInt8], _ b: [UInt8]) -> Float {
        let whole = weight(a) + weight(b)
        guard whole > 0 else { return a.isEmpty && b.isEmpty ? 1 : 0 }
        return max(0, 1 - 2 * distance(a, b) / whole)
    }

    private static func weight(_ sounds: [UInt8]) -> Float {
        sounds.prefix(soundsMax).reduce(0) { $0 + NameSoundCosts.alone[Int($1 & 0x7F)] }
    }
}

/// What it costs to leave a sound out or to take one for another.
///
/// By what languages and scripts do not tell apart or do not write; not estimated from any data.
enum NameSoundCosts {
    /// By sound: leaving it out.
    static let alone: [Float] = {
        var costs = [Float](repeating: 0.9, count: 128)
        for vowel in "aeiou".utf8 { costs[Int(vowel)] = 0.3 }
        costs[Int(UInt8(ascii: "h"))] = 0.35
        costs[Int(UInt8(ascii: "w"))] = 0.5
        costs[Int(UInt8(ascii: "y"))] = 0.25
        return costs
    }()

    /// By two sounds, `a << 7 | b`: taking one for the other.
    static let exchange: [Float] = {
        var costs = [Float](repeating: 1, count: 128 * 128)
        func set(_ a: UInt8, _ b: UInt8, _ cost: Float) {
            costs[Int(a) << 7 | Int(b)] = cost
            costs[Int(b) << 7 | Int(a)] = cost
        }
        let vowels = Array("aeiou".utf8)
        for one in vowels { for other in vowels { set(one, other, 0.2) } }
        for (pair, cost) in pairs {
            let two = Array(pair.utf8)
            set(two[0], two[1], cost)
        }
        for sound in 0..<128 { costs[sound << 7 | sound] = 0 }
        return costs
    }()

    private static let pairs: [(String, Float)] = [
        ("ei", 0.1), ("ou", 0.1), ("ao", 0.15), ("ae", 0.15), ("yi", 0.05), ("ye", 0.2), ("wu", 0.1), ("wo", 0.15),
        ("wv", 0.1), ("fv", 0.2), ("fw", 0.3), ("vb", 0.4), ("vu", 0.25), ("vo", 0.3), ("pb", 0.3), ("pf", 0.45),
        ("td", 0.3), ("kg", 0.3), ("gh", 0.25), ("kh", 0.35), ("hC", 0.35), ("hS", 0.6), ("hJ", 0.5), ("sz", 0.1),
        ("sS", 0.2), ("zS", 0.4), ("SC", 0.2), ("sC", 0.3), ("zC", 0.4), ("zJ", 0.2), ("SJ", 0.25), ("CJ", 0.25),
        ("sJ", 0.4), ("kC", 0.3), ("ks", 0.45), ("kS", 0.6), ("gJ", 0.25), ("yJ", 0.2), ("iJ", 0.3), ("ts", 0.5),
        ("tC", 0.45), ("tz", 0.5), ("lr", 0.5), ("mn", 0.5), ("vk", 1), ("gy", 0.6), ("gC", 0.5), ("dJ", 0.6),
        ("dz", 0.5),
    ]
}
