import Foundation
import Vocabulary

extension ReadStore {
    /// How much of a file one thread reads at a time.
    private static let pieceBytes = 8 << 20

    /// Takes in a file of comma-separated values whose first line has the headings.
    ///
    /// Each line becomes a read or is refused by line and field; a read that the store holds in every column is not
    /// added again. Everything takes effect at once at the end, or, on an error or a kill, nothing does.
    ///
    /// - Throws: ``Fault`` with `sightings.not_a_table`, `sightings.busy`, `sightings.unreachable`.
    package func importCSV(_ path: String, columns: ReadColumns? = nil) async throws -> ReadImport {
        let file = try MappedBytes(path: path)
        let (places, start) = try Self.places(file, columns: columns, path: path)
        return try await take(file, from: start, firstLine: 1) { RowParser(places).parse($0) }
    }

    /// Takes in a file with one JSON object a line, whose fields are named as the columns of a table would be.
    ///
    /// Texts, numbers and nulls are read as the same text in a table; anything else refuses the line. What is promised of
    /// ``importCSV(_:columns:)`` holds here too.
    ///
    /// - `columns`: Names of fields; when `nil`, told from those of the first thousand lines.
    package func importJSONLines(_ path: String, columns: ReadColumns? = nil) async throws -> ReadImport {
        let file = try MappedBytes(path: path)
        let columns = try columns ?? ReadColumns(guessing: JSONRow.names(file.bytes))
        let places = RowParser.Places(named: columns)
        return try await take(file, from: 0, firstLine: 0) { RowParser(places).parse(jsonLines: $0) }
    }

    /// Takes in the lines of a file, a window of pieces at a time, put together in the order of the file.
    private func take(
        _ file: MappedBytes,
        from start: Int,
        firstLine: Int,
        _ parse: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> ParsedLines
    ) async throws -> ReadImport {
        try await importing { importer in
            var pieces: [Range<Int>] = []
            var position = start
            let bytes = file.bytes
            while position < bytes.count {
                var end = min(position + Self.pieceBytes, bytes.count)
                while end < bytes.count, bytes[end - 1] != 10 { end += 1 }
                pieces.append(position..<end)
                position = end
            }
            var line = firstLine
            for first in stride(from: 0, to: pieces.count, by: 4 * questionThreads) {
                let window = Array(pieces[first..<min(first + 4 * questionThreads, pieces.count)])
                let parsed = try await inParallel(window) { range in
                    file.bytes.withMemoryRebound(to: UInt8.self) { parse(UnsafeBufferPointer(rebasing: $0[range])) }
                }
                for lines in parsed {
                    try importer.take(lines, firstLine: line)
                    line += lines.lines
                }
                file.release(upTo: window.last?.upperBound ?? 0)
            }
        }
    }

    private static func places(
        _ file: MappedBytes,
        columns: ReadColumns?,
        path: String
    ) throws -> (RowParser.Places, start: Int) {
        let bytes = file.bytes
        let end = bytes.firstIndex(of: 10) ?? bytes.count
        var line = String(decoding: bytes[..<end], as: UTF8.self)
        if line.hasPrefix("\u{feff}") { line.removeFirst() }
        let headings = line.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" \r"))
        }
        let columns = try columns ?? ReadColumns(guessing: headings)
        func place(_ name: String?) throws -> Int {
            guard let name else { return -1 }
            guard let place = headings.firstIndex(where: { $0.lowercased() == name.lowercased() }) else {
                throw Fault(.readsNotATable, "`\(path)` line 1 has no column `\(name)`")
            }
            return place
        }
        let places = RowParser.Places(
            time: try place(columns.time),
            camera: try place(columns.camera),
            plate: try place(columns.plate),
            confidence: try place(columns.confidence),
            lane: try place(columns.lane),
            heading: try place(columns.heading),
            patch: try place(columns.patch),
            overview: try place(columns.overview),
            headings: headings,
            columns: columns
        )
        return (places, min(end + 1, bytes.count))
    }

    /// Adds reads that are already in memory, of a feed or a generator.
    package func add(_ reads: [NewRead]) async throws -> ReadImport {
        try await importing { importer in
            try importer.take(NewRead.lines(of: reads), firstLine: 0)
        }
    }

    /// Runs an import under the lock of the folder and makes what it took in the store's own.
    private func importing(_ body: (inout Importer) async throws -> Void) async throws -> ReadImport {
        let lock = try FolderLock(folder: folder)
        defer { lock.release() }
        var manifest = try Manifest.load(folder: folder)
        try Self.sweep(folder: folder, keep: manifest)
        var importer = Importer(folder: folder, cameras: manifest.cameras)
        try await body(&importer)
        let result = try await importer.finish(&manifest, held: reads)
        if !result.days.isEmpty { try commit(&manifest) }
        return result
    }
}

/// Puts parsed lines together, and makes the files of their days.
struct Importer {
    private let folder: String
    private let spill: Spill
    private var cameras: [Camera]
    private var cameraOf: [String: UInt16]
    private var details: [UInt32] = []
    private var detailOf: [UInt32: UInt16] = [:]
    private var result = ReadImport()

    init(folder: String, cameras: [Camera]) {
        self.folder = folder
        self.cameras = cameras
        cameraOf = Dictionary(uniqueKeysWithValues: cameras.enumerated().map { ($1.name, UInt16($0)) })
        spill = Spill(folder: folder)
    }

