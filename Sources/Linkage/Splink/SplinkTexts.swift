import Vocabulary

/// The text functions of DuckDB: lengths and places are in Unicode scalars, measures in bytes.
enum SplinkTexts {
    /// A function whose first value is a text or list, none missing.
    static func apply(_ function: SplinkFunction, _ text: [UInt8], _ values: [SplinkValue]) throws(Fault) -> SplinkValue
    {
        switch function {
        case .lower: return .text(folded(text, lower))
        case .upper: return .text(folded(text, upper))
        case .trim(let left, let right):
            return .text(trim(text, values.count > 1 ? Array(scalars(values[1])) : [" "], left: left, right: right))
        case .substring, .left, .right: return .text(part(function, text, values.dropFirst().map(number)))
        case .join: return .text(values.flatMap(bytes))
        case .replace: return .text(replace(text, bytes(values[1]), bytes(values[2])))
        case .splitPart: return .text(splitPart(text, bytes(values[1]), Int(number(values[2]))))
        case .length: return .number(Double(text.count { $0 & 0xC0 != 0x80 }))
        case .startsWith: return .truth(text.starts(with: bytes(values[1])))
        case .endsWith: return .truth(text.reversed().starts(with: bytes(values[1]).reversed()))
        case .contains: return .truth(find(bytes(values[1]), in: text, from: 0) != nil)
        case .extract(let pattern, let group): return .text(Array(pattern.extract(string(text), group: group).utf8))
        case .regexReplace(let pattern, let replacement, let everywhere):
            return .text(Array(pattern.replace(string(text), by: replacement, everywhere: everywhere).utf8))
        case .matches(let pattern):
            return .truth(pattern.firstMatch(in: Array(string(text).unicodeScalars)) != nil)
        case .measure(let measure):
            let value = measure.value(text.span, bytes(values[1]).span)
            if value.isNaN { throw refused(measure) }
            return .number(value)
        case .numberOfText(let isTry):
            if let number = SplinkNumbers.number(text) { return .number(number) }
            if isTry, !SplinkNumbers.isOdd(text) { return .null }
            throw SplinkNumbers.failedCast(string(text), "a number")
        case .integerOfText(let low, let high, let isTry):
            if let number = SplinkNumbers.number(text) {
                let rounded = number.rounded(.toNearestOrAwayFromZero)
                return try SplinkNumbers.within(rounded, low, high, isTry: isTry, string(text))
            }
            if isTry, !SplinkNumbers.isOdd(text) { return .null }
            throw SplinkNumbers.failedCast(string(text), "a whole number")
        case .timeOfText(let isTry, let isDate):
            // A day with a blank behind it is a date to the database, and no timestamp.
            let isBlankEnded = !isDate && text.last.map(SplinkDates.isSpace) == true && !text.contains(0x3A)
            if !isBlankEnded, let seconds = SplinkDates.iso(text) {
                return .number(isDate ? Double(SplinkDates.day(seconds)) * SplinkDates.secondsADay : seconds)
            }
            // A form that is not read here may still be a date to the database.
            if isTry, !mayBeTime(text) { return .null }
            throw SplinkNumbers.failedCast(string(text), "a date")
        case .parsedTime(let formats, let isTry):
            for format in formats {
                if let seconds = format.parse(text) { return .number(seconds) }
            }
            if isTry { return .null }
            throw SplinkNumbers.failedCast(string(text), "a date")
        case .listLength: return .number(Double(elements(text).count))
        case .shared: return .number(Double(shared(text, bytes(values[1]))))
        case .element:
            let all = elements(text)
            let place = Int(number(values[1]))
            let index = place > 0 ? place - 1 : all.count + place
            return place != 0 && all.indices.contains(index) ? .text(Array(all[index])) : .null
        case .best(let measure, let isMax): return try best(measure, isMax, text, bytes(values[1]))
        default: throw SplinkFault.condition("a function of a text")
        }
    }

    static func refused(_ measure: SplinkMeasure) -> Fault {
        SplinkFault.records(
            "`\(measure)` is of no meaning for an empty text or, for `hamming`, texts of two lengths",
            help: "leave empty texts out: the database the model came from ends with an error too"
        )
    }

    static func bytes(_ value: SplinkValue) -> [UInt8] { if case .text(let text) = value { text } else { [] } }

    private static func number(_ value: SplinkValue) -> Double {
        if case .number(let number) = value { number } else { 0 }
    }

