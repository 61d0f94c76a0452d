import Foundation
import Linkage
import Vocabulary

/// The search index in the node's folder: a head that says how far the journal it goes, then the index itself.
///
/// | from | what (8 bytes each, little-endian) |
/// |---|---|
/// | 0 | `REEVECAT` |
/// | 8 | form, 1; the journal's number and history it was made at |
/// | 32 | checksum of the 32 bytes before it; 24 bytes of nothing |
/// | 64 | the index, with checksums of its own |
struct CatalogueFile: Sendable {
    let path: String

    private static let headCount = 64
    private static let magic: UInt64 = 0x5441_4345_5645_4552
    private static let form: UInt64 = 1

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Maps the index that was saved; `nil` where there is none.
    ///
    /// - Throws: `records.index_damaged` or Linkage's own faults for a file that is torn or of another release.
    func read() throws -> (index: PersonIndex, place: ChangeJournal.Place)? {
        guard exists else { return nil }
        return try map(verifying: true)
    }

    /// Saves an index whole or not at all, and returns it as it is mapped from its file.
    func write(_ index: PersonIndex, at place: ChangeJournal.Place) throws -> PersonIndex {
        guard let bytes = index.bytes else { return index }
        let part = path + ".part"
        try bytes.withBytes { bytes in
            let head = Self.head(of: place)
            let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Self.failure("make", part) }
            defer { close(descriptor) }
            try head.withUnsafeBytes { try Self.write($0, to: descriptor, part) }
            try Self.write(bytes, to: descriptor, part)
            guard fsync(descriptor) == 0 else { throw Self.failure("settle", part) }
        }
        guard rename(part, path) == 0 else { throw Self.failure("rename", part) }
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
        return try map(verifying: false).index
    }

    /// Removes the file, and what a save that was cut short left.
    func remove() {
        unlink(path)
        unlink(path + ".part")
    }

    private func map(verifying: Bool) throws -> (index: PersonIndex, place: ChangeJournal.Place) {
        let file = try MappedFile(path: path)
        let head = file.bytes.prefix(Self.headCount)
        func number(_ place: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(head[place * 8 + $1]) << ($1 * 8) }
        }
        guard head.count == Self.headCount, number(0) == Self.magic, number(1) == Self.form,
            number(4) == Self.sum((0..<4).map(number))
        else { throw Fault(.indexUnreadable, "the head of `\(path)` is not that of this release's search index") }
        let place = ChangeJournal.Place(
            number: Int64(bitPattern: number(2)),
            history: Int64(bitPattern: number(3))
        )
        let body = UnsafeRawBufferPointer(rebasing: file.bytes[Self.headCount...])
        let bytes = FlatBytes(body) { withExtendedLifetime(file) {} }
        return (try PersonIndex(reading: bytes, verifying: verifying), place)
    }

    private static func head(of place: ChangeJournal.Place) -> [UInt8] {
        var numbers = [magic, form, UInt64(bitPattern: place.number), UInt64(bitPattern: place.history)]
        numbers.append(sum(numbers))
        let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        return bytes + [UInt8](repeating: 0, count: headCount - bytes.count)
    }

    private static func sum(_ numbers: [UInt64]) -> UInt64 {
        numbers.reduce(0x9E37_79B9_7F4A_7C15) { ($0 ^ $1) &* 0xFF51_AFD7_ED55_8CCD ^ ($0 >> 31) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            done += count
        }
    }

    private static func failure(_ verb: String, _ path: String) -> Fault {
        let reason = String(cString: strerror(errno))
        return Fault(.indexUnreadable, "could not \(verb) the file `\(path)`: \(reason)", help: "see to the disk")
    }
}

extension Fault.Code {
    /// The search index in the node's folder cannot be read or written; it is made afresh from the records.
    package static let indexUnreadable = Self("records.index_damaged", status: 500)
}
