import CapabilityKit
import Ledger
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Taking records in") struct CollectTests {
    static let source = TestRecords.id(.person, "1").source

    static func begin(_ node: TestDesk, key: String = "people.csv 4f1a") async throws -> Collecting {
        try await node.desk.collect(
            from: source,
            file: "people.csv",
            key: key,
            mapping: "niche-person",
            for: TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")
        )
    }

    static func batch(_ keys: ClosedRange<Int>) throws -> RecordBatch {
        try RecordBatch(keys.map { TestRecords.person("\($0)", "Ann", "Number\($0)") }, of: source)
    }

    @Test("Collection is in the log before the first record is stored", arguments: TestDatabase.allCases)
    func loggedFirst(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let collecting = try await Self.begin(node)
        #expect(try await node.count("SELECT COUNT(*) FROM records_record") == 0)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.kind == "collection")
        #expect(act.index == collecting.entry)
        #expect(
            act.details == [
                "file": "people.csv", "key": "people.csv 4f1a", "mapping": "niche-person", "source": "13/niche",
            ]
        )
        _ = try await collecting.store(try Self.batch(1...2), position: "2", rejected: 0)
        #expect(try await node.count("SELECT COUNT(*) FROM records_record") == 2)
        let stored = try await node.count("SELECT MIN(collection) FROM records_record")
        #expect(stored == Int64(collecting.entry), "each record leads to the entry that it came in by")
    }

    @Test("An interrupted collection goes on where its last whole batch ended", arguments: TestDatabase.allCases)
    func goesOn(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let first = try await Self.begin(node)
        #expect(first.reached.isEmpty)
        #expect(try await first.store(try Self.batch(1...3), position: "row 3", rejected: 1) == BatchOutcome(new: 3))
        #expect(try await first.store(try Self.batch(4...5), position: "row 5", rejected: 1) == BatchOutcome(new: 2))
        // The program dies here; nothing is finished.
        let second = try await Self.begin(node)
        #expect(second.reached == "row 5")
        let third = try await Self.begin(node)
        #expect(third.reached == "row 5", "a run that stored nothing has not gone back")
        #expect(try await third.store(try Self.batch(5...6), position: "row 6", rejected: 0).new == 1)
        try await third.finish()
        #expect(try await Self.begin(node).reached == "row 6")
        #expect(try await Self.begin(node, key: "another file").reached.isEmpty)
        #expect(try await node.ledger.acts().count == 5, "each run is logged")
    }

    @Test("A batch that fails leaves neither its records nor its position", arguments: TestDatabase.allCases)
    func oneTransaction(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        let collecting = try await Self.begin(node)
        _ = try await collecting.store(try Self.batch(1...2), position: "row 2", rejected: 0)
        let before = try await node.contents()
        // One record twice in a batch breaks the table's key half-way through.
        let records = [7, 8, 8].map { TestRecords.person("\($0)", "Ann", "Twice") }
        let broken = try RecordBatch(records, of: Self.source)
        await #expect(throws: Fault.self) { try await collecting.store(broken, position: "row 9", rejected: 4) }
        #expect(try await node.contents() == before)
        #expect(try await node.count("SELECT rejected FROM records_collection") == 0)
        #expect(try await Self.begin(node).reached == "row 2")
        // The same collection goes on with what can be stored.
        let again = try await collecting.store(try Self.batch(7...8), position: "row 4", rejected: 0)
        #expect(again == BatchOutcome(new: 2))
    }

    @Test("What was added, changed, unchanged and rejected is counted with the collection")
    func counts() async throws {
        let node = try await TestDesk.open()
        try await node.collect([TestRecords.person("1", "Ann", "Number1"), TestRecords.person("2", "Old", "Name")])
        let collecting = try await Self.begin(node)
        let outcome = try await collecting.store(try Self.batch(1...3), position: "row 3", rejected: 2)
        #expect(outcome == BatchOutcome(new: 1, changed: 1, unchanged: 1))
        try await collecting.finish()
        let id = Int64(collecting.entry)
        let row = try await node.database.read { session in
            try session.rows(
                "SELECT added, changed, unchanged, rejected, finished_at FROM records_collection WHERE id = \(id)"
            ).map { row in try (0..<5).map { try row.integer($0) } }
        }
        #expect(row == [[1, 1, 1, 2, TestClock.noon.milliseconds]])
    }

    @Test("Records of two runs at once are all kept", arguments: TestDatabase.allCases)
    func together(database: TestDatabase) async throws {
        let node = try await TestDesk.open(database)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in 0..<4 {
                group.addTask {
                    let collecting = try await Self.begin(node, key: "file \(run)")
                    for step in 0..<5 {
                        let start = run * 100 + step * 10
                        _ = try await collecting.store(
                            try Self.batch(start...start + 9),
                            position: "\(step)",
                            rejected: 0
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await node.count("SELECT COUNT(*) FROM records_record") == 200)
        #expect(try await node.count("SELECT COUNT(*) FROM records_source") == 1)
        #expect(try await node.ledger.acts().count == 4)
    }
}
