import Foundation
import Ledger
import Store
import Synchronization
import Vocabulary

/// What the trials on a real disk share: one key, one way of opening, one check of what was acknowledged.
enum TrialLog {
    static let origin = "trial.example"

    static func key() throws -> SigningKey {
        try SigningKey(name: origin, seed: [UInt8](repeating: 9, count: 32))
    }

    static func open(
        _ folder: String,
        publishEvery: Int64 = 50
    ) async throws -> LedgerWriter {
        try await open(try FileLogDisk(folder: folder), publishEvery: publishEvery)
    }

    static func open(_ disk: FileLogDisk, publishEvery: Int64) async throws -> LedgerWriter {
        try await LedgerWriter.open(
            disk: disk,
            key: try key(),
            origin: origin,
            clock: clock,
            randomness: FileLogDisk.randomness,
            publishEvery: publishEvery
        )
    }

    static let clock: Clock = { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    /// Opens a log again and says what is broken: an acknowledged entry lost or changed, or a log that does not verify.
    static func broken(_ folder: String, acknowledged: [UInt64: String]) async -> [String] {
        var broken: [String] = []
        do {
            let writer = try await open(folder)
            var left = acknowledged
            try await writer.reader.forEach { entry in
                if let body = left.removeValue(forKey: entry.index), entry.body != .kept(Array(body.utf8)) {
                    broken.append("acknowledged entry \(entry.index) was changed")
                }
                return true
            }
            for index in left.keys.sorted() { broken.append("acknowledged entry \(index) is lost") }
            _ = try await writer.append(kind: .system, body: [1])
            try await writer.close()
            let disk = try FileLogDisk(folder: folder, writing: false)
            let report = try await LedgerVerification.verify(disk: disk, origin: origin, key: try key().verifierKey)
            broken += report.findings.map { "verification: \($0)" }
        } catch {
            broken.append("the log does not open on a sound disk: \(error)")
        }
        return broken
    }

    /// Says a line at once, so that a kill right after loses nothing of what was said.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }

    /// Prints a value as one line of JSON with sorted keys.
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

/// A value that several tasks share.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout sending Value) throws -> sending Result) rethrows -> Result {
        try state.withLock(body)
    }
}

/// Another copy of this program that can be killed.
struct TrialChild {
    private let process = Process()
    private let output = Pipe()

    /// Starts this program with other words.
    init(_ words: [String]) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = words
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Waits until it has said something or ended, and returns what it said so far.
    func firstWords() -> Data { output.fileHandleForReading.availableData }

    /// Kills it without warning.
    func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

    /// Waits for its end and returns its lines, after those read before, and whether it was killed.
    func finish(after before: Data = Data()) -> (lines: [Substring], wasKilled: Bool) {
        let text = String(decoding: before + output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try? output.fileHandleForReading.close()
        // What follows the last newline was cut short.
        let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
        return (whole.split(separator: "\n"), process.terminationReason == .uncaughtSignal)
    }
}
