import Ledger
import Testing
import Vocabulary

@Suite("Damage to a log") struct LedgerDamageTests {
    static func small(entries: Int = 5) async throws -> TestLog {
        let log = try TestLog()
        let writer = try await log.open()
        for index in 0..<entries { _ = try await writer.append(kind: .disclosure, body: TestLog.body(index)) }
        _ = try await writer.erase(1, body: [])
        try await writer.close()
        return log
    }

    @Test(
        "every single-bit flip of every file is found",
        arguments: ["journal", "checkpoint", "tile/0/000.p/4", "tile/entries/000.p/4"]
    )
    func bitFlips(file: String) async throws {
        let log = try await Self.small(entries: 3)
        #expect(try await log.verify().isClean)
        let bytes = try #require(log.disk.bytes(of: file))
        for bit in 0..<bytes.count * 8 {
            var wrong = bytes
            wrong[bit / 8] ^= 1 << (bit % 8)
            log.disk.tamper(file, wrong)
            let report = try await log.verify()
            #expect(!report.isClean, "bit \(bit) of \(file)")
        }
    }

    @Test("a flip in an entry is found at that entry")
    func naming() async throws {
        let log = try await Self.small()
        let bytes = try #require(log.disk.bytes(of: "journal"))
        let starts = bytes.indices.dropLast(4).filter { Array(bytes[$0..<$0 + 4]) == Array("RVLE".utf8) }
        #expect(starts.count == 6)
        for (entry, start) in starts.enumerated() {
            for place in [0, 9, 40, 130] {
                var wrong = bytes
                wrong[start + place] ^= 8
                log.disk.tamper("journal", wrong)
                let findings = try await log.verify().findings
                #expect(findings.contains { $0.entry == UInt64(entry) }, "entry \(entry), byte \(place)")
            }
        }
    }

    @Test("a flip of a body bit stops no reader but that of the entry, and is found")
    func bodies() async throws {
        let log = try await Self.small()
        var bytes = try #require(log.disk.bytes(of: "journal"))
        let place = try #require(bytes.indices.last { Array(bytes[$0...].prefix(10)) == Array("enquiry 3 ".utf8) })
        bytes[place] ^= 1
        log.disk.tamper("journal", bytes)
        #expect(try await log.verify().findings.map(\.entry) == [3])
        let reader = try await LedgerReader.open(disk: log.disk)
        #expect(try await reader.entry(at: 2).body == .kept(TestLog.body(2)))
        await #expect(throws: Fault.self) { try await reader.entry(at: 3) }
    }

    @Test("entries taken out, swapped, doubled or cut off are found, and the log does not open", arguments: 0..<5)
    func rearranging(entry: Int) async throws {
        let log = try await Self.small()
        let bytes = try #require(log.disk.bytes(of: "journal"))
        var starts = bytes.indices.dropLast(4).filter { Array(bytes[$0..<$0 + 4]) == Array("RVLE".utf8) }
        starts.append(bytes.count)
        let head = Array(bytes[..<starts[0]])
        let frames = zip(starts, starts.dropFirst()).map { Array(bytes[$0..<$1]) }
        var without = frames
        without.remove(at: entry)
        var swapped = frames
        swapped.swapAt(entry, entry + 1)
        var doubled = frames
        doubled.insert(frames[entry], at: entry)
        for (name, changed) in [
            ("without", without), ("swapped", swapped), ("doubled", doubled), ("cut", Array(frames[..<entry])),
        ] {
            log.disk.tamper("journal", head + changed.flatMap(\.self))
            #expect(try await !log.verify().isClean, "\(name) \(entry)")
            await #expect(throws: Fault.self, "\(name) \(entry)") { try await log.open() }
        }
    }

    @Test("a body blanked without an entry that says so is found")
    func blanking() async throws {
        let log = try await Self.small()
        var bytes = try #require(log.disk.bytes(of: "journal"))
        let body = try #require(bytes.indices.last { Array(bytes[$0...].prefix(10)) == Array("enquiry 4 ".utf8) })
        for place in body - 32..<body + TestLog.body(4).count { bytes[place] = 0 }
        log.disk.tamper("journal", bytes)
        let findings = try await log.verify().findings
        #expect(findings.map(\.description) == ["entry 4: its body is blank, but no entry records its erasure"])
    }

    @Test("a log rewritten with another history does not have the signed root")
    func rewriting() async throws {
        let log = try await Self.small()
        let checkpoint = try #require(log.disk.bytes(of: "checkpoint"))
        let other = try TestLog(seed: 2)
        let writer = try await other.open()
        for index in 0..<7 { _ = try await writer.append(kind: .disclosure, body: TestLog.body(index)) }
        try await writer.close()
        other.disk.tamper("checkpoint", checkpoint)
        let findings = try await other.verify().findings
        #expect(findings.contains { $0.message.contains("do not have the root") })
        await #expect(throws: Fault.self) { try await other.open() }
    }

    @Test("a log without journal, checkpoint or the right key is not clean")
    func missing() async throws {
        for file in ["journal", "checkpoint"] {
            let log = try await Self.small()
            log.disk.tamper(file, nil)
            #expect(try await !log.verify().isClean, "\(file)")
        }
        let log = try await Self.small()
        let stranger = try SigningKey(name: TestLog.origin, seed: [UInt8](repeating: 1, count: 32))
        let report = try await LedgerVerification.verify(
            disk: log.disk,
            origin: TestLog.origin,
            key: stranger.verifierKey
        )
        #expect(!report.isClean)
        await #expect(throws: Fault.self) {
            try await LedgerWriter.open(
                disk: log.disk,
                key: stranger,
                origin: TestLog.origin,
                clock: { Timestamp(milliseconds: 0) },
                randomness: { [UInt8](repeating: 0, count: $0) }
            )
        }
    }
}
