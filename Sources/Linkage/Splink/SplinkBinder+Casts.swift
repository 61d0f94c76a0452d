import Vocabulary

extension SplinkBinder {
    private static let integers: [String: (Double, Double)] = {
        let int = (Double(Int32.min), Double(Int32.max))
        let big = (-9.007_199_254_740_992e15, 9.007_199_254_740_992e15)
        let small = (Double(Int16.min), Double(Int16.max))
        return [
            "int": int, "integer": int, "int4": int, "signed": int, "bigint": big, "int8": big, "long": big,
            "smallint": small, "int2": small,
        ]
    }()

    /// A cast to a type by its name in lower case.
    mutating func cast(_ typed: Typed, to name: String, isTry: Bool) throws(Fault) -> Typed {
        if let bounds = Self.integers[name] { return try castToInteger(typed, bounds, isTry) }
        switch name {
        case "varchar", "text", "string", "char", "bpchar":
            // The text of a column of unknown kind is itself whatever kind it turns out to be, but for numbers.
            if typed.type == .date { return Typed(term: .call(.textOfDate, [typed.term]), type: .text) }
            if typed.type == .unknown, case .column = typed.term { return Typed(term: typed.term, type: .text) }
            return Typed(term: try text(typed), type: .text)
        case "double", "float8", "real", "float", "float4":
            let isReal = !["double", "float8"].contains(name)
            var number = typed
            if typed.type == .text || typed.type == .unknown {
                let text = try expect(typed, .text)
                number = Typed(term: .call(.numberOfText(isTry: isTry), [text]), type: .double)
            }
            number = try self.number(number)
            return isReal
                ? Typed(term: .call(.realOfNumber, [number.term]), type: .real)
                : Typed(term: number.term, type: .double)
        case "date", "timestamp", "datetime":
            let isDate = name == "date"
            if typed.type == .text || typed.type == .unknown {
                let text = try expect(typed, .text)
                return Typed(
                    term: .call(.timeOfText(isTry: isTry, isDate: isDate), [text]),
                    type: isDate ? .date : .timestamp
                )
            }
            let time = try expect(typed, .timestamp)
            return isDate
                ? Typed(term: .call(.dayOfTime, [time]), type: .date) : Typed(term: time, type: .timestamp)
        default: throw SplinkFault.condition("a cast to `\(name)`")
        }
    }

    private mutating func castToInteger(
        _ typed: Typed,
        _ bounds: (Double, Double),
        _ isTry: Bool
    ) throws(Fault) -> Typed {
        if typed.type == .text || typed.type == .unknown {
            let text = try expect(typed, .text)
            return Typed(term: .call(.integerOfText(bounds.0, bounds.1, isTry: isTry), [text]), type: .integer)
        }
        let number = try number(typed)
        let function = SplinkFunction.integerOfNumber(
            bounds.0,
            bounds.1,
            isTry: isTry,
            halfToEven: number.type == .double || number.type == .real
        )
        return Typed(term: .call(function, [number.term]), type: .integer)
    }
}
