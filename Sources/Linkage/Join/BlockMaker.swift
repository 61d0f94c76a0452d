/// Makes the blocks of rules, each rule by itself.
struct BlockMaker: Sendable {
    /// What one rule makes of the records.
    struct Made: Sendable {
        var blocks = Blocking.Blocks()
        /// By record: its block, or 0.
        var numbers: [UInt32] = []
        /// Further blocks of records that are in several.
        var further: [(record: UInt32, block: UInt32)] = []
        var oversized: OversizedBlocks?
    }

    let rules: [BlockingRule]
    let contents: [UInt64]
    private let keys: BlockingKeys
    private let pairsMax: Int

    init(_ keys: BlockingKeys, rules: [BlockingRule], contents: [UInt64], pairsMax: Int) {
        self.keys = keys
        self.rules = rules
        self.contents = contents
        self.pairsMax = pairsMax
    }

    /// The blocks of some rules, in their order; the room for their keys is used again.
    func make(_ places: some Sequence<Int>) -> [Made] {
        var keyed: [UInt64] = []
        var room: [UInt64] = []
        return places.map { place in
            keys.find(rules[place], into: &keyed)
            RadixSort.sort(&keyed, fromBit: 32, with: &room)
            return keyed.withUnsafeBufferPointer { make(rules[place], $0) }
        }
    }

    /// Keys in the upper half of each entry, ascending, and records in the lower.
    private typealias Keyed = UnsafeBufferPointer<UInt64>

    private func make(_ rule: BlockingRule, _ keyed: Keyed) -> Made {
        let limit = Self.limit(keyed, pairsMax: pairsMax / rules.count)
        var made = Made()
        var numbers = [UInt32](repeating: 0, count: contents.count)
        made.blocks.members.reserveCapacity(keyed.count)
        var report = OversizedBlocks(rule: rule.title, blocks: 0, largest: 0)
        numbers.withUnsafeMutableBufferPointer { numbers in
            Blocking.eachBlock(of: keyed) { block in
                let entries = Keyed(rebasing: keyed[block])
                if block.count <= limit {
                    add(entries, &made, numbers)
                } else {
                    report.blocks += 1
                    report.largest = max(report.largest, block.count)
                    divide(entries, limit, from: 0, &made, numbers)
                }
            }
        }
        made.numbers = numbers
        if report.blocks > 0 { made.oversized = report }
        return made
    }

    /// The largest block size at which the rule stays within its pairs.
    private static func limit(_ keyed: Keyed, pairsMax: Int) -> Int {
        var bySize = [Int](repeating: 0, count: Blocking.blockMax + 1)
        bySize.withUnsafeMutableBufferPointer { bySize in
            Blocking.eachBlock(of: keyed) { if $0.count <= Blocking.blockMax { bySize[$0.count] += 1 } }
        }
        var sum = 0
        for size in 2...Blocking.blockMax {
            sum += bySize[size] * (size * (size - 1) / 2)
            if sum > pairsMax { return max(size - 1, Blocking.piece) }
        }
        return Blocking.blockMax
    }

    @inline(__always)
    private func add(_ entries: Keyed, _ made: inout Made, _ numbers: UnsafeMutableBufferPointer<UInt32>) {
        let number = UInt32(made.blocks.starts.count)
        let first = made.blocks.members.count
        var previous = UInt32.max
        for entry in entries {
            let record = UInt32(truncatingIfNeeded: entry)
            // A record whose two keys end alike comes twice, side by side.
            if record == previous { continue }
            previous = record
            made.blocks.members.append(record)
            if numbers[Int(record)] == 0 {
                numbers[Int(record)] = number
            } else {
                made.further.append((record, number))
            }
        }
        made.blocks.starts.append(UInt32(made.blocks.members.count))
        let count = made.blocks.members.count - first
        made.blocks.pairs += count * (count - 1) / 2
    }

    // MARK: - Blocks that are too large

    /// What divides a block that is too large, in this order.
    private static let divisions: [BlockingRule.Part] = [.birthDate, .postcode, .given, .phone, .address]

    private func divide(
        _ entries: Keyed,
        _ limit: Int,
        from step: Int,
        _ made: inout Made,
        _ numbers: UnsafeMutableBufferPointer<UInt32>
    ) {
        guard step < Self.divisions.count else { return cut(entries, &made, numbers) }
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
        keyed.withUnsafeBufferPointer { keyed in
            Blocking.eachBlock(of: keyed) { block in
                let entries = Keyed(rebasing: keyed[block])
                if block.count <= limit {
                    add(entries, &made, numbers)
                } else {
                    divide(entries, limit, from: step + 1, &made, numbers)
                }
            }
        }
    }

    private func cut(_ entries: Keyed, _ made: inout Made, _ numbers: UnsafeMutableBufferPointer<UInt32>) {
        let sorted = entries.sorted {
            let x = Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF)
            let y = Int(truncatingIfNeeded: $1 & 0xFFFF_FFFF)
            return contents[x] != contents[y] ? contents[x] < contents[y] : x < y
        }
        sorted.withUnsafeBufferPointer { sorted in
            // Pieces overlap by one, so that a thousand records of one person still hang together.
            var start = 0
            while start < sorted.count - 1 {
                let end = min(start + Blocking.piece, sorted.count)
                add(Keyed(rebasing: sorted[start..<end]), &made, numbers)
                start = end - 1
            }
        }
    }
}
