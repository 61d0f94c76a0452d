/// A fragment of HTML that cannot carry an unescaped name.
///
/// Interpolated text is escaped, interpolated ``HTML`` is not, so a page is safe whatever a record holds:
///
///     let row: HTML = "<td>\(officer.name)</td>"
///
/// Attribute values must stand in double quotes. Inside `href`, `src` and `action` only an ``Address``, or text that
/// stays on this node, is let through: anything else (`javascript:…`, another host) becomes `#`.
///
/// Stored as UTF-8 because that is what leaves the node; a page is built by appending bytes.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The fragment as UTF-8.
    package var bytes: [UInt8]

    /// The fragment as a string.
    package var source: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is nothing here.
    package var isEmpty: Bool { bytes.isEmpty }

    /// Creates an empty fragment, to append to.
    package init() { bytes = [] }

    /// Creates a fragment from markup written in the program.
    package init(stringLiteral value: String) { bytes = Array(value.utf8) }

    /// Creates a fragment from an interpolated literal.
    package init(stringInterpolation interpolation: StringInterpolation) { bytes = interpolation.bytes }

    /// Creates a fragment that shows `text` as it stands.
    package init(text: some StringProtocol) {
        bytes = []
        Self.escape(text, into: &bytes)
    }

    /// Appends a fragment.
    package mutating func append(_ html: HTML) { bytes += html.bytes }

    /// Two fragments, one after the other.
    package static func + (a: HTML, b: HTML) -> HTML {
        var both = a
        both.append(b)
        return both
    }
}

extension HTML: CustomStringConvertible {
    package var description: String { source }
}

extension HTML {
    /// Collects the parts of an interpolated literal, escaping all that is not already HTML.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        /// Reserves room for the literal parts and a guess for the rest.
        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        /// Appends markup written in the program.
        package mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }

        /// Appends a fragment as it is.
        package mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        /// Appends a fragment if there is one.
        package mutating func appendInterpolation(_ html: HTML?) { if let html { bytes += html.bytes } }

        /// Appends fragments one after another.
        package mutating func appendInterpolation(_ fragments: [HTML]) {
            for fragment in fragments { bytes += fragment.bytes }
        }

        /// Appends an address of this node.
        package mutating func appendInterpolation(_ address: Address) { HTML.escape(address.text, into: &bytes) }

        /// Appends a whole number.
        package mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

        /// Appends text, escaped; in an attribute that is followed or fetched, only if it stays on this node.
        package mutating func appendInterpolation(_ text: some StringProtocol) {
            if HTML.opensAnAddress(bytes), !HTML.staysHere(text) {
                bytes.append(UInt8(ascii: "#"))
            } else {
                HTML.escape(text, into: &bytes)
            }
        }

        /// Appends a value's description as text.
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            appendInterpolation(value.description)
        }
    }
}

extension HTML {
    /// Appends `text` with the five characters that mean something in HTML written as references.
    ///
    /// Runs of ordinary bytes are copied whole: O(bytes). A NUL, which HTML forbids, becomes U+FFFD.
    static func escape(_ text: some StringProtocol, into bytes: inout [UInt8]) {
        var text = String(text)
        text.withUTF8 { buffer in
            var start = 0
            for index in buffer.indices {
                guard let reference = reference(for: buffer[index]) else { continue }
                bytes.append(contentsOf: buffer[start..<index])
                bytes.append(contentsOf: reference.utf8)
                start = index + 1
            }
            bytes.append(contentsOf: buffer[start...])
        }
    }

    private static func reference(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0: "\u{FFFD}"
        default: nil
        }
    }

    private static let followed = ["href=\"", "src=\"", "action=\""].map { Array($0.utf8) }

    /// Whether what comes next is the start of an attribute that a browser follows or fetches.
    private static func opensAnAddress(_ bytes: [UInt8]) -> Bool {
        guard bytes.last == UInt8(ascii: "\"") else { return false }
        return followed.contains { bytes.count >= $0.count && bytes.suffix($0.count).elementsEqual($0) }
    }

    /// Whether text used as an address is a path, a query or a fragment of this node.
    private static func staysHere(_ text: some StringProtocol) -> Bool {
        var rest = text.utf8.makeIterator()
        switch rest.next() {
        case UInt8(ascii: "#"), UInt8(ascii: "?"), nil: return true
        case UInt8(ascii: "/"):
            let second = rest.next()
            return second != UInt8(ascii: "/") && second != UInt8(ascii: "\\")
        default: return false
        }
    }
}

extension Sequence<HTML> {
    /// The fragments one after another, with `separator` between.
    package func joined(separator: HTML = "") -> HTML {
        var all = HTML()
        for (index, fragment) in enumerated() {
            if index > 0 { all.append(separator) }
            all.append(fragment)
        }
        return all
    }
}
