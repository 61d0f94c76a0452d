import ArgumentParser
import Foundation
import Ledger
import Vocabulary

/// `reeve-simulate tamper`: damage of every kind to logs, and logs that show two histories.
struct Tamper: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tamper",
        abstract: "Flips bits, deletes and reorders in logs, and shows witnesses two histories; all must be found.",
        discussion: """
              reeve-simulate tamper --changes 10000 --splits 1000 --seed 1

            Exit codes: 0 everything was found, 1 something was not.
            """
    )

    @Option(help: "How many changes to try.")
    var changes = 10_000

    @Option(help: "How many split views to try.")
    var splits = 1_000

    @Option(help: "Decides everything.")
    var seed: UInt64 = 1

    func run() async throws {
        var dice = SimulationDice(seed: seed)
        var summary = Summary(seed: seed)
        let logs = try await [5, 40, 256, 290].enumerated().map { ($1, UInt64($0) &+ seed) }.asyncMap(Self.log)
        for number in 0..<changes {
            let disk = logs[dice.below(logs.count)]
            let change = TamperChange.pick(on: disk, &dice)
            disk.tamper(change.file, change.bytes)
            let report = try await LedgerVerification.verify(
                disk: disk,
                origin: TrialLog.origin,
                key: try TrialLog.key().verifierKey
            )
            disk.tamper(change.file, change.original)
            summary.tried[change.kind, default: 0] += 1
            if report.isClean { summary.missed.append("change \(number): \(change.kind) in \(change.file)") }
        }
        for number in 0..<splits {
            summary.tried["split view", default: 0] += 1
            if let why = try await Self.split(&dice) { summary.missed.append("split \(number): \(why)") }
        }
        try TrialLog.print(summary)
        if !summary.missed.isEmpty { throw ExitCode(1) }
    }

    private static func open(_ disk: SimulatedDisk, _ seed: UInt64) async throws -> LedgerWriter {
        let dice = Shared(SimulationDice(seed: seed))
        return try await LedgerWriter.open(
            disk: disk,
            key: try TrialLog.key(),
            origin: TrialLog.origin,
            clock: { Timestamp(milliseconds: 1_795_000_000_000) },
            randomness: { count in dice.withLock { $0.bytes(count) } },
            publishEvery: 1_000_000
        )
    }

    /// A closed log with an erased body.
    private static func log(_ entries: Int, _ seed: UInt64) async throws -> SimulatedDisk {
        let disk = SimulatedDisk(seed: seed)
        let writer = try await open(disk, seed)
        for number in 0..<entries { _ = try await writer.append(kind: .disclosure, body: Array("act \(number)".utf8)) }
        _ = try await writer.erase(1, body: [])
        try await writer.close()
        return disk
    }

    /// Shows a witness one history, then another that parts from it; returns what went wrong.
    private static func split(_ dice: inout SimulationDice) async throws -> String? {
        let common = dice.below(20)
        let first = try await open(SimulatedDisk(seed: 1), 1)
        let second = try await open(SimulatedDisk(seed: 2), 1)
        for number in 0..<common {
            for writer in [first, second] { _ = try await writer.append(kind: .system, body: [UInt8(number)]) }
        }
        let more = 1 + dice.below(20)
        for number in 0..<more {
            _ = try await first.append(kind: .disclosure, body: [1, UInt8(number)])
            _ = try await second.append(kind: .disclosure, body: [2, UInt8(number)])
        }
        let isLonger = dice.happens(0.5)
        if isLonger { for _ in 0...dice.below(20) { _ = try await second.append(kind: .system, body: []) } }
        let keeper = try await WitnessKeeper.open(
            disk: SimulatedDisk(seed: 3),
            key: try SigningKey(name: "witness.example", seed: [UInt8](repeating: 5, count: 32)),
            logs: [WatchedLog(origin: TrialLog.origin, keys: [try TrialLog.key().verifierKey])],
            clock: { Timestamp(milliseconds: 1_795_000_000_000) }
        )
        let witness = WitnessContact(key: keeper.verifierKey, address: "")
        for (writer, shouldHold) in [(first, true), (second, false)] {
            let cosigning = Cosigning(ledger: writer, witnesses: [witness], required: 1) { _, body in
                await keeper.addCheckpoint(body)
            }
            try await writer.publish()
            let holds = (try? await cosigning.cosign()) != nil
            if holds != shouldHold { return shouldHold ? "an honest log was refused" : "the witness cosigned both" }
            let alarms = await cosigning.alarms
            if !shouldHold, alarms.first?.code != .ledgerSplitView { return "the log's own node raised no alarm" }
        }
        let seen = await keeper.splits
        if seen.isEmpty { return "the witness raised no alarm" }
        if !isLonger, seen.first?.isProven != true { return "two roots of one size did not convict the log" }
        return nil
    }

    private struct Summary: Encodable {
        var measure = "T5 bit flips, deletions, reorders and split views"
        var seed: UInt64
        /// How many were tried, by kind.
        var tried: [String: Int] = [:]
        /// What was not found.
        var missed: [String] = []

        init(seed: UInt64) { self.seed = seed }
    }
}

