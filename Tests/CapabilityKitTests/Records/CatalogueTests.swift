import CapabilityKit
import Foundation
import Linkage
import TestKit
import Testing
import Vocabulary

/// The search index in the node's folder: whatever happens to it, people are found as if it were made afresh.
@Suite("The search index that a node keeps") struct CatalogueTests {
    private static let questions = [
        "okafor", "hall", "ivy zephaniah", "moses 1985", "ls6", "quilfeather", "daniel okafor ls6", "nair grace",
    ]
    private static let steward = TestOfficers.steward.asking(for: "data.rectification", reference: "work order 7")

    private static func scratch() throws -> String { try ScratchFolder.make() + "/search.index" }

    /// Who is found by each question, and by which words.
    private static func answers(_ desk: Desk) async throws -> [Set<String>] {
        var answers: [Set<String>] = []
        for question in questions {
            let hits = try await desk.search(question, limit: 100, for: TestOfficers.cleared.asking()).content
            answers.append(Set(hits.map { "\($0.person) \($0.matched.map(\.storedWord))" }))
        }
        return answers
    }

    /// A node without a kept index, on the same records: the long way round.
    private static func exhaustive(_ node: TestDesk) async throws -> [Set<String>] {
        try await answers(try await node.reopened(keepingIndex: false))
    }

    private static func crowded(
        _ file: String,
        _ database: TestDatabase = .sqlite,
        seed: UInt64 = 5
    ) async throws -> TestDesk {
        let node = try await TestDesk.open(database, searchIndex: file)
        try await node.collect(ReviewTrial.crowd(60, seed: seed))
        _ = try await node.desk.combine(for: ReviewTrial.steward)
        return node
    }

