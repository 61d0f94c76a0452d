import Vocabulary

/// Reads JSON Lines: one object a line, nested objects and arrays followed as the shape says.
///
/// A line that is not a JSON object is a row with a problem; the next line is read as if nothing had happened. `null`
/// is the same as a name left out; an array of plain values in one column is its values with a space between.
final class JSONLinesReader: RowReader {
    private let buffer: RowBuffer
    private let shape: TreeShape
    private var rows = TreeRows()
    private var base: UnsafePointer<UInt8>
    private var line = 0

    var extraNames: [String] { shape.extraNames }
    var consumed: UInt64 { buffer.source.consumed }

    init(_ source: any ByteSource, name: String, shape: TreeShape, buffer size: Int = 1 << 18) {
        buffer = RowBuffer(source, name: name, size: size)
        base = UnsafePointer(buffer.bytes)
        self.shape = shape
    }

    func next() throws -> Row? {
        while true {
            if let row = rows.nextRow(base, shape: shape) { return row }
            guard let found = try findLine(), let bytes = found.baseAddress else { return nil }
            line += 1
            rows.removeAll()
            base = UnsafePointer(bytes)
            var scanner = JSONScanner(bytes, count: found.count)
            if scanner.peek() == 0, scanner.at == found.count { continue }
            do {
                guard scanner.peek() == UInt8(ascii: "{") else {
                    _ = try JSONValue(parsing: Array(UnsafeBufferPointer(start: base, count: found.count)))
                    return problem(.notAnObject)
                }
                let frame = rows.begin(0, in: shape, parent: nil, line: line)
                try value(&scanner, node: 0, frame: frame, depth: 0)
                try scanner.finish()
            } catch let trouble as JSONScanner.Trouble {
                rows.removeAll()
                return problem(.notJSON(column: trouble.at + 1, words: trouble.words))
            }
            if hasNUL {
                rows.removeAll()
                return problem(.nulByte)
            }
        }
    }

    private func problem(_ problem: RowProblem) -> Row {
        Row(base: base, spans: UnsafePointer(nothing.pointer), count: 0, line: line, problem: problem)
    }

    private let nothing = UnsafeScratch<Span>()
    private var hasNUL = false

    /// The next line without its line break; its bytes may be changed in place.
    private func findLine() throws -> UnsafeMutableBufferPointer<UInt8>? {
        var searched = 0
        hasNUL = false
        while true {
            let start = buffer.start
            let from = UnsafeMutableBufferPointer(start: buffer.bytes + start, count: buffer.end - start)
            if let feed = from.find(0x0a, from: searched) {
                try buffer.checkText(from: start, upTo: start + feed + 1, line: line + 1)
                buffer.start = start + feed + 1
                return UnsafeMutableBufferPointer(rebasing: from[..<feed])
            }
            if buffer.atEnd {
                try buffer.checkText(from: start, upTo: buffer.end, line: line + 1)
                guard from.count > 0 else { return nil }
                buffer.start = buffer.end
                return from
            }
            searched = from.count
            try buffer.fill(line: line + 1)
        }
    }

    /// Reads one value into the row under way.
    private func value(_ scanner: inout JSONScanner, node: Int, frame: Int, depth: Int) throws {
        guard depth < JSONScanner.depthMax else { throw scanner.trouble("nested too deep") }
        switch scanner.peek() {
        case UInt8(ascii: "{"):
            scanner.at += 1
            try object(&scanner, node: node, frame: frame, depth: depth)
        case UInt8(ascii: "["):
            scanner.at += 1
            try array(&scanner, node: node, frame: frame, depth: depth)
        default:
            let span = try scalar(&scanner)
            rows.put(span, node: node, frame: frame, shape: shape)
        }
    }

    private func scalar(_ scanner: inout JSONScanner) throws -> Span {
        switch scanner.peek() {
        case UInt8(ascii: "\""):
            let span = try scanner.string()
            for index in Int(span.start)..<Int(span.start + span.count) where scanner.bytes[index] == 0 {
                hasNUL = true
            }
            return span
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return try scanner.word()
        case UInt8(ascii: "n"):
            _ = try scanner.word()
            return .empty
        default: return try scanner.number()
        }
    }

    private func object(_ scanner: inout JSONScanner, node: Int, frame: Int, depth: Int) throws {
        if scanner.take(UInt8(ascii: "}")) { return }
        let object = shape.beginObject()
        repeat {
            _ = scanner.peek()
            let name = try scanner.string()
            let text = UnsafeBufferPointer(
                start: UnsafePointer(scanner.bytes) + Int(name.start),
                count: Int(name.count)
            )
            try scanner.expect(UInt8(ascii: ":"), "a colon is missing")
            guard let child = shape.child(of: node, named: text) else {
                throw scanner.trouble("the file has more than \(TreeShape.nodesMax) different names")
            }
            guard shape.note(child, in: object) else {
                throw scanner.trouble("the name `\(String(decoding: text, as: UTF8.self))` is given twice")
            }
            let level = shape.nodes[child].level
            if level >= 0, scanner.peek() != UInt8(ascii: "["), scanner.peek() != UInt8(ascii: "n") {
                let inner = rows.begin(level, in: shape, parent: frame, line: line)
                try value(&scanner, node: child, frame: inner, depth: depth + 1)
            } else {
                try value(&scanner, node: child, frame: frame, depth: depth + 1)
            }
        } while scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "}"), "a comma or closing brace is missing")
    }

    private func array(_ scanner: inout JSONScanner, node: Int, frame: Int, depth: Int) throws {
        if scanner.take(UInt8(ascii: "]")) { return }
        let level = shape.nodes[node].level
        var joined: Span?
        repeat {
            let next = scanner.peek()
            if level >= 0, depth > 0 {
                let inner = rows.begin(level, in: shape, parent: frame, line: line)
                try value(&scanner, node: node, frame: inner, depth: depth + 1)
            } else if next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
                try value(&scanner, node: node, frame: frame, depth: depth + 1)
            } else {
                let span = try scalar(&scanner)
                joined = joined.map { join($0, span, scanner.bytes) } ?? span
            }
        } while scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"), "a comma or closing bracket is missing")
        if let joined { rows.put(joined, node: node, frame: frame, shape: shape) }
    }

    /// Puts a second value behind a first with a space between; what stood between was at least a comma.
    private func join(_ first: Span, _ second: Span, _ bytes: UnsafeMutablePointer<UInt8>) -> Span {
        guard first.count > 0 else { return second }
        guard second.count > 0 else { return first }
        let to = Int(first.start + first.count)
        bytes[to] = 0x20
        if to + 1 != Int(second.start) {
            (bytes + to + 1).update(from: bytes + Int(second.start), count: Int(second.count))
        }
        return Span(start: first.start, count: first.count + 1 + second.count)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// The index of the first such byte at or after `from`, eight bytes a step.
    func find(_ byte: UInt8, from: Int) -> Int? {
        guard let baseAddress else { return nil }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let wanted = ones &* UInt64(byte)
        var at = from
        while at &+ 8 <= count {
            let word = UnsafeRawPointer(baseAddress + at).loadUnaligned(as: UInt64.self) ^ wanted
            let hits = (word &- ones) & ~word & 0x8080_8080_8080_8080
            if hits != 0 { return at &+ (hits.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        while at < count {
            if baseAddress[at] == byte { return at }
            at &+= 1
        }
        return nil
    }
}
