/// Carrying coalitions by their size, and for each member those that it is in: whole numbers throughout.
struct GovernanceTally {
    var bySize: [Int64]
    var bySizeWith: [[Int64]]

    init(members: Int) {
        bySize = Array(repeating: 0, count: members + 1)
        bySizeWith = Array(repeating: bySize, count: members)
    }

    /// Adds the carrying coalitions made of `chosen` alone, each `times` over.
    mutating func add(
        _ chosen: [Int],
        of forces: [GovernanceMember],
        _ thresholds: GovernanceThresholds,
        times: Int64
    ) {
        let people = chosen.map { forces[$0].population }
        guard times != 0, thresholds.carries(members: chosen.count, population: people.reduce(0) { $0 + UInt64($1) })
        else { return }
        let middle = chosen.count / 2
        let halves = (Half(people[..<middle]), Half(people[middle...]))
        // Both halves see every coalition; it is counted by size in the first alone.
        for (isFirst, own, other, places) in [
            (true, halves.0, halves.1, chosen[..<middle]), (false, halves.1, halves.0, chosen[middle...]),
        ] {
            for size in other.sums.indices {
                // Completed by coalitions of one size of the other half.
                let counts = own.counts(completedBy: other.sums[size], size: size, thresholds)
                for (ownSize, with) in counts.enumerated() {
                    for (place, count) in zip(places, with.byMember) {
                        bySizeWith[place][ownSize + size] += times * count
                    }
                    if isFirst { bySize[ownSize + size] += times * with.all }
                }
            }
        }
    }

    /// Every coalition of one half of the members.
    private struct Half {
        let members: Int
        /// By size: the people of each coalition, ascending.
        var sums: [[UInt32]]
        /// By size: which members each coalition has, a bit each, in the order of ``sums``.
        var masks: [[UInt32]]

        init(_ people: ArraySlice<UInt32>) {
            members = people.count
            sums = [[0]]
            masks = [[0]]
            for (bit, weight) in people.enumerated() {
                sums.append([])
                masks.append([])
                for size in stride(from: bit + 1, through: 1, by: -1) { merge(size, weight, UInt32(1) << UInt32(bit)) }
            }
        }

        /// Lays the coalitions of one size less, with one member more, between those there are; both are sorted.
        private mutating func merge(_ size: Int, _ weight: UInt32, _ bit: UInt32) {
            let (without, smaller) = (sums[size], sums[size - 1])
            let (masksWithout, masksSmaller) = (masks[size], masks[size - 1])
            let count = without.count + smaller.count
            var newMasks = [UInt32](repeating: 0, count: count)
            sums[size] = [UInt32](unsafeUninitializedCapacity: count) { out, initialized in
                newMasks.withUnsafeMutableBufferPointer { outMasks in
                    let a = without.span
                    let b = smaller.span
                    let masksA = masksWithout.span
                    let masksB = masksSmaller.span
                    var (i, j) = (0, 0)
                    for place in 0..<count {
                        if j == b.count || (i < a.count && a[i] <= b[j] + weight) {
                            out[place] = a[i]
                            outMasks[place] = masksA[i]
                            i += 1
                        } else {
                            out[place] = b[j] + weight
                            outMasks[place] = masksB[j] | bit
                            j += 1
                        }
                    }
                }
                initialized = count
            }
            masks[size] = newMasks
        }

        /// For each size of own coalition, how many pairs with one of `others` carry, in all and by own member.
        func counts(
            completedBy others: [UInt32],
            size: Int,
            _ thresholds: GovernanceThresholds
        ) -> [(all: Int64, byMember: [Int64])] {
            sums.indices.map { ownSize in
                var byMember = [Int64](repeating: 0, count: members)
                guard ownSize + size >= thresholds.members else { return (0, byMember) }
                let isEnough = thresholds.carries(members: ownSize + size, population: 0)
                let least = isEnough ? 0 : thresholds.population
                let (ownSums, ownMasks) = (sums[ownSize], masks[ownSize])
                let own = ownSums.span
                let bits = ownMasks.span
                // Members fall into two groups of bits: what each combination of a group adds up to is kept first, so
                // that a coalition costs two additions and not one for each of its members.
                let low = members / 2
                let lowMask = UInt32(1) << UInt32(low) - 1
                var byLow = [Int64](repeating: 0, count: 1 << low)
                var byHigh = [Int64](repeating: 0, count: 1 << (members - low))
                var all: Int64 = 0
                let other = others.span
                var first = other.count
                for place in 0..<own.count {
                    // Own sums ascend, so the first of the others that is enough only moves down.
                    while first > 0, UInt64(own[place]) + UInt64(other[first - 1]) >= least { first -= 1 }
                    let count = Int64(other.count - first)
                    guard count > 0 else { continue }
                    all += count
                    byLow[Int(bits[place] & lowMask)] += count
                    byHigh[Int(bits[place] >> UInt32(low))] += count
                }
                Self.share(byLow, over: 0..<low, into: &byMember)
                Self.share(byHigh, over: low..<members, into: &byMember)
                return (all, byMember)
            }
        }

        private static func share(_ counts: [Int64], over bits: Range<Int>, into byMember: inout [Int64]) {
            for (mask, count) in counts.enumerated() where count != 0 {
                var left = mask
                while left != 0 {
                    byMember[bits.lowerBound + left.trailingZeroBitCount] += count
                    left &= left - 1
                }
            }
        }
    }
}
