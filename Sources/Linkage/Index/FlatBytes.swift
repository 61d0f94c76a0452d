/// Bytes that somebody owns: a mapped file, or memory of our own.
///
/// Given back when the last user lets go.
package final class FlatBytes: Sendable {
    /// All of them.
    let all: FlatSection
    private let release: @Sendable () -> Void

    /// Takes over bytes that stay where they are, and as they are, until `release` is called.
    package init(_ bytes: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
        all = FlatSection(bytes)
        self.release = release
    }

    /// Memory of our own, written once.
    package init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 8), alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        let own = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        fill(own)
        all = FlatSection(UnsafeRawBufferPointer(own))
        let address = UInt(bitPattern: memory.baseAddress)
        release = { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
    }

    deinit { release() }

    /// How many bytes there are.
    package var count: Int { all.count }

    /// Lends the bytes.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(all.buffer)
    }
}

/// A part of ``FlatBytes``, read in little-endian numbers.
///
/// Whoever reads keeps the owner alive. A place outside the part reads as zero: no file, however it was made, can make
/// a reader leave its bounds or stop.
struct FlatSection: Sendable {
    private let address: UInt
    let count: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        address = UInt(bitPattern: bytes.baseAddress)
        count = bytes.count
    }

    private init(address: UInt, count: Int) {
        self.address = address
        self.count = count
    }

    /// Nothing.
    static let empty = FlatSection(address: 0, count: 0)

    /// The bytes themselves.
    @inline(__always)
    var buffer: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
    }

    /// The part of this part that lies in the range, as far as there is one.
    func part(_ start: Int, _ length: Int) -> FlatSection {
        guard start >= 0, length >= 0, start <= count else { return .empty }
        return FlatSection(address: address &+ UInt(start), count: min(length, count - start))
    }

    @inline(__always)
    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int, as type: Number.Type) -> Number {
        guard place >= 0, place &+ MemoryLayout<Number>.size <= count, place <= count else { return 0 }
        return Number(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: type))
    }

    @inline(__always) func byte(_ place: Int) -> UInt8 { load(place, as: UInt8.self) }
    @inline(__always) func two(_ place: Int) -> UInt16 { load(place, as: UInt16.self) }
    @inline(__always) func four(_ place: Int) -> UInt32 { load(place, as: UInt32.self) }
    @inline(__always) func eight(_ place: Int) -> UInt64 { load(place, as: UInt64.self) }

    /// Fetches a place ahead of its use; any place will do.
    @inline(__always)
    func fetch(_ place: Int) { Ahead.fetch(UnsafeRawPointer(bitPattern: address &+ UInt(bitPattern: place))) }

    /// A number of three or of four bytes.
    @inline(__always)
    func number(_ place: Int, width: Int) -> UInt32 {
        width == 4 ? four(place) : UInt32(two(place)) | UInt32(byte(place &+ 2)) << 16
    }

    /// Lends the bytes of a range, as far as they are here.
    @inline(__always)
    func lend<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
        let low = min(max(range.lowerBound, 0), count)
        let high = min(max(range.upperBound, low), count)
        return buffer.withMemoryRebound(to: UInt8.self) {
            body(Span(_unsafeElements: UnsafeBufferPointer(rebasing: $0[low..<high])))
        }
    }

    /// A sum over all bytes that any change of one place changes, at the speed of memory.
    func checksum() -> UInt64 {
        var lanes = SIMD8<UInt64>(repeating: 0x9E37_79B9_7F4A_7C15)
        let prime = SIMD8<UInt64>(repeating: 0xFF51_AFD7_ED55_8CCD)
        let raw = buffer
        var place = 0
        while place &+ 64 <= count {
            lanes = (lanes ^ raw.loadUnaligned(fromByteOffset: place, as: SIMD8<UInt64>.self)) &* prime
            place &+= 64
        }
        var sum = UInt64(count)
        for lane in 0..<8 { sum = ByteDictionary.stir(sum ^ UInt64(littleEndian: lanes[lane])) }
        while place < count {
            sum = ByteDictionary.stir(sum &* 31 &+ UInt64(raw[place]) &+ 1)
            place += 1
        }
        return sum
    }
}
