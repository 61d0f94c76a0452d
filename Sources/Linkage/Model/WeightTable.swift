/// A model as two tables of bits, indexed by `field * 16 + level`: how scoring reads it.
struct WeightTable: Sendable {
    private(set) var match = [Double](repeating: 0, count: 16 * 16)
    private(set) var household = [Double](repeating: 0, count: 16 * 16)
    let priorBits: Double
    private let matchLog: Double
    private let householdShare: Double
    private let strangerShare: Double
    private let given: Rarity
    private let surname: Rarity
    private let others: [Rarity]

    /// How the rarity of a value both have is counted.
    private struct Rarity {
        /// log2 of the average share of a value two strangers both have.
        let average: Double
        let bitsMax: Double
        let weight: Double

        init(_ field: ComparisonField, _ model: LinkageModel) {
            average = Binary.log(model.fields.first { $0.field == field }?.levels.first?.stranger ?? 1)
            bitsMax = model.levels.rarityMax[field.rawValue]
            weight = model.levels.rarityWeight[field.rawValue]
        }

        /// What a share of nominals, as log2, adds; nothing where it is not known.
        @inline(__always)
        func bits(_ share: Float) -> Double {
            share == 0 ? 0 : min(max(weight * (average - Double(share)), -bitsMax), bitsMax)
        }
    }

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
        given = Rarity(.given, model)
        surname = Rarity(.surname, model)
        others = ComparisonField.others.map { Rarity($0, model) }
    }

    /// What the rarity of the first name both have adds to its weight, in bits.
    func givenRarity(_ outcome: PairComparer.Outcome) -> Double { givenRarity(share: outcome.givenShare) }

    /// The same for log2 of the share of nominals with the name.
    @inline(__always)
    func givenRarity(share: Float) -> Double { given.bits(share) }

    /// What the rarity of the surname both have adds to its weight, in bits.
    func surnameRarity(_ outcome: PairComparer.Outcome) -> Double { surnameRarity(share: outcome.surnameShare) }

    /// The same for log2 of the share of nominals with the name.
    @inline(__always)
    func surnameRarity(share: Float) -> Double { surname.bits(share) }

    /// The most that the rarity of a surname adds, in bits.
    var surnameRarityMax: Double { surname.bitsMax }

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
        others[kind].bits(outcome.otherShares[kind])
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

    /// What the rarity of the value both have adds to its weight, in bits.
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
            + (ComparisonField.others.firstIndex(of: field).map { others[$0].bitsMax } ?? 0)
    }
}
