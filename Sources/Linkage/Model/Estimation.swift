/// Learns a model from the records themselves, without labels.
///
/// The shares of strangers come from random pairs; those of matches and households by expectation–maximisation over
/// the patterns of each blocking rule, leaving out the fields the rule is made of; how many pairs are matches from
/// pairs that agree outright, then from the expected number among all. Shipped shares count as a few observations, so
/// that a level never seen keeps a sane weight.
struct Estimation {
    /// How many observations the shipped shares are worth.
    private static let matchPrior = 25.0
    private static let householdPrior = 200.0
    private static let roundsMax = 120

    private let start: LinkageModel
    private let rules: [BlockingRule]
    private let patterns: PatternCounts
    private let strangers: PatternCounts
    private let allPairs: Double
    private(set) var model: LinkageModel
    private(set) var rounds = 0
    private(set) var converged = true

    /// Estimates from the patterns of blocked pairs and of random pairs; `allPairs` is how many pairs there are in all,
    /// times the share of the blocked ones that were looked at; `rules` are those of the blocked pairs, as counted.
    init(
        _ start: LinkageModel,
        blocked: PatternCounts,
        rules: [BlockingRule],
        random: PatternCounts,
        allPairs: Double
    ) {
        self.start = start
        self.rules = rules
        patterns = blocked
        strangers = random
        self.allPairs = allPairs
        model = start
        model.origin = .estimated
        // The random pairs hold a few matches; once matches are known, they no longer count as strangers.
        estimateStrangers(weighing: false)
        for _ in 0..<2 {
            estimatePrior()
            estimateShares()
            estimatePrior()
            estimateStrangers(weighing: true)
        }
        estimatePrior()
    }

    // MARK: - Strangers

    private mutating func estimateStrangers(weighing: Bool) {
        let posterior = weighing ? Posterior(model) : nil
        var counts = [Double](repeating: 0, count: 256)
        for (index, pattern) in strangers.patterns.enumerated() {
            let weight = strangers.totals[index] * (posterior?.shares(pattern).stranger ?? 1)
            for field in ComparisonField.allCases { counts[field.rawValue * 16 + Int(pattern[field])] += weight }
        }
        for (place, shares) in start.fields.enumerated() {
            let base = shares.field.rawValue * 16
            let levels = shares.levels.count
            let total = (1...levels).reduce(0) { $0 + counts[base + $1] }
            guard total > 0 else { continue }
            var sum = 0.0
            var found = [Double](repeating: 0, count: levels)
            for level in 0..<levels {
                // Not seen in so many pairs: at most once in twice as many.
                found[level] = max(counts[base + level + 1] / total, min(shares.levels[level].stranger, 0.5 / total))
                sum += found[level]
            }
            for level in 0..<levels { model.fields[place].levels[level].stranger = found[level] / sum }
        }
    }

    // MARK: - Matches and households

    private mutating func estimateShares() {
        var matches = [Double](repeating: 0, count: 256)
        var households = matches
        for place in rules.indices where rules[place].teaches {
            learn(from: place, matches: &matches, households: &households)
        }
        var updated = model
        update(&updated, ComparisonField.allCases, matches, households)
        model = updated
    }

    /// Expectation–maximisation over the pairs of one rule; adds the expected counts of its last round.
    ///
    /// The fields the rule is made of agree in all its pairs and are left out.
    private mutating func learn(from rule: Int, matches: inout [Double], households: inout [Double]) {
        let counts = patterns.counts(of: rule)
        let total = counts.reduce(0, +)
        guard total >= 30 else { return }
        let silent = rules[rule].fields
        let fields = ComparisonField.allCases.filter { !silent.contains($0) }
        var working = model
        working.matchShare = 0.3
        working.householdShare = 0.1
        var foundMatches: [Double] = []
        var foundHouseholds: [Double] = []
        var settled = false
        for _ in 0..<Self.roundsMax {
            rounds += 1
            let posterior = Posterior(working, fields: fields)
            foundMatches = [Double](repeating: 0, count: 256)
            foundHouseholds = foundMatches
            var matchSum = 0.0
            var householdSum = 0.0
            for (index, pattern) in patterns.patterns.enumerated() where counts[index] > 0 {
                let shares = posterior.shares(pattern)
                let match = shares.match * counts[index]
                let household = shares.household * counts[index]
                matchSum += match
                householdSum += household
                for field in fields {
                    let place = field.rawValue * 16 + Int(pattern[field])
                    foundMatches[place] += match
                    foundHouseholds[place] += household
                }
            }
            let before = working.matchShare
            working.matchShare = min(max(matchSum / total, 1e-9), 0.99)
            working.householdShare = min(max(householdSum / total, 1e-9), 0.99 - working.matchShare * 0.99)
            update(&working, fields, foundMatches, foundHouseholds)
            if abs(working.matchShare - before) < 1e-5 {
                settled = true
                break
            }
        }
        converged = converged && settled
        for field in fields {
            for level in 1..<16 {
                matches[field.rawValue * 16 + level] += foundMatches[field.rawValue * 16 + level]
                households[field.rawValue * 16 + level] += foundHouseholds[field.rawValue * 16 + level]
            }
        }
    }

