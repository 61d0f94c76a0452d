import Testing
import Vocabulary

@Suite struct PNCIDTests {
    @Test(
        "the published PNCIDs have the right letter",
        arguments: ["1981/0000034U", "2002/0073319Z", "1979/0163001B", "2003/0000003Y", "1967/9893091D"]
    )
    func right(_ text: String) throws {
        let id = try #require(PNCID(text))
        #expect(id.checkLetterIsRight)
        #expect(id.description == text)
    }

    @Test("a PNCID with a wrong letter is kept and flagged", arguments: ["2001/0171310S", "2012/0052494O"])
    func wrong(_ text: String) throws {
        let id = try #require(PNCID(text))
        #expect(!id.checkLetterIsRight)
        #expect(id.description == text)
    }

    @Test(
        "short and loose writing is expanded",
        arguments: [
            ("02/73319Z", "2002/0073319Z"), ("0273319Z", "2002/0073319Z"), ("033Y", "2003/0000003Y"),
            ("81/34u", "1981/0000034U"), ("2002/73319Z", "2002/0073319Z"), ("20020073319Z", "2002/0073319Z"),
            (" 2002 / 0073319 z\u{a0}", "2002/0073319Z"), ("79/0163001B", "1979/0163001B"),
        ]
    )
    func loose(_ text: String, _ canonical: String) {
        #expect(PNCID(text, currentYear: 2026)?.description == canonical)
    }

    @Test("two-digit years turn at the stated year")
    func century() {
        #expect(PNCID("26/1A", currentYear: 2026)?.year == 2026)
        #expect(PNCID("27/1A", currentYear: 2026)?.year == 1927)
        #expect(PNCID("99/1A", currentYear: 1999)?.year == 1999)
        #expect(PNCID("39/1A")?.year == 2039)
        #expect(PNCID("40/1A")?.year == 1940)
    }

    @Test(
        "other shapes are no PNCIDs",
        arguments: [
            "", "Z", "02/Z", "2/1Z", "200/1Z", "2002/00733190Z", "2002/0073319", "20/02/73319Z", "2002/007331AZ",
        ]
    )
    func others(_ text: String) { #expect(PNCID(text) == nil) }

    @Test("the parts make the identifier, with the right letter or the one given")
    func parts() {
        #expect(PNCID(year: 2002, serial: 73319)?.description == "2002/0073319Z")
        #expect(PNCID(year: 2002, serial: 73319, checkLetter: "q")?.description == "2002/0073319Q")
        #expect(PNCID(year: 2002, serial: 10_000_000) == nil)
        #expect(PNCID(year: 2002, serial: 1, checkLetter: "é") == nil)
    }

    @Test("canonical and short form are read back", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        for _ in 0..<2000 {
            let year = Int.random(in: 1940...2039, using: &dice)
            let id = try #require(PNCID(year: year, serial: Int.random(in: 0...9_999_999, using: &dice)))
            #expect(id.checkLetterIsRight)
            #expect(PNCID(id.description) == id)
            #expect(PNCID(id.short) == id)
        }
    }
}

@Suite struct CRONumberTests {
    @Test("the published CRO numbers have the right letter", arguments: ["065656/91H", "SF05/482703J", "SF83/50058Z"])
    func right(_ text: String) throws {
        let number = try #require(CRONumber(text))
        #expect(number.checkLetterIsRight)
        #expect(number.description == text)
    }

    @Test("a CRO number with a wrong letter is kept and flagged")
    func wrong() throws {
        let number = try #require(CRONumber("85227/65G"))
        #expect(!number.checkLetterIsRight)
        #expect(number.description == "085227/65G")
        #expect(CRONumber("85227/65L")?.checkLetterIsRight == true)
    }

    @Test("loose writing is put in form")
    func loose() {
        #expect(CRONumber(" 65656/91h ")?.description == "065656/91H")
        #expect(CRONumber("6565691H")?.description == "065656/91H")
        #expect(CRONumber("sf83 50058z")?.description == "SF83/50058Z")
        #expect(CRONumber("SF83/050058Z")?.description == "SF83/50058Z")
        #expect(CRONumber("SF83/50058Z")?.series == .smallFile)
    }

