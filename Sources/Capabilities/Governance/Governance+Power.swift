import CapabilityKit

/// How much each force's vote can decide, counted over every coalition there can be.
///
/// A force is decisive in a coalition that carries with it and fails without it. The counts are whole numbers; the
/// indices are ratios of them and are worked out last.
/// Sources: Banzhaf, *Weighted voting doesn't work* (1965); Shapley and Shubik, *A method for evaluating the
/// distribution of power in a committee system* (1954).
struct GovernancePower: Hashable, Sendable {
    /// Coalitions that carry, of all 2ⁿ.
    var carrying: UInt64
    var members: [Member]

    struct Member: Hashable, Sendable {
        var force: GovernanceMember
        /// Carrying coalitions that this force is in.
        var carryingWith: UInt64
        /// Of those, how many fail without it, by how many members the coalition has: place 0 is a coalition of one.
        var decisiveBySize: [UInt64]

        /// Carrying coalitions that fail without this force.
        var decisive: UInt64 { decisiveBySize.reduce(0, +) }

        /// The part of all coalitions of the others in which this force decides (Penrose–Banzhaf measure).
        var absolute: Double {
            decisiveBySize.isEmpty ? 0 : Double(decisive) / Double(UInt64(1) << UInt64(decisiveBySize.count - 1))
        }

        /// The part of all orders in which the forces may join where this one turns failing into carrying
        /// (Shapley–Shubik index): the decisive coalitions of size k weigh (k−1)!(n−k)!/n!.
        var orders: Double {
            var sum = 0.0
            // C(n−1, k−1), which stays a whole number: at most C(42, 21) for 43 members.
            var choose: UInt64 = 1
            let n = UInt64(decisiveBySize.count)
            for (place, count) in decisiveBySize.enumerated() {
                sum += Double(count) / (Double(n) * Double(choose))
                choose = choose * (n - 1 - UInt64(place)) / (UInt64(place) + 1)
            }
            return sum
        }
    }

    /// The power of one member as a part of all members' (the normalised Banzhaf index).
    func share(of member: Member) -> Double {
        let all = members.reduce(0) { $0 + $1.decisive }
        return all == 0 ? 0 : Double(member.decisive) / Double(all)
    }

    /// How many members can be counted: 2²⁴ sums are kept for one half of them.
    static let membersMax = 48

    /// Counts every coalition of the forces under a rule.
    ///
    /// The forces are split in two halves; the coalitions of each half are laid in lists by their size, sorted by their
    /// people, so that a coalition of one half finds how many of the other complete it by one walk along two lists.
    /// O(n · 2^(n/2)) in time, 2^(n/2) sums in memory. Where fewer regions than asked for could still have the votes
    /// and the people, those coalitions are counted the same way and taken off.
    ///
    /// - Throws: ``Fault`` `governance.too_many_members` beyond ``membersMax``.
    init(_ forces: [GovernanceMember], _ thresholds: GovernanceThresholds) throws {
        guard forces.count <= Self.membersMax else {
            throw Fault(
                .governanceTooMany,
                "\(forces.count) members are more than the \(Self.membersMax) that can be counted exactly",
                help: "count the members of one group at a time"
            )
        }
        var tally = GovernanceTally(members: forces.count)
        let all = Array(forces.indices)
        tally.add(all, of: forces, thresholds, times: 1)
        // Of coalitions within a set T of regions, those of fewer than r regions in all are counted once each by
        // adding, over all T of t < r regions, (−1)^(r−1−t) · C(R−1−t, r−1−t) times those within T.
        let regions = Dictionary(grouping: all) { forces[$0].region }.sorted { $0.key < $1.key }.map(\.value)
        let fewest = min(thresholds.regionsMin, regions.count + 1)
        for chosen in Self.subsets(of: regions.count, sizeMax: fewest - 1) {
            let left = fewest - 1 - chosen.count
            let times = Self.choose(regions.count - 1 - chosen.count, left) * (left.isMultiple(of: 2) ? 1 : -1)
            tally.add(chosen.flatMap { regions[$0] }.sorted(), of: forces, thresholds, times: -times)
        }
        carrying = UInt64(tally.bySize.reduce(0, +))
        members = forces.enumerated().map { place, force in
            let with = tally.bySizeWith[place]
            // Those of size k that fail without it: those with it, less those of size k−1 that carry without it.
            let decisive = (1..<forces.count + 1).map { size in
                UInt64(with[size] - (tally.bySize[size - 1] - with[size - 1]))
            }
            return Member(force: force, carryingWith: UInt64(with.reduce(0, +)), decisiveBySize: decisive)
        }
    }

    private static func subsets(of count: Int, sizeMax: Int) -> [[Int]] {
        guard sizeMax >= 0 else { return [] }
        return (0..<1 << count).filter { $0.nonzeroBitCount <= sizeMax }
            .map { mask in (0..<count).filter { mask >> $0 & 1 == 1 } }
    }

    private static func choose(_ n: Int, _ k: Int) -> Int64 {
        if n < 0 { return k == 0 ? 1 : 0 }
        guard k <= n else { return 0 }
        return (0..<k).reduce(Int64(1)) { $0 * Int64(n - $1) / Int64($1 + 1) }
    }
}

extension Fault.Code {
    /// More members than can be counted exactly.
    package static let governanceTooMany = Self("governance.too_many_members", status: 400)
}
