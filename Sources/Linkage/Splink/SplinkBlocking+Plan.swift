import Vocabulary

extension SplinkBlocking.Plan {
    /// Splits the rules into branches and ranks the records.
    init(
        _ model: SplinkModel,
        _ rules: [SplinkTerm],
        _ compiler: inout SplinkCompiler,
        _ binder: SplinkBinder
    ) throws(Fault) {
        self.linkType = model.linkType
        self.rules = model.blockingRules.isEmpty ? ["everyone with everyone"] : model.blockingRules.map(\.sql)
        for (place, rule) in rules.enumerated() {
            let name = "blocking rule \(place + 1) (`\(model.blockingRules[place].sql)`)"
            for parts in try SplinkFault.at(name, { () throws(Fault) in try Self.branches(rule) }) {
                branches.append(try Self.branch(place, parts, &compiler))
            }
        }
        if rules.isEmpty { branches = [SplinkBlocking.Branch(rule: 0)] }
        try rank(model, binder)
    }

    private static let branchesMax = 64

    /// A condition as alternatives of parts that must all hold.
    ///
    /// The law of distribution holds in three values too: the alternatives are true together just when the condition is.
    private static func branches(_ term: SplinkTerm) throws(Fault) -> [[SplinkTerm]] {
        switch term {
        case .or(let parts):
            var found: [[SplinkTerm]] = []
            for part in parts { found += try branches(part) }
            guard found.count <= branchesMax else { throw tooMany }
            return found
        case .and(let parts):
            var found: [[SplinkTerm]] = [[]]
            for part in parts {
                let alternatives = try branches(part)
                guard found.count * alternatives.count <= branchesMax else { throw tooMany }
                found = found.flatMap { before in alternatives.map { before + $0 } }
            }
            return found
        default: return [[term]]
        }
    }

    private static var tooMany: Fault { SplinkFault.condition("a rule of more than \(branchesMax) alternatives") }

    private static func branch(
        _ rule: Int,
        _ parts: [SplinkTerm],
        _ compiler: inout SplinkCompiler
    ) throws(Fault) -> SplinkBlocking.Branch {
        var branch = SplinkBlocking.Branch(rule: rule)
        var rest: [SplinkTerm] = []
        for part in parts {
            guard case .compare(.equal, let a, let b) = part, let side = a.side, let other = b.side, side != other
            else {
                rest.append(part)
                continue
            }
            let left = side == .left ? a : b
            let right = side == .left ? b : a
            let isText = compiler.isText(a)
            branch.keys.append(
                SplinkBlocking.Key(
                    left: isText ? try compiler.textColumn(left) : try compiler.numberColumn(left),
                    right: isText ? try compiler.textColumn(right) : try compiler.numberColumn(right),
                    isText: isText
                )
            )
        }
        if !rest.isEmpty { branch.rest = try compiler.truth(rest.count == 1 ? rest[0] : .and(rest)) }
        return branch
    }

    // MARK: - Order of the records

    private mutating func rank(_ model: SplinkModel, _ binder: SplinkBinder) throws(Fault) {
        let records = binder.records
        let ids = try texts(model.uniqueIDColumn, records)
        guard model.linkType != .dedupeOnly else {
            ranks = Self.ranks(ids, areNumbers: isNumberOrOpen(model.uniqueIDColumn, records))
            return
        }
        let names = try texts(model.sourceColumn, records)
        let sorted = Set(names.map { $0 }).sorted { $0.lexicographicallyPrecedes($1) }
        guard sorted.count >= 2 || model.linkType == .linkAndDedupe else {
            throw SplinkFault.records(
                "the model links data sets, and column `\(model.sourceColumn)` names only one",
                help: "name the data set of each record in that column"
            )
        }
        let places = Dictionary(uniqueKeysWithValues: zip(sorted, UInt32(0)...))
        sources = names.map { places[$0] ?? 0 }
        let mark = Array("-__-".utf8)
        ranks = Self.ranks(zip(names, ids).map { $0 + mark + $1 }, areNumbers: false)
    }

    /// Whether ids are in the order of numbers when all are whole numbers: a kind left open is found out.
    private func isNumberOrOpen(_ name: String, _ records: SplinkRecords) -> Bool {
        guard let column = records.column(name) else { return false }
        return records.columns[column].kind == nil || records.columns[column].kind == .number
    }

