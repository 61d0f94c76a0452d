/// What can be wrong with one value or one record.
///
/// Names are written to files; never rename one.
enum Finding: UInt8, CaseIterable, Sendable {
    case none = 0
    // A value that is kept in the source's words, with no standard form or a doubtful one.
    case missing, badDate, futureDate, impossibleAge, badTime, ambiguousTime, skippedTime, unknownCode
    case badPostcode, badPhone, badEmail, badMark, badIdentifier, wrongCheckLetter, badNumber, badGridReference
    case badGrading, badMarking, valueTwice
    // A record that cannot be kept, or need not be.
    case missingKey, missingSubject, missingObject, duplicateKey, repeatedRecord, keyTooLong, noRecord

    var code: String {
        switch self {
        case .none: "none"
        case .missing: "missing"
        case .badDate: "bad_date"
        case .futureDate: "future_date"
        case .impossibleAge: "impossible_age"
        case .badTime: "bad_time"
        case .ambiguousTime: "ambiguous_time"
        case .skippedTime: "skipped_time"
        case .unknownCode: "unknown_code"
        case .badPostcode: "bad_postcode"
        case .badPhone: "bad_phone"
        case .badEmail: "bad_email"
        case .badMark: "bad_mark"
        case .badIdentifier: "bad_identifier"
        case .wrongCheckLetter: "wrong_check_letter"
        case .badNumber: "bad_number"
        case .badGridReference: "bad_grid_reference"
        case .badGrading: "bad_grading"
        case .badMarking: "bad_marking"
        case .valueTwice: "value_twice"
        case .missingKey: "missing_key"
        case .missingSubject: "missing_subject"
        case .missingObject: "missing_object"
        case .duplicateKey: "duplicate_key"
        case .repeatedRecord: "repeated_record"
        case .keyTooLong: "key_too_long"
        case .noRecord: "no_record"
        }
    }

    var words: String {
        switch self {
        case .none: "nothing is wrong"
        case .missing: "a value that should be there is empty"
        case .badDate: "this is not a date"
        case .futureDate: "the date is in the future"
        case .impossibleAge: "the date makes the person more than 120 years old"
        case .badTime: "this is not a date and time"
        case .ambiguousTime: "the clock showed this time twice, when summer time ended; the first was taken"
        case .skippedTime: "the clock never showed this time, as summer time began"
        case .unknownCode: "the code is not in the mapping's table"
        case .badPostcode: "this is not a whole postcode"
        case .badPhone: "this is not a phone number"
        case .badEmail: "this is not an e-mail address"
        case .badMark: "this is not a registration mark"
        case .badIdentifier: "this does not have the form of such an identifier"
        case .wrongCheckLetter: "the check letter is wrong; the identifier is kept"
        case .badNumber: "this is not a number"
        case .badGridReference: "this is not a national grid reference"
        case .badGrading: "this is not a 3x5x2 grading"
        case .badMarking: "this is not a marking Reeve may hold; the record is treated as OFFICIAL-SENSITIVE"
        case .valueTwice: "the value is there more than once; the first is used and all are kept"
        case .missingKey: "the record has no key"
        case .missingSubject: "the record does not say whom it is about"
        case .missingObject: "the record does not say what it ties to"
        case .duplicateKey: "an earlier row of this file has the same key and says something else"
        case .repeatedRecord: "an earlier row of this file says the same word for word; once is enough"
        case .keyTooLong: "the key is longer than \(Self.keyMax) bytes"
        case .noRecord: "the row holds words, and the mapping makes no record of it"
        }
    }

    /// No records system has keys as long as this.
    static let keyMax = 512
}
