import ArgumentParser
import Foundation
import Ledger
import Node
import Store
import Vocabulary

extension LedgerCommand {
    struct Keys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Print the verifier key that others check this log with; with --all also earlier ones and the witness's.",
            discussion: """
                EXAMPLE
                  reeve ledger keys --data .reeve/demo --all --json
                """
        )

        @OptionGroup var place: Place

        @Flag(help: "Every key the log has had with its dates, and this node's key as a witness.")
        var all = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let (disk, key) = try place.open()
            let history = try await KeyHistory.read(on: disk, origin: key.name)
            let periods = history.periods(current: key)
            var lines = periods.suffix(all ? periods.count : 1).map { Line($0) }
            let witness = NodeFolder(path: place.data).witness + "/witness.key"
            if all, let secret = try? String(contentsOfFile: witness, encoding: .utf8) {
                lines.append(Line(witness: try SigningKey(secretText: secret).cosignatureKey))
            }
            if json {
                try printJSON(lines)
            } else {
                for line in lines {
                    print(all ? "\(line.key)  \(line.use)  \(line.from ?? "") to \(line.until ?? "")" : line.key)
                }
            }
        }

        private struct Line: Encodable {
            var key: String
            var use: String
            var from: String?
            var until: String?

            init(witness: VerifierKey) {
                key = witness.description
                use = "witness"
            }

            init(_ period: KeyHistory.Period) {
                key = period.key.description
                use = "log"
                from = period.from?.rfc3339UTC
                until = period.until?.rfc3339UTC
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give the log a new signing key. The node must be stopped.",
            discussion: """
                The change is an entry of the log and is signed by both keys, so whoever trusts the old key can follow. \
                Old checkpoints and receipts stay verifiable with the old verifier key. The old secret is kept beside \
                the new one with the ending `.old`; destroy it once the change is known to the witnesses.

                With --agent the new key is the Ed25519 key that an SSH agent holds: the node's folder keeps its public \
                half alone, and from then on the node needs the agent to start and to sign.

                EXAMPLE
                  reeve ledger rotate --data .reeve/node
                  reeve ledger rotate --data .reeve/node --agent

                EXIT CODES
                  0 the new key is in use · 70 fault; run it again, or start the node, which finishes what was begun
                """
        )

        @OptionGroup var place: Place

        @Flag(help: "Sign with the one Ed25519 key of the agent at SSH_AUTH_SOCK.")
        var agent = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let folder = NodeFolder(path: place.data)
            let (_, writer) = try await place.openForWriting()
            let name = writer.origin
            let fresh = try agent ? held(as: name) : SigningKey(name: name, seed: Building.systemRandomness(32))
            let next = folder.key + ".next"
            try folder.keepSecret(fresh.secretText, in: next)
            let history = try await writer.rotate(to: fresh)
            try folder.replaceKey(by: next)
            if json {
                let number = history.rotations.count
                try printJSON(["key": fresh.verifierKey.description, "rotation": "\(number)"])
            } else {
                print("the log is signed by a new key from now on; tell its witnesses:")
                print(fresh.verifierKey)
            }
        }

        private func held(as name: String) throws -> SigningKey {
            let keys = try SigningAgent.keys()
            guard let key = keys.first, keys.count == 1 else {
                throw Fault(
                    .ledgerKeyInvalid,
                    "the agent holds \(keys.count) Ed25519 keys, and it must be one",
                    help: "give the node an agent of its own, with the log's key alone"
                )
            }
            return try SigningKey(name: name, signer: key)
        }
    }

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve the log's checkpoint and tiles by themselves, without the node. It may be running.",
            discussion: """
                A running node serves the same below `/log/`.

                EXAMPLE
                  reeve ledger serve --data .reeve/demo --port 8430
                """
        )

        @OptionGroup var place: Place

        @Option(help: "The port on 127.0.0.1; 0 takes any free one.")
        var port = 8430

        func run() async throws {
            let (disk, _) = try place.open()
            let needs = try NodeFolder(path: place.data).readWitnesses().required > 0
            try await LogRoutes(disk: disk, needsWitnesses: needs).serve(port: port) { port in
                say("the log is on http://127.0.0.1:\(port)/checkpoint  (Ctrl-C stops it)")
            }
        }
    }

    struct Fsck: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put right what a crash left behind, then check everything. The node must be stopped.",
            discussion: """
                Cuts off a half-written batch that nobody was told about (kept under `torn/`), finishes erasures and \
                changes of key, and writes missing tiles again. Damage to anything acknowledged is never touched: it is \
                named, and the folder stays as it is.

                EXAMPLE
                  reeve ledger fsck --data .reeve/demo --json

                EXIT CODES
                  0 the log is sound · 1 damage was found (it is listed) · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var repaired = LedgerOpening()
            do {
                let (_, writer) = try await place.openForWriting()
                repaired = writer.opening
                try await writer.close()
            } catch let fault as Fault where fault.code == .ledgerDamaged {
                // The check below lists it.
            }
            let (disk, key) = try place.open()
            let report = try await LedgerVerification.verify(disk: disk, origin: key.name, key: key)
            if json {
                try printJSON(Outcome(repaired, Report(report)))
            } else {
                print("cut off \(repaired.tornBytes) bytes that nobody was told about")
                print("wrote \(repaired.tilesRebuilt) tiles again, finished \(repaired.erasuresFinished) erasures")
                for finding in report.findings { print("  damage: \(finding)") }
                print(report.isClean ? "the log is sound" : "the log is damaged: \(report.findingsCount) findings")
            }
            if !report.isClean { throw ExitCode(1) }
        }

        private struct Outcome: Encodable {
            var tornBytes: UInt64
            var tilesRebuilt: Int
            var erasuresFinished: Int
            var verification: Report

            init(_ opening: LedgerOpening, _ report: Report) {
                tornBytes = opening.tornBytes
                tilesRebuilt = opening.tilesRebuilt
                erasuresFinished = opening.erasuresFinished
                verification = report
            }
        }
    }
}
