import Testing

@testable import Linkage

@Suite("Joinings against the truth") struct JoiningQualityTests {
    static func edge(_ a: Int64, _ b: Int64, _ probability: Double) -> Edge {
        Edge(a: a, b: b, bits: Binary.bits(probability), probability: probability)
    }

    /// Two people of two records and one of one; one wrong pair between them.
    static let quality = JoiningQuality(
        truth: ["p", "p", "q", "q", "r"],
        clusters: [[0, 1], [2], [3, 4]],
        edges: [edge(0, 1, 0.97), edge(3, 4, 0.55), edge(2, 3, 0.42)]
    )

    @Test("Each threshold counts the pairs at or above it")
    func thresholds() {
        let quality = Self.quality
        let at = { (probability: Double) in quality.thresholds.first { $0.probability == probability } }
        #expect(at(0.95)?.pairs == 1 && at(0.95)?.precision == 1 && at(0.95)?.recall == 0.5)
        #expect(at(0.5)?.pairs == 2 && at(0.5)?.right == 1)
        #expect(at(0.4)?.pairs == 3 && at(0.4)?.recall == 1)
        // Nothing was kept below the last pair, so nothing is said of lower thresholds.
        #expect(quality.thresholds.last?.probability == 0.4)
        #expect(abs(quality.pairwiseF1 - 0.8) < 1e-12 && quality.pairwiseThreshold == 0.42)
    }

    @Test("Each tenth says what was given and what was right")
    func reliability() {
        let tenths = Self.quality.reliability
        #expect(tenths[9].pairs == 1 && tenths[9].right == 1 && tenths[9].given == 0.97)
        #expect(tenths[5].right == 0 && tenths[4].right == 1)
        #expect(tenths.reduce(0) { $0 + $1.pairs } == 3)
    }

    @Test("Clusters are measured by their pairs and by their records")
    func clusters() {
        #expect(Self.quality.clusterPrecision == 0.5 && Self.quality.clusterRecall == 0.5)
        // Precision (1 + 1 + 1 + .5 + .5) / 5 = .8; recall (1 + 1 + .5 + .5 + 1) / 5 = .8.
        #expect(abs(Self.quality.bCubed - 0.8) < 1e-12)
    }

    @Test("A joining of nothing is measured without harm")
    func nothing() {
        let quality = JoiningQuality(truth: [], clusters: [], edges: [])
        #expect(quality.clusterF1 == 1 && quality.thresholds.isEmpty && quality.bCubed == 0)
    }
}
