import CLinkageKernels
import Testing

@testable import Linkage

struct BytePairTests {
    private func name(_ dice: inout SeededGenerator, most: Int) -> [UInt8] {
        let letters = [2, 26, 256][dice.number(below: 3)]
        return (0..<dice.number(below: most + 1)).map { _ in
            UInt8(truncatingIfNeeded: 0x61 + dice.number(below: letters))
        }
    }

    @Test("The functions for bytes give what the functions for any element give", arguments: 0..<4 as Range<UInt64>)
    func sameAsGeneral(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for round in 0..<600 {
            let most = round % 3 == 0 ? 70 : 18
            let a = name(&dice, most: most)
            let b = name(&dice, most: most)
            let x = a.map(UInt32.init)
            let y = b.map(UInt32.init)
            #expect(JaroWinkler.byteCounts(a.span, b.span) == JaroWinkler.counts(x.span, y.span), "\(a) \(b)")
            #expect(EditDistance.levenshtein(a.span, b.span) == EditDistance.levenshtein(x.span, y.span), "\(a) \(b)")
            #expect(EditDistance.alignment(a.span, b.span) == EditDistance.alignment(x.span, y.span), "\(a) \(b)")
            #expect(EditDistance.damerau(a.span, b.span) == EditDistance.damerau(x.span, y.span), "\(a) \(b)")
        }
    }

    @Test("Distances are distances, and similarities lie between 0 and 1", arguments: 0..<4 as Range<UInt64>)
    func laws(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<600 {
            let a = name(&dice, most: 12)
            let b = name(&dice, most: 12)
            let c = name(&dice, most: 12)
            let distance = EditDistance.levenshtein(a.span, b.span)
            let aligned = EditDistance.alignment(a.span, b.span)
            let damerau = EditDistance.damerau(a.span, b.span)
            #expect((distance == 0) == (a == b))
            #expect(distance == EditDistance.levenshtein(b.span, a.span))
            #expect(aligned == EditDistance.alignment(b.span, a.span))
            #expect(damerau == EditDistance.damerau(b.span, a.span))
            #expect(damerau <= aligned && aligned <= distance && distance <= max(a.count, b.count))
            #expect(distance >= abs(a.count - b.count))
            let around = EditDistance.levenshtein(a.span, c.span) + EditDistance.levenshtein(c.span, b.span)
            #expect(distance <= around)
            #expect(damerau <= EditDistance.damerau(a.span, c.span) + EditDistance.damerau(c.span, b.span))
            let jaro = JaroWinkler.jaro(a.span, b.span)
            let similarity = JaroWinkler.similarity(a.span, b.span)
            #expect(0 <= jaro && jaro <= similarity && similarity <= 1)
            #expect((similarity == 1) == (a == b), "\(a) \(b)")
            // The matches are as many either way round; only their order may depend on it.
            let matches = JaroWinkler.byteCounts(a.span, b.span).matches
            #expect(matches == JaroWinkler.byteCounts(b.span, a.span).matches, "\(a) \(b)")
        }
    }

    @Test("Empty and very long strings are compared like any other")
    func extremes() {
        let empty: [UInt8] = []
        let long = (0..<300).map { UInt8($0 % 7) }
        #expect(JaroWinkler.similarity(empty.span, empty.span) == 1)
        #expect(JaroWinkler.similarity(empty.span, long.span) == 0)
        #expect(JaroWinkler.similarity(long.span, long.span) == 1)
        #expect(EditDistance.levenshtein(empty.span, long.span) == 300)
        #expect(EditDistance.damerau(empty.span, long.span) == 300)
        #expect(EditDistance.alignment(long.span, Array(long.dropFirst(2)).span) == 2)
        #expect(EditDistance.levenshtein(Array(long.prefix(64)).span, long.span) == 236)
        #expect(EditDistance.damerau(Array("ca".utf8).span, Array("abc".utf8).span) == 2)
        #expect(EditDistance.alignment(Array("ca".utf8).span, Array("abc".utf8).span) == 3)
    }

    @Test("Both ways to find the places of a byte find them", arguments: 0..<4 as Range<UInt64>)
    func places(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let bytes = (0..<16).map { _ in UInt8(dice.number(below: 2) * 127 + dice.number(below: 3)) }
            let low = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let high = bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for byte in [0, 1, 2, 127, 128, 129, 255] as [UInt8] {
                let expected = bytes.indices.filter { bytes[$0] == byte }.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
                #expect(reeve_places16(SIMD16(bytes), byte) == expected)
                #expect(reeve_places8(low, byte) | reeve_places8(high, byte) << 8 == expected)
            }
        }
    }
}
