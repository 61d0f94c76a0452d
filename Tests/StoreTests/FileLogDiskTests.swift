import Foundation
import Ledger
import Store
import Testing
import Vocabulary

@Suite("A ledger's folder") struct FileLogDiskTests {
    /// A folder of its own, removed afterwards.
    private static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("what is written is read back")
    func roundTrip() async throws {
        try await Self.withFolder { folder in
            let disk = try FileLogDisk(folder: folder)
            #expect(try await disk.size(of: "a") == nil)
            try await disk.write([1, 2, 3], to: "a", at: 0, durably: true)
            try await disk.write([9], to: "a", at: 1, durably: false)
            try await disk.write([4, 5], to: "a", at: 3, durably: true)
            #expect(try await disk.contents(of: "a") == [1, 9, 3, 4, 5])
            #expect(try await disk.read("a", at: 3, count: 100) == [4, 5])
            #expect(try await disk.read("a", at: 50, count: 100) == [])
            try await disk.truncate("a", to: 2)
            #expect(try await disk.size(of: "a") == 2)
            await #expect(throws: Fault.self) { try await disk.read("absent", at: 0, count: 1) }
        }
    }

    @Test("a file is replaced as a whole, also while it is being written")
    func replacing() async throws {
        try await Self.withFolder { folder in
            let disk = try FileLogDisk(folder: folder)
            try await disk.write([1, 2, 3], to: "a", at: 0, durably: true)
            try await disk.replace("a", with: [7], durably: true)
            try await disk.write([8], to: "a", at: 1, durably: true)
            #expect(try await disk.contents(of: "a") == [7, 8])
            try await disk.replace("tile/0/x001/000.p/3", with: [5], durably: false)
            try await disk.replace("tile/0/x001/000.p/4", with: [6], durably: false)
            #expect(try await disk.contents(of: "tile/0/x001/000.p/4") == [6])
            try await disk.removeFolder("tile/0/x001/000.p")
            #expect(try await disk.contents(of: "tile/0/x001/000.p/4") == nil)
            try await disk.removeFolder("tile/0/x001/000.p")
            try await disk.replace("tile/0/x001/000.p/5", with: [6], durably: true)
            #expect(try await disk.contents(of: "tile/0/x001/000.p/5") == [6])
        }
    }

    @Test("folder, key and journal are readable by their owner only")
    func permissions() async throws {
        try await Self.withFolder { folder in
            let disk = try FileLogDisk(folder: folder)
            _ = try await SigningKey.kept(on: disk, name: "a.example", randomness: FileLogDisk.randomness)
            try await disk.write([1], to: "journal", at: 0, durably: true)
            #expect(try Self.mode(folder) == 0o700)
            #expect(try Self.mode(folder + "/signing.key") == 0o600)
            #expect(try Self.mode(folder + "/journal") == 0o600)
        }
    }

    @Test("a second writer is refused until the first has closed; readers are not")
    func locking() async throws {
        try await Self.withFolder { folder in
            let first = try FileLogDisk(folder: folder)
            let fault = #expect(throws: Fault.self) { try FileLogDisk(folder: folder) }
            #expect(fault?.code == .ledgerDisk)
            #expect(fault?.help != nil)
            #expect(try await FileLogDisk(folder: folder, writing: false).size(of: "journal") == nil)
            await first.close()
            _ = try FileLogDisk(folder: folder)
        }
    }

    @Test("random bytes have the length asked for and differ", arguments: [0, 1, 8, 32, 33])
    func randomness(count: Int) {
        let bytes = FileLogDisk.randomness(count)
        #expect(bytes.count == count)
        if count >= 8 { #expect(bytes != FileLogDisk.randomness(count)) }
    }

    @Test("a log on a folder takes entries from many tasks, and verifies after it is opened again")
    func log() async throws {
        try await Self.withFolder { folder in
            for round in 0..<2 {
                let disk = try FileLogDisk(folder: folder)
                let key = try await SigningKey.kept(on: disk, name: "a.example", randomness: FileLogDisk.randomness)
                let writer = try await LedgerWriter.open(
                    disk: disk,
                    key: key,
                    origin: "a.example",
                    clock: { Timestamp(milliseconds: 1_795_000_000_000) },
                    randomness: FileLogDisk.randomness
                )
                #expect(writer.opening == LedgerOpening(entries: UInt64(round * 600)))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<600 {
                        group.addTask {
                            _ = try await writer.append(kind: .disclosure, body: Array("body \(index)".utf8))
                        }
                    }
                    try await group.waitForAll()
                }
                try await writer.close()
                let reader = try FileLogDisk(folder: folder, writing: false)
                let report = try await LedgerVerification.verify(
                    disk: reader,
                    origin: "a.example",
                    key: key.verifierKey
                )
                #expect(report.findings == [])
                #expect(report.entries == UInt64((round + 1) * 600))
            }
        }
    }
}
