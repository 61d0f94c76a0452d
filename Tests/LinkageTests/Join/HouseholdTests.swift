import Testing
import Vocabulary

@testable import Linkage

/// Families share surname, address and phone, and are several people.
struct HouseholdTests {
    private func member(_ handle: Int64, _ given: String, _ year: Int, _ month: Int, _ day: Int) -> PersonSketch {
        PersonSketch(
            handle: handle,
            givenNames: [given],
            surnames: ["Thistlewood"],
            birthDates: CalendarDate(year: year, month: month, day: day).map { [$0] } ?? [],
            postcodes: ["LS6 3AA"],
            addressLines: ["12 Mill Road, Leeds"],
            phones: ["+447700900461"]
        )
    }

    /// Strangers and their families, so that there is something to learn from.
    private func town(_ seed: UInt64) -> [PersonSketch] {
        var town = SyntheticPeople(people: 400, seed: seed).sketches
        for index in stride(from: 0, to: 300, by: 3) {
            var relative = town[index]
            relative.handle += 1_000_000
            relative.givenNames = [["Ottoline", "Barnaby", "Cosima", "Ludovic"][index % 4]]
            relative.birthDates = CalendarDate(year: 1950 + index % 50, month: 7, day: 9).map { [$0] } ?? []
            town.append(relative)
        }
        return town
    }

    @Test("Relatives under one roof stay apart, by shipped and by learnt weights")
    func relatives() {
        let family = [member(1, "George", 1960, 5, 2), member(2, "Harriet", 1989, 11, 20)]
        #expect(Linker().join(family).clusters == [[1], [2]])
        let learnt = Linker().join(family + town(1))
        #expect(learnt.report.origin == .estimated)
        #expect(learnt.clusters.contains([1]) && learnt.clusters.contains([2]))
    }

    @Test("Twins stay apart")
    func twins() {
        let twins = [member(1, "George", 1989, 11, 20), member(2, "Harriet", 1989, 11, 20)]
        #expect(Linker().join(twins).clusters == [[1], [2]])
        #expect(Linker().join(twins + town(2)).clusters.contains([1]))
    }

    @Test("Two first names that have records of their own stay two people, whatever else they share")
    func movedTwins() {
        func moved(_ handle: Int64, _ given: String, _ postcode: String, _ address: String) -> PersonSketch {
            var sketch = member(handle, given, 1989, 11, 20)
            sketch.postcodes = [postcode]
            sketch.addressLines = [address]
            sketch.phones = []
            sketch.emails = ["thistlewood@mail.example"]
            return sketch
        }
        let twins = [
            moved(1, "George", "LS6 3AA", "12 Mill Road"), moved(2, "Harriet", "HU5 2BB", "7 Quay Lane"),
            moved(3, "George", "BD1 4DE", "90 Dale Grove"), moved(4, "Harriet", "NE2 8FG", "31 Castle View"),
        ]
        // Of one record each, a wrong first name is as likely.
        #expect(Linker().join(Array(twins.prefix(2))).clusters == [[1, 2]])
        #expect(Linker().join(twins).clusters == [[1, 3], [2, 4]])
    }

    @Test("A record with an initial does not chain father and son together")
    func chain() {
        var bridge = member(3, "G", 1960, 5, 2)
        bridge.birthDates = []
        let family = [
            member(1, "George", 1960, 5, 2), member(2, "Gareth", 1989, 11, 20), bridge,
            member(4, "George", 1960, 5, 2), member(5, "Gareth", 1989, 11, 20),
        ]
        let clusters = Linker().join(family).clusters
        #expect(!clusters.contains { $0.contains(1) && $0.contains(2) })
        #expect(clusters.contains { $0.contains(1) && $0.contains(4) })
        #expect(clusters.contains { $0.contains(2) && $0.contains(5) })
    }

    @Test("What a household shares is taken back where it explains the agreement")
    func householdStep() throws {
        let explanation = Linker().explain(member(1, "George", 1960, 5, 2), member(2, "Harriet", 1989, 11, 20))
        let step = try #require(explanation.steps.last)
        #expect(step.field == "Household")
        #expect(step.bits < -20)
        #expect(explanation.probability < 0.1)
    }
}
