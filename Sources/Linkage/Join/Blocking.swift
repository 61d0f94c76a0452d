/// The pairs worth comparing: those that share a block of some rule.
///
/// Each record has one number for each rule: its block, or 0. A pair belongs to the first rule in which the two numbers
/// agree, so each pair is met once and no list of pairs is ever made. Sixteen numbers are one vector: the question
/// "did an earlier rule have this pair?" is one comparison.
///
/// A block that is too large is divided by other fields, and what is still too large is sorted and cut in pieces of
/// ``piece``. Pairs grow linearly with the records, whatever they hold.
struct Blocking {
    /// The largest block that may be paired in full.
    static let blockMax = 48
    /// What a block that nothing divides is cut into.
    static let piece = 8

    typealias Row = SIMD16<UInt32>

    /// The members of each block of one rule, end to end.
    struct Blocks {
        var members: [UInt32] = []
        /// Where each block starts in ``members``, with one more entry for the end; block `n` of a row is entry n - 1.
        var starts: [UInt32] = [0]
        var pairs = 0
    }

    private(set) var rows: [Row]
    private(set) var rules: [Blocks] = []
    private(set) var oversized: [OversizedBlocks] = []
    /// Further blocks of records that have several values: rule and block, by record.
    private var more: [Int: [(rule: Int, block: UInt32)]] = [:]
    private var hasMore: [Bool]
    private let columns: PersonColumns

    /// Pairs before those that several rules share are counted once.
    var pairsAtMost: Int { rules.reduce(0) { $0 + $1.pairs } }

    /// Finds the blocks of the columns; about `pairsMax` pairs may come out, and the largest blocks are divided until
    /// they fit.
    init(_ columns: PersonColumns, pairsMax: Int = .max) {
        self.columns = columns
        rows = [Row](repeating: Row(), count: columns.count)
        hasMore = [Bool](repeating: false, count: columns.count)
        for rule in BlockingRule.allCases {
            rules.append(blocks(of: rule, pairsMax: pairsMax / BlockingRule.allCases.count))
        }
    }

    /// The first rule that has the pair, or `nil`.
    @inline(__always)
    func firstRule(_ a: Int, _ b: Int) -> Int? {
        let mask = rulesMask(a, b)
        return mask == 0 ? nil : mask.trailingZeroBitCount
    }

    /// The rules that have the pair, as bits.
    @inline(__always)
    func rulesMask(_ a: Int, _ b: Int) -> UInt32 {
        let x = rows[a]
        let same = (x .== rows[b]) .& (x .!= Row())
        var mask: UInt32 = 0
        let bits = Row(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768)
        mask = Row().replacing(with: bits, where: same).wrappedSum()
        return hasMore[a] || hasMore[b] ? mask | moreRules(a, b) : mask
    }

    private func moreRules(_ a: Int, _ b: Int) -> UInt32 {
        var mask: UInt32 = 0
        let x = more[a] ?? []
        let y = more[b] ?? []
        for (rule, block) in x where rows[b][rule] == block || y.contains(where: { $0 == (rule, block) }) {
            mask |= 1 << UInt32(rule)
        }
        for (rule, block) in y where rows[a][rule] == block { mask |= 1 << UInt32(rule) }
        return mask
    }

    // MARK: - Making blocks

    private mutating func blocks(of rule: BlockingRule, pairsMax: Int) -> Blocks {
        var keyed: [UInt64] = []
        keyed.reserveCapacity(columns.count)
        var keys: [UInt64] = []
        for record in 0..<columns.count {
            keys.removeAll(keepingCapacity: true)
            rule.appendKeys(columns, record, to: &keys)
            for key in keys { keyed.append(key & 0xFFFF_FFFF_0000_0000 | UInt64(record)) }
        }
        RadixSort.sort(&keyed, fromBit: 32)
        let limit = Self.limit(keyed, pairsMax: pairsMax)
        var found = Blocks()
        var report = OversizedBlocks(rule: rule.title, blocks: 0, largest: 0)
        Self.eachBlock(of: keyed) { block in
            if block.count <= limit {
                add(keyed[block], rule.rawValue, &found)
            } else {
                report.blocks += 1
                report.largest = max(report.largest, block.count)
                divide(keyed[block], rule.rawValue, limit, from: 0, &found)
            }
        }
        if report.blocks > 0 { oversized.append(report) }
        return found
    }

