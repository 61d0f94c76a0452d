import CapabilityKit
import Linkage
import Store
import TestKit
import Testing
import Vocabulary

@Suite("Joining") struct JoiningTests {
    /// Two nominals of two forces that agree in everything, and two strangers.
    static func people() -> (here: Record, there: Record, stranger: Record, other: Record) {
        let said = [
            Fact(.sex, raw: "M"), Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461"),
            Fact(.postcode, raw: "LS6 3AA", standard: "LS6 3AA"), Fact(.pncID, raw: "1991/0123456B"),
        ]
        return (
            TestRecords.person("1", "Daniel", "Okafor", more: said),
            TestRecords.person("77", "Daniel", "Okafor", force: "06", system: "rms", more: said),
            TestRecords.person("2", "Ivy", "Zephaniah", born: "1960-01-02"),
            TestRecords.person("3", "Moses", "Quillfeather", born: "1985-07-30", force: "16")
        )
    }

    static func node(_ database: TestDatabase = .sqlite) async throws -> TestDesk {
        let node = try await TestDesk.open(database)
        let people = people()
        try await node.collect([people.here, people.there, people.stranger, people.other])
        return node
    }

    static let steward = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")

    static func person(_ node: TestDesk, _ words: String = "okafor") async throws -> PersonHit {
        let found = try await node.desk.search(words, limit: 5, for: TestOfficers.cleared.asking())
        return try #require(found.content.first)
    }

