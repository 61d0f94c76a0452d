import AsyncHTTPClient
import CapabilityKit
import Federation
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import NIOSSL
import Node
import Synchronization
import TestKit
import Vocabulary

/// A few nodes of different forces on loopback ports, with an authority of their own and desks that remember.
struct TestFederation: Sendable {
    let folder: String
    let authority: CertificateAuthority
    let nodes: [FederationNode]
    let desks: [MemoryDesk]
    let events: EventBook

    static func make(
        _ codes: [String] = ["13", "14"],
        clock: @escaping Clock = Building.systemClock
    ) async throws
        -> TestFederation
    {
        let path = try ScratchFolder.make()
        let ports = try LoopbackPort.free(codes.count)
        let folders = try zip(codes, ports).map { code, port in
            let folder = NodeFolder(path: "\(path)/\(code)")
            let address = "https://127.0.0.1:\(port)"
            try Building.make(
                folder,
                settings: NodeSettings(
                    force: TestOfficers.force(code),
                    federation: FederationSettings(port: port, address: address, listen: "127.0.0.1")
                ),
                officers: []
            )
            return folder
        }
        let random = Building.systemRandomness
        try await NationSetUp.enrol(folders, authority: path + "/authority", clock: clock, randomness: random)
        try await NationSetUp.introduce(folders, randomness: random)
        let events = EventBook()
        let nodes = try folders.compactMap {
            try FederationNode.open($0, clock: clock, randomness: random, log: events.log)
        }
        return TestFederation(
            folder: path,
            authority: try CertificateAuthority(folder: path + "/authority", clock: clock, randomness: random),
            nodes: nodes,
            desks: nodes.map { MemoryDesk(force: $0.force) },
            events: events
        )
    }

    /// Runs the server of some of the nodes around a test.
    func serving(_ indices: [Int], _ work: () async throws -> Void) async throws {
        try await serving(indices.map { nodes[$0] }, work)
    }

    /// The same of nodes that are not as they were made.
    func serving(_ served: [FederationNode], _ work: () async throws -> Void) async throws {
        let (ready, tell) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in served {
                guard let desk = desks.first(where: { $0.force == node.force }) else { continue }
                let server = FederationServer(node: node, desk: desk)
                group.addTask { try await server.run { _ in tell.yield() } }
            }
            var missing = served.count
            for await _ in ready {
                missing -= 1
                if missing == 0 { break }
            }
            try await work()
            group.cancelAll()
        }
    }

    /// The list of revoked certificates as the authority signs it now, taken up by a node.
    func hearRevocations(_ index: Int) async throws {
        try nodes[index].revocations.accept(try await authority.revocations(), at: nodes[index].clock())
    }

    /// A node with other settings.
    func moved(_ index: Int, to settings: FederationSettings) throws -> FederationNode {
        let own = nodes[index]
        return try FederationNode(
            force: own.force,
            settings: settings,
            certificate: own.identity.certificate,
            trust: own.trust,
            peers: own.peers,
            signingKey: own.signingKey,
            clock: own.clock,
            randomness: own.randomness,
            log: events.log
        )
    }

    /// The first node with another certificate or another book, as somebody who means harm would have it.
    func forged(certificate: NodeCertificate? = nil, peers: PeerBook? = nil) throws -> FederationNode {
        let own = nodes[0]
        let certificate = certificate ?? own.identity.certificate
        return try FederationNode(
            force: certificate.peer.force,
            settings: own.settings,
            certificate: certificate,
            trust: own.trust,
            peers: peers ?? own.peers,
            signingKey: own.signingKey,
            clock: own.clock,
            randomness: own.randomness,
            log: events.log
        )
    }

    /// A signed question of the first node to the second, as it goes over the wire.
    func signed(_ question: Question) throws -> SignedRequest {
        let now = nodes[0].clock()
        return try MessageSignature.sign(
            request: RequestDraft(
                target: nodes[1].settings.address + "/federation/v1/ask",
                purpose: question.authority.purpose,
                disclosure: question.disclosure,
                version: ProtocolVersion(1, 0),
                body: Array(try JSONEncoder().encode(question))
            ),
            with: nodes[0].signingKey,
            at: now,
            expires: Timestamp(milliseconds: now.milliseconds + 60_000),
            randomness: nodes[0].randomness
        )
    }

    /// Sends bytes to the second node over a TLS configuration of the test's choosing.
    ///
    /// - Returns: the status, and the type of the problem document.
    func post(_ request: SignedRequest, tls: TLSConfiguration) async throws -> (status: Int, code: String) {
        var out = HTTPClientRequest(url: request.target)
        out.method = .init(rawValue: request.method)
        for field in request.fields { out.headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty { out.body = .bytes(ByteBuffer(bytes: request.body)) }
        out.tlsConfiguration = tls
        let reply = try await HTTPClient.shared.execute(out, timeout: .seconds(10))
        let body = try await reply.body.collect(upTo: 1_000_000)
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(body.readableBytesView))
        return (Int(reply.status.code), problem?.type ?? "")
    }

    private struct Problem: Decodable { var type: String }
}

