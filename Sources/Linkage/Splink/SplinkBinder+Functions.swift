import Vocabulary

extension SplinkBinder {
    private static let similarities: [String: SplinkMeasure] = [
        "jaro_winkler_similarity": .jaroWinkler, "jaro_similarity": .jaro, "levenshtein": .levenshtein,
        "editdist3": .levenshtein, "damerau_levenshtein": .damerau, "jaccard": .jaccard, "hamming": .hamming,
        "mismatches": .hamming,
    ]

    private static let textFunctions: [String: (function: SplinkFunction, counts: ClosedRange<Int>, type: SplinkType)] =
        [
            "lower": (.lower, 1...1, .text), "lcase": (.lower, 1...1, .text),
            "upper": (.upper, 1...1, .text), "ucase": (.upper, 1...1, .text),
            "trim": (.trim(true, true), 1...2, .text), "ltrim": (.trim(true, false), 1...2, .text),
            "rtrim": (.trim(false, true), 1...2, .text), "replace": (.replace, 3...3, .text),
            "strlen": (.length, 1...1, .integer), "starts_with": (.startsWith, 2...2, .truth),
            "prefix": (.startsWith, 2...2, .truth), "ends_with": (.endsWith, 2...2, .truth),
            "suffix": (.endsWith, 2...2, .truth), "contains": (.contains, 2...2, .truth),
        ]

    private static let mathNames: [String: SplinkMath] = [
        "abs": .abs, "floor": .floor, "ceil": .ceil, "ceiling": .ceil, "sqrt": .sqrt, "ln": .ln,
        "log2": .log2, "log10": .log10, "log": .log10, "exp": .exp, "sin": .sin, "cos": .cos, "tan": .tan,
        "asin": .asin, "acos": .acos, "atan": .atan, "radians": .radians, "degrees": .degrees,
    ]

    /// A function by its name in lower case.
    mutating func call(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        if let measure = Self.similarities[name] {
            let texts = try texts(name, arguments, 2...2)
            let isCount = measure == .levenshtein || measure == .damerau || measure == .hamming
            return Typed(term: .call(.measure(measure), texts), type: isCount ? .integer : .double)
        }
        if let known = Self.textFunctions[name], name != "strlen" {
            return Typed(term: .call(known.function, try texts(name, arguments, known.counts)), type: known.type)
        }
        if let math = Self.mathNames[name] {
            try count(name, arguments, 1...1)
            let inner = try number(try bind(arguments[0]))
            let keeps = math == .abs || ((math == .floor || math == .ceil) && inner.type != .decimal)
            return Typed(term: .call(.math(math), [inner.term]), type: keeps ? inner.type : .double)
        }
        switch name {
        case "coalesce", "ifnull", "nullif", "least", "greatest": return try choice(name, arguments)
        case "length", "len", "char_length", "character_length", "array_length", "list_length", "array_size":
            return try length(name, arguments)
        case "substr", "substring", "left", "right", "split_part": return try part(name, arguments)
        case "concat", "concat_ws": return try concatenation(name, arguments)
        case "regexp_extract", "regexp_replace", "regexp_matches": return try pattern(name, arguments)
        case "strptime", "try_strptime": return try parsedTime(name, arguments)
        case "epoch":
            try count(name, arguments, 1...1)
            return Typed(term: try expect(try bind(arguments[0]), .timestamp), type: .double)
        case "date_diff", "datediff": return try difference(name, arguments)
        case "date_part", "datepart", "year", "month", "day": return try datePart(name, arguments)
        case "pow", "power": throw SplinkFault.condition("the function `\(name)`")
        case "list_has_any", "array_has_any":
            try count(name, arguments, 2...2)
            let lists = try lists(arguments)
            let shares = SplinkTerm.compare(.greaterOrEqual, .call(.shared, lists), .constant(.number(1)))
            // Unlike `list_intersect` it is missing when the second list is.
            let isUnknown = SplinkTerm.and([.isNull(lists[1]), .constant(.null)])
            return Typed(term: .or([shares, isUnknown]), type: .truth)
        case "list_max", "list_min", "array_max", "array_min": return try best(name, arguments)
        default: throw SplinkFault.condition("the function `\(name)`")
        }
    }

    private func count(_ name: String, _ arguments: [SQLExpression], _ counts: ClosedRange<Int>) throws(Fault) {
        guard counts.contains(arguments.count) else {
            throw SplinkFault.condition("`\(name)` with \(arguments.count) values")
        }
    }

