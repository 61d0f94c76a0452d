/// The string measures of DuckDB, over bytes: checked against it to the last bit.
///
/// They differ from ``JaroWinkler`` and ``EditDistance`` where the engine does: two empty texts are 0 alike, no text is
/// cut at 64 bytes, and Damerau's distance is the unrestricted one.
enum SplinkMeasure: UInt8, Hashable, Sendable {
    case jaro
    case jaroWinkler
    case levenshtein
    case damerau
    case jaccard
    case hamming

    /// The measure of two texts, or NaN where the engine would end with an error: `jaccard` of an empty text and
    /// `hamming` of two lengths.
    func value(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        switch self {
        case .jaro: Self.jaro(a, b)
        case .jaroWinkler: Self.jaroWinkler(a, b)
        case .levenshtein: Double(Self.levenshtein(a, b))
        case .damerau: Double(Self.damerau(a, b))
        case .jaccard: Self.jaccard(a, b)
        case .hamming: Self.hamming(a, b)
        }
    }

    private static func jaroWinkler(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        let plain = jaro(a, b)
        guard plain > 0.7 else { return plain }
        var prefix = 0
        while prefix < min(4, a.count, b.count), a[prefix] == b[prefix] { prefix += 1 }
        // Rounded once, as the database's build does: a threshold of 0.92 is met by values that else fall just short.
        return plain.addingProduct(Double(prefix) * 0.1, 1 - plain)
    }

    private static func jaro(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        if a.isEmpty || b.isEmpty { return 0 }
        if a.count <= 64, b.count <= 64 { return shortJaro(a, b) }
        let window = max(max(a.count, b.count) / 2 - 1, 0)
        var takenA = [Bool](repeating: false, count: a.count)
        var takenB = [Bool](repeating: false, count: b.count)
        var matches = 0
        for i in 0..<a.count {
            let low = max(0, i - window)
            let high = min(b.count - 1, i + window)
            guard low <= high else { continue }
            for j in low...high where !takenB[j] && a[i] == b[j] {
                takenA[i] = true
                takenB[j] = true
                matches += 1
                break
            }
        }
        var exchanged = 0
        var j = 0
        for i in 0..<a.count where takenA[i] {
            while !takenB[j] { j += 1 }
            if a[i] != b[j] { exchanged += 1 }
            j += 1
        }
        return similarity(matches, exchanged, a.count, b.count)
    }

    /// For at most 64 bytes each: what is matched is kept as bits of one word.
    private static func shortJaro(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        let window = max(max(a.count, b.count) / 2 - 1, 0)
        var takenA: UInt64 = 0
        var takenB: UInt64 = 0
        for i in 0..<a.count {
            let low = max(0, i - window)
            let high = min(b.count - 1, i + window)
            guard low <= high else { continue }
            for j in low...high where takenB & (1 << UInt64(j)) == 0 && a[i] == b[j] {
                takenA |= 1 << UInt64(i)
                takenB |= 1 << UInt64(j)
                break
            }
        }
        let matches = takenA.nonzeroBitCount
        var exchanged = 0
        while takenA != 0 {
            if a[takenA.trailingZeroBitCount] != b[takenB.trailingZeroBitCount] { exchanged += 1 }
            takenA &= takenA &- 1
            takenB &= takenB &- 1
        }
        return similarity(matches, exchanged, a.count, b.count)
    }

    private static func similarity(_ matches: Int, _ exchanged: Int, _ n: Int, _ m: Int) -> Double {
        guard matches > 0 else { return 0 }
        let shared = Double(matches)
        return (shared / Double(n) + shared / Double(m) + (shared - Double(exchanged / 2)) / shared) / 3
    }

    /// Insertions, deletions, replacements and exchanges of neighbours, with edits allowed between the exchanged.
    ///
    /// Lowrance and Wagner 1975, on what is left when equal ends are taken off: O(n·m) time and memory.
    private static func damerau(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        var start = 0
        while start < a.count, start < b.count, a[start] == b[start] { start += 1 }
        var tail = 0
        let room = min(a.count, b.count) - start
        while tail < room, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let n = a.count - start - tail
        let m = b.count - start - tail
        if n == 0 || m == 0 { return max(n, m) }
        let width = m + 2
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: (n + 2) * width + 256) { memory in
            memory.initialize(repeating: 0)
            let cost = memory.extracting(0..<((n + 2) * width))
            let lastRow = memory.extracting(((n + 2) * width)...)
            let far = Int32(n + m)
            for i in 0...n {
                cost[(i + 1) * width] = far
                cost[(i + 1) * width + 1] = Int32(i)
            }
            for j in 0...m {
                cost[j + 1] = far
                cost[width + j + 1] = Int32(j)
            }
            cost[0] = far
            for i in 1...n {
                var lastColumn = 0
                let x = a[start + i - 1]
                for j in 1...m {
                    let y = b[start + j - 1]
                    let row = Int(lastRow[Int(y)])
                    let column = lastColumn
                    if x == y { lastColumn = j }
                    let exchange = cost[row * width + column] + Int32(i - row - 1 + 1 + j - column - 1)
                    let replaced = cost[i * width + j] + (x == y ? 0 : 1)
                    let edited = min(cost[(i + 1) * width + j], cost[i * width + j + 1]) + 1
                    cost[(i + 1) * width + j + 1] = min(replaced, edited, exchange)
                }
                lastRow[Int(x)] = Int32(i)
            }
            return Int(cost[(n + 1) * width + m + 1])
        }
    }

    /// Insertions, deletions and replacements, a row at a time on what is left when equal ends are taken off.
    private static func levenshtein(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        var start = 0
        while start < a.count, start < b.count, a[start] == b[start] { start += 1 }
        var tail = 0
        let room = min(a.count, b.count) - start
        while tail < room, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let n = a.count - start - tail
        let m = b.count - start - tail
        if n == 0 || m == 0 { return max(n, m) }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: m + 1) { row in
            for j in 0...m { row[j] = Int32(j) }
            for i in 1...n {
                var diagonal = row[0]
                row[0] = Int32(i)
                let x = a[start + i - 1]
                for j in 1...m {
                    let above = row[j]
                    row[j] = min(min(above, row[j - 1]) + 1, diagonal + (x == b[start + j - 1] ? 0 : 1))
                    diagonal = above
                }
            }
            return Int(row[m])
        }
    }

    private static func jaccard(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        if a.isEmpty || b.isEmpty { return .nan }
        let inA = set(a)
        let inB = set(b)
        var shared = 0
        var all = 0
        for word in 0..<4 {
            shared += (inA[word] & inB[word]).nonzeroBitCount
            all += (inA[word] | inB[word]).nonzeroBitCount
        }
        return Double(shared) / Double(all)
    }

    private static func set(_ text: Span<UInt8>) -> SIMD4<UInt64> {
        var bits = SIMD4<UInt64>()
        for index in text.indices { bits[Int(text[index] >> 6)] |= 1 << UInt64(text[index] & 63) }
        return bits
    }

    private static func hamming(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Double {
        guard a.count == b.count, !a.isEmpty else { return .nan }
        var count = 0
        for index in 0..<a.count where a[index] != b[index] { count += 1 }
        return Double(count)
    }
}
