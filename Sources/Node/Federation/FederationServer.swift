import CapabilityKit
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Ledger
import Logging
import NIOCore
import Synchronization
import Vocabulary

/// The door by which other nodes come in: a port of its own, mutual TLS, signed messages and nothing else.
package final class FederationServer: Sendable {
    let node: FederationNode
    let desk: any ForceDesk
    /// This node as a witness of other logs, where it is one.
    let witness: WitnessKeeper?
    private let limit: RateLimit
    private let replays: Mutex<ReplayGuard>
    private let clocks = Mutex(PeerClocks())

    /// `limit`: how many messages each force may send, at once and a second.
    package init(
        node: FederationNode,
        desk: any ForceDesk,
        witness: WitnessKeeper? = nil,
        limit: (burst: Int, perSecond: Int) = (2_000, 1_000)
    ) {
        self.node = node
        self.desk = desk
        self.witness = witness
        self.limit = RateLimit(burst: limit.burst, perSecond: limit.perSecond, clock: node.clock)
        // Signatures are dated to the second.
        let now = node.clock().milliseconds
        replays = Mutex(ReplayGuard(since: Timestamp(milliseconds: now - now % 1000), rules: node.rules))
    }

    /// The server as a service that runs until it is told to stop.
    ///
    /// `ready`: called with the port once it answers.
    package func application(ready: @escaping @Sendable (Int) async -> Void = { _ in }) -> some ApplicationProtocol {
        let node = node
        var logger = Logger(label: "reeve.federation")
        logger.logLevel = .critical
        return Application(
            router: router(),
            server: HTTPServerBuilder { responder in
                FederationChannel(
                    base: HTTP1Channel(
                        responder: responder,
                        configuration: .init(
                            idleTimeout: .seconds(120),
                            httpDecoderConfiguration: .init(
                                maxHeaderFieldSize: node.rules.fieldBytesMax,
                                maxHeaderListSize: node.rules.fieldBytesMax,
                                maxHeaderFieldCount: node.rules.fieldsMax
                            )
                        )
                    ),
                    context: { node.identity.server },
                    admit: { try node.admit($0) },
                    needsPeer: true,
                    log: node.log
                )
            },
            configuration: .init(
                address: .hostname(node.settings.listen ?? "0.0.0.0", port: node.settings.port),
                serverName: nil
            ),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? node.settings.port) },
            logger: logger
        )
    }

    /// Serves by itself, beside no pages, until the task is cancelled.
    package func run(ready: @escaping @Sendable (Int) async -> Void) async throws {
        try await application(ready: ready).runService(gracefulShutdownSignals: [])
    }

    func router() -> Router<FederationContext> {
        let router = Router(context: FederationContext.self)
        router.addMiddleware { FederationDoor(node: node, limit: limit) }
        router.post(RouterPath(FederationPath.ask)) { [self] request, context in
            try await exchange(request, context, at: FederationPath.ask) { message in
                let question = try message.question()
                let answer = try await desk.answer(question)
                return try Self.encode(answer)
            }
        }
        router.post(RouterPath(FederationPath.settle)) { [self] request, context in
            try await exchange(request, context, at: FederationPath.settle) { message in
                let settlement = try Self.decode(Settlement.self, from: message.body)
                guard settlement.asker == message.force, settlement.disclosure == message.disclosure else {
                    throw Self.mismatch
                }
                try await desk.settled(settlement)
                return Array("{}".utf8)
            }
        }
        router.post(RouterPath(FederationPath.recall)) { [self] request, context in
            try await exchange(request, context, at: FederationPath.recall) { message in
                let recall = try Self.decode(ForceRecall.self, from: message.body)
                guard recall.owner == message.force, recall.name == message.disclosure else { throw Self.mismatch }
                return try Self.encode(try await desk.receive(recall))
            }
        }
        router.post(RouterPath(FederationPath.transfer)) { [self] request, context in
            try await exchange(request, context, at: FederationPath.transfer) { message in
                let transfer = try Self.decode(ForceTransfer.self, from: message.body)
                guard transfer.sender == message.force, transfer.name == message.disclosure else { throw Self.mismatch }
                return try Self.encode(try await desk.receive(transfer))
            }
        }
        router.get(RouterPath(FederationPath.versions)) { [node] _, _ in
            try JSONReply(
                SpokenVersions(force: node.force, versions: ProtocolVersion.spoken.map(\.description))
            ).response
        }
        if let witness {
            router.post(RouterPath(FederationPath.witness + "/add-checkpoint")) { request, _ in
                let body = try await Self.body(of: request, upTo: WitnessRequest.bytesMax)
                return WitnessRoutes.response(await witness.addCheckpoint(body))
            }
        }
        return router
    }

    /// Takes one signed message: proves it, lets `act` act on it, and signs what comes of it.
    ///
    /// A message that is not proved is answered by a fault without a signature; nothing has been done with it.
    private func exchange(
        _ request: Request,
        _ context: FederationContext,
        at path: String,
        act: (VerifiedMessage) async throws -> [UInt8]
    ) async throws -> Response {
        let received = SignedRequest(
            method: request.method.rawValue,
            // Our own address, never what the request says of it: a message to another node proves nothing here.
            target: node.address(for: request.head.authority) + path,
            fields: request.headers.map { HeaderField($0.name.canonicalName, $0.value) },
            body: try await Self.body(of: request, upTo: node.rules.questionBytesMax)
        )
        let message = try prove(received, from: try context.requirePeer())
        let draft: ResponseDraft
        do {
            draft = ResponseDraft(
                disclosure: message.disclosure,
                version: message.version,
                body: try await act(message)
            )
        } catch let fault as Fault {
            node.log(FederationEvent(kind: .refused, force: message.force, reason: fault.code.description))
            draft = ResponseDraft(
                status: fault.code.status,
                disclosure: message.disclosure,
                version: message.version,
                contentType: "application/problem+json",
                body: try Self.encode(ProblemDocument(fault))
            )
        }
        let signed = try MessageSignature.sign(response: draft, to: received, with: node.signingKey, at: node.clock())
        return try Response(signed)
    }

    private func prove(_ request: SignedRequest, from peer: CertifiedPeer) throws -> VerifiedMessage {
        let now = node.clock()
        let message = try MessageSignature.verify(
            request: request,
            keys: node.keys,
            rules: node.rules,
            clocks: clocks.withLock { $0 },
            now: now
        )
        guard message.force == peer.force else {
            throw Fault(
                .forceMismatch,
                "the certificate is of force \(peer.force), the signature of force \(message.force)"
            )
        }
        clocks.withLock { $0.note(message, receivedAt: now) }
        try replays.withLock { try $0.admit(message, now: now) }
        return message
    }

    private static func body(of request: Request, upTo max: Int) async throws -> [UInt8] {
        let tooLarge = Fault(.messageTooLarge, "the message is longer than \(max) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > max { throw tooLarge }
        do {
            return Array(buffer: try await request.body.collect(upTo: max))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw Fault(.messageMalformed, "the message is signed, but it is not a \(type)", cause: error)
        }
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    private static var mismatch: Fault {
        Fault(.forceMismatch, "the message and its signature do not name one force and disclosure")
    }
}

/// A request of another node, with who it is.
struct FederationContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: CertifiedPeer?
    /// The address the request comes from.
    let address: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "unknown"
        peer = PeerSlot.current?.peer
    }

    func requirePeer() throws -> CertifiedPeer {
        guard let peer else { throw Fault(.certificateMissing, "no certificate of a force was shown") }
        return peer
    }
}

