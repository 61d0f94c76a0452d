import Foundation
import Ledger
import Testing

@Suite("Published vectors", .enabled(if: Vectors.isHere, "../shared/data/09_tlog is not on this machine"))
struct PublishedVectorTests {
    private struct Vector: Decodable {
        var leafIdx: UInt64?
        var treeSize: UInt64?
        var start: UInt64?
        var end: UInt64?
        var size: UInt64?
        var size1: UInt64?
        var size2: UInt64?
        var root: String?
        var root1: String?
        var root2: String?
        var leafHash: String?
        var proof: [String]?
        var wantErr: Bool
    }

    /// A hash of a vector; some are deliberately not hashes, and no proof holds with them.
    private static func digest(_ text: String?) -> Digest? { text.flatMap { Base64.decode($0) }.flatMap { Digest($0) } }

    private static func holds(_ vector: Vector) -> Bool {
        let proof = (vector.proof ?? []).map { digest($0) }
        let hashes = proof.compactMap(\.self)
        guard hashes.count == proof.count else { return false }
        if let index = vector.leafIdx {
            guard let leaf = digest(vector.leafHash), let root = digest(vector.root) else { return false }
            if let start = vector.start, let end = vector.end {
                guard start <= end else { return false }
                return MerkleProof.includes(leaf: leaf, at: index, subtree: start..<end, proof: hashes, root: root)
            }
            return MerkleProof.includes(leaf: leaf, at: index, size: vector.treeSize ?? 0, proof: hashes, root: root)
        }
        // Some vectors name their roots "don't care"; any two hashes, alike or not, stand for those.
        let old = digest(vector.root1) ?? Digest.sha256(vector.root1 ?? "")
        let new = digest(vector.root2) ?? Digest.sha256(vector.root2 ?? "")
        if let start = vector.start, let end = vector.end {
            guard start <= end else { return false }
            return MerkleProof.isConsistent(
                subtree: start..<end,
                subtreeRoot: old,
                size: vector.size ?? 0,
                root: new,
                proof: hashes
            )
        }
        return MerkleProof.isConsistent(
            oldSize: vector.size1 ?? 0,
            oldRoot: old,
            size: vector.size2 ?? 0,
            root: new,
            proof: hashes
        )
    }

    @Test(
        "every published Merkle proof is judged as published",
        arguments: [("inclusion", 62), ("consistency", 57), ("subtreeinclusion", 132), ("subtreeconsistency", 75)]
    )
    func proofs(kind: String, count: Int) throws {
        let files = Vectors.files(under: "rfc6962_proofs/\(kind)")
        #expect(files.count == count)
        for file in files {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(Vectors.data(file)))
            #expect(Self.holds(vector) == !vector.wantErr, "\(file)")
        }
    }

    @Test("the 17 checkpoints of Tessera's test log verify, and no changed bytes do")
    func tessera() throws {
        let key = try #require(
            VerifierKey("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
        )
        let entries = try Tile.entries(bundle: Vectors.data("tessera_testlog/tile/entries/000.p/15"))
        for name in ["checkpoint"] + (0...15).map({ "checkpoint.\($0)" }) {
            let bytes = try Vectors.data("tessera_testlog/\(name)")
            let head = try Checkpoint.verified(SignedNote(parsing: bytes), origin: "example.com/log/testdata", key: key)
            #expect(Merkle.root(of: entries[..<Int(head.size)].map { Merkle.leaf($0) }) == head.root)
            for bit in stride(from: name.count % 7, to: bytes.count * 8, by: 7) {
                var wrong = bytes
                wrong[bit / 8] ^= 1 << (bit % 8)
                #expect(throws: (any Error).self) {
                    try Checkpoint.verified(SignedNote(parsing: wrong), origin: "example.com/log/testdata", key: key)
                }
            }
        }
        let tile = try Tile.hashes(tile: Vectors.data("tessera_testlog/tile/0/000.p/15"))
        #expect(tile == entries.map { Merkle.leaf($0) })
    }
}
