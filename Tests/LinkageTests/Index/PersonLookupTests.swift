import Testing
import Vocabulary

@testable import Linkage

struct PersonLookupTests {
    /// People with slips, some with several values in a field, an e-mail address, an identifier or an occupation.
    private static func people(_ count: Int, seed: UInt64) -> [PersonSketch] {
        var dice = SeededGenerator(seed: seed)
        let people = SyntheticPeople(people: count, seed: seed).sketches
        return people.indices.map { index in
            var sketch = people[index]
            let other = people[dice.number(below: people.count)]
            switch dice.number(below: 12) {
            case 0: sketch.surnames.append(other.surnames[0])
            case 1: sketch.givenNames = ["Bill", "William John"]
            case 2: sketch.surnames = [sketch.surnames[0] + "-" + other.surnames[0]]
            case 3: sketch.phones += other.phones + ["+442079460\(100 + dice.number(below: 9))"]
            case 4: sketch.emails = ["\(sketch.givenNames[0].lowercased())\(dice.number(below: 40))@mail.example"]
            case 5: sketch.identifiers = ["pnc:2002/00733\(10 + dice.number(below: 20))Z"]
            case 6: sketch.others = [["joiner", "roofer", "nurse"][dice.number(below: 3)]].map { [$0] }
            case 7: sketch.birthDates += other.birthDates
            case 8: sketch.addressLines += ["Flat \(dice.number(below: 4)), " + other.addressLines[0]]
            case 9: sketch.fullNames = ["Łukasz WIŚNIEWSKI"]
            case 10: sketch.givenNames = [String(sketch.givenNames[0].prefix(1))]
            default: break
            }
            return sketch
        }
    }

    private static func find(_ lookup: PersonLookup, _ sketch: PersonSketch, best count: Int = 10) -> [LookupHit] {
        var scratch = LookupScratch()
        return lookup.find(sketch, best: count, by: LookupWeights(.standard), scratch: &scratch)
    }

