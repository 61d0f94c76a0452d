/// The pairs worth comparing: those that share a block of some rule.
///
/// Each record has one number for each rule: its block, or 0. A pair belongs to the first rule in which the two numbers
/// agree, so each pair is met once and no list of pairs is ever made. The numbers of a record are one vector: the
/// question "did an earlier rule have this pair?" is one comparison.
///
/// A block that is too large is divided by other parts, and what is still too large is cut in pieces of ``piece``.
/// Pairs grow linearly with the records, whatever they hold.
struct Blocking {
    /// The largest block that may be paired in full.
    static let blockMax = 48
    /// What a block that nothing divides is cut into.
    static let piece = 8
    /// The most rules of one joining.
    static let rulesMax = 15
    /// Eight numbers of one record: seven rules, or eight where another row follows; the last place of a record says
    /// whether it is in several blocks of one rule.
    typealias Row = SIMD8<UInt32>

    /// The members of each block of one rule, end to end.
    struct Blocks {
        var members: [UInt32] = []
        /// Where each block starts in ``members``, with one more entry for the end; block `n` of a row is entry n - 1.
        var starts: [UInt32] = [0]
        var pairs = 0
    }

    let rules: [BlockingRule]
    /// One row for each record, or two where there are more than seven rules.
    private var rows: [Row]
    private let width: Int
    private(set) var blocks: [Blocks] = []
    private(set) var oversized: [OversizedBlocks] = []
    /// Further blocks of records that are in several of one rule, by record.
    private var more: [Int: [(rule: Int, block: UInt32)]] = [:]
    private let keys: BlockingKeys
    private let contents: [UInt64]

    /// Pairs before those that several rules share are counted once.
    var pairsAtMost: Int { blocks.reduce(0) { $0 + $1.pairs } }

    /// Finds the blocks of at most ``rulesMax`` rules; about `pairsMax` pairs may come out, and the largest blocks are
    /// divided until they fit.
    init(_ keys: BlockingKeys, rules: [BlockingRule], contents: [UInt64], pairsMax: Int = .max) {
        self.keys = keys
        self.contents = contents
        self.rules = Array(rules.prefix(Self.rulesMax))
        let width = self.rules.count < Row.scalarCount ? 1 : 2
        self.width = width
        rows = []
        var keyed: [UInt64] = []
        var room: [UInt64] = []
        var numbers = [[UInt32]](repeating: [], count: width * Row.scalarCount)
        for (place, rule) in self.rules.enumerated() {
            keys.find(rule, into: &keyed)
            RadixSort.sort(&keyed, fromBit: 32, with: &room)
            numbers[place] = [UInt32](repeating: 0, count: contents.count)
            blocks.append(blocks(of: place, keyed, pairsMax: pairsMax / self.rules.count, &numbers[place]))
        }
        keyed = []
        room = []
        rows = Self.rows(numbers, width: width, count: contents.count)
        for record in more.keys { rows[(record + 1) * width - 1][7] = 1 }
    }

    /// The numbers of all rules, side by side for each record: each row is written once, whole.
    private static func rows(_ numbers: [[UInt32]], width: Int, count: Int) -> [Row] {
        [Row](unsafeUninitializedCapacity: count * width) { rows, filled in
            LargePages.ask(for: UnsafeMutableRawBufferPointer(rows))
            filled = count * width
            for start in stride(from: 0, to: count, by: rowsAtOnce) {
                let part = start..<min(start + rowsAtOnce, count)
                UnsafeMutableBufferPointer(rebasing: rows[part.lowerBound * width..<part.upperBound * width])
                    .initialize(repeating: Row())
                for (place, numbers) in numbers.enumerated() where !numbers.isEmpty {
                    numbers.withUnsafeBufferPointer { numbers in
                        for record in part { rows[record * width + place / 8][place % 8] = numbers[record] }
                    }
                }
            }
        }
    }

