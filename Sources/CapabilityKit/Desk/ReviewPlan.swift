import Foundation
import Linkage
import Vocabulary

/// Why something stands in the queue; it tells what the software thinks, so it is shown to nobody who judges blind.
package enum ReviewCause: String, Hashable, Sendable, Codable {
    /// Not joined, and likely enough to be looked at.
    case uncertain
    /// Joined, and all that holds the records together is one link that barely reached.
    case weak
    /// Strong enough by itself, yet not joined, because others of the group speak against it.
    case refused
    /// A person called it the same, and another judgement forbids it.
    case contradicted
    /// Picked by lot, to measure how often the software is right where nobody doubts it.
    case sample
}

/// Whether one record is set against one, or a group against a record or another group.
package enum ReviewKind: String, Hashable, Sendable, Codable, CaseIterable {
    case pair, cluster
}

/// One question of the queue.
struct ReviewItem: Hashable, Sendable {
    var pair: RecordPair
    var cause: ReviewCause
    /// What software gives the pair; 0 bits where no edge is stored.
    var bits: Double
    var probability: Double
    /// How many records hang together on either side.
    var left: Int
    var right: Int

    var kind: ReviewKind { left + right > 2 ? .cluster : .pair }
}

/// Decides what is worth a person's time, and in which order: pure, and the same for the same input.
struct ReviewPlan: Sendable {
    let joinBits: Double
    /// How far below the weight of joining the queue reaches, and as far above it: links no stronger than that are weak.
    let band: Double

    init(_ model: LinkageModel) {
        joinBits = JoinShelf.joinBits(of: model)
        let probability = min(max(model.reviewProbability, 1e-12), 1 - 1e-12)
        band = max(joinBits - log2(probability / (1 - probability)), 1)
    }

    /// What there is to judge among some edges.
    ///
    /// Between two joined persons there is one question at most, their strongest pair, and none when somebody has looked
    /// at any pair of theirs. Within one person it is the weakest link of the chain that holds its records together.
    ///
    /// - `person`: the joined person of a nominal.
    /// - `size`: how many records a joined person has.
    /// - `judged`: the judgements that count.
    func items(
        edges: [ReviewEdge],
        person: (Int64) -> Int64,
        size: (Int64) -> Int,
        judged: [RecordPair: PairVerdict]
    ) -> [ReviewItem] {
        var items: [ReviewItem] = []
        var settled: Set<RecordPair> = []
        for (pair, verdict) in judged.sorted(by: { $0.key < $1.key }) {
            guard let persons = persons(of: pair, by: person) else { continue }
            settled.insert(persons)
            if verdict == .same {
                items.append(item(pair, .contradicted, nil, sizes: persons, size))
            }
        }
        var strongest: [RecordPair: ReviewEdge] = [:]
        var inside: [Int64: [ReviewEdge]] = [:]
        for edge in edges {
            if let persons = persons(of: edge.pair, by: person) {
                guard !settled.contains(persons) else { continue }
                if let known = strongest[persons], Self.isFirst(known, edge) { continue }
                strongest[persons] = edge
            } else {
                inside[person(edge.a), default: []].append(edge)
            }
        }
        for (persons, edge) in strongest {
            let cause: ReviewCause = edge.bits >= joinBits ? .refused : .uncertain
            items.append(item(edge.pair, cause, edge, sizes: persons, size))
        }
        for (_, edges) in inside {
            if let weakest = weakestLink(of: edges, judged: judged) { items.append(weakest) }
        }
        return items
    }

    /// The questions in the order in which they are asked.
    ///
    /// Those on which judgements contradict each other come first. Then, over and over: two pairs, one cluster, each the
    /// most doubtful that is left; every tenth question is one from the lot. Doubt is the distance from the weight at
    /// which software joins; each doubling of what hangs on the answer counts as one bit less of distance. A group that
    /// refused a strong pair is doubted as if it lay half-way up the band. O(questions).
    func ordered(_ ranked: [Ranked], lot: [ReviewItem]) -> [ReviewItem] {
        var order: [ReviewItem] = []
        order.reserveCapacity(ranked.count + lot.count)
        var kinds: (pairs: [ReviewItem], clusters: [ReviewItem]) = ([], [])
        kinds.pairs.reserveCapacity(ranked.count)
        for one in ranked {
            if one.item.cause == .contradicted {
                order.append(one.item)
            } else if one.item.kind == .pair {
                kinds.pairs.append(one.item)
            } else {
                kinds.clusters.append(one.item)
            }
        }
        var pairs = kinds.pairs.makeIterator()
        var clusters = kinds.clusters.makeIterator()
        var drawn = lot.makeIterator()
        while true {
            let place = order.count % 10
            let next =
                if place == 9, let picked = drawn.next() { picked as ReviewItem? } else if place % 3 == 2 {
                    clusters.next() ?? pairs.next()
                } else { pairs.next() ?? clusters.next() }
            guard let next else { return order }
            order.append(next)
        }
    }