    private static func string(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self) }

    private static func scalars(_ value: SplinkValue) -> String.UnicodeScalarView {
        string(bytes(value)).unicodeScalars
    }

    private static func mayBeTime(_ text: [UInt8]) -> Bool {
        let digits = text.count { (0x30...0x39).contains($0) }
        if digits >= 3, text.first(where: { !SplinkDates.isSpace($0) }) == UInt8(ascii: "-") { return true }
        return digits >= 3 && text.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "(") || $0 == 0x5C }
            || string(SplinkDates.trim(text)).lowercased().hasSuffix("infinity") || string(text).lowercased() == "epoch"
    }

    // MARK: - Case

    private static func folded(_ text: [UInt8], _ fold: (Unicode.Scalar) -> Unicode.Scalar) -> [UInt8] {
        var result = String.UnicodeScalarView()
        for scalar in string(text).unicodeScalars { result.append(fold(scalar)) }
        return Array(String(result).utf8)
    }

    /// The one small letter of a scalar, as the simple mapping of Unicode has it.
    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        // Only the Turkish dotted capital I maps to two; its simple mapping is the plain letter.
        return mapped.first ?? scalar
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "ß" { return "ẞ" }
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        if mapped.count == 1, let only = mapped.first { return only }
        let title = scalar.properties.titlecaseMapping.unicodeScalars
        if title.count == 1, let only = title.first { return only }
        return scalar
    }

    // MARK: - Parts

    private static func trim(_ text: [UInt8], _ marks: [Unicode.Scalar], left: Bool, right: Bool) -> [UInt8] {
        var rest = Array(string(text).unicodeScalars)[...]
        if left { rest = rest.drop { marks.contains($0) } }
        while right, let last = rest.last, marks.contains(last) { rest.removeLast() }
        return Array(SplinkPattern.string(rest).utf8)
    }

    private static func part(_ function: SplinkFunction, _ text: [UInt8], _ places: [Double]) -> [UInt8] {
        let scalars = Array(string(text).unicodeScalars)
        let count = scalars.count
        var from: Int
        var to: Int
        switch function {
        case .left, .right:
            // A negative number leaves that many out at the other end.
            let wanted = Int(places[0])
            let kept = wanted >= 0 ? min(wanted, count) : max(0, count + wanted)
            (from, to) = function == .left ? (0, kept) : (count - kept, count)
        default:
            // Places count from 1, from the end when negative; a negative length reaches back.
            let start = Int(places[0])
            from = start > 0 ? start - 1 : start < 0 ? count + start : -1
            to = places.count > 1 ? from + Int(places[1]) : count
            if places.count > 1, places[1] < 0 { swap(&from, &to) }
        }
        from = min(max(from, 0), count)
        to = min(max(to, from), count)
        return Array(SplinkPattern.string(scalars[from..<to]).utf8)
    }

    private static func find(_ needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
        guard needle.count <= text.count - from else { return nil }
        for start in from...(text.count - needle.count) where text[start...].starts(with: needle) { return start }
        return nil
    }

    private static func replace(_ text: [UInt8], _ needle: [UInt8], _ replacement: [UInt8]) -> [UInt8] {
        guard !needle.isEmpty else { return text }
        var result: [UInt8] = []
        var at = 0
        while let found = find(needle, in: text, from: at) {
            result += text[at..<found] + replacement
            at = found + needle.count
        }
        return result + text[at...]
    }

    private static func splitPart(_ text: [UInt8], _ mark: [UInt8], _ place: Int) -> [UInt8] {
        guard !mark.isEmpty else { return abs(place) == 1 ? text : [] }
        var parts: [[UInt8]] = []
        var at = 0
        while let found = find(mark, in: text, from: at) {
            parts.append(Array(text[at..<found]))
            at = found + mark.count
        }
        parts.append(Array(text[at...]))
        let index = place > 0 ? place - 1 : parts.count + place
        return place != 0 && parts.indices.contains(index) ? parts[index] : []
    }

    // MARK: - Lists

    /// The elements of a list.
    static func elements(_ list: [UInt8]) -> [ArraySlice<UInt8>] {
        list.isEmpty
            ? [] : list.dropFirst().split(separator: SplinkRecords.elementMark, omittingEmptySubsequences: false)
    }

    /// How many distinct elements two lists share.
    static func shared(_ a: [UInt8], _ b: [UInt8]) -> Int {
        Set(elements(a)).intersection(Set(elements(b))).count
    }

    /// The best measure of any element of one list with any of the other; NULL when a list is empty.
    static func best(_ measure: SplinkMeasure, _ isMax: Bool, _ a: [UInt8], _ b: [UInt8]) throws(Fault) -> SplinkValue {
        var best: Double?
        for x in elements(a) {
            for y in elements(b) {
                let value = measure.value(Array(x).span, Array(y).span)
                if value.isNaN { throw refused(measure) }
                best = best.map { isMax ? max($0, value) : min($0, value) } ?? value
            }
        }
        return best.map(SplinkValue.number) ?? .null
    }
}
