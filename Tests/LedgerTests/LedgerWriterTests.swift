import Ledger
import Testing
import Vocabulary

@Suite("Writing and reading a log") struct LedgerWriterTests {
    @Test("what is appended is read back, and the log verifies")
    func roundTrip() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        for (index, kind) in LedgerKind.all.enumerated() {
            let receipt = try await writer.append(kind: kind, body: TestLog.body(index))
            #expect(receipt.index == UInt64(index))
        }
        var read: [LedgerEntry] = []
        try await writer.reader.forEach {
            read.append($0)
            return true
        }
        #expect(read.map(\.kind) == LedgerKind.all)
        #expect(read.map(\.body) == LedgerKind.all.indices.map { .kept(TestLog.body($0)) })
        try await writer.close()
        let report = try await log.verify()
        #expect(report.findings == [])
        #expect(report.entries == UInt64(LedgerKind.all.count))
        #expect(report.checkpointSize == UInt64(LedgerKind.all.count))
        #expect(report.kinds[.combination] == 1)
        await #expect(throws: Fault.self) { try await writer.append(kind: .system, body: []) }
    }

    @Test("nothing of a body is published")
    func privacy() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        _ = try await writer.append(kind: .disclosure, body: TestLog.body(1))
        try await writer.close()
        for name in log.disk.names where name != "journal" {
            let text = String(decoding: try #require(log.disk.bytes(of: name)), as: UTF8.self)
            #expect(!text.contains("enquiry"), "\(name)")
        }
    }

    @Test("entries appended at the same time are each recorded once", arguments: [1, 7, 600])
    func together(count: Int) async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let receipts = try await withThrowingTaskGroup(of: (Int, LedgerReceipt).self) { group in
            for index in 0..<count {
                group.addTask { (index, try await writer.append(kind: .consultation, body: TestLog.body(index))) }
            }
            var receipts: [(Int, LedgerReceipt)] = []
            for try await receipt in group { receipts.append(receipt) }
            return receipts
        }
        #expect(Set(receipts.map(\.1.index)) == Set(0..<UInt64(count)))
        let reader = await writer.reader
        for (index, receipt) in receipts {
            let entry = try await reader.entry(at: receipt.index)
            #expect(entry.body == .kept(TestLog.body(index)))
            #expect(Merkle.leaf(entry.leaf.encoded) == receipt.leafHash)
        }
        try await writer.close()
        #expect(try await log.verify().findings == [])
    }

    @Test("a log goes on where it was left, across tile boundaries", arguments: [1, 255, 256, 257, 600])
    func reopening(size: Int) async throws {
        let log = try TestLog()
        for part in 0..<3 {
            let writer = try await log.open()
            #expect(writer.opening.entries == UInt64(part * size))
            #expect(writer.opening.tilesRebuilt == 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<size {
                    group.addTask { _ = try await writer.append(kind: .collection, body: TestLog.body(index)) }
                }
                try await group.waitForAll()
            }
            try await writer.close()
            let report = try await log.verify()
            #expect(report.findings == [])
            #expect(report.entries == UInt64((part + 1) * size))
        }
    }

    @Test("tiles that have gone missing are written again")
    func rebuilding() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        for index in 0..<300 { _ = try await writer.append(kind: .system, body: TestLog.body(index)) }
        try await writer.close()
        let before = log.disk.names.filter { $0.hasPrefix("tile/") }.map { ($0, log.disk.bytes(of: $0)) }
        for (name, _) in before { log.disk.tamper(name, nil) }
        #expect(try await !log.verify().isClean)
        try await log.open().close()
        for (name, bytes) in before { #expect(log.disk.bytes(of: name) == bytes, "\(name)") }
        #expect(try await log.verify().findings == [])
    }

    @Test("an entry is proved, and each published tree is the beginning of the next")
    func proofs() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        var heads: [Checkpoint] = []
        for part in [1, 2, 5, 248, 1, 300] {
            for index in 0..<part { _ = try await writer.append(kind: .disclosure, body: TestLog.body(index)) }
            heads.append(try Checkpoint(parsing: await writer.publish().text))
        }
        let reader = await writer.reader
        let head = try #require(heads.last)
        for old in heads where old.size != 256 {
            let proof = try await reader.consistencyProof(from: old.size, to: head.size)
            #expect(
                MerkleProof.isConsistent(
                    oldSize: old.size,
                    oldRoot: old.root,
                    size: head.size,
                    root: head.root,
                    proof: proof
                )
            )
        }
        for index in stride(from: UInt64(0), to: head.size, by: 37) {
            let leaf = try await reader.entry(at: index).leaf.encoded
            let text = try await reader.receipt(of: index, extra: [1, 2]).encoded
            let receipt = try OfflineReceipt(parsing: text)
            try receipt.verify(leaf: leaf, origin: TestLog.origin, key: log.key.verifierKey)
            #expect(receipt.encoded == text)
            #expect(throws: Fault.self) {
                try receipt.verify(leaf: leaf + [0], origin: TestLog.origin, key: log.key.verifierKey)
            }
            #expect(throws: Fault.self) {
                try receipt.verify(leaf: leaf, origin: "another.example", key: log.key.verifierKey)
            }
        }
        await #expect(throws: Fault.self) { try await reader.receipt(of: head.size) }
        await #expect(throws: Fault.self) { try await reader.entry(at: head.size) }
    }

    @Test("a body too large is refused and the log goes on")
    func tooLarge() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        await #expect(throws: Fault.self) {
            try await writer.append(kind: .system, body: [UInt8](repeating: 0, count: 1 << 20 + 1))
        }
        let receipt = try await writer.append(kind: .system, body: [UInt8](repeating: 0, count: 1 << 20))
        #expect(receipt.index == 0)
    }

    @Test("an erased body is gone, says so, and the log still verifies")
    func erasure() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        for index in 0..<100 { _ = try await writer.append(kind: .disclosure, body: TestLog.body(index)) }
        let before = try await writer.publish()
        let receipt = try await writer.erase(70, body: Array("retention review".utf8))
        #expect(receipt.index == 100)
        let reader = await writer.reader
        #expect(try await reader.entry(at: 70).body == .erased)
        #expect(try await reader.entry(at: 69).body == .kept(TestLog.body(69)))
        #expect(try await reader.entry(at: 100).leaf.erases == 70)
        await #expect(throws: Fault.self) { try await writer.erase(101, body: []) }
        try await writer.close()
        let journal = String(decoding: try #require(log.disk.bytes(of: "journal")), as: UTF8.self)
        #expect(!journal.contains("enquiry 70 "))
        #expect(journal.contains("enquiry 71 "))
        let report = try await log.verify()
        #expect(report.findings == [])
        #expect(report.erased == 1)
        #expect(try Checkpoint(parsing: before.text).size == 100)
        let again = try await log.open()
        #expect(again.opening.erasuresFinished == 0)
        #expect(try await again.reader.entry(at: 70).body == .erased)
    }

    @Test("a log whose key is gone is refused; a new one gets a key that is kept")
    func keys() async throws {
        let disk = SimulatedDisk(seed: 1)
        let randomness: Randomness = { [UInt8](repeating: 9, count: $0) }
        let key = try await SigningKey.kept(on: disk, name: "a.example", randomness: randomness)
        let again = try await SigningKey.kept(on: disk, name: "a.example", randomness: { _ in [] })
        #expect(key.verifierKey == again.verifierKey)
        await #expect(throws: Fault.self) {
            try await SigningKey.kept(on: disk, name: "b.example", randomness: randomness)
        }
        disk.tamper("journal", [1])
        disk.tamper("signing.key", nil)
        await #expect(throws: Fault.self) {
            try await SigningKey.kept(on: disk, name: "a.example", randomness: randomness)
        }
    }

    @Test("a leaf reads back as it was written, and no other spelling does")
    func leaves() throws {
        let text = "{\"v\":1,\"kind\":\"erasure\",\"at\":17,\"erases\":3,\"commitment\":\"\(Merkle.emptyRoot.base64)\"}"
        let leaf = try #require(LedgerLeaf(Array(text.utf8)))
        #expect(leaf.erases == 3)
        #expect(leaf.encoded == Array(text.utf8))
        for (old, new) in [
            ("17", "017"), ("17", " 17"), ("17", "+17"), (":3", ":03"), ("erasure", "Erasure"), ("}", "} "),
            ("v\":1", "v\":2"),
            ("17", "17.0"), ("\"at\"", "\"when\""), ("=\"", "\""),
        ] {
            #expect(LedgerLeaf(Array(text.replacing(old, with: new).utf8)) == nil, "`\(old)` as `\(new)`")
        }
    }
}
