/// A growing stretch of bytes to write into, made for the row loop: no `String`, one check of room for each append.
///
/// Copies share their storage, so there is one owner: keep it in a `var` and pass it `inout`.
struct ByteWriter {
    private var storage: Storage
    private(set) var count = 0

    private final class Storage {
        let bytes: UnsafeMutablePointer<UInt8>
        let capacity: Int

        init(_ capacity: Int) {
            bytes = .allocate(capacity: capacity)
            self.capacity = capacity
        }

        deinit { bytes.deallocate() }
    }

    init(capacity: Int = 4096) { storage = Storage(max(capacity, 64)) }

    /// What has been written; holds until the next append.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage.bytes, count: count) }

    var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(bytes) }

    /// Forgets what was written from `count` on and keeps the memory.
    mutating func truncate(to count: Int = 0) { self.count = min(count, self.count) }

    @inline(__always)
    private mutating func room(_ more: Int) -> UnsafeMutablePointer<UInt8> {
        if count &+ more > storage.capacity { grow(more) }
        return storage.bytes + count
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = Storage(max(storage.capacity * 2, count + more))
        larger.bytes.update(from: storage.bytes, count: count)
        storage = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        room(1).pointee = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let from = bytes.baseAddress, bytes.count > 0 else { return }
        room(bytes.count).update(from: from, count: bytes.count)
        count &+= bytes.count
    }

    mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Appends the fixed-width little-endian bytes of a number.
    mutating func appendFixed(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { append($0.assumingMemoryBound(to: UInt8.self)) }
    }

    /// Appends a whole number of `width` decimal digits, zeros in front.
    mutating func append(decimal number: Int, width: Int) {
        let out = room(width)
        var rest = number
        var index = width
        while index > 0 {
            index -= 1
            out[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
        count &+= width
    }

    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    /// Appends a JSON string: quote, backslash and control characters escaped, everything else as it is.
    mutating func appendQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        // At worst each byte becomes six (\u001f).
        let out = room(bytes.count &* 6 &+ 2)
        var to = 0
        out[to] = UInt8(ascii: "\"")
        to &+= 1
        if let from = bytes.baseAddress {
            var index = 0
            let total = bytes.count
            while index < total {
                let byte = from[index]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                    out[to] = byte
                    to &+= 1
                } else {
                    to &+= Self.escape(byte, to: out + to)
                }
                index &+= 1
            }
        }
        out[to] = UInt8(ascii: "\"")
        count &+= to &+ 1
    }

    private static func escape(_ byte: UInt8, to out: UnsafeMutablePointer<UInt8>) -> Int {
        out[0] = UInt8(ascii: "\\")
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): out[1] = byte
        case 0x0a: out[1] = UInt8(ascii: "n")
        case 0x0d: out[1] = UInt8(ascii: "r")
        case 0x09: out[1] = UInt8(ascii: "t")
        default:
            let digits: StaticString = "0123456789abcdef"
            out[1] = UInt8(ascii: "u")
            out[2] = UInt8(ascii: "0")
            out[3] = UInt8(ascii: "0")
            out[4] = digits.utf8Start[Int(byte >> 4)]
            out[5] = digits.utf8Start[Int(byte & 15)]
            return 6
        }
        return 2
    }
}
