/// Memory that sweeps use again: keep one for each thread, and give it to every sweep.
package struct SweepScratch: Sendable {
    /// Lines that a kernel writes before they are read, few enough to stay in the first cache.
    static let lineCount = 32

    var keys: [SIMD64<UInt8>] = Array(repeating: .zero, count: Self.lineCount)
    /// Planes made for rare bytes of the query at hand.
    var planes: [SIMD64<UInt8>] = []
    /// Jaro–Winkler by what a kernel writes, for each pair of lengths met.
    private var tables: [Int: [Float]] = [:]

    /// Makes an empty one; it grows with use, to a few megabytes at most.
    package init() {}

    /// Jaro–Winkler of every possible key for names of `length` bytes and a query of `query` bytes.
    ///
    /// `nil` when so few names ask for it that it would not pay, and always for names over 16 bytes.
    mutating func table(query: Int, length: Int, laneBits: Int, names: Int) -> [Float]? {
        guard laneBits <= 16 else { return nil }
        let place = query << 8 | length
        if let known = tables[place] { return known }
        guard names >= length * length * 3 else { return nil }
        let halves = laneBits == 8 ? 5 : 9
        var table = [Float](repeating: 0, count: (laneBits * halves + halves) * 5)
        let most = min(query, length)
        for matches in 1...most {
            for exchanges in 0...matches / 2 {
                for prefix in 0...min(4, matches) {
                    let counts = JaroWinkler.Counts(
                        first: query,
                        second: length,
                        matches: matches,
                        exchanges: exchanges,
                        prefix: prefix
                    )
                    table[(matches * halves + exchanges) * 5 + prefix] = Float(counts.similarity)
                }
            }
        }
        tables[place] = table
        return table
    }
}

extension JaroWinkler.Counts {
    /// Reads the key a kernel wrote.
    @inline(__always)
    init(key: Int, halves: Int, first: Int, second: Int) {
        let (upper, prefix) = key.quotientAndRemainder(dividingBy: 5)
        let (matches, exchanges) = upper.quotientAndRemainder(dividingBy: halves)
        self.init(first: first, second: second, matches: matches, exchanges: exchanges, prefix: prefix)
    }

    /// The fewest matches with which two lengths can reach a similarity, or `nil` when they cannot.
    static func fewestMatches(_ first: Int, _ second: Int, atLeast similarity: Double) -> Int? {
        (1...min(first, second)).first {
            Self(first: first, second: second, matches: $0, exchanges: 0, prefix: min(4, $0)).similarity >= similarity
        }
    }
}
