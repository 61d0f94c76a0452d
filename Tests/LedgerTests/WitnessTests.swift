import Ledger
import Testing
import Vocabulary

@Suite("Witnesses") struct WitnessTests {
    static func keeper(_ log: TestLog, on disk: SimulatedDisk? = nil) async throws -> WitnessKeeper {
        try await WitnessKeeper.open(
            disk: disk ?? SimulatedDisk(seed: 9),
            key: try SigningKey(name: "witness.example", seed: [UInt8](repeating: 5, count: 32)),
            logs: [WatchedLog(origin: TestLog.origin, keys: [log.key.verifierKey])],
            clock: { Timestamp(milliseconds: 1_795_000_000_000) }
        )
    }

    static func cosigning(_ writer: LedgerWriter, _ keepers: [WitnessKeeper], required: Int = 1) -> Cosigning {
        let contacts = keepers.enumerated().map { WitnessContact(key: $1.verifierKey, address: "\($0)") }
        return Cosigning(ledger: writer, witnesses: contacts, required: required) { witness, body in
            guard let number = Int(witness.address) else { throw Fault(.ledgerDisk, "no such witness") }
            return await keepers[number].addCheckpoint(body)
        }
    }

    static func request(_ writer: LedgerWriter, old: UInt64) async throws -> WitnessRequest {
        let note = try await writer.publish()
        let size = try Checkpoint(parsing: note.text).size
        let proof = old == 0 || old >= size ? [] : try await writer.reader.consistencyProof(from: old, to: size)
        return WitnessRequest(oldSize: old, proof: proof, note: note)
    }

    static func grow(_ writer: LedgerWriter, by count: Int, _ word: String = "act") async throws {
        for number in 0..<count { _ = try await writer.append(kind: .system, body: Array("\(word) \(number)".utf8)) }
    }

