import CapabilityKit
import Foundation
import Testing
import Vocabulary

@testable import Capabilities

/// Data beside the package that only some machines have.
func sharedData(_ path: String) -> URL {
    URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent("../shared/data/" + path)
}

func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: sharedData(path).path) }

/// A splitmix64 of a seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Every row of a CSV text, with its problem if it has one.
func csvRows(
    _ bytes: [UInt8],
    piece: Int = .max,
    buffer: Int = 1 << 16,
    delimiter: Character = ",",
    encoding: TextEncoding = .utf8
) throws -> [[String]] {
    let text = TextBytes(MemoryBytes(bytes, piece: piece), encoding: encoding)
    let reader = CSVReader(text, name: "test.csv", delimiter: delimiter.asciiValue ?? 0, buffer: buffer)
    var rows: [[String]] = []
    while let row = try reader.next() {
        rows.append((0..<row.count).map { row.text($0) } + (row.problem.map { ["!" + $0.code] } ?? []))
    }
    return rows
}

/// A mapping from its text, ready to import with.
func loadedMapping(_ json: String) throws -> LoadedMapping {
    LoadedMapping(mapping: try Mapping(parsing: Array(json.utf8), file: "test.json"), name: "test.json", digest: "00")
}

/// A record as it reached the sink.
struct StoredRecord: Hashable {
    var kind: RecordKind
    var key: String
    var id: Int64
    var subject: Int64
    var object: Int64
    var moment: Int64?
    var grading: String?
    var marking: Int16
    var review: Int32
    var digest: UInt128
    var body: [StrictBody.Entry]

    subscript(name: String) -> StrictBody.Entry? { body.first { $0.name == name } }
}

extension RecordBatch {
    func stored() throws -> [StoredRecord] {
        try heads.enumerated().map { index, head in
            StoredRecord(
                kind: try #require(RecordKind(rawValue: head.kind)),
                key: String(decoding: key(at: index), as: UTF8.self),
                id: head.id,
                subject: head.subject,
                object: head.object,
                moment: head.moment == Self.noMoment ? nil : head.moment,
                grading: grading(at: index)?.description,
                marking: head.marking,
                review: head.review,
                digest: head.digest,
                body: try StrictBody.decode(body(at: index))
            )
        }
    }
}

/// A sink in memory that keeps its promise, and can be made to die before a chosen batch.
actor MemorySink: RecordSink {
    var versions: [Int64: [StoredRecord]] = [:]
    var positions: [String: ImportPosition] = [:]
    var order: [Int64] = []
    var batches = 0
    var diesBefore = Int.max

    func die(before batch: Int) {
        batches = 0
        diesBefore = batch
    }

    struct Died: Error {}

    func position(of file: ImportFile) async throws -> ImportPosition? { positions[file.key] }

    func accept(_ batch: RecordBatch, progress: ImportPosition) async throws -> BatchOutcome {
        batches += 1
        if batches >= diesBefore { throw Died() }
        var outcome = BatchOutcome()
        for record in try batch.stored() {
            let known = versions[record.id]
            if known?.last?.digest == record.digest {
                outcome.unchanged += 1
            } else {
                if known == nil {
                    order.append(record.id)
                    outcome.new += 1
                } else {
                    outcome.changed += 1
                }
                versions[record.id, default: []].append(record)
            }
        }
        positions[progress.file.key] = progress
        return outcome
    }

    /// The latest version of each record, in the order first met.
    var records: [StoredRecord] { order.compactMap { versions[$0]?.last } }

    func record(_ kind: RecordKind, _ key: String) -> StoredRecord? {
        records.first { $0.kind == kind && $0.key == key }
    }

    func id(_ kind: RecordKind, _ key: String, force: String = "13", system: String = "test") -> Int64 {
        guard let force = ForceCode(force) else { return 0 }
        return RecordHash.sha256.id(RecordID(source: Source(force: force, system: system), kind: kind, key: key))
    }
}

/// A folder of its own, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("intake-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

let today = CalendarDate(year: 2026, month: 11, day: 21)

/// Imports a text under a mapping.
@discardableResult
func importing(
    _ path: String,
    _ mapping: LoadedMapping,
    into sink: MemorySink?,
    system: String = "test",
    rejects: String? = nil,
    batchRecords: Int = 8192
) async throws -> ImportReport {
    let force = try #require(ForceCode("13"))
    let name = URL(fileURLWithPath: path).lastPathComponent
    let file = try #require(mapping.mapping.file(for: name))
    let job = ImportJob(path: path, source: Source(force: force, system: system), mapping: mapping, file: file)
    var importer = Importer(hash: .sha256, today: try #require(today), rejectFolder: rejects)
    importer.batchRecords = batchRecords
    var end: (any RecordSink)? = sink
    return try await importer.run(job, into: &end)
}