    @Test("Joining leaves an index that the next start maps, with the same answers", arguments: TestDatabase.allCases)
    func restart(database: TestDatabase) async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file, database)
        let before = try await Self.answers(node.desk)
        #expect(before.contains { $0.count > 3 })
        let fresh = try await node.reopened()
        #expect(try await fresh.makeReady() == nil, "nothing is made afresh")
        #expect(try await Self.answers(fresh) == before)
        #expect(try await Self.exhaustive(node) == before)
    }

    @Test("What is taken in is found at once, by the words of its newest version", arguments: TestDatabase.allCases)
    func takenIn(database: TestDatabase) async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file, database)
        func found(_ text: String, _ desk: Desk) async throws -> Int {
            try await desk.search(text, limit: 10, for: TestOfficers.cleared.asking()).content.count
        }
        let person = TestRecords.person("late", "Ottoline", "Vexley")
        let car = TestRecords.thing(.vehicle, "car", [Fact(.registrationMark, raw: "AB00 QVX", standard: "AB00QVX")])
        let keeper = TestRecords.tie(.keeper, "kept", person, to: car)
        try await node.collect([person])
        #expect(try await found("ottoline vexley", node.desk) == 1)
        try await node.collect([keeper])
        #expect(try await found("AB00 QVX", node.desk) == 0)
        try await node.collect([car])
        #expect(try await found("AB00 QVX", node.desk) == 1)
        try await node.collect([TestRecords.person("late", "Ottoline", "Marchbank")])
        #expect(try await found("marchbank", node.desk) == 1)
        #expect(try await found("vexley", node.desk) == 0)
        let fresh = try await node.reopened()
        #expect(try await fresh.makeReady() == nil)
        #expect(try await found("marchbank AB00 QVX", fresh) == 1)
        #expect(try await Self.answers(fresh) == Self.exhaustive(node))
    }

    @Test("What is erased is found no more, and no word of it stays in the folder", arguments: TestDatabase.allCases)
    func erased(database: TestDatabase) async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file, database)
        let person = TestRecords.person("gone", "Ottoline", "Vexley")
        try await node.collect([person])
        try await node.desk.makeReady()
        func isInFile(_ word: String) throws -> Bool {
            try Data(contentsOf: URL(filePath: file)).range(of: Data(word.utf8)) != nil
        }
        #expect(try isInFile("vexley") && isInFile("okafor"))
        _ = try await node.desk.mark(
            person.id,
            as: .erased,
            reason: "a slip",
            power: "DPA 2018 s.47(1)",
            for: Self.steward
        )
        #expect(try !isInFile("vexley") && isInFile("okafor"))
        let hits = try await node.desk.search("vexley", limit: 10, for: TestOfficers.cleared.asking())
        #expect(hits.content.isEmpty)
        #expect(try await node.reopened().makeReady() == nil)
    }

    @Test("A file that is torn, changed or of other records is made afresh, and says so", arguments: 0..<6)
    func damaged(way: Int) async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file)
        let before = try await Self.answers(node.desk)
        var bytes = try Data(contentsOf: URL(filePath: file))
        switch way {
        case 0: bytes = bytes.prefix(bytes.count / 2)
        case 1: bytes[bytes.count * 2 / 3] ^= 0x10
        case 2: bytes[20] ^= 1
        case 3: bytes = Data("no index at all".utf8)
        case 4: bytes = Data()
        default:
            let other = try Self.scratch()
            _ = try await Self.crowded(other, seed: 6)
            bytes = try Data(contentsOf: URL(filePath: other))
        }
        // Another file of its name: the old one is still mapped.
        try bytes.write(to: URL(filePath: file), options: .atomic)
        let fresh = try await node.reopened()
        let said = try #require(try await fresh.makeReady())
        #expect(said.hasPrefix("the search index was made afresh from the records of"))
        #expect(try await Self.answers(fresh) == before)
        #expect(try await node.reopened().makeReady() == nil, "it was saved again")
    }

    @Test("A save that was cut short leaves the one before it, which is led on to what was stored since")
    func cutShort() async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file)
        let earlier = try Data(contentsOf: URL(filePath: file))
        try await node.collect([TestRecords.person("late", "Ottoline", "Vexley")])
        try await node.desk.makeReady()
        let whole = try Data(contentsOf: URL(filePath: file))
        #expect(whole != earlier)
        try earlier.write(to: URL(filePath: file), options: .atomic)
        try whole.prefix(whole.count / 2).write(to: URL(filePath: file + ".part"))
        let fresh = try await node.reopened()
        _ = try await fresh.makeReady()
        let hits = try await fresh.search("vexley", limit: 10, for: TestOfficers.cleared.asking())
        #expect(hits.content.count == 1)
        #expect(try await Self.answers(fresh) == Self.exhaustive(node))
    }

    @Test("A folder that cannot be written to stops nobody from searching")
    func unwritable() async throws {
        let node = try await Self.crowded("/nowhere/at/all/search.index")
        #expect(try await node.desk.makeReady() != nil)
        #expect(try await Self.answers(node.desk) == Self.exhaustive(node))
    }

    @Test(
        "Led on record by record it answers as one made afresh, whatever is imported, joined, parted or recalled",
        arguments: Array(1...12) as [UInt64]
    )
    func likeExhaustive(seed: UInt64) async throws {
        let file = try Self.scratch()
        let node = try await Self.crowded(file, seed % 3 == 0 ? .postgres : .sqlite, seed: seed)
        var dice = seed
        func roll(_ below: Int) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: dice >> 33) % below
        }
        let crowd = ReviewTrial.crowd(60, seed: seed)
        var marks: [UInt64] = []
        for round in 0..<10 {
            let one = crowd[roll(crowd.count)]
            switch roll(6) {
            case 0:
                var changed = one
                changed.facts[roll(2)] = Fact(roll(2) == 0 ? .surname : .givenNames, raw: "Marchbank")
                try await node.collect([changed])
            case 1:
                let address = [Fact(.town, raw: "Quillby"), Fact(.postcode, raw: "LS6 9ZZ", standard: "LS6 9ZZ")]
                try await node.collect([TestRecords.statement(.residence, "r\(round)", about: one, address)])
            case 2:
                guard let line = try await node.queue().first else { continue }
                try await node.judge(line.pair, roll(2) == 0 ? .same : .different, reason: "looked")
            case 3:
                let kind: RecallKind = roll(2) == 0 ? .erased : .restricted
                let made = try? await node.desk.mark(
                    one.id,
                    as: kind,
                    reason: "a slip",
                    power: "DPA 2018 s.47(1)",
                    for: Self.steward
                )
                if let made, kind == .restricted { marks.append(made.notice.entry) }
            case 4:
                let made = try? await node.desk.mark(
                    one.id,
                    as: .wrong,
                    attribute: .surname,
                    reason: "a slip",
                    power: "DPA 2018 s.46(1)",
                    for: Self.steward
                )
                if let made { marks.append(made.notice.entry) }
            default:
                if let mark = marks.popLast() {
                    _ = try await node.desk.liftRecall(
                        mark,
                        reason: "it was right",
                        power: "DPA 2018 s.46(1)",
                        for: Self.steward
                    )
                } else {
                    _ = try await node.desk.combine(for: ReviewTrial.steward)
                }
            }
            #expect(try await Self.answers(node.desk) == Self.exhaustive(node), "round \(round)")
        }
        let fresh = try await node.reopened()
        #expect(try await Self.answers(fresh) == Self.exhaustive(node))
    }
}