    /// So many rows stay in the cache while they are filled.
    private static let rowsAtOnce = 2_048

    /// The first rule that has the pair, or `nil`.
    @inline(__always)
    func firstRule(_ a: Int, _ b: Int) -> Int? {
        let mask = rulesMask(a, b)
        return mask == 0 ? nil : mask.trailingZeroBitCount
    }

    /// The rules that have the pair, as bits.
    @inline(__always)
    func rulesMask(_ a: Int, _ b: Int) -> UInt32 {
        rows.withUnsafeBufferPointer { rows in
            var mask = Self.same(rows[a * width], rows[b * width])
            if width == 2 { mask |= Self.same(rows[a * 2 + 1], rows[b * 2 + 1]) << 8 }
            mask &= 0x7F | (width == 2 ? 0x7F80 : 0)
            let several = rows[(a + 1) * width - 1][7] | rows[(b + 1) * width - 1][7]
            return several == 0 ? mask : mask | moreRules(a, b)
        }
    }

    @inline(__always)
    private static func same(_ x: Row, _ y: Row) -> UInt32 {
        let bits = Row(1, 2, 4, 8, 16, 32, 64, 128)
        return Row().replacing(with: bits, where: (x .== y) .& (x .!= Row())).wrappedSum()
    }

    /// The block of a record by a rule, or 0.
    private func number(_ record: Int, _ rule: Int) -> UInt32 { rows[record * width + rule / 8][rule % 8] }

    private func moreRules(_ a: Int, _ b: Int) -> UInt32 {
        var mask: UInt32 = 0
        let x = more[a] ?? []
        let y = more[b] ?? []
        for (rule, block) in x where number(b, rule) == block || y.contains(where: { $0 == (rule, block) }) {
            mask |= 1 << UInt32(rule)
        }
        for (rule, block) in y where number(a, rule) == block { mask |= 1 << UInt32(rule) }
        return mask
    }

    /// Calls the body with each pair of each block of a rule, also with those that an earlier rule has.
    ///
    /// Records come in no order, so their rows are fetched a little ahead of their turn, and then their names.
    @inline(__always)
    func eachPair(
        of rule: Int,
        rows values: UnsafeBufferPointer<PackedRow>,
        names: NameFacts,
        _ body: (Int, Int) -> Void
    ) {
        blocks[rule].members.withUnsafeBufferPointer { members in
            blocks[rule].starts.withUnsafeBufferPointer { starts in
                rows.withUnsafeBufferPointer { rows in
                    for block in 0..<starts.count - 1 {
                        let start = Int(starts[block])
                        let end = Int(starts[block + 1])
                        for place in start..<end {
                            let ahead = Int(members[min(place + Self.ahead, members.count - 1)])
                            LargePages.fetch(rows.baseAddress.map { $0 + ahead * width })
                            LargePages.fetch(values.baseAddress.map { $0 + ahead })
                            let near = values[Int(members[min(place + Self.near, members.count - 1)])]
                            names.fetch(near.given)
                            names.fetch(near.surname)
                        }
                        for i in start..<end {
                            for j in (i + 1)..<max(end, i + 1) { body(Int(members[i]), Int(members[j])) }
                        }
                    }
                }
            }
        }
    }

    /// How many records ahead a row is fetched.
    private static let ahead = 32
    /// And how many ahead its names are, by when the row is there.
    private static let near = 8

    // MARK: - Making blocks

