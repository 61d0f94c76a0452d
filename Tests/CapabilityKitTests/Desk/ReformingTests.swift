import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("Re-forming after a judgement") struct ReformingTests {
    @Test(
        "After each judgement the joined people are those that a joining of everything would give",
        arguments: Array(1...40) as [UInt64]
    )
    func likeFull(seed: UInt64) async throws {
        let node = try await TestDesk.open()
        try await node.collect(ReviewTrial.crowd(90, seed: seed))
        let made = try await node.desk.combine(for: ReviewTrial.steward)
        #expect(made.joinedPeople > 5, "there is something to part")
        let start = try await node.memberships()
        var seen = 0
        for round in 0..<12 {
            let queue = try await node.queue()
            guard let line = queue.first else { break }
            let verdict = PairVerdict.allCases[(round + Int(seed)) % 3]
            let judged = try await node.judge(line.pair, verdict)
            seen += judged.effect == .unchanged ? 0 : 1
            if round == 7 { _ = try await node.desk.withdrawJudgement(for: ReviewTrial.steward) }
            let left = try await node.queue(blind: false)
            let near = try await node.memberships()
            _ = try await node.desk.combine(for: ReviewTrial.steward)
            #expect(try await node.memberships() == near, "round \(round), \(verdict)")
            // The lot is drawn anew with each joining; the rest of the queue is the same.
            let full = try await node.queue(blind: false)
            let doubts = { (lines: [ReviewQueue.Line]) in
                Set(lines.filter { $0.opinion?.cause != .sample }.map { "\($0.pair) \($0.records)" })
            }
            #expect(doubts(left) == doubts(full), "round \(round)")
        }
        #expect(seen > 2, "the judgements changed something")
        #expect(try await node.memberships() != start)
    }

    @Test("A reopened node has the same queue, and the one a search was made for before knows the new people")
    func reopened() async throws {
        let node = try await TestDesk.open()
        try await node.collect(ReviewTrial.crowd(60, seed: 5))
        _ = try await node.desk.combine(for: ReviewTrial.steward)
        try await node.desk.makeReady()
        for verdict in [PairVerdict.same, .different, .same] {
            let line = try #require(try await node.queue().first)
            try await node.judge(line.pair, verdict)
        }
        let here = try await node.queue(blind: false).map { "\($0.pair) \($0.opinion?.cause.rawValue ?? "")" }
        let fresh = try await node.reopened()
        let there = try await fresh.reviewQueue(limit: 500, blind: false, for: ReviewTrial.steward).content.next
        #expect(there.map { "\($0.pair) \($0.opinion?.cause.rawValue ?? "")" } == here)
        for words in ["okafor", "hall", "zephaniah", "moses", "ls6"] {
            let one = try await node.desk.search(words, limit: 100, for: TestOfficers.cleared.asking()).content
            let two = try await fresh.search(words, limit: 100, for: TestOfficers.cleared.asking()).content
            #expect(Set(one.map(\.person)) == Set(two.map(\.person)), "\(words)")
        }
    }
}
