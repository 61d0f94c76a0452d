import CapabilityKit
import Foundation
import Vocabulary

/// Where records go: the store, behind the Desk.
///
/// An import calls ``position(of:)`` once for each file, then ``accept(_:progress:)`` again and again, then nothing.
/// The promise of `accept`: the records and the position are durable together or not at all. So an import that is
/// killed goes on with the same command, and one that reached ``ImportPosition/isComplete`` does nothing again.
protocol RecordSink: Sendable {
    /// How far an earlier import of this very file came; `nil` if there was none.
    mutating func position(of file: ImportFile) async throws -> ImportPosition?

    /// Stores a batch and the position after it in one transaction.
    ///
    /// A record whose id is not there is new. One whose latest version has the same digest is unchanged and is not
    /// written. Any other is a new version, and the old one stays. A batch may hold no records (the last position of a
    /// file whose end held none). No id appears twice in an import of one file.
    mutating func accept(_ batch: RecordBatch, progress: ImportPosition) async throws -> BatchOutcome
}

/// A file by what is in it and how it is read: the same bytes under the same mapping are the same import.
struct ImportFile: Hashable, Sendable, Codable {
    /// The source the records are of: `13/niche`.
    var source: String
    /// The name without its folder, for people; not part of what makes two files the same.
    var name: String
    /// SHA-256 of the file's bytes, in hexadecimal.
    var digest: String
    /// SHA-256 of the mapping's bytes, in hexadecimal: another mapping makes another import.
    var mappingDigest: String
    /// Bytes on disk.
    var size: UInt64

    init(source: String, name: String, digest: String, mappingDigest: String, size: UInt64) {
        self.source = source
        self.name = name
        self.digest = digest
        self.mappingDigest = mappingDigest
        self.size = size
    }

    /// The name under which its position is kept: source and the first half of each digest.
    var key: String { "\(source)/\(digest.prefix(32))/\(mappingDigest.prefix(32))" }
}

/// How far an import of one file has come.
///
/// The next run reads the file from its start and begins to store at ``rows``.
struct ImportPosition: Hashable, Sendable, Codable {
    var file: ImportFile
    /// Bytes of the file read, for progress.
    var bytes: UInt64
    /// Source rows behind this position.
    var rows: Int
    /// Records made of them.
    var records: Int
    /// Rows or records of them put in the reject file.
    var rejected: Int
    /// What the sink did with the records, added up; the sink adds the batch's own before storing.
    var outcome: BatchOutcome
    /// Whether the end of the file has been reached.
    var isComplete: Bool

    init(
        file: ImportFile,
        bytes: UInt64 = 0,
        rows: Int = 0,
        records: Int = 0,
        rejected: Int = 0,
        outcome: BatchOutcome = BatchOutcome(),
        isComplete: Bool = false
    ) {
        self.file = file
        self.bytes = bytes
        self.rows = rows
        self.records = records
        self.rejected = rejected
        self.outcome = outcome
        self.isComplete = isComplete
    }
}

/// The store behind the Desk as a sink: a collection for each file, logged before its first record is stored.
struct DeskSink: RecordSink {
    private let desk: Desk
    private let requester: Requester
    private let source: Source
    private let mapping: String
    private var collecting: Collecting?

    init(_ desk: Desk, source: Source, mapping: String, for requester: Requester) {
        self.desk = desk
        self.source = source
        self.mapping = mapping
        self.requester = requester
    }

    mutating func position(of file: ImportFile) async throws -> ImportPosition? {
        let collecting = try await desk.collect(
            from: source,
            file: file.name,
            key: file.key,
            mapping: mapping,
            for: requester
        )
        self.collecting = collecting
        guard !collecting.reached.isEmpty else { return nil }
        return try JSONDecoder().decode(ImportPosition.self, from: Data(collecting.reached.utf8))
    }

    mutating func accept(_ batch: RecordBatch, progress: ImportPosition) async throws -> BatchOutcome {
        guard let collecting else { return BatchOutcome() }
        let text = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        let outcome = try await collecting.store(batch, position: text, rejected: progress.rejected)
        if progress.isComplete { try await collecting.finish() }
        return outcome
    }
}