    private mutating func blocks(
        of rule: Int,
        _ keyed: [UInt64],
        pairsMax: Int,
        _ numbers: inout [UInt32]
    ) -> Blocks {
        let limit = Self.limit(keyed, pairsMax: pairsMax)
        var found = Blocks()
        found.members.reserveCapacity(keyed.count)
        var report = OversizedBlocks(rule: rules[rule].title, blocks: 0, largest: 0)
        Self.eachBlock(of: keyed) { block in
            if block.count <= limit {
                add(keyed[block], rule, &found, &numbers)
            } else {
                report.blocks += 1
                report.largest = max(report.largest, block.count)
                divide(keyed[block], rule, limit, from: 0, &found, &numbers)
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
    @inline(__always)
    static func eachBlock(of keyed: [UInt64], _ body: (Range<Int>) -> Void) {
        keyed.withUnsafeBufferPointer { keyed in
            var start = 0
            while start < keyed.count {
                let key = keyed[start] >> 32
                var end = start + 1
                while end < keyed.count, keyed[end] >> 32 == key { end += 1 }
                if end - start > 1 { body(start..<end) }
                start = end
            }
        }
    }

    private mutating func add(
        _ entries: ArraySlice<UInt64>,
        _ rule: Int,
        _ blocks: inout Blocks,
        _ numbers: inout [UInt32]
    ) {
        let number = UInt32(blocks.starts.count)
        let first = blocks.members.count
        blocks.members.append(contentsOf: entries.lazy.map { UInt32(truncatingIfNeeded: $0) })
        // A record whose two keys end alike comes twice, side by side.
        var isTwice = false
        numbers.withUnsafeMutableBufferPointer { numbers in
            var previous = UInt32.max
            for entry in entries {
                let record = UInt32(truncatingIfNeeded: entry)
                if record == previous {
                    isTwice = true
                    continue
                }
                previous = record
                if numbers[Int(record)] == 0 {
                    numbers[Int(record)] = number
                } else {
                    more[Int(record), default: []].append((rule, number))
                }
            }
        }
        if isTwice {
            var members: [UInt32] = []
            for member in blocks.members[first...] where members.last != member { members.append(member) }
            blocks.members.replaceSubrange(first..., with: members)
        }
        blocks.starts.append(UInt32(blocks.members.count))
        let count = blocks.members.count - first
        blocks.pairs += count * (count - 1) / 2
    }

    // MARK: - Blocks that are too large

    /// What divides a block that is too large, in this order.
    private static let divisions: [BlockingRule.Part] = [.birthDate, .postcode, .given, .phone, .address]

    private mutating func divide(
        _ entries: ArraySlice<UInt64>,
        _ rule: Int,
        _ limit: Int,
        from step: Int,
        _ blocks: inout Blocks,
        _ numbers: inout [UInt32]
    ) {
        guard step < Self.divisions.count else { return cut(entries, rule, &blocks, &numbers) }
        var keyed: [UInt64] = []
        keyed.reserveCapacity(entries.count)
        var previous = UInt64.max
        for entry in entries {
            let record = entry & 0xFFFF_FFFF
            // A record comes once: its values of other fields divide it again.
            if record == previous { continue }
            previous = record
            let key = keys.firstValue(of: Self.divisions[step], Int(record))
            keyed.append(ByteDictionary.stir(key) & 0xFFFF_FFFF_0000_0000 | record)
        }
        RadixSort.sort(&keyed, fromBit: 32)
        Self.eachBlock(of: keyed) { block in
            if block.count <= limit {
                add(keyed[block], rule, &blocks, &numbers)
            } else {
                divide(keyed[block], rule, limit, from: step + 1, &blocks, &numbers)
            }
        }
    }

    private mutating func cut(
        _ entries: ArraySlice<UInt64>,
        _ rule: Int,
        _ blocks: inout Blocks,
        _ numbers: inout [UInt32]
    ) {
        let sorted = entries.sorted {
            let x = Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF)
            let y = Int(truncatingIfNeeded: $1 & 0xFFFF_FFFF)
            return contents[x] != contents[y] ? contents[x] < contents[y] : x < y
        }
        // Pieces overlap by one, so that a thousand records of one person still hang together.
        var start = 0
        while start < sorted.count - 1 {
            let end = min(start + Self.piece, sorted.count)
            add(sorted[start..<end], rule, &blocks, &numbers)
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
