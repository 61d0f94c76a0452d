import Foundation
import Ledger
import Synchronization
import Vocabulary

/// A log on a simulated disk, with its own clock and dice.
struct TestLog {
    static let origin = "ledger.force13.example/log"
    let disk: SimulatedDisk
    let key: SigningKey
    private let dice: LockedDice

    init(seed: UInt64 = 1, disk: SimulatedDisk? = nil) throws {
        self.disk = disk ?? SimulatedDisk(seed: seed)
        key = try SigningKey(name: Self.origin, seed: [UInt8](repeating: 7, count: 32))
        dice = LockedDice(seed: seed)
    }

    func open(publishEvery: Int64 = 1_000_000) async throws -> LedgerWriter {
        let dice = dice
        return try await LedgerWriter.open(
            disk: disk,
            key: key,
            origin: Self.origin,
            clock: { Timestamp(milliseconds: dice.tick()) },
            randomness: { dice.bytes($0) },
            publishEvery: publishEvery
        )
    }

    func verify() async throws -> LedgerVerification {
        try await LedgerVerification.verify(disk: disk, origin: Self.origin, key: key.verifierKey)
    }

    static func body(_ index: Int) -> [UInt8] { Array("enquiry \(index) for WYP-20261119-\(1_000 + index)".utf8) }
}

/// Dice and a clock that several tasks may use.
final class LockedDice: Sendable {
    private let state: Mutex<(dice: SimulationDice, now: Int64)>

    init(seed: UInt64) { state = Mutex((SimulationDice(seed: seed), 1_795_000_000_000)) }

    func bytes(_ count: Int) -> [UInt8] { state.withLock { $0.dice.bytes(count) } }

    func tick() -> Int64 {
        state.withLock {
            $0.now += 1
            return $0.now
        }
    }
}

/// The shared vectors, where they are on this machine.
enum Vectors {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/09_tlog").standardizedFileURL

    static var isHere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func data(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: path))) }

    static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

    static func files(under path: String) -> [String] {
        let walker = FileManager.default.enumerator(atPath: folder.appending(path: path).path)
        return (walker?.allObjects as? [String] ?? []).sorted().map { "\(path)/\($0)" }.filter { $0.hasSuffix(".json") }
    }
}