    private func texts(_ name: String, _ records: SplinkRecords) throws(Fault) -> [[UInt8]] {
        guard let column = records.column(name) else {
            throw SplinkFault.records("the records have no column `\(name)`", help: "the model names it; give it")
        }
        var found: [[UInt8]] = []
        found.reserveCapacity(records.count)
        for (row, id) in records.columns[column].ids.enumerated() {
            guard id != 0 else {
                throw SplinkFault.records("record \(row + 1) has no `\(name)`", help: "give every record one")
            }
            found.append(Array(records.dictionary.bytes[records.dictionary.range(id - 1)]))
        }
        return found
    }

    /// Places in order, equal for equal ids.
    private static func ranks(_ ids: [[UInt8]], areNumbers: Bool) -> [UInt32] {
        let numbers = areNumbers ? ids.map { SplinkNumbers.number($0).flatMap { $0.rounded() == $0 ? $0 : nil } } : []
        if areNumbers, !numbers.contains(where: { $0 == nil || abs($0 ?? 0) > 9e15 }) {
            let plain = numbers.map { $0 ?? 0 }
            return places(plain.count) { plain[$0] < plain[$1] }
        }
        return places(ids.count) { ids[$0].lexicographicallyPrecedes(ids[$1]) }
    }

    private static func places(_ count: Int, _ precedes: (Int, Int) -> Bool) -> [UInt32] {
        let order = (0..<count).sorted(by: precedes)
        var places = [UInt32](repeating: 0, count: count)
        var place: UInt32 = 0
        for (index, row) in order.enumerated() {
            if index > 0, precedes(order[index - 1], row) { place += 1 }
            places[row] = place
        }
        return places
    }
}

/// The key of every record for one branch: 0 for none, else from 1.
struct BranchKeys {
    private(set) var left: [UInt32]
    /// `nil` when the same as on the left.
    private(set) var right: [UInt32]?
    private(set) var count: Int

    init(_ branch: SplinkBlocking.Branch, _ program: SplinkProgram) {
        left = Array(repeating: 1, count: program.rows)
        count = 1
        if !branch.keys.allSatisfy({ $0.left == $0.right }) { right = left }
        for (place, key) in branch.keys.enumerated() {
            var table = KeyTable()
            func part(_ column: Int32, _ row: Int) -> UInt64? {
                if key.isText {
                    let id = program.text(column, row)
                    return id == 0 ? nil : UInt64(id)
                }
                let number = program.number(column, row)
                return SplinkProgram.isMissing(number) ? nil : table.number(number.bitPattern)
            }
            var pairs = KeyTable()
            // The first part of text needs no table: its numbers are dense enough.
            let isPlain = place == 0
            func combine(_ before: UInt32, _ column: Int32, _ row: Int) -> UInt32 {
                guard before != 0, let part = part(column, row) else { return 0 }
                return isPlain ? UInt32(part) : UInt32(pairs.number(UInt64(before) << 32 | part))
            }
            for row in 0..<program.rows { left[row] = combine(left[row], key.left, row) }
            if let before = right {
                right = before.indices.map { combine(before[$0], key.right, $0) }
            }
            count = isPlain ? (key.isText ? program.dictionary.count : table.count) : pairs.count
        }
    }
}

/// Numbers for distinct words of 64 bits, from 1 in the order in which they came.
struct KeyTable {
    private var words: [UInt64] = []
    private var slots = [UInt32](repeating: 0, count: 64)

    var count: Int { words.count }

    mutating func number(_ word: UInt64) -> UInt64 {
        var slot = Int(truncatingIfNeeded: ByteDictionary.stir(word)) & (slots.count - 1)
        while slots[slot] != 0 {
            if words[Int(slots[slot]) - 1] == word { return UInt64(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        words.append(word)
        slots[slot] = UInt32(words.count)
        if words.count * 2 > slots.count { grow() }
        return UInt64(words.count)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (place, word) in words.enumerated() {
            var slot = Int(truncatingIfNeeded: ByteDictionary.stir(word)) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(place + 1)
        }
    }
}
