import Foundation
import Synchronization
import Vocabulary

/// The reads of a node, in a folder of their own.
///
/// One file for each day and one manifest. A change writes new files, brings them to the disk, and replaces the
/// manifest: killed at any moment, the store is as it was before or as it is after. One process changes it at a time.
package final class ReadStore: Sendable {
    /// The folder.
    package let folder: String
    private let state: Mutex<(manifest: Manifest, reads: Reads)>

    /// Opens the store in a folder, which is made when it is not there.
    ///
    /// Maps the files and checks their headers and lengths, not their whole content: that is ``damagedDays()``.
    ///
    /// - Throws: ``Fault`` with `sightings.damaged` for a torn file, or `sightings.unreachable`.
    package init(folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(.readsUnreachable, "could not make the folder `\(folder)`", cause: error)
        }
        self.folder = folder
        let manifest = try Manifest.load(folder: folder)
        state = Mutex((manifest, try Self.map(manifest, folder: folder, held: nil)))
    }

    /// What the store holds now.
    package var reads: Reads { state.withLock { $0.reads } }

    /// How many bytes its files take on disk.
    package var bytes: Int { state.withLock { $0.manifest.days.reduce(0) { $0 + $1.bytes } } }

    var manifest: Manifest { state.withLock { $0.manifest } }

    /// Days whose file is not what was written, by reading all of it.
    package func damagedDays() async throws -> [Int] {
        let whole = try await inParallel(reads.days) { ($0.day, $0.isWhole()) }
        return whole.filter { !$0.1 }.map(\.0)
    }

    /// Writes what is known of cameras; those of names that the store does not know yet are added.
    package func describe(_ cameras: [Camera]) throws {
        try change { manifest in
            for camera in cameras {
                if let index = manifest.cameras.firstIndex(where: { $0.name == camera.name }) {
                    manifest.cameras[index] = camera
                } else {
                    manifest.cameras.append(camera)
                }
            }
        }
    }

    // MARK: - Changing

    /// Changes the manifest under the lock of the folder.
    ///
    /// - Throws: ``Fault`` with `sightings.busy` when another process is changing the store.
    func change<Result>(_ body: (inout Manifest) throws -> Result) throws -> Result {
        let lock = try FolderLock(folder: folder)
        defer { lock.release() }
        var manifest = try Manifest.load(folder: folder)
        let result = try body(&manifest)
        try commit(&manifest)
        return result
    }

    /// Makes a manifest the store's own, and removes the files that it no longer names.
    func commit(_ manifest: inout Manifest) throws {
        manifest.edition += 1
        manifest.days.sort { $0.day < $1.day }
        let before = reads
        let after = try Self.map(manifest, folder: folder, held: before)
        try manifest.save(folder: folder)
        state.withLock { $0 = (manifest, after) }
        try Self.sweep(folder: folder, keep: manifest)
    }

    /// Removes what no manifest names: files of an import that did not end, and days that were replaced.
    static func sweep(folder: String, keep manifest: Manifest) throws {
        let named = Set(manifest.days.map(\.file))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let isOurs = name.hasSuffix(".reads") || name.hasSuffix(".part") || name.hasSuffix(".spill")
            if isOurs, !named.contains(name) { unlink(folder + "/" + name) }
        }
    }

    private static func map(_ manifest: Manifest, folder: String, held: Reads?) throws -> Reads {
        let days = try manifest.days.map { entry in
            if let same = held?.days.first(where: { $0.day == entry.day && $0.checksum == entry.checksum }) {
                return same
            }
            let path = folder + "/" + entry.file
            let file = try DayFile(path: path)
            guard file.checksum == entry.checksum, file.reads == entry.reads, file.day == entry.day else {
                throw DayFile.damaged(path)
            }
            return file
        }
        return Reads(days: days, cameras: manifest.cameras)
    }
}

/// The right to change a folder, held by one process at a time and given back when it ends.
struct FolderLock {
    private let descriptor: Int32

    init(folder: String) throws {
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unreachable("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.readsBusy, "another import into `\(folder)` is under way", help: "wait until it has ended")
        }
    }

    func release() { close(descriptor) }
}
