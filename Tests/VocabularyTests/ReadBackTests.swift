import Testing
import Vocabulary

/// Whatever a reader accepts, its canonical form is accepted and means the same; whatever else, nothing traps.
@Suite struct ReadBackTests {
    @Test("identifiers of random text read back", arguments: [81, 82, 83] as [UInt64])
    func random(_ seed: UInt64) {
        var dice = Seeded(seed)
        // Mostly what identifiers are made of, so that many are read; the rest is anything at all.
        let alphabet = Array("00112233445566778899ABCDEFGHIJKLMNOPQRSTUVWXYZ/ -+.@,:TZ")
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1...22, using: &dice) {
                text.append(alphabet[Int.random(in: alphabet.indices, using: &dice)])
            }
            Self.check(text)
            Self.check(dice.text(upTo: 30))
        }
    }

    @Test("forms with one character changed read back", arguments: [91, 92] as [UInt64])
    func changed(_ seed: UInt64) {
        var dice = Seeded(seed)
        let forms = [
            "2002/0073319Z", "02/73319Z", "SF05/482703J", "065656/91H", "22/02XC/02/21R", "2202XC0200000000021R",
            "AB00 ABC",
            "LS6 3AA", "BFPO 61", "+44 (0)7700 900461", "07700 900461 ext 12", "a.b@c.example", "100023336956",
            "TG 51409 13177", "651409, 313177", "13AB1234526", "MORGA657054SM9IJ", "14/03/1991", "14 Mar 1991",
            "2026-10-25T01:30:00.250+01:00", "25/10/2026 01:30", "13/niche/person/44%2F71", "OFFICIAL-SENSITIVE",
            "1 B C A2 S1",
        ]
        let alphabet = Array("0123456789ABCXYZ/ -+.@,:%é")
        for form in forms {
            for _ in 0..<500 {
                var characters = Array(form)
                for _ in 0..<Int.random(in: 1...2, using: &dice) {
                    let place = Int.random(in: characters.indices, using: &dice)
                    switch Int.random(in: 0..<3, using: &dice) {
                    case 0 where characters.count > 1: characters.remove(at: place)
                    case 1: characters.insert(alphabet[Int.random(in: alphabet.indices, using: &dice)], at: place)
                    default: characters[place] = alphabet[Int.random(in: alphabet.indices, using: &dice)]
                    }
                }
                Self.check(String(characters))
            }
        }
    }

    @Test("identifiers of naughty strings read back", .enabled(if: Vectors.arePresent, "needs ../shared/data"))
    func naughty() throws {
        for text in try Vectors.naughtyStrings() { Self.check(text) }
    }

    @Test("a very long field is refused quickly, or kept as it is", arguments: ["0", "A", " ", "+", "\u{a0}", "a@"])
    func long(_ part: String) {
        let text = String(repeating: part, count: 1_000_000)
        Self.check(text)
        #expect(RegistrationMark(text) == nil && PhoneNumber(text) == nil && EmailAddress(text) == nil)
        #expect(Postcode(text) == nil && UPRN(text) == nil && CalendarDate(text, order: .dayFirst) == nil)
    }

    private static func check(_ text: String) {
        if let value = PNCID(text) {
            #expect(PNCID(value.description) == value, "\(text)")
            #expect(PNCID(value.short, currentYear: value.year) == value, "\(text)")
        }
        if let value = CRONumber(text) { #expect(CRONumber(value.description) == value, "\(text)") }
        if let value = ArrestSummonsNumber(text) {
            #expect(ArrestSummonsNumber(value.description) == value, "\(text)")
            #expect(ArrestSummonsNumber(value.display) == value, "\(text)")
        }
        if let value = RegistrationMark(text) {
            #expect(RegistrationMark(value.description) == value, "\(text)")
            #expect(RegistrationMark(value.display) == value, "\(text)")
            #expect(value.folded.unicodeScalars.count == value.description.unicodeScalars.count)
        }
        if let value = Postcode(text) { #expect(Postcode(value.description) == value, "\(text)") }
        if let value = PhoneNumber(text) {
            #expect(PhoneNumber(value.description) == value, "\(text)")
            #expect(PhoneNumber(value.display) == value, "\(text)")
        }
        if let value = EmailAddress(text) {
            #expect(EmailAddress(value.description) == value, "\(text)")
            #expect("\(value.local)@\(value.domain)" == value.description)
        }
        if let value = UPRN(text) { #expect(UPRN(value.description) == value, "\(text)") }
        if let value = USRN(text) { #expect(USRN(value.description) == value, "\(text)") }
        if let value = GridReference(text) { #expect(GridReference(value.description) == value, "\(text)") }
        if let value = PTIURN(text) { #expect(PTIURN(value.description) == value, "\(text)") }
        if let value = DriverNumber(text) { #expect(DriverNumber(value.description) == value, "\(text)") }
        for order in DateOrder.allCases {
            if let value = CalendarDate(text, order: order) {
                #expect(CalendarDate(parsing: value.description) == value, "\(text)")
            }
        }
        if let value = Timestamp(rfc3339: text) { #expect(Timestamp(rfc3339: value.rfc3339) == value, "\(text)") }
        if let value = Timestamp.reading(uk: text)?.moment {
            #expect(Timestamp(rfc3339: value.rfc3339) == value, "\(text)")
        }
        if let value = RecordID(text) { #expect(RecordID(value.description) == value, "\(text)") }
        if let value = Source(text) { #expect(Source(value.description) == value, "\(text)") }
        if let value = Grading(text) { #expect(Grading(value.description) == value, "\(text)") }
        if let value = Marking(text) { #expect(Marking(value.description) == value, "\(text)") }
    }
}
