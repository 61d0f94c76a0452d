/// Ways to stored words other than by their exact text: by beginning, by one edit, by sound.
///
/// Only words of letters are found by edit and by sound; numbers are right or wrong.
struct TermLookups: Sendable {
    /// Words in the order of their bytes (4 bytes each).
    let sorted: FlatSection
    /// `hash of the word with a letter left out << 32 | word`, ascending (8 bytes each); the whole word is one of its
    /// own variants.
    let variants: FlatSection
    /// `Soundex << 32 | word`, ascending (8 bytes each).
    let sounds: FlatSection
    /// Words added since: they are looked through one by one until the index is folded.
    private var recent: [UInt32] = []

    init(sorted: FlatSection, variants: FlatSection, sounds: FlatSection) {
        (self.sorted, self.variants, self.sounds) = (sorted, variants, sounds)
    }

    /// Makes the look-ups for every word.
    ///
    /// O(letters · log words).
    static func tables(_ words: ByteDictionary) -> (sorted: [UInt32], variants: [UInt64], sounds: [UInt64]) {
        let heads = (0..<UInt32(words.count)).map { (head(words, $0), $0) }
        let sorted = heads.sorted { a, b in
            a.0 != b.0 ? a.0 < b.0 : words.pair(a.1, b.1) { precedes($0, $1) }
        }.map { $0.1 }
        var variants: [UInt64] = []
        var sounds: [UInt64] = []
        for id in 0..<UInt32(words.count) {
            let word = words.bytes.span.extracting(words.range(id))
            guard isWord(word) else { continue }
            eachVariant(word) { variants.append($0 << 32 | UInt64(id)) }
            sounds.append(UInt64(Soundex.code(word)) << 32 | UInt64(id))
        }
        RadixSort.sort(&variants)
        RadixSort.sort(&sounds)
        return (sorted, variants, sounds)
    }

    /// Takes in words that came since.
    mutating func append(_ words: Range<Int>) { recent += words.map { UInt32($0) } }

    /// Calls the body with words that begin with the text, itself left out, at most `limit`.
    func eachBeginning(with text: Span<UInt8>, in words: IndexLexicon, limit: Int, _ body: (UInt32) -> Void) {
        var (low, high) = (0, sorted.count / 4)
        while low < high {
            let middle = (low + high) / 2
            let isBefore = words.lend(sorted.four(middle * 4)) { Self.precedes($0, text) }
            if isBefore { low = middle + 1 } else { high = middle }
        }
        var found = 0
        while low < sorted.count / 4, found < limit {
            let word = sorted.four(low * 4)
            guard words.lend(word, { Self.begins($0, with: text) }) else { break }
            if words.lend(word, { $0.count > text.count }) {
                body(word)
                found += 1
            }
            low += 1
        }
        for word in recent where found < limit {
            if words.lend(word, { $0.count > text.count && Self.begins($0, with: text) }) {
                body(word)
                found += 1
            }
        }
    }

    /// Calls the body with words that may be one edit, or two in a long word, from the text: check them.
    func eachNear(_ text: Span<UInt8>, in words: IndexLexicon, _ body: (UInt32) -> Void) {
        var asked: Set<UInt64> = []
        Self.eachVariant(text) { hash in
            asked.insert(hash)
            Self.eachEntry(variants, hash, body)
        }
        for id in recent {
            let meets = words.lend(id) { word in
                var meets = false
                if Self.isWord(word) { Self.eachVariant(word) { meets = meets || asked.contains($0) } }
                return meets
            }
            if meets { body(id) }
        }
    }

    /// Calls the body with words of the text's sound.
    func eachSounding(_ text: Span<UInt8>, in words: IndexLexicon, _ body: (UInt32) -> Void) {
        let code = Soundex.code(text)
        guard code != 0 else { return }
        Self.eachEntry(sounds, UInt64(code), body)
        for id in recent where words.lend(id, { Self.isWord($0) && Soundex.code($0) == code }) { body(id) }
    }

    private static func eachEntry(_ entries: FlatSection, _ key: UInt64, _ body: (UInt32) -> Void) {
        let count = entries.count / 8
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if entries.eight(middle * 8) >> 32 < key { low = middle + 1 } else { high = middle }
        }
        while low < count, entries.eight(low * 8) >> 32 == key {
            body(UInt32(truncatingIfNeeded: entries.eight(low * 8)))
            low += 1
        }
    }

    /// Hashes of a word and of the word with each one letter left out.
    ///
    /// Words over sixteen letters have only themselves.
    private static func eachVariant(_ word: Span<UInt8>, _ body: (UInt64) -> Void) {
        body(ByteDictionary.hash(word) >> 32)
        guard (3...16).contains(word.count) else { return }
        for gap in word.indices where gap == 0 || word[gap] != word[gap - 1] {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for index in word.indices where index != gap { hash = (hash ^ UInt64(word[index])) &* 0x100_0000_01B3 }
            body(ByteDictionary.stir(hash) >> 32)
        }
    }

    private static func isWord(_ word: Span<UInt8>) -> Bool {
        guard word.count >= 3 else { return false }
        for index in word.indices where word[index] < 0x61 { return false }
        return true
    }

    /// The first eight bytes as a number that sorts as they do.
    private static func head(_ terms: ByteDictionary, _ term: UInt32) -> UInt64 {
        var head: UInt64 = 0
        let range = terms.range(term)
        for index in 0..<8 {
            head = head << 8 | (index < range.count ? UInt64(terms.bytes[range.lowerBound + index]) : 0)
        }
        return head
    }

    private static func precedes(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] }
        return a.count < b.count
    }

    private static func begins(_ word: Span<UInt8>, with text: Span<UInt8>) -> Bool {
        guard word.count >= text.count else { return false }
        for index in text.indices where word[index] != text[index] { return false }
        return true
    }
}