    mutating func take(_ lines: ParsedLines, firstLine: Int) throws {
        result.refused += lines.refused
        for refusal in lines.refusals where result.refusals.count < 1000 {
            var refusal = refusal
            refusal.line += firstLine
            result.refusals.append(refusal)
        }
        let cameras = try lines.cameras.map { try number(ofCamera: $0) }
        let details = try lines.details.map { try number(ofDetail: $0) }
        for (day, parsed) in lines.days.sorted(by: { $0.key < $1.key }) {
            var reads = parsed
            reads.reads.withUnsafeMutableBufferPointer { buffer in
                for index in buffer.indices {
                    buffer[index].camera = cameras[Int(buffer[index].camera)]
                    buffer[index].detail = details[Int(buffer[index].detail)]
                }
            }
            try spill.append(reads, day: day)
        }
    }

    private mutating func number(ofCamera name: String) throws -> UInt16 {
        if let known = cameraOf[name] { return known }
        guard cameras.count < Int(UInt16.max) else {
            throw Fault(
                .readsNotATable,
                "there are more than 65,535 cameras",
                help: "see that the right column is read"
            )
        }
        let number = UInt16(cameras.count)
        cameras.append(Camera(name: name))
        cameraOf[name] = number
        return number
    }

    private mutating func number(ofDetail packed: UInt32) throws -> UInt16 {
        if let known = detailOf[packed] { return known }
        guard details.count < Int(UInt16.max) else {
            throw Fault(.readsNotATable, "the reads have more than 65,535 kinds of detail")
        }
        let number = UInt16(details.count)
        details.append(packed)
        detailOf[packed] = number
        return number
    }

    /// Sorts and writes every day that got reads; the manifest names the new files, but is not saved yet.
    mutating func finish(_ manifest: inout Manifest, held: Reads) async throws -> ReadImport {
        for day in spill.counts.keys {
            // Reads of before keep their details in the tables of their own file.
            guard let file = held.days.first(where: { $0.day == day }) else { continue }
            for packed in file.usedDetails { _ = try number(ofDetail: packed) }
        }
        struct Work: Sendable {
            var day: Int
            var spilled: String
            var notes: [Note]
            var longPlates: [UInt64: String]
            var before: DayFile?
        }
        let work = spill.counts.keys.sorted().map { day in
            Work(
                day: day,
                spilled: spill.path(day),
                notes: spill.notes[day] ?? [],
                longPlates: spill.longPlates[day] ?? [:],
                before: held.days.first { $0.day == day }
            )
        }
        let (folder, details, detailOf, edition) = (folder, details, detailOf, manifest.edition + 1)
        let made = try await inParallel(work) { work in
            var input = work.before?.unpacked(details: detailOf) ?? DayReads()
            let held = input.reads.count
            let spilled = try MappedBytes(path: work.spilled)
            input.reads.append(contentsOf: spilled.bytes.bindMemory(to: PackedRead.self))
            input.notes += work.notes.map { Note(read: held + $0.read, kind: $0.kind, text: $0.text) }
            input.longPlates.merge(work.longPlates) { first, _ in first }
            let output = DayWriter(day: work.day, detailTable: details).write(input, held: held)
            let name = "\(work.day)-\(edition).reads"
            if output.reads > held {
                try output.bytes.withUnsafeBytes { try WholeFile.write([$0], to: folder + "/" + name) }
            }
            let checksum = output.bytes.withUnsafeBytes { $0.load(fromByteOffset: 8, as: UInt64.self) }
            let entry = Manifest.Day(
                day: work.day,
                file: name,
                reads: output.reads,
                bytes: output.bytes.count,
                checksum: checksum
            )
            return (entry, added: output.reads - held, repeated: output.repeated)
        }
        for (entry, added, repeated) in made {
            result.added += added
            result.repeated += repeated
            guard added > 0 else { continue }
            result.days.append(entry.day)
            manifest.days.removeAll { $0.day == entry.day }
            manifest.days.append(entry)
        }
        manifest.cameras = cameras
        return result
    }
}

extension DayFile {
    /// The details that its reads use, packed.
    var usedDetails: [UInt32] { read { view in (0..<view.detailCount).map { view.detailTable[$0] } } }

    /// The reads as they were before they were packed, in their order, with details in another table's numbers.
    func unpacked(details: [UInt32: UInt16]) -> DayReads {
        read { view in
            var out = DayReads()
            out.reads.reserveCapacity(view.reads)
            var block = PlateBlock()
            for number in 0..<view.plateBlocks {
                block.load(number, of: view)
                for plate in 0..<block.count {
                    let key = block.keys[plate]
                    if key >> 63 != 0 { out.longPlates[key] = view.longText(key) }
                    for read in Int(block.starts[plate])..<Int(block.starts[plate + 1]) {
                        out.reads.append(
                            PackedRead(
                                key: key,
                                time: view.time(ofRead: read),
                                camera: UInt16(view.camera(ofRead: read)),
                                detail: details[view.packedDetails(ofRead: read)] ?? 0
                            )
                        )
                    }
                }
            }
            for note in view.allNotes { out.notes.append(note) }
            return out
        }
    }
}
