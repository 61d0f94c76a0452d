import Vocabulary

/// Turns the text of a regular expression into the steps of ``SplinkPattern``.
struct SplinkPatternCompiler {
    private indirect enum Node {
        case empty
        case one(SplinkPattern.Class)
        case start
        case end
        case wordEdge(Bool)
        case row([Node])
        case either([Node])
        case group(Int, Node)
        case repeated(Node, least: Int, most: Int?, isLazy: Bool)
    }

    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0
    private(set) var groupCount = 0
    private var steps: [SplinkPattern.Step] = []

    private static let stepsMax = 5_000
    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    private static let spaces: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    private static let marks: Set<Unicode.Scalar> = Set("\\.+*?()|[]{}^$-/@&#%!,:;'\"~=_<> `".unicodeScalars)

    init(_ pattern: String) { self.scalars = Array(pattern.unicodeScalars) }

    mutating func program() throws(Fault) -> [SplinkPattern.Step] {
        let node = try alternatives()
        guard at == scalars.count else { throw refuse("`\(scalars[at])`") }
        steps = [.save(0)]
        try write(node)
        steps += [.save(1), .match]
        return steps
    }

    private func refuse(_ what: String) -> Fault {
        SplinkFault.condition("\(what) in the regular expression `\(String(String.UnicodeScalarView(scalars)))`")
    }

    // MARK: - Reading

