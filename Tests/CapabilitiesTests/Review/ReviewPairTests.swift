import Foundation
import PageKit
import Store
import TestKit
import Testing
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

@Suite("Side by side") struct ReviewPairTests {
    static let frame = PageFrame(assets: AssetAddresses { Address("a", "preview", $0) }, rooms: [])
    static let steward = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")

    static let here = TestRecords.person(
        "1",
        "Daniel",
        "Okafor",
        more: [Fact(.sex, raw: "M"), Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461")]
    )
    static let there = TestRecords.person(
        "7",
        "Daniel",
        "Okafour",
        born: "1991-04-13",
        force: "06",
        more: [Fact(.sex, raw: "Male")]
    )
    static let cousin = TestRecords.person("8", "Dan", "Okafor", force: "16")

    static func node() async throws -> TestDesk {
        let node = try await TestDesk.open()
        let home = TestRecords.statement(
            .residence,
            "A1",
            about: here,
            [
                Fact(.addressLine, raw: "2 EXAMPLE ROW"), Fact(.postcode, raw: "ls6 3aa"),
                Fact(.validTo, raw: "2019-05-01"),
            ]
        )
        try await node.collect([here, there, cousin, home])
        _ = try await node.desk.combine(for: steward)
        return node
    }

    static func pair(_ one: Record, _ other: Record) -> RecordPair {
        RecordPair(RecordHandle(of: one.id), RecordHandle(of: other.id))
    }

    static func view(
        _ node: TestDesk,
        _ pair: RecordPair = pair(here, there),
        blind: Bool = true
    ) async throws -> Review.PairView {
        let found = try await node.desk.pairForReview(pair, blind: blind, for: steward)
        let stamp = LedgerStamp(at: found.at, entry: 7, reference: "work order 7")
        return Review.pairView(
            found.content,
            Review.Work(single: pair),
            stamp,
            for: steward.officer,
            roster: node.desk.roster,
            token: "token"
        )
    }

    static func html(_ view: Review.PairView) -> String { frame.document(Review.pairPage(view)).source }

    /// Says of a pair whether software joined it, and how sure it is.
    static func set(_ pair: RecordPair, joined: Bool, bits: Double, in node: TestDesk) async throws {
        let a = pair.a.number, b = pair.b.number, probability = 1 / (1 + exp2(-bits))
        try await node.database.write { session in
            try session.run("DELETE FROM records_edge")
            try session.run("DELETE FROM records_member")
            try session.run(
                "INSERT INTO records_edge (a, b, bits, probability, joining) VALUES (\(a), \(b), \(bits), \(probability), 0)"
            )
            guard joined else { return }
            for record in [a, b] {
                try session.run(
                    "INSERT INTO records_member (record, person, joining) VALUES (\(record), \(min(a, b)), 0)"
                )
            }
        }
        await node.desk.finishCollecting()
    }

    @Test(
        "A blind page is byte for byte the same whatever the software thinks, and whether or not it has joined the two"
    )
    func blind() async throws {
        let node = try await Self.node()
        var pages: Set<String> = []
        for joined in [false, true] {
            for bits in [-3.0, 1.3, 4.7, 6.1, 31.9] {
                try await Self.set(Self.pair(Self.here, Self.there), joined: joined, bits: bits, in: node)
                pages.insert(Self.html(try await Self.view(node)))
            }
        }
        #expect(pages.count == 1)
        let page = try #require(pages.first)
        let said = page.replacing(/<dialog.*?<\/dialog>/.dotMatchesNewlines(), with: "")
        for word in ["waterfall", "confidence", "inferred", "odds", "bits", "probab", "weak", "joined", "doubt"] {
            #expect(!said.contains(word), "a blind page says `\(word)`")
        }
        #expect(said.firstMatch(of: /[0-9]%(?![0-9A-F]{2})/) == nil, "a blind page says a percentage")
        try await Self.set(Self.pair(Self.here, Self.there), joined: true, bits: 4.7, in: node)
        let open = Self.html(try await Self.view(node, blind: false))
        #expect(open.contains("waterfall") && open.contains("96%") && open.contains("held as one person now"))
    }

    @Test("Facts stand field by field with their sources, and each row says in a word whether the sides agree")
    func fields() async throws {
        let node = try await Self.node()
        try await Self.set(Self.pair(Self.here, Self.there), joined: false, bits: 1.3, in: node)
        let view = try await Self.view(node)
        let isHereLeft = RecordHandle(of: Self.here.id) < RecordHandle(of: Self.there.id)
        let rows = Dictionary(uniqueKeysWithValues: view.fields.map { ($0.label, $0) })
        #expect(view.fields.map(\.label) == ["Name", "Born", "Sex", "Address", "Phone"])
        #expect(rows["Name"]?.agreement == .differ)
        #expect(rows["Born"]?.agreement == .differ)
        #expect(rows["Sex"]?.agreement == .agree, "`M` and `Male` are one")
        #expect(rows["Phone"]?.agreement == .oneSided)
        let home = try #require((isHereLeft ? rows["Address"]?.left : rows["Address"]?.right)?.first)
        #expect(home.text == "2 Example Row, LS6 3AA")
        #expect(home.more == "until 1 May 2019")
        #expect(home.sources.map(\.force) == ["WYP"])
        let html = Self.html(view)
        for sign in ["Daniel OKAFO<b class=\"odd\">U</b>R", "not held", "≠", "differs"] {
            #expect(html.contains(sign), "\(sign)")
        }
    }

    @Test("Only the part of a value in which two differ is marked, and nothing when they have too little in common")
    func odd() {
        #expect(Review.Comparison.odd("Daniel OKAFOR", "Daniel OKAFUR").0 == 11..<12)
        #expect(Review.Comparison.odd("Okafor", "Okafour").1 == 5..<6)
        #expect(Review.Comparison.odd("Okafor", "Okafour").0 == nil)
        #expect(Review.Comparison.odd("Ivy", "Moses").0 == nil)
        #expect(Review.Comparison.odd("", "Moses").1 == nil)
        #expect(Review.Comparison.odd("aaaa", "aa").0 == 2..<4)
    }

    @Test("A name that holds all of another's words agrees in part")
    func within() async throws {
        let node = try await TestDesk.open()
        let one = TestRecords.person("1", "Wayne", "Farwell"), two = TestRecords.person("2", "Wayne Steven", "FARWELL")
        try await node.collect([one, two])
        let view = try await Self.view(node, Self.pair(one, two))
        #expect(view.fields.first { $0.label == "Name" }?.agreement == .partly)
        let turned = TestRecords.person("3", "Farwell", "Wayne")
        try await node.collect([turned])
        let names = try await Self.view(node, Self.pair(one, turned)).fields.first { $0.label == "Name" }
        #expect(names?.agreement == .agree, "the order of the words does not count")
        #expect(view.fields.first { $0.label == "Born" }?.agreement == .agree)
    }

    @Test("Of a group each side shows the records that hang together, and what cannot be true of one person")
    func cluster() async throws {
        let node = try await Self.node()
        let question = Self.pair(Self.here, Self.there), firm = Self.pair(Self.here, Self.cousin)
        for pair in [question, firm] {
            let shown = try await node.desk.pairForReview(pair, blind: true, for: Self.steward)
            _ = try await node.desk.judge(pair, .same, showing: shown.entry, for: Self.steward)
        }
        let view = try await Self.view(node, question)
        #expect(view.isCluster)
        #expect(view.left.count + view.right.count == 3)
        #expect(view.dissent.contains { $0.value == "13 April 1991" })
        #expect(Self.html(view).contains("Facts that do not agree"))
        #expect(view.earlier.count == 2)
        #expect(view.earlier.count(where: \.isThisPair) == 1)
    }

    @Test("An earlier judgement is listed with who, when, why and how, and is folded for who judges blind")
    func earlier() async throws {
        let node = try await Self.node()
        let pair = Self.pair(Self.here, Self.there)
        let analyst = TestOfficers.analyst.asking(for: "data.quality")
        let shown = try await node.desk.pairForReview(pair, blind: true, for: analyst)
        node.clock.advance(seconds: 9)
        _ = try await node.desk.judge(
            pair,
            .different,
            reason: "<other> photograph",
            showing: shown.entry,
            for: analyst
        )
        let view = try await Self.view(node)
        let line = try #require(view.earlier.first)
        #expect((line.words, line.who, line.reason) == ("Different people", "officer 7712, WYP", "<other> photograph"))
        #expect(line.how == "blind, after 9 seconds")
        #expect(view.needsReason, "to judge against it needs a reason")
        let html = Self.html(view)
        #expect(html.contains("<details><summary>Show them"))
        #expect(html.contains("&lt;other&gt; photograph") && html.contains(" required"))
        _ = try await node.desk.withdrawJudgement(for: analyst)
        let after = try await Self.view(node)
        #expect(after.earlier.map(\.isTakenBack) == [true])
        #expect(!after.needsReason)
    }

    @Test("The queue's page names no record, and when blind nothing the software thinks")
    func queue() async throws {
        let node = try await Self.node()
        try await Self.set(Self.pair(Self.here, Self.there), joined: false, bits: 1.3, in: node)
        for blind in [true, false] {
            let found = try await node.desk.reviewQueue(limit: 12, blind: blind, for: Self.steward)
            let view = Review.queueView(found, Review.Work(), isBlind: blind, roster: node.desk.roster, token: "t")
            let html = Self.frame.document(Review.queuePage(view)).source
            #expect(html.contains("1 question"))
            #expect(!html.contains("OKAFOR"))
            #expect(html.contains("confidence") == !blind)
            #expect(html.contains("not joined, doubtful") == !blind)
        }
        let reply = Review.QueueReply(try await node.desk.reviewQueue(limit: 5, blind: true, for: Self.steward))
        #expect(try !CommandJSON.text(reply).contains("probability"))
        #expect(Review.listing(reply).contains("1 left of 1"))
    }

    @Test("A filter that is none is refused with words")
    func filters() throws {
        #expect(try Review.Work(["force": "06", "kind": "pair"]).next.text == "/review/next?force=06&kind=pair")
        #expect(try Review.Work(["force": "", "kind": ""]).filter == ReviewFilter())
        #expect(throws: Fault.self) { try Review.Work(["force": "no force"]) }
        #expect(throws: Fault.self) { try Review.Work(["kind": "triple"]) }
    }
}
