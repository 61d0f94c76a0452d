/// What two nominals must share for the pair to be looked at: a value of every part.
///
/// Data: a model names its rules, and those of a joining are chosen from them by ``BlockingChoice``.
package struct BlockingRule: Sendable, Hashable, Codable {
    /// A part of a rule's key.
    package enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        case identifier, phone, email, postcode, address
        case given, givenSound, givenInitial, givenStart, petName
        case surname, surnameSound, surnameStart
        /// The sounds of both names, in either order.
        case bothSounds
        case birthDate, birthDay, birthYear
        case other1, other2, other3, other4
    }

    package var parts: [Part]
    /// Whether the pairs of this rule teach the shares of the fields that it is not made of.
    package var teaches: Bool

    /// A rule of these parts.
    package init(_ parts: Part..., teaches: Bool = false) {
        self.parts = parts
        self.teaches = teaches
    }

    /// The rule as a reader knows it.
    package var title: String {
        let titles = parts.map(\.title)
        guard titles.count > 1, let last = titles.last else { return titles.first ?? "" }
        return titles.dropLast().joined(separator: ", ") + " and " + last
    }

    /// The fields that pairs of this rule say nothing of, because it is made of them.
    var fields: Set<ComparisonField> { parts.reduce(into: []) { $0.formUnion($1.fields) } }

    /// The rules to choose from where a model names none: what records of one person most often still share.
    ///
    /// The first part of each has many values, none of them too common: samples are taken by it.
    package static let standard: [Self] =
        [
            Self(.identifier, teaches: true), Self(.phone, teaches: true), Self(.email),
            Self(.birthDate, .givenSound), Self(.birthDate, .surnameSound), Self(.birthDate, teaches: true),
            Self(.postcode, .surnameSound, teaches: true), Self(.postcode, .givenSound, teaches: true),
            Self(.postcode), Self(.bothSounds, teaches: true), Self(.bothSounds, .birthYear),
            Self(.surname, .petName, .birthYear), Self(.surnameSound, .birthYear), Self(.surnameSound),
            Self(.address, .givenInitial), Self(.address, .surnameSound), Self(.address, .birthYear),
            Self(.birthDay, .surname), Self(.birthDay, .given), Self(.surnameStart, .givenStart),
            Self(.other1, .other2),
        ]
        + [Part.other1, .other2, .other3, .other4].flatMap {
            [Self(.given, $0), Self(.surnameSound, $0), Self(.birthDate, $0)]
        }

    /// The rules for records too few to learn from: loose ones, for so few pairs cost nothing.
    package static let forFew: [Self] =
        [
            Self(.identifier), Self(.phone), Self(.email), Self(.birthDate), Self(.postcode), Self(.bothSounds),
            Self(.surnameSound), Self(.address, .givenInitial), Self(.surnameStart, .givenStart),
            Self(.birthDay, .given),
        ]
        + [Part.other1, .other2, .other3, .other4].map { Self(.given, $0) }
}

extension BlockingRule.Part {
    /// The part as a reader knows it.
    package var title: String {
        switch self {
        case .identifier: "identifier"
        case .phone: "phone"
        case .email: "e-mail"
        case .postcode: "postcode"
        case .address: "house number and street"
        case .given: "first name"
        case .givenSound: "first name by sound"
        case .givenInitial: "first letter of the first name"
        case .givenStart: "first three letters of the first name"
        case .petName: "pet-name group"
        case .surname: "surname"
        case .surnameSound: "surname by sound"
        case .surnameStart: "first four letters of the surname"
        case .bothSounds: "both names by sound, in either order"
        case .birthDate: "date of birth, day and month in either order"
        case .birthDay: "day and month of birth"
        case .birthYear: "year of birth"
        case .other1: "first other fact"
        case .other2: "second other fact"
        case .other3: "third other fact"
        case .other4: "fourth other fact"
        }
    }

    /// The fields that agree because the part does.
    var fields: Set<ComparisonField> {
        switch self {
        case .identifier: [.identifier]
        case .phone: [.phone]
        case .email: [.email]
        case .postcode: [.postcode, .address]
        case .address: [.address, .postcode]
        case .given, .givenSound, .givenInitial, .givenStart, .petName: [.given, .sex]
        case .surname, .surnameSound, .surnameStart: [.surname]
        case .bothSounds: [.given, .surname, .sex]
        case .birthDate, .birthDay, .birthYear: [.birthDate]
        case .other1: [.other1]
        case .other2: [.other2]
        case .other3: [.other3]
        case .other4: [.other4]
        }
    }
}
