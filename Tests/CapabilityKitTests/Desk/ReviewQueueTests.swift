import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("The review queue") struct ReviewQueueTests {
    static func crowd() async throws -> TestDesk {
        let node = try await TestDesk.open()
        try await node.collect(ReviewTrial.crowd(120, seed: 9))
        _ = try await node.desk.combine(for: ReviewTrial.steward)
        return node
    }

    @Test("Each question comes once, pairs and groups are mixed, and the same node asks in the same order")
    func order() async throws {
        let node = try await Self.crowd()
        let lines = try await node.queue(blind: false)
        #expect(lines.count > 10)
        #expect(Set(lines.map(\.pair)).count == lines.count)
        #expect(try await node.queue(blind: true).map(\.pair) == lines.map(\.pair))
        let early = lines.prefix(9)
        #expect(early.contains { $0.kind == .pair } && early.contains { $0.kind == .cluster })
        #expect(lines[9].opinion?.cause == .sample, "every tenth is drawn by lot")
        #expect(early.allSatisfy { $0.opinion?.cause != .sample })
    }

    @Test("Of the pairs, the nearest to the line between joining and not joining comes first")
    func nearest() async throws {
        let node = try await ReviewTrial.node()
        let people = [ReviewTrial.here, ReviewTrial.stranger, ReviewTrial.other]
        let near = ReviewTrial.pair(people[1], people[2]), far = ReviewTrial.pair(ReviewTrial.there, people[2])
        try await node.setEdge(far, bits: -1, probability: 0.33)
        try await node.setEdge(near, bits: 3, probability: 0.89)
        let order = try await node.queue().map(\.pair)
        #expect(order.first == near || order.firstIndex(of: near).map { $0 < order.firstIndex(of: far) ?? 99 } == true)
    }

    @Test("Somebody who judges blind is told nothing of what the software thinks; who asks for it is")
    func blind() async throws {
        let node = try await Self.crowd()
        let blind = try await node.desk.reviewQueue(limit: 500, blind: true, for: ReviewTrial.steward)
        #expect(blind.content.next.allSatisfy { $0.opinion == nil })
        let open = try await node.desk.reviewQueue(limit: 500, blind: false, for: ReviewTrial.steward)
        #expect(open.content.next.allSatisfy { $0.opinion != nil })
        let next = try #require(try await node.desk.nextForReview(blind: true, for: ReviewTrial.steward).content)
        #expect(next.evidence == nil)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.details?["blind"] == "yes")
        #expect(act.released?.isEmpty == false)
        let seen = try await node.desk.pairForReview(next.pair, blind: false, for: ReviewTrial.steward)
        #expect(seen.content.evidence != nil)
        let judged = try await node.judge(next.pair, .same, blind: true)
        #expect(judged.judgement.isBlind == false, "who has seen the score once does not judge blind")
    }

    @Test("The list releases no record; the log says how many questions were listed")
    func releasesNothing() async throws {
        let node = try await Self.crowd()
        let found = try await node.desk.reviewQueue(limit: 7, blind: true, for: ReviewTrial.steward)
        #expect(found.content.next.count == 7)
        #expect(found.content.left == found.content.pairs + found.content.clusters)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.released == nil)
        #expect(act.details?["listed"] == "7")
    }

    @Test("Side by side only what says who somebody is is released: no warnings, no events")
    func minimal() async throws {
        let node = try await TestDesk.open()
        let home = TestRecords.statement(
            .residence,
            "A1",
            about: ReviewTrial.here,
            [Fact(.addressLine, raw: "2 Example Row")]
        )
        let warning = TestRecords.statement(
            .marker,
            "W1",
            about: ReviewTrial.here,
            [Fact(.markerType, raw: "firearms")]
        )
        try await node.collect([ReviewTrial.here, ReviewTrial.there, home, warning])
        let pair = ReviewTrial.pair(ReviewTrial.here, ReviewTrial.there)
        let shown = try await node.desk.pairForReview(pair, blind: true, for: ReviewTrial.steward)
        let act = try #require(try await node.ledger.acts().last)
        #expect(act.index == shown.entry)
        #expect(act.released?.sorted() == ["06/rms/person/77@1", "13/niche/person/1@1", "13/niche/residence/A1@1"])
        #expect(!"\(shown.content)".contains("firearms"))
    }

    @Test("A number of the PNC is kept from a steward who is not cleared for it, and from what explains the pair")
    func masked() async throws {
        let node = try await TestDesk.open()
        let number = Fact(.pncID, raw: "1991/0123456B")
        let one = TestRecords.person("1", "Daniel", "Okafor", more: [number])
        let two = TestRecords.person("2", "Daniel", "Okafor", force: "06", more: [number])
        try await node.collect([one, two])
        let pair = ReviewTrial.pair(one, two)
        let steward = try await node.desk.pairForReview(pair, blind: false, for: ReviewTrial.steward)
        #expect(!"\(steward.content)".contains("0123456"))
        let cleared = try await node.desk.pairForReview(pair, blind: false, for: ReviewTrial.analyst)
        #expect("\(cleared.content)".contains("0123456"))
    }

    @Test("A question with a record that the officer may not see is left to somebody else")
    func withheld() async throws {
        let node = try await TestDesk.open()
        let secret = TestRecords.person("9", "Ruth", "Hall", marking: .officialSensitive)
        try await node.collect([secret, ReviewTrial.stranger, ReviewTrial.here])
        try await node.setEdge(ReviewTrial.pair(secret, ReviewTrial.stranger), bits: 3, probability: 0.89)
        let next = try await node.desk.nextForReview(blind: true, for: ReviewTrial.steward)
        #expect(next.content == nil)
        #expect(next.withheld.map(\.count) == [1])
        let fault = await #expect(throws: Fault.self) {
            try await node.judge(ReviewTrial.pair(secret, ReviewTrial.stranger), .same)
        }
        #expect(fault?.code == .noSuchPair)
        #expect(try await node.ledger.acts().last?.kind == "refusal")
        let cleared = Officer(
            number: "9002",
            name: "Cleared Steward",
            force: TestOfficers.force("13"),
            roles: ["data_steward"],
            training: ["sensitive"]
        )
        let seen = try await node.desk.nextForReview(blind: true, for: cleared.asking(for: "data.quality"))
        #expect(seen.content?.pair == ReviewTrial.pair(secret, ReviewTrial.stranger))
    }

    @Test("Who stopped with a question open is asked it again, and nobody else meanwhile")
    func resume() async throws {
        let node = try await Self.crowd()
        let order = try await node.queue().map(\.pair)
        let first = try await node.desk.nextForReview(blind: true, for: ReviewTrial.steward).content?.pair
        #expect(first == order[0])
        let analyst = try await node.desk.nextForReview(blind: true, for: ReviewTrial.analyst).content?.pair
        #expect(analyst == order[1], "two people are not asked one question")
        node.clock.advance(seconds: 60)
        #expect(try await node.desk.nextForReview(blind: true, for: ReviewTrial.steward).content?.pair == first)
        node.clock.advance(seconds: 3600)
        let later = try await node.desk.nextForReview(blind: true, for: ReviewTrial.analyst).content?.pair
        #expect(later == order[0], "what was left open for long is put to the next")
    }

    @Test("The queue is filtered by force and by kind, and the counts say so")
    func filtered() async throws {
        let node = try await Self.crowd()
        let all = try await node.queue()
        let force = TestOfficers.force("06")
        let some = try await node.queue(ReviewFilter(force: force))
        #expect(!some.isEmpty && some.count < all.count)
        #expect(some.allSatisfy { $0.a == force || $0.b == force })
        let groups = try await node.queue(ReviewFilter(kind: .cluster))
        #expect(groups.map(\.pair) == all.filter { $0.kind == .cluster }.map(\.pair))
        let next = try await node.desk.nextForReview(
            ReviewFilter(kind: .cluster),
            blind: true,
            for: ReviewTrial.steward
        )
        #expect(next.content?.pair == groups.first?.pair)
        #expect(next.content?.remaining == groups.count)
        #expect((next.content?.left.companions.count ?? 0) + (next.content?.right.companions.count ?? 0) > 0)
    }

    @Test("A pair that anybody looked at is not asked again, and both sides' other pairs neither")
    func settled() async throws {
        let node = try await Self.crowd()
        for verdict in [PairVerdict.unsure, .different, .unsure] {
            let before = try await node.queue()
            let line = try #require(before.first)
            try await node.judge(line.pair, verdict)
            let after = try await node.queue().map(\.pair)
            #expect(!after.contains(line.pair))
        }
    }
}
