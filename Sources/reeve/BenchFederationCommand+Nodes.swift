import CapabilityKit
import Federation
import Foundation
import Ledger
import Node
import Store
import Synchronization
import Vocabulary

/// Two nodes of this process, one asking the other.
struct FederationBench {
    let asker: FederationNode
    let answerer: FederationNode
    let client: FederationClient
    let askerLog: LedgerWriter
    let answererLog: LedgerWriter
    let authority: CertificateAuthority
    let folders: [NodeFolder]

    enum End: Sendable {
        case exchanges(Int)
        case told(Mutexed<Bool>)
    }

    static func make(in path: String) async throws -> FederationBench {
        let clock = Building.systemClock, randomness = Building.systemRandomness
        let ports = try LoopbackPort.free(2)
        let folders = try zip(["13", "14"], ports).map { code, port in
            let folder = NodeFolder(path: "\(path)/\(code)")
            let address = "https://127.0.0.1:\(port)"
            try Building.make(
                folder,
                settings: NodeSettings(
                    force: try ForceCode(command: code),
                    federation: FederationSettings(port: port, address: address, listen: "127.0.0.1")
                ),
                officers: [],
                demonstration: DemonstrationApprovals(from: clock().date)
            )
            return folder
        }
        try await NationSetUp.enrol(folders, authority: path + "/authority", clock: clock, randomness: randomness)
        try await NationSetUp.introduce(folders, randomness: randomness)
        let nodes = try folders.map { folder in
            guard let node = try FederationNode.open(folder, clock: clock, randomness: randomness, log: { _ in }) else {
                throw Fault(.forceUnknown, "`\(folder.path)` is no node of a federation")
            }
            return node
        }
        return FederationBench(
            asker: nodes[0],
            answerer: nodes[1],
            client: FederationClient(node: nodes[0]),
            askerLog: try await log(of: folders[0]),
            answererLog: try await log(of: folders[1]),
            authority: try CertificateAuthority(
                folder: path + "/authority",
                clock: clock,
                randomness: randomness
            ),
            folders: folders
        )
    }

