/// Weighs candidates nearly as joining does, straight from their records: only those that come out best are compared
/// in full.
///
/// The levels are found more simply (no typing slips in phones, addresses by shared words); the weights are the model's.
final class QuickScore {
    /// A name of the question.
    private struct Name {
        let id: UInt32
        let text: [UInt8]
        /// The longer words of a compound.
        let words: [[UInt8]]
        let sound: UInt32
        /// The length of the outward part, of a UK postcode.
        let outwardCount: Int
        /// log2 of the share of people with it, as first name and as surname.
        let givenShare: Float
        let surnameShare: Float

        init(_ id: UInt32, _ lexicon: IndexLexicon, _ weights: LookupWeights) {
            self.id = id
            let words = lexicon.words(id)
            let joined = words.joined()
            text = Array(joined.utf8)
            self.words = words.count > 1 ? words.filter { $0.utf8.count > 2 }.map { Array($0.utf8) } : []
            sound = Soundex.code(joined.utf8Span.span)
            outwardCount = PostcodeShape.outwardCount(joined.utf8Span.span)
            givenShare = weights.givenShare(words.joined(separator: " "))
            surnameShare = weights.surnameShare(joined)
        }
    }

    // Constants all: a variable of a class is asked for permission at every look.
    private let table: WeightTable
    private let lexicon: IndexLexicon
    private let firsts: [Name]
    private let middles: [Name]
    private let surnames: [Name]
    private let births: [UInt32]
    private let postcodes: [Name]
    private let addresses: [[UInt32]]
    private let inlines: [(field: Int, bytes: [UInt8])]
    private let others: [(field: Int, id: UInt32)]
    /// Pet and long forms of the first names.
    private let variants: [UInt32]
    private let sex: UInt32
    private let dates: LevelRules.Dates

    init(_ question: IndexRecord, _ lexicon: IndexLexicon, variants: [UInt32], _ weights: LookupWeights) {
        var names: [Int: [Name]] = [:]
        var births: [UInt32] = []
        var addresses: [[UInt32]] = []
        var inlines: [(field: Int, bytes: [UInt8])] = []
        var others: [(field: Int, id: UInt32)] = []
        var sex: UInt32 = 0
        question.eachValue(at: 0) { field, number, range in
            switch field {
            case IndexRecord.Field.first, IndexRecord.Field.middle, IndexRecord.Field.surname,
                IndexRecord.Field.postcode:
                names[field, default: []].append(Name(number, lexicon, weights))
            case IndexRecord.Field.birth: births.append(number)
            case IndexRecord.Field.address: addresses.append(Self.words(question, range))
            case IndexRecord.Field.phone, IndexRecord.Field.email, IndexRecord.Field.identifier:
                inlines.append((field, range.map { question.bytes.byte($0) }))
            case IndexRecord.Field.sex: sex = number
            default: others.append((field, number))
            }
        }
        table = weights.table
        dates = weights.model.levels.birth
        self.lexicon = lexicon
        self.variants = variants
        firsts = names[IndexRecord.Field.first] ?? []
        middles = names[IndexRecord.Field.middle] ?? []
        surnames = names[IndexRecord.Field.surname] ?? []
        postcodes = names[IndexRecord.Field.postcode] ?? []
        (self.births, self.addresses, self.inlines, self.others, self.sex) = (births, addresses, inlines, others, sex)
    }

    private static func words(_ record: IndexRecord, _ range: Range<Int>) -> [UInt32] {
        stride(from: range.lowerBound, to: range.upperBound, by: record.width).map {
            record.bytes.number($0, width: record.width)
        }
    }

    // MARK: - Weighing

