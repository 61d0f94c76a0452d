/// The conditions of a model, flattened for many pairs.
///
/// What depends on one record is worked out once for each distinct value and kept row by row: texts as numbers in one
/// dictionary, so that equality of any two is one comparison, numbers and truths as doubles. What depends on both
/// is a node in a flat array; similarities that several levels share are one slot with a memory of recent pairs.
struct SplinkProgram: Sendable {
    /// Three values: 0 false, 1 true, 2 unknown.
    typealias Truth = UInt8

    enum Node: Sendable {
        // MARK: Truths
        case truth(Truth)
        case truthColumn(Int32, SplinkSide)
        /// Texts of the left and right record.
        case sameText(Int32, Int32)
        case missingText(Int32, SplinkSide)
        case missingNumber(Int32)
        case missingTruth(Int32)
        /// Nodes in ``children``.
        case and(Int32, Int32)
        case or(Int32, Int32)
        case not(Int32)
        case compare(SQLComparison, Int32, Int32)
        case truthTerm(Int32)
        // MARK: Numbers
        case number(Double)
        case numberColumn(Int32, SplinkSide)
        case measured(Int32)
        case arithmetic(SplinkArithmetic, Int32, Int32)
        case math(SplinkMath, Int32)
        case real(Int32)
        /// Pairs of condition and value in ``children``, and the value otherwise.
        case cases(Int32, Int32, Int32)
        case numberTerm(Int32)
    }

    /// A function of two texts, remembered by the texts.
    struct Slot: Hashable, Sendable {
        enum Function: Hashable, Sendable {
            case measure(SplinkMeasure)
            case shared
            case best(SplinkMeasure, Bool)
        }
        var function: Function
        var first: Int32
        var firstSide: SplinkSide
        var second: Int32
    }

    /// Missing, among numbers; told from not-a-number by its bits.
    static let missing = Double(bitPattern: 0x7FF8_0000_0000_DEAD)

    @inline(__always)
    static func isMissing(_ number: Double) -> Bool { number.bitPattern == 0x7FF8_0000_0000_DEAD }

    let rows: Int
    var dictionary: ByteDictionary
    /// Text of row `r` in column `c` at `r * textWidth + c`: number in the dictionary plus one, or 0.
    var texts: [UInt32] = []
    var textWidth = 0
    /// Number of row `r` in column `c` at `r * numberWidth + c`.
    var numbers: [Double] = []
    var numberWidth = 0
    var nodes: [Node] = []
    var children: [Int32] = []
    var slots: [Slot] = []
    /// Terms of shapes that have no node.
    var terms: [SplinkTerm] = []
    /// For ``terms``: by column of the records the texts' numbers and the values by them.
    var sources: [Int: Source] = [:]

    struct Source: Sendable {
        var ids: [UInt32]
        var values: [SplinkValue]
    }

    /// What a thread needs beside the program.
    struct Scratch {
        static let slotSize = 4_096
        fileprivate(set) var keys: [UInt64]
        fileprivate(set) var values: [Double]
        /// A term that ended in an error.
        fileprivate(set) var failure: Int?
        fileprivate(set) var refused: SplinkMeasure?

        init(_ program: SplinkProgram) {
            keys = Array(repeating: 0, count: program.slots.count * Self.slotSize)
            values = Array(repeating: 0, count: keys.count)
        }
    }

    // MARK: - Truths

    func truth(_ node: Int32, _ l: Int, _ r: Int, _ scratch: inout Scratch) -> Truth {
        switch nodes[Int(node)] {
        case .truth(let truth): return truth
        case .truthColumn(let column, let side):
            let value = number(column, side == .left ? l : r)
            return Self.isMissing(value) ? 2 : value == 1 ? 1 : 0
        case .sameText(let a, let b):
            let x = text(a, l)
            let y = text(b, r)
            return x == 0 || y == 0 ? 2 : x == y ? 1 : 0
        case .missingText(let column, let side): return text(column, side == .left ? l : r) == 0 ? 1 : 0
        case .missingNumber(let inner): return Self.isMissing(value(inner, l, r, &scratch)) ? 1 : 0
        case .missingTruth(let inner): return truth(inner, l, r, &scratch) == 2 ? 1 : 0
        case .and(let first, let count):
            var found: Truth = 1
            for index in Int(first)..<Int(first + count) {
                let part = truth(children[index], l, r, &scratch)
                if part == 0 { return 0 }
                found |= part & 2
            }
            return found & 2 != 0 ? 2 : 1
        case .or(let first, let count):
            var found: Truth = 0
            for index in Int(first)..<Int(first + count) {
                let part = truth(children[index], l, r, &scratch)
                if part == 1 { return 1 }
                found |= part
            }
            return found
        case .not(let inner):
            let found = truth(inner, l, r, &scratch)
            return found == 2 ? 2 : 1 - found
        case .compare(let comparison, let a, let b):
            return compare(comparison, value(a, l, r, &scratch), value(b, l, r, &scratch))
        case .truthTerm(let term):
            switch general(term, l, r, &scratch) {
            case .truth(let truth): return truth ? 1 : 0
            default: return 2
            }
        default: return 2
        }
    }

