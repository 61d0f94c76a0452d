/// Who is who: the outcome of joining.
package struct Joining: Sendable {
    /// Handles taken for one person, each list ascending, single nominals included, in the order of their first handle.
    package var clusters: [[Int64]]
    /// Pairs at or above the review threshold, strongest first, then by handle.
    package var edges: [Edge]
    /// The weights that were used: save them, and ``Linker/explain(_:_:)`` gives the same numbers later.
    package var model: LinkageModel
    package var report: JoinReport
}

/// How strongly two nominals are taken for one person.
package struct Edge: Sendable, Hashable {
    /// The lower handle.
    package var a: Int64
    package var b: Int64
    /// log2 of the odds, prior included.
    package var bits: Double
    package var probability: Double
}

/// What joining did, in figures.
package struct JoinReport: Sendable, Hashable {
    package var records = 0
    package var pairsScored = 0
    /// Whether the weights were learnt from these records or taken as given, in words.
    package var weights = ""
    package var origin = LinkageModel.Origin.shipped
    /// Rounds of estimation in all, and whether every one of them settled.
    package var rounds = 0
    package var converged = true
    /// What the estimate rests on; `nil` when the model was used as it was.
    package var estimate: EstimateReport?
    /// What pairs were looked for by, with how many blocked pairs each has, those that several share included.
    package var rules: [RulePairs] = []
    /// Blocks that were divided rather than paired in full.
    package var oversized: [OversizedBlocks] = []
    /// Joins that the evidence for a pair allowed and the group as a whole did not.
    package var joinsRefused = 0
    /// Judgements "same" that could not be followed because others say "different".
    package var contradictions: [Judgement] = []

    /// A report of nothing done.
    package init() {}
}

/// How many pairs a blocking rule offers.
package struct RulePairs: Sendable, Hashable, Codable {
    /// What the two records of a pair share.
    package var rule: String
    package var pairs: Int

    /// A rule by its title.
    package init(rule: String, pairs: Int) {
        self.rule = rule
        self.pairs = pairs
    }
}

/// How far joining has come.
package struct JoinProgress: Sendable, Hashable {
    /// The stages in their order.
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        case standardising, estimating, blocking, comparing, clustering
    }

    package var stage: Stage
    package var done: Int
    package var total: Int
}
