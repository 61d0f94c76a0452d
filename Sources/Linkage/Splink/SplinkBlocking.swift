import Vocabulary

/// The pairs that a model's rules offer, each once, at its first rule.
///
/// A rule is split at its `OR`s into branches; the equalities of a branch between the two records join by a key, the
/// rest is tested pair by pair. Complexity: linear in the records and in the pairs that share a key.
struct SplinkBlocking: Sendable {
    /// A rule's `AND`s.
    struct Branch: Sendable {
        var rule: Int
        /// Columns of the left and right record that must be equal.
        var keys: [Key] = []
        /// What else must hold, or `nil`.
        var rest: Int32?
    }

    struct Key: Sendable {
        var left: Int32
        var right: Int32
        var isText: Bool
    }

    /// What is known before the program is laid out.
    struct Plan {
        var branches: [Branch] = []
        var ranks: [UInt32] = []
        /// Number of each record's data set, from 0 by their names' order; empty when they are one.
        var sources: [UInt32] = []
        var linkType: SplinkModel.LinkType
        var rules: [String]
    }

    /// Order of the records' ids; two that are equal are of one id.
    let ranks: [UInt32]
    private let sources: [UInt32]
    private let linkType: SplinkModel.LinkType
    /// Whether the lesser data set is always on the left, as with exactly two.
    private let isTwoSided: Bool
    private let branches: [Branch]
    /// Key of row `r` for branch `b` at `r * branches + b`; 0 is none.
    private let leftKeys: [UInt32]
    private let rightKeys: [UInt32]
    private let groups: [Groups]

    /// The rows of each key, in order of their ids.
    private struct Groups: Sendable {
        var left: KeyRuns
        /// `nil` when the left rows serve.
        var right: KeyRuns?
    }

    init(_ plan: inout Plan, _ program: SplinkProgram, _ limits: SplinkLinker.Limits) throws(Fault) {
        self.ranks = plan.ranks
        self.sources = plan.sources
        self.linkType = plan.linkType
        self.branches = plan.branches
        let sourceCount = (plan.sources.max() ?? 0) + 1
        self.isTwoSided = plan.linkType == .linkOnly && sourceCount == 2
        let isTwoSided = isTwoSided
        let sources = sources
        let order = Array(0..<UInt32(program.rows)).sorted { (plan.ranks[Int($0)], $0) < (plan.ranks[Int($1)], $1) }
        let lefts = isTwoSided ? order.filter { sources[Int($0)] == 0 } : order
        let rights = isTwoSided ? order.filter { sources[Int($0)] == 1 } : order
        let width = branches.count
        var left = [UInt32](repeating: 0, count: program.rows * width)
        var right: [UInt32]?
        var groups: [Groups] = []
        var offered = 0
        for (place, branch) in branches.enumerated() {
            let keys = BranchKeys(branch, program)
            for row in 0..<program.rows { left[row * width + place] = keys.left[row] }
            if let other = keys.right {
                if right == nil { right = left }
                for row in 0..<program.rows { right?[row * width + place] = other[row] }
            } else if right != nil {
                for row in 0..<program.rows { right?[row * width + place] = keys.left[row] }
            }
            let runs = KeyRuns(keys.left, lefts, keys.count)
            let others = keys.right == nil && !isTwoSided ? nil : KeyRuns(keys.right ?? keys.left, rights, keys.count)
            let pairs = runs.pairs(with: others)
            offered = offered.addingReportingOverflow(pairs).overflow ? .max : offered + pairs
            let rule = "blocking rule \(branch.rule + 1) (`\(plan.rules[branch.rule])`)"
            if branch.keys.isEmpty, pairs > limits.pairsWithoutKeyMax {
                throw Fault(
                    .splinkPairs,
                    "\(rule) has no equality to join by and would compare \(pairs) pairs",
                    help: "add an equality such as `l.surname = r.surname`, or raise the limit"
                )
            }
            if offered > limits.pairsMax {
                throw Fault(
                    .splinkPairs,
                    "the rules offer more than \(limits.pairsMax) pairs at \(rule), which alone offers \(pairs)",
                    help: "make the rule stricter: some values are shared by very many records"
                )
            }
            groups.append(Groups(left: runs, right: others))
        }
        self.leftKeys = left
        self.rightKeys = right ?? left
        self.groups = groups
    }

