import Vocabulary

/// A record as one node sends it to another: what it says, in which version, and how good it is.
///
/// Columns of the source that have no attribute stay where they are: nobody elsewhere has need of them.
struct WireRecord: Codable, Sendable {
    var id: String
    var subject: String?
    var object: String?
    var version: Int
    var isCurrent: Bool
    var recordedAt: Timestamp?
    var collectedAt: Timestamp
    var grading: String?
    var marking: String
    var reviewOn: String?
    var facts: [WireFact]
    var foundWrong: [Attribute]
    /// What a recipient needs to judge it by (DPA 2018 s.38(4)-(5)).
    var quality: QualityEnvelope

    /// One thing said: the attribute, the source's words, the standard form and the basis where it is no fact.
    struct WireFact: Codable, Sendable {
        var attribute: Attribute
        var raw: String
        var standard: String?
        var basis: Fact.Basis?
    }

    /// The form of a record that leaves at a moment.
    init(_ stored: StoredRecord, at moment: Timestamp) {
        let record = stored.record
        id = record.id.description
        subject = record.subject?.description
        object = record.object?.description
        version = stored.version
        isCurrent = stored.isCurrent
        recordedAt = record.recordedAt
        collectedAt = stored.collectedAt
        grading = record.grading?.description
        marking = record.marking.description
        reviewOn = record.reviewOn?.description
        facts = record.facts.map { fact in
            let basis = fact.basis == .fact ? nil : fact.basis
            return WireFact(attribute: fact.attribute, raw: fact.raw, standard: fact.standard, basis: basis)
        }
        foundWrong = stored.foundWrong
        quality = QualityEnvelope(of: stored, on: moment)
    }

    /// The record as this node shows it; `nil` where a part cannot be read.
    func stored() -> StoredRecord? {
        guard let id = RecordID(id), let marking = Marking(marking), (1...Int(Int32.max)).contains(version) else {
            return nil
        }
        var record = Record(id: id, marking: marking)
        for (text, path) in [(subject, \Record.subject), (object, \Record.object)] {
            guard let text else { continue }
            guard let end = RecordID(text) else { return nil }
            record[keyPath: path] = end
        }
        record.recordedAt = recordedAt
        record.reviewOn = reviewOn.flatMap { CalendarDate(parsing: $0) }
        if let grading {
            guard let read = Grading(grading) else { return nil }
            record.grading = read
        }
        record.facts = facts.map { Fact($0.attribute, raw: $0.raw, standard: $0.standard, basis: $0.basis ?? .fact) }
        var stored = StoredRecord(
            record: record,
            version: version,
            isCurrent: isCurrent,
            collectedAt: collectedAt,
            handle: RecordHandle(of: id)
        )
        stored.foundWrong = foundWrong
        return stored
    }
}
