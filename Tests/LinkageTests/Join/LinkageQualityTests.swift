import Testing

@testable import Linkage

struct LinkageQualityTests {
    @Test("Found as they are, clusters are perfect")
    func perfect() {
        let quality = LinkageQuality(truth: [1: "a", 2: "a", 3: "b"], clusters: [[1, 2], [3]])
        #expect(quality.f1 == 1)
        #expect(quality.clusterF1 == 1)
    }

    @Test("Precision, recall and cluster figures are those of the counted pairs", arguments: 0..<20 as Range<UInt64>)
    func agreesWithCounting(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var truth: [Int64: String] = [:]
        var found: [Int: [Int64]] = [:]
        for handle in 0..<Int64(40) {
            truth[handle] = "p\(dice.number(below: 12))"
            found[dice.number(below: 12), default: []].append(handle)
        }
        let quality = LinkageQuality(truth: truth, clusters: Array(found.values))
        let group = Dictionary(uniqueKeysWithValues: found.flatMap { key, handles in handles.map { ($0, key) } })
        var right = 0.0
        var together = 0.0
        var same = 0.0
        for a in 0..<Int64(40) {
            for b in (a + 1)..<40 {
                let isFound = group[a] == group[b]
                let isTrue = truth[a] == truth[b]
                together += isFound ? 1 : 0
                same += isTrue ? 1 : 0
                right += isFound && isTrue ? 1 : 0
            }
        }
        #expect(abs(quality.precision - right / together) < 1e-12)
        #expect(abs(quality.recall - right / same) < 1e-12)
        let people = Set(Dictionary(grouping: truth.keys) { truth[$0] ?? "" }.values.map { Set($0) })
        let exact = Double(found.values.filter { people.contains(Set($0)) }.count)
        #expect(abs(quality.clusterPrecision - exact / Double(found.count)) < 1e-12)
        #expect(abs(quality.clusterRecall - exact / Double(people.count)) < 1e-12)
    }

    @Test("Records that no cluster mentions stand alone")
    func unmentioned() {
        let quality = LinkageQuality(truth: [1: "a", 2: "a", 3: "b"], clusters: [])
        #expect(quality.recall == 0)
        #expect(quality.precision == 1)
        #expect(quality.clusterRecall == 0.5)
    }
}