    private mutating func texts(
        _ name: String,
        _ arguments: [SQLExpression],
        _ counts: ClosedRange<Int>
    ) throws(Fault) -> [SplinkTerm] {
        try count(name, arguments, counts)
        var found: [SplinkTerm] = []
        for argument in arguments { found.append(try expect(try bind(argument), .text)) }
        return found
    }

    private mutating func lists(_ arguments: [SQLExpression]) throws(Fault) -> [SplinkTerm] {
        var found: [SplinkTerm] = []
        for argument in arguments { found.append(try expect(try bind(argument), .list)) }
        return found
    }

    private func constant(_ name: String, _ expression: SQLExpression) throws(Fault) -> String {
        guard case .text(let text) = expression else {
            throw SplinkFault.condition("`\(name)` with anything but a constant text for its pattern, format or unit")
        }
        return text
    }

    private func wholeNumber(_ name: String, _ expression: SQLExpression) throws(Fault) -> Int {
        guard case .number(let number) = expression, number.isInteger, abs(number.value) < 1e9 else {
            throw SplinkFault.condition("`\(name)` with anything but a constant whole number")
        }
        return Int(number.value)
    }

    // MARK: - Any type

    private mutating func choice(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, name == "nullif" || name == "ifnull" ? 2...2 : 1...50)
        var typed: [Typed] = []
        for argument in arguments { typed.append(try bind(argument)) }
        if name == "nullif" {
            let equal = try bind(.compare(.equal, arguments[0], arguments[1])).term
            guard case .compare(.equal, typed[0].term, _) = equal else {
                throw SplinkFault.condition("`nullif` of two types")
            }
            let unless = SplinkCase(condition: equal, value: .constant(.null))
            return Typed(term: .cases([unless], typed[0].term), type: typed[0].type)
        }
        var type = SplinkType.null
        for each in typed { type = try common(type, each.type) }
        for index in typed.indices where typed[index].type == .unknown && type != .unknown {
            if type.isNumber {
                typed[index] = try number(typed[index])
            } else if type != .truth {
                typed[index].term = try expect(typed[index], type)
            }
        }
        switch name {
        case "least", "greatest":
            guard type != .list, type != .truth else { throw SplinkFault.condition("`\(name)` of a `\(type)`") }
            return Typed(term: .call(name == "least" ? .least : .greatest, typed.map(\.term)), type: type)
        default: return Typed(term: .call(.coalesce, typed.map(\.term)), type: type)
        }
    }

    // MARK: - Texts

    private mutating func length(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, 1...1)
        if case .call("list_intersect", let lists) = arguments[0] { return try shared(lists) }
        if case .call("array_intersect", let lists) = arguments[0] { return try shared(lists) }
        let inner = try bind(arguments[0])
        if inner.type == .list || name.hasPrefix("array") || name.hasPrefix("list") {
            return Typed(term: .call(.listLength, [try expect(inner, .list)]), type: .integer)
        }
        return Typed(term: .call(.length, [try expect(inner, .text)]), type: .integer)
    }

    private mutating func shared(_ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count("list_intersect", arguments, 2...2)
        return Typed(term: .call(.shared, try lists(arguments)), type: .integer)
    }

    private mutating func part(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, name.hasPrefix("substr") ? 2...3 : name == "split_part" ? 3...3 : 2...2)
        var terms = [try expect(try bind(arguments[0]), .text)]
        var rest = arguments.dropFirst()
        if name == "split_part" { terms.append(try expect(try bind(rest.removeFirst()), .text)) }
        for argument in rest {
            let typed = try number(try bind(argument))
            guard typed.type == .integer else { throw SplinkFault.condition("`\(name)` at a place not whole") }
            terms.append(typed.term)
        }
        let functions: [String: SplinkFunction] = ["left": .left, "right": .right, "split_part": .splitPart]
        return Typed(term: .call(functions[name] ?? .substring, terms), type: .text)
    }

    private mutating func concatenation(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, 1...50)
        var terms: [SplinkTerm] = []
        for argument in arguments { terms.append(try text(try bind(argument))) }
        return Typed(term: .call(name == "concat" ? .concat : .concatWithSeparator, terms), type: .text)
    }

    private mutating func pattern(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, name == "regexp_matches" ? 2...2 : name == "regexp_replace" ? 3...4 : 2...3)
        let pattern = try SplinkPattern(try constant(name, arguments[1]))
        let subject = try expect(try bind(arguments[0]), .text)
        switch name {
        case "regexp_matches": return Typed(term: .call(.matches(pattern), [subject]), type: .truth)
        case "regexp_extract":
            let group = arguments.count > 2 ? try wholeNumber(name, arguments[2]) : 0
            guard group >= 0, group <= pattern.groupCount else {
                throw SplinkFault.condition("group \(group) of a regular expression that has \(pattern.groupCount)")
            }
            return Typed(term: .call(.extract(pattern, group), [subject]), type: .text)
        default:
            let options = arguments.count > 3 ? try constant(name, arguments[3]) : ""
            guard options == "" || options == "g" else {
                throw SplinkFault.condition("the option `\(options)` of `\(name)`")
            }
            let replacement = Array(try constant(name, arguments[2]).unicodeScalars)
            for (index, scalar) in replacement.enumerated().dropFirst() where replacement[index - 1] == "\\" {
                guard let digit = Int(String(scalar)), digit <= pattern.groupCount else {
                    throw SplinkFault.condition("`\\\(scalar)` in the replacement of `\(name)`")
                }
            }
            let function = SplinkFunction.regexReplace(pattern, replacement, everywhere: options == "g")
            return Typed(term: .call(function, [subject]), type: .text)
        }
    }

    // MARK: - Times

    private mutating func parsedTime(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, 2...2)
        var formats: [SplinkDateFormat] = []
        if case .list(let members) = arguments[1] {
            for member in members { formats.append(try SplinkDateFormat(try constant(name, member))) }
        } else {
            formats = [try SplinkDateFormat(try constant(name, arguments[1]))]
        }
        let subject = try expect(try bind(arguments[0]), .text)
        return Typed(term: .call(.parsedTime(formats, isTry: name == "try_strptime"), [subject]), type: .timestamp)
    }

    private mutating func difference(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        try count(name, arguments, 3...3)
        let unit = try constant(name, arguments[0]).lowercased()
        guard SplinkDates.difference(unit, 0, 0) != nil else {
            throw SplinkFault.condition("the unit `\(unit)` of `\(name)`")
        }
        let from = try expect(try bind(arguments[1]), .timestamp)
        let to = try expect(try bind(arguments[2]), .timestamp)
        return Typed(term: .call(.difference(unit), [from, to]), type: .integer)
    }

    private mutating func datePart(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        let isNamed = name == "date_part" || name == "datepart"
        try count(name, arguments, isNamed ? 2...2 : 1...1)
        let part = isNamed ? try constant(name, arguments[0]).lowercased() : name
        guard ["year", "month", "day"].contains(part), let last = arguments.last else {
            throw SplinkFault.condition("the part `\(part)` of a date")
        }
        return Typed(term: .call(.datePart(part), [try expect(try bind(last), .timestamp)]), type: .integer)
    }

    // MARK: - Lists

    /// The one shape in which Splink writes "the most alike of any two elements".
    private mutating func best(_ name: String, _ arguments: [SQLExpression]) throws(Fault) -> Typed {
        guard arguments.count == 1,
            case .call("list_transform", let outer) = arguments[0], outer.count == 2,
            case .call("flatten", let flat) = outer[0], flat.count == 1,
            case .call("list_transform", let lefts) = flat[0], lefts.count == 2,
            case .lambda(let x, .call("list_transform", let rights)) = lefts[1], rights.count == 2,
            case .lambda(let y, .list(let both)) = rights[1], x != y, both == [.variable(x), .variable(y)],
            case .lambda(let pair, .call(let function, let picked)) = outer[1],
            picked == [.element(.variable(pair), Self.place(1)), .element(.variable(pair), Self.place(2))],
            let measure = Self.similarities[function]
        else { throw SplinkFault.condition("`\(name)` but of Splink's own comparison of every two elements") }
        let terms = try lists([lefts[0], rights[0]])
        let isCount = measure == .levenshtein || measure == .damerau || measure == .hamming
        return Typed(
            term: .call(.best(measure, name.hasSuffix("max")), terms),
            type: isCount ? .integer : .double
        )
    }

    private static func place(_ number: Double) -> SQLExpression { .number(SQLNumber(value: number, isInteger: true)) }
}
