import Foundation
import Sightings
import Vocabulary

/// Reads of a feed that are durable and wait to join their days: a file of lines, taken in as any other file is.
///
/// A day's file is only ever replaced whole, which is too much work for each batch. Taking the same lines in twice changes
/// nothing, so that a node killed in between loses none and doubles none.
actor ReadJournal {
    private let path: String
    private var waiting: Int

    private static let head = "time,camera,plate,confidence,lane,patch,overview\n"
    /// From so many lines they join their days at once.
    private static let waitingMax = 200_000

    init(folder: String) {
        path = folder + "/feed.csv"
        let bytes = FileManager.default.contents(atPath: path)
        waiting = bytes.map { max(0, $0.count(where: { $0 == 10 }) - 1) } ?? 0
    }

    /// Appends lines; they are on the disk when it returns.
    func append(_ reads: [NewRead], joining store: ReadStore) async throws {
        let url = URL(filePath: path)
        do {
            if !FileManager.default.fileExists(atPath: path) { try Data(Self.head.utf8).write(to: url) }
            let file = try FileHandle(forWritingTo: url)
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: Data(reads.map(Self.line).joined().utf8))
            try file.synchronize()
        } catch {
            throw Fault(
                .feedNotKept,
                "the reads of the feed could not be written",
                help: "send them again",
                cause: error
            )
        }
        waiting += reads.count
        if waiting >= Self.waitingMax { try await join(store) }
    }

    /// Lets what waits join its days, so that a question finds it.
    func join(_ store: ReadStore) async throws {
        guard waiting > 0 else { return }
        let taking = path + ".taking"
        let files = FileManager.default
        // What an earlier joining did not end with comes first; new lines go into a file of their own meanwhile.
        if files.fileExists(atPath: taking) { _ = try await store.importCSV(taking) }
        try? files.removeItem(atPath: taking)
        try files.moveItem(atPath: path, toPath: taking)
        waiting = 0
        _ = try await store.importCSV(taking)
        try? files.removeItem(atPath: taking)
    }

    private static func line(_ read: NewRead) -> String {
        func plain(_ text: String?) -> String {
            (text ?? "").map { ",\"\n\r".contains($0) ? " " : String($0) }.joined()
        }
        let sure = read.details.confidence.map(String.init) ?? "", lane = read.details.lane.map(String.init) ?? ""
        let fields = [
            read.time.rfc3339, plain(read.camera), plain(read.plate), sure, lane, plain(read.patch),
            plain(read.overview),
        ]
        return fields.joined(separator: ",") + "\n"
    }
}

extension Fault.Code {
    /// The disk took no reads of the feed.
    package static let feedNotKept = Self("reads.feed_not_kept", status: 503)
}
