import Ledger
import Vocabulary

/// The digests that name records and tell versions apart, as a parameter: SHA-256 is the ledger's to compute.
struct RecordHash: Sendable {
    /// The first 128 bits of the SHA-256 of some bytes, the first byte highest.
    var prefix128: @Sendable (UnsafeRawBufferPointer) -> UInt128

    /// Begins a digest of a whole file.
    var stream: @Sendable () -> any FileDigest

    init(
        prefix128: @escaping @Sendable (UnsafeRawBufferPointer) -> UInt128,
        stream: @escaping @Sendable () -> any FileDigest
    ) {
        self.prefix128 = prefix128
        self.stream = stream
    }

    /// The digest of some bytes, in hexadecimal.
    func hex(_ bytes: [UInt8]) -> String {
        var digest = stream()
        bytes.withUnsafeBytes { digest.update($0) }
        return digest.hexadecimal()
    }

    /// The id of a record by its name, `13/niche/person/4471902`: the first 63 bits; never 0.
    @inline(__always)
    func id(_ name: UnsafeRawBufferPointer) -> Int64 {
        let id = Int64(truncatingIfNeeded: prefix128(name) >> 65)
        return id == 0 ? 1 : id
    }

    /// The id of a record.
    func id(_ record: RecordID) -> Int64 {
        var name = record.description
        return name.withUTF8 { id(UnsafeRawBufferPointer($0)) }
    }
}

/// A SHA-256 taken a piece at a time.
protocol FileDigest {
    /// Takes in more bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer)

    /// The digest of everything taken in, as 64 hexadecimal digits.
    func hexadecimal() -> String
}

extension RecordHash {
    /// SHA-256, as the ledger computes it.
    static let sha256 = RecordHash(
        prefix128: { Digest.sha256Prefix128($0) },
        stream: { SHA256FileDigest() }
    )
}

private struct SHA256FileDigest: FileDigest {
    private var stream = Digest.Stream()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { stream.update(bytes) }

    func hexadecimal() -> String { stream.finish().description }
}
