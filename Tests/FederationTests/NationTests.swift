import Testing

@testable import reeve_simulate

@Suite("A simulated country") struct NationTests {
    /// Seeds that found something while this was written, and what.
    static let found: [(seed: UInt64, what: String)] = [
        (195, "an answer on a connection that had been given up was dropped, though it was the only one to come"),
        (40, "a disk that went in the middle of publishing, just after the entry was durable"),
    ]

    @Test("Every promise holds", arguments: UInt64(1)...12)
    func holds(seed: UInt64) {
        #expect(NationSummary.live(seed).outcome.broken == [])
    }

    @Test("What a seed once found stays mended", arguments: found.map(\.seed))
    func mended(seed: UInt64) {
        #expect(NationSummary.live(seed).outcome.broken == [])
    }

    @Test("A seed gives the same trace each time, and another seed another")
    func replays() {
        let first = NationSummary.live(2, keepsTrace: true), second = NationSummary.live(2, keepsTrace: true)
        #expect(first.trace == second.trace)
        #expect(first.outcome.digest == second.outcome.digest)
        #expect(first.outcome.digest != NationSummary.live(3).outcome.digest)
        #expect(!first.trace.isEmpty)
    }

    /// A seed that finds each planted bug, so that the test need not look for one.
    static let finders: [NationBug: UInt64] = [
        .earlyAnswer: 1, .showsFirst: 1, .forgetsLate: 2, .silenceIsNothing: 1, .answersTwice: 2, .settlesOnce: 1,
        .recallsOnce: 221, .noTombstone: 19, .forgetsOpen: 1,
    ]

    @Test(
        "A planted bug is found within a thousand seeds, and the same seed without it holds",
        arguments: NationBug.allCases
    )
    func findsPlanted(bug: NationBug) throws {
        let known = Self.finders[bug].map { [$0] } ?? []
        let finder = (known + Array(1...1_000)).first { !NationSummary.live($0, bug: bug).outcome.broken.isEmpty }
        #expect(NationSummary.live(try #require(finder)).outcome.broken == [])
    }
}
