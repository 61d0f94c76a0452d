import Ledger
import Testing
import Vocabulary

@Suite("Changing a log's key") struct KeyHistoryTests {
    static func key(_ number: UInt8) throws -> SigningKey {
        try SigningKey(name: TestLog.origin, seed: [UInt8](repeating: number, count: 32))
    }

    static func open(_ disk: SimulatedDisk, _ number: UInt8) async throws -> LedgerWriter {
        let dice = LockedDice(seed: UInt64(number))
        return try await LedgerWriter.open(
            disk: disk,
            key: try key(number),
            origin: TestLog.origin,
            clock: { Timestamp(milliseconds: dice.tick() + Int64(number) * 86_400_000) },
            randomness: { dice.bytes($0) }
        )
    }

    @Test("old checkpoints and receipts stay verifiable, the chain names each key with its dates")
    func rotates() async throws {
        let disk = SimulatedDisk(seed: 1)
        var old: [(SignedNote, OfflineReceipt, [UInt8])] = []
        for number: UInt8 in 1...3 {
            let writer = try await Self.open(disk, number)
            for count in 0..<5 { _ = try await writer.append(kind: .disclosure, body: [number, UInt8(count)]) }
            let note = try await writer.publish()
            let index = await writer.size - 1
            let leaf = try await writer.reader.entry(at: index).leaf.encoded
            old.append((note, try await writer.reader.receipt(of: index), leaf))
            let history = try await writer.rotate(to: try Self.key(number + 1))
            #expect(history.current == (try Self.key(number + 1)).verifierKey)
            await #expect(throws: Fault.self) { try await writer.append(kind: .system, body: []) }
        }
        let history = try await KeyHistory.read(on: disk, origin: TestLog.origin)
        let current = try Self.key(4).verifierKey
        let periods = history.periods(current: current)
        #expect(periods.map(\.key) == (try (1...4).map { try Self.key($0).verifierKey }))
        #expect(periods.first?.from == nil && periods.last?.until == nil)
        #expect(zip(periods, periods.dropFirst()).allSatisfy { $0.until == $1.from && $0.until != nil })
        for (period, (note, receipt, leaf)) in zip(periods, old) {
            _ = try Checkpoint.verified(note, origin: TestLog.origin, key: period.key)
            try receipt.verify(leaf: leaf, origin: TestLog.origin, key: period.key)
        }
        let writer = try await Self.open(disk, 4)
        try await writer.close()
        let report = try await LedgerVerification.verify(disk: disk, origin: TestLog.origin, key: current)
        #expect(report.findings == [])
        #expect(report.kinds[.system] == 3)
        await #expect(throws: Fault.self) { try await Self.open(disk, 3) }
        await #expect(throws: Fault.self) { try await Self.open(disk, 5) }
    }

    @Test("the checkpoint at the change is signed by both keys, so that a witness that knows either accepts it")
    func bothSign() async throws {
        let disk = SimulatedDisk(seed: 1)
        let writer = try await Self.open(disk, 1)
        try await _ = writer.rotate(to: try Self.key(2))
        let note = try SignedNote(parsing: try #require(disk.bytes(of: "checkpoint")))
        for number: UInt8 in 1...2 { try note.verified(by: [try Self.key(number).verifierKey]) }
        let second = try await Self.open(disk, 2)
        #expect(await second.checkpoint == note)
    }

    @Test("a failure in any call of a change leaves a log that opens under one of the keys")
    func interrupted() async throws {
        let first = SimulatedDisk(seed: 1)
        let counted = try await Self.open(first, 1)
        let before = first.calls
        _ = try await counted.rotate(to: try Self.key(2))
        #expect(first.calls > before + 4)
        for failure in SimulatedDisk.Failure.allCases {
            for call in before..<first.calls {
                let disk = SimulatedDisk(seed: UInt64(call))
                let writer = try await Self.open(disk, 1)
                disk.fail(call: call, with: failure)
                _ = try? await writer.rotate(to: try Self.key(2))
                disk.restart()
                let current = try await KeyHistory.read(on: disk, origin: TestLog.origin).current
                let number: UInt8 = current == nil ? 1 : 2
                let again = try await Self.open(disk, number)
                _ = try await again.append(kind: .system, body: [])
                try await again.close()
                let report = try await LedgerVerification.verify(
                    disk: disk,
                    origin: TestLog.origin,
                    key: try Self.key(number).verifierKey
                )
                #expect(report.findings == [], "\(failure) in call \(call)")
            }
        }
    }

    @Test("a change that one key has not signed, or that skips a key, is refused")
    func forged() async throws {
        let disk = SimulatedDisk(seed: 1)
        let writer = try await Self.open(disk, 1)
        let real = try await writer.rotate(to: try Self.key(2)).rotations[0].note
        var history = KeyHistory()
        for one in real.signatures {
            let half = try SignedNote(text: real.text, signatures: [one])
            #expect(throws: Fault.self) { try history.add(half, origin: TestLog.origin) }
        }
        #expect(throws: Fault.self) { try history.add(real, origin: "another.example") }
        try history.add(real, origin: TestLog.origin)
        #expect(throws: Fault.self) { try history.add(real, origin: TestLog.origin) }
        let bytes = try #require(disk.bytes(of: "rotations/1"))
        for bit in stride(from: 0, to: bytes.count * 8, by: 29) {
            var wrong = bytes
            wrong[bit / 8] ^= 1 << (bit % 8)
            disk.tamper("rotations/1", wrong)
            let report = try await LedgerVerification.verify(
                disk: disk,
                origin: TestLog.origin,
                key: try Self.key(2).verifierKey
            )
            #expect(!report.isClean, "bit \(bit)")
        }
    }
}
