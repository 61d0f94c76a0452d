import Foundation
import Vocabulary

/// Where bytes come from, a piece at a time: a file, a gzip stream, text in another encoding.
protocol ByteSource: AnyObject {
    /// Puts up to `room.count` bytes at the front of `room`; returns how many, 0 at the end.
    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int

    /// Bytes of the file on disk taken so far, for progress.
    var consumed: UInt64 { get }

    /// The first thing wrong with the text handed out so far, which readers raise once they reach it.
    var textTrouble: TextTrouble? { get }

    /// Whether a NUL byte has been handed out, so that readers look for it only then.
    var sawNUL: Bool { get }
}

extension ByteSource {
    var textTrouble: TextTrouble? { nil }
    var sawNUL: Bool { false }

    /// Reads until `room` is full or the source ends.
    func fill(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < room.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}

/// Bytes that are not the encoding they were said to be.
struct TextTrouble: Error {
    /// The offset in the text handed out (after decompression, transcoding and removal of the byte order mark).
    var offset: UInt64
    var encoding: TextEncoding
    var byte: UInt8
}

/// A file on disk.
final class FileBytes: ByteSource {
    let path: String
    private let handle: FileHandle
    private(set) var consumed: UInt64 = 0

    init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw Fault(.fileMissing, "there is no file `\(path)`", help: "check the path and your working folder")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Fault(.fileUnreadable, "`\(path)` cannot be opened", help: "check that you may read the file")
        }
        self.path = path
        self.handle = handle
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(handle.fileDescriptor, room.baseAddress, room.count)
            if count >= 0 {
                consumed += UInt64(count)
                return count
            }
            guard errno == EINTR else {
                let words = String(cString: strerror(errno))
                throw Fault(.fileUnreadable, "`\(path)` cannot be read: \(words)", help: "check the disk and try again")
            }
        }
    }
}

/// Bytes in memory, handed out in pieces of a chosen size so that tests can place every boundary.
final class MemoryBytes: ByteSource {
    private let bytes: [UInt8]
    private let piece: Int
    private(set) var consumed: UInt64 = 0

    init(_ bytes: [UInt8], piece: Int = .max) {
        self.bytes = bytes
        self.piece = piece
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        let from = Int(consumed)
        let count = min(piece, room.count, bytes.count - from)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[from..<from + count])) }
        consumed += UInt64(count)
        return count
    }
}