    @inline(__always)
    private func compare(_ comparison: SQLComparison, _ x: Double, _ y: Double) -> Truth {
        if x.isNaN || y.isNaN {
            if Self.isMissing(x) || Self.isMissing(y) { return 2 }
            return comparison.holds(x.isNaN == y.isNaN ? 0 : x.isNaN ? 1 : -1) ? 1 : 0
        }
        return comparison.holds(x, y) ? 1 : 0
    }

    // MARK: - Numbers

    func value(_ node: Int32, _ l: Int, _ r: Int, _ scratch: inout Scratch) -> Double {
        switch nodes[Int(node)] {
        case .number(let number): return number
        case .numberColumn(let column, let side): return number(column, side == .left ? l : r)
        case .measured(let slot): return measured(slot, l, r, &scratch)
        case .arithmetic(let operation, let a, let b):
            let x = value(a, l, r, &scratch)
            let y = value(b, l, r, &scratch)
            if Self.isMissing(x) || Self.isMissing(y) { return Self.missing }
            return SplinkNumbers.arithmetic(operation, x, y) ?? Self.missing
        case .math(let math, let inner):
            let x = value(inner, l, r, &scratch)
            return Self.isMissing(x) ? x : SplinkNumbers.apply(math, x)
        case .real(let inner):
            let x = value(inner, l, r, &scratch)
            return Self.isMissing(x) ? x : Double(Float(x))
        case .cases(let first, let count, let otherwise):
            for index in 0..<Int(count) {
                let place = Int(first) + 2 * index
                if truth(children[place], l, r, &scratch) == 1 { return value(children[place + 1], l, r, &scratch) }
            }
            return value(otherwise, l, r, &scratch)
        case .numberTerm(let term):
            if case .number(let number) = general(term, l, r, &scratch) { return number }
            return Self.missing
        default: return Self.missing
        }
    }

    @inline(__always)
    func text(_ column: Int32, _ row: Int) -> UInt32 { texts[row * textWidth + Int(column)] }

    @inline(__always)
    func number(_ column: Int32, _ row: Int) -> Double { numbers[row * numberWidth + Int(column)] }

    private func measured(_ slot: Int32, _ l: Int, _ r: Int, _ scratch: inout Scratch) -> Double {
        let what = slots[Int(slot)]
        let x = text(what.first, what.firstSide == .left ? l : r)
        let y = text(what.second, what.firstSide == .left ? r : l)
        if x == 0 { return Self.missing }
        if y == 0 { return what.function == .shared ? 0 : Self.missing }
        let key = UInt64(x) << 32 | UInt64(y)
        let place =
            Int(slot) * Scratch.slotSize
            + Int(truncatingIfNeeded: ByteDictionary.stir(key)) & (Scratch.slotSize - 1)
        if scratch.keys[place] == key { return scratch.values[place] }
        let value: Double
        switch what.function {
        case .measure(let measure):
            value = dictionary.pair(x - 1, y - 1) { measure.value($0, $1) }
            if value.isNaN { scratch.refused = measure }
        case .shared: value = Double(SplinkTexts.shared(bytes(x), bytes(y)))
        case .best(let measure, let isMax):
            switch try? SplinkTexts.best(measure, isMax, bytes(x), bytes(y)) {
            case .number(let number)?: value = number
            case nil:
                scratch.refused = measure
                value = Self.missing
            default: value = Self.missing
            }
        }
        scratch.keys[place] = key
        scratch.values[place] = value
        return value
    }

    private func bytes(_ id: UInt32) -> [UInt8] { Array(dictionary.bytes[dictionary.range(id - 1)]) }

    // MARK: - Rare shapes

    private func general(_ term: Int32, _ l: Int, _ r: Int, _ scratch: inout Scratch) -> SplinkValue {
        do {
            return try interpreter(l, r).value(terms[Int(term)])
        } catch {
            scratch.failure = Int(term)
            return .null
        }
    }

    private func interpreter(_ l: Int, _ r: Int) -> SplinkInterpreter {
        SplinkInterpreter { column, side in
            guard let source = sources[column] else { return .null }
            return source.values[Int(source.ids[side == .left ? l : r])]
        }
    }
}