    private func update(
        _ working: inout LinkageModel,
        _ fields: [ComparisonField],
        _ matches: [Double],
        _ households: [Double]
    ) {
        for (place, shares) in start.fields.enumerated() where fields.contains(shares.field) {
            let base = shares.field.rawValue * 16
            let levels = shares.levels.count
            let matchTotal = (1...levels).reduce(Self.matchPrior) { $0 + matches[base + $1] }
            let householdTotal = (1...levels).reduce(Self.householdPrior) { $0 + households[base + $1] }
            for level in 0..<levels {
                let prior = shares.levels[level]
                working.fields[place].levels[level].match =
                    (matches[base + level + 1] + Self.matchPrior * prior.match) / matchTotal
                working.fields[place].levels[level].household =
                    (households[base + level + 1] + Self.householdPrior * prior.household) / householdTotal
            }
        }
    }

    // MARK: - How many

    /// Pairs that agree outright begin the count; the expected number among all blocked pairs ends it.
    private mutating func estimatePrior() {
        var outright = 0.0
        var roof = 0.0
        for (index, pattern) in patterns.patterns.enumerated() {
            let count = patterns.totals[index]
            if Self.agreesOutright(pattern) { outright += count }
            if Self.sharesRoof(pattern) { roof += count }
        }
        model.matchShare = min(max((outright + 1) / 0.7 / allPairs, 1e-12), 0.2)
        model.householdShare = min(max((roof + 1) / allPairs, 1e-12), 0.2)
        for _ in 0..<6 {
            let posterior = Posterior(model)
            var match = 0.0
            var household = 0.0
            for (index, pattern) in patterns.patterns.enumerated() {
                let shares = posterior.shares(pattern)
                match += shares.match * patterns.totals[index]
                household += shares.household * patterns.totals[index]
            }
            model.matchShare = min(max(match / allPairs, 1e-12), 0.2)
            model.householdShare = min(max(household / allPairs, 1e-12), 0.2)
        }
    }

    private static func agreesOutright(_ pattern: PairPattern) -> Bool {
        let names =
            pattern[.given] == Level.Given.same
            && (pattern[.surname] == Level.Surname.same || pattern[.surname] == Level.Surname.close)
        return names && pattern[.birthDate] == Level.Birth.same
            || pattern[.identifier] == Level.Token.same && (names || pattern[.birthDate] == Level.Birth.same)
    }

    private static func sharesRoof(_ pattern: PairPattern) -> Bool {
        let roof = pattern[.postcode] == Level.Postcode.same || pattern[.address] == Level.Address.same
        return roof && pattern[.surname] == Level.Surname.same && pattern[.given] == Level.Given.different
            && pattern[.birthDate] >= Level.Birth.year
    }
}

/// How likely each kind of pair is, given the levels it reached.
struct Posterior {
    private let table: WeightTable
    private let fields: [ComparisonField]
    private let match: Double
    private let household: Double
    private let stranger: Double

    init(_ model: LinkageModel, fields: [ComparisonField] = ComparisonField.allCases) {
        table = WeightTable(model)
        self.fields = fields
        match = model.matchShare
        household = model.householdShare
        stranger = max(1 - match - household, 0.01)
    }

    func shares(_ pattern: PairPattern) -> (match: Double, household: Double, stranger: Double) {
        var matchBits = 0.0
        var householdBits = 0.0
        for field in fields {
            let place = field.rawValue * 16 + Int(pattern[field])
            matchBits += table.match[place]
            householdBits += table.household[place]
        }
        let a = match * Binary.power(min(matchBits, 300))
        let b = household * Binary.power(min(householdBits, 300))
        let sum = a + b + stranger
        return (a / sum, b / sum, stranger / sum)
    }
}
