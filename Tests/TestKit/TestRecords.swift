import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// Records of made-up people, in few words.
package enum TestRecords {
    /// A nominal.
    package static func person(
        _ key: String,
        _ given: String,
        _ surname: String,
        born: String = "1991-03-14",
        force: String = "13",
        system: String = "niche",
        marking: Marking = .official,
        more facts: [Fact] = []
    ) -> Record {
        var record = Record(id: id(.person, key, force: force, system: system), marking: marking)
        record.facts = [
            Fact(.givenNames, raw: given), Fact(.surname, raw: surname),
            Fact(.birthDate, raw: turned(born), standard: born),
        ]
        record.facts += facts
        return record
    }

    /// A statement about a record, in the same system: an address, a warning, an alias.
    package static func statement(
        _ kind: RecordKind,
        _ key: String,
        about subject: Record,
        marking: Marking = .official,
        _ facts: [Fact]
    ) -> Record {
        let id = RecordID(source: subject.id.source, kind: kind, key: key)
        return Record(id: id, subject: subject.id, marking: marking, facts: facts)
    }

    /// A row that ties a record to another: a role in an event, the keeper of a vehicle.
    package static func tie(
        _ kind: RecordKind,
        _ key: String,
        _ subject: Record,
        to object: Record,
        _ facts: [Fact] = []
    ) -> Record {
        let id = RecordID(source: subject.id.source, kind: kind, key: key)
        return Record(id: id, subject: subject.id, object: object.id, facts: facts)
    }

    /// Something that is no person: an event, a vehicle.
    package static func thing(
        _ kind: RecordKind,
        _ key: String,
        force: String = "13",
        system: String = "niche",
        _ facts: [Fact]
    ) -> Record {
        Record(id: id(kind, key, force: force, system: system), facts: facts)
    }

    /// A record's name.
    package static func id(
        _ kind: RecordKind,
        _ key: String,
        force: String = "13",
        system: String = "niche"
    ) -> RecordID {
        RecordID(source: Source(force: TestOfficers.force(force), system: system), kind: kind, key: key)
    }

    /// `1991-03-14` as a source writes it, `14/03/1991`.
    private static func turned(_ date: String) -> String {
        date.split(separator: "-").reversed().joined(separator: "/")
    }
}

extension Record {
    /// The joined person that this nominal is while nobody has joined it to another.
    package var alone: PersonID { PersonID(number: RecordHandle(of: id).number) }
}

extension RecordBatch {
    /// Records as an import would hand them over; all are of one source.
    package init(_ records: [Record], of source: Source) throws {
        self.init(source: source)
        for record in records { try append(record) }
    }

    private mutating func append(_ record: Record) throws {
        var head = RecordBatch.Head()
        head.kind = record.id.kind.rawValue
        head.marking = record.marking.rawValue
        head.grading = record.grading.map { RecordBatch.code($0) } ?? 0
        head.id = RecordHandle(of: record.id).number
        head.subject = record.subject.map { RecordHandle(of: $0).number } ?? 0
        head.object = record.object.map { RecordHandle(of: $0).number } ?? 0
        head.moment = record.recordedAt?.milliseconds ?? RecordBatch.noMoment
        head.offset = record.recordedAt?.offsetMinutes ?? 0
        if let review = record.reviewOn {
            head.review = Int32(review.year) * 10_000 + Int32(review.month ?? 0) * 100 + Int32(review.day ?? 0)
        }
        var said: [[String?]] = record.facts.map { fact in
            var parts: [String?] = [fact.attribute.rawValue, fact.raw]
            if fact.standard != nil || fact.basis != .fact { parts.append(fact.standard) }
            if fact.basis != .fact { parts.append(fact.basis.rawValue) }
            return parts
        }
        said += record.otherColumns.map { ["@\($0.name)", $0.raw] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let body = Array(try encoder.encode(said))
        let columns = "\(head.kind) \(head.marking) \(head.grading) \(head.subject) \(head.object) \(head.moment) "
        head.digest = Digest.sha256Prefix128(Array((columns + "\(head.review) ").utf8) + body)
        Array(record.id.key.utf8).withUnsafeBufferPointer { key in
            body.withUnsafeBufferPointer { append(head, key: key, body: $0) }
        }
    }
}
