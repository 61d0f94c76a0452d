/// What holds the records of one person together, and what speaks against it.
package struct ClusterExplanation: Sendable, Hashable, Codable {
    /// The records, ascending.
    package var members: [Int64]
    /// The links that hold them together, strongest first: the strongest pairs that reach every record.
    package var links: [PairExplanation]
    /// Facts that hardly any one person has together, the heaviest first.
    package var dissent: [Dissent]
    /// Whether there were too many records to compare each with each, so that some dissent may not be listed.
    package var isPartial: Bool

    /// The link whose loss would part the records; `nil` for one record alone.
    package var weakest: PairExplanation? { links.last }

    /// Two values in one field that speak against one person.
    package struct Dissent: Sendable, Hashable, Codable {
        package var field: String
        package var level: String
        package var a: Int64
        package var b: Int64
        package var valueA: String
        package var valueB: String
        /// Below zero: what the disagreement takes away from the pair's weight.
        package var bits: Double
    }

    /// Each with each up to this many records; beyond, the first ones with all.
    private static let fullMax = 60
    /// What takes away less than this, in bits, is no dissent.
    private static let dissentBits = -2.0

    /// Explains a cluster from the explanations of its pairs.
    ///
    /// O(records²) up to 60 records, O(records) beyond.
    package init(members: [Int64], explain: (Int64, Int64) throws -> PairExplanation) rethrows {
        let sorted = members.sorted()
        var pairs: [PairExplanation] = []
        for (place, a) in sorted.enumerated().prefix(Self.fullMax) {
            for b in sorted[(place + 1)...] { pairs.append(try explain(a, b)) }
        }
        self.init(members: sorted, pairs: pairs)
        isPartial = members.count > Self.fullMax
    }

    /// Explains a cluster by the pairs that are known of it.
    package init(members: [Int64], pairs: [PairExplanation]) {
        self.members = members.sorted()
        isPartial = false
        var pairs = pairs
        pairs.sort { ($1.totalBits, $0.a, $0.b) < ($0.totalBits, $1.a, $1.b) }
        var group = Dictionary(uniqueKeysWithValues: self.members.map { ($0, $0) })
        links = []
        for pair in pairs where group[pair.a] != group[pair.b] {
            let (from, into) = (group[pair.b], group[pair.a])
            for member in self.members where group[member] == from { group[member] = into }
            links.append(pair)
        }
        var seen: [String: Dissent] = [:]
        for pair in pairs {
            for step in pair.steps where step.bits <= Self.dissentBits && !step.a.isEmpty && !step.b.isEmpty {
                let key = [step.field, min(step.a, step.b), max(step.a, step.b)].joined(separator: "\u{0}")
                if let known = seen[key], known.bits <= step.bits { continue }
                seen[key] = Dissent(
                    field: step.field,
                    level: step.level,
                    a: pair.a,
                    b: pair.b,
                    valueA: step.a,
                    valueB: step.b,
                    bits: step.bits
                )
            }
        }
        dissent = seen.values.sorted { ($0.bits, $0.field, $0.a, $0.b) < ($1.bits, $1.field, $1.a, $1.b) }
    }
}
