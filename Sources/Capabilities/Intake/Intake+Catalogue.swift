import Foundation
import Vocabulary

/// The mappings that come with Reeve, and mapping files of one's own.
enum MappingCatalogue {
    private static var folder: URL? { Bundle.module.resourceURL?.appendingPathComponent("Mappings") }

    /// Names that `--mapping` takes.
    static func names() -> [String] {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return []
        }
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// A mapping by its name, or by the path of its file.
    static func load(_ name: String, hash: RecordHash) throws -> LoadedMapping {
        let own = FileManager.default.contents(atPath: name)
        let path = folder?.appendingPathComponent(name + ".json").path
        let isPlain = !name.contains("/") && !name.hasSuffix(".json")
        guard let data = own ?? (isPlain ? path.flatMap { FileManager.default.contents(atPath: $0) } : nil) else {
            throw Fault(
                .mappingUnknown,
                "there is no mapping `\(name)`",
                help: "give the path of a mapping file, or one of \(names().joined(separator: ", "))"
            )
        }
        let bytes = Array(data)
        let mapping = try Mapping(parsing: bytes, file: name)
        return LoadedMapping(mapping: mapping, name: name, digest: hash.hex(bytes))
    }
}

extension Mapping {
    /// The part of the mapping for a file, by its name without `.gz`.
    func file(for name: String) -> File? {
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return files.first { Self.matches(plain, $0.pattern) }
    }

    /// `*` stands for anything, once.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
        let before = pattern[..<star], after = pattern[pattern.index(after: star)...]
        return name.count >= before.count + after.count && name.hasPrefix(before) && name.hasSuffix(after)
    }
}
