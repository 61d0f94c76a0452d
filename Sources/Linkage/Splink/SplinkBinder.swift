import Vocabulary

/// Finds the columns of a condition, checks its types as the database would, and says what is beyond it.
///
/// A text table has no types; a column without a declared kind takes that of its use (``uses``), which the database's
/// own check makes plain: no text has an `EPOCH` and no two texts a difference.
struct SplinkBinder {
    struct Typed {
        var term: SplinkTerm
        var type: SplinkType
    }

    /// How a column of unknown kind is used.
    enum Use: Hashable {
        case text
        case number
        /// Compared with a number, which a text may be too.
        case comparedWithNumber
        case time
        case list
    }

    let records: SplinkRecords
    /// By column of the records; `unknown` while uses are being gathered.
    var types: [SplinkType]
    private(set) var uses: [Int: Set<Use>] = [:]

    init(_ records: SplinkRecords) {
        self.records = records
        self.types = records.columns.map {
            switch $0.kind {
            case .text: .text
            case .number: .double
            case .date: .date
            case .timestamp: .timestamp
            case .list: .list
            case nil: .unknown
            }
        }
    }

    /// The condition as a truth.
    mutating func condition(_ expression: SQLExpression) throws(Fault) -> SplinkTerm {
        try truth(try bind(expression))
    }

    mutating func bind(_ expression: SQLExpression) throws(Fault) -> Typed {
        switch expression {
        case .column(let name, let side):
            guard let column = records.column(name) else {
                throw SplinkFault.records(
                    "the records have no column `\(name)`",
                    help: "give the records the columns the model was trained on; there are "
                        + records.columns.map { "`\($0.name)`" }.joined(separator: ", ")
                )
            }
            return Typed(term: .column(column, side), type: types[column])
        case .variable, .lambda, .list: throw SplinkFault.condition("a list or lambda in this place")
        case .text(let text): return Typed(term: .constant(.text(Array(text.utf8))), type: .text)
        case .number(let number):
            let type: SplinkType = number.isInteger ? .integer : number.hasExponent ? .double : .decimal
            return Typed(term: .constant(.number(number.value)), type: type)
        case .truth(let truth): return Typed(term: .constant(.truth(truth)), type: .truth)
        case .null: return Typed(term: .constant(.null), type: .null)
        case .and(let parts): return Typed(term: .and(try truths(parts)), type: .truth)
        case .or(let parts): return Typed(term: .or(try truths(parts)), type: .truth)
        case .not(let inner): return Typed(term: .not(try condition(inner)), type: .truth)
        case .isNull(let inner): return Typed(term: .isNull(try bind(inner).term), type: .truth)
        case .compare(let comparison, let a, let b): return try compare(comparison, try bind(a), try bind(b))
        case .isDistinct(let a, let b):
            let equal = try compare(.equal, try bind(a), try bind(b)).term
            guard case .compare(_, let left, let right) = equal else { return Typed(term: equal, type: .truth) }
            let known = SplinkTerm.call(.coalesce, [equal, .constant(.truth(false))])
            let neither = SplinkTerm.and([.isNull(left), .isNull(right)])
            return Typed(term: .not(.or([known, neither])), type: .truth)
        case .among(let subject, let members):
            var parts: [SplinkTerm] = []
            for member in members { parts.append(try compare(.equal, try bind(subject), try bind(member)).term) }
            return Typed(term: .or(parts), type: .truth)
        case .cases(let cases, let otherwise): return try bind(cases, otherwise)
        case .negative(let inner):
            let number = try number(try bind(inner))
            return Typed(term: .call(.math(.negative), [number.term]), type: number.type)
        case .binary(let mark, let a, let b): return try binary(mark, a, b)
        case .element(let list, let place):
            guard case .number(let number) = place, number.isInteger else {
                throw SplinkFault.condition("an element by anything but a whole number")
            }
            let list = try expect(try bind(list), .list)
            return Typed(term: .call(.element, [list, .constant(.number(number.value))]), type: .text)
        case .cast(let inner, let type, let isTry): return try cast(try bind(inner), to: type, isTry: isTry)
        case .call(let name, let arguments): return try call(name, arguments)
        }
    }

    private mutating func bind(_ cases: [SQLCase], _ otherwise: SQLExpression) throws(Fault) -> Typed {
        var found: [SplinkCase] = []
        let last = try bind(otherwise)
        var type = last.type
        for each in cases {
            let condition = try condition(each.condition)
            let value = try bind(each.value)
            type = try common(type, value.type)
            found.append(SplinkCase(condition: condition, value: value.term))
        }
        return Typed(term: .cases(found, last.term), type: type)
    }

    private mutating func truths(_ parts: [SQLExpression]) throws(Fault) -> [SplinkTerm] {
        var found: [SplinkTerm] = []
        for part in parts { found.append(try condition(part)) }
        return found
    }

    private func truth(_ typed: Typed) throws(Fault) -> SplinkTerm {
        guard typed.type == .truth || typed.type == .null else {
            throw SplinkFault.condition("a value where a condition is wanted")
        }
        return typed.term
    }

    // MARK: - Types

    /// The one type two alternatives are brought to.
    func common(_ a: SplinkType, _ b: SplinkType) throws(Fault) -> SplinkType {
        if a == b || b == .null { return a }
        if a == .null { return b }
        if a.isNumber, b.isNumber {
            if a == .double || b == .double { return .double }
            if a == .real || b == .real { return .real }
            return .decimal
        }
        if a.isTime, b.isTime { return .timestamp }
        if a == .unknown || b == .unknown { return a == .unknown ? b : a }
        throw SplinkFault.condition("values of two types (`\(a)` and `\(b)`) where one type is wanted")
    }