    /// In which of the three parts of the lot an edge lies: below joining, just above it, far above it.
    func stratum(of edge: ReviewEdge) -> Int { edge.bits < joinBits ? 0 : edge.bits < joinBits + band ? 1 : 2 }

    /// The nominals on each side of a pair when the direct link between the two is cut: each goes where its strongest
    /// links lead.
    ///
    /// It says nothing of whether the two sides are joined now.
    static func sides(of pair: RecordPair, members: [Int64], edges: [JoinEdge]) -> (left: [Int64], right: [Int64]) {
        var ties = Ties()
        let a = pair.a.number, b = pair.b.number
        func strength(_ edge: JoinEdge) -> Double { edge.madeBy == .software ? edge.bits : .infinity }
        let strongest = edges.sorted { (strength($1), $0.a, $0.b) < (strength($0), $1.a, $1.b) }
        for edge in strongest {
            let one = ties.root(edge.a.number), other = ties.root(edge.b.number)
            let ends = Set([ties.root(a), ties.root(b)])
            if ends.count == 2, Set([one, other]) == ends { continue }
            ties.tie(one, other)
        }
        return (
            members.filter { $0 != a && ties.root($0) == ties.root(a) },
            members.filter { $0 != b && ties.root($0) == ties.root(b) }
        )
    }

    /// A question with how soon it should be asked: the lower, the sooner.
    struct Ranked: Sendable {
        var item: ReviewItem
        var rank: Double

        static func < (one: Self, other: Self) -> Bool {
            one.rank != other.rank ? one.rank < other.rank : one.item.pair < other.item.pair
        }
    }

    /// The questions by doubt; O(n log n).
    func ranked(_ items: some Collection<ReviewItem>) -> [Ranked] {
        items.map { Ranked(item: $0, rank: rank($0)) }.sorted(by: <)
    }

    /// The same after a few questions went and a few came, without sorting all again.
    ///
    /// - `gone`: the pairs whose questions are no more, those that come back changed included.
    /// - `come`: the questions that are new.
    func ranked(_ known: [Ranked], without gone: Set<RecordPair>, with come: [ReviewItem]) -> [Ranked] {
        let fresh = ranked(come)
        var next = 0
        var merged: [Ranked] = []
        merged.reserveCapacity(known.count + fresh.count)
        for one in known where gone.isEmpty || !gone.contains(one.item.pair) {
            while next < fresh.count, fresh[next] < one {
                merged.append(fresh[next])
                next += 1
            }
            merged.append(one)
        }
        merged.append(contentsOf: fresh[next...])
        return merged
    }

    private func rank(_ item: ReviewItem) -> Double {
        let distance =
            switch item.cause {
            case .refused: min(abs(item.bits - joinBits), band / 2)
            case .contradicted: -Double.greatestFiniteMagnitude
            default: abs(item.bits - joinBits)
            }
        return distance - log2(Double(max(item.left * item.right, 1)))
    }

    /// The weakest link on which a joined person hangs, if it is weak and nobody has looked at it.
    private func weakestLink(of edges: [ReviewEdge], judged: [RecordPair: PairVerdict]) -> ReviewItem? {
        var ties = Ties()
        var counts: [Int64: Int] = [:]
        var weakest: ReviewItem?
        let usable = edges.filter { $0.bits >= joinBits && judged[$0.pair] != .different }
        let firm = usable.filter { judged[$0.pair] == .same }
        let open = usable.filter { judged[$0.pair] != .same }.sorted(by: Self.isFirst)
        for edge in firm + open {
            let one = ties.root(edge.a), other = ties.root(edge.b)
            guard one != other else { continue }
            let left = counts[one] ?? 1, right = counts[other] ?? 1
            ties.tie(one, other)
            counts[ties.root(one)] = left + right
            guard edge.bits < joinBits + band, judged[edge.pair] == nil else { continue }
            weakest = ReviewItem(
                pair: edge.pair,
                cause: .weak,
                bits: edge.bits,
                probability: edge.probability,
                left: left,
                right: right
            )
        }
        return weakest
    }

    private static func isFirst(_ one: ReviewEdge, _ other: ReviewEdge) -> Bool {
        one.bits != other.bits ? one.bits > other.bits : one.pair < other.pair
    }

    /// The two persons of a pair; `nil` when they are one.
    private func persons(of pair: RecordPair, by person: (Int64) -> Int64) -> RecordPair? {
        let one = person(pair.a.number), other = person(pair.b.number)
        return one == other ? nil : RecordPair(RecordHandle(number: one), RecordHandle(number: other))
    }

    private func item(
        _ pair: RecordPair,
        _ cause: ReviewCause,
        _ edge: ReviewEdge?,
        sizes persons: RecordPair,
        _ size: (Int64) -> Int
    ) -> ReviewItem {
        ReviewItem(
            pair: pair,
            cause: cause,
            bits: edge?.bits ?? 0,
            probability: edge?.probability ?? 0,
            left: size(persons.a.number),
            right: size(persons.b.number)
        )
    }
}
