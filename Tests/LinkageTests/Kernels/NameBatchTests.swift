import Testing

@testable import Linkage

struct NameBatchTests {
    /// Names of every length from 0 to 64, over a small alphabet, a large one, and every byte there is.
    private func names(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var dice = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            let length = index < 65 ? index : index % 4 == 0 ? dice.number(below: 40) : 3 + dice.number(below: 9)
            let kind = dice.number(below: 3)
            return (0..<length).map { _ in
                switch kind {
                case 0: UInt8(0x61 + dice.number(below: 3))
                case 1: UInt8(0x61 + dice.number(below: 26))
                default: UInt8(dice.number(below: 256))
                }
            }
        }
    }

    @Test(
        "Every path gives the scores of the pairs, bit for bit",
        arguments: KernelPath.allCases,
        0..<2 as Range<UInt64>
    )
    func pathsAgree(path: KernelPath, seed: UInt64) throws {
        try Test.cancelUnlessAvailable(path)
        let names = names(260, seed: seed)
        let batch = NameBatch(names)
        var scratch = SweepScratch()
        var scores: [Float] = []
        let queries =
            stride(from: Int(seed), to: 66, by: 2).map { names[$0] } + names.suffix(8) + [
                Array(repeating: 0x61, count: 300)
            ]
        for query in queries {
            for metric in NameMetric.allCases {
                batch.sweep(query.span, metric, into: &scores, path: path, scratch: &scratch)
                #expect(scores.count == names.count)
                var wrong: [Int] = []
                for (number, name) in names.enumerated() {
                    let expected = Float(General.score(query, metric, name))
                    if expected.bitPattern != scores[number].bitPattern { wrong.append(number) }
                }
                #expect(wrong.isEmpty, "\(metric) of \(query)")
            }
        }
    }

    @Test(
        "Names beyond a cut-off are left out and no others",
        arguments: KernelPath.allCases,
        [-1.0, 0, 0.1, 0.5, 0.7, 0.8, 0.9, 1]
    )
    func cutOff(path: KernelPath, similarity: Double) throws {
        try Test.cancelUnlessAvailable(path)
        let names = names(160, seed: 11)
        let batch = NameBatch(names)
        var scratch = SweepScratch()
        let most = Int(similarity * 5)
        for query in names.suffix(8) + names.prefix(12) {
            let expected = names.indices.filter { General.score(query, .jaroWinkler, names[$0]) >= similarity }
            let found = batch.matches(query.span, atLeast: similarity, path: path, scratch: &scratch)
            #expect(found.map(\.number) == expected.map(UInt32.init))
            for metric in [NameMetric.levenshtein, .alignment] {
                let near = names.indices.filter { General.score(query, metric, names[$0]) <= Double(most) }
                let found = batch.matches(query.span, metric, atMost: most, path: path, scratch: &scratch)
                #expect(found.map(\.number) == near.map(UInt32.init))
                #expect(found.allSatisfy { $0.score == Float(General.score(query, metric, names[Int($0.number)])) })
            }
        }
    }

    @Test("Names of one length that fill several lines keep their numbers", arguments: [1, 8, 9, 16, 17, 32])
    func manyOfOneLength(length: Int) {
        var dice = SeededGenerator(seed: UInt64(length))
        let names = (0..<2_200).map { _ in (0..<length).map { _ in UInt8(0x61 + dice.number(below: 5)) } }
        let query = names[7]
        let batch = NameBatch(names)
        var scratch = SweepScratch()
        var scores: [Float] = []
        for metric in NameMetric.allCases {
            batch.sweep(query.span, metric, into: &scores, scratch: &scratch)
            let isEqual = zip(names, scores).allSatisfy { Float(General.score(query, metric, $0)) == $1 }
            #expect(isEqual)
        }
    }

    @Test("A dictionary's texts keep their numbers, and no names at all is no trouble")
    func dictionary() {
        var dictionary = ByteDictionary()
        let numbers = ["okafor", "whitfield", "", "nowak"].map { dictionary.intern($0.utf8Span.span) }
        let batch = NameBatch(dictionary)
        var scratch = SweepScratch()
        let query = "okafro"
        let found = batch.matches(query.utf8Span.span, .alignment, atMost: 1, scratch: &scratch)
        #expect(found == [NameMatch(number: numbers[0], score: 1)])
        #expect(batch.matches(query.utf8Span.span, .jaroWinkler, atMost: 1, scratch: &scratch).isEmpty)
        var scores: [Float] = [1, 2, 3]
        NameBatch([]).sweep(query.utf8Span.span, .levenshtein, into: &scores, scratch: &scratch)
        #expect(scores.isEmpty)
    }

    @Test("The measure runs every path of this machine and finds the same on all")
    func bench() {
        var ticks = 0.0
        let report = KernelBench.run(names(70, seed: 3), rounds: 1) {
            ticks += 1
            return ticks
        }
        #expect(report.results.count == KernelPath.available.count * 6)
        for metric in Set(report.results.map(\.metric)) {
            let sums = report.results.filter { $0.metric == metric && $0.path != .scalar }.map(\.checksum)
            #expect(Set(sums).count == 1)
        }
    }
}

/// The plain definitions, by the functions that take any element.
private enum General {
    static func score(_ a: [UInt8], _ metric: NameMetric, _ b: [UInt8]) -> Double {
        let x = a.map(UInt32.init)
        let y = b.map(UInt32.init)
        switch metric {
        case .jaroWinkler: return JaroWinkler.similarity(x.span, y.span)
        case .levenshtein: return Double(EditDistance.levenshtein(x.span, y.span))
        case .alignment: return Double(EditDistance.alignment(x.span, y.span))
        }
    }
}

extension Test {
    fileprivate static func cancelUnlessAvailable(_ path: KernelPath) throws {
        if !KernelPath.available.contains(path) { try Test.cancel("this machine has no \(path.rawValue)") }
    }
}
