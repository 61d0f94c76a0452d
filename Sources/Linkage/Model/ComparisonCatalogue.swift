import Vocabulary

/// How every field is compared, as data: which levels there are, what reaches them, and whose rarity counts.
///
/// ``LevelRules`` are compiled from it once, and only from what is sound: a catalogue that exists can be used.
///
/// ```json
/// [{ "field": "surname", "levels": [
///     { "level": "same", "when": [{ "function": "equal" }], "rarity": { "bitsMax": 8, "weight": 1 } },
///     { "level": "similar", "when": [{ "function": "jaroWinkler", "atLeast": 0.84 }] },
///     { "level": "different" }] }]
/// ```
package struct ComparisonCatalogue: Sendable, Hashable, Codable {
    /// One for each field, in the order of ``ComparisonField``.
    package let comparisons: [FieldComparison]
    /// The same, as the inner loops read it.
    let rules: LevelRules

    /// A catalogue of these comparisons; a field that is left out is compared by the standard ones.
    ///
    /// - Throws: `Fault` with `linkage.levels_unreadable` that names the field, the level and what is wrong.
    package init(_ comparisons: [FieldComparison]) throws(Fault) {
        var all = Self.standard.comparisons
        var seen: Set<ComparisonField> = []
        for comparison in comparisons {
            guard seen.insert(comparison.field).inserted else {
                throw LevelFault.wrong("field `\(comparison.field)` is given twice", help: "give each field once")
            }
            try LevelRules.check(comparison)
            all[comparison.field.rawValue] = comparison
        }
        self.init(checked: all)
    }

    /// Of comparisons that are known to be sound: the standard ones, which a test holds to it.
    init(checked comparisons: [FieldComparison]) {
        self.comparisons = comparisons
        rules = LevelRules(comparisons)
    }

    /// The catalogue of a decoder: a list of comparisons.
    package init(from decoder: any Decoder) throws {
        try self.init([FieldComparison](from: decoder))
    }

    /// Writes the list of comparisons.
    package func encode(to encoder: any Encoder) throws { try comparisons.encode(to: encoder) }
}

/// How one field is compared.
package struct FieldComparison: Sendable, Hashable, Codable {
    package var field: ComparisonField
    /// Best first, the last for everything else; a level left out falls to the next that is reached.
    package var levels: [Level]

    /// One level: a pair is in the first of its field that it reaches.
    package struct Level: Sendable, Hashable {
        /// One of ``ComparisonField/levels``.
        package var level: String
        /// Any one of these reaches it; empty for everything else.
        package var tests: [Test]
        /// How much the rarity of the value counts; `nil` where it does not.
        package var rarity: Rarity?
    }

    /// How much the rarity of a value both have counts: the term-frequency adjustment.
    package struct Rarity: Sendable, Hashable {
        /// The most that it adds or takes away, in bits.
        package var bitsMax: Double
        /// Which part of it counts, from 0 to 1.
        package var weight: Double
    }

    /// What two values are held to.
    package struct Test: Sendable, Hashable {
        package var function: Function
        /// The most edits or digits that may differ.
        package var atMost: Int?
        /// The least similarity, share of words, or number of parts.
        package var atLeast: Double?
        /// The shortest value that is looked at; of identifiers and e-mail names the part that tells.
        package var lengthMin: Int?
        /// The least weight of the words both have.
        package var weightMin: Double?
        /// Only values that sound the same (Soundex).
        package var sameSound: Bool?
        /// Only where the house numbers do not differ.
        package var sameHouse: Bool?
    }

    /// The functions that levels can be defined by.
    package enum Function: String, Sendable, Hashable, Codable, CaseIterable {
        case equal
        /// A short or pet form of the other.
        case nickname
        /// At most `atMost` edits (optimal string alignment) between values of at least `lengthMin`.
        case edits
        /// Jaro–Winkler at least `atLeast`, with `sameSound` only for names of one Soundex.
        case jaroWinkler
        case initial
        /// The first name of one is a middle name of the other.
        case middleName
        /// First name and surname stand in each other's place.
        case exchangedNames
        /// One word of a compound.
        case compoundPart
        case dayMonthExchanged
        /// At most one digit differs, or two neighbours are exchanged.
        case digits
        /// At least two of day, month and year agree.
        case parts
        /// The known parts agree; the first of January counts as a year alone.
        case asFarAsKnown
        case sameYear, sector, district
        /// The share of the words of both that are in both, by weight: at least `atLeast` of all words.
        case wordsOfAll
        /// The same of the words of the shorter.
        case wordsOfShorter
        /// The same name at another provider.
        case sameMailbox
        /// A word that both have.
        case sharedWord
    }
}

