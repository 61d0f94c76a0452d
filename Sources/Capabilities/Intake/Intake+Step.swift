import Vocabulary

/// One thing done to a value on its way to its standard form.
struct Step: BitwiseCopyable {
    enum Operation: UInt8 {
        case tidy, upper, lower, date, time, code, phone, postcode, mark, pncID, croNumber, summonsNumber
        case driverNumber, email, uprn, usrn, number, gridReference, gridLatitude, gridLongitude
        case before, after, starts, drop
    }

    var operation: Operation
    /// The order of a date, a code table's index, or a text's place in the plan's bytes.
    var first: Int32 = 0
    /// The century's end, whether a clock is UTC, or a text's length.
    var second: Int32 = 0

    /// Steps that choose a part of the source's words; the part is then what the fact holds as raw.
    var isCut: Bool { [.before, .after, .starts, .drop].contains(operation) }

    /// The finding that goes with a value this step cannot read.
    var finding: Finding {
        switch operation {
        case .date: .badDate
        case .time: .badTime
        case .code: .unknownCode
        case .phone: .badPhone
        case .postcode: .badPostcode
        case .mark: .badMark
        case .pncID, .croNumber, .summonsNumber, .driverNumber, .uprn, .usrn: .badIdentifier
        case .email: .badEmail
        case .number: .badNumber
        case .gridReference, .gridLatitude, .gridLongitude: .badGridReference
        case .tidy, .upper, .lower, .before, .after, .starts, .drop: .none
        }
    }

    /// Words of a mapping that take no further word.
    static let plain: [String: Operation] = [
        "trim": .tidy, "upper": .upper, "lower": .lower, "phone": .phone, "postcode": .postcode,
        "registrationMark": .mark, "pncID": .pncID, "croNumber": .croNumber,
        "arrestSummonsNumber": .summonsNumber, "driverNumber": .driverNumber, "email": .email, "uprn": .uprn,
        "usrn": .usrn, "number": .number, "gridReference": .gridReference, "gridLatitude": .gridLatitude,
        "gridLongitude": .gridLongitude,
    ]

    /// What is done with an attribute where the mapping says nothing.
    static func usual(_ attribute: Attribute) -> String {
        switch attribute {
        case .birthDate, .validFrom, .validTo: "date dayFirst"
        case .startedAt, .endedAt: "time uk dayFirst"
        case .postcode: "postcode"
        case .phoneNumber: "phone"
        case .emailAddress: "email"
        case .registrationMark: "registrationMark"
        case .pncID: "pncID"
        case .croNumber: "croNumber"
        case .arrestSummonsNumber: "arrestSummonsNumber"
        case .driverNumber: "driverNumber"
        case .uprn: "uprn"
        case .usrn: "usrn"
        case .gridReference: "gridReference"
        case .latitude, .longitude, .age: "number"
        default: "trim"
        }
    }
}
