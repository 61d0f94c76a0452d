import AsyncHTTPClient
import Federation
import NIOCore
import NIOSSL
import Synchronization
import Vocabulary

/// The connections to one force, each of which was shown to be that force's before anything is sent on it.
final class PeerLink: Sendable {
    let client: HTTPClient
    private let connections: Connections
    private let agreed: Mutex<ProtocolVersion?> = Mutex(nil)

    /// The version both nodes speak, once they have said so.
    var version: ProtocolVersion? {
        get { agreed.withLock { $0 } }
        set { agreed.withLock { $0 = newValue } }
    }

    init(force: ForceCode, admit: @escaping @Sendable (CertifiedPeer) throws -> Void) {
        let connections = Connections()
        self.connections = connections
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(5)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        // A node that is down is told at once, not when the deadline is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
                guard let certificate else { throw Fault(.certificateMissing, "no certificate was shown") }
                let peer = try CertifiedPeer(der: try certificate.toDERBytes())
                guard peer.force == force else {
                    throw Fault(.forceMismatch, "force \(peer.force) answers at the address of force \(force)")
                }
                // First, so that a list that is heard meanwhile finds it.
                connections.add(channel, peer)
                try admit(peer)
            }.flatMapErrorThrowing { error in
                // Not within this future: the pool must hear first that there is no connection.
                channel.eventLoop.execute { channel.close(promise: nil) }
                throw error
            }
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections to peers of which this is true.
    func drop(where isUnwanted: (CertifiedPeer) -> Bool) { connections.drop(where: isUnwanted) }
}

private final class Connections: Sendable {
    private let open: Mutex<[ObjectIdentifier: (channel: any Channel, peer: CertifiedPeer)]> = Mutex([:])

    func add(_ channel: any Channel, _ peer: CertifiedPeer) {
        let key = ObjectIdentifier(channel)
        open.withLock { $0[key] = (channel, peer) }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0[key] = nil } }
    }

    func drop(where isUnwanted: (CertifiedPeer) -> Bool) {
        let unwanted = open.withLock { $0.values.filter { isUnwanted($0.peer) } }
        for connection in unwanted { connection.channel.close(promise: nil) }
    }
}