    @Test("A pair weighs what joining says it weighs, to the last bit", arguments: [1, 2, 3] as [UInt64])
    func sameWeights(seed: UInt64) throws {
        let people = Self.people(300, seed: seed)
        let columns = PersonColumns(people)
        let joining = Linker().join(columns)
        let comparer = PairComparer(columns: columns, model: joining.model)
        let table = WeightTable(joining.model)
        let places = Dictionary(uniqueKeysWithValues: columns.handles.enumerated().map { ($1, $0) })
        let edges = Dictionary(uniqueKeysWithValues: joining.edges.map { ([$0.a, $0.b], $0.bits) })
        let lookup = try PersonLookup(columns)
        let weights = LookupWeights(joining.model)
        var scratch = LookupScratch()
        var compared = 0
        for person in people {
            for hit in lookup.find(person, best: 12, by: weights, scratch: &scratch) {
                let a = try #require(places[min(person.handle, hit.handle)])
                let b = try #require(places[max(person.handle, hit.handle)])
                #expect(hit.bits == table.totalBits(comparer.compare(a, b)))
                if let edge = edges[[columns.handles[a], columns.handles[b]]] { #expect(hit.bits == edge) }
                compared += 1
            }
        }
        #expect(compared > 1_000)
    }

    @Test("Nearly every pair that joining reports is found from either side", arguments: [4, 5] as [UInt64])
    func findsEdges(seed: UInt64) throws {
        let people = Self.people(400, seed: seed)
        let joining = Linker().join(people)
        let lookup = try PersonLookup(PersonColumns(people))
        let sketches = Dictionary(uniqueKeysWithValues: people.map { ($0.handle, $0) })
        var scratch = LookupScratch()
        var found = 0
        let edges = joining.edges.filter { $0.probability >= 0.9 }
        for edge in edges {
            let sketch = try #require(sketches[edge.a])
            let hits = lookup.find(sketch, best: 20, by: LookupWeights(joining.model), scratch: &scratch)
            if hits.contains(where: { $0.handle == edge.b }) { found += 1 }
        }
        #expect(edges.count > 200)
        #expect(Double(found) >= 0.98 * Double(edges.count))
    }

    @Test("Fuzzy names are found by sound, beginning, end, pet form and in either order")
    func fuzzyNames() throws {
        var people = Self.people(300, seed: 9)
        let birth = try #require(CalendarDate(year: 1991, month: 3, day: 14))
        people.append(
            PersonSketch(handle: 9_000, givenNames: ["William"], surnames: ["Achterberg-Quill"], birthDates: [birth])
        )
        let lookup = try PersonLookup(PersonColumns(people))
        let spellings = [
            ("William", "Achterberg Quill"), ("Wiliam", "Achtenberg-Quill"), ("Bill", "Achterberg"),
            ("Achterberg", "William"), ("W", "Achterberg-Quill"), ("William", "Axhterberg-Quill"),
        ]
        for (given, surname) in spellings {
            for dates in [[birth], [CalendarDate(year: 1991, month: 7, day: 2)], []] {
                let sketch = PersonSketch(
                    handle: 1,
                    givenNames: [given],
                    surnames: [surname],
                    birthDates: dates.compactMap { $0 }
                )
                // An initial or a pet form alone, without any date, may be anybody.
                if dates.isEmpty, given == "Bill" || given == "W" { continue }
                #expect(Self.find(lookup, sketch).contains { $0.handle == 9_000 }, "\(given) \(surname) \(dates)")
            }
        }
    }

    @Test(
        "Changes are answered like a base made of them, before and after compaction",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func changes(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let people = Self.people(300, seed: seed)
        var living = Dictionary(uniqueKeysWithValues: people.prefix(people.count / 2).map { ($0.handle, $0) })
        var lookup = try PersonLookup(PersonColumns(Array(living.values)))
        for round in 0..<3 {
            for _ in 0..<80 {
                var person = people[dice.number(below: people.count)]
                if dice.number(below: 3) == 0 {
                    let wasThere = lookup.remove(person.handle)
                    #expect(wasThere == (living.removeValue(forKey: person.handle) != nil))
                } else {
                    person.surnames.append("Changed\(dice.number(below: 5))")
                    lookup.insert(person)
                    living[person.handle] = person
                }
            }
            let fresh = try PersonLookup(PersonColumns(Array(living.values)))
            var compact = lookup
            try compact.compact()
            #expect(compact.changes == 0 && compact.bytes != nil && lookup.bytes == nil)
            #expect(lookup.count == living.count && compact.count == living.count)
            for person in people.shuffled(using: &dice).prefix(60) {
                let hits = Self.find(lookup, person)
                #expect(hits == Self.find(compact, person))
                #expect(hits == Self.find(fresh, person))
            }
            if round == 1 { lookup = compact }
        }
    }

    @Test("A million identical names would be looked through no further than the limit")
    func identicalNames() throws {
        let birth = try #require(CalendarDate(year: 1980, month: 1, day: 1))
        let people = (0..<6_000).map {
            PersonSketch(handle: Int64($0), givenNames: ["John"], surnames: ["Smith"], birthDates: [birth])
        }
        var lookup = try PersonLookup(PersonColumns(people))
        var scratch = LookupScratch()
        let weights = LookupWeights(.standard)
        let hits = lookup.find(people[17], best: 10, by: weights, scratch: &scratch)
        #expect(scratch.candidateCount <= LookupScratch.candidatesMax + LookupScratch.perKeyMax)
        #expect(hits.map(\.handle) == Array(0..<10))
        // Which ones are looked at does not hang on where they lie.
        for handle in stride(from: Int64(0), to: 2_000, by: 2) { lookup.remove(handle) }
        lookup.insert(people[4])
        let before = lookup.find(people[17], best: 10, by: weights, scratch: &scratch)
        try lookup.compact()
        #expect(before == lookup.find(people[17], best: 10, by: weights, scratch: &scratch))
        #expect(before.map(\.handle) == [1, 3, 4, 5, 7, 9, 11, 13, 15, 19])
    }

    @Test("An index of nobody answers nobody, and can be added to")
    func empty() throws {
        var lookup = try PersonLookup(PersonColumns())
        let person = Self.people(2, seed: 1)[0]
        #expect(Self.find(lookup, person).isEmpty)
        lookup.insert(person)
        #expect(Self.find(lookup, person).isEmpty, "nobody is a double of itself")
        var again = person
        again.handle += 1
        #expect(Self.find(lookup, again).map(\.handle) == [person.handle])
        #expect(Self.find(lookup, PersonSketch(handle: 5)).isEmpty)
        let wasThere = lookup.remove(77)
        #expect(!wasThere)
    }

    @Test("Of somebody taken out, nothing is left in the bytes that are saved, and what others share stays")
    func erasure() throws {
        let kept = Self.people(60, seed: 21)
        func erased(_ handle: Int64) -> PersonSketch {
            PersonSketch(
                handle: handle,
                givenNames: ["Xanthippe Quillon"],
                surnames: ["Zwingelberg", kept[0].surnames[0]],
                postcodes: ["ZE1 0ZZ"],
                addressLines: ["Skerryvore Lodge, Burrafirth"],
                phones: ["+447700900777"],
                emails: ["xanthippe@quillon.example"],
                others: [["lighthouse keeper"]]
            )
        }
        // One in the base, one who came and went since, and one who was replaced.
        var replaced = erased(9_003)
        var lookup = try PersonLookup(PersonColumns(kept + [erased(9_001), replaced]))
        lookup.insert(erased(9_002))
        replaced.givenNames = ["Anna"]
        replaced.surnames = [kept[1].surnames[0]]
        (replaced.postcodes, replaced.addressLines, replaced.phones) = ([], [], [])
        (replaced.emails, replaced.others) = ([], [])
        lookup.insert(replaced)
        lookup.remove(9_001)
        lookup.remove(9_002)
        let before = kept.map { Self.find(lookup, $0) }
        try lookup.compact()
        let bytes = try #require(lookup.bytes)
        let text = bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        for word in ["xanthippe", "quillon", "zwingelberg", "ze10zz", "skerryvore", "burrafirth", "lighthouse"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(kept.map { Self.find(lookup, $0) } == before)
        #expect(lookup.count == kept.count + 1)
        replaced.handle = 1
        #expect(Self.find(lookup, replaced).contains { $0.handle == 9_003 })
        try #expect(PersonLookup(reading: bytes).count == lookup.count)
    }
}
