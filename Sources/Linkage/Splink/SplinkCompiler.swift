import Vocabulary

/// Turns checked conditions into a ``SplinkProgram`` over the records.
struct SplinkCompiler {
    private enum Kind {
        case text
        case number
        case truth
    }

    private struct Key: Hashable {
        var term: SplinkTerm
    }

    private let binder: SplinkBinder
    private var program: SplinkProgram
    private var textColumns: [[UInt32]] = []
    private var numberColumns: [[Double]] = []
    private var textPlaces: [Key: Int32] = [:]
    private var numberPlaces: [Key: Int32] = [:]
    private var slotPlaces: [SplinkProgram.Slot: Int32] = [:]
    private var values: [Int: [SplinkValue]] = [:]

    /// A compiler for conditions checked by a binder whose columns are settled.
    init(_ binder: SplinkBinder) {
        self.binder = binder
        self.program = SplinkProgram(rows: binder.records.count, dictionary: binder.records.dictionary)
    }

    /// The program, its columns laid out row by row.
    func finished() -> SplinkProgram {
        var program = program
        program.textWidth = textColumns.count
        program.numberWidth = numberColumns.count
        program.texts = Self.rows(textColumns, program.rows, 0)
        program.numbers = Self.rows(numberColumns, program.rows, SplinkProgram.missing)
        return program
    }

    private static func rows<Value>(_ columns: [[Value]], _ count: Int, _ blank: Value) -> [Value] {
        var result = [Value](repeating: blank, count: columns.count * count)
        for (place, column) in columns.enumerated() {
            for row in 0..<count { result[row * columns.count + place] = column[row] }
        }
        return result
    }

    // MARK: - What depends on one record

    /// The column of a text that depends on one record.
    mutating func textColumn(_ term: SplinkTerm) throws(Fault) -> Int32 {
        let key = Key(term: term.read(from: .left))
        if let place = textPlaces[key] { return place }
        var ids: [UInt32]
        if case .column(let column, _) = term, binder.types[column] == .text {
            ids = binder.records.columns[column].ids
        } else {
            let (places, found) = try evaluate(key.term)
            var interned: [UInt32] = []
            for value in found {
                if case .text(let text) = value {
                    interned.append(program.dictionary.intern(text.span) + 1)
                } else {
                    interned.append(0)
                }
            }
            ids = places.map { interned[Int($0)] }
        }
        textColumns.append(ids)
        textPlaces[key] = Int32(textColumns.count - 1)
        return Int32(textColumns.count - 1)
    }

    /// The column of a number or truth that depends on one record.
    mutating func numberColumn(_ term: SplinkTerm) throws(Fault) -> Int32 {
        let key = Key(term: term.read(from: .left))
        if let place = numberPlaces[key] { return place }
        let (places, found) = try evaluate(key.term)
        let plain = found.map { value -> Double in
            switch value {
            case .number(let number): number == 0 ? 0 : number
            case .truth(let truth): truth ? 1 : 0
            case .null, .text: SplinkProgram.missing
            }
        }
        return addNumbers(places.map { plain[Int($0)] }, key: key.term)
    }

    /// Adds a column of numbers that is no term, or the value of one.
    mutating func addNumbers(_ numbers: [Double], key: SplinkTerm? = nil) -> Int32 {
        numberColumns.append(numbers)
        let place = Int32(numberColumns.count - 1)
        if let key { numberPlaces[Key(term: key)] = place }
        return place
    }

    /// By row a place among values: once for each distinct value where one column is read, else once a row.
    private mutating func evaluate(_ term: SplinkTerm) throws(Fault) -> ([UInt32], [SplinkValue]) {
        var columns: Set<Int> = []
        term.columns(&columns)
        for column in columns { try load(column) }
        if columns.count == 1, let column = columns.first, let source = values[column] {
            let ids = binder.records.columns[column].ids
            var found = [SplinkValue](repeating: .null, count: source.count)
            var done = [Bool](repeating: false, count: source.count)
            for id in ids where !done[Int(id)] {
                done[Int(id)] = true
                found[Int(id)] = try SplinkInterpreter { _, _ in source[Int(id)] }.value(term)
            }
            return (ids, found)
        }
        var found: [SplinkValue] = []
        let records = binder.records
        let values = values
        for row in 0..<records.count {
            let interpreter = SplinkInterpreter { column, _ in
                values[column].map { $0[Int(records.columns[column].ids[row])] } ?? .null
            }
            found.append(try interpreter.value(term))
        }
        return (Array(0..<UInt32(records.count)), found)
    }

    private mutating func load(_ column: Int) throws(Fault) {
        if values[column] == nil { values[column] = try binder.values(column) }
    }

    // MARK: - What depends on both

    /// The node of a condition.
    mutating func truth(_ term: SplinkTerm) throws(Fault) -> Int32 {
        if let side = term.side { return add(.truthColumn(try numberColumn(term), side)) }
        switch term {
        case .constant(.truth(let truth)): return add(.truth(truth ? 1 : 0))
        case .constant: return add(.truth(2))
        case .and(let parts):
            let (first, count) = try list(parts)
            return add(.and(first, count))
        case .or(let parts):
            let (first, count) = try list(parts)
            return add(.or(first, count))
        case .not(let inner): return add(.not(try truth(inner)))
        case .isNull(let inner):
            switch kind(inner) {
            case .text: return try general(term)
            case .number: return add(.missingNumber(try number(inner)))
            case .truth: return add(.missingTruth(try truth(inner)))
            }
        case .compare(let comparison, let a, let b): return try compare(term, comparison, a, b)
        case .column, .cases, .call: return try general(term)
        }
    }

