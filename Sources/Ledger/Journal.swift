/// The one file that is the truth about a log.
///
/// It begins with a header: `RVJRNL01`, eight random bytes, the origin's length (2 bytes), the origin, and a CRC-32 of
/// all that. Frames follow without gaps, one an entry; numbers are little-endian:
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 4 | `RVLE` |
/// | 4 | 4 | length of the whole frame |
/// | 8 | 8 | number of the entry |
/// | 16 | 8 | number of the first entry written in the same batch |
/// | 24 | 4 | number of entries in that batch |
/// | 28 | 2 | length of the leaf |
/// | 30 | 2 | 0 |
/// | 32 | 4 | length of the body |
/// | 36 | … | leaf |
/// | … | 4 | CRC-32 of everything before it in the frame, begun with the CRC of the header |
/// | … | 32 | salt |
/// | … | … | body |
///
/// A batch is written with one call and made durable before the next begins. So a damaged frame with nothing of a
/// later batch after it may be a write that a crash cut short, which nobody was told about; any other is damage.
/// Salt and body are outside the checksum because they may be erased; the leaf commits to them.
enum Journal {
    static let file = "journal"
    static let checkpointFile = "checkpoint"
    static let cosignedFile = "cosigned"
    static let magic: UInt32 = 0x454C_5652
    static let headerMagic = Array("RVJRNL01".utf8)
    static let frameHeaderBytes = 36
    static let saltBytes = 32
    static let bodyBytesMax = 1 << 20
    static let leafBytesMax = 256

    /// The bytes of a new journal's header.
    static func header(origin: String, nonce: [UInt8]) -> [UInt8] {
        precondition(nonce.count == 8, "a journal's nonce has 8 bytes")
        let name = Array(origin.utf8)
        var bytes = headerMagic + nonce
        bytes.append(littleEndian: UInt16(name.count))
        bytes += name
        bytes.append(littleEndian: CRC32.checksum(of: bytes))
        return bytes
    }

    /// The origin, length and checksum of the header that begins these bytes; `nil` when it is damaged.
    static func header(in bytes: [UInt8]) -> (origin: String, length: Int, checksum: UInt32)? {
        guard bytes.count >= 22, bytes.starts(with: headerMagic) else { return nil }
        let nameLength = Int(bytes.littleEndian(at: 16, as: UInt16.self))
        let length = 18 + nameLength + 4
        guard bytes.count >= length else { return nil }
        let checksum = CRC32.checksum(of: Array(bytes[..<(length - 4)]))
        guard bytes.littleEndian(at: length - 4, as: UInt32.self) == checksum,
            let origin = String(validating: bytes[18..<18 + nameLength], as: UTF8.self)
        else { return nil }
        return (origin, length, checksum)
    }
}

/// One entry as it lies in the journal.
struct JournalFrame: Sendable {
    /// Where in the journal it begins.
    var offset: UInt64
    var index: UInt64
    var batchStart: UInt64
    var batchCount: UInt32
    var leafBytes: [UInt8]
    var salt: [UInt8]
    var body: [UInt8]

    /// How many bytes it takes.
    var length: Int { Self.length(leaf: leafBytes.count, body: body.count) }
    /// The number of the entry after the batch.
    var batchEnd: UInt64 { batchStart + UInt64(batchCount) }
    /// Where the salt and the body lie, which is what erasure overwrites.
    var secretOffset: UInt64 { offset + UInt64(Journal.frameHeaderBytes + leafBytes.count + 4) }
    /// Whether salt and body have been overwritten with zeros.
    var isBlank: Bool { salt.allSatisfy { $0 == 0 } && body.allSatisfy { $0 == 0 } }
    /// What the leaf must commit to.
    var commitment: Digest { Self.commitment(salt: salt, body: body) }

    static func length(leaf: Int, body: Int) -> Int { Journal.frameHeaderBytes + leaf + 4 + Journal.saltBytes + body }

    static func commitment(salt: [UInt8], body: [UInt8]) -> Digest {
        var stream = Digest.Stream()
        stream.update(salt)
        stream.update(body)
        return stream.finish()
    }

    /// Adds the frame's bytes to a batch.
    func encode(into bytes: inout [UInt8], checksumSeed: UInt32) {
        let start = bytes.count
        bytes.append(littleEndian: Journal.magic)
        bytes.append(littleEndian: UInt32(length))
        bytes.append(littleEndian: index)
        bytes.append(littleEndian: batchStart)
        bytes.append(littleEndian: batchCount)
        bytes.append(littleEndian: UInt16(leafBytes.count))
        bytes.append(littleEndian: UInt16(0))
        bytes.append(littleEndian: UInt32(body.count))
        bytes += leafBytes
        let checksum = bytes.withUnsafeBytes {
            CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[start...]), seed: checksumSeed)
        }
        bytes.append(littleEndian: checksum)
        bytes += salt
        bytes += body
    }

    /// What the bytes at a place turn out to be.
    enum Decoding {
        case frame(JournalFrame)
        /// A whole frame may be here, but this many bytes are needed to tell.
        case needs(Int)
        case damaged(String)
    }

    /// Reads the frame at `position` in `bytes`, whose first byte lies at `base` in the journal.
    static func decode(_ bytes: [UInt8], at position: Int, base: UInt64, checksumSeed: UInt32) -> Decoding {
        let available = bytes.count - position
        guard available >= Journal.frameHeaderBytes else { return .needs(Journal.frameHeaderBytes) }
        guard bytes.littleEndian(at: position, as: UInt32.self) == Journal.magic else {
            return .damaged("it does not begin with the mark of an entry")
        }
        let length = Int(bytes.littleEndian(at: position + 4, as: UInt32.self))
        let leafLength = Int(bytes.littleEndian(at: position + 28, as: UInt16.self))
        let bodyLength = Int(bytes.littleEndian(at: position + 32, as: UInt32.self))
        guard leafLength <= Journal.leafBytesMax, bodyLength <= Journal.bodyBytesMax,
            length == Self.length(leaf: leafLength, body: bodyLength)
        else { return .damaged("its lengths do not agree") }
        let checked = Journal.frameHeaderBytes + leafLength
        guard available >= checked + 4 else { return .needs(checked + 4) }
        let checksum = bytes.withUnsafeBytes {
            CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[position..<position + checked]), seed: checksumSeed)
        }
        guard bytes.littleEndian(at: position + checked, as: UInt32.self) == checksum else {
            return .damaged("its checksum does not hold")
        }
        guard available >= length else { return .needs(length) }
        let secret = position + checked + 4
        return .frame(
            JournalFrame(
                offset: base + UInt64(position),
                index: bytes.littleEndian(at: position + 8, as: UInt64.self),
                batchStart: bytes.littleEndian(at: position + 16, as: UInt64.self),
                batchCount: bytes.littleEndian(at: position + 24, as: UInt32.self),
                leafBytes: Array(bytes[position + Journal.frameHeaderBytes..<position + checked]),
                salt: Array(bytes[secret..<secret + Journal.saltBytes]),
                body: Array(bytes[secret + Journal.saltBytes..<position + length])
            )
        )
    }
}

extension CRC32 {
    static func checksum(of bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { checksum($0) } }
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    func littleEndian<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type) -> Value {
        withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self)) }
    }
}
