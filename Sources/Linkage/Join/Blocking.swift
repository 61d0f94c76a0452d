/// The pairs worth comparing: those that share a key of some rule.
///
/// Each pair comes once.
///
/// A block of more than ``blockMax`` is not paired in full: it is divided by other fields, and what is still too large
/// is sorted and each member paired with its neighbours. Pairs grow linearly with the records, whatever they hold.
struct Blocking {
    /// The largest block that is paired in full.
    static let blockMax = 40
    /// How many neighbours each member of an undivided block is paired with.
    static let neighbours = 8
    /// The mark of a pair that came out of a divided block: no rule's pairs, so estimation does not learn from it.
    static let dividedMark = 15

    /// Pairs `a << 34 | b << 4`, a < b, in ascending order.
    private(set) var pairs: [UInt64] = []
    /// By pair: the rules that found it, as bits.
    private(set) var masks: [UInt16] = []
    private(set) var oversized: [OversizedBlocks] = []

    private let columns: PersonColumns
    private var entries: [UInt64] = []

    /// Finds the pairs of the columns; at most 2^30 records.
    init(_ columns: PersonColumns) {
        self.columns = columns
        var keys: [UInt64] = []
        var keyed: [UInt64] = []
        for rule in BlockingRule.allCases {
            keyed.removeAll(keepingCapacity: true)
            for record in 0..<columns.count {
                keys.removeAll(keepingCapacity: true)
                rule.appendKeys(columns, record, to: &keys)
                for key in keys { keyed.append(key & 0xFFFF_FFFF_0000_0000 | UInt64(record)) }
            }
            RadixSort.sort(&keyed, fromBit: 32)
            pairBlocks(of: keyed, by: rule)
        }
        mergeEntries()
    }

    /// Where the record is in a pair.
    static func first(_ pair: UInt64) -> Int { Int(truncatingIfNeeded: pair >> 34) }
    static func second(_ pair: UInt64) -> Int { Int(truncatingIfNeeded: pair >> 4) & 0x3FFF_FFFF }

    private mutating func pairBlocks(of keyed: [UInt64], by rule: BlockingRule) {
        var largest = 0
        var tooLarge = 0
        Self.eachBlock(of: keyed) { block in
            if block.count <= Self.blockMax {
                pairAll(keyed[block], mark: rule.rawValue)
            } else {
                largest = max(largest, block.count)
                tooLarge += 1
                divide(keyed[block].map { Int($0 & 0xFFFF_FFFF) })
            }
        }
        if tooLarge > 0 {
            oversized.append(OversizedBlocks(rule: rule.title, blocks: tooLarge, largest: largest))
        }
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

    private mutating func pairAll(_ block: ArraySlice<UInt64>, mark: Int) {
        for i in block.indices {
            for j in (i + 1)..<block.endIndex { append(Int(block[i] & 0xFFFF_FFFF), Int(block[j] & 0xFFFF_FFFF), mark) }
        }
    }

    private mutating func append(_ a: Int, _ b: Int, _ mark: Int) {
        guard a != b else { return }
        entries.append(UInt64(min(a, b)) << 34 | UInt64(max(a, b)) << 4 | UInt64(mark))
    }

    // MARK: - Blocks that are too large

    private mutating func divide(_ members: [Int]) {
        let divisions: [Runs] = [columns.births, columns.postcodes, columns.addresses, columns.phones, columns.firsts]
        for runs in divisions {
            var keyed: [UInt64] = []
            for member in members {
                for index in runs.range(member) {
                    keyed.append(BlockingRule.key(runs.values[index]) & 0xFFFF_FFFF_0000_0000 | UInt64(member))
                }
            }
            RadixSort.sort(&keyed, fromBit: 32)
            Self.eachBlock(of: keyed) { block in
                if block.count <= Self.blockMax {
                    pairAll(keyed[block], mark: Self.dividedMark)
                } else {
                    pairNeighbours(keyed[block].map { Int($0 & 0xFFFF_FFFF) })
                }
            }
        }
        pairNeighbours(members)
    }

    private mutating func pairNeighbours(_ members: [Int]) {
        let sorted = members.map { (order(of: $0), $0) }.sorted { $0 < $1 }
        for i in sorted.indices {
            for j in (i + 1)..<min(i + 1 + Self.neighbours, sorted.count) {
                append(sorted[i].1, sorted[j].1, Self.dividedMark)
            }
        }
    }

    /// What a record is sorted by: its date of birth, then the beginning of its postcode.
    ///
    /// Contents only.
    private func order(of record: Int) -> UInt64 {
        var order: UInt64 = 0
        if let birth = columns.births.range(record).first { order = UInt64(columns.births.values[birth]) << 32 }
        if let postcode = columns.postcodes.range(record).first {
            let range = columns.postcodeTexts.range(columns.postcodes.values[postcode])
            for (place, index) in range.prefix(4).enumerated() {
                order |= UInt64(columns.postcodeTexts.bytes[index]) << UInt64(24 - 8 * place)
            }
        }
        return order
    }

    // MARK: - Once each

    private mutating func mergeEntries() {
        RadixSort.sort(&entries)
        for entry in entries {
            let pair = entry & ~15
            let bit = UInt16(1) << UInt16(entry & 15)
            if pairs.last == pair {
                masks[masks.count - 1] |= bit
            } else {
                pairs.append(pair)
                masks.append(bit)
            }
        }
        entries = []
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
