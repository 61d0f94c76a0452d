import Foundation
import Vocabulary

/// The few things the store does with files by itself.
enum Files {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func refuseExisting(_ path: String) throws {
        guard !exists(path) else {
            throw Fault(.storeBackUpFailed, "there is already a file at `\(path)`", help: "name a new file")
        }
    }

    static func remove(_ path: String) { unlink(path) }

    static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else { throw failure("rename", path) }
    }

    /// Gives a file a second name, so that it is never without one.
    static func name(_ path: String, also other: String) throws {
        guard link(path, other) == 0 else { throw failure("keep", path) }
    }

    /// Makes new names in a folder outlast a power cut.
    static func settleFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try settle(folder)
    }

    /// Makes the bytes of a file, or the names in a folder, outlast a power cut.
    static func settle(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("settle", path) }
    }

    private static func failure(_ verb: String, _ path: String) -> Fault {
        let reason = String(cString: strerror(errno))
        return Fault(.storeBackUpFailed, "could not \(verb) the file `\(path)`: \(reason)")
    }
}
