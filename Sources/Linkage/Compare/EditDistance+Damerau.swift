extension EditDistance {
    /// The number of insertions, deletions, replacements and exchanges of neighbours between two sequences, where
    /// what was exchanged may be edited again (unrestricted Damerau–Levenshtein).
    ///
    /// O(n·m) time and memory. Source: Lowrance and Wagner 1975.
    package static func damerau<Element: BitwiseCopyable & Hashable>(_ a: Span<Element>, _ b: Span<Element>) -> Int {
        var lastRows: [Element: Int] = [:]
        return damerau(a, b, lastRow: { lastRows[$0, default: 0] }, note: { lastRows[$0] = $1 })
    }

    /// Unrestricted Damerau–Levenshtein of two byte strings.
    ///
    /// At most two edits are found without a table: only from three on can the two kinds of exchange differ.
    package static func damerau(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        let aligned = alignment(a, b)
        if aligned <= 2 { return aligned }
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { lastRows in
            lastRows.initialize(repeating: 0)
            return damerau(a, b, lastRow: { lastRows[Int($0)] }, note: { lastRows[Int($0)] = $1 })
        }
    }

    @inline(__always)
    private static func damerau<Element: BitwiseCopyable & Equatable>(
        _ a: Span<Element>,
        _ b: Span<Element>,
        lastRow: (Element) -> Int,
        note: (Element, Int) -> Void
    ) -> Int {
        if a.isEmpty { return b.count }
        if b.isEmpty { return a.count }
        let width = b.count + 1
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: (a.count + 1) * width) { cells in
            for j in 0..<width { cells[j] = j }
            for i in 1...a.count {
                cells[i * width] = i
                var lastColumn = 0
                for j in 1...b.count {
                    let row = lastRow(b[j - 1])
                    let column = lastColumn
                    let isEqual = a[i - 1] == b[j - 1]
                    if isEqual { lastColumn = j }
                    var best = min(
                        cells[(i - 1) * width + j] + 1,
                        cells[i * width + j - 1] + 1,
                        cells[(i - 1) * width + j - 1] + (isEqual ? 0 : 1)
                    )
                    if row > 0, column > 0 {
                        let between = (i - row - 1) + (j - column - 1)
                        best = min(best, cells[(row - 1) * width + column - 1] + between + 1)
                    }
                    cells[i * width + j] = best
                }
                note(a[i - 1], i)
            }
            return cells[a.count * width + b.count]
        }
    }
}
