import Foundation
import Vocabulary

/// The reads of an import on their way to their days: one file a day, so that memory stays small whatever comes.
final class Spill {
    private let folder: String
    private var descriptors: [Int: Int32] = [:]
    private(set) var counts: [Int: Int] = [:]
    private(set) var notes: [Int: [Note]] = [:]
    private(set) var longPlates: [Int: [UInt64: String]] = [:]

    init(folder: String) { self.folder = folder }

    deinit {
        for (day, descriptor) in descriptors {
            close(descriptor)
            unlink(path(day))
        }
    }

    /// Adds reads to a day.
    func append(_ reads: DayReads, day: Int) throws {
        let before = counts[day, default: 0]
        let descriptor = try open(day)
        try reads.reads.withUnsafeBytes { try WholeFile.append($0, to: descriptor, path: path(day)) }
        counts[day] = before + reads.reads.count
        for note in reads.notes {
            notes[day, default: []].append(Note(read: before + note.read, kind: note.kind, text: note.text))
        }
        longPlates[day, default: [:]].merge(reads.longPlates) { first, _ in first }
    }

    /// Where a day's reads lie.
    func path(_ day: Int) -> String { "\(folder)/\(day).spill" }

    private func open(_ day: Int) throws -> Int32 {
        if let known = descriptors[day] { return known }
        let new = Glibc.open(path(day), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw unreachable("write", path(day)) }
        descriptors[day] = new
        return new
    }
}
