/// An e-mail address: `a.example@police.example`.
///
/// The domain is folded to lower case. The part before the @ is kept as given, because only its own domain may say
/// that case does not matter; compare ``folded`` to find the same address in other writing.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The canonical form: the local part as given, the domain in lower case.
    package let description: String
    private let localLength: Int

    /// Reads an address with white space, `<…>` or `mailto:` around it; `nil` for what is none.
    ///
    /// The domain needs a dot, labels of letters, digits and hyphens (or characters outside ASCII) of at most 63
    /// bytes and at most 253 together. The local part is at most 64 bytes without spaces, quotes, brackets, commas,
    /// semicolons and control characters: quoted local parts are not read.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= 400 else { return nil }
        var end = bytes.endIndex
        var start = bytes.firstIndex { !Self.isAround($0) } ?? end
        while end > start, Self.isAround(bytes[bytes.index(before: end)]) { end = bytes.index(before: end) }
        if bytes[start..<end].prefix(7).elementsEqual("mailto:".utf8, by: { $0 | 0x20 == $1 | 0x20 }) {
            start = bytes.index(start, offsetBy: 7)
        }
        let address = bytes[start..<end]
        guard address.count <= 320, let at = address.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = address[..<at]
        let domain = address[address.index(after: at)...]
        guard (1...64).contains(local.count), local.allSatisfy(Self.isLocal), Self.isDomain(domain) else { return nil }
        localLength = local.count
        if address.allSatisfy({ $0 < 0x80 }) {
            description = String(ascii: address.count) { out in
                for byte in local { out.put(byte) }
                out.put(UInt8(ascii: "@"))
                for byte in domain { out.put(byte.upper.isUpper ? byte | 0x20 : byte) }
            }
        } else {
            guard let localText = String(local), let domainText = String(domain) else { return nil }
            description = localText + "@" + domainText.lowercased()
        }
    }

    /// The part before the @, as given.
    package var local: String { String(description.utf8.prefix(localLength)) ?? "" }

    /// The part after the @, in lower case.
    package var domain: String { String(description.utf8.dropFirst(localLength + 1)) ?? "" }

    /// The whole in lower case, for comparing.
    package var folded: String { description.lowercased() }

    /// Whether the domain is one that can never be anybody's: `.example`, `.test`, `.invalid`, `.localhost`, and the
    /// example domains of com, net and org (RFC 2606).
    package var isReserved: Bool {
        let labels = domain.split(separator: ".")
        guard let last = labels.last else { return false }
        if ["example", "test", "invalid", "localhost"].contains(last) { return true }
        return labels.count > 1 && labels[labels.count - 2] == "example" && ["com", "net", "org"].contains(last)
    }

    private static func isAround(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !"\"(),:;<>@[\\]".utf8.contains(byte)
    }

    private static func isDomain(_ domain: Substring.UTF8View) -> Bool {
        guard domain.count <= 253 else { return false }
        var label = 0
        var labels = 1
        var before: UInt8 = 0
        for byte in domain {
            switch byte {
            case UInt8(ascii: "."):
                guard label > 0, before != UInt8(ascii: "-") else { return false }
                label = 0
                labels += 1
            case UInt8(ascii: "-"):
                guard label > 0 else { return false }
                label += 1
            case let byte where byte.isDigit || byte.upper.isUpper || byte >= 0x80: label += 1
            default: return false
            }
            guard label <= 63 else { return false }
            before = byte
        }
        return labels > 1 && label > 0 && before != UInt8(ascii: "-")
    }
}
