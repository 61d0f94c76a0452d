/// Finds which words of one name stand for which of another, whatever their order.
enum NameAlignment {
    /// Words that met, as ranges of the two names' words; one of the two is one word.
    struct Pair: Sendable {
        let a: Range<Int>
        let b: Range<Int>
        let how: NameComparison.How
        let similarity: Double

        init(_ a: Range<Int>, _ b: Range<Int>, _ how: NameComparison.How, _ similarity: Double) {
            self.a = a
            self.b = b
            self.how = how
            self.similarity = similarity
        }
    }

    /// The best pairs, each word in one at most: the most alike first, then those that stand at like places.
    ///
    /// O(n·m) comparisons for n and m words.
    static func align(_ a: WholeName, _ b: WholeName) -> [Pair] {
        var found: [Pair] = []
        for i in a.words.indices {
            for j in b.words.indices {
                if let (how, similarity) = meet(a.words[i], b.words[j], a.kind) {
                    found.append(Pair(i..<i + 1, j..<j + 1, how, similarity))
                }
            }
        }
        found += joins(a, b)
        found += joins(b, a).map { Pair($0.b, $0.a, $0.how, $0.similarity) }
        found += initials(a, b)
        found += initials(b, a).map { Pair($0.b, $0.a, $0.how, $0.similarity) }
        // Every key is the same when the two names change places.
        let keyed = found.map { pair in
            (
                pair,
                (pair.similarity, pair.a.count + pair.b.count),
                (
                    abs(pair.a.lowerBound - pair.b.lowerBound), min(pair.a.lowerBound, pair.b.lowerBound),
                    max(pair.a.lowerBound, pair.b.lowerBound)
                )
            )
        }
        let ordered = keyed.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.2 < $1.2 }
        var usedA = Set<Int>()
        var usedB = Set<Int>()
        return ordered.map(\.0).filter { pair in
            guard usedA.isDisjoint(with: pair.a), usedB.isDisjoint(with: pair.b) else { return false }
            usedA.formUnion(pair.a)
            usedB.formUnion(pair.b)
            return true
        }
    }

    /// One word of `a` that is two or three of `b` written together.
    private static func joins(_ a: WholeName, _ b: WholeName) -> [Pair] {
        var found: [Pair] = []
        for i in a.words.indices where a.words[i].text.utf8.count >= 4 {
            let whole = a.words[i]
            for j in b.words.indices {
                for count in 2...3 where j + count <= b.words.count {
                    let parts = b.words[j..<j + count]
                    guard parts.contains(where: { $0.role == .name || $0.role == .number }) else { continue }
                    let joined = parts.map(\.text).joined()
                    guard abs(joined.utf8.count - whole.text.utf8.count) <= 6 else { continue }
                    if joined == whole.text || parts.map(\.key).joined() == whole.text {
                        found.append(Pair(i..<i + 1, j..<j + count, .joined, 0.98))
                    } else if max(whole.script, parts.map(\.script).max() ?? .latin) == .latin {
                        let length = min(joined.utf8.count, whole.text.utf8.count)
                        guard length >= 7 else { continue }
                        let edits = EditDistance.alignment(joined.utf8Span.span, whole.text.utf8Span.span)
                        if edits <= (length >= 12 ? 2 : 1) {
                            found.append(Pair(i..<i + 1, j..<j + count, .joined, 0.9))
                        }
                    } else {
                        let likeness = Double(NameSound.similarity(NameSound.sounds(of: joined), whole.sounds))
                        if likeness >= 0.75, joined.utf8.count >= 5 {
                            found.append(Pair(i..<i + 1, j..<j + count, .sound, 0.6 + 0.35 * likeness))
                        }
                    }
                }
            }
        }
        return found
    }

    /// A short word that is the initials of as many names: `jc` of Jean-Claude, `rnli` of a body's whole name.
    private static func initials(_ a: WholeName, _ b: WholeName) -> [Pair] {
        let isPerson = a.kind == .person
        var found: [Pair] = []
        for i in a.words.indices where a.words[i].role == .name && a.words[i].script == .latin {
            let letters = Array(a.words[i].text.utf8)
            guard (isPerson ? 2...3 : 2...7).contains(letters.count), !isPerson || a.words.count > 1 else { continue }
            for j in b.words.indices {
                if let end = spells(letters, b, from: j, isPerson: isPerson),
                    isPerson || letters.count > 2 || end - j == b.words.count && a.words.count == 1
                {
                    found.append(Pair(i..<i + 1, j..<end, .initial, isPerson ? 0.8 : 0.85))
                }
            }
        }
        return found
    }

    /// Where the words end whose initials are the letters; joining words may be passed over.
    private static func spells(_ letters: [UInt8], _ name: WholeName, from start: Int, isPerson: Bool) -> Int? {
        var place = start
        for (number, letter) in letters.enumerated() {
            while number > 0, place < name.words.count, name.words[place].role == .joiner,
                name.words[place].text.utf8.first != letter
            {
                place += 1
            }
            guard place < name.words.count, name.words[place].text.utf8.first == letter,
                name.words[place].text.utf8.count > 1, !isPerson || name.words[place].role == .name
            else { return nil }
            place += 1
        }
        return isPerson && place == name.words.count ? nil : place
    }

    /// How two words meet, and how alike they are; `nil` when they do not.
    static func meet(_ a: NameWord, _ b: NameWord, _ kind: WholeName.Kind) -> (NameComparison.How, Double)? {
        if a.text == b.text { return (.same, 1) }
        if a.role == b.role, a.key == b.key { return (.concept, a.role == .particle ? 0.97 : 0.95) }
        switch (a.role, b.role) {
        case (.number, _), (_, .number), (.joiner, _), (_, .joiner): return nil
        case (.initial, .name): return b.text.utf8.first == a.text.utf8.first ? (.initial, 0.85) : nil
        case (.name, .initial): return a.text.utf8.first == b.text.utf8.first ? (.initial, 0.85) : nil
        case (.initial, _), (_, .initial): return nil
        case (.particle, .particle), (.title, .title): return nil
        default: break
        }
        let isPerson = kind == .person
        if a.isCut || b.isCut, abbreviates(a, b) || abbreviates(b, a) { return (.initial, 0.88) }
        if NameVariants.areRelated(a.text, b.text) { return (.sound, 0.9) }
        if kind == .organisation, let family = gluedForm(a.text, b.text) ?? gluedForm(b.text, a.text) {
            return (.joined, family == .shares ? 0.96 : 0.95)
        }
        if isPerson, NicknameTable.areRelated(a.text, b.text) { return (.nickname, 0.9) }
        guard a.role != .particle, b.role != .particle, a.role != .title, b.role != .title else { return nil }
        let script = max(a.script, b.script)
        return script == .latin ? written(a, b, isPerson) : spoken(a, b, script, isPerson)
    }

    /// Whether a word that was written with a point is the beginning of another: `Min.`, `Inst.`.
    private static func abbreviates(_ short: NameWord, _ long: NameWord) -> Bool {
        short.isCut && short.text.utf8.count >= 2 && short.text.utf8.count < long.text.utf8.count
            && long.text.hasPrefix(short.text)
    }

    /// The family of a legal form that was written together with a name: `siemensag` of `siemens`.
    private static func gluedForm(_ whole: String, _ name: String) -> LegalForms.Family? {
        guard name.utf8.count >= 4, whole.utf8.count > name.utf8.count, whole.hasPrefix(name) else { return nil }
        let rest = String(whole.dropFirst(name.count))
        guard let form = LegalForms.form(in: [rest], at: 0), form.count == 1 else { return nil }
        return form.family
    }

    /// Two words in Latin letters: edits within what their length allows, or one sound.
    private static func written(_ a: NameWord, _ b: NameWord, _ isPerson: Bool) -> (NameComparison.How, Double)? {
        let shorter = min(a.text.utf8.count, b.text.utf8.count)
        let longer = max(a.text.utf8.count, b.text.utf8.count)
        let isSound = a.sounds == b.sounds && !a.sounds.isEmpty
        if isSound, shorter >= (isPerson ? 2 : 4) { return (.sound, 0.95) }
        let limit =
            isPerson
            ? (shorter <= 3 ? 0 : shorter <= 6 ? 1 : shorter <= 10 ? 2 : 3)
            : (longer <= 4 ? 0 : longer <= 7 ? 1 : longer <= 11 ? 2 : 3)
        let edits = EditDistance.alignment(a.text.utf8Span.span, b.text.utf8Span.span)
        let likeness = 1 - Double(edits) / Double(longer)
        let sound = isPerson || longer >= 6 ? Double(NameSound.similarity(a.sounds, b.sounds)) : 0
        // Two names that are both well known and not forms of one are two names: Robert and Rupert.
        if isPerson, NicknameTable.isKnown(a.text), NicknameTable.isKnown(b.text) { return nil }
        // A body's name seldom has its first letter wrong and another as well: Northgate, Southgate.
        if !isPerson, edits > 1, a.text.utf8.first != b.text.utf8.first { return nil }
        if edits <= limit { return (.typo, max(likeness, (likeness + sound) / 2)) }
        // Another spelling of the same sounds goes further than a slip: Muhammad, Mohamed.
        if sound >= 0.85, shorter >= 4, a.sounds.first == b.sounds.first || sound >= 0.93 {
            return (.sound, 0.9 * sound)
        }
        let jaro = JaroWinkler.similarity(a.text.utf8Span.span, b.text.utf8Span.span)
        if isPerson, shorter >= 6, jaro >= 0.92 { return (.typo, likeness) }
        return nil
    }

    /// How alike two names are that did not meet: by letters or by sounds, without what all patronymics share.
    static func likeness(_ a: NameWord, _ b: NameWord) -> Double {
        let one = withoutPatronymic(a.text)
        let other = withoutPatronymic(b.text)
        let length = max(one.utf8.count, other.utf8.count)
        guard min(one.utf8.count, other.utf8.count) >= 3 else { return 0 }
        if NicknameTable.isKnown(one), NicknameTable.isKnown(other) { return 0 }
        let edits = EditDistance.alignment(one.utf8Span.span, other.utf8Span.span)
        let sound = NameSound.similarity(NameSound.sounds(of: one), NameSound.sounds(of: other))
        return (1 - Double(edits) / Double(length) + Double(sound)) / 2
    }

    private static func withoutPatronymic(_ text: String) -> String {
        for ending in ["ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "oglu", "ogly"]
        where text.hasSuffix(ending) {
            return String(text.dropLast(ending.count))
        }
        return text
    }

    /// Two words of which one came from another script: by their sounds.
    private static func spoken(
        _ a: NameWord,
        _ b: NameWord,
        _ script: NameWord.Script,
        _ isPerson: Bool
    ) -> (NameComparison.How, Double)? {
        guard min(a.sounds.count, b.sounds.count) >= 1 else { return nil }
        let likeness = Double(NameSound.similarity(a.sounds, b.sounds))
        let bothOther = a.script == b.script
        let limit = bothOther ? 0.85 : script == .other ? 0.6 : 0.75
        guard likeness >= limit else { return nil }
        // A script that does not write every sound cannot be more alike.
        return (.sound, script == .other && !bothOther ? 0.8 + 0.2 * (likeness - limit) / (1 - limit) : likeness)
    }
}