    @Test("a growing log is cosigned each time, and the cosignature is kept, served and in receipts")
    func cosigns() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let keeper = try await Self.keeper(log)
        let cosigning = Self.cosigning(writer, [keeper])
        for _ in 0..<4 {
            try await Self.grow(writer, by: 3)
            try await writer.publish()
            let note = try await cosigning.cosign()
            try note.verified(by: [keeper.verifierKey])
            try note.verified(by: [log.key.verifierKey])
        }
        #expect(await cosigning.alarms.isEmpty)
        let hash = Digest.sha256(TestLog.origin).description
        let served = try SignedNote(parsing: await keeper.checkpoint(originHash: hash).body)
        try served.verified(by: [keeper.verifierKey])
        try served.verified(by: [log.key.verifierKey])
        #expect(try Checkpoint(parsing: served.text).size == 12)
        #expect(await keeper.checkpoint(originHash: "00").status == 404)
        let receipt = try await writer.reader.receipt(of: 5)
        try receipt.checkpoint.verified(by: [keeper.verifierKey])
        try await writer.close()
        #expect(try await log.verify().findings == [])
        let bytes = try #require(log.disk.bytes(of: "cosigned"))
        for bit in stride(from: 0, to: receipt.checkpoint.text.utf8.count * 8, by: 7) {
            var wrong = bytes
            wrong[bit / 8] ^= 1 << (bit % 8)
            log.disk.tamper("cosigned", wrong)
            #expect(try await !log.verify().isClean, "bit \(bit)")
        }
    }

    @Test("a witness that starts again remembers, and answers a wrong old size with its own")
    func remembers() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let disk = SimulatedDisk(seed: 4)
        try await Self.grow(writer, by: 5)
        let first = try await Self.request(writer, old: 0)
        #expect(try await Self.keeper(log, on: disk).addCheckpoint(Array(first.encoded.utf8)).status == 200)
        disk.crash()
        disk.restart()
        let again = try await Self.keeper(log, on: disk)
        try await Self.grow(writer, by: 5)
        let reply = await again.addCheckpoint(Array(try await Self.request(writer, old: 0).encoded.utf8))
        #expect(reply == WitnessReply(status: 409, contentType: "text/x.tlog.size", body: "5\n"))
        let right = try await Self.request(writer, old: 5)
        #expect(await again.addCheckpoint(Array(right.encoded.utf8)).status == 200)
        // The same once more, without a proof, is cosigned afresh.
        let same = WitnessRequest(oldSize: 10, proof: [], note: right.note)
        #expect(await again.addCheckpoint(Array(same.encoded.utf8)).status == 200)
    }

    @Test("a witness whose memory was damaged does not open")
    func damaged() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let disk = SimulatedDisk(seed: 4)
        try await Self.grow(writer, by: 2)
        let request = try await Self.request(writer, old: 0)
        _ = try await Self.keeper(log, on: disk).addCheckpoint(Array(request.encoded.utf8))
        let file = try #require(disk.names.first)
        var bytes = try #require(disk.bytes(of: file))
        bytes[bytes.count / 2] ^= 1
        disk.tamper(file, bytes)
        let fault = await #expect(throws: Fault.self) { try await Self.keeper(log, on: disk) }
        #expect(fault?.code == .ledgerDamaged)
    }

    @Test("what is not written down is not said, and nothing is forgotten by it")
    func notPersisted() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let disk = SimulatedDisk(seed: 4)
        let keeper = try await Self.keeper(log, on: disk)
        try await Self.grow(writer, by: 2)
        disk.fail(call: disk.calls, with: .full)
        let request = Array(try await Self.request(writer, old: 0).encoded.utf8)
        let reply = await keeper.addCheckpoint(request)
        #expect(reply.status == 503)
        #expect(!reply.body.contains("—"))
        #expect(await keeper.addCheckpoint(request).status == 200)
    }

    @Test("of many requests at once each is judged by what the one before left")
    func atOnce() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let keeper = try await Self.keeper(log)
        var bodies: [[UInt8]] = []
        for _ in 0..<20 {
            try await Self.grow(writer, by: 1)
            bodies.append(Array(try await Self.request(writer, old: 0).encoded.utf8))
        }
        let all = bodies
        let statuses = await withTaskGroup(of: Int.self) { group in
            for body in all { group.addTask { await keeper.addCheckpoint(body).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        #expect(statuses.filter { $0 == 409 }.count == 19)
    }

    @Test("a log that shows two histories is refused, convicted and alarmed", arguments: [0, 3], [0, 4])
    func splitView(common: Int, more: Int) async throws {
        let log = try TestLog()
        let other = try TestLog()
        let (first, second) = (try await log.open(), try await other.open())
        for writer in [first, second] { try await Self.grow(writer, by: common) }
        try await Self.grow(first, by: 2, "one")
        try await Self.grow(second, by: 2 + more, "two")
        let disk = SimulatedDisk(seed: 4)
        let keeper = try await Self.keeper(log, on: disk)
        try await first.publish()
        try await second.publish()
        try await Self.cosigning(first, [keeper]).cosign()
        let cosigning = Self.cosigning(second, [keeper])
        await #expect(throws: Fault.self) { try await cosigning.cosign() }
        #expect(await cosigning.alarms.map(\.code) == [.ledgerSplitView])
        let split = try #require(await keeper.splits.first)
        #expect(split.isProven == (more == 0))
        #expect(disk.names.contains { $0.hasPrefix("splits/") })
        try split.seen.verified(by: [log.key.verifierKey])
        try split.shown.verified(by: [log.key.verifierKey])
    }

    @Test("a log put back to an old copy hears from its witness that it was longer")
    func rolledBack() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        let keeper = try await Self.keeper(log)
        try await Self.grow(writer, by: 9)
        try await writer.publish()
        try await Self.cosigning(writer, [keeper]).cosign()
        let old = try TestLog()
        let restored = try await old.open()
        try await Self.grow(restored, by: 4)
        try await restored.publish()
        let cosigning = Self.cosigning(restored, [keeper])
        await #expect(throws: Fault.self) { try await cosigning.cosign() }
        #expect(await cosigning.alarms.first?.message.contains("has seen 9 entries") == true)
    }

    @Test("a witness that is away, lies or signs with another key costs its cosignature only")
    func badWitnesses() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        try await Self.grow(writer, by: 3)
        let note = try await writer.publish()
        let good = try await Self.keeper(log)
        let stranger = try SigningKey(name: "other.example", seed: [UInt8](repeating: 6, count: 32))
        let contacts =
            [WitnessContact(key: good.verifierKey, address: "good")]
            + ["away", "lies", "words", "loops"].map { WitnessContact(key: stranger.cosignatureKey, address: $0) }
        for bad in contacts.dropFirst() {
            let cosigning = Cosigning(ledger: writer, witnesses: [contacts[0], bad], required: 1) { witness, body in
                switch witness.address {
                case "good": return await good.addCheckpoint(body)
                case "away": throw Fault(.ledgerDisk, "no route to host")
                case "lies":
                    let wrong = try stranger.cosignature(over: note.text + "x\n", at: 1)
                    return WitnessReply(status: 200, body: wrong.line)
                case "words": return WitnessReply(status: 200, body: "thank you\n")
                default: return WitnessReply(status: 409, body: "1\n")
                }
            }
            let whole = try await cosigning.cosign()
            #expect(whole.signatures.count == 2)
            #expect(await cosigning.alarms.count == 1, "\(bad.address)")
        }
    }

    @Test("a request is read exactly as it is written, and anything else is malformed")
    func requests() async throws {
        let log = try TestLog()
        let writer = try await log.open()
        try await Self.grow(writer, by: 3)
        try await writer.publish()
        try await Self.grow(writer, by: 4)
        let request = try await Self.request(writer, old: 3)
        #expect(!request.proof.isEmpty)
        #expect(try WitnessRequest(parsing: Array(request.encoded.utf8)) == request)
        let hash = Digest.sha256("x").base64
        let note = request.note.encoded
        for wrong in [
            "", note, "old 03\n\n\(note)", "old -1\n\n\(note)", "old 3\n\(note)", "old 3\nxyz\n\n\(note)",
            "old 3\n" + String(repeating: hash + "\n", count: 64) + "\n\(note)", "old 3 \n\n\(note)",
            "new 3\n\n\(note)",
            "old 3\n\n" + request.note.text, "old 3\r\n\r\n\(note)",
        ] {
            #expect(throws: Fault.self) { try WitnessRequest(parsing: Array(wrong.utf8)) }
        }
        let keeper = try await Self.keeper(log)
        #expect(await keeper.addCheckpoint(Array("old 03\n\n\(note)".utf8)).status == 400)
        let above = WitnessRequest(oldSize: 99, proof: [], note: request.note)
        #expect(await keeper.addCheckpoint(Array(above.encoded.utf8)).status == 400)
    }
}

