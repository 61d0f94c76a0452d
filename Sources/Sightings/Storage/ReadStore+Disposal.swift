import Foundation
import Vocabulary

/// Reads that are kept for a case beyond their time.
package struct PreservedReads: Codable, Sendable, Hashable {
    /// The case or the decision that they are kept for.
    package var reference: String
    /// The plates, in normal form.
    package var plates: [String]
    /// The first and the last day, in days since 1970-01-01 UTC.
    package var firstDay: Int
    package var lastDay: Int

    /// Some plates' reads of some days, both ends among them.
    package init(reference: String, plates: [String], firstDay: Int, lastDay: Int) {
        self.reference = reference
        self.plates = plates
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The keys of the plates that are kept of a day.
    func keys(ofDay day: Int) -> [UInt64] {
        (firstDay...max(firstDay, lastDay)).contains(day) ? plates.compactMap { PlateKey($0)?.number } : []
    }
}

/// What was disposed of on one day's reads: the numbers that a log wants.
package struct DisposedDay: Sendable, Hashable {
    /// The day, in days since 1970-01-01 UTC.
    package var day: Int
    /// How many reads are gone, and how many are kept for a case.
    package var removed: Int
    package var kept: Int
    /// The references that they are kept by.
    package var references: [String]
}

extension ReadStore {
    /// What is kept beyond its time, in the order in which it was asked for.
    package var preserved: [PreservedReads] { manifest.preserved }

    /// Keeps reads for a case until ``release(_:)``, whatever ``dispose(before:)`` removes around them.
    ///
    /// - Throws: ``Fault`` with `sightings.question` without a reference, for a plate without letter or digit, or for a
    ///   span that ends before it begins; with `sightings.busy`, `sightings.unreachable`.
    package func preserve(_ reads: PreservedReads) throws {
        let unreadable = reads.plates.first { PlateKey($0) == nil }
        guard !reads.reference.isEmpty, !reads.plates.isEmpty, unreadable == nil, reads.firstDay <= reads.lastDay else {
            throw Fault(
                .readsQuestion,
                "reads are preserved by a reference, plates and a first and last day",
                help: unreadable.map { "`\($0)` holds no letter or digit" } ?? "give all of them"
            )
        }
        try change { if !$0.preserved.contains(reads) { $0.preserved.append(reads) } }
    }

    /// Keeps the reads of a reference no longer than others, and gives what it was.
    ///
    /// They go with the next ``dispose(before:)``.
    package func release(_ reference: String) throws -> [PreservedReads] {
        try change { manifest in
            defer { manifest.preserved.removeAll { $0.reference == reference } }
            return manifest.preserved.filter { $0.reference == reference }
        }
    }

    /// Removes every read of the days before one, but those preserved, with the texts and references to pictures beside.
    ///
    /// Most days go whole, as a file; a day with preserved reads is written anew with them alone. All of it takes effect
    /// at once, or, on an error or a kill, nothing does. Questions that are under way keep what they began with. The
    /// pictures themselves are the caller's, and so is the entry in the log: the numbers of each day come back.
    ///
    /// - `day`: The first day that stays, in days since 1970-01-01 UTC.
    /// - Throws: ``Fault`` with `sightings.busy`, `sightings.unreachable`.
    package func dispose(before day: Int) throws -> [DisposedDay] {
        let folder = folder
        return try change { manifest in
            let files = Dictionary(uniqueKeysWithValues: self.reads.days.map { ($0.checksum, $0) })
            var disposed: [DisposedDay] = []
            for index in manifest.days.indices.reversed() where manifest.days[index].day < day {
                let entry = manifest.days[index]
                let keeping = manifest.preserved.filter { !$0.keys(ofDay: entry.day).isEmpty }
                let keys = Set(keeping.flatMap { $0.keys(ofDay: entry.day) })
                let file = try files[entry.checksum] ?? DayFile(path: folder + "/" + entry.file)
                guard let output = file.only(keys) else {
                    manifest.days.remove(at: index)
                    disposed.append(DisposedDay(day: entry.day, removed: entry.reads, kept: 0, references: []))
                    continue
                }
                guard output.reads < entry.reads else { continue }
                let name = "\(entry.day)-\(manifest.edition + 1).reads"
                try output.bytes.withUnsafeBytes { try WholeFile.write([$0], to: folder + "/" + name) }
                manifest.days[index] = Manifest.Day(
                    day: entry.day,
                    file: name,
                    reads: output.reads,
                    bytes: output.bytes.count,
                    checksum: output.bytes.withUnsafeBytes { $0.load(fromByteOffset: 8, as: UInt64.self) }
                )
                disposed.append(
                    DisposedDay(
                        day: entry.day,
                        removed: entry.reads - output.reads,
                        kept: output.reads,
                        references: Array(Set(keeping.map(\.reference))).sorted()
                    )
                )
            }
            return disposed.reversed()
        }
    }
}

extension DayFile {
    /// The file of the day with some plates alone; `nil` when it has none of them.
    fileprivate func only(_ keys: Set<UInt64>) -> DayWriter.Output? {
        let held = read { view in keys.contains { view.reads(of: $0) != nil } }
        guard held else { return nil }
        let table = usedDetails
        let numbers = Dictionary(table.enumerated().map { ($1, UInt16($0)) }) { first, _ in first }
        let all = unpacked(details: numbers)
        var kept = DayReads()
        var placeOf: [Int: Int] = [:]
        for (place, read) in all.reads.enumerated() where keys.contains(read.key) {
            placeOf[place] = kept.reads.count
            kept.reads.append(read)
        }
        kept.notes = all.notes.compactMap { note in
            placeOf[note.read].map { Note(read: $0, kind: note.kind, text: note.text) }
        }
        kept.longPlates = all.longPlates.filter { keys.contains($0.key) }
        return DayWriter(day: day, detailTable: table).write(kept, held: 0)
    }
}