    /// About the weight that joining gives the pair.
    func bits(_ record: IndexRecord, at start: Int, _ scratch: inout LookupScratch) -> Double {
        var outcome = PairComparer.Outcome()
        var pattern = PairPattern()
        var isExchangedFirst = false
        var isExchangedLast = false
        var isMiddle = false
        record.eachValue(at: start) { field, number, range in
            switch field {
            case IndexRecord.Field.first:
                let levels = levels(number, &scratch)
                pattern.lower(.given, UInt8(truncatingIfNeeded: levels))
                if (1...UInt32(Level.Surname.close)).contains(levels >> 16 & 255) { isExchangedFirst = true }
                for middle in middles where middle.id == number && middle.text.count > 1 { isMiddle = true }
            case IndexRecord.Field.middle:
                pattern.lower(.middle, UInt8(truncatingIfNeeded: levels(number, &scratch) >> 24))
                for first in firsts where first.id == number && first.text.count > 1 { isMiddle = true }
            case IndexRecord.Field.surname:
                let levels = levels(number, &scratch)
                pattern.lower(.surname, UInt8(truncatingIfNeeded: levels >> 16))
                if levels >> 8 & 255 <= UInt32(Level.Surname.close) { isExchangedLast = true }
            case IndexRecord.Field.birth:
                for birth in births { pattern.lower(.birthDate, PairComparer.birthLevel(birth, number, dates)) }
            case IndexRecord.Field.postcode:
                for postcode in postcodes { pattern.lower(.postcode, level(postcode, number)) }
            case IndexRecord.Field.address:
                for address in addresses { pattern.lower(.address, level(address, record, range)) }
            case IndexRecord.Field.sex:
                if sex != 0 { pattern[.sex] = sex == number ? Level.Sex.same : Level.Sex.different }
            case IndexRecord.Field.phone: pattern.lower(.phone, level(field, record, range))
            case IndexRecord.Field.email: pattern.lower(.email, level(field, record, range))
            case IndexRecord.Field.identifier: pattern.lower(.identifier, level(field, record, range))
            default:
                for other in others where other.field == field {
                    let kind = ComparisonField.others[field - IndexRecord.Field.other]
                    pattern.lower(kind, other.id == number ? Level.Other.same : Level.Other.different)
                }
            }
        }
        let given = pattern[.given]
        if given == Level.Given.different || given == Level.Given.initial, isMiddle {
            pattern[.given] = Level.Given.middle
        }
        let givenFails = pattern[.given] == Level.Given.different || given == Level.unknown
        let surnameFails = pattern[.surname] == Level.Surname.different || pattern[.surname] == Level.unknown
        if givenFails, surnameFails, isExchangedFirst, isExchangedLast {
            pattern[.given] = Level.Given.exchanged
            pattern[.surname] = Level.Surname.exchanged
        }
        if pattern[.given] == Level.Given.same { outcome.givenShare = firsts.map(\.givenShare).min() ?? 0 }
        if pattern[.surname] == Level.Surname.same { outcome.surnameShare = surnames.map(\.surnameShare).min() ?? 0 }
        outcome.pattern = pattern
        return table.totalBits(outcome, atLeast: 0)
    }

    // MARK: - Levels

    /// Four levels of a name of the lexicon, a byte each: as first name; as first name that stands in the question's
    /// place of the surname reversed (surname against first names); as surname; as middle name.
    @inline(__always)
    private func levels(_ id: UInt32, _ scratch: inout LookupScratch) -> UInt32 {
        scratch.memo(id) {
            lexicon.lend(id) { text in
                var given = UInt8.max
                var middle = UInt8.max
                var crossed = UInt8.max
                var surname = UInt8.max
                for name in firsts {
                    given = min(given, givenLevel(name, id, text))
                    crossed = min(crossed, surnameLevel(name, id, text))
                }
                for name in surnames { surname = min(surname, surnameLevel(name, id, text)) }
                for name in middles {
                    let level =
                        switch givenLevel(name, id, text) {
                        case _ where name.id == id: Level.Middle.same
                        case Level.Given.initial, Level.Given.close: Level.Middle.near
                        default: Level.Middle.different
                        }
                    middle = min(middle, level)
                }
                // Where the question has no name of a kind, nothing is known of it.
                let known = { (level: UInt8) -> UInt32 in level == .max ? 0 : UInt32(level) }
                return known(given) | UInt32(crossed) << 8 | UInt32(surname == .max ? 0 : surname) << 16
                    | known(middle) << 24
            }
        }
    }

