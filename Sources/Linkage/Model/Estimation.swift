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
    /// A rule has settled when a round changes its share of matches by less.
    private static let changeMin = 5e-5
    /// The limits of the share of matches.
    static let shareMin = 1e-12
    static let shareMax = 0.2

    /// What tells the members of a household apart; how often they agree in it is not learnt.
    ///
    /// It is what a household is known by. Were it learnt too, nothing would keep the two kinds apart: where many
    /// people move or swap their names, households would become "the same person at one address".
    private static let personal: Set<ComparisonField> = [.given, .birthDate, .middle, .identifier]

    private let start: LinkageModel
    private let rules: [BlockingRule]
    private let patterns: PatternCounts
    private let strangers: PatternCounts
    private let allPairs: Double
    private(set) var model: LinkageModel
    /// By rule: its shares of matches and households when it was last learnt from.
    private var lastShares: [Int: (match: Double, household: Double)] = [:]
    private(set) var report = EstimateReport()
    private var strangerCounts = [Double](repeating: 0, count: 256)
    private var matchCounts = [Double](repeating: 0, count: 256)

    /// Estimates from the patterns of blocked pairs and of random pairs; `allPairs` is how many pairs there are in all,
    /// times the share of the blocked ones that were looked at; `rules` are those of the blocked pairs, as counted.
    ///
    /// The model stays as it was when the pairs teach nothing; the report says why.
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
        report.blockedPairs = blocked.totals.reduce(0, +)
        report.randomPairs = random.totals.reduce(0, +)
        report.refusal = EstimateReport.refusal(blocked: blocked, random: random)
        if report.refusal != nil { return }
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
        report.counts = start.fields.map { shares in
            let base = shares.field.rawValue * 16 + 1
            let levels = shares.levels.indices.map {
                EstimateReport.LevelCounts(
                    level: shares.levels[$0].level,
                    matches: matchCounts[base + $0],
                    strangers: strangerCounts[base + $0]
                )
            }
            return EstimateReport.FieldCounts(field: shares.field, levels: levels)
        }
        report.warn(model, patterns: patterns)
    }

    /// Lets labelled pairs of these columns move the share of matches; those of others are passed over.
    mutating func follow(_ labels: [LabelledPair], _ comparer: PairComparer) {
        guard report.refusal == nil, !labels.isEmpty else { return }
        let table = WeightTable(model)
        let weighed = labels.compactMap { label -> (bits: Double, isSame: Bool)? in
            guard let a = comparer.columns.place(of: label.a), let b = comparer.columns.place(of: label.b), a != b
            else {
                return nil
            }
            return (table.totalBits(comparer.compare(min(a, b), max(a, b))), label.isSame)
        }
        report.labels = weighed.count
        model.follow(weighed)
    }

    // MARK: - Strangers

    private mutating func estimateStrangers(weighing: Bool) {
        let posterior = weighing ? Posterior(model) : nil
        var counts = [Double](repeating: 0, count: 256)
        for (index, pattern) in strangers.patterns.enumerated() {
            let weight = strangers.totals[index] * (posterior?.shares(pattern).stranger ?? 1)
            for field in ComparisonField.allCases { counts[field.rawValue * 16 + Int(pattern[field])] += weight }
        }
        strangerCounts = counts
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
        report.lastChange = 0
        for place in rules.indices where rules[place].teaches {
            learn(from: place, matches: &matches, households: &households)
        }
        matchCounts = matches
        var updated = model
        update(&updated, ComparisonField.allCases, matches, households)
        model = updated
    }

    /// Expectation–maximisation over the pairs of one rule; adds the expected counts of its last round.
    ///
    /// The fields the rule is made of agree in all its pairs and are left out.
    private mutating func learn(from rule: Int, matches: inout [Double], households: inout [Double]) {
        let (kinds, fields) = self.kinds(of: rule, without: rules[rule].fields)
        let total = kinds.reduce(0) { $0 + $1.count }
        guard total >= 30 else { return }
        var working = model
        (working.matchShare, working.householdShare) = lastShares[rule] ?? (0.3, 0.1)
        var foundMatches: [Double] = []
        var foundHouseholds: [Double] = []
        var change = 0.0
        for _ in 0..<Self.roundsMax {
            report.rounds += 1
            let posterior = Posterior(working, fields: fields)
            foundMatches = [Double](repeating: 0, count: 256)
            foundHouseholds = foundMatches
            var matchSum = 0.0
            var householdSum = 0.0
            for kind in kinds {
                let shares = posterior.shares(kind.pattern)
                let match = shares.match * kind.count
                let household = shares.household * kind.count
                matchSum += match
                householdSum += household
                for field in fields {
                    let place = field.rawValue * 16 + Int(kind.pattern[field])
                    foundMatches[place] += match
                    foundHouseholds[place] += household
                }
            }
            let before = working.matchShare
            working.matchShare = min(max(matchSum / total, 1e-9), 0.99)
            working.householdShare = min(max(householdSum / total, 1e-9), 0.99 - working.matchShare * 0.99)
            update(&working, fields, foundMatches, foundHouseholds)
            change = abs(working.matchShare - before)
            if change < Self.changeMin { break }
        }
        lastShares[rule] = (working.matchShare, working.householdShare)
        report.lastChange = max(report.lastChange, change)
        report.converged = report.converged && change < Self.changeMin
        for field in fields {
            for level in 1..<16 {
                matches[field.rawValue * 16 + level] += foundMatches[field.rawValue * 16 + level]
                households[field.rawValue * 16 + level] += foundHouseholds[field.rawValue * 16 + level]
            }
        }
    }

    /// Pairs that a rule cannot tell apart.
    private struct Kind {
        var pattern: PairPattern
        var count: Double
    }

    /// The pairs of a rule by the levels of the fields it can teach, and those fields.
    ///
    /// Far fewer than patterns: the rounds go over these.
    private func kinds(
        of rule: Int,
        without silent: Set<ComparisonField>
    ) -> (kinds: [Kind], fields: [ComparisonField]) {
        let counts = patterns.counts(of: rule)
        var kinds: [Kind] = []
        var places: [PairPattern: Int] = [:]
        var known = PairPattern()
        for (index, count) in counts.enumerated() where count > 0 {
            var pattern = patterns.patterns[index]
            for field in silent { pattern[field] = Level.unknown }
            for field in ComparisonField.allCases where pattern[field] != Level.unknown { known[field] = 1 }
            if let place = places[pattern] {
                kinds[place].count += count
            } else {
                places[pattern] = kinds.count
                kinds.append(Kind(pattern: pattern, count: count))
            }
        }
        return (kinds, ComparisonField.allCases.filter { known[$0] != Level.unknown })
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
                guard !Self.personal.contains(shares.field) else { continue }
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
        model.matchShare = min(max((outright + 1) / 0.7 / allPairs, Self.shareMin), Self.shareMax)
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
            model.matchShare = min(max(match / allPairs, Self.shareMin), Self.shareMax)
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
