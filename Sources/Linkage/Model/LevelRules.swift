/// Comparison levels as plain values: what the inner loops read of a ``ComparisonCatalogue``.
///
/// A number that nothing reaches stands for a level that is left out.
struct LevelRules: Sendable, Hashable {
    /// How close two names must be.
    struct Names: Sendable, Hashable {
        var close = Grade()
        var similar = Grade()
        var nickname = false
        var initial = false
        var part = false
        var middle = false
        var exchanged = false
        /// The least similarity that any level asks of names that sound different, and of those that sound the same.
        var plainLeast = unreachable
        var soundLeast = unreachable

        /// One level of spelling.
        struct Grade: Sendable, Hashable {
            var edits = Edits()
            var similarityMin = unreachable
            var sameSoundMin = unreachable

            /// Whether a similarity reaches it.
            @inline(__always)
            func isReached(_ similarity: Double, sameSound: Bool) -> Bool {
                similarity >= similarityMin || sameSound && similarity >= sameSoundMin
            }
        }
    }

    /// How many edits may part two values; none where the level is left out.
    struct Edits: Sendable, Hashable {
        var atMost = 0
        var lengthMin = 1

        /// Whether two different values are so near; for one edit without allocating.
        @inline(__always)
        func isReached(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
            guard atMost > 0, min(a.count, b.count) >= lengthMin else { return false }
            return atMost == 1 ? EditDistance.isWithinOne(a, b) : EditDistance.alignment(a, b) <= atMost
        }
    }

    /// Which levels of a date there are.
    struct Dates: Sendable, Hashable {
        var exchanged = false
        var digit = false
        var twoParts = false
        var year = false
    }

    /// How many words two addresses must share.
    struct Words: Sendable, Hashable {
        var isOfAll: Bool
        var atLeast: Float
        var weightMin: Float
        var sameHouse: Bool
    }

    /// Other facts.
    struct Other: Sendable, Hashable {
        var close = Edits()
        /// The shortest word that counts when both have it.
        var wordMin = Int.max
    }

    var given = Names()
    var surname = Names()
    var middle = Names()
    var birth = Dates()
    var postcode = Edits()
    var sector = false
    var district = false
    var sameAddress: [Words] = []
    var mostAddress: [Words] = []
    var someAddress: [Words] = []
    var phone = Edits()
    /// The shortest name of an e-mail address that tells.
    var mailboxMin = Int.max
    var identifier = Edits()
    var others = [Other](repeating: Other(), count: 4)
    /// By field: the most that rarity counts, in bits, and which part of it.
    var rarityMax = [Double](repeating: 0, count: 16)
    var rarityWeight = [Double](repeating: 0, count: 16)

    /// More than any similarity.
    static let unreachable = 2.0
}

extension LevelRules {
    /// Compiles comparisons that ``check(_:)`` lets pass.
    init(_ comparisons: [FieldComparison]) {
        for comparison in comparisons {
            for level in comparison.levels {
                let number = UInt8(clamping: (comparison.field.levels.firstIndex(of: level.level) ?? 0) + 1)
                if let rarity = level.rarity {
                    rarityMax[comparison.field.rawValue] = rarity.bitsMax
                    rarityWeight[comparison.field.rawValue] = rarity.weight
                }
                for test in level.tests { take(test, comparison.field, number) }
            }
        }
        given.settle()
        surname.settle()
        middle.settle()
    }

    private mutating func take(_ test: FieldComparison.Test, _ field: ComparisonField, _ level: UInt8) {
        switch field {
        case .given: given.take(test, isClose: level == Level.Given.close)
        case .surname: surname.take(test, isClose: level == Level.Surname.close)
        case .middle: middle.take(test, isClose: true)
        case .birthDate: birth.take(test)
        case .sex: break
        case .postcode:
            if test.function == .edits { postcode = Edits(test) }
            if test.function == .sector { sector = true }
            if test.function == .district { district = true }
        case .address:
            guard let words = Words(test) else { return }
            switch level {
            case Level.Address.same: sameAddress.append(words)
            case Level.Address.most: mostAddress.append(words)
            default: someAddress.append(words)
            }
        case .phone: if test.function == .edits { phone = Edits(test) }
        case .email: if test.function == .sameMailbox { mailboxMin = test.lengthMin ?? 1 }
        case .identifier: if test.function == .edits { identifier = Edits(test) }
        case .other1, .other2, .other3, .other4:
            let kind = field.rawValue - ComparisonField.other1.rawValue
            if test.function == .edits { others[kind].close = Edits(test) }
            if test.function == .sharedWord { others[kind].wordMin = test.lengthMin ?? 1 }
        }
    }
}

extension LevelRules.Names {
    fileprivate mutating func take(_ test: FieldComparison.Test, isClose: Bool) {
        let grade = isClose ? \Self.close : \Self.similar
        switch test.function {
        case .edits: self[keyPath: grade].edits = LevelRules.Edits(test)
        case .jaroWinkler:
            let least = test.atLeast ?? LevelRules.unreachable
            if test.sameSound == true {
                self[keyPath: grade].sameSoundMin = least
            } else {
                self[keyPath: grade].similarityMin = least
            }
        case .nickname: nickname = true
        case .initial: initial = true
        case .compoundPart: part = true
        case .middleName: middle = true
        case .exchangedNames: exchanged = true
        default: break
        }
    }

    fileprivate mutating func settle() {
        plainLeast = min(close.similarityMin, similar.similarityMin)
        soundLeast = min(plainLeast, close.sameSoundMin, similar.sameSoundMin)
    }
}

extension LevelRules.Dates {
    fileprivate mutating func take(_ test: FieldComparison.Test) {
        switch test.function {
        case .dayMonthExchanged: exchanged = true
        case .digits: digit = true
        case .parts: twoParts = true
        case .sameYear: year = true
        default: break
        }
    }
}

extension LevelRules.Edits {
    fileprivate init(_ test: FieldComparison.Test) {
        self.init(atMost: test.atMost ?? 1, lengthMin: test.lengthMin ?? 1)
    }
}

extension LevelRules.Words {
    fileprivate init?(_ test: FieldComparison.Test) {
        guard test.function == .wordsOfAll || test.function == .wordsOfShorter else { return nil }
        self.init(
            isOfAll: test.function == .wordsOfAll,
            atLeast: Float(test.atLeast ?? 1),
            weightMin: Float(test.weightMin ?? 0),
            sameHouse: test.sameHouse ?? false
        )
    }
}
