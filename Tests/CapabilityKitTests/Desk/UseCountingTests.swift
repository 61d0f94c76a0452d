import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("What the node counts of a use by itself") struct UseCountingTests {
    /// A node whose room of reviewing runs within these thresholds.
    static func node(_ thresholds: [UseThreshold]) async throws -> TestDesk {
        let node = try await ReviewTrial.node()
        let approval = UseApproval(
            use: "U-1",
            capability: "review",
            by: TestOfficers.owner.number,
            forces: [TestOfficers.force("13")],
            from: node.desk.today,
            until: node.desk.today,
            thresholds: thresholds
        )
        try await node.desk.write(.approved(approval: approval))
        return node
    }

    @Test("A judgement counts with its time and whether it went another way than the software; one taken back does not")
    func counts() async throws {
        let node = try await Self.node([.everyOneAccepted(casesMin: 5)])
        try await node.judge(JudgingTests.pair, .different)
        let counted = try #require(try await node.desk.counted(of: "U-1"))
        #expect(counted.involvement.judgements.map(\.isOverride) == [true])
        let blind = try #require(counted.groups["pairs judged blind"])
        #expect(blind.falsePositives == 1 && blind.all == 1)
        _ = try await node.desk.withdrawJudgement(for: ReviewTrial.steward)
        try await node.judge(JudgingTests.pair, .same)
        let again = try #require(try await node.desk.counted(of: "U-1"))
        #expect(again.involvement.judgements.map(\.isOverride) == [false])
        #expect(again.groups["pairs judged blind"]?.truePositives == 1)
        #expect(try await node.desk.counted(of: "U-2") == nil)
    }

    @Test("Where every judgement follows the software, the room is suspended by the node, and nobody by name")
    func suspends() async throws {
        let node = try await Self.node([.everyOneAccepted(casesMin: 2)])
        try await node.setEdge(JudgingTests.strangers, bits: 1, probability: 0.66)
        try await node.judge(JudgingTests.pair, .same)
        try await node.judge(JudgingTests.strangers, .same)
        let fault = await #expect(throws: Fault.self) {
            try await node.desk.reviewQueue(limit: 5, blind: true, for: ReviewTrial.analyst)
        }
        #expect(fault?.code == .useSuspended && fault?.message.contains("all 2 were accepted") == true)
        let act = try #require(try await node.ledger.acts().last { $0.action == "ethics.suspend" })
        #expect(act.kind == "system" && act.officer == "system")
        #expect(act.details?["use"]?.contains("9001") == false)
        _ = try await node.desk.search("okafor", limit: 5, for: TestOfficers.cleared.asking())
    }
}
