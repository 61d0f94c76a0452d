import ArgumentParser
import Foundation
import Ledger
import Node
import Store
import Vocabulary

extension LedgerCommand {
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the hashes that prove an entry is in the log, or that the log only grew.",
            discussion: """
                The proof leads to the root of the newest checkpoint, or of one with --size entries. From the leaf \
                upwards, in base 64, as RFC 6962 has it.

                EXAMPLE
                  reeve ledger prove 4 --data .reeve/demo
                  reeve ledger prove --grown-from 10 --size 20 --data .reeve/demo --json

                EXIT CODES
                  0 proved · 70 no such entry, or the log is damaged
                """
        )

        @OptionGroup var place: Place

        @Argument(help: "The number of the entry to prove.")
        var entry: UInt64?

        @Option(help: "Prove instead that the log of this many entries is the beginning of the later one.")
        var grownFrom: UInt64?

        @Option(help: "The size of the log that the proof leads to.")
        var size: UInt64?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if (entry == nil) == (grownFrom == nil) {
                throw ValidationError("give the number of an entry, or --grown-from")
            }
        }

        func run() async throws {
            let (disk, key) = try place.open()
            let reader = try await LedgerReader.open(disk: disk)
            let note = try await reader.checkpoint(cosigned: false)
            let head = try Checkpoint.verified(note, origin: key.name, key: key)
            let size = size ?? head.size
            guard size <= head.size else {
                throw Fault(.ledgerNoSuchEntry, "the log has \(head.size) published entries, not \(size)")
            }
            let proof: [Digest]
            var leaf: String?
            if let entry {
                proof = try await reader.inclusionProof(of: entry, size: size)
                leaf = Merkle.leaf(try await reader.entry(at: entry).leaf.encoded).base64
            } else {
                proof = try await reader.consistencyProof(from: grownFrom ?? 0, to: size)
            }
            if json {
                let hashes = proof.map(\.base64)
                try printJSON(Proof(entry: entry, grownFrom: grownFrom, size: size, leafHash: leaf, hashes: hashes))
            } else {
                for hash in proof { print(hash.base64) }
            }
        }

        private struct Proof: Encodable {
            var entry: UInt64?
            var grownFrom: UInt64?
            var size: UInt64
            var leafHash: String?
            var hashes: [String]
        }
    }

    struct Receipt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a receipt that proves, without the log, that an entry is in it.",
            discussion: """
                The receipt is in the form c2sp.org/tlog-proof@v1; what is published of the entry stands in its \
                `extra` line. It stays valid after the entry's body has been erased.

                EXAMPLE
                  reeve ledger receipt 4 --data .reeve/demo --out 4.tlog-proof
                  reeve ledger check 4.tlog-proof --key "$(reeve ledger keys --data .reeve/demo)"

                EXIT CODES
                  0 written · 70 no such entry, or not published yet
                """
        )

        @OptionGroup var place: Place

        @Argument(help: "The number of the entry.")
        var entry: UInt64

        @Option(help: "The file to write, in place of standard output.")
        var out: String?

        @Flag(help: "Print what was written as JSON.")
        var json = false

        func run() async throws {
            let (disk, key) = try place.open()
            let reader = try await LedgerReader.open(disk: disk)
            let leaf = try await reader.entry(at: entry).leaf.encoded
            let receipt = try await reader.receipt(of: entry, extra: leaf)
            try receipt.verify(leaf: leaf, origin: key.name, key: key)
            if let out { try Data(receipt.encoded.utf8).write(to: URL(filePath: out), options: .atomic) }
            if json {
                let size = try Checkpoint(parsing: receipt.checkpoint.text).size
                try printJSON(Written(entry: entry, size: size, leaf: String(decoding: leaf, as: UTF8.self), file: out))
            } else if out == nil {
                print(receipt.encoded, terminator: "")
            }
        }

        private struct Written: Encodable {
            var entry: UInt64
            var size: UInt64
            var leaf: String
            var file: String?
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a receipt with nothing but the log's key.",
            discussion: """
                EXAMPLE
                  reeve ledger check 4.tlog-proof --key "reeve.example/13+1a2b3c4d+AbC…"

                EXIT CODES
                  0 the receipt holds · 1 it does not hold · 70 it cannot be read
                """
        )

        @Argument(help: "The receipt.")
        var file: String

        @Option(help: "The log's verifier key, as its force has published it. May be given several times.")
        var key: [String]

        @Option(help: "The verifier key of a witness. May be given several times.")
        var witness: [String] = []

        @Option(help: "How many of those witnesses must have cosigned.")
        var need = 0

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let receipt = try OfflineReceipt(parsing: try String(contentsOfFile: file, encoding: .utf8))
            var report = Report(entry: receipt.index, holds: false, cosignedBy: [])
            do {
                guard let leaf = receipt.extra.flatMap({ LedgerLeaf($0) }) else {
                    throw Fault(.ledgerUnproved, "the receipt does not say what the entry is")
                }
                let keys = try key.map { try Self.key($0, .ed25519) }
                let head = try Checkpoint.verified(
                    receipt.checkpoint,
                    origin: keys.first?.name ?? "",
                    keys: keys
                )
                try receipt.verify(leaf: leaf.encoded, head: head)
                for witness in try witness.map({ try Self.key($0, .cosignature) })
                where (try? receipt.checkpoint.verified(by: [witness])) != nil {
                    report.cosignedBy.append(witness.name)
                }
                guard report.cosignedBy.count >= need else {
                    throw Fault(.ledgerUnproved, "\(report.cosignedBy.count) known witnesses cosigned, \(need) needed")
                }
                report.holds = true
                report.kind = leaf.kind.description
                report.at = leaf.at.rfc3339
                report.size = head.size
            } catch let fault as Fault where fault.code == .ledgerUnproved {
                report.why = fault.message
            }
            if json {
                try printJSON(report)
            } else if report.holds {
                print("entry \(receipt.index) (\(report.kind ?? ""), \(report.at ?? "")) is in the log")
            } else {
                print("the receipt does not hold: \(report.why ?? "")")
            }
            if !report.holds { throw ExitCode(1) }
        }

        private static func key(_ text: String, _ algorithm: VerifierKey.Algorithm) throws -> VerifierKey {
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard let key = VerifierKey(text), key.algorithm == algorithm else {
                throw Fault(.ledgerMalformed, "`\(text)` is not a verifier key of this kind")
            }
            return key
        }

        private struct Report: Encodable {
            var entry: UInt64
            var holds: Bool
            var cosignedBy: [String]
            var kind: String?
            var at: String?
            var size: UInt64?
            var why: String?
        }
    }
}