    private func givenLevel(_ name: Name, _ id: UInt32, _ text: Span<UInt8>) -> UInt8 {
        guard !text.isEmpty, let first = name.text.first else { return Level.Given.different }
        if name.id == id { return text.count > 1 ? Level.Given.same : Level.Given.initial }
        if text.count == 1 || name.text.count == 1 {
            return text[0] == first ? Level.Given.initial : Level.Given.different
        }
        if variants.contains(id) { return Level.Given.nickname }
        return switch closeness(name, text) {
        case 0: Level.Given.close
        case 1: Level.Given.similar
        default: Level.Given.different
        }
    }

    private func surnameLevel(_ name: Name, _ id: UInt32, _ text: Span<UInt8>) -> UInt8 {
        if name.id == id { return Level.Surname.same }
        guard !text.isEmpty else { return Level.Surname.different }
        var isCompound = false
        for index in text.indices where text[index] == 0x20 { isCompound = true }
        if isCompound || !name.words.isEmpty {
            let words = text.withUnsafeBufferPointer { $0.split(separator: 0x20).map(Array.init) }
            if words.joined().elementsEqual(name.text) { return Level.Surname.same }
            let mine = name.words.isEmpty ? [name.text] : name.words
            if words.contains(where: mine.contains) { return Level.Surname.part }
        }
        return switch closeness(name, text) {
        case 0: Level.Surname.close
        case 1: Level.Surname.similar
        default: Level.Surname.different
        }
    }

    /// 0 close, 1 similar, 2 different.
    private func closeness(_ name: Name, _ text: Span<UInt8>) -> Int {
        let mine = name.text.span
        let shorter = min(mine.count, text.count)
        guard shorter > 0 else { return 2 }
        if shorter >= 3, EditDistance.isWithinOne(mine, text) { return 0 }
        guard mine[0] == text[0] || mine[mine.count - 1] == text[text.count - 1] else { return 2 }
        let similarity = JaroWinkler.similarity(mine, text)
        if similarity >= 0.92 { return 0 }
        guard similarity >= 0.7 else { return 2 }
        return similarity >= 0.84 || Soundex.code(text) == name.sound ? 1 : 2
    }

    private func level(_ postcode: Name, _ id: UInt32) -> UInt8 {
        if postcode.id == id { return Level.Postcode.same }
        return lexicon.lend(id) { text in
            let mine = postcode.text.span
            let outward = postcode.outwardCount
            guard outward > 0, outward == PostcodeShape.outwardCount(text) else {
                return min(mine.count, text.count) >= 4 && EditDistance.isWithinOne(mine, text)
                    ? Level.Postcode.typo : Level.Postcode.different
            }
            var shared = 0
            while shared < min(mine.count, text.count), mine[shared] == text[shared] { shared += 1 }
            if shared < outward { return Level.Postcode.different }
            return shared > outward ? Level.Postcode.sector : Level.Postcode.district
        }
    }

    private func level(_ address: [UInt32], _ record: IndexRecord, _ range: Range<Int>) -> UInt8 {
        var shared = 0
        var count = 0
        for place in stride(from: range.lowerBound, to: range.upperBound, by: record.width) {
            count += 1
            if address.contains(record.bytes.number(place, width: record.width)) { shared += 1 }
        }
        if shared == count, count == address.count { return Level.Address.same }
        if shared >= 2, shared * 3 >= 2 * min(count, address.count) { return Level.Address.most }
        return shared > 0 && shared * 3 >= min(count, address.count) ? Level.Address.some : Level.Address.different
    }

    private func level(_ field: Int, _ record: IndexRecord, _ range: Range<Int>) -> UInt8 {
        var level = Level.unknown
        for mine in inlines where mine.field == field {
            level = Level.Token.different
            let isSame =
                mine.bytes.count == range.count
                && record.bytes.lend(range) { text in
                    for index in text.indices where text[index] != mine.bytes[index] { return false }
                    return true
                }
            if isSame { return Level.Token.same }
        }
        return level
    }
}

extension PairPattern {
    /// Keeps the better of the level there is and another; 0 says nothing.
    @inline(__always)
    fileprivate mutating func lower(_ field: ComparisonField, _ level: UInt8) {
        if level != 0, self[field] == 0 || level < self[field] { self[field] = level }
    }
}
