import Federation
import Testing
import Vocabulary

@Suite("Roster") struct RosterTests {
    static func force(_ code: String, from: String? = nil, to: String? = nil, also: [String] = []) throws -> Force {
        Force(
            code: try #require(ForceCode(code)),
            alsoKnownAs: also.compactMap { ForceCode($0) },
            abbreviation: "F\(code)",
            shortName: "Force \(code)",
            officialName: "Force \(code) Police",
            category: "territorial",
            validFrom: from,
            validTo: to
        )
    }

    @Test("A force is on the roster from its first day to its last, both included")
    func validity() throws {
        let roster = Roster(
            source: "test",
            forces: [
                try Self.force("13", from: "2020-01-01", to: "2026-03-31"), try Self.force("99", from: "2026-04-01"),
            ]
        )
        func codes(_ year: Int, _ month: Int, _ day: Int) throws -> [String] {
            roster.forces(on: try #require(CalendarDate(year: year, month: month, day: day))).map(\.code.description)
        }
        #expect(try codes(2019, 12, 31) == [])
        #expect(try codes(2020, 1, 1) == ["13"])
        #expect(try codes(2026, 3, 31) == ["13"])
        #expect(try codes(2026, 4, 1) == ["99"])
    }

    @Test("An older code of a force leads to the force")
    func olderCode() throws {
        let roster = Roster(source: "test", forces: [try Self.force("01", also: ["02"])])
        let code = try #require(ForceCode("02"))
        #expect(roster[code]?.code.description == "01")
    }
}

@Suite("Answer states") struct AnswerStateTests {
    static let all: [AnswerState] = [
        .answered(held: 2), .nothingHeld, .notPermitted(reason: "r"), .askOwner(contact: "c"), .timedOut, .down,
        .notAsked(reason: "n"),
    ]

    @Test("No two ways of answering or not answering look the same")
    func distinct() {
        #expect(Set(Self.all.map(\.code)).count == Self.all.count)
        #expect(Set(Self.all.map(\.words)).count == Self.all.count)
    }

    @Test("Only saying what is held counts as an answer: refusal, silence and absence do not")
    func answers() {
        #expect(Self.all.filter(\.isAnswer).map(\.code) == ["answered", "nothing_held"])
    }
}
