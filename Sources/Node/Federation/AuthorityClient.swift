import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Vocabulary

/// The authority as a node reaches it over HTTPS, trusting the one certificate that came with the ticket.
package struct AuthorityClient: AuthorityContact {
    private let address: String
    private let roots: [NIOSSLCertificate]

    /// - Throws: `federation.authority_unusable` unless the address is `https:` and the certificate can be read.
    package init(trust: FederationTrust) throws {
        guard trust.authority.hasPrefix("https://"),
            let roots = try? NIOSSLCertificate.fromPEMBytes(Array(trust.certificate.utf8)), !roots.isEmpty
        else { throw Fault(.authorityUnusable, "`\(trust.authority)` is not an authority's https address") }
        address = trust.authority
        self.roots = roots
    }

    /// Exchanges a token and a request for a certificate.
    package func enrol(token: String, request: String) async throws -> String {
        try await certificate(AuthorityPath.enrol, CertificateRequest(token: token, request: request), nil)
    }

    /// Exchanges a request for the next certificate, over a connection that shows the present one.
    package func renew(request: String, with present: NodeCertificate) async throws -> String {
        try await certificate(AuthorityPath.renew, CertificateRequest(request: request), present)
    }

    /// The list of revoked certificates.
    package func revocations() async throws -> [UInt8] {
        try await send(HTTPClientRequest(url: address + AuthorityPath.revocations), nil)
    }

    private func certificate(
        _ path: String,
        _ message: CertificateRequest,
        _ present: NodeCertificate?
    ) async throws
        -> String
    {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(message)))
        let body = try await send(request, present)
        guard let reply = try? JSONDecoder().decode(CertificateReply.self, from: Data(body)) else {
            throw Fault(.authorityUnusable, "the authority answered something else than a certificate")
        }
        return reply.certificate
    }

    private func send(_ request: HTTPClientRequest, _ present: NodeCertificate?) async throws -> [UInt8] {
        var request = request
        var tls = try TransportSecurity.client(roots: roots)
        if let present {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(present.certificate.utf8)).map {
                .certificate($0)
            }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(present.key.utf8), format: .pem))
        }
        request.tlsConfiguration = tls
        do {
            let response = try await Self.client.execute(request, timeout: .seconds(10))
            let body = Array(buffer: try await response.body.collect(upTo: 1_048_576))
            if response.status == .ok { return body }
            let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(body))
            throw Fault(
                .authorityUnusable,
                "the authority refuses: \(problem?.title ?? "status \(response.status.code)")",
                help: problem?.detail
            )
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .authorityUnusable,
                "the authority at `\(address)` does not answer",
                help: "look whether it runs and can be reached from here",
                cause: error
            )
        }
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(10))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}

extension FederationTrust {
    /// The way to the authority this trusts: over HTTPS, or its folder on this machine.
    package func contact(clock: @escaping Clock, randomness: @escaping Randomness) throws -> any AuthorityContact {
        if authority.hasPrefix("https://") { return try AuthorityClient(trust: self) }
        return try CertificateAuthority(folder: authority, clock: clock, randomness: randomness)
    }
}
