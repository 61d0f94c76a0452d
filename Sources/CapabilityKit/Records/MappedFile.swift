import Foundation
import Store
import Vocabulary

/// A file read where it lies, without being copied into memory: for as long as this lives.
///
/// The file must not be shortened meanwhile; replace it by another of its name instead.
package final class MappedFile: Sendable {
    /// How many bytes the file has.
    package let count: Int
    private let address: UInt

    /// Maps a file for reading.
    ///
    /// - Throws: ``Fault`` with `store.cannot_open` and the system's reason.
    package init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        count = Int(status.st_size)
        guard count > 0 else {
            address = 0
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw Self.failure(path)
        }
        address = UInt(bitPattern: start)
    }

    deinit { if address != 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) } }

    /// The bytes, which are gone when the file is let go of.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
    }

    private static func failure(_ path: String) -> Fault {
        Fault(.storeCannotOpen, "could not read the file `\(path)`: \(String(cString: strerror(errno)))")
    }
}
