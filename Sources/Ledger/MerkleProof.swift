import Vocabulary

/// Proofs about RFC 6962 Merkle trees: that an entry is in a tree, and that a tree only grew.
///
/// A proof is a list of hashes from the leaves towards the root.
package enum MerkleProof {
    // MARK: - Checking

    /// Whether the proof leads from the leaf at `index` to the root of a tree of `size` leaves (RFC 9162 §2.1.3.2).
    package static func includes(
        leaf: Digest,
        at index: UInt64,
        size: UInt64,
        proof: [Digest],
        root: Digest
    ) -> Bool {
        guard index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = Merkle.node(sibling, hash)
                if node & 1 == 0 {
                    repeat {
                        node >>= 1
                        last >>= 1
                    } while node & 1 == 0 && node != 0
                }
            } else {
                hash = Merkle.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the proof shows that the tree of `oldSize` leaves is the beginning of the tree of `size` leaves.
    ///
    /// A proof from the empty tree says nothing and is refused. Source: RFC 9162 §2.1.4.2.
    package static func isConsistent(
        oldSize: UInt64,
        oldRoot: Digest,
        size: UInt64,
        root: Digest,
        proof: [Digest]
    ) -> Bool {
        guard oldSize > 0 else { return false }
        guard oldSize != size else { return proof.isEmpty && oldRoot == root }
        return isConsistent(subtree: 0..<oldSize, subtreeRoot: oldRoot, size: size, root: root, proof: proof)
    }

    /// Whether the proof shows that the leaves of `subtree` in a tree of `size` leaves have this subtree root.
    ///
    /// A subtree starts at a multiple of its length rounded up to a power of two. Of an empty one there is nothing to
    /// show but that it is empty. Source:
    /// draft-ietf-plants-merkle-tree-certs, of which the consistency proof of RFC 9162 is the case that starts at 0.
    package static func isConsistent(
        subtree: Range<UInt64>,
        subtreeRoot: Digest,
        size: UInt64,
        root: Digest,
        proof: [Digest]
    ) -> Bool {
        if subtree.isEmpty { return proof.isEmpty && subtreeRoot == Merkle.emptyRoot && subtree.upperBound <= size }
        guard isSubtree(subtree), subtree.upperBound <= size else { return false }
        var first = subtree.lowerBound
        var second = subtree.upperBound - 1
        var last = size - 1
        func shift() {
            first >>= 1
            second >>= 1
            last >>= 1
        }
        if second == last {
            while first != second { shift() }
        } else {
            while first != second && second & 1 == 1 { shift() }
        }
        var rest = proof[...]
        var old = subtreeRoot
        if first != second {
            guard let start = rest.popFirst() else { return false }
            old = start
        }
        var new = old
        for hash in rest {
            guard last > 0 else { return false }
            if second & 1 == 1 || second == last {
                if first < second { old = Merkle.node(hash, old) }
                new = Merkle.node(hash, new)
                while second & 1 == 0 && second != 0 { shift() }
            } else {
                new = Merkle.node(new, hash)
            }
            shift()
        }
        return last == 0 && old == subtreeRoot && new == root
    }

    /// Whether the proof leads from the leaf at `index` to the root of a subtree of a larger tree.
    package static func includes(
        leaf: Digest,
        at index: UInt64,
        subtree: Range<UInt64>,
        proof: [Digest],
        root: Digest
    ) -> Bool {
        guard isSubtree(subtree), subtree.contains(index) else { return false }
        let size = subtree.upperBound - subtree.lowerBound
        return includes(leaf: leaf, at: index - subtree.lowerBound, size: size, proof: proof, root: root)
    }

    /// Whether a range can be the leaves of one node's subtree.
    static func isSubtree(_ range: Range<UInt64>) -> Bool {
        let count = range.upperBound - range.lowerBound
        guard count > 0, count <= 1 << 63 else { return false }
        let width = count == 1 ? 1 : UInt64(1) << UInt64(64 - (count - 1).leadingZeroBitCount)
        return range.lowerBound % width == 0
    }

    // MARK: - Making

    /// The subtrees whose hashes prove the leaf at `index` in a tree of `size` leaves, from leaf to root.
    package static func inclusionRanges(index: UInt64, size: UInt64) -> [Range<UInt64>] {
        precondition(index < size, "the leaf is not in the tree")
        var ranges: [Range<UInt64>] = []
        var low: UInt64 = 0
        var high = size
        while high - low > 1 {
            let middle = low + Merkle.split(high - low)
            if index < middle {
                ranges.append(middle..<high)
                high = middle
            } else {
                ranges.append(low..<middle)
                low = middle
            }
        }
        return ranges.reversed()
    }

    /// The subtrees whose hashes prove that the tree of `oldSize` leaves is the beginning of that of `size` leaves.
    package static func consistencyRanges(oldSize: UInt64, size: UInt64) -> [Range<UInt64>] {
        precondition(oldSize > 0 && oldSize <= size, "a tree grows from at least one leaf")
        var ranges: [Range<UInt64>] = []
        var low: UInt64 = 0
        var high = size
        while oldSize != high {
            let middle = low + Merkle.split(high - low)
            if oldSize <= middle {
                ranges.append(middle..<high)
                high = middle
            } else {
                ranges.append(low..<middle)
                low = middle
            }
        }
        // The old tree's last subtree is left out where it is the whole old tree, whose root the checker has.
        if low != 0 { ranges.append(low..<high) }
        return ranges.reversed()
    }

    /// The hash over a subtree, from the hashes of perfect subtrees (level 0 is a leaf; index counts at that level).
    package static func hash(
        of range: Range<UInt64>,
        perfect: (_ level: Int, _ index: UInt64) async throws -> Digest
    ) async throws -> Digest {
        let count = range.upperBound - range.lowerBound
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try await perfect(level, range.lowerBound >> UInt64(level))
        }
        let middle = range.lowerBound + Merkle.split(count)
        let left = try await hash(of: range.lowerBound..<middle, perfect: perfect)
        return Merkle.node(left, try await hash(of: middle..<range.upperBound, perfect: perfect))
    }
}
