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

    /// The bytes that are hashed for each entry of a certificate log's data tile (c2sp.org/static-ct-api).
    private static func leaves(dataTile bytes: [UInt8]) -> [[UInt8]] {
        func number(_ at: Int, _ width: Int) -> Int { bytes[at..<at + width].reduce(0) { $0 << 8 | Int($1) } }
        var leaves: [[UInt8]] = []
        var at = 0
        while at < bytes.count {
            let start = at
            let isPrecertificate = number(at + 8, 2) == 1
            at += 10 + (isPrecertificate ? 32 : 0)
            at += 3 + number(at, 3)
            at += 2 + number(at, 2)
            leaves.append([0, 0] + bytes[start..<at])
            if isPrecertificate { at += 3 + number(at, 3) }
            at += 2 + number(at, 2)
        }
        return leaves
    }

    @Test("the tiles of a real certificate log are rebuilt from its entries", arguments: ["000", "001", "002", "003"])
    func sunlight(tile: String) throws {
        let folder = "sunlight_navigli2025h2/tile"
        let hashes = try Tile.hashes(tile: Vectors.data("\(folder)/0/\(tile)"))
        let leaves = Self.leaves(dataTile: try Vectors.data("\(folder)/data/\(tile)"))
        #expect(hashes.count == 256)
        #expect(leaves.map { Merkle.leaf($0) } == hashes)
    }

    private struct EdgeCase: Decodable {
        var number: Int
        var key: String
        var sig: String
        var msg: String
        var flags: [String]?
    }

    // The rule is that of RFC 8032 without the cofactor, as in Go, OpenSSL and BoringSSL: what leaves a residue of low
    // order does not verify, and R is compared with its canonical bytes. Keys of low order are not refused.
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
