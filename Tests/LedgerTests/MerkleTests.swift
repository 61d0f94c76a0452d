import Ledger
import Testing

@Suite("Merkle trees") struct MerkleTests {
    static let leaves = (0..<70).map { Merkle.leaf([UInt8($0)]) }

    /// The definition of RFC 6962 §2.1, word for word.
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1, let first = leaves.first else { return leaves.first ?? Merkle.emptyRoot }
        _ = first
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return Merkle.node(root(leaves[..<middle]), root(leaves[middle...]))
    }

    static func hash(_ range: Range<UInt64>) -> Digest { root(leaves[Int(range.lowerBound)..<Int(range.upperBound)]) }

    @Test("the published tree of eight leaves has the published roots")
    func published() {
        let inputs: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
            Array(0x60...0x6f),
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var range = CompactRange()
        #expect(range.root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (input, root) in zip(inputs, roots) {
            range.append(Merkle.leaf(input))
            #expect(range.root.description == root)
        }
    }

    @Test("a compact range has the root of the definition", arguments: 0...70)
    func compactRange(size: Int) {
        #expect(Merkle.root(of: Self.leaves[..<size]) == Self.root(Self.leaves[..<size]))
    }

    @Test("every leaf of every small tree is proved, and nothing else is", arguments: 1...40)
    func inclusion(size: Int) async throws {
        let root = Self.root(Self.leaves[..<size])
        for index in 0..<size {
            let ranges = MerkleProof.inclusionRanges(index: UInt64(index), size: UInt64(size))
            let proof = ranges.map(Self.hash)
            func holds(_ leaf: Int, _ at: Int, _ size: Int, _ proof: [Digest], _ root: Digest) -> Bool {
                MerkleProof.includes(
                    leaf: Self.leaves[leaf],
                    at: UInt64(at),
                    size: UInt64(size),
                    proof: proof,
                    root: root
                )
            }
            #expect(holds(index, index, size, proof, root))
            #expect(!holds(index == 0 ? size : index - 1, index, size, proof, root))
            #expect(!holds(index, index, size, proof + [root], root))
            #expect(!holds(index, index, size, proof, Merkle.emptyRoot))
            #expect(!holds(index, size, size, proof, root))
            if !proof.isEmpty { #expect(!holds(index, index, size, Array(proof.dropLast()), root)) }
            for other in 0..<size where other != index { #expect(!holds(index, other, size, proof, root)) }
            for position in proof.indices {
                var wrong = proof
                wrong[position] = Merkle.emptyRoot
                #expect(!holds(index, index, size, wrong, root))
            }
            let made = try await Self.made(ranges)
            #expect(made == proof)
        }
    }

    @Test("every small tree is proved to be the beginning of every larger one", arguments: 1...40)
    func consistency(size: Int) async throws {
        let root = Self.root(Self.leaves[..<size])
        for old in 1...size {
            let oldRoot = Self.root(Self.leaves[..<old])
            let ranges = MerkleProof.consistencyRanges(oldSize: UInt64(old), size: UInt64(size))
            let proof = ranges.map(Self.hash)
            func holds(_ oldSize: Int, _ oldRoot: Digest, _ proof: [Digest], _ root: Digest) -> Bool {
                MerkleProof.isConsistent(
                    oldSize: UInt64(oldSize),
                    oldRoot: oldRoot,
                    size: UInt64(size),
                    root: root,
                    proof: proof
                )
            }
            #expect(holds(old, oldRoot, proof, root))
            #expect(!holds(old, Merkle.emptyRoot, proof, root))
            #expect(!holds(old, oldRoot, proof, Merkle.emptyRoot))
            #expect(!holds(old, oldRoot, proof + [root], root))
            #expect(!holds(0, Merkle.emptyRoot, [], root))
            if old > 1 { #expect(!holds(old - 1, oldRoot, proof, root)) }
            if !proof.isEmpty { #expect(!holds(old, oldRoot, Array(proof.dropLast()), root)) }
            let made = try await Self.made(ranges)
            #expect(made == proof)
        }
    }

    /// The hashes of some ranges from perfect subtrees only, as a log makes them.
    static func made(_ ranges: [Range<UInt64>]) async throws -> [Digest] {
        var hashes: [Digest] = []
        for range in ranges {
            hashes.append(
                try await MerkleProof.hash(of: range) { level, index in
                    let width = 1 << level
                    return root(leaves[Int(index) * width..<(Int(index) + 1) * width])
                }
            )
        }
        return hashes
    }
}
