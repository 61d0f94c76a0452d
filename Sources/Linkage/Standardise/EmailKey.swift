/// The form by which two writings of one e-mail address are compared.
///
/// A key, not an address to write to: what stands behind a plus is a note of the owner's and is left out, and Google
/// takes a name with and without dots for one.
package enum EmailKey {
    /// The most bytes of an address that are read.
    static let bytesMax = 120

    /// Replaces `key` with the key of a text in any writing: lower case, without white space, brackets and `mailto:`.
    ///
    /// `false`, and an empty key, when there is no `@` with something on both sides. The key of a key is the key.
    @discardableResult
    package static func write(_ text: Span<UInt8>, into key: inout [UInt8]) -> Bool {
        key.removeAll(keepingCapacity: true)
        var plus: Int?
        var at: Int?
        for index in text.indices {
            let byte = text[index]
            guard byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") else { continue }
            if byte == UInt8(ascii: ":"), key == Array("mailto".utf8) {
                key.removeAll(keepingCapacity: true)
                plus = nil
                continue
            }
            if key.count == bytesMax { break }
            if byte == UInt8(ascii: "@"), at == nil { at = key.count }
            if byte == UInt8(ascii: "+"), at == nil, plus == nil, !key.isEmpty { plus = key.count }
            key.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        while let last = key.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ",") || last == UInt8(ascii: ";") {
            key.removeLast()
        }
        guard var at, at > 0, at + 1 < key.count else {
            key.removeAll(keepingCapacity: true)
            return false
        }
        if let plus {
            key.removeSubrange(plus..<at)
            at = plus
        }
        if key[(at + 1)...].elementsEqual("googlemail.com".utf8) {
            key.replaceSubrange((at + 1)..., with: "gmail.com".utf8)
        }
        if key[(at + 1)...].elementsEqual("gmail.com".utf8), key[..<at].contains(where: { $0 != UInt8(ascii: ".") }) {
            key = key[..<at].filter { $0 != UInt8(ascii: ".") } + key[at...]
        }
        return true
    }
}
