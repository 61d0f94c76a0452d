import Testing
import Vocabulary

@Suite struct PhoneNumberTests {
    @Test(
        "the ways to write one number are one number",
        arguments: [
            "07700 900461", "07700900461", "+44 7700 900461", "+44 (0)7700 900461", "+440 7700 900461",
            "0044 7700 900461",
            "0044 (0) 7700 900461", "447700900461", "7700900461", "(07700) 900-461", "07700.900.461",
            "tel: 07700 900461",
            "Mob 07700900461", "07700 900461 ext 12", "07700 900461 (mum)", "\u{202d}07700\u{a0}900461\u{202c}",
            "07700‑900461",
        ]
    )
    func oneNumber(_ text: String) { #expect(PhoneNumber(text)?.description == "+447700900461") }

    @Test(
        "other numbers",
        arguments: [
            ("020 7946 0018", "+442079460018"), ("0113 496 0000", "+441134960000"),
            ("+1 (202) 555-0100", "+12025550100"),
            ("00 353 1 555 0100", "+35315550100"), ("0800 1111", "+448001111"), ("0845 46 47", "+448454647"),
            ("016977 2000", "+44169772000"),
        ]
    )
    func others(_ text: String, _ standard: String) { #expect(PhoneNumber(text)?.description == standard) }

    @Test(
        "what is no E.164 number is not made one",
        arguments: [
            "", "999", "101", "118500", "1471", "withheld", "07700 90046", "07700 9004611", "0 0", "+",
            "+0 7700 900461",
            "07700900461/07700900462", "07700900461, 07700900462", "2002/0073319Z", "07700x900461", "14/03/1991",
            "+44 7700 90046", "0400 123 4567", "+1234567890123456", "07700 900461 & 2",
        ]
    )
    func refused(_ text: String) { #expect(PhoneNumber(text) == nil) }

    @Test("short codes and withheld numbers are told apart and have no standard form")
    func readings() {
        #expect(PhoneNumber.read("999") == .shortCode("999"))
        #expect(PhoneNumber.read("14 71") == .shortCode("1471"))
        #expect(PhoneNumber.read("Number WITHHELD") == .withheld)
        #expect(PhoneNumber.read("No Caller ID") == .withheld)
        #expect(PhoneNumber.read("number withheld by the caller") == .withheld)
        #expect(PhoneNumber.read("see notes") == .unreadable)
        #expect(PhoneNumber.read("07700 90046") == .unreadable)
        #expect(PhoneNumber.read("07700 900461") == PhoneNumber("07700900461").map { .number($0) })
    }

    @Test(
        "the drama ranges are recognised to their ends",
        arguments: [
            ("07700 900000", true), ("07700 900999", true), ("07700 901000", false), ("07700 899999", false),
            ("020 7946 0000", true), ("020 7946 0999", true), ("020 7946 1000", false), ("0113 496 0999", true),
            ("0191 498 0000", true), ("0191 496 0000", false), ("01632 960123", true), ("0808 157 0999", true),
            ("0909 879 0000", true), ("0306 999 0999", true), ("028 9649 6999", true), ("029 2018 0000", true),
            ("+1 202 555 0100", false),
        ]
    )
    func drama(_ text: String, _ isDrama: Bool) { #expect(PhoneNumber(text)?.isDrama == isDrama) }

    @Test("a number is shown as at home")
    func display() {
        #expect(PhoneNumber("+447700900461")?.display == "07700 900461")
        #expect(PhoneNumber("+442079460018")?.display == "020 7946 0018")
        #expect(PhoneNumber("+441134960000")?.display == "0113 496 0000")
        #expect(PhoneNumber("+12025550100")?.display == "+12025550100")
        #expect(PhoneNumber("07700 900461")?.isMobile == true)
        #expect(PhoneNumber("020 7946 0018")?.isMobile == false)
    }
}

@Suite struct EmailAddressTests {
    @Test(
        "the domain is folded and the rest kept",
        arguments: [
            ("Ada.Example@Police.EXAMPLE", "Ada.Example@police.example"), (" <a@b.example> ", "a@b.example"),
            ("mailto:A@B.example", "A@b.example"), ("a+tag@b-c.example", "a+tag@b-c.example"),
            ("é@É.example", "é@é.example"),
        ]
    )
    func canonical(_ text: String, _ form: String) throws {
        let address = try #require(EmailAddress(text))
        #expect(address.description == form)
        #expect("\(address.local)@\(address.domain)" == form)
        #expect(address.isReserved)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "@", "a@", "@b.example", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "a@b-.example",
            "a@b.example.",
            "a@b_c.example", "a@b.example, c@d.example", "n/a", "\"a b\"@c.example",
        ]
    )
    func refused(_ text: String) { #expect(EmailAddress(text) == nil) }

    @Test("lengths are bounded")
    func lengths() {
        #expect(EmailAddress(String(repeating: "a", count: 64) + "@b.example") != nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + "@b.example") == nil)
        #expect(EmailAddress("a@" + String(repeating: "b", count: 64) + ".example") == nil)
        #expect(EmailAddress("a@" + String(repeating: "b.", count: 130) + "example") == nil)
    }

    @Test("reserved domains are nobody's; others may be")
    func reserved() {
        #expect(EmailAddress("a@example.com")?.isReserved == true)
        #expect(EmailAddress("a@police.invalid")?.isReserved == true)
        #expect(EmailAddress("a@notexample.com")?.isReserved == false)
        #expect(EmailAddress("A@b.example")?.folded == "a@b.example")
    }
}
