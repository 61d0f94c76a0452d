import Foundation
import Vocabulary

/// What a store holds: the one file that says which others count.
///
/// It is replaced whole, after everything it names is on the disk. A file that it does not name is left from an import
/// that did not end, and is removed by the next one.
struct Manifest: Codable, Sendable {
    /// One day.
    struct Day: Codable, Sendable {
        var day: Int
        var file: String
        var reads: Int
        var bytes: Int
        var checksum: UInt64
    }

    var version = 1
    /// Counts the changes, and names new files.
    var edition = 0
    var cameras: [Camera] = []
    var days: [Day] = []
    var preserved: [PreservedReads] = []

    static let name = "manifest.json"

    /// Reads the manifest of a folder; an empty one when there is none.
    static func load(folder: String) throws -> Manifest {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return Manifest() }
        let data = try MappedBytes(path: path)
        do {
            let manifest = try JSONDecoder().decode(Manifest.self, from: Data(data.bytes))
            guard manifest.version == 1 else { throw DayFile.damaged(path) }
            return manifest
        } catch {
            throw DayFile.damaged(path)
        }
    }

    /// Makes this the manifest of a folder.
    func save(folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = [UInt8](try encoder.encode(self))
        try data.withUnsafeBytes { try WholeFile.write([$0], to: folder + "/" + Self.name) }
    }
}
