import Foundation
import Vocabulary

/// Finds the files to import behind the paths given: files, folders with a `manifest.json`, folders of such folders.
struct JobFinder {
    var hash: RecordHash
    /// `--mapping`, which goes before what a manifest says.
    var mapping: String?
    var force: ForceCode?
    var system: String?
    var encoding: TextEncoding?

    func jobs(_ paths: [String]) throws -> [ImportJob] {
        let jobs = try paths.flatMap { try self.jobs($0) }
        guard !jobs.isEmpty else {
            throw Fault(.nothingToImport, "there is nothing to import", help: "give export files or their folder")
        }
        return jobs
    }

    private func jobs(_ path: String) throws -> [ImportJob] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Fault(
                .fileMissing,
                "there is no file or folder `\(path)`",
                help: "check the path and your working folder"
            )
        }
        guard isFolder.boolValue else { return [try job(path, mapping: mapping, force: force, system: system)] }
        let manifest = path + "/manifest.json"
        if FileManager.default.fileExists(atPath: manifest) { return try manifestJobs(manifest, folder: path) }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        let folders = names.filter { FileManager.default.fileExists(atPath: "\(path)/\($0)/manifest.json") }
        if !folders.isEmpty { return try folders.flatMap { try jobs("\(path)/\($0)") } }
        guard let mapping else {
            throw Fault(
                .manifestBroken,
                "the folder `\(path)` has no manifest.json",
                help: "say how its files are to be read with --mapping"
            )
        }
        let loaded = try MappingCatalogue.load(mapping, hash: hash)
        return try names.filter { loaded.mapping.file(for: $0) != nil }.map {
            try job("\(path)/\($0)", mapping: mapping, force: force, system: system)
        }
    }

    private func job(_ path: String, mapping: String?, force: ForceCode?, system: String?) throws -> ImportJob {
        guard let mapping else {
            throw Fault(
                .mappingUnknown,
                "nothing says how to read `\(path)`",
                help: "give --mapping, one of \(MappingCatalogue.names().joined(separator: ", ")) or a file of your own"
            )
        }
        let loaded = try MappingCatalogue.load(mapping, hash: hash)
        guard let force else {
            throw Fault(
                .sourceMissing,
                "nothing says whose records `\(path)` holds",
                help: "give --force, such as --force 13"
            )
        }
        guard let system = system ?? loaded.mapping.system, !system.isEmpty else {
            throw Fault(
                .sourceMissing,
                "nothing says which system `\(path)` is from",
                help: "give --system, such as --system niche"
            )
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard let file = loaded.mapping.file(for: name) else {
            throw Fault(
                .fileUnmapped,
                "the mapping `\(mapping)` has no part for a file called `\(name)`",
                help: "it has \(loaded.mapping.files.map(\.pattern).joined(separator: ", "))"
            )
        }
        return ImportJob(
            path: path,
            source: Source(force: force, system: system.lowercased()),
            mapping: loaded,
            file: file,
            encoding: encoding
        )
    }

    /// The files of a manifest, in its order, which is the order to import them in.
    private func manifestJobs(_ path: String, folder: String) throws -> [ImportJob] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: Array(FileManager.default.contents(atPath: path) ?? Data()))
        } catch {
            throw Fault(.manifestBroken, "`\(path)` is \(error)")
        }
        let broken = { (words: String) in Fault(.manifestBroken, "`\(path)` \(words)") }
        guard let code = value["force"]?.text, let manifestForce = ForceCode(code) else {
            throw broken("does not say which force it is from")
        }
        guard case .array(let exports)? = value["exports"] else { throw broken("lists no exports") }
        return try exports.flatMap { export -> [ImportJob] in
            guard let system = export["system"]?.text, case .array(let files)? = export["files"] else {
                throw broken("has an export without a system or files")
            }
            return try files.map { file in
                guard let name = file["name"]?.text, !name.contains("/"), name != "..", name != "." else {
                    throw broken("lists a file without a plain name")
                }
                return try job(
                    folder + "/" + name,
                    mapping: mapping ?? export["mapping"]?.text,
                    force: force ?? manifestForce,
                    system: self.system ?? system
                )
            }
        }
    }
}

extension JSONValue {
    /// A member of an object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

extension ImportFile {
    /// Reads a whole file for its digest.
    static func identify(_ job: ImportJob, hash: RecordHash) throws -> ImportFile {
        let bytes = try FileBytes(path: job.path)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { room.deallocate() }
        var stream = hash.stream()
        while true {
            let count = try bytes.read(into: room)
            if count == 0 { break }
            stream.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
        return ImportFile(
            source: job.source.description,
            name: job.name,
            digest: stream.hexadecimal(),
            mappingDigest: job.mapping.digest,
            size: bytes.consumed
        )
    }
}
