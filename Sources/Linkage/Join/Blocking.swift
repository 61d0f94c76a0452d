/// The pairs worth comparing: those that share a block of some rule.
///
/// Each record has one number for each rule: its block, or 0. A pair belongs to the first rule in which the two numbers
/// agree, so each pair is met once and no list of pairs is ever made. The numbers of a record are one vector: the
/// question "did an earlier rule have this pair?" is one comparison.
///
/// A block that is too large is divided by other parts, and what is still too large is cut in pieces of ``piece``.
/// Pairs grow linearly with the records, whatever they hold.
struct Blocking: Sendable {
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
    let blocks: [Blocks]
    let oversized: [OversizedBlocks]
    /// Further blocks of records that are in several of one rule, by record.
    private let more: [Int: [(rule: Int, block: UInt32)]]

    /// Pairs before those that several rules share are counted once.
    var pairsAtMost: Int { blocks.reduce(0) { $0 + $1.pairs } }

    /// Finds the blocks of at most ``rulesMax`` rules; about `pairsMax` pairs may come out, and the largest blocks are
    /// divided until they fit.
    init(_ keys: BlockingKeys, rules: [BlockingRule], contents: [UInt64], pairsMax: Int = .max) {
        let maker = BlockMaker(keys, rules: Array(rules.prefix(Self.rulesMax)), contents: contents, pairsMax: pairsMax)
        self.init(maker, maker.make(maker.rules.indices))
    }

    /// The same on several threads, of which each takes some of the rules.
    init(_ keys: BlockingKeys, rules: [BlockingRule], contents: [UInt64], pairsMax: Int, threads: Int) async {
        let maker = BlockMaker(keys, rules: Array(rules.prefix(Self.rulesMax)), contents: contents, pairsMax: pairsMax)
        let shares = WorkShare.shares(of: maker.rules.count, threads: threads)
        let made = await WorkShare.map(shares) { maker.make($0.indices) }
        self.init(maker, WorkShare.inOrder(shares, made))
    }

    private init(_ maker: BlockMaker, _ made: [BlockMaker.Made]) {
        rules = maker.rules
        width = rules.count < Row.scalarCount ? 1 : 2
        blocks = made.map(\.blocks)
        oversized = made.compactMap(\.oversized)
        var more: [Int: [(rule: Int, block: UInt32)]] = [:]
        for (rule, made) in made.enumerated() {
            for further in made.further { more[Int(further.record), default: []].append((rule, further.block)) }
        }
        self.more = more
        rows = Self.rows(made.map(\.numbers), width: width, count: maker.contents.count)
        for record in more.keys { rows[(record + 1) * width - 1][7] = 1 }
    }

    /// The numbers of all rules, side by side for each record: each row is written once, whole.
    private static func rows(_ numbers: [[UInt32]], width: Int, count: Int) -> [Row] {
        [Row](unsafeUninitializedCapacity: count * width) { rows, filled in
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

    /// Some of the blocks of one rule.
    struct Part {
        var rule: Int
        var blocks: Range<Int>
    }

    /// All blocks in parts of about so many pairs, which is what comparing them costs.
    func parts(pairs: Int) -> [Part] {
        var parts: [Part] = []
        for rule in rules.indices {
            let starts = blocks[rule].starts
            var first = 0
            var sum = 0
            for block in 0..<starts.count - 1 {
                let count = Int(starts[block + 1] - starts[block])
                sum += count * (count - 1) / 2
                guard sum >= pairs else { continue }
                parts.append(Part(rule: rule, blocks: first..<block + 1))
                (first, sum) = (block + 1, 0)
            }
            if first < starts.count - 1 { parts.append(Part(rule: rule, blocks: first..<starts.count - 1)) }
        }
        return parts
    }

    /// Calls the body with each pair of some blocks of a rule, also with those that an earlier rule has.
    ///
    /// Records come in no order, so their rows are fetched a little ahead of their turn, and then their names.
    @inline(__always)
    func eachPair(
        of part: Part,
        rows values: UnsafeBufferPointer<PackedRow>,
        names: NameFacts,
        _ body: (Int, Int) -> Void
    ) {
        blocks[part.rule].members.withUnsafeBufferPointer { members in
            blocks[part.rule].starts.withUnsafeBufferPointer { starts in
                rows.withUnsafeBufferPointer { rows in
                    for block in part.blocks {
                        let start = Int(starts[block])
                        let end = Int(starts[block + 1])
                        for place in start..<end {
                            let ahead = Int(members[min(place + Self.ahead, members.count - 1)])
                            Ahead.fetch(rows.baseAddress.map { $0 + ahead * width })
                            Ahead.fetch(values.baseAddress.map { $0 + ahead })
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
    private static let ahead = 64
    /// And how many ahead its names are, by when the row is there.
    private static let near = 8

    // MARK: - Runs of equal keys

    /// Calls the body with each run of two or more entries whose upper halves, the keys, are equal.
    @inline(__always)
    static func eachBlock(of keyed: [UInt64], _ body: (Range<Int>) -> Void) {
        keyed.withUnsafeBufferPointer { eachBlock(of: $0, body) }
    }

    /// The same over lent memory.
    @inline(__always)
    static func eachBlock(of keyed: UnsafeBufferPointer<UInt64>, _ body: (Range<Int>) -> Void) {
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

/// Blocks of one rule that were too large to pair in full.
package struct OversizedBlocks: Sendable, Hashable, Codable {
    /// What the records of a block share.
    package var rule: String
    package var blocks: Int
    /// Records in the largest of them.
    package var largest: Int
}
