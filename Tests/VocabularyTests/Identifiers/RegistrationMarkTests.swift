import Testing
import Vocabulary

@Suite struct RegistrationMarkTests {
    @Test(
        "a mark has the class of the first pattern that fits",
        arguments: [
            ("AB51 ABC", .current), ("yd21zzz", .current), ("AB00 ABC", .current), ("A123 ABC", .prefix),
            ("K1 ABC", .prefix), ("Q123 ABC", .unknownAge), ("ABC 123D", .suffix), ("AXZ 1234", .northernIreland),
            ("OIL 1", .northernIreland), ("OIB 1", .northernIreland), ("XI 99", .northernIreland),
            ("1234 BZ", .northernIreland),
            ("IL 4", .northernIreland), ("ABC 123", .dateless), ("1 ABC", .dateless), ("A 1", .dateless),
            ("9999 AB", .dateless), ("123 D 456", .diplomatic), ("271X001", .diplomatic), ("11 AA 11", .military),
            ("AA 11 AA", .military), ("IB51 ABC", .other), ("ABC 1234", .other), ("B-MW 12345", .other),
            ("12345", .other),
            ("U123 ABC", .other), ("ABC 123Z", .other), ("HELLO", .other),
        ] as [(String, RegistrationMark.Class)]
    )
    func classes(_ text: String, _ expected: RegistrationMark.Class) {
        #expect(RegistrationMark(text)?.class == expected)
    }

    @Test("age identifiers 00 and 01 were never issued", arguments: ["AB00 ABC", "YD01 ZZZ", "ab00abc"])
    func neverIssued(_ text: String) throws {
        let mark = try #require(RegistrationMark(text))
        #expect(mark.class == .current)
        #expect(!mark.couldBeIssued)
    }

    @Test("a number that begins with nought was never issued, but nought alone was")
    func nought() {
        #expect(RegistrationMark("AB 01")?.couldBeIssued == false)
        #expect(RegistrationMark("A012 ABC")?.couldBeIssued == false)
        #expect(RegistrationMark("LM 0")?.couldBeIssued == true)
        #expect(RegistrationMark("AB 10")?.couldBeIssued == true)
        #expect(RegistrationMark("B-MW 12345")?.couldBeIssued == false)
    }

    @Test("a current mark cannot be older than its age identifier")
    func firstDay() throws {
        let day = try #require(CalendarDate(parsing: "2026-11-19"))
        #expect(RegistrationMark("AB76 ABC")?.couldBeIssued(by: day) == true)
        #expect(RegistrationMark("AB27 ABC")?.couldBeIssued(by: day) == false)
        #expect(RegistrationMark("AB51 ABC")?.couldBeIssued(by: day) == true)
        #expect(RegistrationMark("A1 ABC")?.couldBeIssued(by: day) == true)
        #expect(RegistrationMark("AB01 ABC")?.couldBeIssued(by: day) == false)
    }

    @Test("no plate is refused for its pattern")
    func kept() {
        #expect(RegistrationMark("m-ü ab 123")?.description == "MÜAB123")
        #expect(RegistrationMark("А123ВС 77")?.description == "А123ВС77")
        #expect(RegistrationMark("mu\u{308} 1") == RegistrationMark("MÜ 1"))
        #expect(RegistrationMark("AB?1 *BC")?.description == "AB1BC")
        #expect(RegistrationMark("AB00\u{fffd}ABC")?.class == .current)
        #expect(RegistrationMark("") == nil)
        #expect(RegistrationMark("- ?") == nil)
        #expect(RegistrationMark(String(repeating: "A", count: 21)) == nil)
        #expect(RegistrationMark(String(repeating: "Ä", count: 21)) == nil)
    }

    @Test(
        "marks that look alike fold to one",
        arguments: [("YD00 ZZZ", "VO0O222"), ("AB01 ABC", "48OI4BC"), ("MN00 HSG", "HHDQM56"), ("T1 LVY", "7IIYV")]
    )
    func folding(_ a: String, _ b: String) throws {
        #expect(try #require(RegistrationMark(a)).folded == RegistrationMark(b)?.folded)
    }

    @Test("marks that do not look alike do not")
    func foldingKeepsApart() {
        #expect(RegistrationMark("AB00 ABC")?.folded != RegistrationMark("AB00 ABE")?.folded)
    }

    @Test(
        "a mark is shown with its space",
        arguments: [
            ("yd00zzz", "YD00 ZZZ"), ("a123abc", "A123 ABC"), ("q1abc", "Q1 ABC"), ("abc1d", "ABC 1D"),
            ("axz1234", "AXZ 1234"),
            ("123abc", "123 ABC"), ("123d456", "123D456"),
        ]
    )
    func display(_ text: String, _ shown: String) { #expect(RegistrationMark(text)?.display == shown) }

    @Test("the never issued plates of a seed are all current and none could be real", arguments: [7, 8] as [UInt64])
    func synthetic(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        let area = Array("ABCDEFGHJKLMNOPRSTUVWXY")
        let serial = Array("ABCDEFGHJKLMNOPRSTUVWXYZ")
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<2 { text.append(area[Int.random(in: area.indices, using: &dice)]) }
            text += Bool.random(using: &dice) ? "00" : "01"
            for _ in 0..<3 { text.append(serial[Int.random(in: serial.indices, using: &dice)]) }
            let mark = try #require(RegistrationMark(text))
            #expect(mark.class == .current)
            #expect(!mark.couldBeIssued)
            #expect(RegistrationMark(mark.display) == mark)
        }
    }
}
