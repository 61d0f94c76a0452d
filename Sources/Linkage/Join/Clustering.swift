/// Groups of nominals that are one person.
///
/// The strongest pairs join first. Two groups become one only when no member of one contradicts a member of the other
/// and the groups as a whole speak for it: a chain of weak links does not swallow a family.
///
/// Each group is a ring: a record knows its group and the next member, and a merge joins two rings.
struct Clustering {
    /// Groups of more than this many members are looked at through as many of them, evenly spread.
    private static let lookMax = 24

    private let comparer: PairComparer
    private let table: WeightTable
    private let joinBits: Double
    /// By record: the number of its group, which is one of its members.
    private var group: [UInt32]
    private var next: [UInt32]
    /// By group: how many members it has.
    private var sizes: [UInt32]
    /// By group: records that must never be in it, from judgements on its members.
    private var apart: [Int: [Int]] = [:]
    private var merges = 0
    private(set) var joinsRefused = 0
    private(set) var contradictions: [Judgement] = []

    init(comparer: PairComparer, table: WeightTable, model: LinkageModel) {
        self.comparer = comparer
        self.table = table
        joinBits = Binary.bits(model.joinProbability)
        group = (0..<UInt32(comparer.columns.count)).map { $0 }
        next = group
        sizes = Array(repeating: 1, count: group.count)
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
                guard let x = comparer.columns.place(of: a), let y = comparer.columns.place(of: b) else { continue }
                order.append((x, y, Judgement(a, b, verdict)))
            }
        }
        order.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        for (a, b, judgement) in order where judgement.verdict == .different {
            apart[a, default: []].append(b)
            apart[b, default: []].append(a)
        }
        for (a, b, judgement) in order where judgement.verdict == .same {
            let x = Int(group[a])
            let y = Int(group[b])
            if x == y { continue }
            if mustStayApart(x, y) {
                contradictions.append(judgement)
            } else {
                merge(x, y)
            }
        }
    }

    private func mustStayApart(_ a: Int, _ b: Int) -> Bool {
        guard !apart.isEmpty else { return false }
        return apart[a]?.contains { Int(group[$0]) == b } ?? false
            || apart[b]?.contains { Int(group[$0]) == a } ?? false
    }

    // MARK: - What the evidence says

    /// Joins groups by the scored pairs, which come strongest first.
    mutating func join(_ pairs: [ScoredPair]) {
        for pair in pairs {
            guard pair.bits >= joinBits else { break }
            let a = Int(group[Int(pair.a)])
            let b = Int(group[Int(pair.b)])
            guard a != b else { continue }
            if mustStayApart(a, b) || !agree(a, b, knowing: pair.bits) {
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
    ///
    /// Two first names that have several records each, and no pair across that agrees in one, are two people however
    /// much else they share: twins, or a parent and a child. Of one record alone a slip cannot be ruled out.
    ///
    /// `known` is the weight of the pair that asks, which is one of them. The rest are compared only until no outcome of
    /// them could change the answer: of most groups none is.
    private func agree(_ a: Int, _ b: Int, knowing known: Double) -> Bool {
        let count = min(Int(sizes[a]), Self.lookMax) * min(Int(sizes[b]), Self.lookMax)
        let sumMin = Self.meanBitsMin * Double(count)
        var isOne = sizes[a] == 1 || sizes[b] == 1
        // Of the largest groups the pair that asks may not be looked at.
        if isOne, sizes[a] <= Self.lookMax, sizes[b] <= Self.lookMax,
            min(known, Self.pairBitsMax) - Self.pairBitsMax * Double(count - 1) >= sumMin
        {
            return true
        }
        var sum = 0.0
        var left = Double(count)
        let others = spread(b)
        for x in spread(a) {
            for y in others {
                let outcome = comparer.compare(min(x, y), max(x, y))
                let bits = table.totalBits(outcome)
                let contradiction = Contradiction(outcome.pattern)
                if contradiction == .none { isOne = true }
                let isContradicted = contradiction != .none && bits < joinBits
                sum += isContradicted ? -Self.pairBitsMax : min(max(bits, -Self.pairBitsMax), Self.pairBitsMax)
                left -= 1
                if isOne, sum - left * Self.pairBitsMax >= sumMin { return true }
                if sum + left * Self.pairBitsMax < sumMin { return false }
            }
        }
        return isOne && sum >= sumMin
    }

    private static let pairBitsMax = 8.0
    private static let meanBitsMin = -4.0

    /// Of a larger group only so many members are walked: a join costs no more, however many records agree.
    private static let walkMax = 1_024

    private func members(_ group: Int) -> [Int] {
        var members: [Int] = []
        members.reserveCapacity(min(Int(sizes[group]), Self.walkMax))
        var record = group
        repeat {
            members.append(record)
            record = Int(next[record])
        } while record != group && members.count < Self.walkMax
        return members
    }

    private func spread(_ group: Int) -> [Int] {
        let members = members(group)
        guard members.count > Self.lookMax else { return members }
        return (0..<Self.lookMax).map { members[$0 * members.count / Self.lookMax] }
    }

    private mutating func merge(_ a: Int, _ b: Int) {
        let (into, from) = sizes[a] >= sizes[b] ? (a, b) : (b, a)
        var record = from
        repeat {
            group[record] = UInt32(into)
            record = Int(next[record])
        } while record != from
        next.swapAt(into, from)
        sizes[into] += sizes[from]
        merges += 1
        if let moved = apart.removeValue(forKey: from) { apart[into, default: []].append(contentsOf: moved) }
    }

    /// The groups as lists of handles, each ascending, in the order of their first handles.
    func clusters() -> [[Int64]] {
        let handles = comparer.columns.handles
        // By group: whether it is written. A group is met first in its first member.
        var isWritten = [Bool](repeating: false, count: group.count)
        var clusters: [[Int64]] = []
        clusters.reserveCapacity(group.count - merges)
        for record in group.indices {
            let root = Int(group[record])
            if isWritten[root] { continue }
            isWritten[root] = true
            clusters.append(sizes[root] == 1 ? [handles[record]] : cluster(of: record, handles))
        }
        return clusters
    }

    /// The handles of a record's group, ascending.
    private func cluster(of first: Int, _ handles: [Int64]) -> [Int64] {
        [Int64](unsafeUninitializedCapacity: Int(sizes[Int(group[first])])) { cluster, filled in
            var record = first
            repeat {
                cluster[filled] = handles[record]
                filled += 1
                record = Int(next[record])
            } while record != first
            cluster[..<filled].sort()
        }
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
