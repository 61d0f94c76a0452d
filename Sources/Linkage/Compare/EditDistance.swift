/// Edit distances over contiguous plain values.
package enum EditDistance {
    /// The number of insertions, deletions and replacements between two sequences.
    ///
    /// O(n·m) time, O(m) memory.
    package static func levenshtein<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Int {
        if a.isEmpty { return b.count }
        if b.isEmpty { return a.count }
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }

    /// Like `levenshtein`, with an exchange of two neighbours as one edit (optimal string alignment).
    package static func alignment<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>
    ) -> Int {
        if a.isEmpty { return b.count }
        if b.isEmpty { return a.count }
        let width = b.count + 1
        var before = [Int](repeating: 0, count: width)
        var row = Array(0...b.count)
        var next = [Int](repeating: 0, count: width)
        for i in 0..<a.count {
            next[0] = i + 1
            for j in 0..<b.count {
                var best = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                next[j + 1] = best
            }
            swap(&before, &row)
            swap(&row, &next)
        }
        return row[b.count]
    }

    /// The number of places at which two sequences differ; what one has beyond the other counts as different.
    package static func hamming<Element: BitwiseCopyable & Equatable>(_ a: Span<Element>, _ b: Span<Element>) -> Int {
        let shared = min(a.count, b.count)
        var distance = max(a.count, b.count) - shared
        for index in 0..<shared where a[index] != b[index] { distance += 1 }
        return distance
    }

    /// Whether at most one insertion, deletion, replacement or exchange of neighbours parts the two.
    ///
    /// The same answer as `alignment(a, b) <= 1`, in linear time and without allocating.
    static func isWithinOne(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        if a.count > b.count { return isWithinOne(b, a) }
        guard b.count - a.count <= 1 else { return false }
        return a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                var start = 0
                while start < a.count, a[start] == b[start] { start &+= 1 }
                var tail = 0
                while tail < a.count - start, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail &+= 1 }
                let left = a.count - start - tail
                let right = b.count - start - tail
                if left + right <= 1 || (left == 1 && right == 1) { return true }
                return left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]
            }
        }
    }
}
