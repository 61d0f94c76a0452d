import CLinkageKernels

/// A name of at most 64 bytes in registers: where in it a byte stands, as the bits of one word.
///
/// Bits from the length of the name upwards may be set.
protocol BytePlaces {
    func places(_ byte: UInt8) -> UInt64
}

/// A name of at most 16 bytes.
struct ShortName: BytePlaces {
    var bytes: SIMD16<UInt8>

    /// Reads `count` bytes and none behind them.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        let raw = UnsafeRawPointer(start)
        if count == 16 {
            bytes = raw.loadUnaligned(as: SIMD16<UInt8>.self)
            return
        }
        var low: UInt64 = 0
        var high: UInt64 = 0
        if count >= 8 {
            low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
            let end = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            high = end >> UInt64((16 - count) * 8)
        } else if count >= 4 {
            let end = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            low = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
            low |= UInt64(end) &<< UInt64((count - 4) * 8)
        } else if count > 0 {
            low = UInt64(start[0]) | UInt64(start[count / 2]) &<< UInt64(count / 2 * 8)
            low |= UInt64(start[count - 1]) &<< UInt64((count - 1) * 8)
        }
        bytes = unsafeBitCast(SIMD2(low.littleEndian, high.littleEndian), to: SIMD16<UInt8>.self)
    }

    @inline(__always)
    func places(_ byte: UInt8) -> UInt64 { reeve_places16(bytes, byte) }
}

/// A name of 17 to 64 bytes, as its first 16, its last 16, and what is between.
struct LongName: BytePlaces {
    private var first: SIMD16<UInt8>
    private var second: SIMD16<UInt8>
    private var third: SIMD16<UInt8>
    private var last: SIMD16<UInt8>
    private var secondAt: UInt64
    private var thirdAt: UInt64
    private var lastAt: UInt64

    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        let raw = UnsafeRawPointer(start)
        let end = count - 16
        secondAt = UInt64(min(16, end))
        thirdAt = UInt64(min(32, end))
        lastAt = UInt64(end)
        first = raw.loadUnaligned(as: SIMD16<UInt8>.self)
        second = raw.loadUnaligned(fromByteOffset: Int(secondAt), as: SIMD16<UInt8>.self)
        third = raw.loadUnaligned(fromByteOffset: Int(thirdAt), as: SIMD16<UInt8>.self)
        last = raw.loadUnaligned(fromByteOffset: end, as: SIMD16<UInt8>.self)
    }

    @inline(__always)
    func places(_ byte: UInt8) -> UInt64 {
        reeve_places16(first, byte) | reeve_places16(second, byte) &<< secondAt
            | reeve_places16(third, byte) &<< thirdAt | reeve_places16(last, byte) &<< lastAt
    }
}
