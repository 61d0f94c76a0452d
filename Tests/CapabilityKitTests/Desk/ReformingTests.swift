import Linkage
import TestKit
import Testing
import Vocabulary

@testable import CapabilityKit

@Suite("Re-forming after a judgement") struct ReformingTests {
    @Test(
        "After each judgement the joined people are those that a joining of everything would give",
        arguments: Seeds.upTo(8)
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

    @Test("A judgement that came while everything was being joined is not lost", arguments: TestDatabase.allCases)
    func overtaken(database: TestDatabase) async throws {
        let node = try await ReviewTrial.node(database)
        let pair = ReviewTrial.pair(ReviewTrial.here, ReviewTrial.there)
        try await node.judge(pair, .different)
        // What a joining stores that read the judgements before this one was made.
        let late = NewJoining(
            id: 999,
            madeAt: node.clock.now.milliseconds,
            weights: .standard,
            model: "{}",
            report: "",
            entry: 999,
            judgements: [],
            clusters: [[pair.a.number, pair.b.number]],
            edges: [(pair.a.number, pair.b.number, 12, 0.999)]
        )
        try await node.desk.joins.replace(late)
        #expect(try await node.memberships().isEmpty)
    }

    @Test("A chain of near pairs is re-formed whole, and what nothing connects is left alone")
    func reach() async throws {
        let node = try await ReviewTrial.node()
        let untouched = ReviewTrial.pair(ReviewTrial.stranger, ReviewTrial.other)
        try await node.judge(untouched, .same)
        let before = try await node.memberships()
        let pair = ReviewTrial.pair(ReviewTrial.here, ReviewTrial.there)
        try await node.judge(pair, .different)
        let after = try await node.memberships()
        #expect(before.count == 4 && after.count == 2)
        #expect(Set(after.map { $0[0] }) == Set([untouched.a.number, untouched.b.number]))
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
