import CapabilityKit
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import Vocabulary

/// The authority on the network: enrolment against a token, renewal against the present certificate, and the list of
/// revoked certificates for everybody.
package struct AuthorityServer: Sendable {
    private let authority: CertificateAuthority
    private let hosts: [String]
    private let clock: Clock
    private let log: FederationLog
    private let limit: RateLimit

    /// `hosts`: the names and addresses it is reached by, for its own certificate.
    package init(
        authority: CertificateAuthority,
        hosts: [String],
        clock: @escaping Clock,
        log: @escaping FederationLog = FederationEvent.programLog
    ) {
        self.authority = authority
        self.hosts = hosts
        self.clock = clock
        self.log = log
        limit = RateLimit(burst: 60, perSecond: 10, clock: clock)
    }

    /// The server as a service that runs until it is told to stop.
    package func application(
        listen: String,
        port: Int,
        ready: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws -> some ApplicationProtocol {
        let log = log, clock = clock
        let certificate = OwnCertificate(try await context())
        var logger = Logger(label: "reeve.authority")
        logger.logLevel = .critical
        var application = Application(
            router: router(),
            server: HTTPServerBuilder { responder in
                FederationChannel(
                    base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(30))),
                    context: { certificate.context },
                    // Whether it was called back is the authority's own to know, at renewal.
                    admit: { peer in
                        guard peer.isValid(at: clock()) else {
                            throw Fault(.certificateExpired, "the certificate of force \(peer.force) has run out")
                        }
                    },
                    needsPeer: false,
                    log: log
                )
            },
            configuration: .init(address: .hostname(listen, port: port), serverName: nil),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: logger
        )
        application.addServices(RenewOwn(certificate: certificate, make: context, log: log))
        return application
    }

    /// Serves until it is told to stop.
    package func run(listen: String, port: Int, ready: @escaping @Sendable (Int) async -> Void) async throws {
        try await application(listen: listen, port: port, ready: ready).runService()
    }

    private func router() -> Router<FederationContext> {
        let router = Router(context: FederationContext.self)
        router.addMiddleware { AuthorityDoor(limit: limit, log: log) }
        router.post(RouterPath(AuthorityPath.enrol)) { [authority] request, _ in
            let message = try await Self.read(CertificateRequest.self, request)
            let text = try await authority.enrol(token: message.token ?? "", request: message.request)
            return try JSONReply(CertificateReply(certificate: text)).response
        }
        router.post(RouterPath(AuthorityPath.renew)) { [authority] request, context in
            let peer = try context.requirePeer()
            let message = try await Self.read(CertificateRequest.self, request)
            let text = try await authority.renew(request: message.request, by: peer)
            return try JSONReply(CertificateReply(certificate: text)).response
        }
        router.get(RouterPath(AuthorityPath.revocations)) { [authority] _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: try await authority.revocations()))
            )
        }
        return router
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ request: Request) async throws -> Value {
        let body = try await request.body.collect(upTo: 16_384)
        guard let value = try? JSONDecoder().decode(type, from: Data(body.readableBytesView)) else {
            throw Fault(.messageMalformed, "the request is not a \(type)")
        }
        return value
    }

    private func context() async throws -> NIOSSLContext {
        let own = try await authority.ownCertificate(hosts: hosts)
        return try NIOSSLContext(
            configuration: try TransportSecurity.server(
                certificate: own.certificate,
                key: own.key,
                roots: try NIOSSLCertificate.fromPEMBytes(Array(authority.certificate.utf8)),
                // A machine that enrols has no certificate yet; one that is shown must be good.
                verification: .optionalVerification
            )
        )
    }
}

/// The addresses the authority answers at.
enum AuthorityPath {
    static let enrol = "/authority/v1/enrol"
    static let renew = "/authority/v1/renew"
    static let revocations = "/authority/v1/revocations"
}

/// A request for a certificate; the token is absent at renewal.
struct CertificateRequest: Codable, Sendable {
    var token: String?
    var request: String
}

/// A certificate in PEM.
struct CertificateReply: Codable, Sendable {
    var certificate: String
}

/// Bounds how fast one address may ask, and answers faults.
private struct AuthorityDoor: RouterMiddleware {
    let limit: RateLimit
    let log: FederationLog

    func handle(
        _ request: Request,
        context: FederationContext,
        next: @concurrent (Request, FederationContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard await limit.admits(context.address) else {
                throw Fault(.tooManyRequests, "too many requests", help: "wait a second")
            }
            return try await next(request, context)
        } catch let fault as Fault {
            log(FederationEvent(kind: .refused, force: context.peer?.force, reason: fault.code.description))
            return try ProblemDocument(fault).response
        } catch let error as any HTTPResponseError {
            return Response(status: error.status)
        }
    }
}

private final class OwnCertificate: Sendable {
    private let state: Mutex<NIOSSLContext>
    init(_ context: NIOSSLContext) { state = Mutex(context) }
    var context: NIOSSLContext {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Gives the authority's own server a fresh certificate each hour.
private struct RenewOwn: Service {
    let certificate: OwnCertificate
    let make: @Sendable () async throws -> NIOSSLContext
    let log: FederationLog

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(3_600))
                if Task.isCancelled { return }
                do {
                    certificate.context = try await make()
                } catch {
                    log(FederationEvent(kind: .renewalFailed, reason: FederationEvent.reason(error)))
                }
            }
        }
    }
}
