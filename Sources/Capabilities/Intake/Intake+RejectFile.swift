import Foundation
import Vocabulary

/// The reject file of one source file, JSON Lines; written anew by each run, since each run reads from the start.
final class RejectFile {
    let path: String
    private var handle: FileHandle?
    private var out = ByteWriter()

    init(folder: String, name: String) {
        path = folder + "/" + name + ".rejects.jsonl"
        // What an earlier run left there would be about this run's rows, wrongly.
        try? FileManager.default.removeItem(atPath: path)
    }

    func append(_ rejects: [Reject]) throws {
        guard !rejects.isEmpty else { return }
        let handle = try open()
        for reject in rejects {
            reject.write(to: &out)
            if out.count > 1 << 20 { try flush(handle) }
        }
        try flush(handle)
    }

    private func open() throws -> FileHandle {
        if let handle { return handle }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(.fileUnreadable, "the folder `\(folder)` cannot be made", help: "choose one with --rejects")
        }
        // Rejects are rows of police records: for their owner's eyes only.
        let made = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        guard made, let opened = FileHandle(forWritingAtPath: path) else {
            throw Fault(
                .fileUnreadable,
                "the reject file `\(path)` cannot be written",
                help: "choose a folder with --rejects"
            )
        }
        handle = opened
        return opened
    }

    private func flush(_ handle: FileHandle) throws {
        try handle.write(contentsOf: Data(out.bytes))
        out.truncate()
    }

    func close() throws { try handle?.close() }
}
