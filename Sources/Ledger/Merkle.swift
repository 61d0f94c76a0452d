/// The hashes of an RFC 6962 Merkle tree over SHA-256.
package enum Merkle {
    /// The root of a tree without entries: the hash of nothing.
    package static let emptyRoot = Digest.sha256([])

    /// The hash of a leaf: SHA-256(0x00 ‖ entry).
    package static func leaf(_ entry: [UInt8]) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: entry.count + 1, alignment: 8) { buffer in
            buffer[0] = 0
            UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyBytes(from: entry)
            return Digest.sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 8) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            return Digest.sha256(UnsafeRawBufferPointer(buffer))
        }
    }

    /// The root over leaf hashes, in O(n).
    package static func root(of leaves: some Sequence<Digest>) -> Digest {
        var range = CompactRange()
        for leaf in leaves { range.append(leaf) }
        return range.root
    }

    /// The largest power of two below a number of leaves: where the tree divides.
    ///
    /// The number is at least 2.
    static func split(_ count: UInt64) -> UInt64 {
        precondition(count >= 2, "a tree of one leaf does not divide")
        return 1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}

/// As much of a growing Merkle tree as is needed to go on growing it: one hash for each bit of its size.
package struct CompactRange: Hashable, Sendable {
    /// How many leaves.
    package private(set) var size: UInt64 = 0
    // The roots of the perfect subtrees from left to right, one for each one-bit of `size`, largest first.
    private var roots: [Digest] = []

    package init() {}

    /// Adds a leaf's hash at the right, in amortised O(1).
    package mutating func append(_ leaf: Digest) {
        var hash = leaf
        var bits = size
        while bits & 1 == 1 {
            hash = Merkle.node(roots.removeLast(), hash)
            bits >>= 1
        }
        roots.append(hash)
        size += 1
    }

    /// The tree's root now, in O(log n).
    package var root: Digest {
        guard var root = roots.last else { return Merkle.emptyRoot }
        for left in roots.dropLast().reversed() { root = Merkle.node(left, root) }
        return root
    }
}
