/// Everything that decides how strongly two nominals are taken for one person, as data that can be read and saved.
///
/// Three kinds of pair are told apart: the same person (match), relatives or flatmates, who share surname, address and
/// phone but not first name and date of birth (household), and strangers. That is what keeps a family from being
/// taken for one person: what a household shares counts for the match and for the household alike.
/// A model saved after joining gives the same numbers when it explains.
package struct LinkageModel: Sendable, Hashable, Codable {
    /// Where the numbers come from.
    package enum Origin: String, Sendable, Hashable, Codable {
        /// General knowledge, for data too few to learn from.
        case shipped
        /// Learnt from the records themselves.
        case estimated
    }

    /// How often one level of a field occurs among pairs of each kind.
    ///
    /// Shares between 0 and 1.
    package struct LevelShares: Sendable, Hashable, Codable {
        package var level: String
        package var match: Double
        package var household: Double
        package var stranger: Double
    }

    /// The levels of a field, in the order of ``ComparisonField/levels``.
    package struct FieldShares: Sendable, Hashable, Codable {
        package var field: ComparisonField
        package var levels: [LevelShares]
    }

    package var origin: Origin
    /// Where estimation starts its dice.
    package var seed: UInt64
    /// The share of all pairs that are one person.
    package var matchShare: Double
    /// The share of all pairs that live under one roof.
    package var householdShare: Double
    package var fields: [FieldShares]
    /// The share of nominals with a first name, for names more common than ``rareShare``.
    package var givenNames: [String: Double]
    /// The share of nominals with a surname, written as one word.
    package var surnames: [String: Double]
    /// The same for each kind of other fact; `nil` in a model that knows of none.
    package var others: [[String: Double]]?
    /// What the other facts are called, for showing; `nil` when they have no names.
    package var otherTitles: [String]?
    /// The share of every name that is not listed.
    package var rareShare: Double
    /// Pairs at or above this probability are joined, unless something speaks against the group as a whole.
    package var joinProbability: Double
    /// Pairs at or above this probability are reported, for a person to look at.
    package var reviewProbability: Double
    /// The rules of which a pair must meet one to be looked at; `nil` leaves it to ``BlockingRule/standard``.
    package var blocking: [BlockingRule]?
    /// Below this many nominals the model is used as it is; from it on, a shipped model is estimated anew.
    package var recordsMin: Int
}

extension LinkageModel {
    /// Whether every number is one that can be weighed by: for models that somebody may have edited.
    package var isSound: Bool {
        let shares = [matchShare, householdShare, rareShare, joinProbability, reviewProbability]
        return (others?.count ?? 4) == 4 && shares.allSatisfy { $0 > 0 && $0 <= 1 }
            && fields.allSatisfy { field in
                (1...field.field.levels.count).contains(field.levels.count)
                    && field.levels.allSatisfy {
                        [$0.match, $0.household, $0.stranger].allSatisfy { $0 > 0 && $0 <= 1 }
                    }
            }
    }

    /// What a field is called in these records.
    package func title(_ field: ComparisonField) -> String {
        guard let place = ComparisonField.others.firstIndex(of: field) else { return field.title }
        guard let titles = otherTitles, place < titles.count else { return field.title }
        return titles[place]
    }
}

/// A model as two tables of bits, indexed by `field * 16 + level`: how scoring reads it.
struct WeightTable: Sendable {
    private(set) var match = [Double](repeating: 0, count: 16 * 16)
    private(set) var household = [Double](repeating: 0, count: 16 * 16)
    let priorBits: Double
    private let matchLog: Double
    private let householdShare: Double
    private let strangerShare: Double
    private let sameGivenBits: Double
    private let sameSurnameBits: Double
    private let sameOtherBits: [Double]

    init(_ model: LinkageModel) {
        for shares in model.fields {
            for (index, level) in shares.levels.enumerated() where index < 15 {
                let place = shares.field.rawValue * 16 + index + 1
                match[place] = Binary.log(level.match / level.stranger)
                household[place] = Binary.log(level.household / level.stranger)
            }
        }
        let exchanged = ComparisonField.surname.rawValue * 16 + Int(Level.Surname.exchanged)
        match[exchanged] = 0
        household[exchanged] = 0
        matchLog = Binary.log(model.matchShare)
        householdShare = model.householdShare
        strangerShare = max(1 - model.matchShare - model.householdShare, 0.01)
        priorBits = matchLog - Binary.log(householdShare + strangerShare)
        sameGivenBits = Self.sameStranger(.given, model)
        sameSurnameBits = Self.sameStranger(.surname, model)
        sameOtherBits = ComparisonField.others.map { Self.sameStranger($0, model) }
    }