extension FieldComparison {
    private enum Key: String, CodingKey, CaseIterable { case field, levels }

    /// The comparison of a decoder.
    package init(from decoder: any Decoder) throws {
        try LevelFault.checkKeys(decoder, Key.allCases.map(\.rawValue))
        let keyed = try decoder.container(keyedBy: Key.self)
        let name = try keyed.decode(String.self, forKey: .field)
        guard let field = ComparisonField.allCases.first(where: { "\($0)" == name }) else {
            throw LevelFault.wrong(
                "field `\(name)` is not known",
                help: "the fields are " + ComparisonField.allCases.map { "\($0)" }.joined(separator: ", ")
            )
        }
        self.init(field: field, levels: try keyed.decode([Level].self, forKey: .levels))
    }

    /// Writes the field by its name.
    package func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        try keyed.encode("\(field)", forKey: .field)
        try keyed.encode(levels, forKey: .levels)
    }
}

extension FieldComparison.Level: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case level, rarity
        case tests = "when"
    }

    /// The level of a decoder; without tests it is for everything else.
    package init(from decoder: any Decoder) throws {
        try LevelFault.checkKeys(decoder, CodingKeys.allCases.map(\.rawValue))
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        level = try keyed.decode(String.self, forKey: .level)
        tests = try keyed.decodeIfPresent([FieldComparison.Test].self, forKey: .tests) ?? []
        rarity = try keyed.decodeIfPresent(FieldComparison.Rarity.self, forKey: .rarity)
    }

    /// Writes what there is.
    package func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: CodingKeys.self)
        try keyed.encode(level, forKey: .level)
        if !tests.isEmpty { try keyed.encode(tests, forKey: .tests) }
        try keyed.encodeIfPresent(rarity, forKey: .rarity)
    }
}

extension FieldComparison.Rarity: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case bitsMax, weight }

    /// The rarity of a decoder.
    package init(from decoder: any Decoder) throws {
        try LevelFault.checkKeys(decoder, CodingKeys.allCases.map(\.rawValue))
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        bitsMax = try keyed.decode(Double.self, forKey: .bitsMax)
        weight = try keyed.decodeIfPresent(Double.self, forKey: .weight) ?? 1
    }
}

extension FieldComparison.Test: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case function, atMost, atLeast, lengthMin, weightMin, sameSound, sameHouse
    }

    /// The test of a decoder.
    package init(from decoder: any Decoder) throws {
        try LevelFault.checkKeys(decoder, CodingKeys.allCases.map(\.rawValue))
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        let name = try keyed.decode(String.self, forKey: .function)
        guard let function = FieldComparison.Function(rawValue: name) else {
            throw LevelFault.wrong(
                "\(LevelFault.place(decoder.codingPath)): there is no function `\(name)`",
                help: "the functions are " + FieldComparison.Function.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        self.function = function
        atMost = try keyed.decodeIfPresent(Int.self, forKey: .atMost)
        atLeast = try keyed.decodeIfPresent(Double.self, forKey: .atLeast)
        lengthMin = try keyed.decodeIfPresent(Int.self, forKey: .lengthMin)
        weightMin = try keyed.decodeIfPresent(Double.self, forKey: .weightMin)
        sameSound = try keyed.decodeIfPresent(Bool.self, forKey: .sameSound)
        sameHouse = try keyed.decodeIfPresent(Bool.self, forKey: .sameHouse)
    }
}

extension Fault.Code {
    /// Comparison levels that cannot be used as they are written.
    package static let levelsUnreadable = Self("linkage.levels_unreadable", status: 422)
}

/// The faults of reading comparison levels.
enum LevelFault {
    static func wrong(_ what: String, help: String) -> Fault { Fault(.levelsUnreadable, what, help: help) }

    /// The place in a file, as its reader would say it: `comparisons, entry 2, levels, entry 3`.
    static func place(_ path: [any CodingKey]) -> String {
        path.map { key in key.intValue.map { "entry \($0 + 1)" } ?? "`\(key.stringValue)`" }.joined(separator: ", ")
    }

    /// A misspelt key would be a condition that is silently not asked.
    static func checkKeys(_ decoder: any Decoder, _ known: [String]) throws {
        let keyed = try decoder.container(keyedBy: AnyKey.self)
        for key in keyed.allKeys where !known.contains(key.stringValue) {
            throw wrong(
                "\(place(decoder.codingPath)): there is no key `\(key.stringValue)`",
                help: "the keys are " + known.joined(separator: ", ")
            )
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
