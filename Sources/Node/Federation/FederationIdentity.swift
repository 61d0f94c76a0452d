import NIOSSL
import Synchronization
import Vocabulary

/// The certificate this node shows, ready for use at both ends of a connection.
///
/// It is replaced while connections are open: new ones take the new certificate, old ones live out with theirs.
package final class FederationIdentity: Sendable {
    private struct State {
        var certificate: NodeCertificate
        var server: NIOSSLContext
        var client: TLSConfiguration
    }

    private let roots: [NIOSSLCertificate]
    private let state: Mutex<State>

    /// Shows a certificate and trusts those that `authority`, a certificate in PEM, has signed.
    ///
    /// Throws `federation.certificate_unusable`.
    package init(_ certificate: NodeCertificate, authority: String) throws {
        guard let roots = try? NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)), !roots.isEmpty else {
            throw Fault(.certificateUnusable, "the authority's certificate cannot be read")
        }
        self.roots = roots
        state = Mutex(try Self.state(certificate, roots))
    }

    /// The certificate in use.
    package var certificate: NodeCertificate { state.withLock { $0.certificate } }

    /// Shows another certificate from the next handshake on.
    package func replace(with certificate: NodeCertificate) throws {
        let next = try Self.state(certificate, roots)
        state.withLock { $0 = next }
    }

    /// For the next connection that comes in.
    var server: NIOSSLContext { state.withLock { $0.server } }

    /// For the next connection that goes out.
    package var client: TLSConfiguration { state.withLock { $0.client } }

    private static func state(_ certificate: NodeCertificate, _ roots: [NIOSSLCertificate]) throws -> State {
        let server = try TransportSecurity.server(
            certificate: certificate.certificate,
            key: certificate.key,
            roots: roots,
            verification: .noHostnameVerification
        )
        var client = try TransportSecurity.client(roots: roots)
        client.certificateChain = server.certificateChain
        client.privateKey = server.privateKey
        return State(certificate: certificate, server: try NIOSSLContext(configuration: server), client: client)
    }
}

/// TLS as it is spoken between nodes: version 1.3 and nothing older, trusting the federation's authority and no other.
enum TransportSecurity {
    static func server(
        certificate: String,
        key: String,
        roots: [NIOSSLCertificate],
        verification: CertificateVerification
    ) throws -> TLSConfiguration {
        do {
            var configuration = TLSConfiguration.makeServerConfigurationWithMTLS(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)),
                trustRoots: .certificates(roots)
            )
            configuration.minimumTLSVersion = .tlsv13
            configuration.maximumTLSVersion = .tlsv13
            configuration.certificateVerification = verification
            return configuration
        } catch let error as NIOSSLError {
            throw Fault(.certificateUnusable, "the node's certificate or key cannot be used", cause: error)
        }
    }

    static func client(roots: [NIOSSLCertificate]) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.maximumTLSVersion = .tlsv13
        configuration.trustRoots = .certificates(roots)
        configuration.certificateVerification = .fullVerification
        return configuration
    }
}
