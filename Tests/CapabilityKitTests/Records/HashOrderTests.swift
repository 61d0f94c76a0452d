@testable import CapabilityKit
import Testing

@Suite("Sorting by hashes") struct HashOrderTests {
    struct Value: HashOrdered, Hashable {
        var hash: Int64
        var next: Int64

        static func < (a: Self, b: Self) -> Bool { (a.hash, a.next) < (b.hash, b.next) }
    }

    /// Numbers of a seed, as many bits as asked.
    static func numbers(_ count: Int, seed: UInt64, bits: UInt64) -> [Value] {
        var state = seed
        func next() -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(truncatingIfNeeded: (state ^ state >> 29) >> (64 - bits))
        }
        return (0..<count).map { _ in Value(hash: next(), next: next()) }
    }

    @Test("gives what the library's sort gives", arguments: [0, 1, 2, 32, 33, 1000, 20_000], [1, 2, 3] as [UInt64])
    func sorts(count: Int, seed: UInt64) {
        let values = Self.numbers(count, seed: seed, bits: 63)
        #expect(HashOrder.sorted(values) == values.sorted { $0 < $1 })
    }

    @Test(
        "keeps the order among values of few hashes, the least and the greatest too",
        arguments: [1, 2, 3] as [UInt64]
    )
    func sortsWhatIsAlike(seed: UInt64) {
        var values = Self.numbers(5000, seed: seed, bits: 3)
        values += [0, .max, 1].map { Value(hash: $0, next: .min) }
        #expect(HashOrder.sorted(values) == values.sorted { $0 < $1 })
    }
}
