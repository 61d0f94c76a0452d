import Vocabulary

/// A regular expression of the small kind that data models use, matched in linear time.
///
/// Understood: literals, `.`, classes (`[a-z]`, `[^…]`), `\d \D \w \W \s \S \b \B`, escaped marks, `\t \n \r`, `^ $`,
/// groups (`(…)`, `(?:…)`), `|`, and `* + ? {n} {n,} {n,m}`, each also lazy. Refused: flags, look-around,
/// back-references, `\p{…}`, `[[:alpha:]]`. As in RE2, `\d \w \s \b` are of ASCII, `.` is no line break, and of several
/// matches the first by the order of the alternatives counts. A machine of threads (Thompson, Pike) runs it, so that no
/// text and no pattern can make it slow.
struct SplinkPattern: Hashable, Sendable {
    /// Scalars in inclusive ranges, or all others.
    struct Class: Hashable, Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegative = false

        func contains(_ scalar: UInt32) -> Bool {
            for range in ranges where range.contains(scalar) { return !isNegative }
            return isNegative
        }
    }

    enum Step: Hashable, Sendable {
        case one(Class)
        case jump(Int)
        /// Tries the first, then the second.
        case split(Int, Int)
        case save(Int)
        case start
        case end
        case wordEdge(Bool)
        case match
    }

    let steps: [Step]
    /// Groups without the whole match.
    let groupCount: Int

    /// Reads a pattern.
    ///
    /// - Throws: `Fault` naming what is beyond the kind understood.
    init(_ pattern: String) throws(Fault) {
        var compiler = SplinkPatternCompiler(pattern)
        self.steps = try compiler.program()
        self.groupCount = compiler.groupCount
    }

    private struct Thread {
        var step: Int
        var saved: [Int]
    }

    /// The first match at or after a place: start and end of the whole and of each group, or -1 where one took no part.
    func firstMatch(in text: [Unicode.Scalar], from: Int = 0) -> [Int]? {
        var seen = [Int](repeating: -1, count: steps.count)
        var current: [Thread] = []
        var next: [Thread] = []
        var found: [Int]?
        let blank = [Int](repeating: -1, count: 2 * (groupCount + 1))
        for at in from...text.count {
            if found == nil {
                follow(Thread(step: 0, saved: blank), at, text, &seen, &current)
            } else if current.isEmpty {
                break
            }
            next.removeAll(keepingCapacity: true)
            // Marks for the place after this one: `at + 1` differs from every mark set before.
            threads: for thread in current {
                switch steps[thread.step] {
                case .match:
                    found = thread.saved
                    break threads
                case .one(let set):
                    guard at < text.count, set.contains(text[at].value) else { continue }
                    follow(Thread(step: thread.step + 1, saved: thread.saved), at + 1, text, &seen, &next)
                default: continue
                }
            }
            swap(&current, &next)
        }
        return found
    }

    /// Adds a thread and all it leads to without reading a scalar, most wanted first.
    private func follow(
        _ thread: Thread,
        _ at: Int,
        _ text: [Unicode.Scalar],
        _ seen: inout [Int],
        _ list: inout [Thread]
    ) {
        var pending = [thread]
        while var thread = pending.popLast() {
            guard seen[thread.step] != at else { continue }
            seen[thread.step] = at
            switch steps[thread.step] {
            case .one, .match: list.append(thread)
            case .jump(let step):
                thread.step = step
                pending.append(thread)
            case .split(let first, let second):
                pending.append(Thread(step: second, saved: thread.saved))
                thread.step = first
                pending.append(thread)
            case .save(let slot):
                thread.saved[slot] = at
                thread.step += 1
                pending.append(thread)
            case .start where at == 0, .end where at == text.count:
                thread.step += 1
                pending.append(thread)
            case .wordEdge(let wanted):
                let before = at > 0 && Self.isWord(text[at - 1])
                let after = at < text.count && Self.isWord(text[at])
                guard (before != after) == wanted else { continue }
                thread.step += 1
                pending.append(thread)
            case .start, .end: continue
            }
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// The text of a group of the first match: empty when nothing matched, as `regexp_extract` has it.
    func extract(_ text: String, group: Int) -> String {
        let scalars = Array(text.unicodeScalars)
        guard let found = firstMatch(in: scalars), found[2 * group] >= 0 else { return "" }
        return Self.string(scalars[found[2 * group]..<found[2 * group + 1]])
    }

    /// The text with the first match, or every one, replaced; `\1` in the replacement is the first group.
    func replace(_ text: String, by replacement: [Unicode.Scalar], everywhere: Bool) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var at = 0
        var from = 0
        var lastEnd = -1
        while from <= scalars.count, let found = firstMatch(in: scalars, from: from) {
            result.append(contentsOf: scalars[at..<found[0]])
            at = found[0]
            if found[0] == found[1], found[0] == lastEnd {
                // An empty match right behind the last one does not count.
                guard at < scalars.count else { break }
                result.append(scalars[at])
                at += 1
                from = at
                continue
            }
            append(replacement, scalars, found, &result)
            at = found[1]
            lastEnd = at
            from = at
            if !everywhere { break }
        }
        result.append(contentsOf: scalars[min(at, scalars.count)...])
        return String(result)
    }

    private func append(
        _ replacement: [Unicode.Scalar],
        _ text: [Unicode.Scalar],
        _ found: [Int],
        _ result: inout String.UnicodeScalarView
    ) {
        var index = 0
        while index < replacement.count {
            let scalar = replacement[index]
            index += 1
            guard scalar == "\\", index < replacement.count else {
                result.append(scalar)
                continue
            }
            let escaped = replacement[index]
            index += 1
            guard ("0"..."9").contains(escaped) else {
                result.append(escaped)
                continue
            }
            let group = Int(escaped.value - 0x30)
            if found[2 * group] >= 0 { result.append(contentsOf: text[found[2 * group]..<found[2 * group + 1]]) }
        }
    }

    static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