/// What every request of another node goes through before it is read.
struct FederationDoor: RouterMiddleware {
    let node: FederationNode
    let limit: RateLimit

    func handle(
        _ request: Request,
        context: FederationContext,
        next: @concurrent (Request, FederationContext) async throws -> Response
    ) async throws -> Response {
        do {
            let peer = try context.requirePeer()
            // A connection outlives what was true when it was made.
            try node.admit(peer)
            guard await limit.admits(peer.force.description) else {
                throw Fault(
                    .tooManyRequests,
                    "force \(peer.force) sends more than this node takes",
                    help: "wait a second"
                )
            }
            return try await next(request, context)
        } catch let fault as Fault {
            node.log(FederationEvent(kind: .refused, force: context.peer?.force, reason: fault.code.description))
            return try ProblemDocument(fault).response
        } catch let error as any HTTPResponseError {
            node.log(FederationEvent(kind: .refused, force: context.peer?.force, reason: "\(error.status.code)"))
            return Response(status: error.status)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            node.log(FederationEvent(kind: .refused, force: context.peer?.force, reason: "\(type(of: error))"))
            return Response(status: .internalServerError)
        }
    }
}

extension Response {
    /// A signed answer as it is sent.
    init(_ signed: SignedResponse) throws {
        var headers = HTTPFields()
        for field in signed.fields {
            guard let name = HTTPField.Name(field.name) else {
                throw Fault(.messageMalformed, "the answer cannot be sent: `\(field.name)` is no field")
            }
            headers.append(HTTPField(name: name, value: field.value))
        }
        headers[.cacheControl] = "no-store"
        self.init(
            status: .init(code: signed.status),
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: signed.body))
        )
    }
}
