/// One row of a force's own system, in the source's words and in standard form.
///
/// A record is owned by the force that wrote it. What the record says is in ``facts``; whom a statement is about is
/// in ``subject`` and ``object``: a role row speaks of a person (subject) in an event (object); an address row of a
/// person (subject); a nominal of itself.
package struct Record: Hashable, Sendable {
    /// Which row of which system of which force it is.
    package var id: RecordID
    /// The entity the record speaks of, where that is not itself.
    package var subject: RecordID?
    /// The entity the subject is tied to: the event of a role, the vehicle of a keeper.
    package var object: RecordID?
    /// When the source last wrote it, if the source says.
    package var recordedAt: Timestamp?
    /// The 3x5x2 grading, where the record is intelligence.
    package var grading: Grading?
    /// The protective marking; OFFICIAL where the source states none.
    package var marking: Marking
    /// The date by which the owner must look at it again (DPA 2018 s.39(2)), as `YYYY-MM-DD`.
    package var reviewOn: CalendarDate?
    /// What the record says, in the source's order.
    package var facts: [Fact]
    /// Columns of the source that have no attribute of ours, kept in the source's own words.
    package var otherColumns: [SourceColumn]

    /// A record of its parts.
    package init(
        id: RecordID,
        subject: RecordID? = nil,
        object: RecordID? = nil,
        recordedAt: Timestamp? = nil,
        grading: Grading? = nil,
        marking: Marking = .official,
        reviewOn: CalendarDate? = nil,
        facts: [Fact] = [],
        otherColumns: [SourceColumn] = []
    ) {
        self.id = id
        self.subject = subject
        self.object = object
        self.recordedAt = recordedAt
        self.grading = grading
        self.marking = marking
        self.reviewOn = reviewOn
        self.facts = facts
        self.otherColumns = otherColumns
    }

    /// The standard form of the first fact of this attribute, or the source's words where there is no standard form.
    package subscript(attribute: Attribute) -> String? {
        for fact in facts where fact.attribute == attribute { return fact.standard ?? fact.raw }
        return nil
    }
}

/// A column of a source that no attribute of ours stands for.
package struct SourceColumn: Hashable, Sendable {
    /// The source's own name for it.
    package var name: String
    package var raw: String

    package init(_ name: String, raw: String) {
        self.name = name
        self.raw = raw
    }
}

/// Which row of which system of which force: stable for the life of the record.
package struct RecordID: Hashable, Sendable {
    /// The system of the force it is in.
    package var source: Source
    /// What the row is.
    package var kind: RecordKind
    /// The source's own key, in the source's own words.
    package var key: String

    /// The name of a row of its parts.
    package init(source: Source, kind: RecordKind, key: String) {
        self.source = source
        self.kind = kind
        self.key = key
    }
}

/// A system of a force that records come from: `13/niche`.
package struct Source: Hashable, Sendable {
    /// The force that owns the system.
    package var force: ForceCode
    /// The system's short name, lower case: `niche`, `connect`, `cad`.
    package var system: String

    /// A system of a force.
    package init(force: ForceCode, system: String) {
        self.force = force
        self.system = system
    }
}

/// A force by the code it has in PNC and ASN: `13` is West Yorkshire.
///
/// Which forces exist is data (the roster).
package struct ForceCode: Hashable, Sendable, CustomStringConvertible {
    /// The code in upper case: `13`.
    package let description: String

    /// Returns `nil` unless the text is one to four ASCII letters or digits.
    package init?(_ text: String) {
        guard (1...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) })
        else { return nil }
        description = text.uppercased()
    }
}

extension ForceCode: Codable {
    /// Reads the code from a string; anything else is data that is corrupted.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let code = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is not a force code")
            )
        }
        self = code
    }

    /// Writes the code as a string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ForceCode: Comparable {
    /// Orders by the code as text.
    package static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}

/// What a record is, or what kind of statement it makes.
///
/// Entities are POLE (person, object, location, event); statements say something of one entity or tie two together.
/// Raw values are stored and sent; never renumber.
package enum RecordKind: Int16, Sendable, CaseIterable {
    // Entities
    case person = 1
    case vehicle = 2
    case phone = 3
    case object = 4
    case location = 5
    case event = 6
    case organisation = 7
    // Statements about one entity (subject)
    case alias = 20
    case residence = 21
    case contact = 22
    case marker = 23
    case identifier = 24
    // Ties between two (subject, object)
    case role = 40
    case keeper = 41
    case association = 42

    /// The kind as it appears in addresses and files: `person`.
    package var name: String {
        switch self {
        case .person: "person"
        case .vehicle: "vehicle"
        case .phone: "phone"
        case .object: "object"
        case .location: "location"
        case .event: "event"
        case .organisation: "organisation"
        case .alias: "alias"
        case .residence: "residence"
        case .contact: "contact"
        case .marker: "marker"
        case .identifier: "identifier"
        case .role: "role"
        case .keeper: "keeper"
        case .association: "association"
        }
    }

    /// The kind of a name; `nil` when there is none.
    package init?(name: String) {
        switch name {
        case "person": self = .person
        case "vehicle": self = .vehicle
        case "phone": self = .phone
        case "object": self = .object
        case "location": self = .location
        case "event": self = .event
        case "organisation": self = .organisation
        case "alias": self = .alias
        case "residence": self = .residence
        case "contact": self = .contact
        case "marker": self = .marker
        case "identifier": self = .identifier
        case "role": self = .role
        case "keeper": self = .keeper
        case "association": self = .association
        default: return nil
        }
    }
}
