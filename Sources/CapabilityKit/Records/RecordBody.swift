import Vocabulary

/// What a record says, as it is stored: `[["surname","O'KAFOR"],["birthDate","14/03/1991","1991-03-14"]]`.
///
/// One JSON array for each thing said: the attribute, the source's own words, the standard form when it differs (`null`
/// when there is none but a basis follows), and the basis when it is not a fact. A column of the source that the
/// mapping gives no attribute is kept under its own name with `@` before it: `["@NOTE","limps"]`. JSON, so that anybody
/// can read it in either database without Reeve.
package enum RecordBody {
    /// What one body holds.
    package struct Content: Hashable, Sendable {
        package var facts: [Fact] = []
        package var otherColumns: [SourceColumn] = []
    }

    /// Reads a body; anything but the form above is refused as `records.unreadable`.
    package static func content(of text: String) throws -> Content {
        var text = text
        return try text.withUTF8 { bytes in
            var reader = BodyReader(bytes)
            return try reader.content()
        }
    }

    /// The facts of a body, without the source's other columns.
    package static func facts(in text: String) throws -> [Fact] { try content(of: text).facts }
}

/// Reads the one form that bodies have; it is not a JSON reader for strangers' files.
private struct BodyReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var place = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func content() throws -> RecordBody.Content {
        var content = RecordBody.Content()
        try expect("[")
        if take("]") { return content }
        repeat {
            try expect("[")
            let name = try string()
            try expect(",")
            let raw = try string()
            var standard: String?
            var basis = Fact.Basis.fact
            if take(",") {
                if take("n") { place += 3 } else { standard = try string() }
                if take(",") {
                    guard let known = Fact.Basis(rawValue: try string()) else { throw broken("an unknown basis") }
                    basis = known
                }
            }
            try expect("]")
            if let attribute = Attribute(rawValue: name) {
                content.facts.append(Fact(attribute, raw: raw, standard: standard, basis: basis))
            } else {
                content.otherColumns.append(
                    SourceColumn(name.hasPrefix("@") ? String(name.dropFirst()) : name, raw: raw)
                )
            }
        } while take(",")
        try expect("]")
        guard place == bytes.count else { throw broken("something follows its end") }
        return content
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        guard take(character) else { throw broken("`\(character)` is missing at byte \(place)") }
    }

    private mutating func string() throws -> String {
        try expect("\"")
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") { place += 1 }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            defer { place += 1 }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        var unescaped = Array(bytes[start..<place])
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if take("\\") {
                try unescape(into: &unescaped)
            } else {
                unescaped.append(bytes[place])
                place += 1
            }
        }
        try expect("\"")
        return String(decoding: unescaped, as: UTF8.self)
    }

    private mutating func unescape(into out: inout [UInt8]) throws {
        guard place < bytes.count else { throw broken("it ends in mid-escape") }
        let letter = bytes[place]
        place += 1
        switch letter {
        case UInt8(ascii: "n"): out.append(0x0a)
        case UInt8(ascii: "r"): out.append(0x0d)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count,
                let scalar = UInt8(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
            else { throw broken("an escape that bodies do not use") }
            place += 4
            out.append(scalar)
        default: out.append(letter)
        }
    }

    private func broken(_ words: String) -> Fault {
        Fault(.recordUnreadable, "a stored record cannot be read: \(words)", help: "restore the records from a backup")
    }
}
