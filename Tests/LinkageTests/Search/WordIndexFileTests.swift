import Testing
import Vocabulary

@testable import Linkage

@Suite("The index of words as bytes") struct WordIndexFileTests {
    private static func documents(_ seed: UInt64, _ count: Int = 120) -> [IndexDocument] {
        SyntheticPeople(people: count, seed: seed).sketches.map { sketch in
            IndexDocument(
                handle: sketch.handle * 7 - 300,
                names: sketch.givenNames + sketch.surnames,
                places: sketch.addressLines + sketch.postcodes,
                phones: sketch.phones,
                dates: sketch.birthDates
            )
        }
    }

    private static func copy(
        _ bytes: FlatBytes,
        changing: (UnsafeMutableRawBufferPointer) -> Void = { _ in }
    )
        -> FlatBytes
    {
        FlatBytes(count: bytes.count) { target in
            bytes.withBytes { target.copyMemory(from: $0) }
            changing(target)
        }
    }

    @Test("Bytes that were saved answer as the index that they were saved from", arguments: 0..<4 as Range<UInt64>)
    func saved(seed: UInt64) throws {
        let documents = Self.documents(seed)
        let index = PersonIndex(documents)
        let opened = try PersonIndex(reading: Self.copy(try #require(index.bytes)))
        #expect(opened.count == index.count)
        for document in documents {
            let question = document.names.joined(separator: " ")
            #expect(opened.search(question, limit: 20) == index.search(question, limit: 20))
        }
    }

    @Test("Folding in gives the bytes of an index built at once", arguments: 0..<4 as Range<UInt64>)
    func folded(seed: UInt64) throws {
        let documents = Self.documents(seed)
        var grown = PersonIndex(Array(documents.prefix(60)))
        grown.insert(Array(documents.dropFirst(50)))
        let gone = Set(documents.filter { $0.handle % 5 == 0 }.map(\.handle))
        for handle in gone { grown.remove(handle) }
        #expect(grown.bytes == nil && grown.changes > 0)
        grown.compact()
        let kept = documents.filter { !gone.contains($0.handle) }
        let built = PersonIndex(kept)
        #expect(grown.count == kept.count && grown.changes == 0)
        for document in documents {
            let question = document.names.joined(separator: " ")
            #expect(grown.search(question, limit: 20) == built.search(question, limit: 20))
        }
    }

    @Test("What only a document taken out had is gone from the bytes")
    func forgotten() throws {
        var index = PersonIndex([
            IndexDocument(handle: 1, names: ["Emeka Okafor"]), IndexDocument(handle: 2, names: ["Ottoline Vexley"]),
        ])
        index.remove(2)
        index.compact()
        let bytes = try #require(index.bytes).withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(bytes.contains("okafor") && !bytes.contains("vexley"))
        #expect(index.search("vexley", limit: 3).isEmpty && index.search("okafor", limit: 3).count == 1)
        index.remove(1)
        index.compact()
        #expect(index.count == 0 && index.search("okafor", limit: 3).isEmpty)
    }

    @Test("Every change of a byte is noticed, and none does harm where it is not looked for", arguments: 0..<8)
    func changed(part: Int) throws {
        let bytes = try #require(PersonIndex(Self.documents(1, 30)).bytes)
        var dice = SeededGenerator(seed: UInt64(part))
        for _ in 0..<200 {
            let place = dice.number(below: bytes.count)
            let damaged = Self.copy(bytes) { $0[place] ^= UInt8(1 + dice.number(below: 255)) }
            if let index = try? PersonIndex(reading: damaged, verifying: false) {
                _ = index.search("okafor leeds 1991", limit: 5)
                var copy = index
                copy.insert(IndexDocument(handle: 1, names: ["Emeka Okafor"]))
                _ = copy.search("okafor", limit: 5)
            }
            // Between two sections lie bytes that nobody reads.
            if let index = try? PersonIndex(reading: damaged) {
                let sound = try PersonIndex(reading: bytes)
                #expect(index.search("smith", limit: 9) == sound.search("smith", limit: 9))
            }
        }
        let half = FlatBytes(count: bytes.count / 2) { target in
            bytes.withBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<target.count])) }
        }
        #expect(throws: Fault.self) { try PersonIndex(reading: half) }
    }

    @Test("A birth date with day and month changed about, or two digits, is found beside a name")
    func mistakenDates() throws {
        let born = try #require(CalendarDate(year: 1991, month: 3, day: 4))
        let other = try #require(CalendarDate(year: 1919, month: 4, day: 3))
        let index = PersonIndex([
            IndexDocument(handle: 1, names: ["Emeka Okafor"], dates: [born]),
            IndexDocument(handle: 2, names: ["Amara Okafor"], dates: [other]),
        ])
        #expect(index.search("okafor 04/03/1991", limit: 1).first?.matched.last?.kind == .exact)
        let turned = index.search("okafor 03/04/1991", limit: 5)
        #expect(turned.map(\.handle) == [1, 2])
        #expect(turned.first?.matched.last?.kind == .fuzzy && turned.first?.matched.count == 2)
        // By itself a date is what it says.
        #expect(index.search("03/04/1991", limit: 5).isEmpty)
        #expect(index.search("okafor 03/05/1993", limit: 5).allSatisfy { $0.matched.count == 1 })
    }
}