    /// Notes how a column of unknown kind is used.
    private mutating func note(_ typed: Typed, _ use: Use) {
        guard typed.type == .unknown else { return }
        var columns: Set<Int> = []
        typed.term.columns(&columns)
        for column in columns { uses[column, default: []].insert(use) }
    }

    /// The term as a text, list or time.
    mutating func expect(_ typed: Typed, _ type: SplinkType) throws(Fault) -> SplinkTerm {
        if typed.type == .null { return typed.term }
        if typed.type == .unknown {
            note(typed, type == .text ? .text : type == .list ? .list : .time)
            return typed.term
        }
        if typed.type == type || (type.isTime && typed.type.isTime) { return typed.term }
        throw SplinkFault.condition("a `\(typed.type)` where a `\(type)` is wanted")
    }

    mutating func number(_ typed: Typed) throws(Fault) -> Typed {
        if typed.type == .unknown {
            note(typed, .number)
            return Typed(term: typed.term, type: .double)
        }
        guard typed.type.isNumber || typed.type == .null else {
            throw SplinkFault.condition("a `\(typed.type)` where a number is wanted")
        }
        return typed
    }

    // MARK: - Operators

    private mutating func compare(_ comparison: SQLComparison, _ a: Typed, _ b: Typed) throws(Fault) -> Typed {
        if a.type == .list || b.type == .list, comparison != .equal, comparison != .notEqual {
            throw SplinkFault.condition("an order of lists")
        }
        var a = a
        var b = b
        if a.type == .unknown { use(a, beside: b) }
        if b.type == .unknown { use(b, beside: a) }
        if a.type == .text, b.type.isNumber { a = numberOfText(a, beside: b) }
        if b.type == .text, a.type.isNumber { b = numberOfText(b, beside: a) }
        if a.type.isTime, b.type == .text { b = try timeOfText(b) }
        if b.type.isTime, a.type == .text { a = try timeOfText(a) }
        _ = try common(a.type, b.type)
        if a.type == .real, b.type == .integer || b.type == .decimal { b.term = .call(.realOfNumber, [b.term]) }
        if b.type == .real, a.type == .integer || a.type == .decimal { a.term = .call(.realOfNumber, [a.term]) }
        return Typed(term: .compare(comparison, a.term, b.term), type: .truth)
    }

    private mutating func use(_ column: Typed, beside other: Typed) {
        switch other.type {
        case .text: note(column, .text)
        case .date, .timestamp: note(column, .time)
        case .list: note(column, .list)
        case .integer, .decimal, .real, .double: note(column, .comparedWithNumber)
        case .truth, .null, .unknown: break
        }
    }

    private func numberOfText(_ text: Typed, beside other: Typed) -> Typed {
        if other.type == .integer {
            let bound = Double(Int32.max)
            return Typed(
                term: .call(.integerOfText(-bound - 1, bound, isTry: false), [text.term]),
                type: .integer
            )
        }
        return Typed(term: .call(.numberOfText(isTry: false), [text.term]), type: .double)
    }

    /// Only a constant: whether a text column beside a date is read as one depends on the database.
    private func timeOfText(_ text: Typed) throws(Fault) -> Typed {
        guard case .constant(.text(let bytes)) = text.term, let seconds = SplinkDates.iso(bytes) else {
            throw SplinkFault.condition("a comparison of a date with a text")
        }
        return Typed(term: .constant(.number(seconds)), type: .timestamp)
    }

    private mutating func binary(_ mark: String, _ left: SQLExpression, _ right: SQLExpression) throws(Fault) -> Typed {
        let a = try bind(left)
        let b = try bind(right)
        if mark == "||" { return Typed(term: .call(.join, [try text(a), try text(b)]), type: .text) }
        guard let operation = SplinkArithmetic(rawValue: mark) else {
            throw SplinkFault.condition("the operator `\(mark)`")
        }
        if operation == .subtract, a.type == .date, b.type == .date {
            return Typed(term: .call(.difference("day"), [b.term, a.term]), type: .integer)
        }
        let x = try number(a)
        let y = try number(b)
        var type: SplinkType
        switch operation {
        case .divide: type = .double
        case .quotient, .remainder:
            guard x.type == .integer, y.type == .integer else {
                throw SplinkFault.condition("`\(mark)` of anything but whole numbers")
            }
            type = .integer
        case .add, .subtract, .multiply:
            type = try common(x.type, y.type)
            if type == .decimal, !isConstant(x.term) || !isConstant(y.term) {
                throw SplinkFault.condition("exact decimal arithmetic: cast one side to double,")
            }
        }
        if x.type == .null || y.type == .null { type = x.type == .null ? y.type : x.type }
        let term = SplinkTerm.call(.arithmetic(operation), [x.term, y.term])
        return Typed(term: type == .real ? .call(.realOfNumber, [term]) : term, type: type)
    }

    private func isConstant(_ term: SplinkTerm) -> Bool {
        var sides: Set<SplinkSide> = []
        term.sides(&sides)
        return sides.isEmpty
    }

    /// A part of a concatenation: whole numbers are written out.
    mutating func text(_ typed: Typed) throws(Fault) -> SplinkTerm {
        if typed.type == .integer { return .call(.textOfInteger, [typed.term]) }
        return try expect(typed, .text)
    }
}
