import Vocabulary

/// The reads of one day, mapped from their file.
final class DayFile: Sendable {
    private let map: MappedBytes
    /// Days since 1970-01-01, in UTC.
    let day: Int
    /// How many reads.
    let reads: Int

    /// Maps a file and checks that its header and length are those of a whole file.
    ///
    /// - Throws: ``Fault`` with `sightings.damaged`, or `sightings.unreachable`.
    init(path: String) throws {
        map = try MappedBytes(path: path)
        let bytes = map.bytes
        guard bytes.count >= DayLayout.headerBytes,
            bytes.load(as: UInt64.self) == DayLayout.magic,
            bytes.load(fromByteOffset: 8 * DayLayout.Word.bytes.rawValue, as: UInt64.self) == UInt64(bytes.count)
        else { throw Self.damaged(path) }
        day = Int(bytes.load(fromByteOffset: 8 * DayLayout.Word.day.rawValue, as: Int64.self))
        reads = Int(bytes.load(fromByteOffset: 8 * DayLayout.Word.reads.rawValue, as: UInt64.self))
        let sections = 8 * DayLayout.Word.allCases.count
        for section in DayLayout.Section.allCases.indices {
            let offset = bytes.load(fromByteOffset: sections + 16 * section, as: UInt64.self)
            let length = bytes.load(fromByteOffset: sections + 16 * section + 8, as: UInt64.self)
            guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else {
                throw Self.damaged(path)
            }
        }
    }

    /// The checksum that the file carries.
    var checksum: UInt64 { map.bytes.load(fromByteOffset: 8, as: UInt64.self) }

    /// Whether the content is what the checksum was taken of, by reading the whole file.
    func isWhole() -> Bool { Checksum.of(UnsafeRawBufferPointer(rebasing: map.bytes[16...])) == checksum }

    /// Gives the columns, which are valid inside the call.
    @inline(__always)
    func read<Result>(_ body: (DayView) throws -> Result) rethrows -> Result {
        guard let start = map.bytes.baseAddress else { preconditionFailure("a checked file has a header") }
        return try withExtendedLifetime(map) { try body(DayView(start)) }
    }

    static func damaged(_ path: String) -> Fault {
        Fault(
            .readsDamaged,
            "the reads in `\(path)` are torn or changed",
            help: "take the file from the last backup, or import that day again"
        )
    }
}
