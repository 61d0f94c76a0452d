import Vocabulary

extension SplinkLinker {
    /// Why a pair has its weight: the same parts in the same order as the weight itself.
    ///
    /// `records` are those the linker was made of. A pair that satisfies no level of some comparison has no weight, and
    /// so no explanation.
    package func explain(_ left: Int, _ right: Int, _ records: SplinkRecords) throws(Fault) -> PairExplanation {
        let parts = try parts(left, right)
        var total = scorer.priorBits
        var steps: [PairExplanation.Step] = []
        for part in parts {
            let comparison = model.comparisons[part.comparison]
            total += part.bits
            total += part.shareBits
            let level = part.level.map { comparison.levels[$0] }
            let isMissing = level?.isNull ?? false
            steps.append(
                PairExplanation.Step(
                    field: comparison.name,
                    a: Self.values(comparison, records, left),
                    b: Self.values(comparison, records, right),
                    level: isMissing ? "not known" : level.map { $0.label ?? $0.condition } ?? "no level",
                    bits: part.bits + part.shareBits,
                    rarityBits: part.shareBits,
                    note: part.shareBits > 0.5
                        ? "a rare value: it counts more"
                        : part.shareBits < -0.5 ? "a common value: it counts less" : nil
                )
            )
        }
        let probability = SplinkScorer.probability(total)
        return PairExplanation(
            a: Int64(left),
            b: Int64(right),
            priorBits: scorer.priorBits,
            steps: steps,
            totalBits: total,
            probability: probability,
            sentence: PairExplanation.sentence(
                probability >= 0.99
                    ? "Almost certainly the same person"
                    : probability >= 0.5 ? "Probably the same person" : "Probably two different people",
                steps
            )
        )
    }

    /// The values of the columns that a comparison speaks of, in their order.
    private static func values(_ comparison: SplinkComparison, _ records: SplinkRecords, _ row: Int) -> String {
        let conditions = comparison.levels.map { $0.condition.lowercased() }
        return records.columns.indices.filter { column in
            let name = records.columns[column].name.lowercased() + "_l"
            return conditions.contains { condition in
                condition.ranges(of: name).contains { range in
                    let isInside = { (letter: Character) in letter.isLetter || letter.isNumber || letter == "_" }
                    let before =
                        range.lowerBound == condition.startIndex
                        ? nil : condition[condition.index(before: range.lowerBound)]
                    let after = range.upperBound == condition.endIndex ? nil : condition[range.upperBound]
                    return !(before.map(isInside) ?? false) && !(after.map(isInside) ?? false)
                }
            }
        }
        .compactMap { records.value(row: row, column: $0) }.joined(separator: ", ")
    }

    /// Pairs as edges between rows, strongest first; those without a weight are left out.
    package static func edges(_ pairs: [Pair]) -> [Edge] {
        pairs.filter { !$0.bits.isNaN }.map {
            Edge(a: Int64($0.left), b: Int64($0.right), bits: $0.bits, probability: $0.probability)
        }
        .sorted { ($1.bits, $0.a, $0.b) < ($0.bits, $1.a, $1.b) }
    }

    /// Every level with its weight and the pairs behind it; those of missing values are left out.
    package func levels(of edges: [Edge]) throws(Fault) -> [LevelWeight] {
        var counts = model.comparisons.map { [Int](repeating: 0, count: $0.levels.count) }
        var matches = model.comparisons.map { [Double](repeating: 0, count: $0.levels.count) }
        for edge in edges {
            for part in try parts(Int(edge.a), Int(edge.b)) {
                guard let level = part.level else { continue }
                counts[part.comparison][level] += 1
                matches[part.comparison][level] += edge.probability
            }
        }
        var found: [LevelWeight] = []
        for (place, comparison) in model.comparisons.enumerated() {
            let bits = try SplinkScorer.bits(of: comparison)
            let shares = try SplinkScorer.probabilities(of: comparison)
            for (number, level) in comparison.levels.enumerated() {
                guard let share = shares[number] else { continue }
                found.append(
                    LevelWeight(
                        field: comparison.name,
                        level: level.label ?? level.condition,
                        match: share.m,
                        stranger: share.u,
                        household: nil,
                        bits: bits[number],
                        pairs: counts[place][number],
                        expectedMatches: matches[place][number]
                    )
                )
            }
        }
        return found
    }
}
