import Foundation
import PageKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

@Suite("Why records are one person") struct ReviewTests {
    static let said = [
        Fact(.sex, raw: "M"), Fact(.phoneNumber, raw: "07700 900461", standard: "+447700900461"),
        Fact(.postcode, raw: "LS6 3AA", standard: "LS6 3AA"),
    ]

    static func joined() async throws -> (view: WhyView, reasons: Disclosure<JoiningReasons>) {
        let node = try await TestDesk.open()
        try await node.collect([
            TestRecords.person("1", "Daniel", "Okafor", more: said),
            TestRecords.person("7", "Daniel", "Okafor", force: "06", more: said),
        ])
        _ = try await node.desk.combine(for: TestOfficers.steward.asking(for: "data.quality"))
        let found = try await node.desk.search("okafor", limit: 2, for: TestOfficers.cleared.asking())
        let id = try #require(found.content.first?.person)
        let reasons = try await node.desk.joining(id, for: TestOfficers.cleared.asking())
        return (Review.whyView(reasons, roster: node.desk.roster), reasons)
    }

    @Test("The page says how many records of how many forces were joined, and that nobody has checked it yet")
    func sentence() async throws {
        let (view, reasons) = try await Self.joined()
        #expect(view.name == "Daniel OKAFOR")
        #expect(view.sentence.hasPrefix("Software holds 2 records of 2 forces to be of one person, by 1 comparison."))
        #expect(view.sentence.hasSuffix("No person has checked it yet."))
        #expect(view.stamp.entry == reasons.entry)
        #expect(view.conflicts.isEmpty)
    }

    @Test("The waterfall adds up to the weight that the records were joined with")
    func waterfall() async throws {
        let (view, reasons) = try await Self.joined()
        let edge = try #require(reasons.content.picture.joins.first)
        #expect(view.pairs.count == 1)
        #expect(abs(view.pairs[0].waterfall.total - edge.bits) < 0.01)
        #expect(view.joined == Confidence(probability: edge.probability))
    }

    @Test("A pair that a person judged is told from what software inferred, and is judged again only by who may")
    func judged() async throws {
        let node = try await ReviewPairTests.node()
        let pair = ReviewPairTests.pair(ReviewPairTests.here, ReviewPairTests.there)
        let shown = try await node.desk.pairForReview(pair, blind: true, for: ReviewPairTests.steward)
        let judged = try await node.desk.judge(pair, .same, showing: shown.entry, for: ReviewPairTests.steward)
        let person = try #require(judged.persons.first)
        let reasons = try await node.desk.joining(person, for: ReviewPairTests.steward)
        let view = Review.whyView(reasons, roster: node.desk.roster, mayJudge: true)
        let mine = try #require(view.pairs.first { $0.judgedBy == "officer 9001" })
        #expect(mine.judgeAddress?.text == "/review/pair/\(pair)")
        let html = ReviewPairTests.frame.document(Review.whyPage(view)).source
        #expect(html.contains("judged by officer 9001") && html.contains("Judge this pair"))
        let other = Review.whyView(reasons, roster: node.desk.roster)
        #expect(other.pairs.allSatisfy { $0.judgeAddress == nil })
    }

    @Test("A person of one record has nothing to explain")
    func single() async throws {
        let node = try await TestDesk.open()
        let daniel = TestRecords.person("1", "Daniel", "Okafor")
        try await node.collect([daniel])
        let reasons = try await node.desk.joining(daniel.alone, for: TestOfficers.cleared.asking())
        let view = Review.whyView(reasons, roster: node.desk.roster)
        #expect(view.pairs.isEmpty)
        #expect(view.sentence == "This person is one record; nothing has been joined to it.")
    }

    @Test("Precision and recall are counted over the records whose person is known")
    func quality() {
        let ids = (1...5).map { TestRecords.id(.person, "\($0)") }
        let truth = Dictionary(uniqueKeysWithValues: zip(ids.prefix(4).map(\.description), ["A", "A", "B", "B"]))
        let quality = Review.quality(of: [[ids[0], ids[1], ids[2], ids[4]], [ids[3]]], against: truth)
        #expect(quality.records == 4)
        #expect(abs(quality.precision - 1.0 / 3) < 1e-12)
        #expect(abs(quality.recall - 0.5) < 1e-12)
        #expect(abs(quality.f1 - 0.4) < 1e-12)
    }

    @Test("A record of the truth that was never taken in counts as missed, not as right")
    func missing() {
        let ids = (1...4).map { TestRecords.id(.person, "\($0)") }
        let truth = Dictionary(uniqueKeysWithValues: zip(ids.map(\.description), ["A", "A", "B", "B"]))
        let none = Review.quality(of: [], against: truth)
        #expect((none.records, none.missing, none.recall) == (4, 4, 0))
        let half = Review.quality(of: [[ids[0], ids[1]]], against: truth)
        #expect((half.missing, half.precision, half.recall) == (2, 1, 0.5))
    }

    @Test("A truth file that cannot be read, or has a line of another form, is refused by line")
    func truth() throws {
        let folder = try ScratchFolder.make()
        let file = folder + "/truth.csv"
        try Data("record,person\n13/niche/person/1,A\r\n13/niche/person/2,B\n".utf8).write(to: URL(filePath: file))
        #expect(try Review.truth(in: file) == ["13/niche/person/1": "A", "13/niche/person/2": "B"])
        try Data("record,person\nno columns\n".utf8).write(to: URL(filePath: file))
        let fault = #expect(throws: Fault.self) { try Review.truth(in: file) }
        #expect(fault?.message.contains("line 2") == true)
        #expect(throws: Fault.self) { try Review.truth(in: folder + "/missing.csv") }
    }

    @Test("A record of a node is explained by the numbers of its joining, alone or with another")
    func explained() async throws {
        let node = try await TestDesk.open()
        let records = [
            TestRecords.person("1", "Daniel", "Okafor", more: Self.said),
            TestRecords.person("7", "Daniel", "Okafor", force: "06", more: Self.said),
        ]
        try await node.collect(records)
        let steward = TestOfficers.steward.asking(for: "data.quality")
        _ = try await node.desk.combine(for: steward)
        let ids = records.map(\.id)
        let whole = try await Review.explain([ids[1]], node.desk, steward)
        #expect(Set(whole.cluster?.members ?? []) == Set(ids.map(\.description)))
        let two = try await Review.explain([ids[1], ids[0]], node.desk, steward)
        #expect(two.pairs[0].a == ids[1].description && two.pairs[0].b == ids[0].description)
        #expect(two.pairs[0].totalBits == whole.pairs[0].totalBits)
        #expect(whole.cluster?.weakest?.totalBits == two.pairs[0].totalBits)
        #expect(two.listing.contains("Starting odds") && two.listing.contains("Date of birth"))
    }
}
