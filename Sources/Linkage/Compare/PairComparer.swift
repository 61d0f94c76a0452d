/// Compares two nominals field by field.
///
/// Joining and explaining both go through here.
///
/// Of several values in a field the pair that agrees best counts. Every comparison is symmetric.
/// A class, so that handing it to the inner loops copies one reference and not forty arrays.
final class PairComparer: Sendable {
    let columns: PersonColumns
    /// By name: how many nominals have it as first name, as log2 of their share; 0 where that is not known.
    let givenShares: [Float]
    /// The same for surnames written as one word.
    let surnameShares: [Float]
    /// By kind of other fact and value: log2 of the share of nominals with it.
    let otherShares: [[Float]]
    let facts: NameFacts
    let rows: PackedRows
    let levels: LevelRules

    /// A comparer by the levels and the shares of a model.
    convenience init(columns: PersonColumns, model: LinkageModel) {
        self.init(columns: columns, shares: NameShares.logarithms(columns, model), levels: model.levels)
    }

    init(columns: PersonColumns, shares: NameShares.Logarithms, levels: LevelRules) {
        self.columns = columns
        self.levels = levels
        givenShares = shares.given
        surnameShares = shares.surname
        otherShares = shares.others
        facts = NameFacts(columns.names)
        rows = PackedRows(columns)
    }

    /// The outcome for one pair: levels, and what the rarity of the names they share adds.
    struct Outcome {
        var pattern = PairPattern()
        /// log2 of the share of nominals with the first name both have, or 0.
        var givenShare: Float = 0
        /// log2 of the share of nominals with the surname both have, or 0.
        var surnameShare: Float = 0
        /// The sum over other facts of log2 of the share of the value both have, against its average.
        var otherShares = SIMD4<Float>()
    }

    /// Which values of the two were set against each other, for showing.
    struct Choice {
        var a: UInt32
        var b: UInt32
    }

    /// Compares two records by their places in the columns.
    func compare(_ a: Int, _ b: Int) -> Outcome {
        let x = rows[a]
        let y = rows[b]
        return x.isSeveral || y.isSeveral ? compareLists(a, b) : compareSingle(x, y)
    }

    /// Compares records of which one has several values in some field.
    func compareLists(_ a: Int, _ b: Int) -> Outcome {
        var outcome = Outcome()
        compareNames(a, b, into: &outcome)
        outcome.pattern[.birthDate] = best(columns.births, a, b, of: { birthLevel($0, $1) }).level
        let sexA = columns.sexes[a]
        let sexB = columns.sexes[b]
        if sexA != 0, sexB != 0 { outcome.pattern[.sex] = sexA == sexB ? Level.Sex.same : Level.Sex.different }
        outcome.pattern[.postcode] = best(columns.postcodes, a, b, of: { postcodeLevel($0, $1) }).level
        outcome.pattern[.address] = best(columns.addresses, a, b, of: { addressLevel($0, $1) }).level
        outcome.pattern[.phone] = best(columns.phones, a, b, of: { phoneLevel($0, $1) }).level
        outcome.pattern[.email] = best(columns.emails, a, b, of: { emailLevel($0, $1) }).level
        outcome.pattern[.identifier] = best(columns.identifiers, a, b, of: { identifierLevel($0, $1) }).level
        // Who goes by the middle name has another middle name by construction: that says nothing more.
        if outcome.pattern[.given] != Level.Given.middle {
            outcome.pattern[.middle] = best(columns.middles, a, b, of: { middleLevel($0, $1) }).level
        }
        for kind in 0..<4 {
            let found = bestOther(kind, a, b)
            outcome.pattern[ComparisonField.others[kind]] = found.level
            if found.level == Level.Other.same { outcome.otherShares[kind] = otherShares[kind][Int(found.choice.a)] }
        }
        return outcome
    }

    // MARK: - Middle names and other facts

