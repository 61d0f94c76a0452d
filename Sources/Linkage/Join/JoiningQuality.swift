/// How good a joining is where the truth is known: its pairs by their weight, and its clusters.
package struct JoiningQuality: Sendable, Hashable, Codable {
    /// Of pairs by their own weight, at the threshold that serves them best.
    package var pairwiseF1: Double
    package var pairwiseThreshold: Double
    /// Of pairs within clusters.
    package var clusterPrecision: Double
    package var clusterRecall: Double
    package var clusterF1: Double
    package var bCubed: Double
    /// Pairs of one person in all, found or not.
    package var truePairs: Int
    /// Of pairs given a probability in each tenth: how many, and how many are true.
    package var reliability: [Tenth]
    /// What joining every pair from a probability on would come to, highest threshold first.
    package var thresholds: [Threshold]

    /// The pairs given a probability within one tenth.
    package struct Tenth: Sendable, Hashable, Codable {
        package var pairs = 0
        package var right = 0
        /// The mean of the probabilities given.
        package var given = 0.0

        /// No pairs.
        package init() {}
    }

    /// The pairs at or above one probability.
    package struct Threshold: Sendable, Hashable, Codable {
        package var probability: Double
        package var pairs: Int
        package var right: Int
        package var precision: Double
        package var recall: Double
        package var f1: Double
    }

    /// The probabilities of ``thresholds``.
    package static let steps = [
        0.9999, 0.999, 0.995, 0.99, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01,
    ]

    /// Measures clusters and edges, strongest first, of handles that are places in `truth`, the names of the people.
    package init(truth: [String], clusters: [[Int64]], edges: [Edge]) {
        var ids: [String: Int] = [:]
        let persons = truth.map { name in
            let known = ids[name] ?? ids.count
            ids[name] = known
            return known
        }
        var sizes = [Int](repeating: 0, count: ids.count)
        for person in persons { sizes[person] += 1 }
        let total = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        truePairs = total
        func f1(_ right: Int, _ found: Int) -> Double {
            found + total == 0 ? 1 : 2 * Double(right) / Double(found + total)
        }
        reliability = (0..<10).map { _ in Tenth() }
        thresholds = []
        (pairwiseF1, pairwiseThreshold) = (0, 1)
        var right = 0
        func threshold(_ probability: Double, _ pairs: Int) -> Threshold {
            Threshold(
                probability: probability,
                pairs: pairs,
                right: right,
                precision: pairs == 0 ? 1 : Double(right) / Double(pairs),
                recall: total == 0 ? 1 : Double(right) / Double(total),
                f1: f1(right, pairs)
            )
        }
        for (number, edge) in edges.enumerated() {
            while thresholds.count < Self.steps.count, edge.probability < Self.steps[thresholds.count] {
                thresholds.append(threshold(Self.steps[thresholds.count], number))
            }
            let isRight = persons[Int(edge.a)] == persons[Int(edge.b)]
            if isRight { right += 1 }
            let tenth = min(Int(edge.probability * 10), 9)
            reliability[tenth].pairs += 1
            reliability[tenth].right += isRight ? 1 : 0
            reliability[tenth].given += edge.probability
            // Pairs of one weight stand or fall together.
            let isLast = number + 1 == edges.count || edges[number + 1].bits != edge.bits
            guard isLast, f1(right, number + 1) > pairwiseF1 else { continue }
            (pairwiseF1, pairwiseThreshold) = (f1(right, number + 1), edge.probability)
        }
        // Below the last pair nothing was kept, so no lower threshold can be spoken of.
        if thresholds.count < Self.steps.count, let last = edges.last, Self.steps[thresholds.count] <= last.probability
        {
            thresholds.append(threshold(Self.steps[thresholds.count], edges.count))
        }
        for tenth in reliability.indices where reliability[tenth].pairs > 0 {
            reliability[tenth].given /= Double(reliability[tenth].pairs)
        }
        var (found, shared) = (0, 0)
        var (precision, recall) = (0.0, 0.0)
        for cluster in clusters {
            var counts: [Int: Int] = [:]
            for member in cluster { counts[persons[Int(member)], default: 0] += 1 }
            found += cluster.count * (cluster.count - 1) / 2
            // In a fixed order, so that the sums are the same in every run.
            for (person, count) in counts.sorted(by: { $0.key < $1.key }) {
                shared += count * (count - 1) / 2
                precision += Double(count * count) / Double(cluster.count)
                recall += Double(count * count) / Double(sizes[person])
            }
        }
        clusterPrecision = found == 0 ? 1 : Double(shared) / Double(found)
        clusterRecall = total == 0 ? 1 : Double(shared) / Double(total)
        clusterF1 = f1(shared, found)
        bCubed =
            precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) / Double(max(truth.count, 1))
    }
}