    // MARK: - Pairs

    /// Calls with the rows, left then right, and the rule of every pair of one part of the keys.
    @inline(__always)
    func forEachPair(
        _ program: SplinkProgram,
        _ part: Int,
        _ parts: Int,
        _ scratch: inout SplinkProgram.Scratch,
        _ body: (Int, Int, Int, inout SplinkProgram.Scratch) -> Void
    ) {
        for (place, group) in groups.enumerated() {
            // Key 0 is no key; without an equality all rows have key 1 and the left rows are shared out instead.
            let isKeyed = !branches[place].keys.isEmpty
            for key in 1..<max(1, group.left.starts.count - 1) where !isKeyed || key % parts == part {
                let lefts = group.left.range(key)
                for index in lefts where isKeyed || index % parts == part {
                    let l = Int(group.left.rows[index])
                    let others = group.right ?? group.left
                    let range = group.right == nil ? (index + 1)..<lefts.upperBound : others.range(key)
                    for other in range {
                        let r = Int(others.rows[other])
                        guard allows(l, r), isFirst(place, l, r, program, &scratch) else { continue }
                        body(l, r, branches[place].rule, &scratch)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func allows(_ l: Int, _ r: Int) -> Bool {
        if isTwoSided { return true }
        guard ranks[l] < ranks[r] else { return false }
        return linkType != .linkOnly || sources[l] != sources[r]
    }

    /// Whether the pair satisfies this branch and none before it.
    @inline(__always)
    private func isFirst(
        _ place: Int,
        _ l: Int,
        _ r: Int,
        _ program: SplinkProgram,
        _ scratch: inout SplinkProgram.Scratch
    ) -> Bool {
        if let rest = branches[place].rest, program.truth(rest, l, r, &scratch) != 1 { return false }
        let width = branches.count
        for earlier in 0..<place {
            let key = leftKeys[l * width + earlier]
            guard key != 0, key == rightKeys[r * width + earlier] else { continue }
            guard let rest = branches[earlier].rest else { return false }
            if program.truth(rest, l, r, &scratch) == 1 { return false }
        }
        return true
    }
}

/// Rows by key: those of key `k` are `rows[range(k)]`.
struct KeyRuns: Sendable {
    private(set) var starts: [Int]
    private(set) var rows: [UInt32]

    /// Counts the rows, which come in the order wanted within a key, into their keys.
    init(_ keys: [UInt32], _ order: [UInt32], _ count: Int) {
        starts = [Int](repeating: 0, count: count + 2)
        for row in order { starts[Int(keys[Int(row)]) + 1] += 1 }
        for key in 0...count { starts[key + 1] += starts[key] }
        var next = starts
        rows = [UInt32](repeating: 0, count: order.count)
        for row in order {
            let key = Int(keys[Int(row)])
            rows[next[key]] = row
            next[key] += 1
        }
    }

    func range(_ key: Int) -> Range<Int> { starts[key]..<starts[key + 1] }

    /// How many pairs share a key, with other rows or among these.
    func pairs(with other: KeyRuns?) -> Int {
        var total = 0
        for key in 1..<max(1, starts.count - 1) {
            let count = range(key).count
            let (product, overflow) = count.multipliedReportingOverflow(
                by: other.map { $0.range(key).count } ?? count - 1
            )
            if overflow { return .max }
            let (sum, isOver) = total.addingReportingOverflow(other == nil ? product / 2 : product)
            if isOver { return .max }
            total = sum
        }
        return total
    }
}
