import Foundation
import Linkage
import CapabilityKit
import Vocabulary

/// What look-ups are measured with: questions, who should be found, and the weights to find them by.
struct BenchSearchMaterial: Sendable {
    private let questions: PersonColumns
    /// By question: the handle it is asked under.
    private let handles: [Int64]
    /// By question: the handles of the same person.
    let truth: [Set<Int64>]
    /// Handles of records that are questions themselves, to be taken out of the index.
    let asked: [Int64]
    let model: LinkageModel

    /// How many questions there are.
    var count: Int { questions.count }

    /// Asks one question.
    func ask(
        _ place: Int,
        _ lookup: PersonLookup,
        _ weights: LookupWeights,
        _ scratch: inout LookupScratch
    ) -> [LookupHit] {
        lookup.find(questions, place, as: handles[place], best: 10, by: weights, scratch: &scratch)
    }

    /// Weights are learnt from so many people at most.
    private static let sampleMax = 200_000

    // MARK: - Made-up people

    /// Makes people, and questions about every so-manieth of them.
    static func make(_ made: BenchSearchPeople, questions count: Int) -> (PersonColumns, Self) {
        let step = max(1, made.people / count)
        let people = Array(stride(from: 0, to: made.people, by: step).prefix(count))
        let places = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0) })
        var truth = [Set<Int64>](repeating: [], count: people.count)
        var columns = PersonColumns()
        for record in 0..<made.records {
            let sketch = made.sketch(of: record)
            columns.append(sketch, as: Int64(record))
            if let place = places[made.person(of: record)] { truth[place].insert(Int64(record)) }
        }
        columns.finish()
        columns.shrink()
        var questions = PersonColumns()
        for (place, person) in people.enumerated() { questions.append(made.question(about: person), as: Int64(place)) }
        questions.finish()
        let some = BenchSearchPeople(records: min(made.records, sampleMax), seed: made.seed)
        let sample = (0..<some.records).map { record in
            var sketch = some.sketch(of: record)
            sketch.handle = Int64(record)
            return sketch
        }
        let material = Self(
            questions: questions,
            handles: people.map { _ in -1 },
            truth: truth,
            asked: [],
            model: Linker().join(sample).model
        )
        return (columns, material)
    }

    // MARK: - Files

    /// Reads people and questions.
    static func read(_ path: String, _ questions: String, key: String, truth: String) throws -> (PersonColumns, Self) {
        let asked = try file(questions, key, truth)
        let model = try Linker().join(file(path, key, truth, bytesMax: 30_000_000).people).model
        let all = try file(path, key, truth)
        let keys = Dictionary(asked.keys.enumerated().map { ($1, $0) }) { first, _ in first }
        let people = Dictionary(grouping: asked.truth.indices) { asked.truth[$0] }
        var handles = [Int64](repeating: -1, count: asked.keys.count)
        var found = [Set<Int64>](repeating: [], count: asked.keys.count)
        for row in all.keys.indices {
            if let place = keys[all.keys[row]] {
                handles[place] = Int64(row)
            } else {
                for place in people[all.truth[row]] ?? [] { found[place].insert(Int64(row)) }
            }
        }
        let material = Self(
            questions: asked.people,
            handles: handles,
            truth: found,
            asked: handles.filter { $0 >= 0 },
            model: model
        )
        return (all.people, material)
    }

    private static func file(_ path: String, _ key: String, _ truth: String, bytesMax: Int = .max) throws -> PersonFile
    {
        let mapped = try MappedFile(path: path)
        defer { withExtendedLifetime(mapped) {} }
        return try mapped.bytes.withMemoryRebound(to: UInt8.self) { bytes in
            var part = bytes[..<min(bytes.count, bytesMax)]
            if part.count < bytes.count, let end = part.lastIndex(of: 0x0A) { part = part[...end] }
            do {
                return try PersonFile(UnsafeBufferPointer(rebasing: part), key: key, truth: truth)
            } catch let problem as DelimitedText.Problem {
                throw Fault(.benchFileUnreadable, "`\(path)` line \(problem.line): \(problem.words)")
            }
        }
    }
}

extension PersonColumns {
    /// Adds what a made-up person says, under a handle above the last one.
    fileprivate mutating func append(_ sketch: PersonSketch, as handle: Int64) {
        begin(handle)
        for name in sketch.givenNames { addGiven(name.utf8Span.span) }
        for name in sketch.surnames { addSurname(name.utf8Span.span) }
        for date in sketch.birthDates { addBirth(date) }
        if let sex = sketch.sex { addSex(sex.utf8Span.span) }
        for postcode in sketch.postcodes { addPostcode(postcode.utf8Span.span) }
        for line in sketch.addressLines { addAddress(line.utf8Span.span) }
        for phone in sketch.phones { addPhone(phone.utf8Span.span) }
    }
}
