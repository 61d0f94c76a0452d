import ArgumentParser
import Foundation
import Ledger
import Node
import Store
import Vocabulary

extension LedgerCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every entry, the tree over them, and the signature.",
            discussion: """
                Changes nothing and may run beside the node.

                EXAMPLE
                  reeve ledger verify --data .reeve/demo

                EXIT CODES
                  0 everything agrees · 1 damage was found (it is listed) · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let (disk, key) = try place.open()
            let report = try await LedgerVerification.verify(disk: disk, origin: key.name, key: key)
            if json {
                try printJSON(Report(report))
            } else {
                print("\(report.entries) entries, \(report.erased) with an erased body, \(report.tiles) tiles")
                for finding in report.findings { print("  damage: \(finding)") }
                print(report.isClean ? "the log verifies" : "the log does not verify: \(report.findingsCount) findings")
            }
            if !report.isClean { throw ExitCode(1) }
        }
    }

    struct Entries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List entries by number, kind, time and leaf hash. What they say stays in the node.",
            discussion: """
                EXAMPLE
                  reeve ledger entries --data .reeve/demo --from 100
                """
        )

        @OptionGroup var place: Place

        @Option(name: .customLong("from"), help: "The first entry to list.")
        var start: UInt64 = 0

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let (disk, _) = try place.open()
            var lines: [EntryLine] = []
            try await LedgerReader.open(disk: disk).forEach(from: start) { entry in
                let line = EntryLine(
                    index: entry.index,
                    kind: entry.kind.description,
                    at: entry.at.rfc3339,
                    erased: entry.body == .erased
                )
                if json {
                    lines.append(line)
                } else {
                    print("\(line.index)  \(line.at)  \(line.kind)\(line.erased ? "  (body erased)" : "")")
                }
                return true
            }
            if json { try printJSON(lines) }
        }
    }

    struct EntryLine: Encodable {
        var index: UInt64
        var kind: String
        var at: String
        var erased: Bool
    }

    struct Report: Encodable {
        var entries: UInt64
        var erased: Int
        var kinds: [String: Int]
        var tiles: Int
        var clean: Bool
        var findings: [String]

        init(_ report: LedgerVerification) {
            entries = report.entries
            erased = report.erased
            kinds = Dictionary(uniqueKeysWithValues: report.kinds.map { ($0.key.description, $0.value) })
            tiles = report.tiles
            clean = report.isClean
            findings = report.findings.map(\.description)
        }
    }
}