    @Test(
        "other shapes are no CRO numbers",
        arguments: [
            "", "/91H", "1234567/91H", "065656/91", "065656/9H", "SF8/50058Z", "SF83/Z", "SF/83/1Z", "SF83/1234567Z",
        ]
    )
    func others(_ text: String) { #expect(CRONumber(text) == nil) }
}

@Suite struct ArrestSummonsNumberTests {
    @Test(
        "the published ASNs have the right letter",
        arguments: ["2202XC0200000000021R", "2005FF0500000000555P", "9700000000000123456K", "22FD112200001234560X"]
    )
    func right(_ text: String) throws {
        let number = try #require(ArrestSummonsNumber(text))
        #expect(number.checkLetterIsRight)
        #expect(number.description == text)
    }

    @Test("a wrong letter is kept and flagged")
    func wrong() throws {
        let number = try #require(ArrestSummonsNumber("2202XC0200000000021S"))
        #expect(!number.checkLetterIsRight)
    }

    @Test("the form with slashes is shown and read back")
    func display() throws {
        let number = try #require(ArrestSummonsNumber("2202XC0200000000021R"))
        #expect(number.display == "22/02XC/02/21R")
        #expect(number.forceAndUnit == "02XC")
        #expect(number.yearOfCentury == 22)
        #expect(ArrestSummonsNumber(number.display) == number)
        #expect(ArrestSummonsNumber("22/02xc/02/00000000021r") == number)
        #expect(ArrestSummonsNumber("2202XC0221R") == number)
        let long = try #require(ArrestSummonsNumber("11A01ZD0100000448754K"))
        #expect(long.description == "11A01ZD0100000448754K")
        #expect(long.forceAndUnit == "01ZD")
        #expect(ArrestSummonsNumber(long.display) == long)
    }

    @Test(
        "made-up numbers are flagged",
        arguments: [
            "0800PP0111111111111A", "0800NP0111111111111A", "2213NRPR123456789012", "2212LN0000000000001A",
            "2200NP0000000000001A", "2263000000000000001A", "2206SSAB00000000001A", "2200XXAB00000000001A",
            "225011AB00000000001A", "2250OFAB00000000001A", "2250SJAB00000000001A",
        ]
    )
    func dummies(_ text: String) {
        // The NRPR pattern may end in a digit; as an ASN it needs a letter there.
        let withLetter = text.dropLast() + "A"
        #expect(ArrestSummonsNumber(String(withLetter))?.isDummy == true)
    }

    @Test(
        "ordinary numbers are not flagged",
        arguments: ["2202XC0200000000021R", "2250ZZAB00000000001A", "0900PP0111111111111A"]
    )
    func ordinary(_ text: String) { #expect(ArrestSummonsNumber(text)?.isDummy == false) }

    @Test(
        "other shapes are no ASNs",
        arguments: [
            "", "R", "2202XC02R", "AA02XC0200000000021R", "2202XC02000000000210", "22/02XC/02/1/21R",
            "22/02/XC02X1/21R",
        ]
    )
    func others(_ text: String) { #expect(ArrestSummonsNumber(text) == nil) }
}

@Suite struct CourtAndDriverTests {
    @Test("a PTIURN is read in any writing")
    func ptiurn() {
        #expect(PTIURN("13/ab/12345/26")?.description == "13AB1234526")
        #expect(PTIURN("01ZD0303208")?.forceAndUnit == "01ZD")
        #expect(PTIURN("01ZD03") == nil)
        #expect(PTIURN("01ZD03032081") == nil)
        #expect(PTIURN("01ZD0303208")?.description == "01ZD0303208")
        #expect(PTIURN("01ZDA303208") == nil)
    }

    @Test("a driver number tells surname, sex and birthday")
    func driver() throws {
        let number = try #require(DriverNumber("morga 657054 sm9ij 35"))
        #expect(number.description == "MORGA657054SM9IJ")
        #expect(number.surnameStem == "MORGA")
        #expect(number.isFemale)
        let birth = try #require(number.birth)
        #expect(birth == (64, 7, 5))
        #expect(DriverNumber("FO999512018AA1AB")?.surnameStem == "FO")
        #expect(DriverNumber("MORGA699054SM9IJ")?.birth == nil)
        #expect(DriverNumber("MORGA65705SM9IJ") == nil)
        #expect(DriverNumber("MORGA657054SM99J") == nil)
    }
}
