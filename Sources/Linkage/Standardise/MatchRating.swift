/// The match rating approach of Western Airlines (Moore and others, 1977): a short code, and a comparison of two.
package enum MatchRating {
    /// Returns the code: the first letter and the consonants, doubled ones once, at most the first and last three.
    package static func code(of name: String) -> String { String(decoding: codex(name), as: UTF8.self) }

    /// Whether two names are rated alike; `nil` when their codes are too unlike in length to be rated.
    package static func areAlike(_ a: String, _ b: String) -> Bool? {
        let one = codex(a)
        let other = codex(b)
        guard abs(one.count - other.count) < 3 else { return nil }
        // What is unlike from the front, then what of it is unlike from the back.
        var restA: [UInt8] = []
        var restB: [UInt8] = []
        for place in 0..<max(one.count, other.count) {
            let letterA = place < one.count ? one[place] : nil
            let letterB = place < other.count ? other[place] : nil
            guard letterA != letterB else { continue }
            if let letterA { restA.append(letterA) }
            if let letterB { restB.append(letterB) }
        }
        var unlikeA = 0
        var unlikeB = 0
        for place in 0..<max(restA.count, restB.count) {
            let letterA = place < restA.count ? restA[restA.count - 1 - place] : nil
            let letterB = place < restB.count ? restB[restB.count - 1 - place] : nil
            guard letterA != letterB else { continue }
            if letterA != nil { unlikeA += 1 }
            if letterB != nil { unlikeB += 1 }
        }
        let ratingMin =
            switch one.count + other.count {
            case ...4: 5
            case ...7: 4
            case ...11: 3
            default: 2
            }
        return 6 - max(unlikeA, unlikeB) >= ratingMin
    }

    private static func codex(_ name: String) -> [UInt8] {
        var folded: [UInt8] = []
        TextFold.fold(name, into: &folded)
        var code: [UInt8] = []
        var before: UInt8 = 0
        for letter in folded where (0x61...0x7A).contains(letter) {
            if code.isEmpty || !Romanisation.isVowel(letter) && letter != before { code.append(letter - 0x20) }
            before = letter
        }
        return code.count > 6 ? Array(code.prefix(3) + code.suffix(3)) : code
    }
}
