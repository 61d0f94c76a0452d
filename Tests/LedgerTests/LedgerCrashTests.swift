import Ledger
import Testing
import Vocabulary

@Suite("A log through crashes and failures") struct LedgerCrashTests {
    /// Appends, publishes and erases until something fails; returns what was acknowledged.
    static func work(_ log: TestLog) async -> [UInt64: [UInt8]] {
        var acknowledged: [UInt64: [UInt8]] = [:]
        do {
            let writer = try await log.open()
            for index in 0..<6 {
                let body = TestLog.body(index) + [UInt8](repeating: 65, count: index * 300)
                acknowledged[try await writer.append(kind: .disclosure, body: body).index] = body
                if index == 2 { try await writer.publish() }
                if index == 4 {
                    // Once asked for, an erasure may or may not have happened.
                    acknowledged[1] = nil
                    acknowledged[try await writer.erase(1, body: [1]).index] = [1]
                }
            }
            try await writer.close()
        } catch {
            // The failure is the point; what counts is what had been acknowledged before.
        }
        return acknowledged
    }

    static func callsOfWork() async throws -> Int {
        let log = try TestLog()
        _ = await work(log)
        return log.disk.calls
    }

    static func expectKept(_ acknowledged: [UInt64: [UInt8]], in log: TestLog, _ what: String) async throws {
        let writer = try await log.open()
        let reader = await writer.reader
        for (index, body) in acknowledged.sorted(by: { $0.key < $1.key }) {
            #expect(try await reader.entry(at: index).body == .kept(body), "\(what), entry \(index)")
        }
        _ = try await writer.append(kind: .system, body: Array("started".utf8))
        try await writer.close()
        #expect(try await log.verify().findings == [], "\(what)")
    }

    @Test(
        "a crash in any call loses no acknowledged entry, whatever the disk keeps",
        arguments: 0..<12 as Range<UInt64>
    )
    func crashes(seed: UInt64) async throws {
        let calls = try await Self.callsOfWork()
        #expect(calls > 15)
        for call in 0..<calls {
            let log = try TestLog(seed: seed * 1_000 + UInt64(call))
            log.disk.fail(call: call, with: .crash)
            let acknowledged = await Self.work(log)
            #expect(log.disk.isDown)
            log.disk.restart()
            try await Self.expectKept(acknowledged, in: log, "seed \(seed), crash in call \(call)")
        }
    }

    @Test("a second crash during recovery loses nothing either", arguments: 0..<4 as Range<UInt64>)
    func crashesInRecovery(seed: UInt64) async throws {
        for call in 0..<(try await Self.callsOfWork()) {
            for second in 0..<8 {
                let log = try TestLog(seed: seed * 1_000 + UInt64(call))
                log.disk.fail(call: call, with: .crash)
                let acknowledged = await Self.work(log)
                log.disk.restart()
                log.disk.fail(call: log.disk.calls + second, with: .crash)
                let more = await Self.work(log)
                log.disk.restart()
                var all = acknowledged.merging(more) { $1 }
                all[1] = nil
                try await Self.expectKept(all, in: log, "seed \(seed), calls \(call) and \(second)")
            }
        }
    }

    @Test(
        "after a failed write nothing more is acknowledged, and reopening keeps what was",
        arguments: [SimulatedDisk.Failure.inputOutput, .full]
    )
    func failures(failure: SimulatedDisk.Failure) async throws {
        for call in 0..<(try await Self.callsOfWork()) {
            for crashes in [false, true] {
                let log = try TestLog(seed: UInt64(call))
                log.disk.fail(call: call, with: failure)
                let acknowledged = await Self.work(log)
                if crashes {
                    log.disk.crash()
                    log.disk.restart()
                }
                try await Self.expectKept(acknowledged, in: log, "\(failure) in call \(call), crash \(crashes)")
            }
        }
    }

    @Test("a failed sync that is opened again, then loses power, loses nothing")
    func failedSync() async throws {
        for seed in 0..<40 as Range<UInt64> {
            let log = try TestLog(seed: seed)
            let writer = try await log.open()
            var acknowledged: [UInt64: [UInt8]] = [:]
            for index in 0..<3 {
                acknowledged[try await writer.append(kind: .system, body: TestLog.body(index)).index] = TestLog.body(
                    index
                )
            }
            log.disk.fail(call: log.disk.calls, with: .inputOutput)
            await #expect(throws: Fault.self) { try await writer.append(kind: .system, body: TestLog.body(9)) }
            await #expect(throws: Fault.self) { try await writer.append(kind: .system, body: TestLog.body(9)) }
            let second = try await log.open()
            let body = TestLog.body(10)
            acknowledged[try await second.append(kind: .system, body: body).index] = body
            log.disk.crash()
            log.disk.restart()
            try await Self.expectKept(acknowledged, in: log, "seed \(seed)")
        }
    }

    @Test("a full disk stops the log for everyone, and room lets it go on")
    func full() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        _ = try await writer.append(kind: .system, body: TestLog.body(0))
        log.disk.setCapacity(2_000)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<20 {
                group.addTask {
                    do {
                        _ = try await writer.append(
                            kind: .disclosure,
                            body: TestLog.body(index) + [UInt8](repeating: 1, count: 900)
                        )
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(false))
        let stopped = await writer.stopped
        #expect(stopped?.code == .ledgerStopped)
        await #expect(throws: Fault.self) { try await writer.publish() }
        log.disk.setCapacity(.max)
        let again = try await log.open()
        #expect(again.opening.entries >= UInt64(1 + outcomes.filter(\.self).count))
        _ = try await again.append(kind: .system, body: [])
        try await again.close()
        #expect(try await log.verify().findings == [])
    }

    @Test("a damaged entry before the last batch keeps the log from opening and is named")
    func damageIsNotATornTail() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        for index in 0..<4 { _ = try await writer.append(kind: .system, body: TestLog.body(index)) }
        // Not closed: no checkpoint covers these entries.
        var bytes = try #require(log.disk.bytes(of: "journal"))
        let starts = bytes.indices.dropLast(4).filter { Array(bytes[$0..<$0 + 4]) == Array("RVLE".utf8) }
        bytes[starts[2] + 50] ^= 1
        log.disk.tamper("journal", bytes)
        let fault = await #expect(throws: Fault.self) { try await log.open() }
        #expect(fault?.message.contains("entry 2 ") == true)
        #expect(log.disk.bytes(of: "journal") == bytes)
    }

    @Test("a torn last batch is cut off and kept aside")
    func tornTail() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        for index in 0..<3 { _ = try await writer.append(kind: .system, body: TestLog.body(index)) }
        let bytes = try #require(log.disk.bytes(of: "journal"))
        log.disk.tamper("journal", Array(bytes.dropLast(5)))
        #expect(try await log.verify().tornBytes > 100)
        let again = try await log.open()
        #expect(again.opening.entries == 2)
        #expect(again.opening.tornBytes > 100)
        #expect(log.disk.names.contains { $0.hasPrefix("torn/") })
    }
}
