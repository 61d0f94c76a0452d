/// Base 64 for addresses and tokens (RFC 4648 section 5, RFC 7515 section 2), without padding and strict.
package enum Base64URL {
    /// The text for some bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        Base64.encode(bytes).replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
    }

    /// The bytes of a text, or `nil` unless it is exactly what ``encode(_:)`` would have written.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard !text.utf8.contains(where: { $0 == 0x2B || $0 == 0x2F || $0 == 0x3D }) else { return nil }
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        return Base64.decode(standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
