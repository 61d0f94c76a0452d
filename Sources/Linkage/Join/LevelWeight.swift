/// What reaching one level of a field says, as the score counts it.
package struct LevelWeight: Sendable, Hashable, Codable {
    package var field: String
    package var level: String
    /// The share of pairs of one person that reach it: m.
    package var match: Double
    /// The share of pairs of strangers that reach it: u.
    package var stranger: Double
    /// The share of pairs under one roof; `nil` where a model knows none.
    package var household: Double?
    /// What it adds to a pair's weight, in bits, before the rarity of the value.
    package var bits: Double
    /// How many of the pairs that were kept reach it.
    package var pairs = 0
    /// How many of those are expected to be of one person: the sum of their probabilities.
    package var expectedMatches = 0.0
}

extension PairExplainer {
    /// Every level of every field that some pair reached, with its weight and the pairs behind it.
    ///
    /// `edges` are of the same people; each is compared once more. O(edges).
    package func levels(of edges: [Edge]) -> [LevelWeight] {
        var pairs = [Int](repeating: 0, count: 256)
        var matches = [Double](repeating: 0, count: 256)
        var places: [Int64: Int] = [:]
        places.reserveCapacity(comparer.columns.count)
        for (place, handle) in comparer.columns.handles.enumerated() { places[handle] = place }
        for edge in edges {
            guard let a = places[edge.a], let b = places[edge.b] else { continue }
            let pattern = comparer.compare(min(a, b), max(a, b)).pattern
            for field in ComparisonField.allCases {
                let place = field.rawValue * 16 + Int(pattern[field])
                pairs[place] += 1
                matches[place] += edge.probability
            }
        }
        return model.fields.flatMap { shares -> [LevelWeight] in
            let base = shares.field.rawValue * 16
            guard (1...max(shares.levels.count, 1)).contains(where: { pairs[base + $0] > 0 }) else { return [] }
            return shares.levels.enumerated().map { place, level in
                LevelWeight(
                    field: model.title(shares.field),
                    level: shares.field.levels[place],
                    match: level.match,
                    stranger: level.stranger,
                    household: level.household,
                    bits: table.match[base + place + 1],
                    pairs: pairs[base + place + 1],
                    expectedMatches: matches[base + place + 1]
                )
            }
        }
    }
}
