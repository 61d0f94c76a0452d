/// The check letter that police identifiers end with: a number modulo 23 in an alphabet without I, O and S.
///
/// Source: the published test values of the Ministry of Justice's validation of PNCID, CRO number and ASN.
enum CheckLetter {
    private static let alphabet: StaticString = "ZABCDEFGHJKLMNPQRTUVWXY"

    /// The letter that belongs to a number.
    static func of(_ number: UInt64) -> UInt8 {
        alphabet.utf8Start[Int(number % 23)]
    }
}

extension Character {
    init(ascii byte: UInt8) { self.init(UnicodeScalar(byte)) }
}
