import Foundation

/// How often outings lead to one place, and how much drivers differ in it: a beta-binomial distribution.
///
/// It is taken from the drivers themselves, but not from all: the lowest quarter hardly goes there and is of another kind,
/// and the one in twenty who go there most are what the answer is to find and must not make themselves usual. The
/// likelihood is that of being where one is between those bounds, so that nothing is assumed of who lies outside (the
/// empirical null of Efron, Large-scale simultaneous hypothesis testing, 2004).
struct OutingShare {
    struct Tally: Hashable {
        var visits: Int
        var outings: Int

        var share: Double { Double(visits) / Double(outings) }
    }

    /// The share of outings that lead there.
    private(set) var mean = 0.5
    /// How alike the outings of one driver are, from 0 for not at all to 1 for always the same.
    private(set) var likeness = 0.9

    /// With fewer than twenty between the bounds nothing can be called unusual, and nobody is.
    init(_ tallies: [Tally]) {
        let telling = tallies.filter { $0.outings >= 4 }.sorted { $0.share < $1.share }
        guard !telling.isEmpty else { return }
        let low = telling[telling.count / 4].share
        let first = Self(mean: min(max(telling[telling.count / 2].share, 0.02), 0.98), likeness: 0)
        var bounds: [Int: ClosedRange<Int>] = [:]
        for outings in Set(telling.map(\.outings)) {
            let lowest = max(1, Int((low * Double(outings)).rounded(.up)))
            let highest =
                (1...outings).last { first.chance(of: Tally(visits: $0, outings: outings)) > 0.05 } ?? 0
            if lowest <= highest { bounds[outings] = lowest...highest }
        }
        let between = telling.filter { bounds[$0.outings]?.contains($0.visits) ?? false }
        guard between.count >= 20 else { return }
        let counts = Dictionary(grouping: between, by: \.self).mapValues { Double($0.count) }
            .sorted { ($0.key.outings, $0.key.visits) < ($1.key.outings, $1.key.visits) }
        var best = -Double.infinity
        for step in 2..<39 {
            for likeness in [0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.13, 0.17, 0.2, 0.25, 0.3, 0.4, 0.5] {
                let share = Self(mean: Double(step) / 40, likeness: likeness)
                let sum = share.logLikelihood(counts, bounds)
                if sum > best { (best, self) = (sum, share) }
            }
        }
    }

    private init(mean: Double, likeness: Double) {
        self.mean = mean
        self.likeness = likeness
    }

    private func logLikelihood(
        _ counts: [(key: Tally, value: Double)],
        _ bounds: [Int: ClosedRange<Int>]
    ) -> Double {
        var whole: [Int: Double] = [:]
        return counts.reduce(0) { sum, entry in
            let outings = entry.key.outings
            let all =
                whole[outings] ?? (bounds[outings] ?? 1...1).reduce(0) { $0 + probability($1, of: outings) }
            whole[outings] = all
            let own = probability(entry.key.visits, of: outings)
            return sum + entry.value * (log(max(own, 1e-300)) - log(max(all, 1e-300)))
        }
    }

    /// The probability of at least as many visits among as many outings.
    func chance(of tally: Tally) -> Double {
        (tally.visits...max(tally.visits, tally.outings)).reduce(0) {
            $0 + probability($1, of: tally.outings)
        }
    }

    private func probability(_ visits: Int, of outings: Int) -> Double {
        let (hits, all) = (Double(visits), Double(outings))
        let ways = lgamma(all + 1) - lgamma(hits + 1) - lgamma(all - hits + 1)
        guard likeness > 1e-6 else {
            return exp(ways + hits * log(mean) + (all - hits) * log(1 - mean))
        }
        let hit = mean * (1 / likeness - 1)
        let miss = (1 - mean) * (1 / likeness - 1)
        return exp(ways + Self.logBeta(hits + hit, all - hits + miss) - Self.logBeta(hit, miss))
    }

    private static func logBeta(_ one: Double, _ other: Double) -> Double {
        lgamma(one) + lgamma(other) - lgamma(one + other)
    }

    /// How many of some drivers would be named if all of them went there by chance.
    func expectedAlarms(_ tallies: [Tally], atLeast: Int, tried: Int, falseAlarms: Double) -> Double {
        var ofOutings: [Int: Double] = [:]
        var sum = 0.0
        for tally in tallies {
            if let known = ofOutings[tally.outings] {
                sum += known
                continue
            }
            // The fewest visits that are beyond chance among as many outings, and how often chance gives them.
            var most = 0.0
            for visits in atLeast..<max(atLeast, tally.outings + 1) {
                let chance = chance(of: Tally(visits: visits, outings: tally.outings))
                guard chance * Double(tried) <= falseAlarms else { continue }
                most = chance
                break
            }
            ofOutings[tally.outings] = most
            sum += most
        }
        return sum
    }
}
