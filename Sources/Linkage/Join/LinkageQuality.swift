/// How good clusters are where the truth is known, without listing a pair.
///
/// Records the clusters do not mention count as clusters of one; records without a truth are left out.
package struct LinkageQuality: Sendable, Hashable {
    /// Of the pairs taken for one person, the share that are.
    package var precision: Double
    /// Of the pairs that are one person, the share that were found.
    package var recall: Double
    /// Of the clusters, the share that are a person exactly.
    package var clusterPrecision: Double
    /// Of the people, the share whose records are one cluster exactly.
    package var clusterRecall: Double

    /// The harmonic mean of ``precision`` and ``recall``.
    package var f1: Double { Self.mean(precision, recall) }
    /// The harmonic mean of ``clusterPrecision`` and ``clusterRecall``.
    package var clusterF1: Double { Self.mean(clusterPrecision, clusterRecall) }

    private static func mean(_ a: Double, _ b: Double) -> Double { a + b == 0 ? 0 : 2 * a * b / (a + b) }

    /// Compares clusters with the truth.
    ///
    /// O(records) time and memory.
    /// - Parameters:
    ///   - truth: by handle, the name of the person it belongs to.
    ///   - clusters: handles taken for one person, each handle in one list.
    package init(truth: [Int64: String], clusters: [[Int64]]) {
        var personSizes: [String: Int] = [:]
        for person in truth.values { personSizes[person, default: 0] += 1 }
        var unseen = Set(truth.keys)
        var foundPairs = 0
        var rightPairs = 0
        var foundClusters = 0
        var rightClusters = 0
        func count(_ cluster: [String: Int]) {
            let size = cluster.values.reduce(0, +)
            guard size > 0 else { return }
            foundClusters += 1
            foundPairs += Self.pairs(size)
            for shared in cluster.values { rightPairs += Self.pairs(shared) }
            if cluster.count == 1, let person = cluster.first, personSizes[person.key] == size { rightClusters += 1 }
        }
        for cluster in clusters {
            var people: [String: Int] = [:]
            for handle in cluster where unseen.remove(handle) != nil {
                if let person = truth[handle] { people[person, default: 0] += 1 }
            }
            count(people)
        }
        for handle in unseen {
            if let person = truth[handle] { count([person: 1]) }
        }
        let truePairs = personSizes.values.reduce(0) { $0 + Self.pairs($1) }
        precision = foundPairs == 0 ? 1 : Double(rightPairs) / Double(foundPairs)
        recall = truePairs == 0 ? 1 : Double(rightPairs) / Double(truePairs)
        clusterPrecision = foundClusters == 0 ? 1 : Double(rightClusters) / Double(foundClusters)
        clusterRecall = personSizes.isEmpty ? 1 : Double(rightClusters) / Double(personSizes.count)
    }

    private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
}
