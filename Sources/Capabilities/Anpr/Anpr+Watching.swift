import CapabilityKit
import Foundation
import Sightings

/// Products and what they led to, vehicles of interest, and the feed that tells of them.
extension Anpr.Counter {
    /// Makes a product of what was selected of a question.
    func make(_ values: [String: String], of id: Int64) async throws -> Int64 {
        let officer = requester.officer, now = desk.clock(), limits = limits
        return try await desk.alter(
            .askAnpr,
            asked: "question \(id): make a product",
            for: requester,
            check: { session in
                guard let kept = try Anpr.Shelf.kept(id, of: officer, in: session) else { throw Anpr.noSuchQuestion }
                _ = try Anpr.Product(values, of: kept, by: officer.number, limits: limits)
            },
            { session in
                guard let kept = try Anpr.Shelf.kept(id, of: officer, in: session) else { throw Anpr.noSuchQuestion }
                let product = try Anpr.Product(values, of: kept, by: officer.number, limits: limits)
                return try Anpr.Shelf.add(product, of: officer, at: now, in: session)
            }
        ).value
    }

    /// Tells what a product led to.
    func tell(_ values: [String: String]) async throws {
        guard let id = values["product"].flatMap({ Int64($0) }),
            let outcome = Anpr.Outcome(rawValue: values["outcome"] ?? "")
        else { throw Fault(.selectionUnreadable, "the outcome can't be read", help: "choose one of the list") }
        let officer = requester.officer, now = desk.clock(), note = String((values["note"] ?? "").prefix(400))
        _ = try await desk.alter(.askAnpr, asked: "product \(id): \(outcome.rawValue)", for: requester) { session in
            try Anpr.Shelf.tell(outcome, note: note, of: id, by: officer, at: now, in: session)
        }
    }

    /// Puts a vehicle on the list.
    func watch(_ values: [String: String]) async throws -> (value: Int64, entry: UInt64) {
        let watch = try Anpr.Watch(values, owner: requester.officer.number, now: desk.clock(), limits: limits)
        return try await desk.alter(
            .watchAnpr,
            asked: "vehicle of interest \(watch.plate): \(watch.reason)",
            details: ["item": watch.item, "grading": watch.grading, "instruction": watch.instruction.rawValue],
            for: requester
        ) { try Anpr.Shelf.add(watch, in: $0) }
    }

    /// Takes a vehicle off the list.
    func unwatch(_ id: Int64) async throws {
        let now = desk.clock()
        _ = try await desk.alter(.watchAnpr, asked: "vehicle of interest \(id): off the list", for: requester) {
            try Anpr.Shelf.end(id, at: now, in: $0)
        }
    }

    /// Writes down what a person saw when they looked at the plate of a hit.
    func check(_ id: Int64, isRight: Bool) async throws {
        let officer = requester.officer.number
        _ = try await desk.alter(
            .watchAnpr,
            asked: "hit \(id): the plate is \(isRight ? "as read" : "another")",
            for: requester
        ) { try Anpr.Shelf.check(id, verdict: isRight ? "yes" : "no", by: officer, in: $0) }
    }

    /// Takes a batch of the cameras' feed in, and tells of vehicles of interest in it.
    ///
    /// - Returns: reads taken, lines refused and hits, and the entry.
    func feed(_ text: String) async throws -> (fed: Anpr.Fed, entry: UInt64) {
        var reads: [NewRead] = [], refused = 0
        for line in text.split(whereSeparator: \.isNewline) {
            guard let read = Anpr.read(of: line) else {
                refused += 1
                continue
            }
            reads.append(read)
        }
        let now = desk.clock(), passes = reads.map(Anpr.Pass.init)
        let done = try await desk.feedReads(
            .feedAnpr,
            reads,
            asked: "\(reads.count) reads of the feed",
            for: requester
        ) { try Anpr.Shelf.match(passes, at: now, in: $0) }
        return (Anpr.Fed(added: reads.count, refused: refused, hits: done.value), done.entry)
    }
}

extension Anpr {
    /// What became of a batch of the feed.
    struct Fed: Encodable, Sendable {
        var added: Int
        var refused: Int
        var hits: Int
    }

    /// One line of the feed: time, camera, plate, and as far as known confidence, lane, picture of the plate, of the scene.
    static func read(of line: Substring) -> NewRead? {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 3, let time = Timestamp(rfc3339: String(fields[0])), !fields[1].isEmpty,
            PlateKey(String(fields[2])) != nil
        else { return nil }
        func text(_ place: Int) -> String? {
            place < fields.count && !fields[place].isEmpty ? String(fields[place]) : nil
        }
        let sure = text(3).flatMap { Int($0) }.flatMap { (0...100).contains($0) ? $0 : nil }
        let lane = text(4).flatMap { Int($0) }.flatMap { (0...30).contains($0) ? $0 : nil }
        return NewRead(
            plate: String(fields[2]),
            camera: String(fields[1]),
            time: time,
            details: ReadDetails(confidence: sure, lane: lane),
            patch: text(5),
            overview: text(6)
        )
    }
}

extension Anpr.Pass {
    /// A read of the feed.
    init(_ read: NewRead) {
        plate = PlateKey(read.plate).map { $0.isHashed ? read.plate : $0.text } ?? read.plate
        camera = read.camera
        at = read.time.milliseconds
        offset = read.time.offsetMinutes
        (confidence, lane) = (read.details.confidence, read.details.lane)
        raw = read.plate == plate ? nil : read.plate
        (patch, overview) = (read.patch, read.overview)
    }
}