extension Sequence {
    /// Each element's result, one after the other.
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}

/// One change to one file of a log.
private struct TamperChange {
    var kind: String
    var file: String
    var original: [UInt8]
    /// `nil` takes the file away.
    var bytes: [UInt8]?

    static func pick(on disk: SimulatedDisk, _ dice: inout SimulationDice) -> TamperChange {
        while true {
            let names = disk.names.filter { !$0.hasPrefix("torn/") && !$0.contains(".p/") || isEdge($0, disk) }
            let file = dice.happens(0.4) ? "journal" : names[dice.below(names.count)]
            guard let original = disk.bytes(of: file), !original.isEmpty else { continue }
            let kind = ["flip", "deletion", "reorder"][dice.below(3)]
            let bytes: [UInt8]? =
                switch kind {
                case "flip": flip(original, &dice)
                case "deletion": dice.happens(0.1) ? nil : delete(parts(original, file), &dice)
                default: reorder(parts(original, file), &dice)
                }
            if bytes != original { return TamperChange(kind: kind, file: file, original: original, bytes: bytes) }
        }
    }

    /// Whether a partial tile is one that the checkpoint stands on, not one of an earlier size.
    private static func isEdge(_ name: String, _ disk: SimulatedDisk) -> Bool {
        guard let note = disk.bytes(of: "checkpoint").flatMap({ try? SignedNote(parsing: $0) }),
            let size = try? Checkpoint(parsing: note.text).size
        else { return false }
        return Tile.partials(size: size).contains { $0.path == name }
    }

    private static func flip(_ bytes: [UInt8], _ dice: inout SimulationDice) -> [UInt8] {
        var bytes = bytes
        bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
        return bytes
    }

    private static func delete(_ parts: [ArraySlice<UInt8>], _ dice: inout SimulationDice) -> [UInt8] {
        var parts = parts
        let first = dice.below(parts.count)
        parts.removeSubrange(first..<min(parts.count, first + 1 + dice.below(3)))
        return Array(parts.joined())
    }

    private static func reorder(_ parts: [ArraySlice<UInt8>], _ dice: inout SimulationDice) -> [UInt8] {
        var parts = parts
        parts.swapAt(dice.below(parts.count), dice.below(parts.count))
        return Array(parts.joined())
    }

    /// The frames of a journal, the hashes of a tile, the entries of a bundle, the lines of a note.
    private static func parts(_ bytes: [UInt8], _ file: String) -> [ArraySlice<UInt8>] {
        var cuts = [0]
        if file == "journal" {
            cuts += bytes.indices.dropLast(4).filter {
                bytes[$0] == 0x52 && bytes[$0..<$0 + 4] == [0x52, 0x56, 0x4C, 0x45]
            }
        } else if file.hasPrefix("tile/entries/") {
            while let last = cuts.last, last + 2 < bytes.count {
                cuts.append(last + 2 + Int(bytes[last]) << 8 + Int(bytes[last + 1]))
            }
            cuts.removeLast()
        } else if file.hasPrefix("tile/") {
            cuts += Array(stride(from: 32, to: bytes.count, by: 32))
        } else {
            cuts += bytes.indices.dropLast().filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        }
        return zip(cuts, cuts.dropFirst() + [bytes.count]).map { bytes[$0..<$1] }
    }
}
