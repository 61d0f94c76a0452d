import Testing
import Vocabulary

@testable import Linkage

struct PersonIndexTests {
    private static func documents() throws -> [IndexDocument] {
        [
            IndexDocument(
                handle: 1,
                names: ["Emeka Okafor", "Mek"],
                places: ["12 Mill Road, Leeds", "LS6 3AA"],
                phones: ["+447700900461"],
                dates: [try #require(CalendarDate(year: 1991, month: 3, day: 14))],
                identifiers: ["pnc:2002/0073319Z"],
                plates: ["AB00 XYZ"]
            ),
            IndexDocument(handle: 2, names: ["Amara Okafor"], places: ["York", "YO1 7HH"]),
            IndexDocument(handle: 3, names: ["William O'Kane"], places: ["Leeds"], phones: ["+441134960001"]),
            IndexDocument(handle: 4, names: ["Zofia Wójcik-Nowak"], places: ["Bradford", "BD11AA"]),
            IndexDocument(handle: 5, names: ["Catherine Pemberton"], places: ["Leeds"]),
        ]
    }

    @Test(
        "People are found by the words officers type",
        arguments: [
            ("okafor leeds", 1), ("OKAFOR  1991", 1), ("07700 900461", 1), ("+44 7700 900461", 1), ("900461", 1),
            ("AB00 XYZ", 1), ("ab00xyz", 1), ("LS6 3AA", 1), ("ls63aa", 1), ("2002/0073319Z", 1), ("14/03/1991", 1),
            ("03/1991 okafor", 1), ("1991-03-14", 1), ("amara okafro", 2), ("o'kane", 3), ("bill okane", 3),
            ("0113 496 0001", 3), ("wojcik", 4), ("BD1 1AA", 4), ("kate pemberton", 5), ("pembreton", 5), ("pemb", 5),
            ("katherine pemburton leeds", 5), ("12 mill road", 1), ("ab00", 1),
        ]
    )
    func finds(question: String, expected: Int64) throws {
        let hits = PersonIndex(try Self.documents()).search(question, limit: 10)
        #expect(hits.first?.handle == expected, "\(question): \(hits)")
    }

    @Test("The beginning of a name finds everyone whose name begins so, in a fixed order")
    func beginnings() throws {
        let index = PersonIndex(try Self.documents())
        #expect(index.search("o'kaf", limit: 10).prefix(2).map(\.handle) == [1, 2])
        #expect(index.search("o'kaf", limit: 1).map(\.handle) == [1])
    }

    @Test("People in whom every word is found come before those in whom some are")
    func fullMatchesFirst() throws {
        let hits = PersonIndex(try Self.documents()).search("okafor leeds", limit: 10)
        #expect(hits.map(\.handle).first == 1)
        #expect(Set(hits.map(\.handle)) == [1, 2, 3, 5])
        #expect(hits[0].score > hits[1].score + 5)
        #expect(PersonIndex(try Self.documents()).search("okafor leeds", limit: 1).map(\.handle) == [1])
    }

    @Test("A hit says which words met which")
    func saysWhy() throws {
        let index = PersonIndex(try Self.documents())
        let hit = try #require(index.search("bill okane", limit: 1).first)
        #expect(
            hit.matched == [
                MatchedTerm(queryWord: "bill", storedWord: "william", kind: .nickname),
                MatchedTerm(queryWord: "okane", storedWord: "okane", kind: .exact),
            ]
        )
        #expect(index.search("okafro", limit: 1).first?.matched.first?.kind == .fuzzy)
        #expect(index.search("okaf", limit: 1).first?.matched.first?.kind == .prefix)
        let phone = try #require(index.search("07700 900461", limit: 1).first?.matched.first)
        #expect(phone.storedWord == "7700900461")
    }

    @Test("Nothing comes of nothing")
    func emptyQuestions() throws {
        let index = PersonIndex(try Self.documents())
        for question in ["", "   ", "''", "--/--", "qqqqqq"] { #expect(index.search(question, limit: 5).isEmpty) }
        #expect(index.search("okafor", limit: 0).isEmpty)
        #expect(PersonIndex().search("okafor", limit: 5).isEmpty)
    }

    @Test("Inserting and removing one by one is the same as building anew", arguments: 0..<4 as Range<UInt64>)
    func updates(seed: UInt64) {
        let people = SyntheticPeople(people: 200, seed: seed).sketches.map { sketch in
            IndexDocument(
                handle: sketch.handle,
                names: sketch.givenNames + sketch.surnames,
                places: sketch.addressLines + sketch.postcodes,
                phones: sketch.phones,
                dates: sketch.birthDates
            )
        }
        var dice = SeededGenerator(seed: seed)
        var grown = PersonIndex(Array(people.prefix(50)))
        for document in people.dropFirst(50) { grown.insert(document) }
        let gone = Set(people.filter { _ in dice.number(below: 4) == 0 }.map(\.handle))
        for handle in gone { grown.remove(handle) }
        grown.remove(-1)
        let kept = people.filter { !gone.contains($0.handle) }
        let built = PersonIndex(kept)
        #expect(grown.count == kept.count && built.count == kept.count)
        for document in people.prefix(60) {
            let question = document.names.joined(separator: " ")
            let a = Set(grown.search(question, limit: 400).map(\.handle))
            let b = Set(built.search(question, limit: 400).map(\.handle))
            #expect(a == b, "\(question)")
            #expect(a.isDisjoint(with: gone))
        }
    }

    @Test("A replaced document is found by its new words only")
    func replacement() throws {
        var index = PersonIndex(try Self.documents())
        index.insert(IndexDocument(handle: 2, names: ["Ottoline Quill"]))
        #expect(index.count == 5)
        #expect(index.search("amara", limit: 5).isEmpty)
        #expect(index.search("quill", limit: 5).map(\.handle) == [2])
        #expect(index.search("ottolien quil", limit: 5).map(\.handle) == [2])
    }

    @Test("Any question is answered without harm", arguments: 0..<5 as Range<UInt64>)
    func hostileQuestions(seed: UInt64) throws {
        let index = PersonIndex(try Self.documents())
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let question = dice.number(below: 2) == 0 ? RandomText.scalars(&dice) : RandomText.bytes(&dice)
            #expect(index.search(question, limit: 3).count <= 3)
        }
        #expect(index.search(String(repeating: "okafor ", count: 100_000), limit: 3).count <= 3)
    }
}
