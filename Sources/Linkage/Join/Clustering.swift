/// Groups of nominals that are one person.
///
/// The strongest pairs join first. Two groups become one only when no member of one contradicts a member of the other
/// and the groups as a whole speak for it: a chain of weak links does not swallow a family.
struct Clustering {
    /// Groups of more than this many members are looked at through as many of them, evenly spread.
    private static let lookMax = 24

    private let comparer: PairComparer
    private let table: WeightTable
    private let joinBits: Double
    private var group: [Int]
    private var members: [[Int]]
    /// By group: records that must never be in it, from judgements on its members.
    private var apart: [[Int]]
    private(set) var joinsRefused = 0
    private(set) var contradictions: [Judgement] = []

    init(comparer: PairComparer, table: WeightTable, model: LinkageModel) {
        self.comparer = comparer
        self.table = table
        joinBits = Binary.bits(model.joinProbability)
        group = Array(0..<comparer.columns.count)
        members = group.map { [$0] }
        apart = Array(repeating: [], count: group.count)
    }

    // MARK: - What people decided

    /// Joins what people called the same, and keeps apart what they called different.
    mutating func follow(_ judgements: [Judgement]) {
        var latest: [Int64: [Int64: Judgement.Verdict]] = [:]
        var order: [(Int, Int, Judgement)] = []
        for judgement in judgements where judgement.a != judgement.b {
            latest[min(judgement.a, judgement.b), default: [:]][max(judgement.a, judgement.b)] = judgement.verdict
        }
        for (a, verdicts) in latest {
            for (b, verdict) in verdicts {
                guard let x = place(of: a), let y = place(of: b) else { continue }
                order.append((x, y, Judgement(a, b, verdict)))
            }
        }
        order.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        for (a, b, judgement) in order where judgement.verdict == .different {
            apart[a].append(b)
            apart[b].append(a)
        }
        for (a, b, judgement) in order where judgement.verdict == .same {
            if group[a] == group[b] { continue }
            if mustStayApart(group[a], group[b]) {
                contradictions.append(judgement)
            } else {
                merge(group[a], group[b])
            }
        }
    }

    private func place(of handle: Int64) -> Int? {
        let handles = comparer.columns.handles
        var low = 0
        var high = handles.count
        while low < high {
            let middle = (low + high) / 2
            if handles[middle] < handle { low = middle + 1 } else { high = middle }
        }
        return low < handles.count && handles[low] == handle ? low : nil
    }

    private func mustStayApart(_ a: Int, _ b: Int) -> Bool {
        apart[a].contains { group[$0] == b } || apart[b].contains { group[$0] == a }
    }

    // MARK: - What the evidence says

    /// Joins groups by the scored pairs, which come strongest first.
    mutating func join(_ pairs: [ScoredPair]) {
        for pair in pairs {
            guard pair.bits >= joinBits else { break }
            let a = group[pair.a]
            let b = group[pair.b]
            guard a != b else { continue }
            if mustStayApart(a, b) || !agree(a, b) {
                joinsRefused += 1
            } else {
                merge(a, b)
            }
        }
    }

    /// Whether two groups can be one person: whether the pairs across do not speak against it on average.
    ///
    /// A pair counts at most ``pairBitsMax`` either way, so that one strong link does not carry a group in which
    /// everything else disagrees, and one slip of the pen does not part a group in which everything else agrees. The
    /// mean may fall a little below even odds: records that say little of themselves keep their prior, which is low.
    private func agree(_ a: Int, _ b: Int) -> Bool {
        var sum = 0.0
        var count = 0
        for x in Self.spread(members[a]) {
            for y in Self.spread(members[b]) {
                let outcome = comparer.compare(min(x, y), max(x, y))
                let bits = table.totalBits(outcome)
                let isContradicted = Contradiction(outcome.pattern) != .none && bits < joinBits
                sum += isContradicted ? -Self.pairBitsMax : min(max(bits, -Self.pairBitsMax), Self.pairBitsMax)
                count += 1
            }
        }
        return sum >= Self.meanBitsMin * Double(count)
    }

    private static let pairBitsMax = 8.0
    private static let meanBitsMin = -4.0

    private static func spread(_ members: [Int]) -> [Int] {
        guard members.count > lookMax else { return members }
        return (0..<lookMax).map { members[$0 * members.count / lookMax] }
    }

    private mutating func merge(_ a: Int, _ b: Int) {
        let (into, from) = members[a].count >= members[b].count ? (a, b) : (b, a)
        for member in members[from] { group[member] = into }
        members[into].append(contentsOf: members[from])
        members[from] = []
        apart[into].append(contentsOf: apart[from])
        apart[from] = []
    }

    /// The groups as lists of handles.
    func clusters() -> [[Int64]] {
        members.filter { !$0.isEmpty }
            .map { $0.sorted().map { comparer.columns.handles[$0] } }
            .sorted { $0[0] < $1[0] }
    }
}

/// Facts that hardly any one person has together, whatever else agrees.
enum Contradiction {
    case none
    /// Different first names with different dates of birth: relatives, or strangers.
    case relatives
    /// Different first names with the same date and the same family (twins), or with different sexes.
    ///
    /// A shared identifier lifts it, since people do take other names.
    case doubtful

    init(_ pattern: PairPattern) {
        self = .none
        guard pattern[.given] == Level.Given.different else { return }
        let birth = pattern[.birthDate]
        if birth >= Level.Birth.year {
            self = .relatives
            return
        }
        let identifier = pattern[.identifier]
        if identifier == Level.Token.same || identifier == Level.Token.near { return }
        let surname = pattern[.surname]
        let sharesFamily =
            (surname != Level.unknown && surname <= Level.Surname.close)
            || pattern[.address] == Level.Address.same || pattern[.postcode] == Level.Postcode.same
        let likeTwins = sharesFamily && (birth == Level.Birth.same || birth == Level.unknown)
        if likeTwins || pattern[.sex] == Level.Sex.different { self = .doubtful }
    }
}
