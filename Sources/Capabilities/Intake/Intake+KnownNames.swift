import Foundation

/// The ids of names met lately, so that no digest is taken of them again: child rows of one record stand near each other.
///
/// One place a name, by its last bytes; the newest takes the place. A name that is too long for one is not kept.
final class KnownNames {
    private static let nameMax = 55
    private static let placeBytes = 64
    private static let places = 4096

    /// In each place eight bytes of id, one of length, and the name.
    private let memory: UnsafeMutableRawPointer

    init() {
        memory = .allocate(byteCount: Self.places * Self.placeBytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.places * Self.placeBytes)
    }

    deinit { memory.deallocate() }

    /// The id of a name: as kept, or as `make` says.
    @inline(__always)
    func id(_ name: UnsafeRawBufferPointer, _ make: (UnsafeRawBufferPointer) -> Int64) -> Int64 {
        guard let start = name.baseAddress, name.count >= 8, name.count <= Self.nameMax else { return make(name) }
        let tail = (start + name.count - 8).loadUnaligned(as: UInt64.self)
        let number = Int(truncatingIfNeeded: (tail &* 0x9E37_79B9_7F4A_7C15) >> 52)
        let place = memory + number * Self.placeBytes
        if place.load(fromByteOffset: 8, as: UInt8.self) == UInt8(name.count), memcmp(place + 9, start, name.count) == 0
        {
            return place.load(as: Int64.self)
        }
        let id = make(name)
        place.storeBytes(of: id, as: Int64.self)
        place.storeBytes(of: UInt8(name.count), toByteOffset: 8, as: UInt8.self)
        (place + 9).copyMemory(from: start, byteCount: name.count)
        return id
    }
}
