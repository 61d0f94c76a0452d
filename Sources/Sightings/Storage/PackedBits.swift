/// Numbers of one width, one after another without a gap.
///
/// Reading takes one unaligned load; a column therefore ends in eight spare bytes. Widths go to 57 bits.
struct PackedBits {
    let base: UnsafeRawPointer
    let width: Int
    let mask: UInt64

    @inline(__always) init(base: UnsafeRawPointer, width: Int) {
        self.base = base
        self.width = width
        mask = (1 << UInt64(width)) - 1
    }

    @inline(__always) subscript(index: Int) -> UInt64 {
        let bit = index &* width
        return base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) >> UInt64(bit & 7) & mask
    }

    /// How many bits the numbers up to one need.
    static func width(upTo largest: UInt64) -> Int { 64 - largest.leadingZeroBitCount }

    /// How many bytes a column of so many numbers takes.
    static func bytes(_ count: Int, width: Int) -> Int { (count * width + 7) / 8 + 8 }
}

/// Writes numbers bit by bit behind one another.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var used = 0

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity + 16) }

    /// Where the next number would begin, in bits.
    var position: Int { bytes.count * 8 + used }

    /// Adds a number of at most 57 bits.
    @inline(__always) mutating func put(_ value: UInt64, width: Int) {
        pending |= value << UInt64(used)
        used += width
        while used >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            used -= 8
        }
    }

    /// Goes on to the next whole byte.
    mutating func align() {
        guard used > 0 else { return }
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending = 0
        used = 0
    }

    /// The bytes with the eight spare ones that reading needs.
    consuming func finished() -> [UInt8] {
        align()
        bytes.append(contentsOf: repeatElement(0, count: 8))
        return bytes
    }
}

/// A fast checksum against torn and rotten files; not against forgers.
struct Checksum {
    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
        0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0xd6e8_feb8_6659_fd93
    )
    private static let prime: UInt64 = 0xff51_afd7_ed55_8ccd

    /// The sum of a run of bytes.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum = Checksum()
        var offset = 0
        while offset + 32 <= bytes.count {
            sum.lanes.0 = mix(sum.lanes.0, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            sum.lanes.1 = mix(sum.lanes.1, bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            sum.lanes.2 = mix(sum.lanes.2, bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
            sum.lanes.3 = mix(sum.lanes.3, bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
            offset += 32
        }
        var rest = UInt64(bytes.count)
        while offset < bytes.count {
            rest = mix(rest, UInt64(bytes[offset]))
            offset += 1
        }
        let halves = mix(mix(sum.lanes.0, sum.lanes.1), mix(sum.lanes.2, sum.lanes.3))
        return mix(halves, rest)
    }

    @inline(__always) private static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        let product = (lane ^ word) &* prime
        return product ^ product >> 29
    }
}
