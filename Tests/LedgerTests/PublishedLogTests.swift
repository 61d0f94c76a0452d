import Foundation
import Ledger
import Testing

@Suite("Published logs and signatures", .enabled(if: Vectors.isHere, "../shared/data/09_tlog is not on this machine"))
struct PublishedLogTests {
    @Test("the 17 checkpoints of the serverless log verify, and no changed line does")
    func serverless() throws {
        let key = try #require(VerifierKey("astra+cad5a3d2+AZJqeuyE/GnknsCNh1eCtDtwdAwKBddOlS8M2eI1Jt4b"))
        for name in ["checkpoint"] + (0...15).map({ "checkpoint.\($0)" }) {
            let bytes = try Vectors.data("serverless_checkpoints/\(name)")
            // Its origin is not the name of its key.
            let head = try Checkpoint.verified(SignedNote(parsing: bytes), origin: "example.com/testdata", key: key)
            if let number = Int(name.dropFirst(11)) { #expect(head.size == UInt64(number)) }
            for place in stride(from: name.count % 5, to: bytes.count, by: 5) {
                var wrong = bytes
                wrong[place] ^= 2
                #expect(throws: (any Error).self, "\(name), byte \(place)") {
                    try Checkpoint.verified(SignedNote(parsing: wrong), origin: "example.com/testdata", key: key)
                }
            }
        }
    }

    @Test("the tiles of Sunlight's trees have the published roots")
    func sunlight() throws {
        let small = "sunlight_skylight_tree/tree"
        let leaves = try ["000", "001.p/44"].flatMap { try Tile.hashes(tile: Vectors.data("\(small)/tile/0/\($0)")) }
        // Its signature is of a kind of certificate logs; what is compared is the root.
        let lines = try Vectors.text("\(small)/checkpoint").split(separator: "\n")
        #expect(leaves.count == 300)
        #expect(Merkle.root(of: leaves).base64 == String(lines[2]))
        let above = try Tile.hashes(tile: Vectors.data("\(small)/tile/1/000.p/1"))
        #expect(above == [Merkle.root(of: leaves[..<256])])
        for tile in ["000", "001", "002", "003", "003.p/10"] {
            let count = try Tile.hashes(tile: Vectors.data("sunlight_navigli2025h2/tile/0/\(tile)")).count
            #expect(count == (tile.hasSuffix("10") ? 10 : 256))
        }
    }

    private struct EdgeCase: Decodable {
        var number: Int
        var key: String
        var sig: String
        var msg: String
        var flags: [String]?
    }

    /// The rule is that of RFC 8032 without the cofactor, as in Go, OpenSSL and BoringSSL: what leaves a residue of low
    /// order does not verify, and R is compared with its canonical bytes. Keys of low order are not refused.
    @Test("each of the Ed25519 edge cases is judged by one stated rule")
    func edgeCases() throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-dc", Vectors.folder.appending(path: "cctv_ed25519vectors.json.gz").path]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let cases = try JSONDecoder().decode([EdgeCase].self, from: data)
        #expect(cases.count > 400)
        for edge in cases {
            let key = try #require(VerifierKey(name: "a.example", publicKey: Hex.decode(edge.key) ?? []))
            let flags = edge.flags ?? []
            let holds = !flags.contains("low_order_residue") && !flags.contains("non_canonical_R")
            let verdict = key.isValid(signature: Hex.decode(edge.sig) ?? [], over: edge.msg)
            #expect(verdict == holds, "case \(edge.number): \(flags)")
        }
    }

    @Test("every range of the fuzzed corpus is divided into the nodes that cover it")
    func corpus() throws {
        let folder = "merkle_fuzz_corpus/FuzzRangeNodes"
        let names = try FileManager.default.contentsOfDirectory(atPath: Vectors.folder.appending(path: folder).path)
        #expect(names.count == 19)
        for name in names {
            let numbers = try Vectors.text("\(folder)/\(name)").matches(of: /uint64\((\d+)\)/).map { UInt64($0.1) ?? 0 }
            guard numbers.count == 2, numbers[0] < numbers[1], numbers[1] <= 1 << 20 else { continue }
            let ranges = MerkleProof.inclusionRanges(index: numbers[0], size: numbers[1])
            let covered = ranges.map { $0.upperBound - $0.lowerBound }.reduce(1, +)
            #expect(covered == numbers[1], "\(name)")
        }
    }
}
