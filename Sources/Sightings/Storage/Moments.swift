/// When and where the reads of a day were made: a column of whole bytes.
///
/// Time of day takes 27 bits and the day's number of the camera the rest, of five bytes or, on days of more than 8,192
/// cameras, six. Packed to the bit it would be three bits a read smaller; in whole bytes both come with one load, which
/// is what a pass over a hundred million reads waits for.
struct Moments {
    private let base: UnsafeRawPointer
    private let bytes: Int
    private let cameraMask: UInt64

    @inline(__always) init(base: UnsafeRawPointer, bytes: Int) {
        self.base = base
        self.bytes = bytes
        cameraMask = (1 << UInt64(8 * bytes - DayLayout.timeWidth)) - 1
    }

    /// Milliseconds since midnight UTC, and the day's number of the camera.
    @inline(__always) subscript(read: Int) -> (time: UInt32, camera: Int) {
        let word = base.loadUnaligned(fromByteOffset: read &* bytes, as: UInt64.self)
        return (
            UInt32(truncatingIfNeeded: word) & (1 << UInt32(DayLayout.timeWidth) - 1),
            Int(truncatingIfNeeded: word >> UInt64(DayLayout.timeWidth) & cameraMask)
        )
    }

    /// How many bytes a read takes on a day of so many cameras.
    static func bytes(cameras: Int) -> Int { cameras <= 1 << (40 - DayLayout.timeWidth) ? 5 : 6 }

    static func packed(time: UInt32, camera: UInt16) -> UInt64 {
        UInt64(time) | UInt64(camera) << UInt64(DayLayout.timeWidth)
    }
}
