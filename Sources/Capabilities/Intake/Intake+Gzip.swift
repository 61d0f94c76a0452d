import CZlib
import Vocabulary

/// Reads a gzip file as its contents: any number of members one after another, checked by their own CRC.
///
/// Memory is one input buffer however well the file is compressed.
final class GzipBytes: ByteSource {
    private let upstream: any ByteSource
    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private let bytesMax: UInt64
    private var produced: UInt64 = 0
    private var inMember = true
    private var finished = false

    var consumed: UInt64 { upstream.consumed }

    /// Bytes that one file may unpack to: more than any export, less than a disk.
    static let usualBytesMax: UInt64 = 1 << 38

    init(_ upstream: any ByteSource, name: String, bytesMax: UInt64 = usualBytesMax) throws {
        self.bytesMax = bytesMax
        self.upstream = upstream
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 1 << 16, alignment: 16)
        // 15 + 16: the largest window, and the gzip header only.
        guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Fault(.fileUnreadable, "`\(name)` cannot be decompressed: there is no memory for zlib")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !finished, room.count > 0 else { return 0 }
        let wanted = min(room.count, 1 << 30)
        stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(wanted)
        while stream.pointee.avail_out == UInt32(wanted) {
            if stream.pointee.avail_in == 0, try !refill() {
                if inMember {
                    throw Fault(
                        .fileTruncated,
                        "`\(name)` ends in the middle of its gzip data",
                        help: "copy the file again; everything read before this point has been kept"
                    )
                }
                finished = true
                return 0
            }
            if !inMember, try !startNextMember() { return 0 }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: inMember = false
            default:
                throw Fault(
                    .fileDamaged,
                    "`\(name)` is damaged: its gzip data does not pass its own check",
                    help: "copy the file again; everything read before this point has been kept"
                )
            }
        }
        let count = wanted - Int(stream.pointee.avail_out)
        produced += UInt64(count)
        guard produced <= bytesMax else {
            throw Fault(
                .fileDamaged,
                "`\(name)` unpacks to more than \(bytesMax >> 20) MB",
                help: "unpack it and look; everything read before this point has been kept"
            )
        }
        return count
    }

    /// Takes more compressed bytes; `false` at the end of the file.
    private func refill() throws -> Bool {
        let count = try upstream.read(into: input)
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
        return count > 0
    }

    /// After one member, another begins with 1f; padding of zero bytes to the end is allowed (gzip manual, 1.2.6).
    private func startNextMember() throws -> Bool {
        while true {
            while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
                stream.pointee.next_in = next + 1
                stream.pointee.avail_in -= 1
            }
            if stream.pointee.avail_in > 0 { break }
            guard try refill() else {
                finished = true
                return false
            }
        }
        guard stream.pointee.next_in?.pointee == 0x1f else {
            throw Fault(
                .fileDamaged,
                "`\(name)` has bytes after its gzip data that are not gzip",
                help: "copy the file again; everything read before this point has been kept"
            )
        }
        inflateReset(stream)
        inMember = true
        return true
    }
}
