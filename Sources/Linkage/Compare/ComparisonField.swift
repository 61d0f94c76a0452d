/// What two nominals are compared by.
///
/// Raw values are places in a ``PairPattern`` and in a saved model; never renumber.
package enum ComparisonField: Int, Sendable, CaseIterable, Codable {
    case given, surname, birthDate, sex, postcode, address, phone, email, identifier, middle
    /// Any other fact that the records have a column for: occupation, place of birth, town.
    case other1, other2, other3, other4

    /// The fields for other facts, in their order.
    package static let others: [Self] = [.other1, .other2, .other3, .other4]

    /// The field as a reader knows it.
    package var title: String {
        switch self {
        case .given: "First name"
        case .surname: "Surname"
        case .birthDate: "Date of birth"
        case .sex: "Sex"
        case .postcode: "Postcode"
        case .address: "Address"
        case .phone: "Phone"
        case .email: "E-mail"
        case .identifier: "Identifier"
        case .middle: "Middle name"
        case .other1: "First other fact"
        case .other2: "Second other fact"
        case .other3: "Third other fact"
        case .other4: "Fourth other fact"
        }
    }

    /// How far two values can agree, best first.
    ///
    /// Level 0, for a value that one side lacks, is not in the list.
    package var levels: [String] {
        switch self {
        case .given:
            [
                "same", "short or pet form", "one letter or close spelling", "similar", "initial agrees",
                "middle name of the other", "exchanged with surname", "different",
            ]
        case .surname:
            ["same", "part of a compound", "one letter or close spelling", "similar", "different", "exchanged"]
        case .birthDate:
            [
                "same", "day and month exchanged", "one digit", "two of three parts", "agrees as far as known",
                "same year", "different",
            ]
        case .sex: ["same", "different"]
        case .postcode: ["same", "one character", "same sector", "same district", "different"]
        case .address: ["same", "nearly the same", "partly the same", "different"]
        case .phone: ["same", "one digit", "different"]
        case .email: ["same", "same name, other provider", "different"]
        case .identifier: ["shared", "one character", "different"]
        case .middle: ["same", "initial or close spelling", "different"]
        case .other1, .other2, .other3, .other4: ["same", "close spelling", "partly the same", "different"]
        }
    }
}

/// Levels by name, so that code does not speak in numbers.
///
/// Level 0 everywhere is "not known".
enum Level {
    static let unknown: UInt8 = 0

    enum Given {
        static let same: UInt8 = 1
        static let nickname: UInt8 = 2
        static let close: UInt8 = 3
        static let similar: UInt8 = 4
        static let initial: UInt8 = 5
        static let middle: UInt8 = 6
        static let exchanged: UInt8 = 7
        static let different: UInt8 = 8
    }

    enum Surname {
        static let same: UInt8 = 1
        static let part: UInt8 = 2
        static let close: UInt8 = 3
        static let similar: UInt8 = 4
        static let different: UInt8 = 5
        /// Counted under the first name, so worth nothing here.
        static let exchanged: UInt8 = 6
    }

    enum Birth {
        static let same: UInt8 = 1
        static let exchanged: UInt8 = 2
        static let digit: UInt8 = 3
        static let twoParts: UInt8 = 4
        static let partial: UInt8 = 5
        static let year: UInt8 = 6
        static let different: UInt8 = 7
    }

    enum Postcode {
        static let same: UInt8 = 1
        static let typo: UInt8 = 2
        static let sector: UInt8 = 3
        static let district: UInt8 = 4
        static let different: UInt8 = 5
    }

    enum Address {
        static let same: UInt8 = 1
        static let most: UInt8 = 2
        static let some: UInt8 = 3
        static let different: UInt8 = 4
    }

    /// Phones, e-mail addresses and identifiers: the same, nearly, different.
    enum Token {
        static let same: UInt8 = 1
        static let near: UInt8 = 2
        static let different: UInt8 = 3
    }

    enum Middle {
        static let same: UInt8 = 1
        static let near: UInt8 = 2
        static let different: UInt8 = 3
    }

    enum Other {
        static let same: UInt8 = 1
        static let close: UInt8 = 2
        static let part: UInt8 = 3
        static let different: UInt8 = 4
    }

    enum Sex {
        static let same: UInt8 = 1
        static let different: UInt8 = 2
    }
}

/// The levels two nominals reach in every field, packed four bits a field: equal patterns weigh the same but for the
/// rarity of names.
package struct PairPattern: Hashable, Sendable {
    package private(set) var bits: UInt64 = 0

    subscript(field: ComparisonField) -> UInt8 {
        @inline(__always)
        get { UInt8(truncatingIfNeeded: bits >> UInt64(field.rawValue * 4)) & 15 }
        @inline(__always)
        set {
            let shift = UInt64(field.rawValue * 4)
            bits = bits & ~(15 << shift) | UInt64(newValue & 15) << shift
        }
    }
}
