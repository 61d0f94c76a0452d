/// Ways to stored words other than by their exact text: by beginning, by one edit, by sound.
///
/// Only words of letters are found by edit and by sound; numbers are right or wrong.
struct TermLookups: Sendable {
    /// Words up to ``sortedCount``, in the order of their bytes.
    private var sorted: [UInt32] = []
    private var sortedCount = 0
    /// `hash of the word with a letter left out << 32 | word`, sorted; the whole word is one of its own variants.
    private var variants: [UInt64] = []
    /// `Soundex << 32 | word`, sorted.
    private var sounds: [UInt64] = []
    /// Words added since: they are looked through one by one until the index is folded.
    private var recent: [UInt32] = []

    var recentCount: Int { recent.count }

    init() {}

    /// Makes the look-ups for every word.
    ///
    /// O(letters · log words).
    init(_ terms: ByteDictionary) {
        sortedCount = terms.count
        let prefixes = (0..<UInt32(terms.count)).map { (Self.head(terms, $0), $0) }
        sorted = prefixes.sorted { a, b in
            a.0 != b.0 ? a.0 < b.0 : terms.pair(a.1, b.1) { Self.precedes($0, $1) }
        }.map { $0.1 }
        for term in 0..<UInt32(terms.count) where Self.isWord(terms, term) {
            let word = terms.bytes.span.extracting(terms.range(term))
            Self.eachVariant(word) { variants.append($0 << 32 | UInt64(term)) }
            sounds.append(UInt64(Soundex.code(word)) << 32 | UInt64(term))
        }
        RadixSort.sort(&variants)
        RadixSort.sort(&sounds)
    }

    /// Takes in words added to the dictionary from a number on.
    mutating func append(_ terms: ByteDictionary, from first: Int) {
        for term in first..<terms.count { recent.append(UInt32(term)) }
    }

    /// Calls the body with words that begin with the text, itself left out, at most `limit`.
    func eachBeginning(with text: Span<UInt8>, in terms: ByteDictionary, limit: Int, _ body: (UInt32) -> Void) {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            let word = terms.bytes.span.extracting(terms.range(sorted[middle]))
            if Self.precedes(word, text) { low = middle + 1 } else { high = middle }
        }
        var found = 0
        while low < sorted.count, found < limit {
            let word = terms.bytes.span.extracting(terms.range(sorted[low]))
            guard Self.begins(word, with: text) else { break }
            if word.count > text.count {
                body(sorted[low])
                found += 1
            }
            low += 1
        }
        for term in recent where found < limit {
            let word = terms.bytes.span.extracting(terms.range(term))
            if word.count > text.count, Self.begins(word, with: text) {
                body(term)
                found += 1
            }
        }
    }

    /// Calls the body with words that may be one edit, or two in a long word, from the text: check them.
    func eachNear(_ text: Span<UInt8>, in terms: ByteDictionary, _ body: (UInt32) -> Void) {
        var asked: Set<UInt64> = []
        Self.eachVariant(text) { hash in
            asked.insert(hash)
            Self.eachEntry(variants, hash, body)
        }
        for term in recent where Self.isWord(terms, term) {
            var meets = false
            Self.eachVariant(terms.bytes.span.extracting(terms.range(term))) { meets = meets || asked.contains($0) }
            if meets { body(term) }
        }
    }

    /// Calls the body with words of the text's sound.
    func eachSounding(_ text: Span<UInt8>, in terms: ByteDictionary, _ body: (UInt32) -> Void) {
        let code = Soundex.code(text)
        guard code != 0 else { return }
        Self.eachEntry(sounds, UInt64(code), body)
        for term in recent where Self.isWord(terms, term) {
            if Soundex.code(terms.bytes.span.extracting(terms.range(term))) == code { body(term) }
        }
    }

    private static func eachEntry(_ entries: [UInt64], _ key: UInt64, _ body: (UInt32) -> Void) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] >> 32 < key { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low] >> 32 == key {
            body(UInt32(truncatingIfNeeded: entries[low]))
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

    private static func isWord(_ terms: ByteDictionary, _ term: UInt32) -> Bool {
        let range = terms.range(term)
        guard range.count >= 3 else { return false }
        for index in range where terms.bytes[index] < 0x61 { return false }
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
