import Foundation
import Vocabulary

/// A file read where it lies, for as long as this lives.
///
/// The file must not be shortened meanwhile; the store only ever replaces files by others.
final class MappedBytes: Sendable {
    let count: Int
    private let address: UInt

    /// - Throws: ``Fault`` with `sightings.unreachable` and the system's reason.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreachable("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreachable("read", path) }
        count = Int(status.st_size)
        guard count > 0 else {
            address = 0
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw unreachable("read", path)
        }
        address = UInt(bitPattern: start)
    }

    deinit { if address != 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) } }

    /// Gives the memory of bytes that were read back to the system; reading them again fetches them again.
    func release(upTo end: Int) {
        guard address != 0 else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: address), end & ~0xffff, MADV_DONTNEED)
    }

    /// The bytes, which are gone when this is let go of.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
    }
}

/// The fault of a call to the system that failed, with its reason.
func unreachable(_ verb: String, _ path: String) -> Fault {
    Fault(.readsUnreachable, "could not \(verb) `\(path)`: \(String(cString: strerror(errno)))")
}

/// Files that are either there whole or not at all.
enum WholeFile {
    /// Writes a file beside its place, brings it to the disk, and puts it there.
    static func write(_ pieces: [UnsafeRawBufferPointer], to path: String) throws {
        let file = try Stream(path)
        for piece in pieces { try file.append(piece) }
        try file.finish()
    }

    /// A file on its way, which takes its place when it is finished and else is removed.
    final class Stream {
        private let path: String
        private let beside: String
        private let descriptor: Int32
        private var isFinished = false

        init(_ path: String) throws {
            self.path = path
            beside = path + ".part"
            descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw unreachable("write", beside) }
        }

        deinit {
            close(descriptor)
            if !isFinished { unlink(beside) }
        }

        func append(_ bytes: UnsafeRawBufferPointer) throws {
            try WholeFile.append(bytes, to: descriptor, path: beside)
        }

        func append(_ text: String) throws {
            var text = text
            try text.withUTF8 { try append(UnsafeRawBufferPointer($0)) }
        }

        /// Brings the file to the disk and puts it in its place.
        func finish() throws {
            guard fsync(descriptor) == 0 else { throw unreachable("write", beside) }
            guard rename(beside, path) == 0 else { throw unreachable("write", path) }
            isFinished = true
            try WholeFile.syncFolder(of: path)
        }
    }

    /// Writes all bytes behind what an open file holds.
    static func append(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard written > 0 else {
                if errno == EINTR { continue }
                throw unreachable("write", path)
            }
            rest = rest.dropFirst(written)
        }
    }

    fileprivate static func syncFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreachable("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unreachable("write", folder) }
    }
}
