import Dispatch
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// A ledger's disk: one folder of the file system.
///
/// Folder and files are readable by their owner only. A folder opened for writing is locked, so that a second node
/// cannot write to the same log.
package final class FileLogDisk: LogDisk, Sendable {
    /// The folder.
    package let folder: String

    /// A system call on the path of a write.
    package enum Call: String, CaseIterable, Sendable {
        case open, write, sync, rename, truncate, makeFolder
    }

    /// Decides, for tests and trials, whether a call fails: the error number, or 0 to let it happen.
    ///
    /// It is asked in the middle of a write, when half of the bytes have been written.
    package typealias Trap = @Sendable (Call) -> Int32

    private let trap: Trap?
    private let lock: Int32
    private let open: Mutex<[String: Int32]> = Mutex([:])
    private let madeFolders: Mutex<Set<String>> = Mutex([])
    private let queue = DispatchQueue(label: "reeve.ledger.disk", attributes: .concurrent)

    /// Opens a folder, making it when `writing`.
    ///
    /// Throws `ledger.disk` when another process has it open for writing, or it cannot be made.
    package init(folder: String, writing: Bool = true, trap: Trap? = nil) throws {
        self.folder = folder
        self.trap = trap
        guard writing else {
            lock = -1
            return
        }
        try Self.makeFolder(folder, nil)
        let path = folder + "/lock"
        lock = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.fault("open", path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(lock)
            throw Fault(
                .ledgerDisk,
                "the ledger in `\(folder)` is open in another process",
                help: "stop the node that is running on this folder, or give this one a folder of its own"
            )
        }
    }

    deinit {
        for descriptor in open.withLock({ $0.values }) { Glibc.close(descriptor) }
        if lock >= 0 { Glibc.close(lock) }
    }

    /// Unpredictable bytes from the operating system, for keys and salts.
    package static let randomness: Randomness = { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    // MARK: - LogDisk

    package func size(of file: String) async throws -> UInt64? {
        var info = stat()
        guard stat(path(file), &info) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Self.fault("look at", file)
        }
        return UInt64(info.st_size)
    }

    package func read(_ file: String, at offset: UInt64, count: Int) async throws -> [UInt8] {
        try await onQueue { [self] in
            let path = path(file)
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.fault("open", path) }
            defer { Glibc.close(descriptor) }
            return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let more = pread(
                        descriptor,
                        buffer.baseAddress.map { $0 + filled },
                        count - filled,
                        off_t(offset) + filled
                    )
                    if more < 0, errno == EINTR { continue }
                    guard more >= 0 else { throw Self.fault("read", path) }
                    guard more > 0 else { return }
                    filled += more
                }
            }
        }
    }

    package func write(_ bytes: [UInt8], to file: String, at offset: UInt64, durably: Bool) async throws {
        try await onQueue { [self] in
            let descriptor = try descriptor(for: file)
            try writeAll(bytes, to: descriptor, at: offset, path: file)
            if durably, !passes(.sync) || fdatasync(descriptor) != 0 { throw Self.fault("sync", file) }
        }
    }

    package func truncate(_ file: String, to size: UInt64) async throws {
        try await onQueue { [self] in
            let descriptor = try descriptor(for: file)
            guard passes(.truncate), ftruncate(descriptor, off_t(size)) == 0 else { throw Self.fault("shorten", file) }
            guard passes(.sync), fsync(descriptor) == 0 else { throw Self.fault("sync", file) }
        }
    }

    package func replace(_ file: String, with bytes: [UInt8], durably: Bool) async throws {
        try await onQueue { [self] in
            let path = path(file)
            let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            if !madeFolders.withLock({ $0.contains(parent) }) {
                try Self.makeFolder(parent, trap)
                madeFolders.withLock { _ = $0.insert(parent) }
            }
            // An old descriptor would go on writing to the file that is replaced.
            if let old = open.withLock({ $0.removeValue(forKey: file) }) { Glibc.close(old) }
            let temporary = path + ".new"
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
            let descriptor = passes(.open) ? Glibc.open(temporary, flags, 0o600) : -1
            guard descriptor >= 0 else { throw Self.fault("make", temporary) }
            do {
                defer { Glibc.close(descriptor) }
                try writeAll(bytes, to: descriptor, at: 0, path: temporary)
                if durably, !passes(.sync) || fsync(descriptor) != 0 { throw Self.fault("sync", temporary) }
            } catch {
                unlink(temporary)
                throw error
            }
            guard passes(.rename), rename(temporary, path) == 0 else { throw Self.fault("replace", path) }
            if durably { try Self.syncFolder(parent, trap) }
        }
    }

    package func removeFolder(_ name: String) async throws {
        try await onQueue { [self] in
            let path = path(name)
            guard let directory = opendir(path) else {
                if errno == ENOENT { return }
                throw Self.fault("open", path)
            }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let file = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if file != ".", file != ".." { unlink(path + "/" + file) }
            }
            rmdir(path)
            madeFolders.withLock { _ = $0.remove(path) }
        }
    }

    package func close() async {
        let descriptors = open.withLock { open in
            defer { open = [:] }
            return Array(open.values)
        }
        for descriptor in descriptors { Glibc.close(descriptor) }
        if lock >= 0 { flock(lock, LOCK_UN) }
    }

    // MARK: - Inside

    private func path(_ file: String) -> String { folder + "/" + file }

    private func descriptor(for file: String) throws -> Int32 {
        try open.withLock { open in
            if let descriptor = open[file] { return descriptor }
            let path = path(file)
            let descriptor = passes(.open) ? Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) : -1
            guard descriptor >= 0 else { throw Self.fault("open", path) }
            open[file] = descriptor
            return descriptor
        }
    }

    private func passes(_ call: Call) -> Bool { Self.passes(call, trap) }

    private static func passes(_ call: Call, _ trap: Trap?) -> Bool {
        guard let code = trap?(call), code != 0 else { return true }
        errno = code
        return false
    }

    /// Runs blocking work off the threads that serve requests.
    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: Int32, at offset: UInt64, path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            var end = trap == nil ? buffer.count : buffer.count / 2
            while true {
                if written == end {
                    guard passes(.write) else { throw Self.fault("write", path) }
                    if end == buffer.count { return }
                    end = buffer.count
                }
                let start = buffer.baseAddress.map { $0 + written }
                let more = pwrite(descriptor, start, end - written, off_t(offset) + written)
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { throw Self.fault("write", path) }
                written += more
            }
        }
    }

    private static func makeFolder(_ path: String, _ trap: Trap?) throws {
        var info = stat()
        if stat(path, &info) == 0 { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeFolder(String(path[..<slash]), trap)
        }
        guard passes(.makeFolder, trap), mkdir(path, 0o700) == 0 || errno == EEXIST else { throw fault("make", path) }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try syncFolder(String(path[..<slash]), trap)
        }
    }

    private static func syncFolder(_ path: String, _ trap: Trap?) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault("open", path) }
        defer { Glibc.close(descriptor) }
        guard passes(.sync, trap), fsync(descriptor) == 0 else { throw fault("sync", path) }
    }

    private static func fault(_ verb: String, _ path: String) -> Fault {
        let code = errno
        let help: String? =
            switch code {
            case ENOSPC, EDQUOT: "make space on the disk, then start the node again"
            case EACCES, EPERM, EROFS: "give the node's user the right to write there"
            default: nil
            }
        return Fault(.ledgerDisk, "could not \(verb) `\(path)`: \(String(cString: strerror(code)))", help: help)
    }
}