    private mutating func alternatives() throws(Fault) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw refuse("groups more than 50 deep") }
        var parts = [try row()]
        while take("|") { parts.append(try row()) }
        return parts.count == 1 ? parts[0] : .either(parts)
    }

    private mutating func row() throws(Fault) -> Node {
        var parts: [Node] = []
        while at < scalars.count, scalars[at] != "|", scalars[at] != ")" { parts.append(try repeated()) }
        return parts.isEmpty ? .empty : .row(parts)
    }

    private mutating func repeated() throws(Fault) -> Node {
        let node = try atom()
        var least = 1
        var most: Int? = 1
        guard at < scalars.count else { return node }
        switch scalars[at] {
        case "*": (least, most) = (0, nil)
        case "+": (least, most) = (1, nil)
        case "?": (least, most) = (0, 1)
        case "{":
            guard let bounds = bounds() else { throw refuse("a `{` that is no count") }
            (least, most) = bounds
        default: return node
        }
        at += 1
        let isLazy = take("?")
        if at < scalars.count, "*+?{".unicodeScalars.contains(scalars[at]) { throw refuse("a repeated repetition") }
        guard least <= 1_000, (most ?? 0) <= 1_000, most.map({ $0 >= least }) ?? true else {
            throw refuse("a count beyond 1,000 or the wrong way round")
        }
        return .repeated(node, least: least, most: most, isLazy: isLazy)
    }

    /// `{n}`, `{n,}` or `{n,m}`; leaves the place at the closing brace.
    private mutating func bounds() -> (Int, Int?)? {
        guard let close = scalars[at...].firstIndex(of: "}") else { return nil }
        let inner = SplinkPattern.string(scalars[(at + 1)..<close])
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, let least = Int(parts[0]), least >= 0 else { return nil }
        at = close
        if parts.count == 1 { return (least, least) }
        if parts[1].isEmpty { return (least, nil) }
        return Int(parts[1]).map { (least, $0) }
    }

    private mutating func atom() throws(Fault) -> Node {
        let scalar = scalars[at]
        at += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .one(.init(ranges: [0x0A...0x0A], isNegative: true))
        case "(":
            var group: Int?
            if at < scalars.count, scalars[at] == "?" {
                guard at + 1 < scalars.count, scalars[at + 1] == ":" else { throw refuse("a flag or look-around") }
                at += 2
            } else {
                groupCount += 1
                group = groupCount
            }
            let inner = try alternatives()
            guard take(")") else { throw refuse("a bracket that is never closed") }
            return group.map { .group($0, inner) } ?? inner
        case "[": return .one(try bracket())
        case "\\": return try escape()
        case "*", "+", "?", "{", "}", "]", ")": throw refuse("a stray `\(scalar)`")
        default: return .one(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func escape() throws(Fault) -> Node {
        if at < scalars.count, scalars[at] == "b" || scalars[at] == "B" {
            at += 1
            return .wordEdge(scalars[at - 1] == "b")
        }
        return .one(try escapedClass())
    }

    private mutating func escapedClass() throws(Fault) -> SplinkPattern.Class {
        guard at < scalars.count else { throw refuse("a `\\` at the end") }
        let scalar = scalars[at]
        at += 1
        switch scalar {
        case "d", "D": return .init(ranges: Self.digits, isNegative: scalar == "D")
        case "w", "W": return .init(ranges: Self.words, isNegative: scalar == "W")
        case "s", "S": return .init(ranges: Self.spaces, isNegative: scalar == "S")
        case "t": return .init(ranges: [9...9])
        case "n": return .init(ranges: [10...10])
        case "r": return .init(ranges: [13...13])
        default:
            guard Self.marks.contains(scalar) else { throw refuse("`\\\(scalar)`") }
            return .init(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func bracket() throws(Fault) -> SplinkPattern.Class {
        var set = SplinkPattern.Class(ranges: [], isNegative: take("^"))
        var isFirst = true
        while at < scalars.count, isFirst || scalars[at] != "]" {
            isFirst = false
            let low = try member(&set)
            guard let low else { continue }
            guard at + 1 < scalars.count, scalars[at] == "-", scalars[at + 1] != "]" else {
                set.ranges.append(low...low)
                continue
            }
            at += 1
            guard let high = try member(&set), high >= low else { throw refuse("a range the wrong way round") }
            set.ranges.append(low...high)
        }
        guard take("]") else { throw refuse("a `[` that is never closed") }
        return set
    }

    /// One scalar of a class, or `nil` when it was a class of its own, which is added.
    private mutating func member(_ set: inout SplinkPattern.Class) throws(Fault) -> UInt32? {
        let scalar = scalars[at]
        at += 1
        if scalar == "[", at < scalars.count, scalars[at] == ":" { throw refuse("a named class") }
        guard scalar == "\\" else { return scalar.value }
        let inner = try escapedClass()
        if !inner.isNegative, inner.ranges.count == 1, inner.ranges[0].count == 1 { return inner.ranges[0].lowerBound }
        guard !inner.isNegative else { throw refuse("a negative class within a class") }
        set.ranges += inner.ranges
        return nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard at < scalars.count, scalars[at] == scalar else { return false }
        at += 1
        return true
    }

    // MARK: - Writing

    private mutating func write(_ node: Node) throws(Fault) {
        guard steps.count < Self.stepsMax else { throw refuse("more than \(Self.stepsMax) steps") }
        switch node {
        case .empty: break
        case .one(let set): steps.append(.one(set))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        case .wordEdge(let wanted): steps.append(.wordEdge(wanted))
        case .row(let parts): for part in parts { try write(part) }
        case .group(let number, let inner):
            steps.append(.save(2 * number))
            try write(inner)
            steps.append(.save(2 * number + 1))
        case .either(let parts):
            var ends: [Int] = []
            for part in parts.dropLast() {
                let split = steps.count
                steps.append(.match)
                try write(part)
                ends.append(steps.count)
                steps.append(.match)
                steps[split] = .split(split + 1, steps.count)
            }
            if let last = parts.last { try write(last) }
            for end in ends { steps[end] = .jump(steps.count) }
        case .repeated(let inner, let least, let most, let isLazy):
            for _ in 0..<least { try write(inner) }
            if let most {
                try writeOptional(inner, count: most - least, isLazy: isLazy)
            } else {
                let split = steps.count
                steps.append(.match)
                try write(inner)
                steps.append(.jump(split))
                steps[split] = isLazy ? .split(steps.count, split + 1) : .split(split + 1, steps.count)
            }
        }
    }

    private mutating func writeOptional(_ inner: Node, count: Int, isLazy: Bool) throws(Fault) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(steps.count)
            steps.append(.match)
            try write(inner)
        }
        for split in splits {
            steps[split] = isLazy ? .split(steps.count, split + 1) : .split(split + 1, steps.count)
        }
    }
}
