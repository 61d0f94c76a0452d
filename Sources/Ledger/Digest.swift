import Crypto

/// A SHA-256 hash: 32 bytes, held by value.
///
/// The only door to hashing for the rest of the node. Hashing speed is the speed of the library beneath, plus one
/// small allocation.
package struct Digest: Hashable, Sendable {
    /// The number of bytes in a digest.
    package static let byteCount = 32

    // The 32 bytes in memory order.
    private let a: UInt64
    private let b: UInt64
    private let c: UInt64
    private let d: UInt64

    /// Takes exactly 32 bytes; `nil` for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = Array(bytes).withUnsafeBytes { Self(loading: $0) }
    }

    /// Takes the first 32 bytes of a buffer that is known to have them.
    init(loading bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count >= Self.byteCount, "a digest is 32 bytes")
        a = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        b = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        c = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        d = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// Calls `body` with the 32 bytes.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: (a, b, c, d)) { try body($0) }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// The bytes in standard base 64 (44 characters).
    package var base64: String { Base64.encode(bytes) }
}

extension Digest: CustomStringConvertible {
    /// The bytes in lower-case hexadecimal (64 characters).
    package var description: String { Hex.encode(bytes) }
}

// MARK: - Hashing

extension Digest {
    /// The SHA-256 of a buffer.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { Digest(loading: $0) }
    }

    /// The SHA-256 of some bytes.
    package static func sha256(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { sha256($0) }
    }

    /// The SHA-256 of a text in UTF-8.
    package static func sha256(_ text: String) -> Digest {
        var text = text
        return text.withUTF8 { sha256(UnsafeRawBufferPointer($0)) }
    }

    /// The first 16 bytes of the SHA-256, big-endian: enough to name a thing, too little to vouch for it.
    package static func sha256Prefix128(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        let digest = sha256(bytes)
        return UInt128(digest.a.bigEndian) << 64 | UInt128(digest.b.bigEndian)
    }

    /// The first 16 bytes of the SHA-256, big-endian.
    package static func sha256Prefix128(_ bytes: [UInt8]) -> UInt128 {
        bytes.withUnsafeBytes { sha256Prefix128($0) }
    }

    /// A SHA-256 over bytes that arrive in pieces.
    package struct Stream {
        private var hasher = SHA256()

        package init() {}

        /// Adds the next bytes.
        package mutating func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

        /// Adds the next bytes.
        package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

        /// The digest of everything added so far.
        package func finish() -> Digest { hasher.finalize().withUnsafeBytes { Digest(loading: $0) } }
    }
}
