import Vocabulary

/// What a recipient needs to judge how accurate, complete, reliable and current a record is (DPA 2018 s.38(4)-(5)).
///
/// It goes with every record that is disclosed: into the entry of the ledger in short, into answers for programs in full.
package struct QualityEnvelope: Hashable, Sendable, Codable {
    /// The force that owns the record, and the system it is in.
    package var force: String
    package var system: String
    package var record: String
    package var version: Int
    /// Whether the source has sent no newer version.
    package var isCurrent: Bool
    /// When the source wrote it, if it says, and when it came into this node.
    package var recordedAt: String?
    package var collectedAt: String
    /// Whole days between the day the source wrote it, or it came in, and the answer.
    package var ageDays: Int
    /// The 3x5x2 grading, where the record is intelligence.
    package var grading: String?
    package var marking: String
    /// How many of the things it says are facts, assessments, or not said to be either (s.38(2)).
    package var facts: Int
    package var assessments: Int
    package var unknown: Int
    /// The day by which its owner looks at it again, and whether that day has passed.
    package var reviewOn: String?
    package var isReviewOverdue: Bool
    /// What a record of this kind should say and this one does not.
    package var missing: [String]
    /// What it said and was found wrong: taken out of the answer.
    package var foundWrong: [String]

    /// The envelope of a record as it is disclosed at a moment.
    package init(of stored: StoredRecord, on moment: Timestamp) {
        let record = stored.record
        force = record.id.source.force.description
        system = record.id.source.system
        self.record = record.id.description
        version = stored.version
        isCurrent = stored.isCurrent
        recordedAt = record.recordedAt?.rfc3339
        collectedAt = stored.collectedAt.rfc3339
        let written = record.recordedAt ?? stored.collectedAt
        ageDays = Int(max(0, moment.milliseconds - written.milliseconds) / 86_400_000)
        grading = record.grading?.description
        marking = record.marking.description
        facts = record.facts.count { $0.basis == .fact }
        assessments = record.facts.count { $0.basis == .assessment }
        unknown = record.facts.count { $0.basis == .unknown }
        reviewOn = record.reviewOn?.description
        isReviewOverdue = record.reviewOn.map { $0.last < moment.date } ?? false
        missing = Self.expected(of: record.id.kind).filter { names in names.allSatisfy { record[$0] == nil } }
            .compactMap { $0.first?.rawValue }
        foundWrong = stored.foundWrong.map(\.rawValue)
    }

    /// What a complete record of a kind says, each by any of these attributes.
    private static func expected(of kind: RecordKind) -> [[Attribute]] {
        switch kind {
        case .person: [[.surname, .fullName], [.givenNames, .fullName], [.birthDate, .age], [.sex]]
        case .residence: [[.addressLine, .address, .street], [.postcode, .town, .uprn], [.validFrom]]
        case .contact: [[.phoneNumber, .emailAddress]]
        case .marker: [[.markerType], [.validFrom]]
        case .event: [[.eventType, .eventClass], [.startedAt]]
        case .role: [[.role]]
        case .vehicle: [[.registrationMark]]
        default: []
        }
    }

    /// The envelope in few bytes, for the ledger: `w=2026-11-19 c=2026-11-23 g=2 C P m=OFFICIAL f=3 a=1 r=2027-01-01`.
    ///
    /// `w` written, `c` collected, `g` graded, `m` marked, `f` facts, `a` assessments, `u` neither, `r` review, `x` what
    /// is missing, `n` what was found wrong; `old` for a version that is not the newest.
    package var short: String {
        var parts = ["c=\(collectedAt.prefix(10))", "m=\(marking)", "f=\(facts)"]
        if let recordedAt { parts.insert("w=\(recordedAt.prefix(10))", at: 0) }
        if let grading { parts.append("g=\(grading)") }
        if assessments > 0 { parts.append("a=\(assessments)") }
        if unknown > 0 { parts.append("u=\(unknown)") }
        if let reviewOn { parts.append("r=\(reviewOn)") }
        if !missing.isEmpty { parts.append("x=\(missing.joined(separator: ","))") }
        if !foundWrong.isEmpty { parts.append("n=\(foundWrong.joined(separator: ","))") }
        if !isCurrent { parts.append("old") }
        return parts.joined(separator: " ")
    }
}