    private mutating func list(_ parts: [SplinkTerm]) throws(Fault) -> (Int32, Int32) {
        var found: [Int32] = []
        for part in parts {
            // A missing text is the commonest of all tests and needs no column of its own.
            if case .isNull(let inner) = part, let side = inner.side, kind(inner) == .text {
                found.append(add(.missingText(try textColumn(inner), side)))
            } else {
                found.append(try truth(part))
            }
        }
        program.children += found
        return (Int32(program.children.count - found.count), Int32(found.count))
    }

    private mutating func compare(
        _ term: SplinkTerm,
        _ comparison: SQLComparison,
        _ a: SplinkTerm,
        _ b: SplinkTerm
    ) throws(Fault) -> Int32 {
        if kind(a) == .text || kind(b) == .text {
            guard comparison == .equal || comparison == .notEqual, let side = a.side, let other = b.side, side != other
            else { return try general(term) }
            let left = try textColumn(side == .left ? a : b)
            let right = try textColumn(side == .left ? b : a)
            let same = add(.sameText(left, right))
            return comparison == .equal ? same : add(.not(same))
        }
        if kind(a) == .truth { return try general(term) }
        return add(.compare(comparison, try number(a), try number(b)))
    }

    /// The node of a number.
    mutating func number(_ term: SplinkTerm) throws(Fault) -> Int32 {
        if let side = term.side { return add(.numberColumn(try numberColumn(term), side)) }
        switch term {
        case .constant(.number(let number)): return add(.number(number))
        case .constant: return add(.number(SplinkProgram.missing))
        case .cases(let cases, let otherwise) where kind(term) == .number:
            var found: [Int32] = []
            for each in cases { found += [try truth(each.condition), try number(each.value)] }
            let last = try number(otherwise)
            program.children += found
            return add(.cases(Int32(program.children.count - found.count), Int32(cases.count), last))
        case .call(.arithmetic(let operation), let arguments):
            return add(.arithmetic(operation, try number(arguments[0]), try number(arguments[1])))
        case .call(.math(let math), let arguments): return add(.math(math, try number(arguments[0])))
        case .call(.realOfNumber, let arguments): return add(.real(try number(arguments[0])))
        case .call(.measure(let measure), let texts):
            if let node = try slot(.measure(measure), texts) { return node }
        case .call(.shared, let lists):
            if let node = try slot(.shared, lists) { return node }
        case .call(.best(let measure, let isMax), let lists):
            if let node = try slot(.best(measure, isMax), lists) { return node }
        default: break
        }
        return add(.numberTerm(try keep(term)))
    }

    private mutating func slot(
        _ function: SplinkProgram.Slot.Function,
        _ texts: [SplinkTerm]
    ) throws(Fault) -> Int32? {
        guard let first = texts[0].side, let second = texts[1].side, first != second else { return nil }
        let slot = SplinkProgram.Slot(
            function: function,
            first: try textColumn(texts[0]),
            firstSide: first,
            second: try textColumn(texts[1])
        )
        if let place = slotPlaces[slot] { return add(.measured(place)) }
        program.slots.append(slot)
        slotPlaces[slot] = Int32(program.slots.count - 1)
        return add(.measured(Int32(program.slots.count - 1)))
    }

    private mutating func general(_ term: SplinkTerm) throws(Fault) -> Int32 { add(.truthTerm(try keep(term))) }

    private mutating func keep(_ term: SplinkTerm) throws(Fault) -> Int32 {
        var columns: Set<Int> = []
        term.columns(&columns)
        for column in columns where program.sources[column] == nil {
            try load(column)
            program.sources[column] = SplinkProgram.Source(
                ids: binder.records.columns[column].ids,
                values: values[column] ?? []
            )
        }
        program.terms.append(term)
        return Int32(program.terms.count - 1)
    }

    private mutating func add(_ node: SplinkProgram.Node) -> Int32 {
        program.nodes.append(node)
        return Int32(program.nodes.count - 1)
    }

    // MARK: - Kinds

    /// Whether a term of one record is kept as a text.
    func isText(_ term: SplinkTerm) -> Bool { kind(term) == .text }

    private func kind(_ term: SplinkTerm) -> Kind {
        switch term {
        case .column(let column, _):
            switch binder.types[column] {
            case .text, .list, .unknown: .text
            default: .number
            }
        case .constant(.text): .text
        case .constant(.truth): .truth
        case .constant: .number
        case .and, .or, .not, .isNull, .compare: .truth
        case .cases(let cases, let otherwise): kind(of: cases.map(\.value) + [otherwise])
        case .call(let function, let arguments):
            switch function {
            case .coalesce, .least, .greatest: kind(of: arguments)
            case .lower, .upper, .trim, .substring, .left, .right, .concat, .concatWithSeparator, .join, .replace,
                .splitPart, .extract, .regexReplace, .textOfInteger, .textOfDate, .element:
                .text
            case .startsWith, .endsWith, .contains, .matches: .truth
            default: .number
            }
        }
    }

    private func kind(of terms: [SplinkTerm]) -> Kind {
        let known = terms.first { $0 != .constant(.null) }
        return known.map(kind) ?? .number
    }
}
