import PageKit
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

/// Made-up content for the pages of the review queue.
enum ReviewFixtures {
    static let stamp = PageFixtures.stamp
    static let first = RecordPair(RecordHandle(number: 0x1f), RecordHandle(number: 0x2e))

    static let niche = SourceLine(
        force: "WYP",
        forceName: "West Yorkshire Police",
        system: "Niche",
        address: Address("r")
    )
    static let rms = SourceLine(
        force: "GMP",
        forceName: "Greater Manchester Police",
        system: "RMS",
        address: Address("s")
    )

    static func queue(isBlind: Bool) -> Review.QueueView {
        let causes: [ReviewCause] = [.contradicted, .uncertain, .weak, .refused, .sample]
        let words = ["judgements contradict", "not joined, doubtful", "joined by one weak link"]
        let queue = ReviewQueue(
            total: 236,
            left: 236,
            pairs: 119,
            clusters: 117,
            byForce: [:],
            next: [],
            mine: [],
            judged: 41
        )
        return Review.QueueView(
            queue: queue,
            work: Review.Work(filter: ReviewFilter(kind: .cluster)),
            isBlind: isBlind,
            forces: ForceCode("13").map { [($0, "West Yorkshire", 88)] } ?? [],
            lines: causes.indices.map { place in
                Review.QueueView.Line(
                    address: Address("review-pair.html"),
                    kind: place % 2 == 0 ? .pair : .cluster,
                    forces: "WYP and GMP",
                    records: place + 2,
                    opinion: isBlind
                        ? nil : (words[place % 3], Confidence(probability: 0.9 - Double(place) / 10))
                )
            },
            today: [earlier("Same person", isThis: true), earlier("Not sure", isThis: true, isTakenBack: true)],
            judgedToday: 1,
            token: "0123",
            stamp: stamp
        )
    }

    static func pair(isBlind: Bool) -> Review.PairView {
        Review.PairView(
            pair: first,
            isCluster: !isBlind,
            left: isBlind ? [niche] : [niche, rms, niche],
            right: [rms],
            leftName: "Daniel OKAFOR-REYES",
            rightName: "Dan OKAFOR",
            fields: fields,
            dissent: isBlind
                ? []
                : [FactLine.Conflict(words: "date of birth in 2 records", value: "14 March 1991", sources: [niche])],
            opinion: isBlind
                ? nil
                : Review.PairView.Opinion(
                    words: "Probably the same person: for it speak phone (same). They are held as two people now.",
                    confidence: Confidence(probability: 0.87),
                    waterfall: SearchFixtures.why.pairs[0].waterfall,
                    caution: "The joining also weighed facts that you may not see, or that have changed since."
                ),
            earlier: [
                earlier("Different people", isThis: true),
                earlier("Same person: WYP Niche 1 and GMP RMS 2", isThis: false, isTakenBack: true),
            ],
            needsReason: !isBlind,
            remaining: 236,
            judgedToday: 14,
            last: Review.PairView.LastLine(words: "Different people", time: "12:03:11", entry: 8_114_911),
            work: Review.Work(),
            token: "0123",
            stamp: stamp
        )
    }

    private static func earlier(_ words: String, isThis: Bool, isTakenBack: Bool = false) -> Review.PairView.EarlierLine
    {
        Review.PairView.EarlierLine(
            words: words,
            isThisPair: isThis,
            who: "officer 7712, WYP",
            when: "19 Nov 2026 12:03:11",
            how: "blind, after 42 seconds",
            reason: isThis ? "the photographs show two people" : "",
            isTakenBack: isTakenBack
        )
    }

    private static let fields: [Review.ComparedField] = [
        .init(label: "Name", left: [value("Daniel OKAFOR-REYES")], right: [value("Dan OKAFOR")], agreement: .differ),
        .init(
            label: "Born",
            left: [value("14 March 1991", odd: 3..<8)],
            right: [value("14 May 1991", odd: 3..<6)],
            agreement: .differ
        ),
        .init(
            label: "Sex",
            left: [value("Male", shared: true)],
            right: [value("Male", shared: true)],
            agreement: .agree
        ),
        .init(
            label: "Address",
            left: [
                value("14 Example Row, Leeds, LS6 3AA", shared: true),
                value("2 Example Close, Hull", more: "until 1 May 2019"),
            ],
            right: [value("14 Example Row, Leeds, LS6 3AA", shared: true)],
            agreement: .partly
        ),
        .init(label: "Phone", left: [value("07700 900461", identifier: true)], right: [], agreement: .oneSided),
    ]

    private static func value(
        _ text: String,
        odd: Range<Int>? = nil,
        shared: Bool = false,
        identifier: Bool = false,
        more: String? = nil
    ) -> Review.ComparedField.Value {
        .init(text: text, odd: odd, isIdentifier: identifier, isShared: shared, more: more, sources: [niche])
    }
}
