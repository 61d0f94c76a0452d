import Vocabulary

/// An absolute web address in its one normal form, as both sides sign it.
///
/// Scheme and host in lower case, no user, no default port, no fragment, a path of at least `/`.
package struct TargetURI: Hashable, Sendable, CustomStringConvertible {
    /// `https`, or `http` on one machine.
    package let scheme: String
    /// Host, and port where it is not the scheme's own.
    package let authority: String
    /// From the first `/`, without the query.
    package let path: String
    /// What follows `?`; `nil` where there is none.
    package let query: String?

    /// The most bytes an address may have.
    package static let bytesMax = 2_048

    /// Throws `federation.message_malformed` unless the text is such an address and already in its normal form.
    package init(_ text: String) throws {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.malformed("it is over \(Self.bytesMax) bytes or not printable ASCII")
        }
        let scheme: String
        if text.hasPrefix("https://") {
            scheme = "https"
        } else if text.hasPrefix("http://") {
            scheme = "http"
        } else {
            throw Self.malformed("`\(text)` begins neither with `https://` nor with `http://`")
        }
        let rest = text.dropFirst(scheme.utf8.count + 3)
        guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else {
            throw Self.malformed("`\(text)` has no host or no path")
        }
        let authority = rest[..<slash]
        try Self.check(authority, defaultPort: scheme == "https" ? "443" : "80", in: text)
        let parts = rest[slash...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw Self.malformed("`\(text)` has a fragment") }
        self.scheme = scheme
        self.authority = String(authority)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : nil
    }

    /// The address as it is signed and sent.
    package var description: String { "\(scheme)://\(authority)\(path)\(query.map { "?" + $0 } ?? "")" }

    private static func check(_ authority: Substring, defaultPort: String, in text: String) throws {
        guard authority.utf8.allSatisfy({ !(0x41...0x5A).contains($0) && $0 != UInt8(ascii: "@") }) else {
            throw malformed("`\(text)` has a user, or a host that is not in lower case")
        }
        // The colons inside the brackets of an IPv6 address are none before a port.
        let closing = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[closing...].firstIndex(of: ":") else { return }
        let port = authority[authority.index(after: colon)...]
        guard colon > authority.startIndex, (1...5).contains(port.utf8.count), !port.hasPrefix("0"),
            port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), port != defaultPort
        else { throw malformed("`\(text)` has no host, no port after its colon, or the default one") }
    }

    private static func malformed(_ why: String) -> Fault {
        Fault(.messageMalformed, "the target address is not in its normal form: \(why)")
    }
}
