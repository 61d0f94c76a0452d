/// Jaro and Jaro–Winkler similarity, from 0 (nothing shared) to 1 (equal).
///
/// Source: Winkler 1990; a prefix of up to four counts a tenth each, above a similarity of 0.7. A match is the first
/// free place of the second sequence within the window, for each element of the first in order; where the order of the
/// two changes the count of exchanges, so does it here, as in every published implementation.
package enum JaroWinkler {
    /// What two sequences share: whole numbers from which every similarity of this family follows.
    struct Counts: Equatable {
        var first: Int
        var second: Int
        var matches = 0
        /// Matches out of order, halved and rounded down.
        var exchanges = 0
        /// Equal elements at the start, at most four.
        var prefix = 0

        /// Jaro similarity.
        @inline(__always)
        var jaro: Double {
            guard first > 0, second > 0 else { return first == second ? 1 : 0 }
            guard matches > 0 else { return 0 }
            let shared = Double(matches)
            return (shared / Double(first) + shared / Double(second) + (shared - Double(exchanges)) / shared) / 3
        }

        /// Jaro–Winkler similarity.
        @inline(__always)
        var similarity: Double {
            let plain = jaro
            return plain > 0.7 ? plain + Double(prefix) * 0.1 * (1 - plain) : plain
        }

        /// Jaro–Winkler similarity with Winkler's addition for long sequences that share much.
        var similarityOfLong: Double {
            let plain = jaro
            guard plain > 0.7 else { return plain }
            let raised = plain + Double(prefix) * 0.1 * (1 - plain)
            let shorter = min(first, second)
            guard shorter > 4, matches > prefix + 1, 2 * matches >= shorter + prefix else { return raised }
            let rest = Double(matches - prefix - 1) / Double(first + second - 2 * prefix + 2)
            return raised + (1 - raised) * rest
        }
    }

    /// Jaro similarity of two sequences.
    ///
    /// Sequences over 64 elements are compared by their first 64.
    package static func jaro<Element: BitwiseCopyable & Equatable>(_ a: Span<Element>, _ b: Span<Element>) -> Double {
        counts(a, b).jaro
    }

    /// Jaro–Winkler similarity of two sequences.
    package static func similarity<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Double {
        counts(a, b).similarity
    }

    /// Jaro–Winkler similarity with Winkler's addition for long sequences (strcmp95 without its similar characters).
    package static func similarityOfLong<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Double {
        counts(a, b).similarityOfLong
    }

    /// Jaro similarity of two byte strings: the same number as the general function gives, and quicker.
    @inline(__always)
    package static func jaro(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double { byteCounts(a, b).jaro }

    /// Jaro–Winkler similarity of two byte strings: the same number as the general function gives, and quicker.
    @inline(__always)
    package static func similarity(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double { byteCounts(a, b).similarity }

    /// Matched places are kept as bits of one word, so that nothing is allocated.
    static func counts<Element: BitwiseCopyable & Equatable>(_ a: Span<Element>, _ b: Span<Element>) -> Counts {
        let n = min(a.count, 64)
        let m = min(b.count, 64)
        var counts = Counts(first: n, second: m)
        guard n > 0, m > 0 else { return counts }
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
        counts.matches = matchedA.nonzeroBitCount
        var exchanged = 0
        while matchedA != 0 {
            if a[matchedA.trailingZeroBitCount] != b[matchedB.trailingZeroBitCount] { exchanged += 1 }
            matchedA &= matchedA &- 1
            matchedB &= matchedB &- 1
        }
        counts.exchanges = exchanged / 2
        while counts.prefix < min(4, n, m), a[counts.prefix] == b[counts.prefix] { counts.prefix += 1 }
        return counts
    }

    @inline(__always)
    static func byteCounts(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Counts {
        a.withUnsafeBufferPointer { first in
            b.withUnsafeBufferPointer { second in
                guard let x = first.baseAddress, let y = second.baseAddress else {
                    return Counts(first: first.count, second: second.count)
                }
                return byteCounts(x, min(first.count, 64), y, min(second.count, 64))
            }
        }
    }

    /// The counts of two byte strings of at most 64 bytes.
    static func byteCounts(_ a: UnsafePointer<UInt8>, _ n: Int, _ b: UnsafePointer<UInt8>, _ m: Int) -> Counts {
        guard n > 0, m > 0 else { return Counts(first: n, second: m) }
        return m <= 16 ? byteCounts(a, n, ShortName(b, m), b, m) : byteCounts(a, n, LongName(b, m), b, m)
    }

    @inline(__always)
    private static func byteCounts<Name: BytePlaces>(
        _ a: UnsafePointer<UInt8>,
        _ n: Int,
        _ name: Name,
        _ b: UnsafePointer<UInt8>,
        _ m: Int
    ) -> Counts {
        let reach = max(max(n, m) / 2 - 1, 0)
        // The window at place 0, and what comes in from below while it grows.
        var window = ~(UInt64.max &<< UInt64(reach + 1))
        var free = UInt64.max &>> UInt64(64 - m)
        var matchedA: UInt64 = 0
        var matchedB: UInt64 = 0
        for i in 0..<n {
            let open = name.places(a[i]) & window & free
            let first = open & (0 &- open)
            free ^= first
            matchedB |= first
            matchedA |= (first == 0 ? 0 : 1) &<< UInt64(i)
            window = window &<< 1 | (i < reach ? 1 : 0)
        }
        var counts = Counts(first: n, second: m)
        counts.matches = matchedA.nonzeroBitCount
        var exchanged = 0
        while matchedA != 0 {
            exchanged &+= a[matchedA.trailingZeroBitCount] == b[matchedB.trailingZeroBitCount] ? 0 : 1
            matchedA &= matchedA &- 1
            matchedB &= matchedB &- 1
        }
        counts.exchanges = exchanged / 2
        let most = min(4, n, m)
        while counts.prefix < most, a[counts.prefix] == b[counts.prefix] { counts.prefix &+= 1 }
        return counts
    }
}
