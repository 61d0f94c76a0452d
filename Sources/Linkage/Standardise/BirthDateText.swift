import Vocabulary

/// Reads dates of birth as people and exports write them, each with what is known of it.
///
/// `1980-03-14`, `14/03/1980`, `14 March 1980`, `March 1980`, `1980`, `c. 1980` and `1980s` are all read. A date that
/// no calendar has (`1834-70-14`) is kept as typed: a slip in one digit leaves seven that say who it is.
struct BirthDateText {
    /// What comes first where all parts are numbers.
    let order: DateOrder

    /// Reads dates in which the order is not known from elsewhere.
    init(order: DateOrder = .dayFirst) { self.order = order }

    /// Finds the order from a column's values: the United Kingdom's, unless some month would be over twelve by it and
    /// none by the American one.
    init(of samples: [String]) {
        var over = (first: 0, second: 0)
        for sample in samples {
            let parts = sample.split { "/-. ".contains($0) }.compactMap { UInt32($0) }
            guard parts.count == 3, parts[0] <= 31, parts[1] <= 31 else { continue }
            if parts[0] > 12 { over.first += 1 }
            if parts[1] > 12 { over.second += 1 }
        }
        // A few are slips.
        order = over.second > 10 * over.first ? .monthFirst : .dayFirst
    }

    /// The date packed as ``PackedDate`` is, or `nil` when the text is none.
    func packed(_ text: Span<UInt8>) -> UInt32? {
        if let plain = Self.plain(text) { return plain }
        guard text.count <= 64 else { return nil }
        let whole = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }.lowercased()
        var words = Self.trimmed(whole)
        var isAbout = false
        while let sign = Self.signs.first(where: { words.hasPrefix($0) }) {
            words = Self.trimmed(String(words.dropFirst(sign.count)))
            isAbout = true
        }
        for sign in ["(est)", " est", "?"] where words.hasSuffix(sign) {
            words = Self.trimmed(String(words.dropLast(sign.count)))
            isAbout = true
        }
        if let year = Self.decade(words) { return PackedDate.decade(year) }
        if let date = CalendarDate(words, order: order) {
            let value = PackedDate(date).value
            return isAbout && value % 10_000 == 0 ? PackedDate.about(value / 10_000) : value
        }
        return isAbout ? nil : asTyped(words)
    }

    /// `yyyy-mm-dd` and `yyyymmdd` without a look at the calendar, as one number.
    private static func plain(_ text: Span<UInt8>) -> UInt32? {
        let hasDashes = text.count == 10 && text[4] == 0x2D && text[7] == 0x2D
        guard hasDashes || text.count == 8 else { return nil }
        var value: UInt32 = 0
        for index in text.indices where !(hasDashes && (index == 4 || index == 7)) {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            value = value * 10 + UInt32(text[index] - 0x30)
        }
        return (1000...2199).contains(value / 10_000) && (hasDashes || value / 100 % 100 <= 12) ? value : nil
    }

    private func asTyped(_ words: String) -> UInt32? {
        let parts = words.split { "/-. ".contains($0) }.compactMap { UInt32($0) }
        guard parts.count == 3, parts.allSatisfy({ $0 <= 9_999 }) else { return nil }
        var (year, month, day) = parts[0] > 99 ? (parts[0], parts[1], parts[2]) : (parts[2], parts[1], parts[0])
        if parts[0] <= 99, order == .monthFirst { swap(&month, &day) }
        return year > 99 && month <= 99 && day <= 99 ? year * 10_000 + month * 100 + day : nil
    }

    private static let signs = [
        "circa", "approximately", "approx.", "approx", "about", "abt.", "abt", "around", "estimated", "est.", "est",
        "ca.", "ca ", "c.", "c", "~", "born", "b.",
    ]

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace || first == ":" || first == "." { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace || last == "." { rest = rest.dropLast() }
        return String(rest)
    }

    /// The first year of `1980s`, `1980's`, `early 1980s`.
    private static func decade(_ text: String) -> UInt32? {
        var rest = Substring(text)
        for part in ["early ", "mid ", "mid-", "late ", "the "] where rest.hasPrefix(part) {
            rest = rest.dropFirst(part.count)
        }
        guard rest.hasSuffix("s") else { return nil }
        rest = rest.dropLast()
        if rest.hasSuffix("'") { rest = rest.dropLast() }
        guard rest.utf8.count == 4, let year = UInt32(rest), year % 10 == 0 else { return nil }
        return year
    }
}