    /// The largest block size at which the rule stays within its pairs.
    private static func limit(_ keyed: [UInt64], pairsMax: Int) -> Int {
        var bySize = [Int](repeating: 0, count: blockMax + 1)
        eachBlock(of: keyed) { if $0.count <= blockMax { bySize[$0.count] += $0.count * ($0.count - 1) / 2 } }
        var sum = 0
        for size in 2...blockMax {
            sum += bySize[size]
            if sum > pairsMax { return max(size - 1, piece) }
        }
        return blockMax
    }

    /// Calls the body with each run of equal keys of two or more entries.
    private static func eachBlock(of keyed: [UInt64], _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < keyed.count {
            var end = start + 1
            while end < keyed.count, keyed[end] >> 32 == keyed[start] >> 32 { end += 1 }
            if end - start > 1 { body(start..<end) }
            start = end
        }
    }

    private mutating func add(_ entries: ArraySlice<UInt64>, _ rule: Int, _ blocks: inout Blocks) {
        let number = UInt32(blocks.starts.count)
        let first = blocks.members.count
        for entry in entries {
            let record = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
            if blocks.members.count > first, blocks.members.last == UInt32(record) { continue }
            blocks.members.append(UInt32(record))
            if rows[record][rule] == 0 {
                rows[record][rule] = number
            } else {
                more[record, default: []].append((rule, number))
                hasMore[record] = true
            }
        }
        blocks.starts.append(UInt32(blocks.members.count))
        let count = blocks.members.count - first
        blocks.pairs += count * (count - 1) / 2
    }

    // MARK: - Blocks that are too large

    private mutating func divide(
        _ entries: ArraySlice<UInt64>,
        _ rule: Int,
        _ limit: Int,
        from step: Int,
        _ blocks: inout Blocks
    ) {
        let divisions: [Runs] = [columns.births, columns.postcodes, columns.firsts, columns.phones, columns.addresses]
        guard step < divisions.count else { return cut(entries, rule, &blocks) }
        var keyed: [UInt64] = []
        keyed.reserveCapacity(entries.count)
        var previous: UInt64 = .max
        for entry in entries {
            let record = entry & 0xFFFF_FFFF
            // A record comes once: its values of other fields divide it again.
            if record == previous { continue }
            previous = record
            let range = divisions[step].range(Int(record))
            let key = range.first.map { BlockingRule.key(divisions[step].values[$0]) } ?? 0
            keyed.append(key & 0xFFFF_FFFF_0000_0000 | record)
        }
        RadixSort.sort(&keyed, fromBit: 32)
        Self.eachBlock(of: keyed) { block in
            if block.count <= limit {
                add(keyed[block], rule, &blocks)
            } else {
                divide(keyed[block], rule, limit, from: step + 1, &blocks)
            }
        }
    }

    private mutating func cut(_ entries: ArraySlice<UInt64>, _ rule: Int, _ blocks: inout Blocks) {
        // Pieces overlap by one, so that a thousand records of one person still hang together.
        var start = entries.startIndex
        while start < entries.endIndex - 1 {
            let end = min(start + Self.piece, entries.endIndex)
            add(entries[start..<end], rule, &blocks)
            start = end - 1
        }
    }
}

/// Blocks of one rule that were too large to pair in full.
package struct OversizedBlocks: Sendable, Hashable, Codable {
    /// What the records of a block share.
    package var rule: String
    package var blocks: Int
    /// Records in the largest of them.
    package var largest: Int
}