@Suite("A witness against published requests", .enabled(if: Vectors.isHere, "../shared/data/09_tlog is not here"))
struct PublishedWitnessTests {
    struct Exchange: Sendable {
        var body: String
        var status: Int
        var answer: String?
    }

    /// The requests and answers of a Hurl file.
    static func exchanges(_ name: String) throws -> [Exchange] {
        let text = try Vectors.text("torchwood_litewitness/\(name)")
        return text.components(between: "POST ").compactMap { part in
            let fenced = part.split(separator: "```", omittingEmptySubsequences: false)
            guard fenced.count == 3,
                let line = fenced[2].split(separator: "\n").first(where: { $0.hasPrefix("HTTP ") }),
                let status = Int(line.dropFirst(5))
            else { return nil }
            let answer = fenced[2].firstMatch(of: /body == "(\d+)\\n"/).map { "\($0.1)\n" }
            return Exchange(body: String(fenced[1].dropFirst()), status: status, answer: answer)
        }
    }

    static func keeper(_ origin: String, _ key: VerifierKey) async throws -> WitnessKeeper {
        try await WitnessKeeper.open(
            disk: SimulatedDisk(seed: 1),
            key: try SigningKey(name: "example.com/witness", seed: [UInt8](repeating: 5, count: 32)),
            logs: [WatchedLog(origin: origin, keys: [key])],
            clock: { Timestamp(milliseconds: 1_795_000_000_000) }
        )
    }

    @Test("the requests of litewitness's own test are answered as its specification says")
    func litewitness() async throws {
        let origin = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
        let bytes = try #require(Hex.decode("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"))
        let key = try #require(VerifierKey(name: origin, publicKey: bytes))
        let keeper = try await Self.keeper(origin, key)
        let exchanges = try Self.exchanges("litewitness.txt")
        #expect(exchanges.count == 9)
        for (number, exchange) in exchanges.enumerated() {
            let reply = await keeper.addCheckpoint(Array(exchange.body.utf8))
            // For an unknown log that program answers 403; the specification, and so this one, 404.
            let status = exchange.body.contains("e563\n3\n") ? 404 : exchange.status
            #expect(reply.status == status, "request \(number): \(reply.body)")
            if let answer = exchange.answer { #expect(reply.body == answer, "request \(number)") }
            if status == 200 { #expect(reply.body.hasPrefix("— example.com/witness "), "request \(number)") }
        }
    }

    @Test("a checkpoint of the Go checksum database is cosigned")
    func sumdb() async throws {
        let key = try #require(VerifierKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"))
        let keeper = try await Self.keeper("go.sum database tree", key)
        let exchange = try #require(try Self.exchanges("sumdb.txt").first)
        #expect(await keeper.addCheckpoint(Array(exchange.body.utf8)).status == 200)
    }
}

extension String {
    fileprivate func components(between mark: String) -> [Substring] {
        var rest = self[...]
        var parts: [Substring] = []
        while let next = rest.firstRange(of: mark) {
            rest = rest[next.upperBound...]
            parts.append(rest.firstRange(of: mark).map { rest[..<$0.lowerBound] } ?? rest)
        }
        return parts
    }
}