    /// How far two middle names agree.
    func middleLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Middle.same }
        switch nameLevel(a, b, levels.middle) {
        case Level.Given.initial where levels.middle.initial: return Level.Middle.near
        case Level.Given.close, Level.Given.nickname: return Level.Middle.near
        default: return Level.Middle.different
        }
    }

    /// How far two other facts of one kind agree: by spelling, or by a word that both have.
    func otherLevel(_ kind: Int, _ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Other.same }
        return columns.otherTexts[kind].pair(a, b) { x, y in
            if levels.others[kind].close.isReached(x, y) { return Level.Other.close }
            // Whole sentences can stand in such a column: only so much of them is read.
            let (head, other) = (x.extracting(first: Self.wordsRead), y.extracting(first: Self.wordsRead))
            return Self.shareWord(head, other, levels.others[kind].wordMin) ? Level.Other.part : Level.Other.different
        }
    }

    /// Bytes of another fact in which words are looked for.
    private static let wordsRead = 256

    /// Whether two folded texts share a word of so many letters or more.
    private static func shareWord(_ x: Span<UInt8>, _ y: Span<UInt8>, _ lengthMin: Int) -> Bool {
        var start = 0
        for end in 0...x.count where end == x.count || x[end] == 0x20 {
            defer { start = end + 1 }
            guard end - start >= lengthMin, end - start < x.count || x.count < y.count else { continue }
            var from = 0
            for to in 0...y.count where to == y.count || y[to] == 0x20 {
                defer { from = to + 1 }
                guard to - from == end - start else { continue }
                var same = true
                for offset in 0..<(to - from) where x[start + offset] != y[from + offset] {
                    same = false
                    break
                }
                if same { return true }
            }
        }
        return false
    }

    /// The lowest level over all pairs of values, and the values that reached it; level 0 when either has none.
    @inline(__always)
    func best(
        _ runs: Runs,
        _ a: Int,
        _ b: Int,
        of level: (UInt32, UInt32) -> UInt8
    ) -> (level: UInt8, choice: Choice) {
        var found = Level.unknown
        var choice = Choice(a: 0, b: 0)
        for i in runs.range(a) {
            for j in runs.range(b) {
                let now = level(runs.values[i], runs.values[j])
                if now != Level.unknown, found == Level.unknown || now < found {
                    found = now
                    choice = Choice(a: runs.values[i], b: runs.values[j])
                    if found == 1 { return (found, choice) }
                }
            }
        }
        return (found, choice)
    }

    // MARK: - Dates

    /// How far two packed dates agree.
    func birthLevel(_ a: UInt32, _ b: UInt32) -> UInt8 { Self.birthLevel(a, b, levels.birth) }

    /// How far two packed dates agree, by these levels.
    static func birthLevel(_ a: UInt32, _ b: UInt32, _ levels: LevelRules.Dates) -> UInt8 {
        birthLevel(digits: PackedDate(value: a).digits, PackedDate(value: b).digits, levels)
    }

    /// How far two dates agree, each as in ``PackedDate/digits``.
    @inline(__always)
    static func birthLevel(digits a: UInt32, _ b: UInt32, _ levels: LevelRules.Dates) -> UInt8 {
        let sameYear = a >> 16 == b >> 16
        guard a & 0xFF != 0, b & 0xFF != 0, a & 0xFF00 != 0, b & 0xFF00 != 0 else {
            return partialBirthLevel(a, b, levels)
        }
        if a == b { return Level.Birth.same }
        if levels.exchanged, sameYear, (a >> 8) & 0xFF == b & 0xFF, a & 0xFF == (b >> 8) & 0xFF {
            return Level.Birth.exchanged
        }
        if levels.digit, digitsAreNear(a, b) { return Level.Birth.digit }
        let sameMonth = (a >> 8) & 0xFF == (b >> 8) & 0xFF
        let sameDay = a & 0xFF == b & 0xFF
        if levels.twoParts, sameYear ? sameMonth || sameDay : sameMonth && sameDay { return Level.Birth.twoParts }
        guard sameYear else { return Level.Birth.different }
        // The first of January is what systems write for "some time that year".
        guard a & 0xFFFF != 0x0101, b & 0xFFFF != 0x0101 else { return Level.Birth.partial }
        return levels.year ? Level.Birth.year : Level.Birth.different
    }

    private static func partialBirthLevel(_ a: UInt32, _ b: UInt32, _ levels: LevelRules.Dates) -> UInt8 {
        let (one, other) = (PackedDate(digits: a).years, PackedDate(digits: b).years)
        guard one.overlaps(other) else { return Level.Birth.different }
        if one.count > 1 || other.count > 1 { return Level.Birth.partial }
        let x = (a >> 8) & 0xFF
        let y = (b >> 8) & 0xFF
        if x == y || x == 0 || y == 0 { return Level.Birth.partial }
        return levels.year ? Level.Birth.year : Level.Birth.different
    }

    /// Whether two dates differ in one digit or by an exchange of two neighbours.
    @inline(__always)
    static func digitsAreNear(_ a: UInt32, _ b: UInt32) -> Bool {
        let bits = a ^ b
        let places = (bits | bits >> 1 | bits >> 2 | bits >> 3) & 0x1111_1111
        let first = UInt32(places.trailingZeroBitCount)
        if places & (places &- 1) == 0 { return places != 0 }
        guard places >> first == 0x11 else { return false }
        let x = a >> first
        let y = b >> first
        return x & 0xF == (y >> 4) & 0xF && (x >> 4) & 0xF == y & 0xF
    }

    // MARK: - Texts

    /// How far two addresses agree.
    func addressLevel(_ a: UInt32, _ b: UInt32) -> UInt8 { columns.addressTexts.level(a, b, levels) }

    /// How far two compact postcodes agree; a postcode not of the UK's shape has no sector and district.
    func postcodeLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Postcode.same }
        return columns.postcodeTexts.pair(a, b) { x, y in
            let outwardX = PostcodeShape.outwardCount(x)
            let outwardY = PostcodeShape.outwardCount(y)
            if outwardX > 0, outwardX == outwardY, Self.samePrefix(x, y, outwardX) {
                guard x.count > outwardX, y.count > outwardX else {
                    return levels.district ? Level.Postcode.district : Level.Postcode.different
                }
                if levels.postcode.isReached(x, y) { return Level.Postcode.typo }
                if levels.sector, x[outwardX] == y[outwardX] { return Level.Postcode.sector }
                return levels.district ? Level.Postcode.district : Level.Postcode.different
            }
            return levels.postcode.isReached(x, y) ? Level.Postcode.typo : Level.Postcode.different
        }
    }

    private static func samePrefix(_ a: Span<UInt8>, _ b: Span<UInt8>, _ count: Int) -> Bool {
        for index in 0..<count where a[index] != b[index] { return false }
        return true
    }

    func phoneLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Token.same }
        return columns.phoneTexts.pair(a, b) { x, y in
            levels.phone.isReached(x, y) ? Level.Token.near : Level.Token.different
        }
    }

    /// The same name at another provider is near, if the name is long enough to say something.
    func emailLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Token.same }
        return columns.emailTexts.pair(a, b) { x, y in
            let name = Self.sharedPrefix(x, y, upTo: 0x40)
            return name >= levels.mailboxMin ? Level.Token.near : Level.Token.different
        }
    }

    /// Identifiers of two kinds say nothing of each other.
    func identifierLevel(_ a: UInt32, _ b: UInt32) -> UInt8 {
        if a == b { return Level.Token.same }
        return columns.identifierTexts.pair(a, b) { x, y in
            let kind = Self.sharedPrefix(x, y, upTo: 0x3A)
            guard kind >= 0 else { return Level.unknown }
            let isLong = min(x.count, y.count) >= kind + 1 + levels.identifier.lengthMin
            return isLong && levels.identifier.isReached(x, y) ? Level.Token.near : Level.Token.different
        }
    }

    /// The length of what two texts share up to the first `end` of both, or -1 when they differ before it.
    private static func sharedPrefix(_ x: Span<UInt8>, _ y: Span<UInt8>, upTo end: UInt8) -> Int {
        for index in 0..<min(x.count, y.count) {
            guard x[index] == y[index] else { return -1 }
            if x[index] == end { return index }
        }
        return -1
    }
}

/// The shape of a UK postcode, folded and without its space.
enum PostcodeShape {
    /// The length of the outward part: all but three of a whole postcode, all of a district alone; 0 when it is neither.
    ///
    /// A sector by itself ends in ``PostcodeKey/open``.
    static func outwardCount(_ text: Span<UInt8>) -> Int {
        if text.count >= 4, text[text.count - 1] == PostcodeKey.open { return text.count - 2 }
        func isLetter(_ index: Int) -> Bool { (0x61...0x7A).contains(text[index]) }
        func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(text[index]) }
        guard text.count >= 2, text.count <= 7, isLetter(0) else { return 0 }
        let end = text.count
        if end >= 5, isDigit(end - 3), isLetter(end - 2), isLetter(end - 1) { return end - 3 }
        return end <= 4 && (isDigit(1) || (end >= 3 && isLetter(1) && isDigit(2))) ? end : 0
    }
}
