/// Jaro and Jaro–Winkler similarity, from 0 (nothing shared) to 1 (equal).
///
/// Source: Winkler 1990; a prefix of up to four counts a tenth each, above a similarity of 0.7.
package enum JaroWinkler {
    /// Jaro similarity of two sequences.
    ///
    /// Sequences over 64 elements are compared by their first 64.
    ///
    /// Matched positions are kept as bits of one word, so that nothing is allocated.
    package static func jaro<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Double {
        let n = min(a.count, 64)
        let m = min(b.count, 64)
        guard n > 0, m > 0 else { return n == m ? 1 : 0 }
        let window = max(max(n, m) / 2 - 1, 0)
        var matchedA: UInt64 = 0
        var matchedB: UInt64 = 0
        for i in 0..<n {
            let low = max(0, i - window)
            let high = min(m - 1, i + window)
            guard low <= high else { continue }
            for j in low...high where matchedB & (1 << UInt64(j)) == 0 && a[i] == b[j] {
                matchedA |= 1 << UInt64(i)
                matchedB |= 1 << UInt64(j)
                break
            }
        }
        let matches = matchedA.nonzeroBitCount
        guard matches > 0 else { return 0 }
        var exchanged = 0
        while matchedA != 0 {
            if a[matchedA.trailingZeroBitCount] != b[matchedB.trailingZeroBitCount] { exchanged += 1 }
            matchedA &= matchedA &- 1
            matchedB &= matchedB &- 1
        }
        let shared = Double(matches)
        return (shared / Double(n) + shared / Double(m) + (shared - Double(exchanged / 2)) / shared) / 3
    }

    /// Jaro–Winkler similarity of two sequences.
    package static func similarity<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Double {
        let plain = jaro(a, b)
        guard plain > 0.7 else { return plain }
        var prefix = 0
        while prefix < min(4, a.count, b.count), a[prefix] == b[prefix] { prefix += 1 }
        return plain + Double(prefix) * 0.1 * (1 - plain)
    }
}
