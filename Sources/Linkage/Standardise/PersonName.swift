/// A name taken apart: folded words without titles, and which of them are first, middle and family names.
struct PersonName {
    /// Words of rank, courtesy or descent, which say nothing of who it is.
    static let titles: Set<String> = [
        "mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "revd",
        "hon", "esq", "jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "master", "mstr",
    ]

    /// Words that begin a family name and are no name by themselves.
    static let particles: Set<String> = [
        "van", "von", "vander", "der", "den", "de", "du", "la", "le", "del", "della", "di", "da", "dos", "das", "el",
        "al", "bin", "ben", "ibn", "bint", "abu", "st", "mac", "mc", "o", "ap", "ter", "ten", "zu", "y", "e",
    ]

    /// Titles that are no one's first name.
    private static let neverGiven: Set<String> = [
        "mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "sir", "rev", "revd", "hon", "esq",
    ]

    /// The words of a given name without titles; none when there is nothing but a title.
    static func given(_ text: String) -> [String] {
        let found = words(text)
        return found.contains { !neverGiven.contains($0) } ? found : []
    }

    /// The words of a text without titles, unless there is nothing but titles.
    static func words(_ text: String) -> [String] {
        var bytes: [UInt8] = []
        TextFold.fold(text, into: &bytes)
        let folded = TextFold.words(of: bytes).prefix(12).map { String(decoding: bytes[$0], as: UTF8.self) }
        let all = VowelledNames.spelled(folded, of: text)
        let kept = all.filter { !titles.contains($0) }
        return kept.isEmpty ? all : kept
    }

    /// The words of a family name that can stand for it alone: `smith` and `jones` of `Smith-Jones`, `berg` of `van der
    /// Berg`.
    ///
    /// Empty for a name of one word.
    static func parts(of words: [String]) -> [String] {
        guard words.count > 1 else { return [] }
        return words.filter { !particles.contains($0) && $0.utf8.count > 1 }
    }

    /// Splits a whole name: `Emeka John OKAFOR`, or `OKAFOR, Emeka John` by its comma.
    static func split(_ text: String) -> (given: [String], surname: [String]) {
        if let comma = text.firstIndex(of: ",") {
            let before = words(String(text[..<comma]))
            let after = words(String(text[text.index(after: comma)...]))
            if !before.isEmpty, !after.isEmpty { return (after, before) }
        }
        let all = words(text)
        guard all.count > 1 else { return ([], all) }
        var start = all.count - 1
        while start > 1, particles.contains(all[start - 1]) { start -= 1 }
        return (Array(all[..<start]), Array(all[start...]))
    }
}
