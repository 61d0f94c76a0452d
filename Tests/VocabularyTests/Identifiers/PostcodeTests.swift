import Testing
import Vocabulary

@Suite struct PostcodeTests {
    @Test(
        "a postcode has one canonical form",
        arguments: [
            ("ls63aa", "LS6 3AA"), (" LS6  3AA ", "LS6 3AA"), ("LS6-3AA", "LS6 3AA"), ("ec1a1bb", "EC1A 1BB"),
            ("m1 1aa", "M1 1AA"), ("gir0aa", "GIR 0AA"), ("LS6 OAA", "LS6 0AA"), ("LS6\u{a0}3AA", "LS6 3AA"),
            ("bfpo61", "BFPO 61"), ("B.F.P.O. c/o 0061", "BFPO 61"), ("BF1 3AA", "BF1 3AA"),
        ]
    )
    func canonical(_ text: String, _ form: String) throws {
        let postcode = try #require(Postcode(text))
        #expect(postcode.description == form)
        #expect(Postcode(form) == postcode)
    }

    @Test(
        "what is no postcode is refused",
        arguments: [
            "", "LS6", "3AA", "LS6 3A", "LS6 3CA", "1A1 1AA", "AI1 1AA", "LS66 63AA", "BFPO", "BFPO 0",
            "ÅS6 3AA",
        ]
    )
    func refused(_ text: String) { #expect(Postcode(text) == nil) }

    @Test("the parts of a postcode")
    func parts() throws {
        let plain = try #require(Postcode("LS6 3AA"))
        #expect(plain.area == "LS" && plain.district == "LS6" && plain.outward == "LS6" && plain.inward == "3AA")
        #expect(plain.sector == "LS6 3" && plain.unit == "AA" && plain.subdistrict == nil)
        let london = try #require(Postcode("EC1A 1BB"))
        #expect(london.area == "EC" && london.district == "EC1" && london.subdistrict == "EC1A")
        let forces = try #require(Postcode("BFPO 61"))
        #expect(forces.area == "BFPO" && forces.inward == "61" && forces.sector == nil && forces.isForces)
        let bank = try #require(Postcode("GIR 0AA"))
        #expect(bank.area == "GIR" && bank.district == "GIR" && bank.areaIsKnown)
    }

    @Test("areas that do not exist are told apart")
    func areas() {
        #expect(Postcode("LS6 3AA")?.areaIsKnown == true)
        #expect(Postcode("QA1 1AA")?.areaIsKnown == false)
        #expect(Postcode("MA1 1AA")?.areaIsKnown == false)
        // The published pattern does not ask for a digit before the space.
        #expect(Postcode("LSX 3AA")?.areaIsKnown == false)
    }
}
