import Vocabulary

/// Works out a term value by value: the reference for the faster ``SplinkProgram``, and its way with rare shapes.
///
/// SQL's logic of three values throughout: a function of something missing is missing but for `coalesce`, `concat`,
/// `least` and `greatest`; `AND` and `OR` know as much as can be known.
struct SplinkInterpreter {
    /// The value of a column on a side.
    let read: (Int, SplinkSide) -> SplinkValue

    /// The value of the term.
    ///
    /// - Throws: `Fault` where the database would end with an error, such as a cast that fails.
    func value(_ term: SplinkTerm) throws(Fault) -> SplinkValue {
        switch term {
        case .column(let column, let side): return read(column, side)
        case .constant(let value): return value
        case .and(let parts): return try combine(parts, decisive: false)
        case .or(let parts): return try combine(parts, decisive: true)
        case .not(let inner):
            if case .truth(let truth) = try value(inner) { return .truth(!truth) }
            return .null
        case .isNull(let inner): return .truth(try value(inner).isNull)
        case .compare(let comparison, let a, let b):
            guard let order = Self.order(try value(a), try value(b)) else { return .null }
            return .truth(comparison.holds(order))
        case .cases(let cases, let otherwise):
            for each in cases where try value(each.condition) == .truth(true) { return try value(each.value) }
            return try value(otherwise)
        case .call(let function, let arguments): return try call(function, arguments)
        }
    }

    private func combine(_ parts: [SplinkTerm], decisive: Bool) throws(Fault) -> SplinkValue {
        var isUnknown = false
        for part in parts {
            switch try value(part) {
            case .truth(decisive): return .truth(decisive)
            case .truth: continue
            default: isUnknown = true
            }
        }
        return isUnknown ? .null : .truth(!decisive)
    }

    /// Negative, zero or positive; `nil` when either is missing.
    ///
    /// Not-a-number stands above every number and equals itself, as in the database.
    static func order(_ a: SplinkValue, _ b: SplinkValue) -> Int? {
        switch (a, b) {
        case (.number(let x), .number(let y)):
            if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? 0 : x.isNaN ? 1 : -1 }
            return x < y ? -1 : x > y ? 1 : 0
        case (.text(let x), .text(let y)): return x == y ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
        case (.truth(let x), .truth(let y)): return x == y ? 0 : y ? -1 : 1
        default: return nil
        }
    }

    private func call(_ function: SplinkFunction, _ arguments: [SplinkTerm]) throws(Fault) -> SplinkValue {
        switch function {
        case .coalesce:
            for argument in arguments {
                let found = try value(argument)
                if !found.isNull { return found }
            }
            return .null
        case .least, .greatest:
            var best = SplinkValue.null
            for argument in arguments {
                let found = try value(argument)
                guard let order = Self.order(found, best) else {
                    if best.isNull { best = found }
                    continue
                }
                if function == .least ? order < 0 : order > 0 { best = found }
            }
            return best
        case .concat, .concatWithSeparator: return try concatenation(function, arguments)
        case .shared:
            // Of a list with nothing the database makes an empty list, unlike of nothing with a list.
            let first = try value(arguments[0])
            if !first.isNull, try value(arguments[1]).isNull { return .number(0) }
        default: break
        }
        var values: [SplinkValue] = []
        for argument in arguments {
            let found = try value(argument)
            if found.isNull { return .null }
            values.append(found)
        }
        return try Self.apply(function, values)
    }

    private func concatenation(_ function: SplinkFunction, _ arguments: [SplinkTerm]) throws(Fault) -> SplinkValue {
        var texts: [[UInt8]] = []
        for argument in arguments {
            if case .text(let text) = try value(argument) {
                texts.append(text)
            } else if function == .concatWithSeparator, texts.isEmpty {
                return .null
            }
        }
        guard function == .concatWithSeparator else { return .text(Array(texts.joined())) }
        return .text(Array(texts.dropFirst().joined(separator: texts[0])))
    }

    /// A function of values none of which is missing.
    static func apply(_ function: SplinkFunction, _ values: [SplinkValue]) throws(Fault) -> SplinkValue {
        switch values[0] {
        case .text(let text): try SplinkTexts.apply(function, text, values)
        case .number(let number): try SplinkNumbers.apply(function, number, values)
        case .null, .truth: throw SplinkFault.condition("a function of a condition")
        }
    }
}
