/// What an estimate rests on, so that a reader can judge it.
package struct EstimateReport: Sendable, Hashable, Codable {
    /// How many pairs stand behind the shares of one level.
    package struct LevelCounts: Sendable, Hashable, Codable {
        package var level: String
        /// Expected number of matches among the pairs looked at.
        package var matches: Double
        /// Random pairs.
        package var strangers: Double
    }

    /// The levels of one field, in their order.
    package struct FieldCounts: Sendable, Hashable, Codable {
        package var field: ComparisonField
        package var levels: [LevelCounts]
    }

    /// Something that a reader of the weights should know.
    package struct Warning: Sendable, Hashable, Codable {
        /// What is the matter.
        package enum Kind: String, Sendable, Hashable, Codable {
            /// Matches and strangers agree about as often.
            case tellsLittle
            /// The weight of a level is the shipped one.
            case levelNeverSeen
            /// Two fields that always agree together are one fact counted twice.
            case copyOfAnother
            /// The number of matches stands at a limit.
            case priorAtBound
            /// Agreement speaks against a match.
            case speaksAgainst
            /// The last round still changed the shares.
            case notSettled
        }

        package var kind: Kind
        package var field: ComparisonField?
        /// A sentence, without a full stop.
        package var words: String
    }

    /// Blocked pairs looked at, and random ones.
    package internal(set) var blockedPairs = 0.0
    package internal(set) var randomPairs = 0.0
    /// Pairs whose answer a person gave.
    package internal(set) var labels = 0
    package internal(set) var rounds = 0
    /// The largest change of the share of matches in the last round of any rule.
    package internal(set) var lastChange = 0.0
    package internal(set) var converged = true
    package internal(set) var counts: [FieldCounts] = []
    package internal(set) var warnings: [Warning] = []
    /// Why nothing was learnt; `nil` when something was.
    package internal(set) var refusal: String?
}

extension EstimateReport {
    /// Why these pairs teach nothing, or `nil` when they may.
    ///
    /// Weights learnt from nothing, or from one record over and over, would look as good as others.
    static func refusal(blocked: PatternCounts, random: PatternCounts) -> String? {
        var same = 0.0
        var total = 0.0
        for (index, pattern) in random.patterns.enumerated() {
            total += random.totals[index]
            if pattern.bits != 0, pattern.isSameThroughout { same += random.totals[index] }
        }
        if total > 0, same > sameShareMax * total { return "most records say the same as one another" }
        if blocked.patterns.isEmpty { return "no two records have a name, a date or a number in common" }
        let looked = blocked.patterns.indices.reduce(0.0) {
            blocked.patterns[$1].bits == 0 ? $0 : $0 + blocked.totals[$1]
        }
        if looked < pairsMin { return "only \(Int(looked)) pairs of records have anything in common" }
        return nil
    }

    /// Fewer pairs than this teach nothing.
    private static let pairsMin = 30.0
    /// Of random pairs, at most this share may agree in all that is known.
    private static let sameShareMax = 0.3

    /// Warns of what the shares show.
    mutating func warn(_ model: LinkageModel, patterns: PatternCounts) {
        for (place, shares) in model.fields.enumerated() {
            let seen = counts[place].levels.reduce(0) { $0 + $1.strangers }
            guard seen >= 100, let best = shares.levels.first else { continue }
            let title = model.title(shares.field)
            let bits = shares.levels.reduce(0) { $0 + $1.match * Binary.log($1.match / $1.stranger) }
            if best.match < best.stranger {
                add(.speaksAgainst, shares.field, "\(title): strangers agree more often than matches")
            } else if bits < 0.3 {
                add(.tellsLittle, shares.field, "\(title): matches and strangers agree about as often")
            }
            for level in counts[place].levels where level.matches < 1 && level.strangers < 1 {
                add(
                    .levelNeverSeen,
                    shares.field,
                    "\(title): `\(level.level)` was never seen; its weight is the shipped one"
                )
            }
        }
        for (one, other) in Self.copies(patterns) {
            add(
                .copyOfAnother,
                other,
                "\(model.title(other)) agrees when \(model.title(one)) does: one fact counted twice"
            )
        }
        if model.matchShare <= Estimation.shareMin || model.matchShare >= Estimation.shareMax {
            add(.priorAtBound, nil, "the share of matches stands at its limit of \(model.matchShare)")
        }
        if !converged { add(.notSettled, nil, "the last round still changed the share of matches by \(lastChange)") }
    }

    private mutating func add(_ kind: Warning.Kind, _ field: ComparisonField?, _ words: String) {
        warnings.append(Warning(kind: kind, field: field, words: words))
    }

    /// Pairs of fields that agree and disagree together in all but one of a hundred pairs.
    private static func copies(_ patterns: PatternCounts) -> [(ComparisonField, ComparisonField)] {
        var found: [(ComparisonField, ComparisonField)] = []
        let fields = ComparisonField.allCases
        for (place, one) in fields.enumerated() {
            for other in fields[(place + 1)...] where one != .sex && other != .sex {
                var (both, neither, either) = (0.0, 0.0, 0.0)
                for (index, pattern) in patterns.patterns.enumerated() {
                    let (x, y) = (pattern[one], pattern[other])
                    guard x != Level.unknown, y != Level.unknown else { continue }
                    let count = patterns.totals[index]
                    if x == 1, y == 1 {
                        both += count
                    } else if x > 1, y > 1 {
                        neither += count
                    } else {
                        either += count
                    }
                }
                if both >= 50, neither >= 50, either * 100 < min(both, neither) { found.append((one, other)) }
            }
        }
        return found
    }
}

extension PairPattern {
    /// Whether everything that both know is the same.
    fileprivate var isSameThroughout: Bool { ComparisonField.allCases.allSatisfy { self[$0] <= 1 } }
}
