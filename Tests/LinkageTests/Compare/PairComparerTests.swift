import Testing
import Vocabulary

@testable import Linkage

struct PairComparerTests {
    /// The level two sketches reach in a field, checked to be the same the other way round.
    private func level(_ field: ComparisonField, _ a: PersonSketch, _ b: PersonSketch) -> String {
        var first = a
        var second = b
        (first.handle, second.handle) = (1, 2)
        let there = Linker().explain(first, second)
        (first.handle, second.handle) = (2, 1)
        let back = Linker().explain(second, first)
        #expect(there.totalBits == back.totalBits)
        return there.steps.first { $0.field == field.title }?.level ?? ""
    }

    private func name(_ given: String, _ surname: String) -> PersonSketch {
        PersonSketch(handle: 1, givenNames: [given], surnames: [surname])
    }

    @Test(
        "First names agree in degrees",
        arguments: [
            ("Amara", "AMARA", "same"), ("William", "Bill", "short or pet form"),
            ("Stephen", "Stephan", "one letter or close spelling"), ("J", "James", "initial agrees"),
            ("Amara Grace", "Grace", "middle name of the other"), ("Amara", "Peter", "different"),
            ("", "Peter", "not known"), ("Zoë", "Zoe", "same"),
        ]
    )
    func givenNames(a: String, b: String, expected: String) {
        #expect(level(.given, name(a, "Okafor"), name(b, "Okafor")) == expected)
    }

    @Test(
        "Surnames agree in degrees",
        arguments: [
            ("O'Brien", "OBRIEN", "same"), ("Smith-Jones", "Jones", "part of a compound"),
            ("van der Berg", "Berg", "part of a compound"), ("Mac Donald", "MacDonald", "same"),
            ("Okafor", "Okafro", "one letter or close spelling"), ("Okafor", "Whitfield", "different"),
        ]
    )
    func surnames(a: String, b: String, expected: String) {
        #expect(level(.surname, name("Amara", a), name("Amara", b)) == expected)
    }

    @Test("First name and surname in each other's place are recognised, and counted once")
    func exchangedNames() {
        let explanation = Linker().explain(name("Emeka", "Okafor"), name("Okafor", "Emeka"))
        #expect(explanation.steps[0].level == "exchanged with surname")
        #expect(explanation.steps[1].level == "exchanged")
        #expect(explanation.steps[1].bits == 0)
        #expect(explanation.steps[0].bits > 5)
    }

    @Test("Dates agree in degrees")
    func dates() throws {
        func sketch(_ year: Int, _ month: Int?, _ day: Int?) throws -> PersonSketch {
            PersonSketch(handle: 1, birthDates: [try #require(CalendarDate(year: year, month: month, day: day))])
        }
        let base = try sketch(1991, 3, 4)
        let cases: [(PersonSketch, String)] = [
            (try sketch(1991, 3, 4), "same"), (try sketch(1991, 4, 3), "day and month exchanged"),
            (try sketch(1991, 3, 5), "one digit"), (try sketch(1919, 3, 4), "one digit"),
            (try sketch(1991, 3, 25), "two of three parts"), (try sketch(1991, nil, nil), "agrees as far as known"),
            (try sketch(1991, 1, 1), "agrees as far as known"), (try sketch(1991, 11, 25), "same year"),
            (try sketch(1960, 11, 25), "different"), (try sketch(1960, nil, nil), "different"),
        ]
        for (other, expected) in cases { #expect(level(.birthDate, base, other) == expected) }
    }

    @Test(
        "Postcodes agree in degrees",
        arguments: [
            ("LS6 3AA", "ls63aa", "same"), ("LS6 3AA", "LS6 3AB", "one character"),
            ("LS6 3AA", "LS6 3XY", "same sector"), ("LS6 3AA", "LS6 9XY", "same district"),
            ("LS6 3AA", "LS6", "same district"), ("LS6 3AA", "YO1 7HH", "different"), ("4011", "4012", "one character"),
        ]
    )
    func postcodes(a: String, b: String, expected: String) {
        let first = PersonSketch(handle: 1, postcodes: [a])
        #expect(level(.postcode, first, PersonSketch(handle: 1, postcodes: [b])) == expected)
    }

    @Test(
        "Addresses agree by their words",
        arguments: [
            ("12 Mill Road, Leeds", "12 Mill Rd Leeds", "same"),
            ("Flat 2, 12 Mill Road, Leeds", "12 Mill Road", "nearly the same"),
            ("12 Mill Road, Leeds", "14 Mill Road, Leeds", "partly the same"),
            ("12 Mill Road", "9 Quarry Lane", "different"),
        ]
    )
    func addresses(a: String, b: String, expected: String) {
        let first = PersonSketch(handle: 1, addressLines: [a])
        #expect(level(.address, first, PersonSketch(handle: 1, addressLines: [b])) == expected)
    }

    @Test("Identifiers of two kinds say nothing of each other")
    func identifiers() {
        func sketch(_ identifier: String) -> PersonSketch { PersonSketch(handle: 1, identifiers: [identifier]) }
        let base = sketch("pnc:2002/0073319Z")
        #expect(level(.identifier, base, sketch("pnc:2002/73319z")) == "different")
        #expect(level(.identifier, base, sketch("PNC: 2002/0073319z")) == "shared")
        #expect(level(.identifier, base, sketch("pnc:2002/0073391Z")) == "one character")
        #expect(level(.identifier, base, sketch("cro:2002/0073319Z")) == "not counted")
    }

    @Test("The best of several values counts")
    func severalValues() {
        let a = PersonSketch(handle: 1, phones: ["+447700900461", "+447700900462"])
        let b = PersonSketch(handle: 1, phones: ["+441134960001", "+447700900462"])
        #expect(level(.phone, a, b) == "same")
    }
}
