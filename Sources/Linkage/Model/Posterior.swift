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

    /// How likely each kind is; the three add up to 1.
    struct Shares {
        var match: Double
        var household: Double
        var stranger: Double
    }

    func shares(_ pattern: PairPattern) -> Shares {
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
        return Shares(match: a / sum, household: b / sum, stranger: stranger / sum)
    }
}
