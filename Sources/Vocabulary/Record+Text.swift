// The text forms of what names a record: they appear in addresses, files, ledger entries and messages between nodes.

extension Source: CustomStringConvertible {
    /// Force and system: `13/niche`.
    package var description: String { "\(force)/\(system.percentEncoded)" }

    /// Reads `13/niche`; `nil` for anything else.
    package init?(_ text: String) {
        var segments = Segments(text)
        guard let force = segments.next().flatMap({ ForceCode(String(Substring($0))) }),
            let system = segments.next().flatMap({ String(percentEncoded: $0) }), segments.isAtEnd
        else { return nil }
        self.init(force: force, system: system)
    }
}

extension RecordID: CustomStringConvertible {
    /// Source, kind and key: `13/niche/person/4471902`.
    ///
    /// The key is percent-encoded (RFC 3986, unreserved characters stay), so that any text a source uses as a key
    /// makes one segment of an address and comes back unchanged.
    package var description: String {
        var text = source.force.description
        text += "/"
        text += source.system.percentEncoded
        text += "/"
        text += kind.name
        text += "/"
        text += key.percentEncoded
        return text
    }

    /// Reads `13/niche/person/4471902`; `nil` for anything else.
    package init?(_ text: String) {
        var segments = Segments(text)
        guard let force = segments.next().flatMap({ ForceCode(String(Substring($0))) }),
            let system = segments.next().flatMap({ String(percentEncoded: $0) }),
            let kind = segments.next().flatMap({ RecordKind(name: String(Substring($0))) }),
            let key = segments.next().flatMap({ String(percentEncoded: $0) }), segments.isAtEnd
        else { return nil }
        self.init(source: Source(force: force, system: system), kind: kind, key: key)
    }
}

extension RecordID: Comparable {
    /// Orders by force, system, kind and key, so that every node lists alike.
    package static func < (a: Self, b: Self) -> Bool {
        if a.source.force != b.source.force { return a.source.force < b.source.force }
        if a.source.system != b.source.system { return a.source.system < b.source.system }
        return a.kind == b.kind ? a.key < b.key : a.kind.rawValue < b.kind.rawValue
    }
}

extension String {
    /// The text with every byte but letters, digits, `-`, `_`, `~` and `.` written as `%41`.
    ///
    /// A text of dots alone has them encoded too, because `..` is not a name in an address.
    var percentEncoded: String {
        let onlyDots = utf8.allSatisfy { $0 == UInt8(ascii: ".") }
        if !onlyDots, utf8.allSatisfy(\.isUnreserved) { return self }
        let hex: StaticString = "0123456789ABCDEF"
        return String(ascii: utf8.count * 3) { out in
            for byte in utf8 {
                if byte.isUnreserved, !onlyDots {
                    out.put(byte)
                } else {
                    out.put(UInt8(ascii: "%"))
                    out.put(hex.utf8Start[Int(byte >> 4)])
                    out.put(hex.utf8Start[Int(byte & 15)])
                }
            }
        }
    }

    /// The text of a percent-encoded segment; `nil` for a broken escape, a character that has to be encoded, or bytes
    /// that are not UTF-8.
    init?(percentEncoded segment: Substring.UTF8View) {
        if segment.allSatisfy(\.isUnreserved) {
            self.init(Substring(segment))
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segment.count)
        var iterator = segment.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next()?.hexValue, let low = iterator.next()?.hexValue else { return nil }
                bytes.append(high << 4 | low)
            } else {
                guard byte.isUnreserved else { return nil }
                bytes.append(byte)
            }
        }
        self.init(validating: bytes, as: UTF8.self)
    }
}

/// The parts of a name between its slashes, one after the other.
private struct Segments {
    private var rest: Substring.UTF8View?

    init(_ text: String) { rest = Substring(text).utf8 }

    /// Whether the last part has been taken.
    var isAtEnd: Bool { rest == nil }

    mutating func next() -> Substring.UTF8View? {
        guard let rest else { return nil }
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
            self.rest = nil
            return rest
        }
        self.rest = rest[rest.index(after: slash)...]
        return rest[..<slash]
    }
}

extension UInt8 {
    fileprivate var isUnreserved: Bool {
        isDigit || upper.isUpper || self == 0x2D || self == 0x2E || self == 0x5F || self == 0x7E
    }

    fileprivate var hexValue: UInt8? {
        if isDigit { return self - 48 }
        let letter = upper
        return (65...70).contains(letter) ? letter - 55 : nil
    }
}