extension FederationNode {
    /// A question of this node that waits so long.
    func question(waitMs: Int64 = 60_000, asker: ForceCode? = nil) -> Question {
        let now = clock()
        return Question(
            disclosure: Hex.encode(randomness(16)),
            asker: asker ?? force,
            officer: TestOfficers.cleared,
            authority: Authority(purpose: "crime.investigate", reference: "WYP-20261119-1203"),
            action: "search.find",
            asked: "okafor leeds",
            body: #"{"text":"okafor leeds"}"#,
            at: now,
            deadline: Timestamp(milliseconds: now.milliseconds + waitMs)
        )
    }
}

/// A desk that answers everything with one record and remembers what it was asked.
actor MemoryDesk: ForceDesk {
    let force: ForceCode
    private(set) var questions: [Question] = []
    private(set) var settlements: [Settlement] = []
    private(set) var recalls: [ForceRecall] = []
    private(set) var transfers: [ForceTransfer] = []
    private var delayMs: Int64 = 0
    private var fault: Fault?

    init(force: ForceCode) { self.force = force }

    func wait(_ milliseconds: Int64) { delayMs = milliseconds }
    func fail(with fault: Fault) { self.fault = fault }

    func answer(_ question: Question) async throws -> Answer {
        questions.append(question)
        if delayMs > 0 { try await Task.sleep(for: .milliseconds(delayMs)) }
        if let fault { throw fault }
        return Answer(
            disclosure: question.disclosure,
            force: force,
            state: .answered(held: 1),
            entry: UInt64(questions.count),
            body: #"{"people":[]}"#,
            at: question.at
        )
    }

    func settled(_ settlement: Settlement) async throws {
        if let fault { throw fault }
        settlements.append(settlement)
    }

    func receive(_ recall: ForceRecall) async throws -> RecallKnown {
        recalls.append(recall)
        return RecallKnown(force: force, entry: UInt64(recalls.count))
    }

    func receive(_ message: ForceTransfer) async throws -> TransferKnown {
        transfers.append(message)
        return TransferKnown(force: force, entry: UInt64(transfers.count))
    }
}

/// What nodes have said to their own log.
final class EventBook: Sendable {
    private let book: Mutex<[FederationEvent]> = Mutex([])

    var log: FederationLog { { event in self.book.withLock { $0.append(event) } } }

    /// Whether something happened for a reason.
    func has(_ kind: FederationEvent.Kind, _ reason: Fault.Code) -> Bool { has(kind, reason.description) }

    func has(_ kind: FederationEvent.Kind, _ reason: String) -> Bool {
        book.withLock { $0.contains { $0.kind == kind && $0.reason == reason } }
    }

    var all: [FederationEvent] { book.withLock { $0 } }
}
