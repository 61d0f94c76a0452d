/// The few things a log asks of a disk.
///
/// Names are relative paths with `/`. A failed call may have happened in part. Implemented by `FileLogDisk` on real
/// folders and by ``SimulatedDisk`` under a seed.
package protocol LogDisk: Sendable {
    /// How many bytes a file has; `nil` when there is none.
    func size(of file: String) async throws -> UInt64?

    /// Up to `count` bytes from `offset`; fewer only at the end of the file. A missing file is a fault.
    func read(_ file: String, at offset: UInt64, count: Int) async throws -> [UInt8]

    /// Writes in place or beyond the end, making the file when it is missing.
    ///
    /// With `durably` the file's bytes survive a power cut once the call returns.
    func write(_ bytes: [UInt8], to file: String, at offset: UInt64, durably: Bool) async throws

    /// Cuts a file to a length, durably.
    func truncate(_ file: String, to size: UInt64) async throws

    /// Puts a whole new content in the place of a file: readers see the old or the new, never a mixture.
    ///
    /// With `durably` so does a power cut, and the new content survives once the call returns.
    func replace(_ file: String, with bytes: [UInt8], durably: Bool) async throws

    /// Removes the files of a folder, if there is one.
    func removeFolder(_ folder: String) async throws

    /// Lets other processes use the log.
    func close() async
}

extension LogDisk {
    /// The whole of a file; `nil` when there is none.
    package func contents(of file: String) async throws -> [UInt8]? {
        guard let size = try await size(of: file) else { return nil }
        return try await read(file, at: 0, count: Int(size))
    }
}