    /// Runs the answering node's server, and its care for certificates, around some work.
    func serving(_ work: () async throws -> Void) async throws {
        let desk = LoggingDesk(force: answerer.force, log: answererLog, clock: answerer.clock)
        let server = FederationServer(node: answerer, desk: desk, limit: (1_000_000, 1_000_000))
        let keep = KeepCertified(node: answerer, folder: folders[1], authority: authority)
        let (ready, tell) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { _ in tell.yield() } }
            group.addTask { try await keep.run() }
            for await _ in ready { break }
            try await work()
            group.cancelAll()
        }
        await client.shutdown()
    }

    func close() async throws -> Int {
        try await askerLog.close()
        try await answererLog.close()
        var entries = 0
        for folder in folders {
            let disk = try FileLogDisk(folder: folder.ledger, writing: false)
            let key = try folder.signingKey(endorsed: nil)
            let found = try await LedgerVerification.verify(disk: disk, origin: key.name, key: key.verifierKey)
            guard found.isClean else { throw Fault(.ledgerDamaged, "a log of the measurement does not verify") }
            entries += Int(found.entries)
        }
        return entries
    }

    /// Exchanges at full speed, so many at a time.
    func load(_ inFlight: Int, until end: End) async throws -> FederationReport.Load {
        let left = Mutexed(0)
        let clock = ContinuousClock(), begin = clock.now
        let parts = try await withThrowingTaskGroup(of: (times: [Double], failures: Int).self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var times: [Double] = []
                    var failures = 0
                    while true {
                        switch end {
                        case .exchanges(let count): if left.change({ $0 += 1 }) > count { return (times, failures) }
                        case .told(let over): if over.change({ _ in }) { return (times, failures) }
                        }
                        let start = clock.now
                        if try await !self.exchange() { failures += 1 }
                        times.append((clock.now - start) / .milliseconds(1))
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let seconds = (clock.now - begin) / .seconds(1)
        let times = parts.flatMap(\.times).sorted()
        func part(_ share: Double) -> Double {
            times.isEmpty ? 0 : (times[min(times.count - 1, Int(Double(times.count) * share))] * 100).rounded() / 100
        }
        return FederationReport.Load(
            exchanges: times.count,
            failures: parts.reduce(0) { $0 + $1.failures },
            seconds: seconds,
            exchangesPerSecond: Double(times.count) / seconds,
            p50Ms: part(0.5),
            p95Ms: part(0.95),
            p99Ms: part(0.99)
        )
    }

    /// Exchanges while the certificates of both nodes change in turn.
    func rotating(_ count: Int, everyMs: Int, _ inFlight: Int) async throws -> FederationReport.Load {
        let over = Mutexed(false)
        async let load = load(inFlight, until: .told(over))
        for number in 0..<count {
            let node = number.isMultiple(of: 2) ? asker : answerer
            let next = try await authority.renewed(node.identity.certificate, node.randomness)
            try node.identity.replace(with: next)
            try await Task.sleep(for: .milliseconds(everyMs))
        }
        over.change { $0 = true }
        return try await load
    }

    /// Calls the asking node back and waits until it is refused for good.
    ///
    /// - Returns: the seconds until the first refusal; `nil` when it was not refused, or was let in again.
    func revoke() async throws -> Double? {
        guard try await exchange() else { return nil }
        let clock = ContinuousClock(), begin = clock.now
        try await authority.revoke(asker.force)
        while clock.now - begin < .seconds(70) {
            if try await !exchange() {
                let seconds = (clock.now - begin) / .seconds(1)
                for _ in 0..<20 where try await exchange() { return nil }
                return (seconds * 100).rounded() / 100
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    /// One question, logged before it is asked and before its answer would be shown.
    private func exchange() async throws -> Bool {
        let now = asker.clock()
        let question = Question(
            disclosure: Hex.encode(asker.randomness(16)),
            asker: asker.force,
            officer: Officer(number: "4821", name: "Priya Nair", force: asker.force, roles: ["officer"]),
            authority: Authority(purpose: "crime.investigate", reference: "WYP-20261119-1203"),
            action: "search.find",
            asked: "okafor leeds",
            body: #"{"text":"okafor leeds"}"#,
            at: now,
            deadline: Timestamp(milliseconds: now.milliseconds + 10_000)
        )
        _ = try await askerLog.append(kind: .consultation, body: Array(question.disclosure.utf8))
        let answer = await client.ask(question, of: answerer.force)
        guard answer.state == .answered(held: 1) else { return false }
        _ = try await askerLog.append(kind: .disclosure, body: Array(answer.body.utf8))
        return true
    }

    private static func log(of folder: NodeFolder) async throws -> LedgerWriter {
        let key = try folder.signingKey(endorsed: nil)
        return try await LedgerWriter.open(
            disk: try FileLogDisk(folder: folder.ledger),
            key: key,
            origin: key.name,
            clock: Building.systemClock,
            randomness: Building.systemRandomness
        )
    }
}

/// Answers everything with one record of a kilobyte, logged first.
private struct LoggingDesk: ForceDesk {
    let force: ForceCode
    let log: LedgerWriter
    let clock: Clock

    func answer(_ question: Question) async throws -> Answer {
        let body = String(repeating: "x", count: 1_024)
        let receipt = try await log.append(kind: .disclosure, body: Array((question.disclosure + body).utf8))
        return Answer(
            disclosure: question.disclosure,
            force: force,
            state: .answered(held: 1),
            entry: receipt.index,
            body: body,
            at: clock()
        )
    }

    func settled(_ settlement: Settlement) async throws {
        _ = try await log.append(kind: .disclosure, body: Array(settlement.disclosure.utf8))
    }

    func receive(_ recall: ForceRecall) async throws -> RecallKnown {
        let receipt = try await log.append(kind: .alteration, body: Array(recall.name.utf8))
        return RecallKnown(force: force, entry: receipt.index)
    }
}

/// A value that several tasks share.
final class Mutexed<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    /// Changes the value and returns it.
    @discardableResult func change(_ change: (inout Value) -> Void) -> Value {
        value.withLock { value in
            change(&value)
            return value
        }
    }
}