    @Test("Records of one person are joined across forces, strangers are not", arguments: TestDatabase.allCases)
    func joins(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        #expect(try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking()).content.count == 2)
        let made = try await node.desk.combine(for: Self.steward)
        #expect(made.records == 4)
        #expect(made.people == 3)
        #expect(made.joinedPeople == 1)
        let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking()).content
        #expect(found.map { Set($0.members.map(\.nominal.record.id.source.description)) } == [["13/niche", "06/rms"]])
        let clusters = try await node.desk.clusters(for: Self.steward)
        #expect(clusters.map(\.count).sorted() == [1, 1, 2])
    }

    @Test(
        "A joining is in the log as combination, with its counts, before it takes effect",
        arguments: TestDatabase.allCases
    )
    func logged(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let made = try await node.desk.combine(for: Self.steward)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.index == made.entry)
        #expect(act.kind == "combination")
        #expect(act.details?["records"] == "4")
        #expect(act.details?["people"] == "3")
        #expect(act.details?["joinedPeople"] == "1")
        #expect(act.details?["model"]?.count == 64)
        #expect(try await node.count("SELECT MAX(entry) FROM records_joining") == Int64(made.entry))
    }

    @Test("The explanation of a join adds up to the weight that it was joined with", arguments: TestDatabase.allCases)
    func explains(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        _ = try await node.desk.combine(for: Self.steward)
        let id = try await Self.person(node).person
        let why = try await node.desk.joining(id, for: TestOfficers.cleared.asking()).content
        let edge = try #require(why.picture.joins.first)
        let pair = try #require(why.pairs.first)
        #expect(why.pairs.count == 1)
        #expect(abs(pair.explanation.totalBits - edge.bits) < 1e-9)
        #expect(abs(pair.explanation.probability - edge.probability) < 1e-9)
        let sum = pair.explanation.steps.reduce(pair.explanation.priorBits) { $0 + $1.bits }
        #expect(abs(sum - edge.bits) < 0.01)
        #expect(edge.probability > 0.9)
        #expect(pair.explanation.steps.contains { $0.field == "Date of birth" && $0.bits > 0 })
    }

    @Test("Joining twice gives the same people, by the same numbers", arguments: TestDatabase.allCases)
    func again(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        _ = try await node.desk.combine(for: Self.steward)
        let first = try await node.memberships()
        let made = try await node.desk.combine(for: Self.steward)
        #expect(made.people == 3)
        #expect(try await node.memberships() == first)
        let reopened = try await node.reopened()
        let found = try await reopened.search("okafor", limit: 5, for: TestOfficers.cleared.asking()).content
        #expect(found.map(\.members.count) == [2])
    }

    @Test("A person's judgement that two are not one stands against software", arguments: TestDatabase.allCases)
    func judgedDifferent(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let people = Self.people()
        try await node.judge(people.here, people.there, "different")
        #expect(try await node.desk.combine(for: Self.steward).joinedPeople == 0)
        let found = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
        #expect(found.content.count == 2)
    }

    @Test("A join that a person made is told apart from one that software made", arguments: TestDatabase.allCases)
    func judgedSame(database: TestDatabase) async throws {
        let node = try await Self.node(database)
        let people = Self.people()
        _ = try await node.desk.combine(for: Self.steward)
        let id = try await Self.person(node).person
        let before = try await node.desk.person(id, for: TestOfficers.cleared.asking()).content.joins
        #expect(before.map(\.madeBy) == [.software])
        try await node.judge(people.here, people.there, "same")
        let after = try await node.desk.joining(id, for: TestOfficers.cleared.asking()).content
        #expect(after.picture.joins.map(\.madeBy) == [.person(officer: "7712")])
        #expect(after.pairs.map(\.madeBy) == [.person(officer: "7712")])
    }

    @Test("Records that a person joined are one person, however unlike, and the join is shown as the person's")
    func judgedUnlike() async throws {
        let node = try await Self.node()
        let people = Self.people()
        try await node.judge(people.stranger, people.other, "same")
        _ = try await node.desk.combine(for: Self.steward)
        let hit = try await Self.person(node, "zephaniah")
        #expect(hit.members.count == 2)
        let why = try await node.desk.joining(hit.person, for: TestOfficers.cleared.asking()).content
        #expect(why.picture.joins.map(\.madeBy) == [.person(officer: "7712")])
        #expect(why.pairs.map(\.madeBy) == [.person(officer: "7712")])
    }

    @Test("The later judgement of two counts")
    func judgedTwice() async throws {
        let node = try await Self.node()
        let people = Self.people()
        try await node.judge(people.here, people.there, "different", at: 1)
        try await node.judge(people.here, people.there, "same", at: 2)
        #expect(try await node.desk.combine(for: Self.steward).joinedPeople == 1)
        let hit = try await Self.person(node)
        let joins = try await node.desk.person(hit.person, for: TestOfficers.cleared.asking()).content.joins
        #expect(joins.map(\.madeBy) == [.person(officer: "7712")])
    }

    @Test("A judgement taken back is no longer shown as the person's join")
    func judgementTakenBack() async throws {
        let node = try await Self.node()
        let people = Self.people()
        _ = try await node.desk.combine(for: Self.steward)
        try await node.judge(people.here, people.there, "same", at: 1)
        try await node.judge(people.here, people.there, "unsure", at: 2)
        let hit = try await Self.person(node)
        let joins = try await node.desk.person(hit.person, for: TestOfficers.cleared.asking()).content.joins
        #expect(joins.map(\.madeBy) == [.software])
    }
}

extension TestDesk {
    /// Who is joined with whom.
    func memberships() async throws -> [[Int64]] {
        try await database.read { session in
            try session.rows("SELECT record, person FROM records_member ORDER BY record").map { row in
                [try row.integer(0), try row.integer(1)]
            }
        }
    }

    /// Puts an analyst's judgement into its table.
    func judge(_ one: Record, _ other: Record, _ verdict: String, at moment: Int64 = 1) async throws {
        let pair = [RecordHandle(of: one.id).number, RecordHandle(of: other.id).number].sorted()
        let a = pair[0], b = pair[1]
        try await database.write { session in
            try session.run(
                """
                INSERT INTO records_judgement (a, b, verdict, officer, made_at, entry)
                VALUES (\(a), \(b), \(verdict), \("7712"), \(moment), \(0))
                """
            )
        }
    }
}
