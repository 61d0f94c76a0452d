import Vocabulary

/// One line of a message's header, as it was received or will be sent.
package struct HeaderField: Hashable, Sendable {
    /// The name, in any case.
    package var name: String
    /// The value, with whatever white space came with it.
    package var value: String

    /// A field of its name and value.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether this field has the name, given in lower case.
    func isNamed(_ lowercased: String) -> Bool {
        name.utf8.count == lowercased.utf8.count && name.lowercased() == lowercased
    }
}

extension [HeaderField] {
    /// The value of a field as it is signed, the name given in lower case; `nil` where there is no such field.
    ///
    /// White space around each line is left out, folded lines are joined by one space, lines of one name by a comma
    /// and a space (RFC 9421 section 2.1). Throws `federation.message_malformed` for what is not printable ASCII.
    package func canonicalValue(of name: String) throws -> String? {
        let values = try filter { $0.isNamed(name) }.map { try Self.canonical($0.value, of: name) }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The value of a field that must be there exactly once, the name given in lower case.
    ///
    /// Two lines of one name are refused even where they could be joined: what decides must stand in one place.
    package func onlyValue(of name: String) throws -> String {
        let lines = filter { $0.isNamed(name) }
        guard let line = lines.first else {
            throw Fault(.messageMalformed, "the message has no field `\(name)`")
        }
        guard lines.count == 1 else {
            throw Fault(.messageMalformed, "the message has the field `\(name)` \(lines.count) times")
        }
        return try Self.canonical(line.value, of: name)
    }

    private static func canonical(_ value: String, of name: String) throws -> String {
        var out: [UInt8] = []
        var bytes = value.utf8.makeIterator()
        var next = bytes.next()
        while let byte = next {
            next = bytes.next()
            if byte == 0x0D, next == 0x0A {
                next = bytes.next()
                guard next == 0x20 || next == 0x09 else { throw malformed(name) }
                while next == 0x20 || next == 0x09 { next = bytes.next() }
                while let last = out.last, last == 0x20 || last == 0x09 { out.removeLast() }
                out.append(0x20)
                continue
            }
            guard byte == 0x09 || (0x20...0x7E).contains(byte) else { throw malformed(name) }
            out.append(byte)
        }
        let start = out.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? out.endIndex
        let end = out.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
        return String(decoding: out[start..<end], as: UTF8.self)
    }

    private static func malformed(_ name: String) -> Fault {
        Fault(.messageMalformed, "the field `\(name)` holds something other than printable ASCII")
    }
}
