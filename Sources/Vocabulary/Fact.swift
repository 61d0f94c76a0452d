/// One thing a record says.
package struct Fact: Hashable, Sendable {
    /// What the fact is about.
    package var attribute: Attribute
    /// The source's own words, never altered.
    package var raw: String
    /// The standard form, when the words have one: `+447700900461`, `1991-03-14`, `LS6 3AA`.
    package var standard: String?
    /// Whether the source states a fact or somebody's assessment.
    package var basis: Basis

    /// A fact in the source's words, with their standard form if they have one.
    package init(_ attribute: Attribute, raw: String, standard: String? = nil, basis: Basis = .fact) {
        self.attribute = attribute
        self.raw = raw
        self.standard = standard
        self.basis = basis
    }

    /// Facts and personal assessments are kept apart (DPA 2018 s.38(2)).
    package enum Basis: String, Sendable, Hashable, Codable {
        case fact, assessment, unknown
    }
}

/// What a fact is about: `surname`, `birthDate`.
///
/// Raw values are stored and sent; never rename one.
package enum Attribute: String, Sendable, Hashable, Codable, CaseIterable {
    // Person
    case surname, givenNames, fullName, title, nickname, birthDate, age, sex, gender, ethnicity, occupation
    /// `customRef` is a number that some other scheme gives the person, such as a social security number.
    case pncID, croNumber, arrestSummonsNumber, driverNumber, customRef
    // Contact
    case phoneNumber, emailAddress
    // Location
    case address, addressLine, street, town, postcode, uprn, usrn, gridReference, latitude, longitude
    // Vehicle and other objects
    case registrationMark, vehicleMake, vehicleModel, vehicleColour, objectType, description
    // Event
    case eventType, eventClass, summary, startedAt, endedAt, outcome, locationText
    // Statement
    case role, relation, markerType, markerDetail, validFrom, validTo, status
    // Organisation
    case organisationName
}
