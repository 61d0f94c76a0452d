/// An address on this node: a path, a query and a fragment, percent-encoded.
///
/// It can only be built from parts, so it always starts with one `/` and never leaves the node:
///
///     Address("person", "13/niche/person/4471902").with("q", "okafor leeds").at("links")
///     // /person/13%2Fniche%2Fperson%2F4471902?q=okafor%20leeds#links
package struct Address: Sendable, Hashable, CustomStringConvertible {
    /// The address as it stands in a link.
    package var text: String { path + query + fragment }

    package var description: String { text }

    private var path: String
    private var query = ""
    private var fragment = ""

    /// The front page.
    package static let home = Address()

    /// Creates an address from path parts.
    ///
    /// A `/` within a part is encoded; the parts `.` and `..` become `_`.
    package init(_ parts: String...) { self.init(parts: parts) }

    /// Creates an address from path parts.
    package init(parts: [String]) {
        path = parts.isEmpty ? "/" : ""
        for part in parts {
            path += "/" + (part == "." || part == ".." ? "_" : Self.encode(part))
        }
    }

    /// The address one level further down.
    package func appending(_ part: String) -> Address {
        var longer = self
        let last = Address(part).path
        longer.path = path == "/" ? last : path + last
        return longer
    }

    /// The address with one more thing asked; nothing is added when there is no value.
    package func with(_ name: String, _ value: String?) -> Address {
        guard let value else { return self }
        var longer = self
        longer.query += (query.isEmpty ? "?" : "&") + Self.encode(name) + "=" + Self.encode(value)
        return longer
    }

    /// The address of a part of the page.
    package func at(_ anchor: String) -> Address {
        var longer = self
        longer.fragment = "#" + Self.encode(anchor)
        return longer
    }

    /// A part of the page that is showing.
    package static func here(_ anchor: String) -> Address {
        var address = Address()
        address.path = ""
        return address.at(anchor)
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// Where the style sheet, the scripts and the font are served: `/a/<hash>/name`.
package struct AssetAddresses: Sendable {
    private let find: @Sendable (String) -> Address

    /// Creates a table of assets from a rule.
    package init(_ find: @escaping @Sendable (String) -> Address) { self.find = find }

    /// The address of one asset, by its name: `reeve.css`.
    package subscript(name: String) -> Address { find(name) }
}