    private static func sameStranger(_ field: ComparisonField, _ model: LinkageModel) -> Double {
        Binary.log(model.fields.first { $0.field == field }?.levels.first?.stranger ?? 1)
    }

    /// What the rarity of the first name both have adds to its weight, in bits; at most eight either way.
    func givenRarity(_ outcome: PairComparer.Outcome) -> Double { givenRarity(share: outcome.givenShare) }

    /// The same for log2 of the share of nominals with the name.
    @inline(__always)
    func givenRarity(share: Float) -> Double { rarity(share, sameGivenBits) }

    /// What the rarity of the surname both have adds to its weight, in bits; at most eight either way.
    func surnameRarity(_ outcome: PairComparer.Outcome) -> Double { surnameRarity(share: outcome.surnameShare) }

    /// The same for log2 of the share of nominals with the name.
    @inline(__always)
    func surnameRarity(share: Float) -> Double { rarity(share, sameSurnameBits) }

    private func rarity(_ share: Float, _ average: Double) -> Double {
        share == 0 ? 0 : min(max(average - Double(share), -8), 8)
    }

    /// The weight of one field at the level reached.
    func bits(_ field: ComparisonField, _ pattern: PairPattern) -> Double {
        match[field.rawValue * 16 + Int(pattern[field])]
    }

    /// What the chance that the two merely live together takes away: never more than 0.
    func householdBits(_ outcome: PairComparer.Outcome) -> Double {
        let sum = sum(household, outcome, from: 0)
        let rest = householdShare + strangerShare
        let other = strangerShare + householdShare * Binary.power(min(sum, 500))
        return min(Binary.log(rest) - Binary.log(other), 0)
    }

    /// The weights of all fields with their rarity, added to a first number in the order of the fields.
    @inline(__always)
    private func sum(_ table: [Double], _ outcome: PairComparer.Outcome, from start: Double) -> Double {
        table.withUnsafeBufferPointer { table in
            var sum = start
            var pattern = outcome.pattern.bits
            for place in 0..<Self.places {
                let bits = table[place * 16 + Int(pattern & 15)]
                pattern >>= 4
                switch place {
                case 0: sum += bits + givenRarity(outcome)
                case 1: sum += bits + surnameRarity(outcome)
                case Self.firstOther...: sum += bits + otherRarity(place - Self.firstOther, outcome)
                default: sum += bits
                }
            }
            return sum
        }
    }

    private static let places = ComparisonField.other4.rawValue + 1
    private static let firstOther = ComparisonField.other1.rawValue

    @inline(__always)
    private func otherRarity(_ kind: Int, _ outcome: PairComparer.Outcome) -> Double {
        rarity(outcome.otherShares[kind], sameOtherBits[kind])
    }

    /// The whole weight of a pair, prior included: log2 of the odds that it is one person.
    ///
    /// The sum is taken in the order in which an explanation lists it, so that both end at the same number.
    func totalBits(_ outcome: PairComparer.Outcome) -> Double {
        totalBits(outcome, atLeast: -.infinity)
    }

    /// The whole weight, or less than the threshold when it cannot reach it.
    ///
    /// The household takes away and never adds, so it is worked out only for pairs that pass without it.
    func totalBits(_ outcome: PairComparer.Outcome, atLeast threshold: Double) -> Double {
        let sum = sum(match, outcome, from: priorBits)
        return sum < threshold ? sum : sum + householdBits(outcome)
    }

    /// The weight of one field with the rarity of its value.
    @inline(__always)
    func fieldBits(_ field: ComparisonField, _ outcome: PairComparer.Outcome) -> Double {
        bits(field, outcome.pattern) + rarity(field, outcome)
    }

    /// What the rarity of the value both have adds to its weight, in bits; at most eight either way.
    func rarity(_ field: ComparisonField, _ outcome: PairComparer.Outcome) -> Double {
        switch field {
        case .given: givenRarity(outcome)
        case .surname: surnameRarity(outcome)
        case .other1, .other2, .other3, .other4: otherRarity(field.rawValue - Self.firstOther, outcome)
        default: 0
        }
    }

    /// The most that a field can speak for a match from a level on; of other facts the rarity is in it.
    func most(_ field: ComparisonField, from level: UInt8 = 1) -> Double {
        let base = field.rawValue * 16
        return max(0, match[base + Int(level)..<base + 16].max() ?? 0)
            + (ComparisonField.others.contains(field) ? 8 : 0)
    }
}
