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
    /// Every pair up to 60 records; beyond, the first 60 with all.
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
        var above = Dictionary(uniqueKeysWithValues: self.members.map { ($0, $0) })
        func root(_ member: Int64) -> Int64 {
            var member = member
            while let next = above[member], next != member {
                above[member] = above[next]
                member = next
            }
            return member
        }
        links = []
        for pair in pairs {
            let (a, b) = (root(pair.a), root(pair.b))
            guard a != b else { continue }
            above[b] = a
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
