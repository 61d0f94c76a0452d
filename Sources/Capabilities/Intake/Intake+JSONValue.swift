import Vocabulary

/// A JSON document as a tree, members in the order written: for mapping files, manifests and stored bodies.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's own text.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    struct Member: Hashable, Sendable {
        var name: String
        var value: JSONValue
    }

    /// Reads one document strictly (RFC 8259); a name given twice in one object is refused.
    init(parsing bytes: [UInt8]) throws(JSONScanner.Trouble) {
        var validator = UTF8Validator()
        var sawNUL = false
        let bad = bytes.withUnsafeBytes { validator.firstBad(in: $0, sawNUL: &sawNUL) }
        if let bad { throw JSONScanner.Trouble(at: bad, words: "these bytes are not UTF-8") }
        guard !validator.isInside else {
            throw JSONScanner.Trouble(at: bytes.count, words: "the text ends inside a character")
        }
        var copy = bytes
        let result = copy.withUnsafeMutableBufferPointer { buffer -> Result<JSONValue, JSONScanner.Trouble> in
            guard let base = buffer.baseAddress else { return .failure(.init(at: 0, words: "there is nothing here")) }
            var scanner = JSONScanner(base, count: buffer.count)
            do {
                let value = try Self.value(&scanner, depth: 0)
                try scanner.finish()
                return .success(value)
            } catch let trouble as JSONScanner.Trouble {
                return .failure(trouble)
            } catch {
                return .failure(scanner.trouble("\(error)"))
            }
        }
        self = try result.get()
    }

    private static func value(_ scanner: inout JSONScanner, depth: Int) throws -> JSONValue {
        guard depth < JSONScanner.depthMax else { throw scanner.trouble("nested too deep") }
        let bytes = scanner.bytes
        let text = { (span: Span) in
            String(
                decoding: UnsafeBufferPointer(start: bytes + Int(span.start), count: Int(span.count)),
                as: UTF8.self
            )
        }
        switch scanner.peek() {
        case UInt8(ascii: "{"):
            scanner.at += 1
            var members: [Member] = []
            var names: Set<String> = []
            if scanner.take(UInt8(ascii: "}")) { return .object([]) }
            repeat {
                _ = scanner.peek()
                let name = text(try scanner.string())
                guard names.insert(name).inserted else { throw scanner.trouble("the name `\(name)` is given twice") }
                try scanner.expect(UInt8(ascii: ":"), "a colon is missing")
                members.append(Member(name: name, value: try value(&scanner, depth: depth + 1)))
            } while scanner.take(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "}"), "a comma or closing brace is missing")
            return .object(members)
        case UInt8(ascii: "["):
            scanner.at += 1
            var items: [JSONValue] = []
            if scanner.take(UInt8(ascii: "]")) { return .array([]) }
            repeat { items.append(try value(&scanner, depth: depth + 1)) } while scanner.take(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "]"), "a comma or closing bracket is missing")
            return .array(items)
        case UInt8(ascii: "\""): return .string(text(try scanner.string()))
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            switch text(try scanner.word()) {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: return .null
            }
        default: return .number(text(try scanner.number()))
        }
    }
}
