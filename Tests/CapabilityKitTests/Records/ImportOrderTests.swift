import Store
import TestKit
import Testing
import Vocabulary

@testable import CapabilityKit

@Suite("A batch on its way into the tables") struct ImportOrderTests {
    /// People, and for each of them two homes and a tie to the next one, larger than one portion of rows.
    private static func records(_ people: Int, town: String = "Leeds") throws -> [Record] {
        let force = try #require(ForceCode("13"))
        let source = Source(force: force, system: "niche")
        func id(_ kind: RecordKind, _ number: Int) -> RecordID {
            RecordID(source: source, kind: kind, key: "\(number)")
        }
        return (0..<people).flatMap { number -> [Record] in
            var person = Record(id: id(.person, number))
            person.facts = [Fact(.surname, raw: "Okafor\(number)")]
            let homes = (0..<2).map { home in
                var record = Record(id: id(.residence, number * 2 + home))
                record.subject = person.id
                record.facts = [Fact(.town, raw: town)]
                return record
            }
            var tie = Record(id: id(.association, number))
            tie.subject = person.id
            // The last is tied to itself: one tie, not two.
            tie.object = id(.person, min(number + 1, people - 1))
            return [person] + homes + [tie]
        }
    }

    @Test("Taken in again it changes nothing, in one run or the next", arguments: TestDatabase.allCases)
    func again(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let records = try Self.records(1500)
        #expect(try await node.collect(records) == BatchOutcome(new: 6000))
        #expect(try await node.collect(records) == BatchOutcome(unchanged: 6000))
        #expect(try await node.count("SELECT COUNT(*) FROM records_tie") == 1500 * 2 + 1500 * 2 - 1)
        // The filter is read from the tables by the next run.
        let next = try await node.reopened()
        #expect(try await next.collect(records) == BatchOutcome(unchanged: 6000))
        #expect(try await node.count("SELECT COUNT(*) FROM records_record") == 6000)
    }

    @Test("A changed row is a new version, and is found by old and new ties alone", arguments: TestDatabase.allCases)
    func changed(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        var records = try Self.records(4)
        _ = try await node.collect(records)
        // A home of the first person turns out to be the third's.
        let (first, third) = (records[0].id, records[8].id)
        records[1].subject = third
        records[1].facts = [Fact(.town, raw: "York")]
        #expect(try await node.collect(records) == BatchOutcome(changed: 1, unchanged: 15))
        let shelf = node.desk.shelf
        let home = shelf.handle(of: records[1].id)
        let ofFirst = try await shelf.about([shelf.handle(of: first)])
        let ofThird = try await shelf.about([shelf.handle(of: third)])
        #expect(!ofFirst.map(\.handle).contains(home))
        #expect(ofThird.map(\.handle).contains(home))
        #expect(try await shelf.versions(of: home).map(\.version) == [2, 1])
        #expect(try await shelf.pointing(at: [shelf.handle(of: third)]).count == 1)
    }

    @Test("The search index is made at the first search, and again after records came in")
    func lazily() async throws {
        let node = try await TestDesk.open()
        _ = try await node.collect(try Self.records(3))
        func find(_ text: String) async throws -> Int {
            try await node.desk.search(text, limit: 10, for: TestOfficers.cleared.asking()).content.count
        }
        #expect(try await find("okafor2") > 0)
        var late = try Self.records(5)
        late[16].facts = [Fact(.surname, raw: "Whitlock")]
        #expect(try await find("whitlock") == 0)
        _ = try await node.collect(late)
        #expect(try await find("whitlock") > 0)
    }
}
